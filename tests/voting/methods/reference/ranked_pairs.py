"""Ranked pairs by its definition: every circle is looked for from scratch."""

from __future__ import annotations

from collections.abc import Sequence

from tests.voting.methods.reference.schulze import Strengths, by_number, reachable


def order(names: Sequence[str], strength: Strengths) -> list[list[str]]:
    """Lock defeats from the strongest level down; of a level, those on no circle with what is locked."""
    locked: set[tuple[str, str]] = set()
    for level in sorted(set(strength.values()), reverse=True):
        equals = {pair for pair, each in strength.items() if each == level}
        free = {(a, b) for a, b in equals if a not in reachable(b, locked)}
        locked |= {(a, b) for a, b in free if a not in reachable(b, locked | free)}
    above = {b: sum(b in reachable(a, locked) for a in names) for b in names}
    return by_number(names, above)
