"""What stands against the dates of an election: days off, times other than the rule's, steps that overlap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final, Protocol

from alliance.charter.grammar.durations import duration_in_words
from alliance.elections.timetable.days_off import DAY, DaysOff, why_no_working_day
from alliance.elections.timetable.plan import Plan, last_day

Told = Iterator[tuple[str, str]]
"""The key of a step, and a sentence about it."""


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
"""Somebody must act on the day of these, so that it should be a working day."""

PERIODS: Final = frozenset({"registration", "evaluation", "qualification", "questions", "dispute"})

ORDER: Final = (
    ("officers", "nominations_open"),
    ("nominations_open", "nominations_close"),
    ("nominations_close", "acceptance"),
    ("nominations_close", "statements"),
    ("nominations_close", "evaluation"),
    ("nominations_close", "qualification"),
    ("acceptance", "qualification"),
    ("statements", "qualification"),
    ("nominations_close", "notice"),
    ("nominations_close", "voting_open"),
    ("qualification", "notice"),
    ("acceptance", "voting_open"),
    ("statements", "voting_open"),
    ("notice", "voting_open"),
    ("voting_open", "voting_close"),
    ("count", "embargo"),
    ("dispute", "certification"),
    ("certification", "terms_begin"),
)
"""What must be over before what begins."""


def obstacles(plan: Plan, steps: Mapping[str, Dated]) -> Told:
    """Everything that stands against a step, by its key."""
    yield from _days_off(steps, plan.days_off)
    yield from _overlaps(steps)
    yield from _too_short(plan, steps)
    yield from _vote_beyond_rule(plan, steps)


def _days_off(steps: Mapping[str, Dated], days_off: Sequence[DaysOff]) -> Told:
    for key in steps:
        if key in ACTED_ON and (why := why_no_working_day(steps[key].last, days_off)):
            yield key, f"{why}."
        if key in PERIODS and (lost := _days_lost(steps[key], days_off)):
            yield key, lost


def _days_lost(step: Dated, days_off: Sequence[DaysOff]) -> str:
    """A sentence when named days off take half of the days of a period, or more."""
    days = [step.first + number * DAY for number in range((step.last - step.first).days + 1)]
    lost = [day for day in days if any(day in each for each in days_off)]
    if 2 * len(lost) < len(days):
        return ""
    names = ", ".join(each.name for each in days_off if any(day in each for day in lost))
    return f"{len(lost)} of its {len(days)} days fall on {names}."


def _overlaps(steps: Mapping[str, Dated]) -> Told:
    for earlier, later in ORDER:
        if earlier in steps and later in steps and steps[later].starts < steps[earlier].ends:
            yield later, f"It comes before this is over: {steps[earlier].title}."


def _too_short(plan: Plan, steps: Mapping[str, Dated]) -> Told:
    """Where less time is left than the rule, or the notice, asks for."""
    nominations, qualify = plan.election.nominations, plan.election.qualify
    asked = [
        ("nominations_close", "nominations_open", "nominations_close", nominations and nominations.open),
        ("evaluation", "nominations_close", "qualification", qualify and qualify.evaluation),
        ("notice", "notice", "voting_open", plan.notice),
    ]
    for key, begins, ends, span in asked:
        if span and span.after(steps[begins].ends) > steps[ends].starts:
            left = _time(steps[ends].starts - steps[begins].ends)
            yield key, f"This leaves {left}; {span.words} are asked for."


def _vote_beyond_rule(plan: Plan, steps: Mapping[str, Dated]) -> Told:
    opens, closes, period = steps["voting_open"], steps["voting_close"], plan.period
    if period is None:
        return
    length = closes.ends - opens.starts
    told = f"The vote is open for {_time(length)};"
    if period.min and length < period.min:
        yield "voting_close", f"{told} at least {_time(period.min)} are asked for."
    if period.max and length > period.max:
        yield "voting_close", f"{told} at most {_time(period.max)} are allowed."
    if period.business_days and closes.last < last_day(plan, opens.first):
        yield "voting_close", f"{told} at least {period.business_days} full business days are asked for."


def _time(length: timedelta) -> str:
    return duration_in_words(max(length, timedelta(0)))
