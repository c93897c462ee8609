"""Charters as data: the grammar, its evaluation and its words. Pure Python and pydantic, no framework."""

from alliance.charter.grammar.ballots import Ballot, decided
from alliance.charter.grammar.bodies import Body
from alliance.charter.grammar.charters import Charter, parse_charter
from alliance.charter.grammar.conditions import (
    TALLIES,
    Condition,
    MissingTallyError,
    Tally,
    evaluate,
    tallies_in,
    to_data,
)
from alliance.charter.grammar.contests import ContestRule, contest_rule
from alliance.charter.grammar.examples import Example
from alliance.charter.grammar.motions import (
    CHOICES,
    Choice,
    Interpretation,
    MotionRule,
    OpenPeriod,
    Outcome,
    VoteUnit,
    motion_tally,
    outcome_under,
    passes_explained,
    quorum_explained,
)
from alliance.charter.grammar.objections import Objection, is_approved
from alliance.charter.grammar.prose import explain, state
from alliance.charter.grammar.reading import ConditionError, parse_condition
from alliance.charter.grammar.rules import Rule
from alliance.charter.grammar.source import CharterError, Problem
from alliance.charter.grammar.thresholds import Threshold
from alliance.charter.grammar.words import MOTION_TALLIES

__all__ = [
    "CHOICES",
    "MOTION_TALLIES",
    "TALLIES",
    "Ballot",
    "Body",
    "Charter",
    "CharterError",
    "Choice",
    "Condition",
    "ConditionError",
    "ContestRule",
    "Example",
    "Interpretation",
    "MissingTallyError",
    "MotionRule",
    "Objection",
    "OpenPeriod",
    "Outcome",
    "Problem",
    "Rule",
    "Tally",
    "Threshold",
    "VoteUnit",
    "contest_rule",
    "decided",
    "evaluate",
    "explain",
    "is_approved",
    "motion_tally",
    "outcome_under",
    "parse_charter",
    "parse_condition",
    "passes_explained",
    "quorum_explained",
    "state",
    "tallies_in",
    "to_data",
]
