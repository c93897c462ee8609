"""Separated values as rows with their line, whatever the separator."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from alliance.voting.methods.formats.problems import ProfileError
from alliance.voting.methods.formats.text import MOST_CANDIDATES

WEIGHT_COLUMNS = frozenset({"count", "weight", "multiplicity", "numberofballots"})
OTHER_COLUMNS = frozenset(
    {
        *(
            "timestamp",
            "datetime",
            "submitted",
            "submittedat",
            "precinct",
            "ballottype",
            "ballot",
            "ballotid",
        ),
        *("sourcefilepath", "cvrprovider", "cvrnumber", "contestid", "tabulatorid", "batchid", "recordid"),
        *("precinctportion", "precinctid", "ballotstyle", "ballotstyleid", "rownumber", "boxid"),
        *("voter", "voterid", "votertoken", "voterkey", "token", "id", "hash", "email", "emailaddress"),
    }
)
DATE_COLUMNS = frozenset({"date", "time"})
_FORMULA = ("=", "+", "-", "@")
_MOST_COLUMNS = MOST_CANDIDATES + 50


@dataclass(frozen=True, slots=True)
class Sheet:
    """The header of a sheet, where its columns are, and its text."""

    header: list[str]
    marks: list[int]
    weight: int | None
    delimiter: str
    text: str

    @property
    def names(self) -> list[str]:
        """The names of the columns that hold marks."""
        return [self.header[each] for each in self.marks]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The cells of each row below the header that is not empty, and its line."""
        reader = csv.reader(_lines(self.text), delimiter=self.delimiter)
        try:
            next(reader)
            for cells in reader:
                if cells:
                    yield reader.line_num, self._complete(cells, reader.line_num)
        except csv.Error as error:
            raise ProfileError(
                reader.line_num, f"the row cannot be read: {error}.", "Check its quotes."
            ) from None

    def _complete(self, cells: list[str], line: int) -> list[str]:
        missing = len(self.header) - len(cells)
        if missing > 0 or any(each.strip() for each in cells[len(self.header) :]):
            raise ProfileError(
                line,
                f"there are {len(cells)} cells for {len(self.header)} columns.",
                "The file seems cut off: get the whole of it."
                if missing > 0
                else "Put names with commas in quotes.",
            )
        return cells


def _lines(text: str) -> Iterator[str]:
    """One line after another; a list of them, or a StringIO, would hold the text a second time."""
    start = 0
    while end := text.find("\n", start) + 1:
        yield text[start:end]
        start = end
    if start < len(text):
        yield text[start:]


def sheet(text: str) -> Sheet:
    """Find the separator and tell the columns with marks from those that only identify a ballot.

    Raises `ProfileError` when the first line is no header.
    """
    first = text[: text.find("\n")] if "\n" in text else text
    delimiter = _delimiter(text)
    header = [_plain(" ".join(each.split())) for each in _cells(first, delimiter)]
    while header and not header[-1]:
        header.pop()
    if not header:
        raise ProfileError(1, "the first line names no candidates.", "Write one name for each column.")
    if len(header) > _MOST_COLUMNS:
        raise ProfileError(
            1, f"there are {len(header)} columns.", f"At most {MOST_CANDIDATES} candidates can be counted."
        )
    plain = ["".join(filter(str.isalnum, each.lower())) for each in header]
    weight = next((at for at, name in enumerate(plain) if name in WEIGHT_COLUMNS), None)
    dates = {
        at for at, name in enumerate(plain) if name in DATE_COLUMNS and _holds_dates(text, at, delimiter)
    }
    marks = [at for at, name in enumerate(plain) if at not in {weight, *dates} and name not in OTHER_COLUMNS]
    if not marks:
        raise ProfileError(1, "no column is a candidate's.", "Write one name for each column.")
    return Sheet(header, marks, weight, delimiter, text)


def _delimiter(text: str) -> str:
    """The separator that gives the first two lines equally many cells, or else the commonest of the first."""
    lines = text.split("\n", 2)[:2]
    for each in ",;\t":
        sizes = {len(_cells(line, each)) for line in lines}
        if len(sizes) == 1 and sizes.pop() > 1:
            return each
    return max(",;\t", key=lines[0].count)


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _holds_dates(text: str, column: int, delimiter: str) -> bool:
    """Whether the second line has more than a number in a column; somebody may be called Date."""
    cells = text.split("\n", 2)[1].split(delimiter) if "\n" in text else []
    return len(cells) > column and bool(set(cells[column].strip(' "')) & set("-/.:T"))


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes before what would begin one."""
    return f"'{cell}" if cell.startswith((*_FORMULA, "'")) else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*_FORMULA, "'")) else cell
