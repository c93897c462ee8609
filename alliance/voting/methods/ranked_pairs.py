"""Tideman's ranked pairs: defeats are locked in from the strongest down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from alliance.voting.methods.pairs import Pairs
from alliance.voting.methods.schulze import Measure, defeats
from alliance.voting.methods.seats import Order

Defeat: TypeAlias = tuple[int, int]


@dataclass(frozen=True)
class Locked:
    """The order, and the defeats that were left out: by stronger ones, or by equally strong ones."""

    order: Order
    overruled: list[Defeat]
    stalemate: list[list[Defeat]]


def ranked_pairs(pairs: Pairs, measure: Measure) -> Locked:
    """Lock in the defeats that close no circle.

    Equally strong defeats are taken together, so that no order of the candidates counts: those that close a
    circle with stronger ones are left out, then those that lie on a circle with each other. Candidates are
    placed by how many the locked defeats put above them, directly or through others.
    """
    strength = defeats(pairs, measure)
    below = [0] * len(pairs.names)
    overruled: list[Defeat] = []
    stalemate: list[list[Defeat]] = []
    strongest_first = sorted(strength, key=lambda defeat: strength[defeat], reverse=True)
    for _, equals in groupby(strongest_first, key=lambda defeat: strength[defeat]):
        free: list[Defeat] = []
        for defeat in equals:
            (overruled if _leads(below, defeat[1], defeat[0]) else free).append(defeat)
        tried = _with(below, free)
        circular = [defeat for defeat in free if _leads(tried, defeat[1], defeat[0])]
        if circular:
            stalemate.append(circular)
            left_out = set(circular)
            tried = _with(below, [defeat for defeat in free if defeat not in left_out])
        below = tried
    above = [sum(_leads(below, other, each) for other in range(len(below))) for each in range(len(below))]
    return Locked(pairs.placed(above), overruled, stalemate)


def _leads(below: list[int], a: int, b: int) -> bool:
    """Whether the locked defeats lead from a to b; `below[a]` has a bit for each candidate under a."""
    return bool(below[a] >> b & 1)


def _with(below: list[int], more: Iterable[Defeat]) -> list[int]:
    """The same relation with more defeats, and all that follows from them."""
    wider = list(below)
    for winner, loser in more:
        if _leads(wider, winner, loser):
            continue
        gained = wider[loser] | 1 << loser
        for each in range(len(wider)):
            if each == winner or _leads(wider, each, winner):
                wider[each] |= gained
    return wider
