"""The day of each mark of an election, reckoned back and forth from the first day of voting.

Things open at noon UTC. Deadlines are at noon UTC as well, or, where the rule names a time zone, at the end
of the day there: a period that opened on one day then lasts until the last day it names is over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Final

from alliance.charter.grammar.calendars import BusinessCalendar, end_of_day, last_business_day
from alliance.charter.grammar.durations import Span
from alliance.charter.grammar.elections import Election
from alliance.charter.grammar.openings import Opening
from alliance.elections.timetable.days_off import DAY, DaysOff, working_day

NOON: Final = time(12)
EMBARGO: Final = timedelta(hours=24)
PREPARATION: Final = 2 * DAY
"""Between the end of nominations, or of qualification, and the vote or its notice."""
USUAL_NOMINATIONS: Final = Span(fixed=14 * DAY)
USUAL_QUALIFICATION: Final = Span(fixed=7 * DAY)
USUAL_VOTE: Final = Span(fixed=14 * DAY)
USUAL_DISPUTE: Final = Span(fixed=7 * DAY)
OFFICERS_BEFORE: Final = 14 * DAY
RETROSPECTIVE_AFTER: Final = 7 * DAY

DEADLINES: Final = frozenset(
    {"nominations_close", "acceptance", "statements", "qualification_close", "voting_close", "dispute_close"}
)
MARKS: Final = DEADLINES | {
    *("officers", "nominations_open", "qualification_open", "notice", "voting_open", "provisional"),
    *("certification", "terms_begin", "retrospective"),
}
"""The days that officers may move; every other date follows from them."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the dates follow from. Raises `ValueError` for a mark that does not exist.

    `notice` is how long before the vote it must be announced, `dispute` how long objections to the result are
    taken, `terms_begin` the day on which the terms before end. `moved` has the day, or the moment, that the
    officers chose for a mark of `MARKS`.
    """

    first_day: date
    election: Election
    notice: Span | None = None
    dispute: Span = USUAL_DISPUTE
    terms_begin: date | None = None
    days_off: tuple[DaysOff, ...] = ()
    moved: Mapping[str, date] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        if unknown := set(self.moved) - MARKS:
            raise ValueError(f"No such marks: {', '.join(sorted(unknown))}.")

    @property
    def zone(self) -> str:
        """The zone in which days end by the rule, `aoe` for everywhere on Earth; empty when it names none."""
        vote = self.election.vote
        return (vote.timezone or vote.open.ends or "") if vote else ""

    @property
    def period(self) -> Opening | None:
        """How long the vote is open by the rule."""
        return self.election.vote.open if self.election.vote else None

    def moment(self, mark: str, day: date) -> datetime:
        """When what happens on that day begins, or is over. Raises `ValueError` for an unknown time zone."""
        chosen = self.moved.get(mark)
        if isinstance(chosen, datetime):
            return chosen
        if mark in DEADLINES and self.zone:
            return end_of_day(day, self.zone).astimezone(UTC)
        return datetime.combine(day, NOON, UTC)

    def named_day(self, mark: str, moment: datetime) -> date:
        """The day people name for that moment: the one it ends, where days end in a zone."""
        day = moment.astimezone(UTC).date()
        if mark not in DEADLINES or not self.zone:
            return day
        return next(each for each in (day - DAY, day, day + DAY) if moment <= end_of_day(each, self.zone))


def days_of(plan: Plan) -> dict[str, date]:
    """The day of each mark: where the officers moved it to, else as reckoned from the others.

    Raises `ValueError` when the calendar has no such day.
    """
    days = _Days(plan)
    opens = days.mark("voting_open", plan.first_day)
    notice = days.mark("notice", plan.notice.before(opens) if plan.notice else opens - DAY)
    _days_before(plan, days, (notice if plan.notice else opens) - PREPARATION)
    _days_after(plan, days)
    return days


class _Days(dict[str, date]):
    """Days by mark; one that the officers moved is where they moved it to."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self._moved = {
            mark: plan.named_day(mark, each) if isinstance(each, datetime) else each
            for mark, each in plan.moved.items()
        }

    def mark(self, mark: str, planned: date) -> date:
        self[mark] = self._moved.get(mark, planned)
        return self[mark]


def _days_before(plan: Plan, days: _Days, settled: date) -> None:
    """Back from the day on which it is settled who stands."""
    election, due = plan.election, days["voting_open"] - DAY
    if election.qualify:
        ends = days.mark("qualification_close", settled)
        settled = days.mark("qualification_open", USUAL_QUALIFICATION.before(ends))
        if election.qualify.evaluation:
            settled = election.qualify.evaluation.before(settled) - (DAY if plan.zone else 0 * DAY)
    closes = days.mark("nominations_close", settled)
    days.mark("acceptance", closes + DAY)
    days.mark("statements", closes + DAY if election.qualify or plan.notice else due)
    given = election.nominations.open if election.nominations else None
    begins = days.mark("nominations_open", (given or USUAL_NOMINATIONS).before(closes))
    days.mark("officers", begins - OFFICERS_BEFORE)


def _days_after(plan: Plan, days: _Days) -> None:
    """From the opening of the vote to the end."""
    closes = days.mark("voting_close", last_day(plan, days["voting_open"]))
    shown = days.mark("provisional", working_day(closes + 2 * DAY, plan.days_off))
    disputed = days.mark("dispute_close", plan.dispute.after(shown))
    certified = days.mark("certification", working_day(disputed + DAY, plan.days_off))
    days.mark("terms_begin", plan.terms_begin or certified + DAY)
    days.mark("retrospective", working_day(certified + RETROSPECTIVE_AFTER, plan.days_off))


def last_day(plan: Plan, opens: date) -> date:
    """The day on which a vote that opens then is to close by the rule."""
    period = plan.period
    if period is None:
        return USUAL_VOTE.after(opens)
    if period.business_days:
        year = [opens + number * DAY for number in range(367)]
        off = tuple(day for day in year if any(day in each for each in plan.days_off))
        return last_business_day(opens, period.business_days, BusinessCalendar(holidays=off))
    day, least = opens + length_of(period), datetime.combine(opens, NOON, UTC) + length_of(period)
    return day + DAY if plan.zone and end_of_day(day, plan.zone) < least else day


def length_of(period: Opening) -> timedelta:
    """How long a vote is usually open by its rule; nothing when that is counted in business days."""
    return period.default or period.min or period.max or timedelta(0)
