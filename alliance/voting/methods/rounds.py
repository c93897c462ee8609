"""The rounds of a record as a table: candidates by rounds, in the order in which they came out."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeAlias

from alliance.voting.methods.numbers import number, places_of, plain, shown

if TYPE_CHECKING:
    from alliance.voting.methods.record import CountRecord, Round

Mark: TypeAlias = Literal["", "elected", "excluded"]


@dataclass(frozen=True, slots=True)
class Cell:
    """Votes after a round and how they changed in it; `mark` when the candidate's fate fell in it.

    `votes` is empty once the candidate is excluded.
    """

    votes: str
    change: str = ""
    mark: Mark = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `outcome` is how the candidate came out in the end, empty for sums."""

    name: str
    cells: tuple[Cell, ...]
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class RoundTable:
    """`candidates` in order of their fate, then `sums`: exhausted, lost by rounding, quota."""

    rounds: tuple[Round, ...]
    candidates: tuple[Row, ...]
    sums: tuple[Row, ...]
    places: int
    is_cut: bool


def standings(record: CountRecord) -> list[str]:
    """All candidates who were counted: the elected in order, then whoever stood longest with most votes."""
    rounds = record["rounds"]
    last: dict[str, tuple[int, Fraction]] = {}
    for each in rounds:
        for name, votes in each["votes"].items():
            last[name] = (each["number"], number(votes))
    elected = [name for name in record["elected"] if name in last]
    others = [name for name in last if name not in elected]
    return elected + sorted(others, key=lambda name: last[name], reverse=True)


def round_table(record: CountRecord) -> RoundTable | None:
    """The table, or None when the method has no rounds with votes."""
    rounds = tuple(each for each in record["rounds"] if each["votes"])
    if not rounds:
        return None
    numbers = [text for each in rounds for text in (*each["votes"].values(), each["exhausted"], each["loss"])]
    places = places_of(numbers)
    names = standings({**record, "rounds": list(rounds)})
    rows = tuple(Row(name, _cells(rounds, name, places), _outcome(record, rounds, name)) for name in names)
    return RoundTable(rounds, rows, tuple(_sums(rounds, places)), places, any(map(_has_more, numbers)))


def _has_more(text: str) -> bool:
    return len(text.partition(".")[2].rstrip("0")) > places_of([text])


def _cells(rounds: tuple[Round, ...], name: str, places: int) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    before: Fraction | None = None
    for each in rounds:
        text = each["votes"].get(name)
        mark: Mark = "elected" if name in each["elected"] else "excluded" if name in each["excluded"] else ""
        now = None if text is None else number(text)
        change = "" if before is None else _change((now or Fraction(0)) - before, places)
        cells.append(Cell("" if now is None else shown(now, places), change, mark))
        before = now
    return tuple(cells)


def _change(difference: Fraction, places: int) -> str:
    return "" if not difference else f"{'+' if difference > 0 else ''}{shown(difference, places)}"


def _outcome(record: CountRecord, rounds: tuple[Round, ...], name: str) -> str:
    undecided = record["undecided"]
    if undecided and name in undecided["between"]:
        return "Tied for a seat"
    for each in rounds:
        if name in each["elected"]:
            return f"Elected in round {each['number']}"
    if name in record["elected"]:
        return "Elected"
    for each in rounds:
        if name in each["excluded"]:
            return f"Excluded in round {each['number']}"
    return "Not elected"


def _sums(rounds: tuple[Round, ...], places: int) -> list[Row]:
    found = [_sum_row("No further choice", [each["exhausted"] for each in rounds], places)]
    losses = [each["loss"] for each in rounds]
    if any(number(text) for text in losses):
        found.append(_sum_row("Cut by rounding", losses, places))
    quotas = [each.get("quota", "") for each in rounds]
    if any(quotas):
        found.append(Row("Quota", tuple(Cell(text and plain(number(text))) for text in quotas)))
    return found


def _sum_row(name: str, texts: list[str], places: int) -> Row:
    values = [number(text) for text in texts]
    before = [None, *values[:-1]]
    return Row(
        name,
        tuple(
            Cell(shown(value, places), "" if was is None else _change(value - was, places))
            for value, was in zip(values, before, strict=True)
        ),
    )
