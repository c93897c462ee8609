"""Debian's A.5 as it is written: Schwartz sets, from which the weakest defeats are dropped."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isqrt

from tests.voting.methods.reference.schulze import Counted, reachable


def kept(
    names: Sequence[str], default: str, counted: Counted, eligible: int | None, ratios: dict[str, Fraction]
) -> list[str]:
    """The options that are not dropped for want of a quorum or a majority."""
    found = []
    for name in names:
        if name == default:
            found.append(name)
            continue
        over, under = counted[name, default], counted[default, name]
        enough = eligible is None or 2 * over >= ceiling_of_root(9 * eligible)
        if enough and over > under and Fraction(over) >= ratios.get(name, Fraction(1)) * under:
            found.append(name)
    return found


def ceiling_of_root(number: int) -> int:
    root = isqrt(number)
    return root if root * root == number else root + 1


def winners(names: Sequence[str], counted: Counted) -> set[str]:
    """Those left in the Schwartz set when no defeat is left among them."""
    strength = {
        (a, b): (counted[a, b], -counted[b, a])
        for a in names
        for b in names
        if a != b and counted[a, b] > counted[b, a]
    }
    defeats = set(strength)
    while True:
        beats = {a: reachable(a, defeats) for a in names}
        schwartz = {a for a in names if all(b in beats[a] for b in names if a in beats[b])}
        among = {(a, b) for a, b in defeats if a in schwartz and b in schwartz}
        if not among:
            return schwartz
        weakest = min(strength[pair] for pair in among)
        defeats -= {pair for pair in among if strength[pair] == weakest}
