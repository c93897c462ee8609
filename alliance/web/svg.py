"""Geometry of the charts: pure functions from numbers to positions, in percent of the drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from alliance.web.parts import Point, Series

Base = Literal["cast", "participated", "eligible"]
Anchor = Literal["start", "middle", "end"]
Number = int | float | Fraction

_ROOM_FOR_A_NUMBER = Fraction(8, 100)


def percent(part: Number, whole: Number) -> str:
    """``part`` of ``whole`` as an SVG length such as ``62.5%``; nothing of nothing is ``0%``."""
    share = 100 * part / whole if whole else 0
    return f"{round(float(share), 3):g}%"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a stacked bar; ``labelled`` when there is room to write the number into it."""

    kind: str
    label: str
    votes: int
    x: str
    width: str
    number_at: str
    labelled: bool
    share: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across a chart with a label that stays inside the drawing."""

    at: str
    anchor: Anchor
    label: str = ""


@dataclass(frozen=True, slots=True)
class MotionBar:
    """Where everything of a motion bar goes. ``cut``: those who did not vote are drawn shorter than true."""

    segments: tuple[Segment, ...]
    mark: Mark | None
    base_votes: int
    needed: int | None
    cut: bool


def motion_bar(
    *,
    in_favour: int,
    against: int,
    abstained: int,
    not_voted: int,
    threshold: Fraction | None,
    base: Base,
    strict: bool,
) -> MotionBar:
    """Lay out for, against, abstained and not voted on one line, and the threshold on the rule's own base.

    The bar starts with the votes for, so the motion has passed when they reach the line. Where the base
    does not hold those who did not vote, they are drawn outside, and cut when they would dwarf the votes.

    Args:
        threshold: the share of ``base`` that must be for; None draws no line.
        base: ``cast`` is for and against, ``participated`` adds abstentions, ``eligible`` everyone.
        strict: more than the threshold is needed, not just as much.
    """
    participated = in_favour + against + abstained
    bases: dict[Base, int] = {
        "cast": in_favour + against,
        "participated": participated,
        "eligible": participated + not_voted,
    }
    shown = not_voted if base == "eligible" or not participated else min(not_voted, participated)
    scale = participated + shown
    rows = [
        ("for", "For", in_favour, in_favour),
        ("against", "Against", against, against),
        ("abstained", "Abstained", abstained, abstained),
        ("not-voted", "Did not vote", not_voted, shown),
    ]
    line = threshold * bases[base] if threshold is not None and bases[base] else None
    segments, start = [], 0
    for kind, label, votes, length in rows:
        segments.append(
            Segment(
                kind=kind,
                label=label,
                votes=votes,
                x=percent(start, scale),
                width=percent(length, scale),
                number_at=percent(_place_of_number(start, length, line, scale), scale),
                labelled=bool(length) and Fraction(length, scale) >= _ROOM_FOR_A_NUMBER,
                share=_share(kind, votes, base, bases[base]),
            )
        )
        start += length
    return MotionBar(
        segments=tuple(segments),
        mark=None if line is None else mark_at(line, scale),
        base_votes=bases[base],
        needed=None if line is None else least_votes(line, strict=strict),
        cut=shown < not_voted,
    )


def _place_of_number(start: int, length: int, line: Fraction | None, scale: int) -> Fraction:
    """The middle of a stretch, or of its longer part where the line would cross the number."""
    middle, end = start + Fraction(length, 2), start + length
    is_clear = line is None or abs(line - middle) >= _ROOM_FOR_A_NUMBER * scale / 2
    if line is None or is_clear or not start < line < end:
        return middle
    return (start + line) / 2 if line - start >= end - line else (line + end) / 2


def least_votes(line: Fraction, *, strict: bool) -> int:
    """The smallest whole number of votes that reaches ``line``, or passes it when ``strict``."""
    return floor(line) + 1 if strict else ceil(line)


def _share(kind: str, votes: int, base: Base, whole: int) -> str:
    outside = {"cast": {"abstained", "not-voted"}, "participated": {"not-voted"}, "eligible": set()}
    return "" if kind in outside[base] or not whole else one_decimal(Fraction(votes, whole))


def one_decimal(share: Fraction) -> str:
    """A share in percent with one decimal: ``66.7 %``."""
    return f"{float(100 * share):.1f}\u202f%"


def mark_at(value: Number, scale: Number, label: str = "") -> Mark:
    """A mark whose label leans inwards near the edges."""
    share = float(value / scale) if scale else 0.0
    anchor: Anchor = "start" if share < 0.2 else "end" if share > 0.8 else "middle"
    return Mark(percent(value, scale), anchor, label)


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled position on an axis."""

    at: str
    label: str
    anchor: Anchor = "middle"


