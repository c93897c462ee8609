"""Counting by transfers of ballots, round by round: what STV with Gregory's surpluses and IRV share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final, NamedTuple, TypeAlias

from alliance.voting.methods.catalogue import CountError
from alliance.voting.methods.lots import Lots, Purpose
from alliance.voting.methods.options import Options
from alliance.voting.methods.piles import Arrivals, Piles
from alliance.voting.methods.profile import NOBODY, Profile
from alliance.voting.methods.record import CapStep, Round, Tie, Transfer, decimal
from alliance.voting.methods.room import Room
from alliance.voting.methods.seats import listed

Amount: TypeAlias = int | Fraction
"""Votes: whole numbers of the smallest unit of the rule, or exact fractions of a ballot's weight."""

MOST_BITS: Final = 100_000


class Units(NamedTuple):
    """The smallest units of a count: `one` ballot is worth so many of them; weights are scaled by `scale`."""

    one: int
    scale: int

    @property
    def vote(self) -> int:
        return self.one * self.scale


@dataclass(frozen=True, slots=True)
class Rule:
    """What differs between the rules that count by transfers.

    `places`: decimals of a ballot's value. `quota`: the votes that elect, in units, from the weight of the
    valid ballots, the seats and the units. `value`: what a ballot is worth after a surplus, from its value,
    the surplus, the candidate's votes and the units; None where surpluses do not move. `is_exact`: amounts
    are fractions, decimals are only printed, and more than the quota is needed. `batch`: those who cannot
    catch up even together are excluded at once. `earlier_rounds` break ties before the lot does.
    `empty_surplus`: who has exactly the quota has a round too. `last_exclusion_moves`: also when no more are
    left than seats. `last_surplus_moves`: also when all seats are filled. `follows_active`: the quota is
    taken anew in each round from the votes that are still held.
    """

    places: int
    quota: Callable[[int, int, Units], Amount]
    formula: str
    value: Callable[[Amount, Amount, Amount, Units], Amount] | None = None
    is_exact: bool = False
    batch: bool = False
    earlier_rounds: bool = False
    empty_surplus: bool = False
    last_exclusion_moves: bool = True
    last_surplus_moves: bool = False
    follows_active: bool = False


@dataclass
class Story:
    """What a count has told so far, as the record has it."""

    rounds: list[Round] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    caps: list[CapStep] = field(default_factory=list)
    elected: list[int] = field(default_factory=list)
    vacant: int = 0


