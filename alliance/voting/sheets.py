"""The sheets of a published ballot: the electoral roll, who took part, and the roll call. Pure.

Each has one text, as docs/verification.md says: CSV in UTF-8, a line per elector in the order of their keys.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Protocol, TypeAlias

from alliance.voting.secrecy.ballot_form import BallotForm, Marks

ROLL: Final = (
    *("key", "name", "unit", "affiliation", "group", "class"),
    *("weight", "entitled", "recused", "reason"),
)
REGISTER: Final = ("key", "name", "weight", "voted", "receipt")
CALL: Final = ("key", "name", "weight")
_FORMULA: Final = ("=", "+", "-", "@", "'")

Row: TypeAlias = Mapping[str, Any]
"""A line by the columns of `roll.csv`: `weight` is a number, `entitled` and `recused` are bool."""


class Line(Protocol):
    """A line of the electoral roll: `Elector` and `RollLine` are such lines."""

    @property
    def slug(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def affiliation(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def voter_class(self) -> str: ...
    @property
    def weight(self) -> int: ...
    @property
    def is_entitled(self) -> bool: ...
    @property
    def is_recused(self) -> bool: ...
    @property
    def reason(self) -> str: ...


def roll_row(line: Line) -> dict[str, Any]:
    """A line of the roll as plain data: one side of a change of the roll."""
    return {
        "key": line.slug,
        "name": _one_line(line.name),
        "unit": line.unit,
        "affiliation": _one_line(line.affiliation),
        "group": _one_line(line.group),
        "class": class_of(line),
        "weight": line.weight,
        "entitled": line.is_entitled,
        "recused": line.is_recused,
        "reason": _one_line(line.reason),
    }


def class_of(line: Line) -> str:
    """The class of voters as the sheets have it, "" without one."""
    return _one_line(line.voter_class)


def roll_csv(lines: Iterable[Line]) -> str:
    """The electoral roll as one text: a line per elector, in the order of the keys."""
    return roll_text(roll_row(line) for line in lines)


def roll_text(rows: Iterable[Row]) -> str:
    """The same of rows."""
    return _csv(ROLL, ([_word(row[column]) for column in ROLL] for row in _sorted(rows)))


def roll_recorded(lines: Iterable[Line]) -> dict[str, Any]:
    """The roll as the manifest has it: how many are `entitled`, how many `electors` in all, the `digest`."""
    rows = [roll_row(line) for line in lines]
    return {
        "entitled": sum(row["entitled"] for row in rows),
        "electors": len(rows),
        "digest": hashlib.sha256(roll_text(rows).encode()).hexdigest(),
    }


def roll_at_opening(now: Iterable[Line], changes: Sequence[Mapping[str, Any]] = ()) -> list[Row]:
    """The rows of the roll as it was when the manifest was made, from the roll as it is and its changes.

    Each change has `key`, `before` and `after`, rows of `roll_row` or None where there is no line, `reason`
    and `at`; the earliest stands first. Raises `ValueError` when a change does not lead to the roll as it is.
    """
    rows: dict[str, Row] = {line.slug: roll_row(line) for line in now}
    for change in reversed(changes):
        if rows.pop(change["key"], None) != change["after"]:
            raise ValueError(f"The roll does not have the line of {change['key']} that a change of it says.")
        if change["before"] is not None:
            rows[change["key"]] = change["before"]
    return list(rows.values())


def register_csv(lines: Iterable[Line], receipts: Mapping[str, str]) -> str:
    """Who of those entitled took part, without what: `receipts` by the key of each who did."""
    rows = [{**row, "receipt": receipts.get(row["key"], "")} for row in map(roll_row, lines)]
    voters = [{**row, "voted": bool(row["receipt"])} for row in rows if row["entitled"]]
    return _csv(REGISTER, ([_word(row[column]) for column in REGISTER] for row in _sorted(voters)))


def roll_call_csv(form: BallotForm, lines: Iterable[Line], marks: Mapping[str, Marks]) -> str:
    """Who voted what in a recorded ballot: `marks` by the key of each who did, a column for each option."""
    called = (
        [
            *(_word(row[column]) for column in CALL),
            *("" if mark is None else str(mark) for mark in marks[row["key"]]),
        ]
        for row in _sorted(map(roll_row, lines))
        if row["key"] in marks
    )
    return _csv([*CALL, *form.options], called)


def trackers_csv(codes: Iterable[str]) -> str:
    """The codes of trackers alone, in their order: one of two lists that nothing joins."""
    return _csv(["token"], ([code] for code in sorted(codes)))


def _sorted(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: str(row["key"]))


def _word(value: str | int) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _one_line(text: str) -> str:
    """The text with single spaces for whatever is no letter or sign of one line."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The text; an apostrophe stands before what a spreadsheet would take for a formula, as in the box."""
    return "".join(",".join(map(_cell, row)) + "\n" for row in (header, *rows))


def _cell(text: str) -> str:
    guarded = f"'{text}" if text.startswith(_FORMULA) else text
    return '"' + guarded.replace('"', '""') + '"' if {",", '"'} & set(guarded) else guarded
