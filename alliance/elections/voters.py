"""A list of voters as a file: one person a line, read and checked before anybody is put on the list. Pure."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Final

COLUMNS: Final = ("name", "email", "reason", "affiliation", "project")
NEEDED: Final = ("name", "email")
MOST_LINES: Final = 20_000
MOST_PROBLEMS: Final = 20


@dataclass(frozen=True, slots=True)
class VoterLine:
    """One voter: `reason` says why, `affiliation` is a member's name or an employer."""

    name: str
    email: str
    reason: str = ""
    affiliation: str = ""
    project: str = ""


class VotersError(ValueError):
    """The file cannot be used; `problems` name each line and what is wrong with it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems[:MOST_PROBLEMS]))
        self.problems = problems[:MOST_PROBLEMS]


def read_voters(text: str) -> list[VoterLine]:
    """Read CSV with a header that names `name` and `email`, and may name `reason`, `affiliation`, `project`.

    Raises `VotersError` when a column is missing or unknown, a line lacks name or address, or an address
    stands twice.
    """
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), skipinitialspace=True)
    header = [(name or "").strip().lower() for name in rows.fieldnames or []]
    rows.fieldnames = header
    problems = [f"The column “{name}” is missing." for name in NEEDED if name not in header]
    problems += [f"The column “{name[:40]}” is not known." for name in header if name not in COLUMNS]
    if problems:
        raise VotersError(problems)
    lines: list[VoterLine] = []
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, start=2):
        given = {name: " ".join((row.get(name) or "").split()) for name in COLUMNS}
        if not any(given.values()):
            continue
        email = given["email"].casefold()
        if not given["name"] or "@" not in email:
            problems.append(f"Line {number} needs a name and an e-mail address.")
        elif email in seen:
            problems.append(f"Line {number} has the address of line {seen[email]}.")
        seen.setdefault(email, number)
        lines.append(VoterLine(**given))
    if not lines:
        problems.append("There is no voter in this file.")
    if len(lines) > MOST_LINES:
        problems.append(f"There are more than {MOST_LINES:,} voters in this file.")
    if problems:
        raise VotersError(problems)
    return lines
