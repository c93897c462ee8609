"""The comparisons of a record as a matrix, in the order in which the candidates came out."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from alliance.voting.methods.numbers import number, plain
from alliance.voting.methods.record import CountRecord

Outcome = Literal["wins", "loses", "ties", "self"]


@dataclass(frozen=True, slots=True)
class PairCell:
    """How the row's candidate did against the column's: the votes of both, and the strongest path."""

    outcome: Outcome
    ours: str = ""
    theirs: str = ""
    path: str = ""
    wins_path: bool = False


@dataclass(frozen=True, slots=True)
class PairTable:
    """A square: a row of cells for each name. `has_paths` when the method looks for strongest paths.

    `first` says in a sentence whether one candidate beats all others.
    """

    names: tuple[str, ...]
    rows: tuple[tuple[str, tuple[PairCell, ...]], ...]
    has_paths: bool
    first: str


def pair_table(record: CountRecord) -> PairTable | None:
    """The matrix, or None when the method does not compare pairs."""
    pairwise = record["pairwise"]
    if not pairwise:
        return None
    names = _in_order(record, pairwise["candidates"])
    where = {name: at for at, name in enumerate(pairwise["candidates"])}
    paths = pairwise.get("paths")

    def cell(a: str, b: str) -> PairCell:
        if a == b:
            return PairCell("self")
        ours, theirs = pairwise["matrix"][where[a]][where[b]], pairwise["matrix"][where[b]][where[a]]
        gap = number(ours) - number(theirs)
        outcome: Outcome = "wins" if gap > 0 else "loses" if gap < 0 else "ties"
        there, back = (
            (number(paths[where[a]][where[b]]), number(paths[where[b]][where[a]])) if paths else (None, None)
        )
        path = "" if there is None else plain(there)
        return PairCell(outcome, plain(number(ours)), plain(number(theirs)), path, _beats(there, back))

    rows = tuple((name, tuple(cell(name, other) for other in names)) for name in names)
    return PairTable(tuple(names), rows, bool(paths), _first(rows))


def _beats(there: Fraction | None, back: Fraction | None) -> bool:
    return there is not None and back is not None and there > back


def _in_order(record: CountRecord, compared: list[str]) -> list[str]:
    order = [
        name
        for place in record["order"] or record["elected"]
        for name in ([place] if isinstance(place, str) else place)
        if name in compared
    ]
    return order + [name for name in compared if name not in order]


def _first(rows: tuple[tuple[str, tuple[PairCell, ...]], ...]) -> str:
    for name, cells in rows:
        if all(cell.outcome in {"wins", "self"} for cell in cells):
            return f"{name} is preferred to every other, one by one."
    return (
        "Nobody is preferred to every other: the preferences of the voters go round in a circle, or are tied."
    )