class Count:
    """One count by transfers; `run` adds its rounds to the story.

    `out` are candidates who take no part besides those withdrawn, `valid` the weight of all valid ballots
    when some of them name nobody but such candidates.
    """

    def __init__(
        self,
        profile: Profile,
        rule: Rule,
        options: Options,
        lots: Lots,
        *,
        seats: int,
        story: Story,
        room: Room,
        out: Sequence[int] = (),
        valid: int | None = None,
    ) -> None:
        self.names, self.scale, self.rule, self.options = profile.candidates, profile.scale, rule, options
        self.lots, self.story, self.room, self.seats = lots, story, room, seats
        self.hopeful = [each for each in profile.standing if each not in out]
        self.piles = Piles(profile, self.hopeful)
        self.valid = self.piles.valid if valid is None else valid
        if not self.valid:
            raise CountError("No ballot ranks a candidate who stands, so there is nothing to count.")
        self.units = Units(1 if rule.is_exact else 10**rule.places, profile.scale)
        self.offset = len(story.rounds)
        self.printed = 10**rule.places * self.scale
        self.digits = len(str(self.printed)) - 1
        self.values: list[Amount] = [Fraction(1) if rule.is_exact else self.units.one]
        self.kinds: dict[Amount, int] = {self.values[0]: 0}
        self.votes: dict[int, Amount] = dict.fromkeys(self.hopeful, 0)
        self.exhausted: Amount = (self.valid - self.piles.valid) * self.units.one
        self.quota: Amount = 0
        self.pending: list[int] = []
        self.elected: list[int] = []
        self.history: list[dict[int, Amount]] = []
        self.first_excluded = {n for n, name in enumerate(self.names) if name in options.first_excluded}

    # The flow of a count

    def run(self) -> None:
        """Count until all seats are filled, or nobody is left who could take one."""
        self._first_preferences()
        while not self._is_complete():
            self._next_round()
        self._finish()

    def _next_round(self) -> None:
        early = self._early
        if full := self.room.full(self.hopeful):
            self._pass_over(full)
        elif self.rule.batch and not early and (losers := self._sure_losers()):
            self._exclude(losers, self._cannot_catch_up(losers))
        elif self.pending:
            self._move_surplus()
        elif early:
            self._exclude(early, f"{listed(self._named(early))} {_is(early)} excluded before all others")
        else:
            self._exclude_lowest()

    def _is_complete(self) -> bool:
        return not self._seats_left or self._all_are_needed()

    def _all_are_needed(self) -> bool:
        """Whether nobody who is left can be excluded, so that all who are left are elected."""
        return not self._early and not self.room.spare(self.hopeful, self._seats_left)

    @property
    def _early(self) -> list[int]:
        return [each for each in self.hopeful if each in self.first_excluded]

    @property
    def _seats_left(self) -> int:
        return self.seats - len(self.elected)

    # Rounds

    def _first_preferences(self) -> None:
        self._receive(self.piles.first)
        self.quota = self._quota()
        needed = self._count_of(self.quota)
        words = f"{needed} are more than half" if self.rule.follows_active else f"the quota is {needed}"
        self._close("first preferences", [], [], [], f"First preferences are counted; {words}.")

    def _move_surplus(self) -> None:
        most = max(self.votes[each] for each in self.pending)
        tied = [each for each in self.pending if self.votes[each] == most]
        source = self._take(tied, "first", "whose surplus moves first")
        self.pending.remove(source)
        self._transfer_surplus(source)

    def _transfer_surplus(self, source: int) -> None:
        votes, value = self.votes[source], self.rule.value
        if value is None:
            raise TypeError("this rule moves no surplus")
        surplus = votes - self.quota
        arrivals = self.piles.move(
            source, lambda kind: self._kind_of(value(self.values[kind], surplus, votes, self.units))
        )
        self.votes[source] = self.quota
        full = value(self.values[0], surplus, votes, self.units)
        said = f"The surplus of {self.names[source]}, {self._count_of(surplus)}, moves on"
        said += f" at {self._worth(full)} a ballot."
        if not surplus:
            said = f"{self.names[source]} has exactly the quota, so no surplus moves on."
        self._close("surplus", [source], self._told(source, arrivals), [], said, worth=full)

    def _exclude_lowest(self) -> None:
        candidates = self.room.spare(self.hopeful, self._seats_left)
        fewest = min(self.votes[each] for each in candidates)
        tied = [each for each in candidates if self.votes[each] == fewest]
        loser = self._take(tied, "last", "who is excluded")
        guarded = [each for each in self.hopeful if self.votes[each] < fewest]
        words = f"{self.names[loser]} has the fewest votes, {self._plain(fewest)}, and is excluded"
        if guarded:
            words = f"{self.names[loser]} has the fewest votes, {self._plain(fewest)}, of those who are not "
            words += "needed to fill the seats within the caps, and is excluded"
        self._exclude([loser], words)

    def _pass_over(self, full: list[int]) -> None:
        self.story.caps += [self.room.step(each, len(self.story.rounds) + 1) for each in full]
        self._exclude(full, f"{listed(self._named(full))} {_is(full)} passed over: {self.room.reason(full)}")

    def _exclude(self, losers: list[int], said: str) -> None:
        for each in losers:
            self.hopeful.remove(each)
            self.piles.open[each] = False
        if not self.rule.last_exclusion_moves and self._is_complete():
            self._close("exclusion", losers, [], losers, f"{said}.")
            return
        transfers: list[Transfer] = []
        exhausted = self.exhausted
        for each in losers:
            arrivals = self.piles.move(each)
            del self.votes[each]
            transfers += self._told(each, arrivals)
        lost = self._no_further_choice(self.exhausted - exhausted)
        self._close("exclusion", losers, transfers, losers, f"{said}{lost}.")

    def _finish(self) -> None:
        """Fill what is left; the last seats need no quota."""
        if self.rule.last_surplus_moves and len(self.elected) >= self.seats:
            while any(self.votes[each] > self.quota for each in self.pending):
                self._move_surplus()
        self.story.vacant += self._seats_left

    # What the rules decide

    def _quota(self) -> Amount:
        held = sum(self.votes.values()) if self.rule.follows_active else self.valid
        return self.rule.quota(int(held), self.seats, self.units)

    def _reaches(self, votes: Amount) -> bool:
        return votes > self.quota if self.rule.is_exact else votes >= self.quota

    def _sure_losers(self) -> list[int]:
        """The most of the lowest who, together and with every surplus, have fewer votes than the next."""
        ranked = sorted(self.hopeful, key=lambda each: self.votes[each])
        together: Amount = sum(self.votes[each] - self.quota for each in self.pending)
        found = 0
        needed = min(self._seats_left, self.room.electable(self.hopeful))
        for size in range(1, len(ranked)):
            together += self.votes[ranked[size - 1]]
            if self.room.electable(ranked[size:]) < needed:
                break
            if together < self.votes[ranked[size]]:
                found = size
        return ranked[:found] if found > 1 or self.pending else []

    def _take(self, tied: list[int], purpose: Purpose, at: str) -> int:
        """Who is taken of those with equal votes, by earlier rounds if the rule says so, or by lot."""
        if len(tied) == 1:
            return tied[0]
        still, broken_by = tied, self.lots.source
        if self.rule.earlier_rounds:
            pick = min if purpose == "last" else max
            for number in range(len(self.history) - 1, 0, -1):
                before = self.history[number - 1]
                extreme = pick(before[each] for each in still)
                still = [each for each in still if before[each] == extreme]
                if len(still) == 1:
                    broken_by = f"round {self.offset + number}, the latest in which they differ"
                    break
        is_lot = len(still) > 1
        taken = self.lots.take(still, purpose) if is_lot else still[0]
        self.story.ties.append(
            {
                "at": at,
                "round": len(self.story.rounds) + 1,
                "between": self._named(tied),
                "chosen": [self.names[taken]],
                "broken_by": broken_by,
                "is_lot": is_lot,
            }
        )
        return taken

    def _elect(self) -> tuple[list[int], list[int]]:
        """Elect who reached the quota, and the rest when no more are left than seats: both as lists."""
        reached: list[int] = []
        while self._seats_left and (above := self._above_quota()):
            chosen = self._contested(above)
            self._seat(chosen)
            reached.append(chosen)
        rest: list[int] = []
        if self._seats_left and self._all_are_needed():
            rest = sorted(self.hopeful, key=self._standing)
            for each in rest:
                self._seat(each)
        self.pending += [each for each in reached if self.rule.value and self._has_surplus(each)]
        return reached, rest

    def _above_quota(self) -> list[int]:
        able = [
            each
            for each in self.hopeful
            if self._reaches(self.votes[each]) and self.room.has(each) and each not in self.first_excluded
        ]
        return sorted(able, key=self._standing)

    def _contested(self, above: list[int]) -> int:
        """Whoever stands first; of equals who compete for the last room of their group, the one taken."""
        first = above[0]
        equals = [each for each in above if self.votes[each] == self.votes[first]]
        rivals = self.room.group_of(first, equals)
        return (
            self._take(rivals, "first", "who is elected")
            if self.room.electable(rivals) < len(rivals)
            else first
        )

    def _has_surplus(self, candidate: int) -> bool:
        return self.rule.empty_surplus or self.votes[candidate] > self.quota

    def _seat(self, candidate: int) -> None:
        self.hopeful.remove(candidate)
        self.piles.open[candidate] = False
        self.room.take(candidate)
        self.elected.append(candidate)
        self.story.elected.append(candidate)

    def _standing(self, candidate: int) -> tuple[Any, ...]:
        """Sorts candidates of one round: the most votes, then the most in the latest earlier round."""
        earlier = [-votes[candidate] for votes in reversed(self.history)]
        return (-self.votes[candidate], *earlier, self.lots.order.index(candidate))

    # Votes

    def _kind_of(self, value: Amount) -> int:
        if isinstance(value, Fraction) and value.denominator.bit_length() > MOST_BITS:
            raise CountError("The exact fractions of this count grow beyond bounds. Count it with wigm-prf.")
        if value not in self.kinds:
            self.kinds[value] = len(self.values)
            self.values.append(value)
        return self.kinds[value]

    def _receive(self, arrivals: Arrivals) -> dict[int, Amount]:
        received: dict[int, Amount] = {}
        for candidate, kind, weight in arrivals:
            received[candidate] = received.get(candidate, 0) + self.values[kind] * weight
        nobody = received.pop(NOBODY, 0)
        for candidate, amount in received.items():
            self.votes[candidate] += amount
        if self.history:
            self.exhausted += nobody
            received[NOBODY] = nobody
        return received

    def _told(self, source: int, arrivals: Arrivals) -> list[Transfer]:
        received = self._receive(arrivals)
        if self.lots.is_trial:
            return []
        nobody = received.pop(NOBODY, 0)
        told: list[Transfer] = [
            {"source": self.names[source], "target": self.names[target], "votes": self._text(amount)}
            for target, amount in sorted(received.items())
            if amount
        ]
        if nobody:
            told.append({"source": self.names[source], "target": None, "votes": self._text(nobody)})
        return told

    # Words and numbers of the record

    def _close(
        self,
        event: str,
        subjects: list[int],
        transfers: list[Transfer],
        excluded: list[int],
        said: str,
        *,
        worth: Amount | None = None,
    ) -> None:
        """Elect whom the round elects, and write it down."""
        if self.rule.follows_active:
            self.quota = self._quota()
        self.history.append(dict(self.votes))
        reached, rest = self._elect()
        if self.lots.is_trial:
            return
        number = len(self.story.rounds) + 1
        printed = {self.names[each]: self._units(votes) for each, votes in self.votes.items()}
        exhausted = self._units(self.exhausted)
        whole = self.valid * 10**self.rule.places
        sentences = [said, *map(self._is_elected, reached), self._fill(rest)]
        told: Round = {
            "number": number,
            "event": event,
            "subjects": self._named(subjects),
            "votes": {name: self._digits(units) for name, units in printed.items()},
            "exhausted": self._digits(exhausted),
            "loss": self._digits(whole - exhausted - sum(printed.values())),
            "quota": self._text(self.quota),
            "transfers": transfers,
            "elected": self._named([*reached, *rest]),
            "excluded": self._named(excluded),
            "sentence": " ".join(filter(None, sentences)),
        }
        if worth is not None:
            told["value"] = self._worth(worth)
        self.story.rounds.append(told)
        if self.options.progress:
            self.options.progress(1 - len(self.hopeful) / len(self.names))

    def _units(self, amount: Amount) -> int:
        """The amount in the smallest unit that is printed, cut."""
        return int(amount * 10**self.rule.places) if self.rule.is_exact else int(amount)

    def _digits(self, units: int) -> str:
        return decimal(units, self.printed, self.digits)

    def _text(self, amount: Amount) -> str:
        return self._digits(self._units(amount))

    def _worth(self, value: Amount) -> str:
        """The value of a ballot, with the decimals of the rule."""
        return decimal(self._units(value), 10**self.rule.places, self.rule.places)

    def _plain(self, amount: Amount) -> str:
        return decimal(self._units(amount), self.printed)

    def _count_of(self, amount: Amount) -> str:
        return "1 vote" if self._plain(amount) == "1" else f"{self._plain(amount)} votes"

    def _named(self, candidates: Sequence[int]) -> list[str]:
        return [self.names[each] for each in candidates]

    def _is_elected(self, candidate: int) -> str:
        votes, name = self.votes[candidate], self.names[candidate]
        if self.rule.follows_active:
            return f"{name} has {self._count_of(votes)}, more than half of those still held, and is elected."
        more = self._plain(votes - self.quota)
        surplus = f"{more} more than" if votes > self.quota else "exactly"
        return f"{name} has {self._count_of(votes)}, {surplus} the quota, and is elected."

    def _fill(self, rest: list[int]) -> str:
        if not rest:
            return ""
        left = "are left, no more than the seats" if len(rest) > 1 else "is the only one left for a seat"
        return f"{listed(self._named(rest))} {left}, and {_is(rest)} elected."

    def _cannot_catch_up(self, losers: list[int]) -> str:
        if len(losers) == 1:
            return f"{self.names[losers[0]]} cannot catch up even with every surplus, and is excluded"
        return f"{listed(self._named(losers))} cannot catch up even together, and are excluded"

    def _no_further_choice(self, lost: Amount) -> str:
        if not lost:
            return ""
        text = self._plain(lost)
        return f"; {text} {'vote has' if text == '1' else 'votes have'} no further choice"


def _is(several: Sequence[Any]) -> str:
    return "is" if len(several) == 1 else "are"
