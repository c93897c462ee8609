"""Totals of a record as bars: votes, approvals or points by candidate, the most first."""

from dataclasses import dataclass
from fractions import Fraction

from alliance.voting.methods.numbers import number, places_of, shown
from alliance.voting.methods.record import CountRecord
from alliance.web import svg

UNITS = {"plurality": "Votes", "approval": "Approvals", "score": "Points"}


@dataclass(frozen=True, slots=True)
class Bar:
    """One candidate; `state` is elected, tied for a seat, or neither."""

    name: str
    total: str
    width: str
    state: str


@dataclass(frozen=True, slots=True)
class TotalsChart:
    """The bars and what they count."""

    unit: str
    bars: tuple[Bar, ...]


def totals_chart(record: CountRecord) -> TotalsChart | None:
    """The chart, or None when the method adds nothing up."""
    totals = record["totals"]
    if not totals:
        return None
    values = {name: number(text) for name, text in totals.items()}
    places, most = places_of(totals.values()), max(values.values(), default=Fraction(0))
    tied = set(record["undecided"]["between"]) if record["undecided"] else set()
    ranked = sorted(values, key=lambda name: -values[name])
    return TotalsChart(
        UNITS.get(record["method"]["name"], "Votes"),
        tuple(
            Bar(
                name,
                shown(values[name], places),
                svg.percent(max(values[name], Fraction(0)), most),
                "elected" if name in record["elected"] else "tied" if name in tied else "",
            )
            for name in ranked
        ),
    )
