"""The box: what was voted, beside trackers and in their order, as it is counted and published.

Codes are random, so their order says nothing of slots, names or time. Whatever is written to a database in
this order, in one transaction and without a time, a sequence or a foreign key, says nothing of them either.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from alliance.voting.secrecy.ballot_form import Ballot, BallotForm, Marks
from alliance.voting.secrecy.envelope import OpenedBallot
from alliance.voting.secrecy.tracker import Tracker, read_code
from alliance.voting.secrecy.withheld import SecrecyError, Withheld, discreet

CODE_COLUMN: Final = "token"
"""The readers of ballot files know by this name that the column identifies a ballot and is not a mark."""

_FORMULA: Final = ("=", "+", "-", "@", "'")
_NUMBER: Final = re.compile(r"[0-9]{0,5}")


class BoxError(SecrecyError):
    """These are not the ballots of this election, or this is not the text of a box."""


@dataclass(frozen=True, slots=True, repr=False)
class Box(Withheld):
    """The ballots of one class of voters, in the order of their trackers. Made by `make_box`.

    Voters whose votes are counted apart, by class or by weight, have a box each. `unopened` counts envelopes
    that did not open.
    """

    form: BallotForm
    rows: tuple[OpenedBallot, ...]
    unopened: int = 0

    @property
    def text(self) -> str:
        """The one text of the box: CSV (RFC 4180, but lines end with a line feed), UTF-8, a row per ballot.

        The first column is the tracker's code, then one column for each option in the order of the form: the
        rank, the score, or 1; empty where nothing is marked. In the header an apostrophe stands before a name
        that a spreadsheet would take for a formula.
        """
        return _csv(
            [CODE_COLUMN, *_header(self.form)],
            ([row.tracker.code, *_cells(row.ballot.marks)] for row in self.rows),
        )

    @property
    def text_without_codes(self) -> str:
        """The ballots alone, equal ones together: for lists of codes and of ballots that nothing joins."""
        return _csv(_header(self.form), sorted(_cells(row.ballot.marks) for row in self.rows))

    @property
    def codes(self) -> tuple[str, ...]:
        """The trackers alone, as codes."""
        return tuple(row.tracker.code for row in self.rows)

    @property
    def ballots(self) -> tuple[Ballot, ...]:
        """The ballots to be counted."""
        return tuple(row.ballot for row in self.rows)

    @property
    def digest(self) -> str:
        """SHA-256 of the text, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def ballot_of(self, tracker: Tracker) -> Ballot | None:
        """The ballot beside a tracker."""
        return next((row.ballot for row in self.rows if row.tracker == tracker), None)


@discreet
def make_box(opened: Iterable[OpenedBallot], form: BallotForm, *, envelopes: int, unopened: int = 0) -> Box:
    """The box of the opened ballots, the same for whatever order they come in.

    `envelopes` is how many electors of this class have one, `unopened` how many of those did not open.
    Raises `BoxError` when the numbers disagree or a tracker is there twice, `BallotRefusedError` for a
    ballot of another form.
    """
    rows = sorted(opened, key=lambda row: row.tracker)
    if unopened < 0 or len(rows) + unopened != envelopes:
        raise BoxError(f"{len(rows)} ballots and {unopened} unopened do not make {envelopes} envelopes.")
    if len({row.tracker for row in rows}) < len(rows):
        raise BoxError("Two ballots have the same tracker.")
    for row in rows:
        form.checked(row.ballot)
    return Box(form, tuple(rows), unopened)


@discreet
def read_box(text: str, form: BallotForm, *, unopened: int = 0) -> Box:
    """The box of a text that `Box.text` wrote. Raises `SecrecyError` for any other text."""
    lines = list(csv.reader(io.StringIO(text, newline="")))
    rows = [_row(cells, form) for cells in lines[1:]]
    box = make_box(rows, form, envelopes=len(rows) + unopened, unopened=unopened)
    if box.text != text:
        raise BoxError("This is not the text of a box with this form: it differs from what would be written.")
    return box


def _row(cells: Sequence[str], form: BallotForm) -> OpenedBallot:
    marks = cells[1:]
    if len(marks) != len(form.options) or not all(_NUMBER.fullmatch(each) for each in marks):
        raise BoxError("A row of the box has a tracker and a mark or nothing for each option.")
    ballot = Ballot(tuple(int(each) if each else None for each in marks))
    return OpenedBallot(read_code(cells[0]), form.checked(ballot))


def _header(form: BallotForm) -> list[str]:
    return [f"'{name}" if name.startswith(_FORMULA) else name for name in form.options]


def _cells(marks: Marks) -> list[str]:
    return ["" if mark is None else str(mark) for mark in marks]


def _csv(header: list[str], rows: Iterable[list[str]]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([header, *rows])
    return written.getvalue()
