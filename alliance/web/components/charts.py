"""Charts drawn by the server. Every one has a title that says the finding, and its numbers as a table."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from alliance.web import svg
from alliance.web.components.library import Parts, register
from alliance.web.parts import BarRow, Point, Series, TurnoutRow

_BASES: dict[svg.Base, str] = {
    "cast": "votes for and against",
    "participated": "votes including abstentions",
    "eligible": "all entitled to vote",
}


@register.inclusion_tag("components/meter.html")
def meter(*, label: str, value: int, of: int, needed: int | None = None) -> Parts:
    """How many have, of how many, with a mark where enough is. The sentence carries it, the bar helps."""
    return {
        "label": label,
        "value": value,
        "of": of,
        "needed": needed,
        "met": needed is not None and value >= needed,
        "missing": max(0, (needed or 0) - value),
        "width": svg.percent(min(value, of), of),
        "mark": None if needed is None else svg.mark_at(min(needed, of), of),
    }


@register.inclusion_tag("components/motion_bar.html")
def motion_bar(
    *,
    in_favour: int,
    against: int,
    abstained: int = 0,
    not_voted: int = 0,
    threshold: Fraction | None = None,
    base: svg.Base = "cast",
    strict: bool = False,
    title: str = "",
    sentence: str = "",
    name: str = "motion",
) -> Parts:
    """The votes on a motion as one bar, with the line it had to reach on the rule's own base.

    Args:
        threshold: the share of ``base`` that had to be for, or None.
        base: tally name: ``cast`` (for + against), ``participated`` (with abstentions) or ``eligible``.
        strict: more than the threshold was needed.
        title: the finding; the plain numbers when empty.
        sentence: the rule with the numbers put in.
        name: makes the ids unique on a page with several bars.
    """
    bar = svg.motion_bar(
        in_favour=in_favour,
        against=against,
        abstained=abstained,
        not_voted=not_voted,
        threshold=threshold,
        base=base,
        strict=strict,
    )
    return {
        "bar": bar,
        "base": _BASES[base],
        "title": title or f"{in_favour} for, {against} against, {abstained} abstained",
        "sentence": sentence,
        "name": name,
    }


@register.inclusion_tag("components/turnout_chart.html")
def turnout_chart(*, rows: Sequence[TurnoutRow], caption: str) -> Parts:
    """Turnout of several ballots, each with a mark where its quorum was."""
    return {
        "caption": caption,
        "rows": [
            {
                "row": row,
                "width": svg.percent(row.voted, row.of),
                "share": svg.one_decimal(Fraction(row.voted, row.of)) if row.of else "",
                "mark": None if row.needed is None else svg.percent(min(row.needed, row.of), row.of),
                "met": row.needed is None or row.voted >= row.needed,
            }
            for row in rows
        ],
    }


@register.inclusion_tag("components/bar_chart.html")
def bar_chart(*, rows: Sequence[BarRow], caption: str, heading: str, unit: str) -> Parts:
    """A table whose numbers are also drawn, such as members by country.

    Args:
        heading: of the first column ("Country"); ``unit`` of the second ("Members").
    """
    longest = max((row.value for row in rows), default=0)
    return {
        "caption": caption,
        "heading": heading,
        "unit": unit,
        "rows": [{"row": row, "width": svg.percent(row.value, longest)} for row in rows],
    }


@register.inclusion_tag("components/growth_chart.html")
def growth_chart(
    *,
    points: Sequence[Point],
    title: str,
    label: str,
    compare: Series | None = None,
    mark: int | None = None,
    mark_label: str = "",
    name: str = "growth",
) -> Parts:
    """A count over time as a stepped area; optionally a second line to compare with and a line to reach.

    Args:
        title: the finding ("Members doubled in 2025").
        label: what is counted; heads the column of the table.
        name: makes the ids unique on the page.
    """
    series = [Series(label, points), *([compare] if compare else [])]
    return {
        "chart": svg.step_chart(series, mark=mark) if points else None,
        "series": series,
        "title": title,
        "mark_label": mark_label,
        "name": name,
    }


@register.inclusion_tag("components/pace_chart.html")
def pace_chart(
    *,
    own: Sequence[tuple[Fraction, Fraction]],
    usual: Sequence[tuple[Fraction, Fraction]] = (),
    needed: Fraction | None = None,
    title: str,
    label: str,
    usual_label: str = "",
    needed_label: str = "",
    opens_at: datetime,
    closes_at: datetime,
    is_open: bool = True,
    name: str = "pace",
) -> Parts:
    """How a share grows while something is open, against what is usual; its table stands beside it.

    Args:
        own: moments as parts of the open time, with the share reached by then; the last is now.
        usual: the same of what it is compared with, to the close.
        needed: the share to be reached.
        title: the finding ("23 of 58 have voted").
        label: of the present end ("23 voted").
        name: makes the ids unique on the page.
    """
    return {
        "chart": svg.pace_chart(own, usual, needed),
        "title": title,
        "label": label,
        "usual_label": usual_label,
        "needed_label": needed_label,
        "opens_at": opens_at,
        "closes_at": closes_at,
        "is_open": is_open,
        "name": name,
    }
