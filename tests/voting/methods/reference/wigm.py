"""Weighted inclusive Gregory by the texts of its rules: fractions, and a loop over every ballot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from tests.voting.methods.elections import Ranking
from tests.voting.methods.reference.rounds import (
    Break,
    Counted,
    Votes,
    by_earlier_rounds,
    by_order,
    cut,
    strict,
)

Value: TypeAlias = Callable[[Fraction, Fraction, Fraction], Fraction]
"""What a ballot is worth after a surplus: from its value, the surplus, and the votes of the candidate."""


@dataclass
class Paper:
    weight: int
    order: list[str]
    value: Fraction = Fraction(1)
    holder: str | None = None


@dataclass
class Wigm:
    """One count, with what its rule says as plain values."""

    names: list[str]
    papers: list[Paper]
    seats: int
    quota: Fraction
    value: Value
    take: Break
    needs_more: bool = False
    empty_surplus: bool = False
    last_exclusion_moves: bool = True
    last_surplus_moves: bool = False
    elected: list[str] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)
    out: list[str] = field(default_factory=list)
    spent: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    rounds: list[Votes] = field(default_factory=list)

    @property
    def hopeful(self) -> list[str]:
        return [name for name in self.names if name not in self.elected and name not in self.out]

    def votes(self) -> Votes:
        found = {name: Fraction(0) for name in self.names if name not in self.moved}
        for paper in self.papers:
            if paper.holder is not None:
                found[paper.holder] += paper.weight * paper.value
        return found | dict.fromkeys(self.spent, self.quota)

    def run(self) -> Counted:
        for paper in self.papers:
            self.pass_on(paper)
        self.close()
        while len(self.elected) < self.seats and len(self.hopeful) > self.seats - len(self.elected):
            if self.pending:
                self.move_surplus()
            else:
                now = self.rounds[-1]
                fewest = min(now[name] for name in self.hopeful)
                tied = [name for name in self.hopeful if now[name] == fewest]
                self.exclude([self.take(tied, self.rounds, False) if len(tied) > 1 else tied[0]])
        if self.last_surplus_moves and len(self.elected) == self.seats:
            while any(self.rounds[-1][name] > self.quota for name in self.pending):
                self.move_surplus()
        return self.elected, self.rounds

    def pass_on(self, paper: Paper) -> None:
        open_names = set(self.hopeful)
        paper.holder = next((name for name in paper.order if name in open_names), None)

    def close(self) -> None:
        now = self.votes()
        self.rounds.append(now)
        reached = [
            n for n in self.hopeful if now[n] > self.quota or (not self.needs_more and now[n] == self.quota)
        ]
        for name in self.by_votes(reached):
            if len(self.elected) < self.seats:
                self.elected.append(name)
                if now[name] > self.quota or self.empty_surplus:
                    self.pending.append(name)
        if len(self.elected) < self.seats and len(self.hopeful) <= self.seats - len(self.elected):
            self.elected += self.by_votes(self.hopeful)

    def by_votes(self, names: list[str]) -> list[str]:
        """The most votes first; equals by the latest round in which they differ."""
        return sorted(names, key=lambda name: [-votes[name] for votes in reversed(self.rounds)])

    def move_surplus(self) -> None:
        now = self.rounds[-1]
        most = max(now[name] for name in self.pending)
        tied = [name for name in self.pending if now[name] == most]
        source = self.take(tied, self.rounds, True) if len(tied) > 1 else tied[0]
        self.pending.remove(source)
        self.spent.append(source)
        for paper in self.papers:
            if paper.holder == source:
                paper.value = self.value(paper.value, now[source] - self.quota, now[source])
                self.pass_on(paper)
        self.close()

    def exclude(self, losers: list[str]) -> None:
        self.out += losers
        if not self.last_exclusion_moves and len(self.hopeful) <= self.seats - len(self.elected):
            self.close()
            return
        self.moved += losers
        for paper in self.papers:
            if paper.holder in losers:
                self.pass_on(paper)
        self.close()


def _papers(
    names: Sequence[str], ballots: Sequence[tuple[int, Ranking]]
) -> tuple[list[str], list[Paper], int]:
    papers = [Paper(weight, order) for weight, order in strict(ballots, names)]
    return list(names), papers, sum(paper.weight for paper in papers)


def scottish(names: Sequence[str], ballots: Sequence[tuple[int, Ranking]], seats: int) -> Counted:
    """SSI 2007/42, rules 45 to 52; lots take the first of `names`."""
    standing, papers, total = _papers(names, ballots)
    return Wigm(
        standing,
        papers,
        seats,
        Fraction(total // (seats + 1) + 1),
        lambda value, surplus, votes: cut(value * surplus / votes, 5),
        by_earlier_rounds(names),
    ).run()


def reference(names: Sequence[str], ballots: Sequence[tuple[int, Ranking]], seats: int) -> Counted:
    """The Proportional Representation Foundation's WIGM rule without its optional step B.2."""
    standing, papers, total = _papers(names, ballots)
    return Wigm(
        standing,
        papers,
        seats,
        cut(Fraction(total, seats + 1), 4) + Fraction(1, 10**4),
        lambda value, surplus, votes: cut(cut(value * surplus, 4) / votes, 4),
        by_order(names),
        empty_surplus=True,
        last_exclusion_moves=False,
    ).run()


def exact(names: Sequence[str], ballots: Sequence[tuple[int, Ranking]], seats: int) -> Counted:
    """Fractions that are never cut; more than the quota elects."""
    standing, papers, total = _papers(names, ballots)
    return Wigm(
        standing,
        papers,
        seats,
        Fraction(total, seats + 1),
        lambda value, surplus, votes: value * surplus / votes,
        by_order(names),
        needs_more=True,
    ).run()


def minneapolis(names: Sequence[str], ballots: Sequence[tuple[int, Ranking]], seats: int) -> Counted:
    """Minneapolis 167.20 and 167.70(1): the share of the surplus is cut, then the value."""
    standing, papers, total = _papers(names, ballots)
    return Wigm(
        standing,
        papers,
        seats,
        Fraction(total // (seats + 1) + 1),
        lambda value, surplus, votes: cut(value * cut(surplus / votes, 4), 4),
        by_order(names),
        empty_surplus=True,
        last_surplus_moves=True,
    ).run()
