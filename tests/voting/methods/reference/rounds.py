"""What the plain counts in rounds share: ballots one by one, and ties by an order that takes the first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeAlias

from tests.voting.methods.elections import Ranking

Votes: TypeAlias = dict[str, Fraction]
Counted: TypeAlias = tuple[list[str], list[Votes]]
"""Who is elected, and the votes of every candidate who is not excluded, round by round."""

Break: TypeAlias = Callable[[Sequence[str], list[Votes], bool], str]
"""Takes one of the tied, given the rounds before; the flag says whether the one with most is wanted."""


def strict(ballots: Sequence[tuple[int, Ranking]], names: Sequence[str]) -> list[tuple[int, list[str]]]:
    """Ballots with one name at each place, without those who do not stand; blank ones are left out."""
    found = []
    for weight, ranking in ballots:
        order = [name for place in ranking for name in place if name in names]
        if order:
            found.append((weight, order))
    return found


def by_order(order: Sequence[str]) -> Break:
    """The first in the order is taken, whatever it is for."""
    return lambda tied, _rounds, _most: min(tied, key=order.index)


def by_earlier_rounds(order: Sequence[str]) -> Break:
    """Who had the most, or the fewest, in the latest earlier round in which they differ; then the order."""

    def take(tied: Sequence[str], rounds: list[Votes], most: bool) -> str:
        still = list(tied)
        for votes in reversed(rounds[:-1]):
            extreme = (max if most else min)(votes[name] for name in still)
            still = [name for name in still if votes[name] == extreme]
        return min(still, key=order.index)

    return take


def cut(value: Fraction, places: int) -> Fraction:
    return Fraction(int(value * 10**places), 10**places)
