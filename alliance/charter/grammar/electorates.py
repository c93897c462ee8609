"""Who: a body, several bodies, the holders of a role; who of them votes, and what one vote stands for."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Annotated, Final, Literal, Self, TypeAlias, TypeVar

from pydantic import BeforeValidator, Field, model_validator

from alliance.charter.grammar.prose import state, supposing
from alliance.charter.grammar.words import (
    Asks,
    CalendarSpan,
    Closed,
    Few,
    Line,
    Name,
    Names,
    count_of,
    either,
    sentence,
    spaced,
)

Unit: TypeAlias = Literal[
    "person",
    "organization",
    "organisation",
    "member_organization",
    "member_organisation",
    "corporate_group",
    "related_companies",
    "related_members",
    "affiliation",
    "primary_affiliation",
    "employer",
    "project",
]
UNITS: Final[dict[str, tuple[str, str]]] = {
    "person": ("person", "people"),
    "organization": ("organization", "organizations"),
    "organisation": ("organization", "organizations"),
    "member_organization": ("member organization", "member organizations"),
    "member_organisation": ("member organization", "member organizations"),
    "corporate_group": ("corporate group", "corporate groups"),
    "related_companies": ("group of related companies", "groups of related companies"),
    "related_members": ("group of related members", "groups of related members"),
    "affiliation": ("affiliation", "affiliations"),
    "primary_affiliation": ("primary affiliation", "primary affiliations"),
    "employer": ("employer", "employers"),
    "project": ("project", "projects"),
}
"""Singular and plural of each unit."""

Voter = TypeVar("Voter", bound=Hashable)
Group = TypeVar("Group", bound=Hashable)


class Ruling(Closed):
    """Those who rule on a question, by a condition or by their word."""

    role: Name | None = None
    body: Name | None = None
    passes: Asks | None = None

    @model_validator(mode="after")
    def _someone(self) -> Self:
        if (self.role is None) == (self.body is None):
            raise ValueError("Here exactly one of role, body is needed")
        return self

    @property
    def words(self) -> str:
        """ "the election officers, where there must be more votes for than against"."""
        return f"the {spaced(self.role or self.body or '')}" + (
            f", where {state(self.passes)}," if self.passes is not None else ""
        )


class Who(Closed):
    """Exactly one of: a body, several bodies, a role, a group of seats, the voters of an election, anyone."""

    body: Name | None = None
    bodies: tuple[Name, ...] = ()
    role: Name | None = None
    group: Name | None = None
    anyone: bool = False

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        named = (self.body, self.role, self.group)
        if sum(map(bool, (*named, self.bodies, self.anyone))) != 1:
            raise ValueError("Say who it is with exactly one of body, bodies, role, group or anyone: true")
        return self

    @property
    def named_bodies(self) -> tuple[str, ...]:
        return (self.body,) if self.body else self.bodies

    @property
    def words(self) -> str:
        """ "the governing board and the TOC", "each PMC member", "anyone"."""
        if self.anyone:
            return "anyone"
        if self.role:
            return f"each {spaced(self.role)}"
        if self.group:
            return f"the seats of the {spaced(self.group)}"
        return either((f"the {spaced(body)}" for body in self.named_bodies), "and")


RecusalEffect: TypeAlias = Literal["must_abstain", "leaves_base", "may_not_vote"]
EFFECTS: Final[dict[RecusalEffect, str]] = {
    "must_abstain": "must abstain, and stays in the base",
    "leaves_base": "does not vote, and leaves the base",
    "may_not_vote": "does not vote, and stays in the base",
}


def _recusal(data: object) -> object:
    return {"when": data} if isinstance(data, str) else data


class _Recusal(Closed):
    """Who steps back, and whether they still count."""

    when: Name
    effect: RecusalEffect = "leaves_base"

    @property
    def sentence(self) -> str:
        """ "Proposer: does not vote, and leaves the base."."""
        return sentence(f"{spaced(self.when)}: {EFFECTS[self.effect]}")


Recusal: TypeAlias = Annotated[_Recusal, BeforeValidator(_recusal, json_schema_input_type=Name | _Recusal)]


class BeforeClose(Closed):
    """A time before the close."""

    before_close: CalendarSpan


class Exceptions(Closed):
    """Those not entitled who may ask to be, until when, and who says so."""

    request_until: BeforeClose
    decided_by: Ruling

    @property
    def sentence(self) -> str:
        time = self.request_until.before_close.words
        return f"Others may ask to vote until {time} before the close: {self.decided_by.words} decides."


class Fallback(Closed):
    """Others who vote too when too few are left."""

    when: Asks
    add: Who

    @property
    def sentence(self) -> str:
        return f"When {supposing(self.when)}, votes are also given by {self.add.words}."


class Electorate(Who):
    """Who votes. `standing: good` asks for every standing of the body; a list names those asked for."""

    standing: Names = ()
    except_: Name | None = Field(default=None, alias="except")
    recuse: tuple[Recusal, ...] = ()
    as_of: Name | None = None
    registered: CalendarSpan | None = None
    exceptions: Exceptions | None = None
    fallback: Fallback | None = None
    qualification: Line | None = None

    @property
    def sentence(self) -> str:
        """ "Entitled: the TOC, in good standing, without the person it is about."."""
        parts = [self.words]
        if self.standing == ("good",):
            parts.append("in good standing")
        elif self.standing:
            parts.append(f"with the standing of {either(map(spaced, self.standing), 'and')}")
        if self.except_:
            concerned = "person it is about" if self.except_ == "subject" else spaced(self.except_)
            parts.append(f"without the {concerned}")
        if self.qualification:
            parts.append(self.qualification)
        if self.as_of:
            opening = self.as_of.removesuffix("_open")
            moment = spaced(self.as_of) if opening == self.as_of else f"opening of the {spaced(opening)}"
            parts.append(f"as of the {moment}")
        if self.registered:
            parts.append(f"having registered within {self.registered.words}")
        return f"Entitled: {', '.join(parts)}."

    @property
    def sentences(self) -> list[str]:
        others = (each for each in (*self.recuse, self.exceptions, self.fallback) if each is not None)
        return [self.sentence, *(each.sentence for each in others)]


class Merge(Closed):
    """Equal votes of one affiliation count once (W3C Process, Council)."""

    per: Unit
    when: Literal["identical_ballots", "always"] = "identical_ballots"
    into: Literal["one"] = "one"

    @property
    def sentence(self) -> str:
        equal = "Identical votes" if self.when == "identical_ballots" else "The votes"
        return f"{equal} of one {UNITS[self.per][0]} count once."


def merged(votes: Iterable[tuple[Group, Voter]], *, merge: Merge) -> list[Voter]:
    """The votes that count, in their order, of (affiliation, vote) pairs.

    Of identical votes of one affiliation only the first counts, of `when: always` the first of any. A voter
    without affiliation is given as its own group.
    """
    seen: set[Hashable] = set()
    kept = []
    for group, vote in votes:
        key: Hashable = (group, vote) if merge.when == "identical_ballots" else group
        if key not in seen:
            kept.append(vote)
        seen.add(key)
    return kept


class Proxies(Closed):
    """Votes given for somebody else."""

    allowed: bool = True
    in_writing: bool = False
    most_per_holder: Few | None = None

    @property
    def sentence(self) -> str:
        if not self.allowed:
            return "Proxies are not allowed."
        how = " in writing" if self.in_writing else ""
        most = ""
        if self.most_per_holder:
            most = f", at most {count_of(self.most_per_holder, 'proxy', 'proxies')} for one holder"
        return f"Proxies{how} are allowed{most}."


def too_many_proxies(holders: Iterable[Voter], *, proxies: Proxies) -> list[Voter]:
    """The holders who were given more proxies than allowed; `holders` names one per proxy."""
    counts: dict[Voter, int] = {}
    for holder in holders:
        counts[holder] = counts.get(holder, 0) + 1
    most = 0 if not proxies.allowed else proxies.most_per_holder
    return [holder for holder, count in counts.items() if most is not None and count > most]
