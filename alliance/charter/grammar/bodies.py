"""Those who decide together: their seats, caps, standing, and how a vacancy is filled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Tag, model_validator

from alliance.charter.grammar.caps import Cap, SpecialElection
from alliance.charter.grammar.prose import state
from alliance.charter.grammar.seats import Alternates, Census, Seat, seats_of
from alliance.charter.grammar.standing import Standing
from alliance.charter.grammar.words import (
    Asks,
    CalendarSpan,
    Closed,
    Line,
    Name,
    Names,
    Passage,
    either,
    one_of,
    sentence,
    spaced,
)


class Where(Closed):
    """Only of those who hold one of these roles."""

    role_in: Names


class _Last(Closed):
    of: Literal["last_election"] = "last_election"
    where: Where | None = None
    within: CalendarSpan | None = None


class RunnerUp(Closed):
    """The next in the last election takes the seat."""

    runner_up: _Last

    @property
    def words(self) -> str:
        where = self.runner_up.where
        roles = f" who serves as {either(map(spaced, where.role_in))}" if where else ""
        return f"the next ranked of the last election{roles} takes the seat"


class Appoint(Closed):
    """Somebody appoints."""

    appoint: Name
    until: Literal["end_of_term", "next_regular_election"] = "end_of_term"

    @property
    def words(self) -> str:
        return f"the {spaced(self.appoint)} appoints until the {spaced(self.until)}"


class SameWay(Closed):
    """Filled as the seat was filled before."""

    same_way: Literal[True]

    @property
    def words(self) -> str:
        return "the seat is filled in the way it was filled before"


class LeaveOpen(Closed):
    """Left open until the next regular election."""

    leave_open: Literal["next_regular_election", "end_of_term"]

    @property
    def words(self) -> str:
        return f"the seat stays open until the {spaced(self.leave_open)}"


Vacancy: TypeAlias = Annotated[
    Annotated[RunnerUp, Tag("[runner_up]")]
    | Annotated[Appoint, Tag("[appoint]")]
    | Annotated[SameWay, Tag("[same_way]")]
    | Annotated[LeaveOpen, Tag("[leave_open]")]
    | Annotated[SpecialElection, Tag("[special_election]")],
    one_of("runner_up", "appoint", "same_way", "leave_open", "special_election"),
]
"""A way to fill a seat between elections; the next of a list is taken when one yields nobody."""


class Officer(Closed):
    """An office of the body and how it is filled."""

    office: Name
    filled_by: Name | None = None
    term: CalendarSpan | None = None

    @property
    def sentence(self) -> str:
        how = (
            f" is chosen under “{spaced(self.filled_by)}”" if self.filled_by else " is an office of the body"
        )
        time = f", for {self.term.words}" if self.term else ""
        return f"The {spaced(self.office)}{how}{time}."


class Body(Closed):
    """Those who decide together."""

    name: Line = ""
    text: Passage = ""
    clause: Line | None = None
    members: Literal["open"] | None = None
    seats: tuple[Seat, ...] = ()
    caps: tuple[Cap, ...] = ()
    standing: tuple[Standing, ...] = ()
    vacancy: tuple[Vacancy, ...] = ()
    alternates: Alternates | None = None
    officers: tuple[Officer, ...] = ()
    meets_with: Asks | None = None

    @model_validator(mode="after")
    def _names_once(self) -> Self:
        for names in ([seat.group for seat in self.seats], [each.id for each in self.standing]):
            if len(set(names)) != len(names):
                raise ValueError("Each group of seats and each standing has a name of its own")
        return self

    @property
    def sentences(self) -> list[str]:
        """The composition of the body, seat by seat, then caps, standing, vacancies."""
        told = ["Membership is open."] if self.members == "open" else []
        parts: tuple[Seat | Cap | Standing, ...] = (*self.seats, *self.caps, *self.standing)
        for part in parts:
            told += part.sentences
        told += [officer.sentence for officer in self.officers]
        if self.alternates:
            told.append(self.alternates.sentence)
        if self.meets_with is not None:
            told.append(sentence("For a meeting to be held,", state(self.meets_with)))
        if self.vacancy:
            told.append(
                f"When a seat falls vacant, {'; otherwise '.join(step.words for step in self.vacancy)}."
            )
        return told

    def seat(self, group: str) -> Seat | None:
        """The seats of that group, or None."""
        return next((seat for seat in self.seats if seat.group == group), None)

    def standing_named(self, slug: str) -> Standing | None:
        return next((standing for standing in self.standing if standing.id == slug), None)


def size_of(body: Body, census: Census) -> int:
    """How many seats the body has; `ValueError` when the charter does not say, as in `seats_of`."""
    return sum(seats_of(seat, census) for seat in body.seats)


def runners_up(
    ranked: Sequence[str], elected: Iterable[str], step: RunnerUp, roles: Mapping[str, Iterable[str]]
) -> list[str]:
    """Those who may move up, in the order of the last election.

    `roles` gives for each candidate the roles held now, such as alternate or shadow.
    """
    taken = set(elected)
    where = step.runner_up.where
    wanted = set(where.role_in) if where else None
    return [
        each for each in ranked if each not in taken and (wanted is None or wanted & set(roles.get(each, ())))
    ]
