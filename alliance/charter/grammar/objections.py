"""Decisions by silence: approved unless somebody objects, with or without approvals asked for."""

from __future__ import annotations

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Tag, model_validator

from alliance.charter.grammar.conditions import Tally, evaluate
from alliance.charter.grammar.electorates import UNITS, Electorate, Unit
from alliance.charter.grammar.openings import Notice, Opening
from alliance.charter.grammar.prose import state
from alliance.charter.grammar.words import (
    Asks,
    CalendarSpan,
    Closed,
    Line,
    Name,
    either,
    one_of,
    sentence,
    spaced,
)

Answer: TypeAlias = Literal[
    "approve", "support", "support_with_changes", "abstain", "object", "formal_objection", "request_meeting"
]


class GoTo(Closed):
    """Another rule decides."""

    go_to: Name

    @property
    def words(self) -> str:
        return f"it goes to “{spaced(self.go_to)}”"


class VoidsIt(Closed):
    """The decision is not taken."""

    void: Literal[True]

    @property
    def words(self) -> str:
        return "it is void"


class Prolong(Closed):
    """More time for silence."""

    extend_by: CalendarSpan

    @property
    def words(self) -> str:
        return f"{self.extend_by.words} are added"


OnObjection: TypeAlias = Annotated[
    Annotated[GoTo, Tag("[go_to]")]
    | Annotated[VoidsIt, Tag("[void]")]
    | Annotated[Prolong, Tag("[extend_by]")],
    one_of("go_to", "void", "extend_by"),
]


class Precondition(Closed):
    """What must be there before silence counts."""

    attested_by: Name | None = None
    recommended_by: Name | None = None
    informed: Name | None = None
    statement: Line | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not any((self.attested_by, self.recommended_by, self.informed)):
            raise ValueError("Say who, with attested_by, recommended_by or informed")
        return self

    @property
    def sentence(self) -> str:
        asked = (
            ("be attested by", self.attested_by),
            ("be recommended by", self.recommended_by),
            ("be made known to", self.informed),
        )
        parts = [f"{text} the {spaced(name)}" for text, name in asked if name]
        what = f": {self.statement}" if self.statement else ""
        return sentence(f"It must {either(parts, 'and')}{what}")


class Objection(Closed):
    """Silence: it passes at the end of the time unless what is said against it reaches the condition."""

    electorate: Electorate
    vote_unit: Unit = "person"
    open: Opening | None = None
    notice: Notice | None = None
    preconditions: tuple[Precondition, ...] = ()
    answers: tuple[Answer, ...] = ()
    may_change_answer: bool | None = None
    passes: Asks
    on_objection: OnObjection | None = None
    not_for: tuple[Name, ...] = ()

    @property
    def sentences(self) -> list[str]:
        told = list(self.electorate.sentences)
        told += [f"Each {UNITS[self.vote_unit][0]} answers once."] if self.answers else []
        told += [each.sentence for each in self.preconditions]
        told += [self.notice.sentence] if self.notice else []
        told += self.open.sentences if self.open else []
        told.append(self.decision_sentence)
        if self.answers:
            told.append(f"It is answered with {either(map(spaced, self.answers))}.")
        if self.may_change_answer is not None:
            told.append(
                f"An answer {'may' if self.may_change_answer else 'may not'} be changed until the close."
            )
        if self.on_objection:
            told.append(f"Otherwise {self.on_objection.words}.")
        if self.not_for:
            told.append(f"This way is not open for {either(map(spaced, self.not_for))}.")
        return told

    @property
    def decision_sentence(self) -> str:
        """What silence needs in order to approve."""
        return sentence("It is approved at the end of the time:", state(self.passes))


def is_approved(objection: Objection, tally: Tally) -> bool:
    """Whether silence approved it, given the answers; raises `MissingTallyError`."""
    return evaluate(objection.passes, tally)
