"""Charters as data: the grammar, its evaluation and its words. Pure Python and pydantic, no framework."""

from alliance.charter.grammar.charters import Body, Charter, Example, parse_charter
from alliance.charter.grammar.conditions import (
    TALLIES,
    Condition,
    MissingTallyError,
    Tally,
    evaluate,
    to_data,
)
from alliance.charter.grammar.motions import (
    CHOICES,
    MOTION_TALLIES,
    Choice,
    Interpretation,
    MotionRule,
    OpenPeriod,
    Outcome,
    Threshold,
    VoteUnit,
    motion_tally,
    outcome_under,
    passes_explained,
    quorum_explained,
)
from alliance.charter.grammar.prose import explain, state
from alliance.charter.grammar.reading import ConditionError, parse_condition
from alliance.charter.grammar.source import CharterError, Problem

__all__ = [
    "CHOICES",
    "MOTION_TALLIES",
    "TALLIES",
    "Body",
    "Charter",
    "CharterError",
    "Choice",
    "Condition",
    "ConditionError",
    "Example",
    "Interpretation",
    "MissingTallyError",
    "MotionRule",
    "OpenPeriod",
    "Outcome",
    "Problem",
    "Tally",
    "Threshold",
    "VoteUnit",
    "evaluate",
    "explain",
    "motion_tally",
    "outcome_under",
    "parse_charter",
    "parse_condition",
    "passes_explained",
    "quorum_explained",
    "state",
    "to_data",
]
