"""Criteria of a stage: what is measured, what is shown as evidence, and what somebody judges."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self, TypeAlias

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema, model_validator

from alliance.charter.grammar.conditions import Tally, evaluate, to_data
from alliance.charter.grammar.measures import LEVELS, MEASURES
from alliance.charter.grammar.prose import state
from alliance.charter.grammar.words import (
    CONDITION,
    CalendarSpan,
    Closed,
    ConditionNode,
    Line,
    Name,
    Passage,
    asking_for,
    sentence,
    spaced,
)

Measure = Annotated[
    ConditionNode,
    BeforeValidator(asking_for(MEASURES)),
    PlainSerializer(to_data),
    WithJsonSchema({CONDITION: "measure"}),
]
Level: TypeAlias = Literal["required", "suggested"]
Evidence: TypeAlias = Literal["document", "badge", "attestation", "link", "report"]
SHOWN: Final[dict[Evidence, str]] = {
    "document": "shown by a document",
    "badge": "shown by a badge",
    "attestation": "attested",
    "link": "shown by a link",
    "report": "shown by a report",
}


class Criterion(Closed):
    """One thing asked of a project: a measure that is worked out, or evidence that is looked at."""

    id: Name
    title: Line | None = None
    text: Passage = ""
    level: Level = "required"
    measure: Measure | None = None
    window: CalendarSpan | None = None
    evidence: Evidence | None = None
    judged_by: Name | None = None

    @model_validator(mode="after")
    def _can_be_checked(self) -> Self:
        if (self.measure is None) == (self.evidence is None):
            raise ValueError("A criterion has either a measure or evidence")
        if self.evidence == "attestation" and self.judged_by is None:
            raise ValueError("An attestation says who attests, with judged_by")
        return self

    @property
    def sentence(self) -> str:
        """ "Stars: there must be at least 500 stars of the repository."."""
        asked = "" if self.level == "required" else " (suggested)"
        name = f"{self.title or spaced(self.id)}{asked}:"
        if self.measure is not None:
            window = f"within {self.window.words}" if self.window else ""
            return sentence(name, window, state(self.measure))
        judged = f", judged by the {spaced(self.judged_by)}" if self.judged_by else ""
        return sentence(name, f"{SHOWN[self.evidence] if self.evidence else ''}{judged}")


def is_met(criterion: Criterion, facts: Tally) -> bool:
    """Whether the facts meet a criterion that is measured; a level is given as its number in `LEVELS`.

    `ValueError` for a criterion that somebody judges, `MissingTallyError` when a fact is missing.
    """
    if criterion.measure is None:
        raise ValueError(f"“{spaced(criterion.id)}” is judged, not measured.")
    return evaluate(criterion.measure, {**LEVELS, **facts})
