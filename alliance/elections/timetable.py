"""All dated steps of an election, from the first day of voting and the rule. Pure: no database, no clock.

Dates are reckoned back and forth from that one day. A step whose time the rule does not give has a usual one,
and says so; officers may move any. Things open at noon UTC. Deadlines are at noon UTC, or, where the rule names
a time zone, at the end of the day there: a period that opened on one day then ends with the last day it names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Final

from alliance.charter.grammar.calendars import BusinessCalendar, end_of_day, last_business_day
from alliance.charter.grammar.durations import Span, duration_in_words
from alliance.charter.grammar.elections import Election
from alliance.charter.grammar.openings import Opening
from alliance.charter.grammar.words import sentence, spaced
from alliance.elections.drafts import DRAFTS, Draft
from alliance.elections.obstacles import DAY, DaysOff, clashes, in_words, working_day

NOON: Final = time(12)
EMBARGO: Final = timedelta(hours=24)
PREPARATION: Final = 2 * DAY
"""Between the end of nominations, or of qualification, and the vote or its notice."""
USUAL_NOMINATIONS: Final = Span(fixed=timedelta(days=14))
USUAL_QUALIFICATION: Final = Span(fixed=timedelta(days=7))
USUAL_VOTE: Final = Span(fixed=timedelta(days=14))
USUAL_DISPUTE: Final = Span(fixed=timedelta(days=7))
OFFICERS_BEFORE: Final = timedelta(days=14)
RETROSPECTIVE_AFTER: Final = timedelta(days=7)
REMINDERS: Final = {
    "reminder_7_days": timedelta(days=7),
    "reminder_2_days": timedelta(days=2),
    "reminder_3_hours": timedelta(hours=3),
}
"""As `alliance.voting.queries.REMINDERS`, which sends them."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `first` and `last` are its days as people name them; a moment starts and ends at once.

    `part` is the part of the rule the date comes from, as `nominations.open`, or empty for a usual time.
    """

    key: str
    title: str
    starts: datetime
    ends: datetime
    first: date
    last: date
    who: str
    part: str
    why: str
    drafts: tuple[Draft, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def is_moment(self) -> bool:
        return self.starts == self.ends


@dataclass(frozen=True, slots=True)
class Plan:
    """What the dates follow from.

    `notice` is how long before the vote it must be announced, `dispute` how long objections to the result are
    taken, `terms_begin` the day when the terms before end. `moved` has the day, or the moment, that the
    officers chose for a mark (`MARKS`).
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
            raise ValueError(f"No such dates: {', '.join(sorted(unknown))}.")

    @property
    def zone(self) -> str:
        """The zone in which days end by the rule, `aoe` for everywhere on Earth; empty when it names none."""
        vote = self.election.vote
        return (vote.timezone or vote.open.ends or "") if vote else ""

    def opening(self, key: str, day: date) -> datetime:
        """When a mark begins on that day."""
        return self._chosen(key) or datetime.combine(day, NOON, UTC)

    def deadline(self, key: str, day: date) -> datetime:
        """When what ends on that day is over."""
        noon = datetime.combine(day, NOON, UTC)
        return self._chosen(key) or (end_of_day(day, self.zone).astimezone(UTC) if self.zone else noon)

    def _chosen(self, key: str) -> datetime | None:
        chosen = self.moved.get(key)
        return chosen if isinstance(chosen, datetime) else None


MARKS: Final = frozenset(
    {"officers", "nominations_open", "nominations_close", "acceptance", "statements", "qualification_open"}
    | {"qualification_close", "notice", "voting_open", "voting_close", "provisional", "dispute_close"}
    | {"certification", "terms_begin", "retrospective"}
)
"""The days that officers may move; all others follow from them."""


def timetable(plan: Plan, *, today: date | None = None) -> tuple[Step, ...]:
    """The steps in the order of their dates, with what stands against each.

    With `today` steps that lie in the past are named. Raises `ValueError` for a time zone that does not exist
    and for a time in business days that ends nowhere.
    """
    days = days_of(plan)
    steps = {step.key: step for step in _steps(plan, days)}
    warnings: dict[str, list[str]] = {key: [] for key in steps}
    for key, told in [*clashes(steps, plan.days_off), *_shortfalls(plan, steps)]:
        warnings[key].append(told)
    for key, step in steps.items():
        if today and step.last < today:
            warnings[key].append(f"{in_words(step.last)} is over.")
    usual = days_of(replace(plan, moved=MappingProxyType({})))
    told_of_moves = (
        replace(step, why=_moved(step, plan, usual), warnings=tuple(warnings[step.key]))
        for step in steps.values()
    )
    return tuple(sorted(told_of_moves, key=lambda step: step.starts))


def dates_of(steps: Sequence[Step]) -> dict[str, datetime | None]:
    """The dates that drafts name, None for those this election does not have."""
    found = {step.key: step for step in steps}
    return {name: getattr(found[key], side) if key in found else None for name, (key, side) in DATES.items()}


