"""What one tally would decide under each rule of a charter."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from alliance.charter.grammar import (
    MotionRule,
    Outcome,
    outcome_under,
    passes_explained,
    quorum_explained,
)

WORDS: Final[dict[Outcome, tuple[str, str]]] = {
    "passed": ("Would pass", "good"),
    "not_passed": ("Would not pass", "neutral"),
    "no_quorum": ("No quorum", "neutral"),
}


@dataclass(frozen=True, slots=True)
class Trial:
    """A tally under a rule: the outcome, and the two conditions with the numbers put in."""

    rule: MotionRule
    outcome: Outcome
    quorum: str
    passes: str

    @property
    def label(self) -> str:
        return WORDS[self.outcome][0]

    @property
    def tone(self) -> str:
        return WORDS[self.outcome][1]

    @property
    def reason(self) -> str:
        """Why: the condition that decided."""
        return self.quorum if self.outcome == "no_quorum" else self.passes


def trial(rule: MotionRule, tally: Mapping[str, int]) -> Trial:
    """The tally under one rule."""
    return Trial(
        rule, outcome_under(rule, tally), quorum_explained(rule, tally), passes_explained(rule, tally)
    )


def trials(rules: Iterable[MotionRule], tally: Mapping[str, int]) -> list[Trial]:
    """The tally under several rules, in their order."""
    return [trial(rule, tally) for rule in rules]
