"""A sheet with a column for each candidate and a row for each ballot, as CIVS and Elekto export it.

A cell holds the rank, 1 for the best, equal ranks and gaps allowed; empty or "No opinion" is unranked, and
the latter leaves that candidate out of every comparison of the ballot. Or it holds a score. Columns such as
`timestamp` or `token` are passed over, `count` or `weight` weighs the ballot.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import islice
from typing import Any, Final

import numpy as np

from alliance.voting.methods.formats.box import BallotBox, first_with_equals
from alliance.voting.methods.formats.problems import ProfileError, shown
from alliance.voting.methods.formats.sheet import Sheet
from alliance.voting.methods.formats.text import UNIT, check_names, weight_in_millionths
from alliance.voting.methods.profile import NOBODY, Profile, ScoreSheet

NO_OPINION: Final = "no opinion"
UNMARKED: Final = frozenset({"", NO_OPINION, "-", "unranked"})
_MOST: Final = 10**6


def ranks(sheet: Sheet) -> Profile:
    """The sheet's cells as ranks. When every mark is 0 or 1, a 0 is an empty cell. Raises `ProfileError`."""
    check_names(sheet.names, [1] * len(sheet.names))
    box, marks = BallotBox(), _Marks(sheet)
    for line, cells in sheet.rows():
        box.add(box.number_of(marks.ranking(cells, line)), _weight(sheet, cells, line))
    if not len(box):
        raise ProfileError(2, "there are no ballots.", "Below the header belongs a row for each ballot.")
    places, level = box.matrices(len(sheet.names))
    weights, scale = box.weights()
    first = first_with_equals(level)
    return Profile(
        candidates=tuple(sheet.names),
        places=places,
        weights=weights,
        level=level,
        scale=scale,
        unranked="excluded" if marks.no_opinion else None,
        equals_line=None if first is None else next(islice(sheet.rows(), first, None))[0],
    )


class _Marks:
    """The ranks that were met in the cells. A 0 and a rank above 1 together have no meaning."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.known: dict[str, int] = {}
        self.zero: int | None = None
        self.above_one = False
        self.no_opinion = False

    def ranking(self, cells: Sequence[str], line: int) -> list[list[int]]:
        ranked: dict[int, list[int]] = {}
        for candidate, column in enumerate(self.sheet.marks):
            cell = cells[column]
            mark = self.known[cell] if cell in self.known else self._rank(candidate, cell, line)
            if mark:
                ranked.setdefault(mark, []).append(candidate)
        return [ranked[each] for each in sorted(ranked)]

    def _rank(self, candidate: int, cell: str, line: int) -> int:
        """A cell met for the first time: its rank, 0 for none."""
        mark = _mark(self.sheet, candidate, cell, line, "a rank")
        self.no_opinion |= cell.strip().lower() == NO_OPINION
        self.zero = line if mark == 0 and self.zero is None else self.zero
        self.above_one |= (mark or 0) > 1
        if self.zero and self.above_one:
            raise ProfileError(
                self.zero, "0 is not a rank.", "The best rank is 1; leave the unranked cells empty."
            )
        self.known[cell] = mark or 0
        return mark or 0


def _mark(sheet: Sheet, candidate: int, cell: str, line: int, what: str) -> int | None:
    """The number in a cell; spreadsheets may have written 3 as 3.0."""
    text = cell.strip()
    if text.lower() in UNMARKED:
        return None
    whole = text.removesuffix(".0")
    if not (whole.isascii() and whole.isdigit() and len(whole) <= 7 and int(whole) <= _MOST):
        raise ProfileError(
            line,
            f"{shown(text)} in the column {shown(sheet.names[candidate])} is not {what}.",
            "Write a whole number, or leave the cell empty.",
        )
    return int(whole)


def _weight(sheet: Sheet, cells: list[str], line: int) -> int:
    return UNIT if sheet.weight is None else weight_in_millionths(cells[sheet.weight].strip(), line)


def scores(sheet: Sheet) -> ScoreSheet:
    """The sheet's cells as scores from 0; the highest one given is the top. Raises `ProfileError`."""
    check_names(sheet.names, [1] * len(sheet.names))
    box, given = BallotBox(), array("i")
    for line, cells in sheet.rows():
        for candidate, each in enumerate(sheet.marks):
            mark = _mark(sheet, candidate, cells[each], line, "a score")
            given.append(NOBODY if mark is None else mark)
        box.add(0, _weight(sheet, cells, line))
    if not len(box):
        raise ProfileError(2, "there are no ballots.", "Below the header belongs a row for each ballot.")
    matrix = np.frombuffer(given, dtype=np.int32).reshape(-1, len(sheet.names)).T
    top = max(1, int(matrix.max()))
    weights, scale = box.weights()
    dtype: type[np.signedinteger[Any]] = np.int8 if top < 128 else np.int32
    small = np.ascontiguousarray(matrix).astype(dtype)
    return ScoreSheet(candidates=tuple(sheet.names), scores=small, weights=weights, top=top, scale=scale)
