"""Meek's single transferable vote by the reference rule: nine decimals, shares found by repetition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from alliance.voting.methods.catalogue import CountError, Method
from alliance.voting.methods.lots import Lots, lots_for
from alliance.voting.methods.options import Options
from alliance.voting.methods.paths import ONE, paths_of
from alliance.voting.methods.profile import NOBODY, Profile, ScoreSheet
from alliance.voting.methods.record import CountRecord, Round, Transfer, decimal
from alliance.voting.methods.room import Room
from alliance.voting.methods.seats import listed, seats_of
from alliance.voting.methods.transferable import check_first_excluded, tell_decisive, told
from alliance.voting.methods.transfers import Story

PLACES: Final = 9
OMEGA: Final = ONE // 10**6
"""The surplus below which the shares are good enough."""


def meek(ballots: Profile | ScoreSheet, method: Method, options: Options) -> CountRecord:
    """The reference Meek rule of the Proportional Representation Foundation, steps A to C and T.

    Equal ranks, of which that text says nothing, are counted as by the programs of reference: those still in
    share the ballot evenly, and such a ballot ends at a place where everybody is excluded. The transfers of
    a round are the net changes. Raises `CountError` for scores, ballots that rank nobody who stands, unknown
    names in `first_excluded`, and a lot that leaves somebody out.
    """
    if not isinstance(ballots, Profile):
        raise CountError(f"{method.title} counts ranks, and these ballots have points. Read them as ranks.")
    seats, lots = seats_of(ballots, options), lots_for(ballots, options)
    check_first_excluded(ballots, options)

    def counted(lots: Lots) -> MeekCount:
        count = MeekCount(ballots, options, lots, seats)
        count.run()
        return count

    count = counted(lots)
    tell_decisive(
        count.story, lots, len(ballots.weights), lambda script: set(counted(lots.scripted(script)).elected)
    )
    formula = "votes held / (seats + 1), cut to nine decimals, plus 0.000000001; anew in every repetition"
    return told(ballots, method, options, count.story, valid=count.paths.valid, seats=seats, quota=formula)


class MeekCount:
    """One count; amounts are whole numbers of billionths of the weights."""

    def __init__(self, profile: Profile, options: Options, lots: Lots, seats: int) -> None:
        self.names, self.scale = profile.candidates, profile.scale
        self.options, self.lots, self.seats = options, lots, seats
        self.story, self.room = Story(), Room(options.cap, profile.candidates)
        self.hopeful = list(profile.standing)
        self.paths = paths_of(profile)
        if not self.paths.valid:
            raise CountError("No ballot ranks a candidate who stands, so there is nothing to count.")
        self.keep = [ONE if each in self.hopeful else 0 for each in range(len(self.names))]
        self.votes: list[int] = []
        self.exhausted = self.quota = self.surplus = 0
        self.history: list[list[int]] = []
        self.first_excluded = {n for n, name in enumerate(self.names) if name in options.first_excluded}

    @property
    def elected(self) -> list[int]:
        return self.story.elected

    @property
    def _seats_left(self) -> int:
        return self.seats - len(self.elected)

    def run(self) -> None:
        """Step B: rounds until all seats are filled, or no more are left than seats."""
        event, subjects, said = "first preferences", list[int](), "First preferences are counted"
        gone: list[int] = []
        while True:
            held, exhausted = self.votes, self.exhausted
            new = self._iterate()
            before = [each for each in self.elected if each not in new]
            kept = {self.names[each]: decimal(self.keep[each], ONE, PLACES) for each in before}
            self.history.append(list(self.votes))
            full = self.room.full(self.hopeful)
            leaving, reason = self._leaving(new, full)
            self.hopeful = [each for each in self.hopeful if each not in leaving]
            rest = self._last_ones()
            is_last = self._is_complete()
            if not self.lots.is_trial:
                self._tell(
                    event,
                    subjects,
                    kept=kept,
                    transfers=self._changes(held, exhausted) if held else [],
                    elected=[*new, *rest],
                    excluded=[*gone, *(leaving if is_last else [])],
                    sentences=[
                        said,
                        *map(self._is_elected, new),
                        reason if is_last else "",
                        self._fill(rest),
                    ],
                )
            number = len(self.story.rounds) + (not is_last)
            self.story.caps += [self.room.step(each, number) for each in leaving if each in full]
            if is_last:
                break
            self._go_on(new, leaving)
            gone, event, subjects = leaving, "surplus", list(self.elected)
            elected = self._named(self.elected)
            keep = "keeps" if len(elected) == 1 else "keep"
            shares = "share" if len(elected) == 1 else "shares"
            found = "is" if len(elected) == 1 else "are"
            said = f"The {shares} that {listed(elected)} {keep} of each ballot {found} found anew"
            if leaving:
                event, subjects, said = "exclusion", leaving, reason
        self.story.vacant = self._seats_left

    def _go_on(self, new: list[int], leaving: list[int]) -> None:
        for each in new:
            self.paths.elect(each)
        for each in leaving:
            self.keep[each] = 0
            self.paths.exclude(each)
        if self.options.progress:
            self.options.progress(1 - len(self.hopeful) / len(self.names))

    def _is_complete(self) -> bool:
        return not self._seats_left or self._all_are_needed()

    def _all_are_needed(self) -> bool:
        """Whether nobody who is left can be excluded, so that all who are left are elected."""
        return not self._early and not self.room.spare(self.hopeful, self._seats_left)

    @property
    def _early(self) -> list[int]:
        return [each for each in self.hopeful if each in self.first_excluded]

    def _iterate(self) -> list[int]:
        """Step B.2: repeat until somebody is elected, who is returned, or the surplus is small or stable."""
        last: int | None = None
        while True:
            self.votes, self.exhausted = self.paths.divide(self.keep)
            self.quota = (sum(self.votes) // (self.scale * (self.seats + 1)) + 1) * self.scale
            new = self._find_winners()
            self.surplus = max(0, sum(self.votes[each] - self.quota for each in self.elected))
            stable = last is not None and self.surplus >= last
            if new or self.surplus < OMEGA * self.scale or stable:
                return new
            last = self.surplus
            for each in self.elected:
                self.keep[each] = self._kept(self.keep[each], self.votes[each])

    def _kept(self, keep: int, votes: int) -> int:
        """Step B.2.f: the share times the quota, rounded up, divided by the votes, rounded up."""
        product = -(-keep * self.quota // (ONE * self.scale))
        return min(ONE, -(-product * ONE * self.scale // votes))

    def _find_winners(self) -> list[int]:
        new: list[int] = []
        while self._seats_left and (above := self._above_quota()):
            chosen = self._contested(above)
            self._seat(chosen)
            new.append(chosen)
        return new

    def _above_quota(self) -> list[int]:
        able = [
            each
            for each in self.hopeful
            if self.votes[each] >= self.quota and self.room.has(each) and each not in self.first_excluded
        ]
        return sorted(able, key=self._standing)

    def _contested(self, above: list[int]) -> int:
        """Whoever stands first; of equals who compete for the last room of their group, the one taken."""
        equals = [each for each in above if self.votes[each] == self.votes[above[0]]]
        rivals = self.room.group_of(above[0], equals)
        if self.room.electable(rivals) == len(rivals):
            return above[0]
        return self._tie(rivals, self.lots.take(rivals, "first"), "who is elected")

    def _standing(self, candidate: int) -> tuple[int, ...]:
        earlier = [-votes[candidate] for votes in reversed(self.history)]
        return (-self.votes[candidate], *earlier, self.lots.order.index(candidate))

    def _seat(self, candidate: int) -> None:
        self.hopeful.remove(candidate)
        self.room.take(candidate)
        self.elected.append(candidate)

    def _leaving(self, new: list[int], full: list[int]) -> tuple[list[int], str]:
        """Who is excluded after this round, and why: full groups at once, and step B.3."""
        if self._is_complete() or (new and not full):
            return [], ""
        if full:
            return full, f"{listed(self._named(full))} {_is(full)} passed over: {self.room.reason(full)}"
        if early := self._early:
            return early, f"{listed(self._named(early))} {_is(early)} excluded before all others"
        return self._lowest()

    def _lowest(self) -> tuple[list[int], str]:
        candidates = self.room.spare(self.hopeful, self._seats_left)
        fewest = min(self.votes[each] for each in candidates)
        tied = [each for each in candidates if self.votes[each] <= fewest + self.surplus]
        loser = tied[0]
        if len(tied) > 1:
            loser = self._tie(tied, self.lots.take(tied, "last"), "who is excluded")
        words = f"{self.names[loser]} has the fewest votes, {self._plain(self.votes[loser])}"
        if any(self.votes[each] < fewest for each in self.hopeful):
            words += ", of those who are not needed to fill the seats within the caps"
        return [loser], f"{words}, and is excluded"

    def _tie(self, tied: list[int], taken: int, at: str) -> int:
        self.story.ties.append(
            {
                "at": at,
                "round": len(self.story.rounds) + 1,
                "between": self._named(tied),
                "chosen": [self.names[taken]],
                "broken_by": self.lots.source,
                "is_lot": True,
            }
        )
        return taken

    def _last_ones(self) -> list[int]:
        """Step C.1: when no more are left than seats, all of them are elected."""
        if not self._seats_left or not self._all_are_needed():
            return []
        rest = sorted((each for each in self.hopeful if self.room.has(each)), key=self._standing)
        for each in rest:
            self._seat(each)
        return rest

    def _tell(
        self,
        event: str,
        subjects: list[int],
        *,
        kept: dict[str, str],
        transfers: list[Transfer],
        elected: list[int],
        excluded: list[int],
        sentences: list[str],
    ) -> None:
        number = len(self.story.rounds) + 1
        counted = [each for each, keep in enumerate(self.keep) if keep]
        votes = {self.names[each]: self._text(self.votes[each]) for each in counted}
        told: Round = {
            "number": number,
            "event": event,
            "subjects": self._named(subjects),
            "votes": votes,
            "exhausted": self._text(self.exhausted),
            "loss": self._text(self.paths.valid * ONE - sum(self.votes) - self.exhausted),
            "quota": self._text(self.quota),
            "keep": kept,
            "transfers": transfers,
            "elected": self._named(elected),
            "excluded": self._named(excluded),
            "sentence": " ".join(f"{each}." for each in sentences if each),
        }
        self.story.rounds.append(told)

    def _changes(self, held: list[int], exhausted: int) -> list[Transfer]:
        """What moved since the round before: each loss, split over the gains in proportion, exactly."""
        sources = {
            n: old - new for n, (old, new) in enumerate(zip(held, self.votes, strict=True)) if old > new
        }
        gains = {n: new - old for n, (old, new) in enumerate(zip(held, self.votes, strict=True)) if new > old}
        if self.exhausted > exhausted:
            gains[NOBODY] = self.exhausted - exhausted
        found: list[Transfer] = []
        for source, amount in sources.items():
            for target, part in _split(amount, gains).items():
                gains[target] -= part
                name = None if target == NOBODY else self.names[target]
                found.append({"source": self.names[source], "target": name, "votes": self._text(part)})
        return found

    def _text(self, amount: int) -> str:
        scale = ONE * self.scale
        return decimal(amount, scale, len(str(scale)) - 1)

    def _plain(self, amount: int) -> str:
        return decimal(amount, ONE * self.scale)

    def _named(self, candidates: list[int]) -> list[str]:
        return [self.names[each] for each in candidates]

    def _is_elected(self, candidate: int) -> str:
        votes, quota = self._plain(self.votes[candidate]), self._plain(self.quota)
        return f"{self.names[candidate]} has {votes} votes, at least the quota of {quota}, and is elected"

    def _fill(self, rest: list[int]) -> str:
        if not rest:
            return ""
        left = "are left, no more than the seats" if len(rest) > 1 else "is the only one left for a seat"
        return f"{listed(self._named(rest))} {left}, and {_is(rest)} elected"


def _split(amount: int, gains: Mapping[int, int]) -> dict[int, int]:
    """The amount in whole parts, in proportion to the gains and none above its gain."""
    total, parts = sum(gains.values()), {}
    amount = min(amount, total)
    for target, gain in gains.items():
        part = -(-amount * gain // total) if total else 0
        parts[target] = part
        amount, total = amount - part, total - gain
    return {target: part for target, part in parts.items() if part}


def _is(several: list[int]) -> str:
    return "is" if len(several) == 1 else "are"
