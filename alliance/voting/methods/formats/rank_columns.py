"""A cast vote record as a sheet: columns `rank1`, `rank2`, ... hold names, a row may have a `count`.

"undervote" or an empty cell skips a rank, "overvote" marks several candidates at one. What such a rank means
differs between laws, so it is an option; a candidate named twice counts at the better rank. Candidates are in
the order of their names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from alliance.voting.methods.formats.box import BallotBox
from alliance.voting.methods.formats.problems import ProfileError
from alliance.voting.methods.formats.sheet import Sheet
from alliance.voting.methods.formats.text import UNIT, check_names, weight_in_millionths
from alliance.voting.methods.profile import Profile

OVERVOTE: Final = "overvote"
SKIPPED: Final = frozenset({"", "undervote", "skipped", "-"})
_COLUMN = re.compile(r"(?:rank|choice|preference)[ _-]?(\d{1,3})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RankRules:
    """How a cast vote record reads: an overvoted rank is skipped or ends the ballot; more than `skips`
    skipped ranks in a row end it too, never when None.
    """

    overvote: Literal["skip", "stop"] = "skip"
    skips: int | None = None

    def usable(self, cells: Sequence[str]) -> Iterator[str]:
        """The names that count, in order. `cells` are names, `OVERVOTE` or one of `SKIPPED`."""
        seen, skipped = set(), 0
        for cell in cells:
            lower = cell.lower()
            if lower in SKIPPED:
                skipped += 1
                if self.skips is not None and skipped > self.skips:
                    return
                continue
            skipped = 0
            if lower == OVERVOTE:
                if self.overvote == "stop":
                    return
            elif cell not in seen:
                seen.add(cell)
                yield cell


def has_rank_columns(sheet: Sheet) -> bool:
    """Whether the columns are ranks, not candidates."""
    return all(_COLUMN.fullmatch(each) for each in sheet.names)


def read(sheet: Sheet, rules: RankRules) -> Profile:
    """The ballots of a sheet with rank columns. Raises `ProfileError`."""
    columns = sorted(sheet.marks, key=lambda column: _rank(sheet.header[column]))
    rankings: dict[tuple[str, ...], list[str]] = {}
    ballots: list[tuple[tuple[str, ...], int]] = []
    for line, cells in sheet.rows():
        marks = tuple(cells[each].strip() for each in columns)
        if marks not in rankings:
            rankings[marks] = list(rules.usable(marks))
        millionths = UNIT if sheet.weight is None else weight_in_millionths(cells[sheet.weight].strip(), line)
        ballots.append((marks, millionths))
    if not ballots:
        raise ProfileError(2, "there are no ballots.", "Below the header belongs a row for each ballot.")
    names = sorted(
        {
            cell
            for marks in rankings
            for cell in marks
            if cell.lower() not in SKIPPED and cell.lower() != OVERVOTE
        }
    )
    if not names:
        raise ProfileError(None, "no ballot names a candidate.", "Below the rank columns belong names.")
    return profile_of(names, ((rankings[marks], millionths) for marks, millionths in ballots))


def profile_of(names: Sequence[str], ballots: Iterator[tuple[list[str], int]]) -> Profile:
    """A profile of strict rankings by name, each with its weight in millionths."""
    check_names(names, [None] * len(names))
    number = {name: position for position, name in enumerate(names)}
    box = BallotBox()
    for ranking, millionths in ballots:
        box.add(box.number_of([[number[name]] for name in ranking]), millionths)
    places, level = box.matrices(len(names))
    weights, scale = box.weights()
    return Profile(candidates=tuple(names), places=places, weights=weights, level=level, scale=scale)


def _rank(heading: str) -> int:
    found = _COLUMN.fullmatch(heading)
    return int(found[1]) if found else 0
