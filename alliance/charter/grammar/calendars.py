"""Times that are no plain durations: business days, days that end anywhere on Earth, freezes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta, timezone
from typing import Final, Literal, Self, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import model_validator

from alliance.charter.grammar.words import CalendarSpan, Closed, Day, Line, Name, either, spaced

Weekday: TypeAlias = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: Final[tuple[Weekday, ...]] = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip
ANYWHERE_ON_EARTH: Final = timezone(timedelta(hours=-12), "AoE")
MOST_DAYS: Final = 366


class BusinessCalendar(Closed):
    """Which days are business days: all but the weekend and the days on which nobody works."""

    title: Line | None = None
    weekend: tuple[Weekday, ...] = ("saturday", "sunday")
    holidays: tuple[Day, ...] = ()

    @model_validator(mode="after")
    def _some_days_are_left(self) -> Self:
        if set(self.weekend) == set(WEEKDAYS):
            raise ValueError("Some weekday must be a business day")
        return self

    def is_business_day(self, day: date) -> bool:
        return WEEKDAYS[day.weekday()] not in self.weekend and day not in self.holidays


def last_business_day(start: date, days: int, calendar: BusinessCalendar) -> date:
    """The last of so many full business days after `start`; `ValueError` if that takes over a year."""
    day, left = start, days
    while left:
        day += timedelta(days=1)
        if day - start > timedelta(days=MOST_DAYS):
            raise ValueError(f"There are no {days} business days within a year of {start}.")
        left -= calendar.is_business_day(day)
    return day


def end_of_day(day: date, zone: str) -> datetime:
    """The instant at which the day is over in a time zone, or everywhere when the zone is `aoe`.

    `ValueError` for a zone that does not exist.
    """
    if zone == "aoe":
        return datetime.combine(day + timedelta(days=1), time(0), ANYWHERE_ON_EARTH)
    try:
        return datetime.combine(day + timedelta(days=1), time(0), ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"There is no time zone “{zone[:60]}”.") from error


class Blackout(Closed):
    """No decision opens around an event whose days are entered by somebody."""

    event: Name
    before: CalendarSpan | None = None
    after: CalendarSpan | None = None

    @model_validator(mode="after")
    def _some_time(self) -> Self:
        if not self.before and not self.after:
            raise ValueError("Say how long before or after the event")
        return self

    @property
    def sentence(self) -> str:
        times = [
            f"{span.words} {word}" for word, span in (("before", self.before), ("after", self.after)) if span
        ]
        return f"Nothing is put to the vote in the {either(times, 'and')} {spaced(self.event)}."


def in_blackout(
    blackouts: Sequence[Blackout], day: date, events: Mapping[str, Sequence[tuple[date, date]]]
) -> Blackout | None:
    """The freeze that holds on that day, or None; `events` has the first and last days of events by name."""
    for blackout in blackouts:
        for first, last in events.get(blackout.event, ()):
            begins = blackout.before.before(first) if blackout.before else first
            ends = blackout.after.after(last) if blackout.after else last
            if begins <= day <= ends:
                return blackout
    return None
