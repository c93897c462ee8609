"""Turnout forecast: what past ballots say of an open one at the same point of its time. Pure and exact.

Of each past ballot one number is taken: of those who had not voted at that moment, which share still voted.
Unlike the quotient of final and present turnout it exists at every moment, also before the first vote, and
never leads beyond the roll. Times are fractions of the open period, 0 its opening and 1 its close, so that
ballots of different lengths and electorates of different sizes compare.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import Final, TypeAlias

Point: TypeAlias = tuple[Fraction, Fraction]
"""A moment, and the share of the entitled that had voted by then."""
Curve: TypeAlias = tuple[Point, ...]
"""The moments at which the share rose, in order; each share holds until the next moment."""

COMPARED: Final = 10
"""How many past ballots are compared, the latest first."""
FEWEST_FOR_QUARTILES: Final = 3
HUNDREDTHS: Final = tuple(Fraction(each, 100) for each in range(101))


class Outlook(StrEnum):
    """Whether the quorum is there, or will be."""

    NO_QUORUM_NEEDED = "no_quorum_needed"
    REACHED = "reached"
    LIKELY = "likely"
    AT_RISK = "at_risk"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True, slots=True)
class Progress:
    """An open ballot now. Raises `ValueError` for numbers that no ballot has.

    `needed` is how many votes make the quorum, 0 without one; `unreachable` counts those who have not voted
    and to whom no mail arrives; `elapsed` is the fraction of the open period that has passed. With `by_class`
    the quorum also asks who took part in each class, which is not known before the count.
    """

    entitled: int
    voted: int
    needed: int
    elapsed: Fraction
    unreachable: int = 0
    by_class: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.voted <= self.entitled or self.needed < 0:
            raise ValueError("Between none and all of the entitled have voted, and a quorum is not negative.")
        if not 0 <= self.unreachable <= self.entitled - self.voted:
            raise ValueError("Those who cannot be reached are among those who have not voted.")
        if not 0 <= self.elapsed <= 1:
            raise ValueError("The time that has passed lies between 0 and 1.")

    @property
    def short(self) -> int:
        return max(0, self.needed - self.voted)

    @property
    def outstanding(self) -> int:
        """Who has not voted."""
        return self.entitled - self.voted


@dataclass(frozen=True, slots=True)
class Forecast:
    """How many will have voted at the close.

    `expected` lies between `low` and `high`: the quartiles of `compared` past ballots, or, of one or two, the
    least and the most. Without any, `expected` is None, and the range is all that can still happen.
    """

    expected: int | None
    low: int
    high: int
    compared: int
    outlook: Outlook
    sentence: str


def forecast(now: Progress, past: Sequence[Curve]) -> Forecast:
    """The final turnout of an open ballot, by the latest `COMPARED` of `past`, the latest first.

    The quorum is likely when even `low` reaches it: three in four of the ballots compared would have got
    there. Those who cannot be reached are not expected to vote.
    """
    shares = _shares_still_coming(now.elapsed, past[:COMPARED])
    coming = now.outstanding - now.unreachable
    if not shares:
        low, high, expected = now.voted, now.voted + coming, None
    elif len(shares) < FEWEST_FOR_QUARTILES:
        low, high = now.voted + floor(shares[0] * coming), now.voted + ceil(shares[-1] * coming)
        expected = now.voted + round(median(shares) * coming)
    else:
        low = now.voted + floor(quantile(shares, Fraction(1, 4)) * coming)
        high = now.voted + ceil(quantile(shares, Fraction(3, 4)) * coming)
        expected = now.voted + round(median(shares) * coming)
    outlook = _outlook(now, low if shares else None)
    return Forecast(expected, low, high, len(shares), outlook, _sentence(now, outlook))


def _shares_still_coming(elapsed: Fraction, past: Iterable[Curve]) -> list[Fraction]:
    """Of those who had not voted then, the share that voted later, in rising order.

    A ballot in which everybody had voted by then says nothing about those who have not.
    """
    then_and_last = [(share_at(curve, elapsed), share_at(curve, Fraction(1))) for curve in past]
    return sorted((last - then) / (1 - then) for then, last in then_and_last if then < 1)


def _outlook(now: Progress, low: int | None) -> Outlook:
    if now.short == 0 and now.by_class:
        return Outlook.NOT_COMPARABLE
    if now.needed == 0:
        return Outlook.NO_QUORUM_NEEDED
    if now.short == 0:
        return Outlook.REACHED
    if now.short > now.outstanding - now.unreachable:
        return Outlook.AT_RISK
    if low is None:
        return Outlook.NOT_COMPARABLE
    return Outlook.LIKELY if low >= now.needed else Outlook.AT_RISK


def _sentence(now: Progress, outlook: Outlook) -> str:
    if now.short == 0 and now.by_class:
        return "Quorum open: enough have voted in all; whether enough of each class did is told at the count."
    missing = f"{now.short} short, {now.outstanding} {'has' if now.outstanding == 1 else 'have'} not voted"
    if now.unreachable:
        missing += f", {now.unreachable} of them cannot be reached"
    return {
        Outlook.NO_QUORUM_NEEDED: "No quorum is needed.",
        Outlook.REACHED: "Quorum reached.",
        Outlook.LIKELY: f"Quorum likely: {missing}.",
        Outlook.AT_RISK: f"Quorum at risk: {missing}.",
        Outlook.NOT_COMPARABLE: f"Quorum open: {missing}; there are no past ballots to compare with.",
    }[outlook]


# Curves ----------------------------------------------------------------------------------------------------
def curve_of(entitled: int, moments: Iterable[Fraction]) -> Curve:
    """The curve of a ballot from the moments at which its electors first voted.

    A moment before the opening or after the close (a ballot cut short) counts as the opening or the close.
    Raises `ValueError` for more votes than entitled.
    """
    counts: dict[Fraction, int] = {}
    voted = 0
    for moment in sorted(min(max(each, Fraction(0)), Fraction(1)) for each in moments):
        voted += 1
        counts[moment] = voted
    if voted > entitled:
        raise ValueError("No more than the entitled can have voted.")
    return tuple((moment, Fraction(count, entitled)) for moment, count in counts.items())


def share_at(curve: Curve, moment: Fraction) -> Fraction:
    """The share that had voted by that moment, votes at that very moment included."""
    place = bisect_right(curve, moment, key=lambda point: point[0])
    return curve[place - 1][1] if place else Fraction(0)


@dataclass(frozen=True, slots=True)
class Lines:
    """Two step lines: this ballot until now, and the median of past ballots (empty without any)."""

    own: Curve
    median: Curve


def lines(
    own: Curve, elapsed: Fraction, past: Sequence[Curve], moments: Sequence[Fraction] = HUNDREDTHS
) -> Lines:
    """This ballot against the median of the latest `COMPARED` of `past`, the latest first.

    Points stand at each of the `moments` (days, for a table), this ballot's up to now and also at now.
    """
    passed = [*(each for each in moments if each < elapsed), elapsed]
    compared = past[:COMPARED]
    return Lines(
        tuple((each, share_at(own, each)) for each in passed),
        tuple((each, median([share_at(curve, each) for curve in compared])) for each in moments)
        if compared
        else (),
    )


def median(values: Sequence[Fraction]) -> Fraction:
    """The middle value, or halfway between the two in the middle. Raises `ValueError` without values."""
    return quantile(sorted(values), Fraction(1, 2))


def quantile(ordered: Sequence[Fraction], part: Fraction) -> Fraction:
    """The value at a part of the way from the least to the greatest, between two values in proportion.

    What spreadsheets call QUARTILE.INC. Raises `ValueError` without values.
    """
    if not ordered:
        raise ValueError("There are no values.")
    place = part * (len(ordered) - 1)
    below = ordered[floor(place)]
    return below + (ordered[ceil(place)] - below) * (place - floor(place))
