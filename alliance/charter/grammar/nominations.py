"""How one becomes a candidate: nominations, acceptance, endorsements."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Annotated, Final, Literal, TypeAlias, TypeVar

from pydantic import BeforeValidator, Field

from alliance.charter.grammar.electorates import UNITS, Who
from alliance.charter.grammar.prose import supposing
from alliance.charter.grammar.words import (
    Asks,
    CalendarSpan,
    Closed,
    Few,
    Line,
    Many,
    count_of,
    either,
    sentence,
    spaced,
)

Person = TypeVar("Person", bound=Hashable)
Side = TypeVar("Side", bound=Hashable)


FROM: Final = {"electorate": "voters", "anyone": "anyone", "other_projects": "other projects"}


def _kinds(data: object) -> object:
    return (data,) if isinstance(data, str) else data


Kind: TypeAlias = Literal["affiliation", "corporate_group", "project"]
Kinds: TypeAlias = Annotated[
    tuple[Kind, ...], BeforeValidator(_kinds, json_schema_input_type=Kind | tuple[Kind, ...])
]


class Endorsements(Closed):
    """Those who support a nominee: how many, from whom, and from how many different sides."""

    min: Few
    from_: Literal["electorate", "anyone", "other_projects"] = Field(default="electorate", alias="from")
    distinct: Kinds = ()
    self_counts: bool = False
    nominee_side_counts: bool = Field(
        default=True, description="whether an endorser may be of the nominee's own side"
    )

    @property
    def sentence(self) -> str:
        who = FROM[self.from_]
        kinds = either([UNITS[kind][1] for kind in self.distinct] or [""], "and")
        distinct = f" of as many different {kinds}" if self.distinct else ""
        own = "; the nominee's own counts" if self.self_counts else ""
        side = "" if self.nominee_side_counts else ", none of them the nominee's"
        return f"A nominee needs {count_of(self.min, 'endorsement')} from {who}{distinct}{side}{own}."


class Nominations(Closed):
    """How one becomes a candidate."""

    open: CalendarSpan | None = None
    self_: Literal["allowed", "not_allowed"] | None = Field(default=None, alias="self")
    by: Who | None = None
    acceptance: Literal["required", "not_required"] | None = None
    per_voter: Few | None = None
    per_voter_same_affiliation: Many | None = None
    endorsements: Endorsements | None = None
    eligible: Line | None = None

    @property
    def sentences(self) -> list[str]:
        told = [f"Nominations are open for {self.open.words}."] if self.open else []
        if self.by:
            told.append(f"Nominations are made by {self.by.words}.")
        if self.eligible:
            told.append(sentence(f"Candidates: {self.eligible}"))
        if self.per_voter:
            own = self.per_voter_same_affiliation
            limit = "" if own is None else f", at most {count_of(own, 'of', 'of')} the voter's own side"
            told.append(f"Each voter may nominate {count_of(self.per_voter, 'person', 'people')}{limit}.")
        if self.self_:
            told.append(f"Nominating oneself is {spaced(self.self_)}.")
        if self.acceptance == "required":
            told.append("A nomination must be accepted by the nominee.")
        if self.endorsements:
            told.append(self.endorsements.sentence)
        return told


class ExtendNominations(Closed):
    """More time for nominations, and to whom they are opened meanwhile."""

    when: Asks
    by: CalendarSpan
    open_to: Who | None = None

    @property
    def sentence(self) -> str:
        to = f" and opened to {self.open_to.words}" if self.open_to else ""
        return f"Nominations are prolonged by {self.by.words}{to} when {supposing(self.when)}."


def is_endorsed(
    endorsements: Endorsements, nominee: Person, endorsers: Iterable[Person], sides: Mapping[Person, Side]
) -> bool:
    """Whether the endorsements are enough, from as many different sides when the charter asks for that.

    `endorsers` are those whose endorsement is of the right electorate; `sides` has the affiliation of each.
    Whoever has none is a side of their own. When `distinct` names several kinds, a side is a tuple with one
    for each kind, and endorsers must differ from one another in all of them.
    """
    valid = {each for each in endorsers if endorsements.self_counts or each != nominee}
    several = len(endorsements.distinct) > 1
    of_each = {each: _sides_of(each, sides, several=several) for each in {*valid, nominee}}
    if not endorsements.nominee_side_counts:
        valid = {each for each in valid if _are_apart(of_each[each], of_each[nominee])}
    if not endorsements.distinct:
        return len(valid) >= endorsements.min
    return _has_apart(list({of_each[each] for each in valid}), endorsements.min)


def _sides_of(person: Person, sides: Mapping[Person, Side], *, several: bool) -> tuple[Hashable, ...]:
    side: Hashable = sides.get(person)
    if side is None:
        return ((person,),)
    return side if several and isinstance(side, tuple) else (side,)


def _are_apart(one: tuple[Hashable, ...], other: tuple[Hashable, ...]) -> bool:
    return all(first != second for first, second in zip(one, other, strict=False))


def _has_apart(sides: Sequence[tuple[Hashable, ...]], number: int) -> bool:
    """Whether so many of these differ from one another in every kind."""
    if number == 0:
        return True
    return any(
        _has_apart([other for other in sides[place:] if _are_apart(one, other)], number - 1)
        for place, one in enumerate(sides[: len(sides) - number + 1], 1)
    )


def nominations_allowed(
    nominations: Nominations, voter_side: Side | None, nominated: Iterable[Side | None]
) -> bool:
    """Whether one voter may make these nominations: how many in all, and how many of the voter's own side."""
    chosen = list(nominated)
    if nominations.per_voter is not None and len(chosen) > nominations.per_voter:
        return False
    own = nominations.per_voter_same_affiliation
    return own is None or voter_side is None or chosen.count(voter_side) <= own