DATES: Final[Mapping[str, tuple[str, str]]] = {
    "nominate_from": ("nominations_open", "starts"),
    "nominate_by": ("nominations_close", "ends"),
    "accept_by": ("acceptance", "ends"),
    "statement_by": ("statements", "ends"),
    "request_by": ("eligibility", "ends"),
    "register_by": ("registration", "ends"),
    "qualify_by": ("qualification", "ends"),
    "vote_from": ("voting_open", "starts"),
    "vote_by": ("voting_close", "ends"),
    "published_at": ("provisional", "starts"),
    "dispute_by": ("dispute", "ends"),
    "terms_from": ("terms_begin", "starts"),
    "retrospective_at": ("retrospective", "starts"),
}


# Days ------------------------------------------------------------------------------------------------------
class _Days(dict[str, date]):
    """Days by mark; one that the officers moved is where they moved it."""

    def __init__(self, moved: Mapping[str, date]) -> None:
        super().__init__()
        self._moved = {
            key: each.astimezone(UTC).date() if isinstance(each, datetime) else each
            for key, each in moved.items()
        }

    def mark(self, key: str, planned: date) -> date:
        self[key] = self._moved.get(key, planned)
        return self[key]


def days_of(plan: Plan) -> dict[str, date]:
    """The day of each mark, moved ones where they were moved to, the others reckoned from there."""
    days = _Days(plan.moved)
    opens = days.mark("voting_open", plan.first_day)
    notice = days.mark("notice", plan.notice.before(opens) if plan.notice else opens - DAY)
    settled = (notice if plan.notice else opens) - PREPARATION
    _days_before(plan, days, settled, opens)
    _days_after(plan, days)
    return days


def _days_before(plan: Plan, days: _Days, settled: date, opens: date) -> None:
    election = plan.election
    if election.qualify:
        ends = days.mark("qualification_close", settled)
        begins = days.mark("qualification_open", USUAL_QUALIFICATION.before(ends))
        settled = begins
        if election.qualify.evaluation:
            settled = election.qualify.evaluation.before(begins) - (DAY if plan.zone else timedelta(0))
    closes = days.mark("nominations_close", settled)
    days.mark("acceptance", closes + DAY)
    days.mark("statements", closes + DAY if election.qualify or plan.notice else opens - DAY)
    given = election.nominations.open if election.nominations else None
    begin = days.mark("nominations_open", (given or USUAL_NOMINATIONS).before(closes))
    days.mark("officers", begin - OFFICERS_BEFORE)


def _days_after(plan: Plan, days: _Days) -> None:
    closes = days.mark("voting_close", _last_day(plan, days["voting_open"]))
    shown = days.mark("provisional", working_day(closes + 2 * DAY, plan.days_off))
    disputed = days.mark("dispute_close", plan.dispute.after(shown))
    certified = days.mark("certification", working_day(disputed + DAY, plan.days_off))
    days.mark("terms_begin", plan.terms_begin or certified + DAY)
    days.mark("retrospective", working_day(certified + RETROSPECTIVE_AFTER, plan.days_off))


def _last_day(plan: Plan, opens: date) -> date:
    period = plan.election.vote.open if plan.election.vote else None
    if period is None:
        return USUAL_VOTE.after(opens)
    if period.business_days:
        return last_business_day(opens, period.business_days, _calendar(plan, opens))
    return opens + _length(period)


def _length(period: Opening) -> timedelta:
    return period.default or period.min or period.max or timedelta(0)


def _calendar(plan: Plan, opens: date) -> BusinessCalendar:
    year = [opens + number * DAY for number in range(367)]
    return BusinessCalendar(holidays=tuple(day for day in year if any(day in off for off in plan.days_off)))


# Steps -----------------------------------------------------------------------------------------------------
def _steps(plan: Plan, days: Mapping[str, date]) -> list[Step]:
    """Every step this election has, in the order in which they usually come."""
    election = plan.election
    nominations_close = plan.deadline("nominations_close", days["nominations_close"])
    opens = plan.opening("voting_open", days["voting_open"])
    closes = _closes(plan, days, opens)
    shown = plan.opening("provisional", days["provisional"])
    steps = [
        _moment(plan, days, "nominations_open", "Nominations open", "election officers"),
        _nominations_reminder(plan, days),
        _deadline(plan, days, "nominations_close", "Nominations close", "nominators"),
        _deadline(plan, days, "statements", "Statements of candidates are due", "candidates"),
        _period("rehearsal", "The ballot is rehearsed and its text frozen", nominations_close, opens),
        _period("questions", "Questions to the candidates", nominations_close, closes),
        _notice(plan, days, opens),
        _moment(plan, days, "voting_open", "The vote opens", "the portal"),
        *_reminders(opens, closes),
        Step(
            "voting_close",
            "The vote closes",
            closes,
            closes,
            days["voting_close"],
            days["voting_close"],
            "voters",
            *_reason(plan, "voting_close"),
        ),
        _at("count", "The votes are counted", closes, "the portal"),
        _at("embargo", "Candidates hear the result, under embargo", shown - EMBARGO, "election officers"),
        _moment(plan, days, "provisional", "The provisional result is published", "election officers"),
        _period(
            "dispute",
            "Objections to the result",
            shown,
            plan.deadline("dispute_close", days["dispute_close"]),
        ),
        _moment(plan, days, "certification", "The result is certified", "election officers"),
        _moment(plan, days, "terms_begin", "Terms begin", "those elected"),
        _moment(plan, days, "retrospective", "What to do better next time", "election officers"),
    ]
    return steps
