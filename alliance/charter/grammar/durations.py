"""ISO 8601 durations: of fixed length (weeks, days, hours, minutes), or on the calendar (years, months)."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, TypeVar

FIXED: Final = r"(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?=\d)(?:(\d{1,5})H)?(?:(\d{1,6})M)?)?"
FORM: Final = re.compile(f"P{FIXED}")
CALENDAR_FORM: Final = re.compile(rf"P(?:(\d{{1,3}})Y)?(?:(\d{{1,4}})M)?{FIXED}")
LATEST_YEAR: Final = 9999

Day = TypeVar("Day", date, datetime)


@dataclass(frozen=True, slots=True)
class Span:
    """A time counted on the calendar: whole months first, then a fixed time.

    From 31 January, one month later is the last day of February (as in ISO 8601-2 and the civil codes).
    """

    months: int = 0
    fixed: timedelta = timedelta(0)

    def after(self, start: Day) -> Day:
        """When the span that starts then is over; `ValueError` beyond the calendar."""
        years, month = divmod(start.month - 1 + self.months, 12)
        year = start.year + years
        if not 1 <= year <= LATEST_YEAR:
            raise ValueError("The time reaches beyond the years of the calendar.")
        day = min(start.day, monthrange(year, month + 1)[1])
        try:
            return start.replace(year=year, month=month + 1, day=day) + self.fixed
        except OverflowError as error:
            raise ValueError("The time reaches beyond the years of the calendar.") from error

    def before(self, end: Day) -> Day:
        """When the span that ends then begins; `ValueError` beyond the calendar."""
        return Span(-self.months, -self.fixed).after(end)

    def times(self, factor: int) -> Span:
        return Span(self.months * factor, self.fixed * factor)

    def less(self, other: Span) -> Span:
        return Span(self.months - other.months, self.fixed - other.fixed)

    def part(self, parts: int) -> Span:
        """One of so many equal parts, cut to whole months."""
        return Span(self.months // parts, self.fixed / parts)

    def __bool__(self) -> bool:
        return bool(self.months or self.fixed)

    def __str__(self) -> str:
        """ISO 8601 text, the form in which `parse_span` reads it."""
        years, months = divmod(self.months, 12)
        calendar = "".join(f"{count}{unit}" for count, unit in ((years, "Y"), (months, "M")) if count)
        if not calendar:
            return duration_text(self.fixed)
        return f"P{calendar}{duration_text(self.fixed)[1:] if self.fixed else ''}"

    @property
    def words(self) -> str:
        """ "2 years", "1 year 6 months", "14 days"."""
        years, months = divmod(self.months, 12)
        parts = [_counted(years, "year"), _counted(months, "month")]
        if self.fixed or not self.months:
            parts.append(duration_in_words(self.fixed))
        return " ".join(part for part in parts if part)


def parse_duration(text: str) -> timedelta:
    """Read "P14D", "P2W" or "PT72H"; `ValueError` for anything else.

    Months and years are refused: their length depends on the day on which one starts to count.
    """
    found = FORM.fullmatch(text)
    if found is None or text == "P":
        raise ValueError(
            f"“{text[:40]}” is not a duration. Write days as P14D, weeks as P2W, hours as PT72H."
        )
    return _fixed(found.groups())


def parse_span(text: str) -> Span:
    """Read "P2Y", "P6M", "P1Y6M" or whatever `parse_duration` reads; `ValueError` for anything else."""
    found = CALENDAR_FORM.fullmatch(text)
    if found is None or text == "P":
        raise ValueError(
            f"“{text[:40]}” is not a duration. "
            "Write years as P2Y, months as P6M, days as P14D, hours as PT72H."
        )
    years, months, *fixed = found.groups()
    return Span(int(years or 0) * 12 + int(months or 0), _fixed(fixed))


def _fixed(groups: tuple[str | None, ...] | list[str | None]) -> timedelta:
    weeks, days, hours, minutes = (int(part or 0) for part in groups)
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)


def duration_text(duration: timedelta) -> str:
    """The duration as ISO 8601 text, the form in which `parse_duration` reads it."""
    hours, seconds = divmod(duration.seconds, 3600)
    clock = "".join(f"{count}{unit}" for count, unit in ((hours, "H"), (seconds // 60, "M")) if count)
    days = f"{duration.days}D" if duration.days else ""
    return f"P{days}{'T' if clock else ''}{clock}" if days or clock else "PT0M"


def duration_in_words(duration: timedelta) -> str:
    """ "14 days", "72 hours" is "3 days", "1 day 12 hours"."""
    hours, seconds = divmod(duration.seconds, 3600)
    counts = ((duration.days, "day"), (hours, "hour"), (seconds // 60, "minute"))
    return " ".join(_counted(count, unit) for count, unit in counts if count) or "no time"


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'}" if count else ""