@dataclass(frozen=True, slots=True)
class Line:
    """A step line as an SVG path on a square of 100, and the area below it."""

    label: str
    path: str
    area: str
    last: int
    last_y: str


@dataclass(frozen=True, slots=True)
class StepChart:
    """Lines over time with both axes."""

    lines: tuple[Line, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    mark: Mark | None


def step_chart(series: Sequence[Series], *, mark: int | None = None) -> StepChart:
    """Lay out step lines (a value holds until the next point) over a common time axis from zero up.

    Raises:
        ValueError: no series has a point.
    """
    points = [point for line in series for point in line.points]
    if not points:
        raise ValueError("a chart needs at least one point")
    first, last = min(p.on for p in points), max(p.on for p in points)
    steps = nice_steps(max([p.value for p in points] + [mark or 0, 1]))
    top = steps[-1]
    return StepChart(
        lines=tuple(_line(line, first, last, top) for line in series if line.points),
        across=date_ticks(first, last),
        up=tuple(Tick(percent(top - value, top), str(value)) for value in steps),
        mark=None if mark is None else Mark(percent(top - mark, top), "end", str(mark)),
    )


def _line(series: Series, first: date, last: date, top: int) -> Line:
    days = (last - first).days or 1

    def x(point: Point) -> str:
        return f"{100 * (point.on - first).days / days:.2f}"

    def y(point: Point) -> str:
        return f"{100 - 100 * point.value / top:.2f}"

    points = sorted(series.points, key=lambda point: point.on)
    path = f"M{x(points[0])} {y(points[0])}" + "".join(f"H{x(p)}V{y(p)}" for p in points[1:]) + "H100"
    return Line(
        label=series.label,
        path=path,
        area=f"{path}V100H{x(points[0])}Z",
        last=points[-1].value,
        last_y=percent(top - points[-1].value, top),
    )


def nice_steps(highest: int) -> list[int]:
    """From zero in three to six round steps (1, 2 or 5 times a power of ten) to at least ``highest``."""
    step = next(
        factor * 10**power for power in range(12) for factor in (1, 2, 5) if factor * 10**power * 5 >= highest
    )
    return list(range(0, highest + step, step)) if highest % step else list(range(0, highest + 1, step))


def date_ticks(first: date, last: date) -> tuple[Tick, ...]:
    """The years of a long span, the two ends of a short one."""
    days = (last - first).days
    years = range(first.year + 1, last.year + 1)
    if days > 2 * 365:
        every = max(1, len(years) // 6)
        return tuple(
            Tick(percent((date(year, 1, 1) - first).days, days), str(year), _lean(year, first, last))
            for year in years[::every]
        )
    ends = [Tick("0%", f"{first.day} {first:%b %Y}", "start")]
    return tuple([*ends, Tick("100%", f"{last.day} {last:%b %Y}", "end")] if days else ends)


def _lean(year: int, first: date, last: date) -> Anchor:
    share = (date(year, 1, 1) - first).days / (last - first).days
    return "start" if share < 0.06 else "end" if share > 0.94 else "middle"


@dataclass(frozen=True, slots=True)
class PaceChart:
    """Two step lines on a square of 100, and where the first of them ends now."""

    own: str
    area: str
    usual: str
    up: tuple[Tick, ...]
    end: Mark
    end_y: str
    mark: Mark | None


def pace_chart(
    own: Sequence[tuple[Fraction, Fraction]],
    usual: Sequence[tuple[Fraction, Fraction]],
    needed: Fraction | None,
) -> PaceChart:
    """Lay out shares over the part of the time that has passed, both from 0 to 1; ``own`` may end before 1.

    Raises:
        ValueError: ``own`` has no point.
    """
    if not own:
        raise ValueError("a pace needs at least one point")
    path, (last, share) = _steps(own), own[-1]
    return PaceChart(
        own=path,
        area=f"{path}V100H{100 * float(own[0][0]):.2f}Z",
        usual=_steps(usual) if usual else "",
        up=tuple(Tick(percent(100 - value, 100), f"{value}\u202f%") for value in (0, 25, 50, 75, 100)),
        end=mark_at(last, 1),
        end_y=percent(1 - share, 1),
        mark=None if needed is None else Mark(percent(1 - needed, 1), "end"),
    )


def _steps(points: Sequence[tuple[Fraction, Fraction]]) -> str:
    (x, y), *rest = [(f"{100 * float(at):.2f}", f"{100 - 100 * float(share):.2f}") for at, share in points]
    return f"M{x} {y}" + "".join(f"H{x}V{y}" for x, y in rest)
