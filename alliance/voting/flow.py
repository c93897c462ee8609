"""Geometry of the flow of votes through the rounds (a Sankey diagram): pure numbers, in pixels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from alliance.voting.methods.numbers import number, plain
from alliance.voting.methods.rounds import standings

if TYPE_CHECKING:
    from alliance.voting.methods.record import CountRecord, Round

MOST_COLUMNS = 12
PITCH, BAR, GAP, LEAST = 104, 12, 6, 16
NAMES, HEAD, FULL = 232, 30, 300
LONGEST_NAME = 24
EXHAUSTED = "No further choice"


@dataclass(frozen=True, slots=True)
class Pile:
    """Votes of one holder after a round; `state`: elected, excluded (in the next), spent or hopeful."""

    name: str
    votes: str
    state: str
    x: int
    y: float
    height: float
    label_y: float
    label: str = ""
    side: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """Votes between two rounds as an SVG path; `moved` unless they stay with their holder."""

    path: str
    moved: bool
    title: str


@dataclass(frozen=True, slots=True)
class Panel:
    """Up to twelve rounds side by side."""

    heads: tuple[tuple[int, int], ...]
    piles: tuple[Pile, ...]
    bands: tuple[Band, ...]
    width: int
    height: int
    first: int
    last: int


@dataclass(slots=True)
class _Slot:
    """Room for a pile, and how much of it is taken on either side already."""

    y: float
    height: float
    sent: float = 0.0
    received: float = 0.0


def panels(record: CountRecord) -> list[Panel]:
    """The diagram in panels below each other, the last round of one being the first of the next.

    Empty when the method has no rounds with votes, or only one.
    """
    rounds = [each for each in record["rounds"] if each["votes"]]
    if len(rounds) < 2:
        return []
    order = [*standings({**record, "rounds": rounds}), EXHAUSTED]
    columns = [_column(each) for each in rounds]
    total = max(sum(column.values(), Fraction(0)) for column in columns)
    if not total:
        return []
    step = MOST_COLUMNS - 1
    cuts = [(start, min(start + step, len(rounds) - 1)) for start in range(0, len(rounds) - 1, step)]
    return [_panel(rounds, columns, order, total, first, last) for first, last in cuts]


def _column(each: Round) -> dict[str, Fraction]:
    found = {name: number(text) for name, text in each["votes"].items()}
    found[EXHAUSTED] = number(each["exhausted"]) + number(each["loss"])
    return found


def _panel(
    rounds: Sequence[Round],
    columns: Sequence[Mapping[str, Fraction]],
    order: Sequence[str],
    total: Fraction,
    first: int,
    last: int,
) -> Panel:
    slots = {at: _slots(columns[at], order, total) for at in range(first, last + 1)}
    bands = [
        band
        for here, there in pairwise(range(first, last + 1))
        for band in _bands(
            rounds[there], columns[here], slots[here], slots[there], order, total, there - first
        )
    ]
    piles = [pile for at in slots for pile in _piles(rounds, columns, slots[at], at, first, last)]
    lowest = max(slot.y + max(slot.height, LEAST) for column in slots.values() for slot in column.values())
    return Panel(
        heads=tuple((_x(at - first) + BAR // 2, rounds[at]["number"]) for at in slots),
        piles=tuple(piles),
        bands=tuple(bands),
        width=_x(last - first) + BAR + NAMES,
        height=round(lowest) + GAP,
        first=rounds[first]["number"],
        last=rounds[last]["number"],
    )


def _x(column: int) -> int:
    return NAMES + column * PITCH


def _slots(column: Mapping[str, Fraction], order: Sequence[str], total: Fraction) -> dict[str, _Slot]:
    found, y = {}, float(HEAD)
    for name in order:
        if column.get(name):
            height = float(column[name] * FULL / total)
            found[name] = _Slot(y, height)
            y += max(height, LEAST) + GAP
    return found


def _bands(
    each: Round,
    before: Mapping[str, Fraction],
    here: dict[str, _Slot],
    there: dict[str, _Slot],
    order: Sequence[str],
    total: Fraction,
    column: int,
) -> Iterator[Band]:
    """What stays first, then what moves, so that bands leave and arrive in the order of the piles."""
    moves = _moves(each, before, order)
    x0, x1 = _x(column - 1) + BAR, _x(column)
    for source, target, votes in moves:
        if source not in here or target not in there:
            continue
        begin, end = here[source], there[target]
        thick = float(votes * FULL / total)
        path = _path(x0, begin.y + begin.sent, x1, end.y + end.received, thick)
        begin.sent, end.received = begin.sent + thick, end.received + thick
        stays = source == target
        where = f"stay with {source}" if stays else f"from {source} to {target}"
        yield Band(path, not stays, f"{plain(votes)} {where}")


def _moves(
    each: Round, before: Mapping[str, Fraction], order: Sequence[str]
) -> list[tuple[str, str, Fraction]]:
    """(from, to, votes) of the round, in the order of the piles; what is not moved stays."""
    moved = [
        (transfer["source"], transfer["target"] or EXHAUSTED, number(transfer["votes"]))
        for transfer in each["transfers"]
    ]
    sent = {
        name: sum((votes for source, _, votes in moved if source == name), Fraction(0)) for name in before
    }
    stay = [(name, name, votes - sent[name]) for name, votes in before.items() if votes > sent[name]]
    place = {name: position for position, name in enumerate(order)}
    return sorted([*stay, *moved], key=lambda move: (place[move[0]], place[move[1]]))


def _piles(
    rounds: Sequence[Round],
    columns: Sequence[Mapping[str, Fraction]],
    slots: Mapping[str, _Slot],
    at: int,
    first: int,
    last: int,
) -> Iterator[Pile]:
    elected = {name for each in rounds[: at + 1] for name in each["elected"]}
    leaving = set(rounds[at + 1]["excluded"]) if at + 1 < len(rounds) else set()
    for name, slot in slots.items():
        state = (
            "spent" if name == EXHAUSTED
            else "elected" if name in elected
            else "excluded" if name in leaving
            else "hopeful"
        )  # fmt: skip
        yield Pile(
            name=name,
            votes=plain(columns[at][name], 2),
            state=state,
            x=_x(at - first),
            y=round(slot.y, 1),
            height=round(max(slot.height, 1), 1),
            label_y=round(slot.y + max(min(slot.height / 2 + 5, slot.height), 12), 1),
            label=_short(name),
            side="start" if at == first else "end" if at == last else "",
        )


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"


def _path(x0: float, y0: float, x1: float, y1: float, thick: float) -> str:
    middle = (x0 + x1) / 2
    return (
        f"M{x0:g} {y0:.1f}C{middle:g} {y0:.1f} {middle:g} {y1:.1f} {x1:g} {y1:.1f}"
        f"V{y1 + thick:.1f}C{middle:g} {y1 + thick:.1f} {middle:g} {y0 + thick:.1f} {x0:g} {y0 + thick:.1f}Z"
    )
