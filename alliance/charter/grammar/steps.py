"""The steps of a rule, one after another: what is checked, said, voted, decided or ratified."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, Tag, model_validator

from alliance.charter.grammar.ballots import Ballot
from alliance.charter.grammar.elections import Election
from alliance.charter.grammar.electorates import Who
from alliance.charter.grammar.objections import Objection
from alliance.charter.grammar.openings import Opening
from alliance.charter.grammar.ranked import Ranked
from alliance.charter.grammar.words import (
    CalendarSpan,
    Closed,
    Few,
    Line,
    Name,
    count_of,
    one_of,
    spaced,
)


class CriteriaStep(Closed):
    """The criteria of a list must be met."""

    criteria: Name

    @property
    def sentences(self) -> list[str]:
        return [f"The criteria “{spaced(self.criteria)}” must be met."]


class Reviewers(Who):
    """Who reviews, and how many of them."""

    min: Few = 1


class ReviewStep(Closed):
    """Somebody reviews."""

    review: Name
    by: Reviewers
    within: CalendarSpan | None = None

    @property
    def sentences(self) -> list[str]:
        time = f" within {self.within.words}" if self.within else ""
        reviews = count_of(self.by.min, "review").capitalize()
        who = f"a {spaced(self.by.role)}" if self.by.role else self.by.words
        return [f"{reviews} ({spaced(self.review)}) by {who}{time}."]


class CommentStep(Closed):
    """A time for comments; `after_change` is what must be left after the last change, within `max`."""

    comment: Literal["internal", "public", "members"]
    for_: Who | None = Field(default=None, alias="for")
    min: CalendarSpan
    after_change: CalendarSpan | None = None
    max: CalendarSpan | None = None

    @model_validator(mode="after")
    def _max_bounds_a_change(self) -> Self:
        if self.max and not self.after_change:
            raise ValueError("A time only grows to its max by after_change")
        return self

    @property
    def sentences(self) -> list[str]:
        who = f" by {self.for_.words}" if self.for_ else ""
        told = [f"{self.comment.capitalize()} comment{who} for at least {self.min.words}."]
        if self.after_change:
            told.append(f"At least {self.after_change.words} must be left after the last material change.")
        if self.max:
            told.append(f"The whole time is never more than {self.max.words}.")
        return told


def comment_ends(step: CommentStep, opened: datetime, changes: Iterable[datetime] = ()) -> datetime:
    """The earliest end of the comment time, given when the text was materially changed."""
    end = step.min.after(opened)
    if step.after_change:
        end = max([end, *(step.after_change.after(change) for change in changes)])
    return min(end, step.max.after(opened)) if step.max else end


class ApprovalsStep(Closed):
    """So many approvals, without a vote."""

    approvals: Few
    of: Who
    open: Opening | None = None
    informed: Name | None = None
    no_objection: bool = False

    @property
    def sentences(self) -> list[str]:
        objection = ", and nobody objects" if self.no_objection else ""
        told = [f"{count_of(self.approvals, 'approval').capitalize()} of {self.of.words}{objection}."]
        told += self.open.sentences if self.open else []
        return told + ([f"The {spaced(self.informed)} is informed."] if self.informed else [])


class BallotStep(Closed):
    """A vote on the question."""

    ballot: Ballot

    @property
    def sentences(self) -> list[str]:
        return self.ballot.sentences


class ObjectionStep(Closed):
    """Silence approves."""

    objection: Objection

    @property
    def sentences(self) -> list[str]:
        return self.objection.sentences


class ElectionStep(Closed):
    """People are elected."""

    election: Election

    @property
    def sentences(self) -> list[str]:
        return self.election.sentences


class RankedStep(Closed):
    """Options are ranked."""

    ranked: Ranked

    @property
    def sentences(self) -> list[str]:
        return self.ranked.sentences


class AfterClose(Closed):
    """A time after the close of the step before."""

    after_close: CalendarSpan


class Determined(Closed):
    """Somebody decides what cannot be counted, with reasons that are recorded."""

    by: Who
    of: Line
    record: Literal["required"] = "required"
    not_before: AfterClose | None = None
    within: AfterClose | None = None

    @property
    def sentences(self) -> list[str]:
        who = f"the {spaced(self.by.role)}" if self.by.role else self.by.words
        told = [f"Determined by {who}, with recorded reasons: {self.of}."]
        if self.not_before:
            told.append(f"Not before {self.not_before.after_close.words} after the close.")
        if self.within:
            told.append(f"Within {self.within.after_close.words} after the close.")
        return told


class DeterminationStep(Closed):
    """A person decides."""

    determination: Determined

    @property
    def sentences(self) -> list[str]:
        return self.determination.sentences


class Ratified(Closed):
    """Another body must agree: by a rule of its own, by a ballot described here, or by its word."""

    by: Who
    rule: Name | None = None
    ballot: Ballot | None = None
    within: CalendarSpan | None = None

    @property
    def sentences(self) -> list[str]:
        rule = f" under “{spaced(self.rule)}”" if self.rule else ""
        time = f" within {self.within.words}" if self.within else ""
        return [
            f"It must be ratified by {self.by.words}{rule}{time}.",
            *(self.ballot.sentences if self.ballot else []),
        ]


class RatificationStep(Closed):
    """Another body agrees."""

    ratification: Ratified

    @property
    def sentences(self) -> list[str]:
        return self.ratification.sentences


class VetoTime(Closed):
    """Another body may stop it within a time."""

    by: Who
    open: CalendarSpan
    overridden_by: Name | None = None

    @property
    def sentences(self) -> list[str]:
        over = f", which can be overridden under “{spaced(self.overridden_by)}”" if self.overridden_by else ""
        return [f"It may be vetoed by {self.by.words} within {self.open.words}{over}."]


class VetoWindowStep(Closed):
    """Another body may object."""

    veto_window: VetoTime

    @property
    def sentences(self) -> list[str]:
        return self.veto_window.sentences


class GoToStep(Closed):
    """Another rule takes over."""

    go_to: Name

    @property
    def sentences(self) -> list[str]:
        return [f"Then “{spaced(self.go_to)}” decides."]


class AllStep(Closed):
    """Several steps side by side, of which all must succeed."""

    all: tuple[Step, ...] = Field(min_length=1)

    @property
    def sentences(self) -> list[str]:
        return ["All of these:", *(f"– {told}" for step in self.all for told in step.sentences)]


class AnyStep(Closed):
    """Several steps side by side, of which one must succeed."""

    any: tuple[Step, ...] = Field(min_length=1)

    @property
    def sentences(self) -> list[str]:
        return ["One of these:", *(f"– {told}" for step in self.any for told in step.sentences)]


Step: TypeAlias = Annotated[
    Annotated[CriteriaStep, Tag("[criteria]")]
    | Annotated[ReviewStep, Tag("[review]")]
    | Annotated[CommentStep, Tag("[comment]")]
    | Annotated[ApprovalsStep, Tag("[approvals]")]
    | Annotated[BallotStep, Tag("[ballot]")]
    | Annotated[ObjectionStep, Tag("[objection]")]
    | Annotated[ElectionStep, Tag("[election]")]
    | Annotated[RankedStep, Tag("[ranked]")]
    | Annotated[DeterminationStep, Tag("[determination]")]
    | Annotated[RatificationStep, Tag("[ratification]")]
    | Annotated[VetoWindowStep, Tag("[veto_window]")]
    | Annotated[GoToStep, Tag("[go_to]")]
    | Annotated[AllStep, Tag("[all]")]
    | Annotated[AnyStep, Tag("[any]")],
    one_of(
        "criteria",
        "review",
        "comment",
        "approvals",
        "ballot",
        "objection",
        "election",
        "ranked",
        "determination",
        "ratification",
        "veto_window",
        "go_to",
        "all",
        "any",
    ),
]
"""One step of a rule, named by its first word."""

AllStep.model_rebuild()
AnyStep.model_rebuild()


def flat(steps: Sequence[Step]) -> Iterator[Step]:
    """Every step, those within `all` and `any` too."""
    for step in steps:
        yield step
        if isinstance(step, AllStep):
            yield from flat(step.all)
        elif isinstance(step, AnyStep):
            yield from flat(step.any)
