"""Condorcet with instant runoff by its definition, in fractions, trying every way to break a tie."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from tests.voting.methods.elections import Ranking
from tests.voting.methods.reference.schulze import Counted


def first_preferences(running: Sequence[str], ballots: Sequence[tuple[int, Ranking]]) -> dict[str, Fraction]:
    votes = dict.fromkeys(running, Fraction(0))
    for weight, ranking in ballots:
        for equals in ranking:
            first = [name for name in equals if name in votes]
            for name in first:
                votes[name] += Fraction(weight, len(first))
            if first:
                break
    return votes


def step(
    running: Sequence[str], counted: Counted, ballots: Sequence[tuple[int, Ranking]]
) -> tuple[str | None, list[str]]:
    """Who beats all the others, or else who has the fewest first preferences."""
    for each in running:
        if all(counted[each, other] > counted[other, each] for other in running if other != each):
            return each, []
    votes = first_preferences(running, ballots)
    return None, [name for name in running if votes[name] == min(votes.values())]


def winners(running: Sequence[str], counted: Counted, ballots: Sequence[tuple[int, Ranking]]) -> set[str]:
    """All who may win."""
    winner, lowest = step(running, counted, ballots)
    if winner is not None:
        return {winner}
    return {
        each
        for loser in lowest
        for each in winners([name for name in running if name != loser], counted, ballots)
    }


def elected_by_lot(
    names: Sequence[str],
    counted: Counted,
    ballots: Sequence[tuple[int, Ranking]],
    seats: int,
    lot: Sequence[str],
) -> list[str]:
    """Seat by seat; of the lowest the last in the lot goes."""
    elected: list[str] = []
    while len(elected) < seats:
        running = [name for name in names if name not in elected]
        winner, lowest = step(running, counted, ballots)
        while winner is None:
            running.remove(max(lowest, key=lot.index))
            winner, lowest = step(running, counted, ballots)
        elected.append(winner)
    return elected


def outcomes(
    names: Sequence[str],
    counted: Counted,
    ballots: Sequence[tuple[int, Ranking]],
    seats: int,
    elected: frozenset[str] = frozenset(),
) -> set[frozenset[str]]:
    """All sets of people who may be elected."""
    if len(elected) == seats:
        return {elected}
    running = [name for name in names if name not in elected]
    return {
        done
        for each in winners(running, counted, ballots)
        for done in outcomes(names, counted, ballots, seats, elected | {each})
    }
