"""The comparisons of a record as squares, in the order in which the candidates came out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from alliance.voting.methods.numbers import number, plain
from alliance.voting.methods.record import CountRecord

Outcome: TypeAlias = Literal["wins", "loses", "ties", "self"]
CIRCLE = "Nobody is preferred to every other: the preferences go round in a circle, or are tied."


@dataclass(frozen=True, slots=True)
class Cell:
    """How the row did against the column, with the number of either."""

    outcome: Outcome
    ours: str = ""
    theirs: str = ""


@dataclass(frozen=True, slots=True)
class Square:
    """A row of cells for each name, the columns in the same order."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Ballots by pair; the strongest paths, and the defeats left out, where the method has them.

    `finding` says whether one candidate is preferred to all others that were not dropped.
    """

    ballots: Square
    paths: Square | None
    left_out: tuple[str, ...]
    finding: str


def pairs_of(record: CountRecord) -> Pairs | None:
    """The squares, or None when the method does not compare pairs."""
    found = record["pairwise"]
    if not found:
        return None
    names = found["candidates"]
    order = _in_order(record, names)
    among = found.get("path_candidates", names)
    paths = found.get("paths")
    return Pairs(
        ballots=_square(order, names, found["matrix"]),
        paths=_square([name for name in order if name in among], among, paths) if paths else None,
        left_out=tuple(found.get("left_out", ())),
        finding=_finding(record, _square([name for name in order if name in among], names, found["matrix"])),
    )


def _square(shown: Sequence[str], names: Sequence[str], matrix: Sequence[Sequence[str]]) -> Square:
    where = {name: at for at, name in enumerate(names)}

    def cell(row: str, column: str) -> Cell:
        if row == column:
            return Cell("self")
        ours = number(matrix[where[row]][where[column]])
        theirs = number(matrix[where[column]][where[row]])
        outcome: Outcome = "wins" if ours > theirs else "loses" if ours < theirs else "ties"
        return Cell(outcome, plain(ours), plain(theirs))

    return Square(tuple(shown), tuple((row, tuple(cell(row, each) for each in shown)) for row in shown))


def _in_order(record: CountRecord, names: Sequence[str]) -> list[str]:
    order = [
        name
        for place in record["order"] or record["elected"]
        for name in ([place] if isinstance(place, str) else place)
        if name in names
    ]
    return order + [name for name in names if name not in order]


def _finding(record: CountRecord, square: Square) -> str:
    first = next(
        (name for name, cells in square.rows if all(each.outcome in {"wins", "self"} for each in cells)), None
    )
    if first is None:
        return CIRCLE
    others = "every other that was not dropped" if record["dropped"] else "every other"
    return f"{first} is preferred to {others}, one by one."
