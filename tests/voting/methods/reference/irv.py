"""Instant runoff, one elimination after the other: a loop over every ballot."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from tests.voting.methods.elections import Ranking
from tests.voting.methods.reference.rounds import Counted, Votes, by_earlier_rounds, strict


def irv(names: Sequence[str], ballots: Sequence[tuple[int, Ranking]]) -> Counted:
    """One seat; all who together have fewer votes than the next leave at once; lots take the first name."""
    papers, standing, rounds = strict(ballots, names), list(names), list[Votes]()
    while True:
        votes = dict.fromkeys(standing, Fraction(0))
        for weight, order in papers:
            choice = next((name for name in order if name in standing), None)
            if choice is not None:
                votes[choice] += weight
        rounds.append(votes)
        leader = max(standing, key=votes.__getitem__)
        if 2 * votes[leader] > sum(votes.values()) or len(standing) == 1:
            return [leader], rounds
        losers = _together_behind(votes)
        if not losers:
            fewest = min(votes.values())
            tied = [name for name in standing if votes[name] == fewest]
            losers = [by_earlier_rounds(names)(tied, rounds, False)]
        standing = [name for name in standing if name not in losers]


def _together_behind(votes: Votes) -> list[str]:
    ranked = sorted(votes, key=votes.__getitem__)
    sizes = [size for size in range(2, len(ranked)) if _sum(votes, ranked[:size]) < votes[ranked[size]]]
    return ranked[: sizes[-1]] if sizes else []


def _sum(votes: Votes, names: list[str]) -> Fraction:
    return sum((votes[name] for name in names), Fraction(0))
