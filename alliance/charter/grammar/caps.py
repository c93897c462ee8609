"""Caps: at most so many seats or votes for one side, and what happens when there are more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal, Self, TypeAlias, TypeVar

from pydantic import Tag, model_validator

from alliance.charter.grammar.conditions import (
    Const,
    Tally,
    value,
)
from alliance.charter.grammar.durations import Span
from alliance.charter.grammar.electorates import UNITS, Unit
from alliance.charter.grammar.prose import noun
from alliance.charter.grammar.words import (
    CalendarSpan,
    CapSize,
    Closed,
    Name,
    Names,
    count_of,
    one_of,
    spaced,
)

Check: TypeAlias = Literal[
    "at_election", "at_appointment", "during_count", "during_term", "on_affiliation_change", "at_vote"
]
CHECKS: Final[dict[Check, str]] = {
    "at_election": "at an election",
    "at_appointment": "at an appointment",
    "during_count": "during the count",
    "during_term": "throughout the term",
    "on_affiliation_change": "when somebody's affiliation changes",
    "at_vote": "at each vote",
}
Affected: TypeAlias = Literal["affected"]
Holder = TypeVar("Holder", bound=Hashable)
Side = TypeVar("Side", bound=Hashable)


class AgreeAmong(Closed):
    """Those concerned agree who steps down."""

    agree_among: Affected
    within: CalendarSpan | None = None

    @property
    def words(self) -> str:
        return f"those affected agree who steps down{_within(self.within)}"


class OrganizationChooses(Closed):
    """The side that has too many says who stays."""

    organization_chooses: Literal["who_stays", "who_votes"]
    within: CalendarSpan | None = None

    @property
    def words(self) -> str:
        return f"those of one side say {spaced(self.organization_chooses)}{_within(self.within)}"


class ByLot(Closed):
    """A lot is drawn."""

    lot: Literal["verifiable", "random", "coin"]

    @property
    def words(self) -> str:
        return {"coin": "a coin is flipped", "random": "a lot is drawn"}.get(
            self.lot, "a lot that can be checked is drawn"
        )


class LowestRanked(Closed):
    """The lowest in the last election leave, and the next move up."""

    lowest_ranked: Literal["leave"]

    @property
    def words(self) -> str:
        return "the lowest ranked of them leave, and the next ranked move up"


class ResignUntilMet(Closed):
    """Enough of those concerned resign."""

    resign_until_met: Affected
    within: CalendarSpan | None = None

    @property
    def words(self) -> str:
        return f"enough of those affected resign{_within(self.within)}"


class VacateAll(Closed):
    """All those concerned leave."""

    vacate_all: Affected

    @property
    def words(self) -> str:
        return "all those affected leave"


class SpecialElection(Closed):
    """An election in between fills the seat."""

    special_election: Name

    @property
    def words(self) -> str:
        return f"a special election is held under “{spaced(self.special_election)}”"


class TolerateUntil(Closed):
    """Nothing happens until then."""

    tolerate_until: Literal["next_regular_election", "end_of_term"]

    @property
    def words(self) -> str:
        return f"it is tolerated until the {spaced(self.tolerate_until)}"


Remedy: TypeAlias = Annotated[
    Annotated[AgreeAmong, Tag("[agree_among]")]
    | Annotated[OrganizationChooses, Tag("[organization_chooses]")]
    | Annotated[ByLot, Tag("[lot]")]
    | Annotated[LowestRanked, Tag("[lowest_ranked]")]
    | Annotated[ResignUntilMet, Tag("[resign_until_met]")]
    | Annotated[VacateAll, Tag("[vacate_all]")]
    | Annotated[SpecialElection, Tag("[special_election]")]
    | Annotated[TolerateUntil, Tag("[tolerate_until]")],
    one_of(
        "agree_among",
        "organization_chooses",
        "lot",
        "lowest_ranked",
        "resign_until_met",
        "vacate_all",
        "special_election",
        "tolerate_until",
    ),
]
"""What happens when a cap is exceeded; the steps of a list follow one another until it is met."""


class Cap(Closed):
    """At most `max` seats (or votes) for one unit, of the seats in `scope` when it is named."""

    per: Unit
    max: CapSize
    of: Literal["seats", "votes"] = "seats"
    scope: Names = ()
    count_sitting: bool = True
    checked: tuple[Check, ...] = ()
    on_breach: tuple[Remedy, ...] = ()
    on_affiliation_change: Remedy | None = None

    @model_validator(mode="after")
    def _each_check_once(self) -> Self:
        if len(set(self.checked)) != len(self.checked):
            raise ValueError("Each moment of checking is named once")
        return self

    @property
    def sentences(self) -> list[str]:
        """ "At most two seats may be held by one employer; sitting members are counted."."""
        told = [self._limit]
        if self.checked:
            told.append(f"This is checked {' and '.join(CHECKS[each] for each in self.checked)}.")
        if self.on_breach:
            steps = [step.words for step in self.on_breach]
            told.append(f"When there are more, {'; if that is not enough, '.join(steps)}.")
        if self.on_affiliation_change:
            told.append(f"When an affiliation changes during a term, {self.on_affiliation_change.words}.")
        return told

    @property
    def _limit(self) -> str:
        unit = UNITS[self.per][0]
        held = "seat" if self.of == "seats" else "vote"
        scope = f" of the {' and '.join(map(spaced, self.scope))}" if self.scope else ""
        match self.max:
            case Const(value=most) if most.denominator == 1:
                start = f"At most {count_of(int(most), held)}{scope} may be held by one {unit}"
            case size:
                base = noun(size).replace("the entitled members", "the votes")
                start = f"One {unit} may hold at most {base}{scope}"
        sitting = "counted" if self.count_sitting else "not counted"
        return f"{start}; sitting members are {sitting}." if self.of == "seats" else f"{start}."


def limit(cap: Cap, tally: Tally) -> int:
    """How many one side may hold, cut to a whole number; `MissingTallyError` when a base is missing."""
    return value(cap.max, tally).floor()


@dataclass(frozen=True, slots=True)
class Breach:
    """One side that holds more than it may."""

    held: int
    allowed: int

    @property
    def excess(self) -> int:
        return self.held - self.allowed


def breaches(cap: Cap, sides: Iterable[Side | None], tally: Tally) -> dict[Side, Breach]:
    """The sides that hold more than they may. `sides` names the side of each holder, None for one without."""
    allowed = limit(cap, tally)
    held = Counter(side for side in sides if side is not None)
    return {side: Breach(count, allowed) for side, count in held.items() if count > allowed}


def within_cap(
    cap: Cap,
    ranked: Sequence[Holder],
    sides: Mapping[Holder, Side],
    *,
    seats: int,
    tally: Tally,
    sitting: Iterable[Side] = (),
) -> tuple[list[Holder], list[Holder]]:
    """Walk down a ranking: those who take the seats, and those skipped because their side is full.

    `sides` has the side of each who has one, `sitting` that of each member who stays; those count when the
    cap says so. Fewer than `seats` are returned when the ranking is used up.
    """
    allowed = limit(cap, tally)
    held = Counter(sitting if cap.count_sitting else ())
    taking: list[Holder] = []
    skipped: list[Holder] = []
    for holder in ranked:
        if len(taking) == seats:
            break
        side = sides.get(holder)
        if side is not None and held[side] >= allowed:
            skipped.append(holder)
            continue
        if side is not None:
            held[side] += 1
        taking.append(holder)
    return taking, skipped


def _within(time: Span | None) -> str:
    return f" within {time.words}" if time else ""
