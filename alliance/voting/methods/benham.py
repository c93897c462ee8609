"""Condorcet method with instant runoff, seat by seat: the candidate with the fewest first preferences is
eliminated until somebody beats all who are left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from math import lcm
from typing import TYPE_CHECKING

import numpy as np

from alliance.voting.methods.catalogue import Method
from alliance.voting.methods.condorcet import pairwise_of
from alliance.voting.methods.options import Options
from alliance.voting.methods.pairs import Pairs, all_ranks, compare, lowest_last, meaning_of_unranked
from alliance.voting.methods.profile import Profile, ScoreSheet
from alliance.voting.methods.record import CountRecord, Round, Tie, Transfer, count_record, decimal
from alliance.voting.methods.schulze import WINNING_VOTES
from alliance.voting.methods.seats import Order, Seating, flattened, lot_of, ranked, seats_of
from alliance.voting.methods.weighing import Weighing, valid_weight

if TYPE_CHECKING:
    from alliance.voting.methods.pairs import Ranks

MOST_BRANCHES = 256
SHARE_PLACES = 5


def condorcet_irv(ballots: Profile | ScoreSheet, method: Method, options: Options) -> CountRecord:
    """Fill each seat with the winner among all who are not yet elected and whose group has room.

    Whoever beats every other candidate left wins the seat; while nobody does, the candidate with the fewest
    first preferences among them is eliminated. A ballot with several first preferences is shared equally.
    Whoever was eliminated stands again for the next seat. The order is that of as many seats as candidates,
    without caps.
    """
    profile = ranked(ballots, method)
    pairs = compare(profile, meaning_of_unranked(profile, options), options.progress)
    seats = seats_of(profile, options)
    seating = Seating(seats, lot_of(profile, options), options.cap)
    runoff = Runoff(pairs, FirstPreferences(profile))
    rounds = _fill(runoff, seating)
    found = seating.found() | {
        "rounds": rounds,
        "pairwise": pairwise_of(pairs, profile.scale, WINNING_VOTES),
        "order": flattened(runoff.order),
    }
    return count_record(
        method,
        profile,
        options.recorded(seats, meaning_of_unranked(profile, options)),
        valid=valid_weight(profile),
        elected=seating.elected,
        **found,
    )


@dataclass(frozen=True)
class Votes:
    """First preferences by candidate, and the exhausted, in the scale of the ballots times `unit`."""

    by_candidate: dict[int, int]
    exhausted: int
    unit: int

    def lowest(self) -> list[int]:
        fewest = min(self.by_candidate.values())
        return [each for each, votes in self.by_candidate.items() if votes == fewest]


class FirstPreferences:
    """Counts first preferences among some of the candidates; the ranks are worked out when first needed."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.valid = valid_weight(profile)
        self._weighing = Weighing(profile.weights)
        self._counted: dict[frozenset[int], Votes] = {}

    def among(self, running: Sequence[int]) -> Votes:
        key = frozenset(running)
        if key not in self._counted:
            self._counted[key] = self._count(running)
        return self._counted[key]

    def _count(self, running: Sequence[int]) -> Votes:
        """First preferences among those running; no rank is as low as `beyond`, and unranked is lower."""
        ranks = self._ranks
        beyond = np.iinfo(ranks.dtype).max - 1
        best = np.full(ranks.shape[1], beyond, ranks.dtype)
        for each in running:
            np.minimum(best, ranks[each], out=best)
        exhausted = self.valid - self._weighing.of(best != beyond)
        if self.profile.level is None:
            votes = {each: self._weighing.of(ranks[each] == best) for each in running}
            return Votes(votes, exhausted, 1)
        firsts = {each: ranks[each] == best for each in running}
        sharing = np.zeros(ranks.shape[1], np.int32)
        for mask in firsts.values():
            sharing += mask
        sizes = [int(size) for size in np.unique(sharing) if size]
        unit = lcm(*sizes)
        votes = {
            each: sum(self._weighing.of(mask & (sharing == size)) * (unit // size) for size in sizes)
            for each, mask in firsts.items()
        }
        return Votes(votes, exhausted * unit, unit)

    @cached_property
    def _ranks(self) -> Ranks:
        return lowest_last(all_ranks(self.profile))

    def shown(self, votes: Votes) -> tuple[dict[str, str], str, str]:
        """The votes by name, the exhausted and the loss, as decimals; shares of ballots are cut."""
        places = SHARE_PLACES if votes.unit > 1 else 0
        fine, scale = 10**places, self.profile.scale * 10**places
        names = self.profile.names(self.profile.standing)
        cut = {names[each]: total * fine // votes.unit for each, total in votes.by_candidate.items()}
        exhausted = votes.exhausted * fine // votes.unit
        loss = self.valid * fine - sum(cut.values()) - exhausted
        digits = len(str(scale)) - 1
        texts = {name: decimal(total, scale, digits) for name, total in cut.items()}
        return texts, decimal(exhausted, scale, digits), decimal(loss, scale, digits)


class Runoff:
    """The contest for one seat, and all that may come of it when a tie is broken one way or another."""

    def __init__(self, pairs: Pairs, firsts: FirstPreferences) -> None:
        self.pairs = pairs
        self.firsts = firsts
        self._winners: dict[frozenset[int], frozenset[int]] = {}
        self._outcomes: dict[frozenset[int], frozenset[frozenset[int]]] = {}
        self._branches = 0

    def step(self, running: Sequence[int]) -> tuple[int | None, list[int]]:
        """Who beats all others of `running`, or else those with the fewest first preferences."""
        winner = self.pairs.winner(running)
        return winner, [] if winner is not None else self.firsts.among(running).lowest()

    def winners(self, running: Sequence[int]) -> frozenset[int]:
        """All who may win, whichever of the lowest is eliminated at each tie.

        Raises `TooManyBranchesError` when there are too many ways to try them all.
        """
        winner, lowest = self.step(running)
        while winner is None and (len(lowest) == 1 or self._all_go(running, lowest)):
            running = [each for each in running if each not in lowest]
            winner, lowest = self.step(running)
        if winner is not None:
            return frozenset([winner])
        key = frozenset(running)
        if key not in self._winners:
            self._branch()
            ways = [self.winners([each for each in running if each != loser]) for loser in lowest]
            self._winners[key] = frozenset().union(*ways)
        return self._winners[key]

    def _all_go(self, running: Sequence[int], lowest: list[int]) -> bool:
        """Whether all of the lowest are eliminated one after the other, whoever goes first.

        So it is without a vote among them that could move on, and outside the Smith set, from which the
        winner comes.
        """
        votes = self.firsts.among(running).by_candidate
        return not any(votes[each] for each in lowest) and self.pairs.smith(running).isdisjoint(lowest)

    @cached_property
    def order(self) -> Order:
        """All candidates seat by seat; those who may win a seat by a tie share a place."""
        running, order = list(range(len(self.pairs.names))), []
        while running:
            try:
                winners = self.winners(running)
            except TooManyBranchesError:
                winners = frozenset(running)
            order.append([self.pairs.names[each] for each in sorted(winners)])
            running = [each for each in running if each not in winners]
        return order

    def outcomes(self, seating: Seating, elected: frozenset[int]) -> frozenset[frozenset[int]]:
        """All sets of people who may be elected in the end, when `elected` are so far.

        Raises `TooManyBranchesError` when there are too many ways to try them all.
        """
        if elected not in self._outcomes:
            running = self._able(seating, elected)
            if len(elected) == seating.seats or not running:
                return frozenset([elected])
            winners = self.winners(running)
            if len(winners) > 1:
                self._branch()
            ways = [self.outcomes(seating, elected | {each}) for each in winners]
            self._outcomes[elected] = frozenset().union(*ways)
        return self._outcomes[elected]

    def _able(self, seating: Seating, elected: frozenset[int]) -> list[int]:
        names = self.pairs.names
        so_far = [names[each] for each in elected]
        everybody = range(len(names))
        return [each for each in everybody if each not in elected and seating.has_room(names[each], so_far)]

    def _branch(self) -> None:
        self._branches += 1
        if self._branches > MOST_BRANCHES:
            raise TooManyBranchesError


class TooManyBranchesError(Exception):
    """There are too many ways to break the ties."""


def _fill(runoff: Runoff, seating: Seating) -> list[Round]:
    """Fill the seats, and return the rounds."""
    rounds: list[Round] = []
    everybody = range(len(runoff.pairs.names))
    while seating.left and not seating.waiting:
        left = [name for name in runoff.pairs.names if name not in seating.elected]
        able = set(seating.without_full(left))
        running = [each for each in everybody if runoff.pairs.names[each] in able]
        if not running or not _fill_one(runoff, seating, running, rounds):
            break
    return rounds


def _fill_one(runoff: Runoff, seating: Seating, running: list[int], rounds: list[Round]) -> bool:
    """Eliminate until somebody is elected; False when a tie has to wait for a lot."""
    names = runoff.pairs.names
    stage = _start(runoff, running, len(rounds) + 1, len(seating.elected) + 1)
    rounds.append(stage)
    while True:
        winner, lowest = runoff.step(running)
        if winner is not None:
            seating.take(names[winner])
            stage["elected"].append(names[winner])
            how = "is the only one left" if len(running) == 1 else "beats every other left in pairs"
            stage["sentence"] += f" {names[winner]} {how} and is elected."
            return True
        stage["sentence"] += " Nobody beats all the others in pairs."
        loser = lowest[0] if len(lowest) == 1 else _broken(runoff, seating, running, lowest, len(rounds) + 1)
        if loser is None:
            return False
        running = [each for each in running if each != loser]
        stage = _elimination(runoff, running, loser, stage, len(rounds) + 1)
        rounds.append(stage)


def _broken(
    runoff: Runoff, seating: Seating, running: list[int], lowest: list[int], number: int
) -> int | None:
    """Who of the tied is eliminated: the last by lot, or None when the seats have to wait for one."""
    names = runoff.pairs.names
    tied = [names[each] for each in lowest]
    tie: Tie = {
        "at": f"fewest first preferences in round {number}",
        "round": number,
        "between": tied,
        "chosen": [],
        "broken_by": None,
        "is_lot": False,
    }
    seating.ties.append(tie)
    outcomes = _outcomes(runoff, seating, running, lowest)
    if outcomes is not None:
        tie["is_decisive"] = len(outcomes) > 1
    if not seating.lot.order and (outcomes is None or len(outcomes) > 1):
        _leave_open(runoff, seating, outcomes)
        return None
    order = seating.lot.order or names
    chosen = max(tied, key=order.index)
    source = seating.lot.source if seating.lot.order else "order of the candidates in the file"
    tie.update({"chosen": [chosen], "broken_by": source, "is_lot": True})
    return names.index(chosen)


def _outcomes(
    runoff: Runoff, seating: Seating, running: list[int], lowest: list[int]
) -> frozenset[frozenset[int]] | None:
    """Who may be elected in the end, whichever of the lowest goes; None when there are too many ways."""
    elected = frozenset(runoff.pairs.names.index(name) for name in seating.elected)
    try:
        winners = [runoff.winners([each for each in running if each != loser]) for loser in lowest]
        after = [runoff.outcomes(seating, elected | {each}) for each in frozenset().union(*winners)]
    except TooManyBranchesError:
        return None
    return frozenset().union(*after)


def _leave_open(runoff: Runoff, seating: Seating, outcomes: frozenset[frozenset[int]] | None) -> None:
    """Seat those who are elected whatever the lot, and let the other seats wait."""
    names = runoff.pairs.names
    if outcomes is None:
        able = [name for name in names if name not in seating.elected]
        seating.wait(seating.left, seating.without_full(able))
        return
    certain = frozenset.intersection(*outcomes)
    possible = frozenset().union(*outcomes)
    for each in sorted(certain):
        if names[each] not in seating.elected:
            seating.take(names[each])
    open_seats = max(len(each) for each in outcomes) - len(certain)
    seating.wait(open_seats, [names[each] for each in sorted(possible - certain)])


def _start(runoff: Runoff, running: list[int], number: int, seat: int) -> Round:
    votes, exhausted, loss = runoff.firsts.shown(runoff.firsts.among(running))
    return {
        "number": number,
        "event": "first preferences",
        "subjects": [],
        "votes": votes,
        "exhausted": exhausted,
        "loss": loss,
        "transfers": [],
        "elected": [],
        "excluded": [],
        "sentence": f"For seat {seat}, {_stand(len(running))}.",
    }


def _stand(candidates: int) -> str:
    return "1 candidate stands" if candidates == 1 else f"{candidates} candidates stand"


def _elimination(runoff: Runoff, running: list[int], loser: int, before: Round, number: int) -> Round:
    name = runoff.pairs.names[loser]
    votes, exhausted, loss = runoff.firsts.shown(runoff.firsts.among(running))
    had = before["votes"][name]
    return {
        "number": number,
        "event": "exclusion",
        "subjects": [name],
        "votes": votes,
        "exhausted": exhausted,
        "loss": loss,
        "transfers": _transfers(name, before, votes, exhausted),
        "elected": [],
        "excluded": [name],
        "sentence": f"{name}, with the fewest first preferences, {had}, is eliminated.",
    }


def _transfers(source: str, before: Round, votes: dict[str, str], exhausted: str) -> list[Transfer]:
    """What everybody gained, all of it from the one who was eliminated."""
    piles: dict[str | None, tuple[str, str]] = {
        name: (now, before["votes"][name]) for name, now in votes.items()
    }
    piles[None] = (exhausted, before["exhausted"])
    return [
        {"source": source, "target": name, "votes": f"{gained:f}"}
        for name, (now, then) in piles.items()
        if (gained := Decimal(now) - Decimal(then))
    ]
