"""Council wards as researchers publish them in CSV: a BLT file with commas, its candidates in columns.

The first line gives the numbers of candidates and seats, a row for each kind of ballot its number and the
candidates from the best down, then come rows of `Candidate 1`, name and party, and the ward's name.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence

from alliance.voting.methods.formats import blt
from alliance.voting.methods.formats.problems import ProfileError
from alliance.voting.methods.profile import Profile

_END = 200_000
_NUMBERS = re.compile(r"\s*\d+\s*,\s*\d+[\s,]*\n")
_CANDIDATE = re.compile(r'^"?Candidate \d{1,4}"?\s*(?:,|$)', re.MULTILINE)


def is_ward(beginning: str, data: bytes) -> bool:
    """Whether a file is of this kind, by its first line and the rows near its end."""
    return bool(_NUMBERS.match(beginning) and _CANDIDATE.search(data[-_END:].decode("latin-1")))


def read(text: str) -> Profile:
    """The ballots of a ward. Candidates go by name, namesakes with the party. Raises `ProfileError`."""
    lines = text.split("\n")
    first = next((at for at, line in enumerate(lines) if _CANDIDATE.match(line)), len(lines))
    head, *ballots = (line.rstrip(", \t") for line in lines[:first])
    rows = [_cells(line, at) for at, line in enumerate(lines[first:], first + 1) if line.strip(", \t")]
    people = [row for row in rows if _CANDIDATE.match(row[0])]
    stated = head.partition(",")[0].strip()
    if stated != str(len(people)):
        what = f"there are rows for {len(people)} of {stated[:9]} candidates."
        raise ProfileError(first + 1, what, "Give each candidate a row, or get the whole file.")
    title = " ".join(rows[-1][0].replace('"', " ").split()) if len(rows) > len(people) else ""
    named = [f'"{_escaped(each)}"' for each in [*_names(people), title]]
    numbers = "\n".join([head, *(f"{each},0" if each else "" for each in ballots)])
    return blt.careful("\n".join([f"{numbers} 0", *named]))


def _cells(line: str, number: int) -> list[str]:
    try:
        return next(csv.reader([line], strict=True))
    except csv.Error as error:
        raise ProfileError(number, f"the row cannot be read: {error}.", "Check its quotes.") from None


def _names(people: Sequence[Sequence[str]]) -> list[str]:
    names = [row[1].strip() if len(row) > 1 else "" for row in people]
    held = Counter(names)
    parties = [row[2].strip() if len(row) > 2 else "" for row in people]
    return [
        f"{name} ({party})" if held[name] > 1 and party else name
        for name, party in zip(names, parties, strict=True)
    ]


def _escaped(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"')
