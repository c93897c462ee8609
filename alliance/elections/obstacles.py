"""What stands against the dates of an election: days off, times shorter than the rule's, steps that overlap. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Protocol

WEEKEND: Final = (5, 6)
"""Saturday and Sunday, as `date.weekday` counts."""
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DaysOff:
    """A holiday, or days around an event, on which people cannot be expected to act. `last` is included."""

    name: str
    first: date
    last: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= (self.last or self.first)


class Dated(Protocol):
    """A step with its first and its last day, as people name them."""

    @property
    def title(self) -> str: ...
    @property
    def starts(self) -> datetime: ...
    @property
    def ends(self) -> datetime: ...
    @property
    def first(self) -> date: ...
    @property
    def last(self) -> date: ...


ACTED_ON: Final = frozenset(
    {"nominations_open", "nominations_close", "acceptance", "statements", "eligibility", "notice"}
    | {"voting_open", "voting_close", "provisional", "certification", "retrospective"}
)
"""Steps on whose day somebody must act, so that it should be a working day."""

PERIODS: Final = frozenset({"registration", "evaluation", "qualification", "questions", "dispute"})

ORDER: Final = (
    ("officers", "nominations_open"),
    ("nominations_open", "nominations_close"),
    ("nominations_close", "acceptance"),
    ("nominations_close", "statements"),
    ("nominations_close", "evaluation"),
    ("acceptance", "qualification"),
    ("statements", "qualification"),
    ("evaluation", "qualification"),
    ("qualification", "notice"),
    ("nominations_close", "notice"),
    ("acceptance", "voting_open"),
    ("statements", "voting_open"),
    ("notice", "voting_open"),
    ("voting_open", "voting_close"),
    ("count", "embargo"),
    ("dispute", "certification"),
    ("certification", "terms_begin"),
)
"""What must have ended before what begins."""


def why_no_working_day(day: date, days_off: Sequence[DaysOff]) -> str:
    """ "Sat 8 Nov 2025 is a weekend", "27 Nov 2025 is Thanksgiving", or nothing for a working day."""
    named = next((each.name for each in days_off if day in each), "")
    if named:
        return f"{in_words(day)} falls on {named}"
    return f"{in_words(day)} is on a weekend" if day.weekday() in WEEKEND else ""


def working_day(day: date, days_off: Sequence[DaysOff]) -> date:
    """That day, or the next on which people work. Raises `ValueError` when there is none for a year."""
    for later in range(366):
        if not why_no_working_day(day + later * DAY, days_off):
            return day + later * DAY
    raise ValueError(f"There is no working day within a year of {in_words(day)}.")


def clashes(steps: Mapping[str, Dated], days_off: Sequence[DaysOff]) -> Iterator[tuple[str, str]]:
    """Key and sentence of each step that falls on days off, or begins before another has ended."""
    for key, step in steps.items():
        if key in ACTED_ON and (why := why_no_working_day(step.last, days_off)):
            yield key, f"{why}."
        if key in PERIODS and (lost := _days_lost(step, days_off)):
            yield key, lost
    for earlier, later in ORDER:
        if earlier in steps and later in steps and steps[later].starts < steps[earlier].ends:
            yield later, f"It comes before “{steps[earlier].title}” has ended."


def _days_lost(step: Dated, days_off: Sequence[DaysOff]) -> str:
    """A sentence when named days off take half of the days of a period, or more."""
    days = [step.first + number * DAY for number in range((step.last - step.first).days + 1)]
    lost = [each for each in days if any(each in off for off in days_off)]
    if not lost or 2 * len(lost) < len(days):
        return ""
    names = ", ".join(off.name for off in days_off if any(each in off for each in lost))
    return f"{len(lost)} of its {len(days)} days fall on {names}."


def in_words(day: date) -> str:
    """ "Sat 8 Nov 2025"."""
    return f"{day:%a} {day.day} {day:%b %Y}"
