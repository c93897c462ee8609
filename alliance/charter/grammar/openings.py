"""The time of a vote: notice, how long it is open, closing early, more time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, Self

from pydantic import Field, model_validator

from alliance.charter.grammar.durations import duration_in_words
from alliance.charter.grammar.prose import supposing
from alliance.charter.grammar.words import (
    Asks,
    CalendarSpan,
    Closed,
    Duration,
    Few,
    Line,
    Name,
    count_of,
    sentence,
    spaced,
)


class Extend(Closed):
    """Who may extend, and to how long."""

    by: Literal["any_voter", "chair", "returning_officer"]
    to: Duration
    when: Asks | None = None

    @property
    def words(self) -> str:
        who = {"any_voter": "any voter", "chair": "the chair", "returning_officer": "the returning officer"}
        condition = f" when {supposing(self.when)}" if self.when is not None else ""
        return f"{who[self.by]} may extend it to {duration_in_words(self.to)}{condition}"


class Opening(Closed):
    """How long a vote is open: `default`, within `min` and `max`; or so many full business days."""

    min: Duration | None = None
    default: Duration | None = None
    max: Duration | None = None
    business_days: Few | None = None
    calendar: Name | None = None
    ends: Line | None = Field(default=None, description="aoe, or a time zone in which the last day ends")
    extend: Extend | None = None
    restarts_on: Literal["material_change"] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        times = [each for each in (self.min, self.default, self.max) if each is not None]
        if not times and not self.business_days:
            raise ValueError("Say how long, with min, default, max or business_days")
        if times != sorted(times) or any(each <= timedelta(0) for each in times):
            raise ValueError("The open period must keep 0 < min <= default <= max")
        if self.extend and times and self.extend.to < times[0]:
            raise ValueError("It cannot be extended to less than it is open anyway")
        if bool(self.business_days) != bool(self.calendar):
            raise ValueError("Business days need a calendar, and a calendar needs business_days")
        return self

    @property
    def sentences(self) -> list[str]:
        told = []
        if self.min is not None and self.min == self.max:
            told.append(f"Open for {duration_in_words(self.min)}.")
        elif bounds := self._bounds:
            told.append(sentence(f"Open {'; '.join(bounds)}"))
        if self.business_days and self.calendar:
            days = count_of(self.business_days, "full business day")
            told.append(f"Open for at least {days} ({spaced(self.calendar)}).")
        if self.ends:
            where = "everywhere on Earth" if self.ends == "aoe" else f"in {self.ends}"
            told.append(f"The last day ends when it is over {where}.")
        if self.extend:
            told.append(sentence(self.extend.words))
        if self.restarts_on:
            told.append(f"The time starts again on a {spaced(self.restarts_on)}.")
        return told

    @property
    def _bounds(self) -> list[str]:
        shortest = f"at least {duration_in_words(self.min)}" if self.min else ""
        longest = f"at most {duration_in_words(self.max)}" if self.max else ""
        within = " and ".join(part for part in (shortest, longest) if part)
        if self.default is None or (self.default == self.min and not self.max):
            return [f"for {within}"] if within else []
        return [f"for {duration_in_words(self.default)}", *([f"{within} may be chosen"] if within else [])]


def closes_at(opening: Opening, opened: datetime, *, extended: bool = False) -> datetime:
    """When a vote opened then is to close: after `default`, else `min`, else `max`, or as extended.

    A time in business days depends on its calendar: `ValueError`, see `calendars.last_business_day`.
    """
    if extended and opening.extend:
        return opened + opening.extend.to
    length = opening.default or opening.min or opening.max
    if length is None:
        raise ValueError("This time is counted in business days.")
    return opened + length


class Notice(Closed):
    """How long before a meeting or vote it must be announced."""

    min: CalendarSpan
    emergency: CalendarSpan | None = None

    @property
    def sentence(self) -> str:
        less = f"; in an emergency {self.emergency.words}" if self.emergency else ""
        return f"Announced at least {self.min.words} before{less}."


class CloseEarly(Closed):
    """Closing before time, once the votes still to come cannot change the outcome."""

    when: Literal["passed", "decided"]
    not_before: Duration | None = None

    @property
    def sentence(self) -> str:
        what = "it is passed and no vote still to come can change that"
        if self.when == "decided":
            what = "no vote still to come can change the outcome"
        least = f", though not before {duration_in_words(self.not_before)}" if self.not_before else ""
        return f"It closes early once {what}{least}."


class SecondWindow(Closed):
    """More time for votes after a meeting or a vote without quorum."""

    when: Literal["no_quorum"]
    open: Opening
    emergency: Opening | None = None

    @property
    def sentence(self) -> str:
        told = f"Without quorum, votes may still be given: {_lowered(self.open)}"
        return f"{told} After an emergency meeting: {_lowered(self.emergency)}" if self.emergency else told


def _lowered(opening: Opening) -> str:
    time = " ".join(opening.sentences)
    return f"{time[:1].lower()}{time[1:]}"
