"""Days on which people cannot be expected to act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

WEEKEND: Final = (5, 6)
"""Saturday and Sunday, as `date.weekday` counts."""
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DaysOff:
    """A holiday, or the days around an event. `last` is included; without it, it is one day."""

    name: str
    first: date
    last: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= (self.last or self.first)


def why_no_working_day(day: date, days_off: Sequence[DaysOff]) -> str:
    """ "Thu 27 Nov 2025 falls on Thanksgiving", "Sat 8 Nov 2025 is on a weekend"; empty for a working day."""
    if name := next((each.name for each in days_off if day in each), ""):
        return f"{in_words(day)} falls on {name}"
    return f"{in_words(day)} is on a weekend" if day.weekday() in WEEKEND else ""


def working_day(day: date, days_off: Sequence[DaysOff]) -> date:
    """That day, or the next on which people work. Raises `ValueError` when there is none within a year."""
    for later in range(366):
        if not why_no_working_day(day + later * DAY, days_off):
            return day + later * DAY
    raise ValueError(f"There is no working day within a year of {in_words(day)}.")


def in_words(day: date) -> str:
    """ "Sat 8 Nov 2025"."""
    return f"{day:%a} {day.day} {day:%b %Y}"
