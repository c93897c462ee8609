"""The seats of a body: how many there are, who fills them, for how long, and how terms are staggered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Annotated, Final, Literal, Self, TypeAlias

from pydantic import BeforeValidator, model_validator

from alliance.charter.grammar.words import (
    CalendarSpan,
    Closed,
    Few,
    Line,
    Many,
    Map,
    Name,
    count_of,
    either,
    exactly_one,
    spaced,
)

Census: TypeAlias = Mapping[str, Mapping[str, int]]
"""How many there are of each kind: `{"member_tier": {"gold": 12}}`."""


def _as_range(data: object) -> object:
    if isinstance(data, str):
        raise ValueError("A number of seats is needed, or the least and the most: {min: 9, max: 11}")
    return {"min": data, "max": data} if isinstance(data, int) else data


class _Range(Closed):
    """A number of seats, or the least and the most there may be."""

    min: Few
    max: Few

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min > self.max:
            raise ValueError("The seats must keep min <= max")
        return self


SeatCount: TypeAlias = Annotated[_Range, BeforeValidator(_as_range, json_schema_input_type=int | _Range)]


KINDS: Final = {
    "member_tier": " members",
    "member_kind": " members",
    "project_stage": " projects",
    "organisation": "",
    "organization": "",
}


class Ratio(Closed):
    """So many seats for every so many: `each` per `of`, at least `min` and at most `max`."""

    per: Map[Name]
    of: Few
    each: Few = 1
    max: Few | None = None
    min: Many = 0
    round: Literal["down", "up", "nearest"] = "down"

    @property
    def words(self) -> str:
        bounds = [f"at least {self.min}"] if self.min else []
        bounds += [f"at most {self.max}"] if self.max else []
        part = {"down": "complete ", "up": "begun ", "nearest": ""}[self.round]
        text = f"{count_of(self.each, 'seat')} for every {part}{self.of} {_kinds(self.per)}"
        return text + (f", {' and '.join(bounds)}" if bounds else "")


def _by_way(data: object) -> object:
    return {"by": data} if isinstance(data, str) else data


class FillingWay(Closed):
    """How a seat is filled: under a rule of the charter, by another body, or in a way with a name."""

    rule: Name | None = None
    body: Name | None = None
    by: Literal["appointment", "election"] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        exactly_one(self, ("rule", "body", "by"))
        return self

    @property
    def words(self) -> str:
        """ "filled under “toc election”", "filled by the governing board", "filled by appointment"."""
        if self.rule:
            return f"filled under “{spaced(self.rule)}”"
        return f"filled by the {spaced(self.body)}" if self.body else f"filled by {self.by}"


Filling: TypeAlias = Annotated[
    FillingWay,
    BeforeValidator(_by_way, json_schema_input_type=Literal["appointment", "election"] | FillingWay),
]


class Alternates(Closed):
    """Those who stand in."""

    vote_when: Literal["primary_absent", "named_for_it", "never"] = "primary_absent"
    count_for: Literal["quorum_and_vote", "vote", "quorum"] = "quorum_and_vote"
    most: Few | None = None
    filled_by: Literal["next_ranked", "appointment"] | None = None

    @property
    def sentence(self) -> str:
        several = self.most is not None and self.most > 1
        who = f"Up to {count_of(self.most, 'alternate')}" if self.most and several else "An alternate"
        when = {
            "primary_absent": "when the seat's holder is absent",
            "named_for_it": "when named for it",
            "never": "never",
        }[self.vote_when]
        return f"{who} {'vote' if several else 'votes'} {when}."


class Stagger(Closed):
    """Terms that do not all end together: equal cohorts, or their sizes, one after another."""

    cohorts: Few | tuple[Few, ...]
    every: CalendarSpan | None = None

    @property
    def number(self) -> int:
        return self.cohorts if isinstance(self.cohorts, int) else len(self.cohorts)


class Seat(Closed):
    """Seats of one group: a number, one per member or project of a kind, a ratio, or held with an office."""

    group: Name
    title: Line | None = None
    count: SeatCount | None = None
    per: Map[Name] | None = None
    ratio: Ratio | None = None
    ex_officio: Name | None = None
    elected: bool = False
    filled_by: Filling | None = None
    term: CalendarSpan | None = None
    most_terms: Few | None = None
    lifetime_terms: Few | None = None
    stagger: Stagger | None = None
    alternates: Alternates | None = None
    votes: bool = True

    @model_validator(mode="after")
    def _counted_one_way(self) -> Self:
        if self.per is None and self.count is None:
            exactly_one(self, ("ratio", "ex_officio", "elected"))
        elif self.ratio is not None or self.ex_officio is not None:
            raise ValueError("Count these seats in one way: count, per with count, ratio or ex_officio")
        if self.stagger and not self.term:
            raise ValueError("Terms that are staggered need a term")
        return self

    @property
    def sentences(self) -> list[str]:
        filled = f", {self.filled_by.words}" if self.filled_by else ""
        told = [f"{self._how_many}{filled}{self._lasting}."]
        if self.most_terms:
            told.append(f"Nobody serves more than {count_of(self.most_terms, 'term')} in a row.")
        if self.lifetime_terms:
            told.append(f"Nobody serves more than {count_of(self.lifetime_terms, 'term')} in all.")
        if not self.votes:
            told.append(f"The {spaced(self.group)} seats have no vote.")
        if self.alternates:
            told.append(self.alternates.sentence)
        return told

    @property
    def _how_many(self) -> str:
        name = self.title or spaced(self.group)
        if self.ex_officio:
            return f"{_capital(name)}: a seat held by the {spaced(self.ex_officio)}"
        if self.ratio:
            return f"{_capital(name)}: {self.ratio.words}"
        if self.count is None and self.per is None:
            return f"{_capital(name)}: elected seats"
        least, most = (self.count.min, self.count.max) if self.count else (1, 1)
        seats = count_of(most, "seat") if least == most else f"{least} to {most} seats"
        return f"{_capital(name)}: {seats}" + (f" for each of the {_kinds(self.per)}" if self.per else "")

    @property
    def _lasting(self) -> str:
        if not self.term:
            return ""
        text = f", for {self.term.words}"
        if self.stagger:
            sizes = self.stagger.cohorts
            groups = (
                f"{sizes} groups" if isinstance(sizes, int) else f"groups of {either(map(str, sizes), 'and')}"
            )
            text += f", in {groups} whose terms end one after another"
        return text


def seats_of(seat: Seat, census: Census) -> int:
    """How many seats of this group there are, given how many of each kind there are.

    An elected group without a number has none until the election is called: `ValueError`.
    A kind the census does not name counts as none.
    """
    if seat.ex_officio:
        return 1
    if seat.ratio:
        return _by_ratio(seat.ratio, census)
    if seat.count is None and seat.per is None:
        raise ValueError(f"The charter does not say how many {spaced(seat.group)} seats there are.")
    each = seat.count.max if seat.count else 1
    return each * (_number_of(seat.per, census) if seat.per is not None else 1)


def _by_ratio(ratio: Ratio, census: Census) -> int:
    exact = Fraction(_number_of(ratio.per, census), ratio.of)
    whole = {"down": floor(exact), "up": ceil(exact), "nearest": floor(exact + Fraction(1, 2))}[ratio.round]
    seats = max(ratio.min, whole * ratio.each)
    return seats if ratio.max is None else min(ratio.max, seats)


def _number_of(per: Mapping[str, str], census: Census) -> int:
    return sum(census.get(by, {}).get(name, 0) for by, name in per.items())


def term_end(seat: Seat, start: date, *, cohort: int = 0) -> date:
    """The day on which the term ends that starts then.

    With `cohort` 1, 2, ... it is the first, shortened term of that cohort when the body is new: the last
    cohort serves the full term, each earlier one ends one step before. Steps are `every`, or else equal parts
    of the term. `ValueError` when the seat has no term or no such cohort.
    """
    if seat.term is None:
        raise ValueError(f"The {spaced(seat.group)} seats have no term.")
    if not cohort:
        return seat.term.after(start)
    if seat.stagger is None or not 1 <= cohort <= seat.stagger.number:
        raise ValueError(f"The {spaced(seat.group)} seats have no cohort {cohort}.")
    step = seat.stagger.every or seat.term.part(seat.stagger.number)
    end = seat.term.less(step.times(seat.stagger.number - cohort))
    if end.months < 0 or end.after(start) <= start:
        raise ValueError(f"The first term of cohort {cohort} would be over before it starts.")
    return end.after(start)


def expiring_and_vacant(ends: Mapping[str, date | None], on: date) -> list[str]:
    """The seats an election on that day fills: those whose term ends by then, and those that are empty.

    `ends` gives the end of the term of each seat's holder, None for an empty seat.
    """
    return [seat for seat, end in ends.items() if end is None or end <= on]


def _kinds(per: Mapping[str, str] | None) -> str:
    kinds = [
        f"{spaced(name)}{KINDS.get(by, f' ({spaced(by)})')}"
        for by, name in (per or {}).items()
        if by != "standing"
    ]
    standing = (per or {}).get("standing")
    return f"{either(kinds, 'and')}{f' in {spaced(standing)} standing' if standing else ''}"


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
