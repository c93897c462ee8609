"""The record of a motion by class of voters, as a table: its votes, and what was asked of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from alliance.charter.grammar import MotionRule, evaluate
from alliance.charter.grammar.conditions import asked_of_classes
from alliance.charter.grammar.prose import supposing
from alliance.charter.grammar.words import spaced


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class of voters: its tally, and each condition in words with whether it holds here."""

    name: str
    tally: Mapping[str, int]
    answers: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class ClassTable:
    """The classes by name; `division` says in words what sorts voters into them."""

    division: str
    questions: tuple[str, ...]
    rows: tuple[ClassRow, ...]


def class_table(record: Mapping[str, Any]) -> ClassTable | None:
    """The table of a result record of `methods.motion`; None when its rule does not ask by class."""
    if "classes" not in record:
        return None
    rule, tallies = MotionRule.model_validate(record["rule"]), record["classes"]
    conditions = [each for each in (rule.quorum, rule.passes) if each is not None]
    asked = list(dict.fromkeys(where for each in conditions for where in asked_of_classes(each)))
    questions = tuple(_capital(supposing(where)) for where in asked)
    rows = []
    for name in sorted(tallies):
        answers = [evaluate(where, tallies[name], {rule.classes_by: tallies}) for where in asked]
        rows.append(
            ClassRow(_capital(spaced(name)), tallies[name], tuple(zip(questions, answers, strict=True)))
        )
    return ClassTable(spaced(rule.classes_by), questions, tuple(rows))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
