"""The record of a motion by class of voters, as a table: its votes, and what was asked of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from alliance.charter.grammar import Condition, MotionRule, evaluate
from alliance.charter.grammar.conditions import asked_of_classes
from alliance.charter.grammar.prose import supposing
from alliance.charter.grammar.words import spaced


@dataclass(frozen=True, slots=True)
class Question:
    """A condition that is asked of each class: a short heading, and in words."""

    heading: str
    words: str
    condition: Condition


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class of voters: its tally, and the heading of each question with whether it holds here."""

    name: str
    tally: Mapping[str, int]
    answers: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class ClassTable:
    """The classes by name; `division` says in words what sorts voters into them."""

    division: str
    questions: tuple[Question, ...]
    rows: tuple[ClassRow, ...]


def class_table(record: Mapping[str, Any]) -> ClassTable | None:
    """The table of a result record of `methods.motion`; None when its rule does not ask by class."""
    if "classes" not in record:
        return None
    rule, tallies = MotionRule.model_validate(record["rule"]), record["classes"]
    questions = (*_questions("Quorum", rule.quorum), *_questions("Passing", rule.passes))
    known = {rule.classes_by: tallies}
    rows = (
        ClassRow(
            spaced(name).capitalize(),
            tallies[name],
            tuple((each.heading, evaluate(each.condition, tallies[name], known)) for each in questions),
        )
        for name in sorted(tallies)
    )
    return ClassTable(spaced(rule.classes_by), questions, tuple(rows))


def _questions(part: str, condition: Condition | None) -> Iterator[Question]:
    """What a part of the rule asks of each class; with a number where it asks several things."""
    asked = list(dict.fromkeys(asked_of_classes(condition))) if condition is not None else []
    for number, each in enumerate(asked, start=1):
        yield Question(f"{part} {number}" if len(asked) > 1 else part, supposing(each), each)
