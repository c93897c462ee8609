"""The steps of an election in the order of their dates: when, who acts, why then, what stands against it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final, NamedTuple

from alliance.elections.timetable.days_off import DAY, in_words
from alliance.elections.timetable.drafts import DRAFTS, Draft
from alliance.elections.timetable.grounds import grounds_of, who_acts
from alliance.elections.timetable.obstacles import obstacles
from alliance.elections.timetable.plan import EMBARGO, Plan, days_of, length_of

OFFICERS: Final = "election officers"
REMINDERS: Final = {
    "reminder_7_days": timedelta(days=7),
    "reminder_2_days": timedelta(days=2),
    "reminder_3_hours": timedelta(hours=3),
}
"""Before the close, as in `alliance.voting.queries.REMINDERS`, by which they are sent."""

TITLES: Final[Mapping[str, str]] = {
    "officers": "Officers are appointed",
    "nominations_open": "Nominations open",
    "nominations_reminder": "Reminder of nominations",
    "nominations_close": "Nominations close",
    "evaluation": "Evaluation of nominees",
    "acceptance": "Nominees accept or decline",
    "statements": "Candidates' statements are due",
    "questions": "Questions to the candidates",
    "qualification": "Vote on the qualification of each nominee",
    "rehearsal": "The ballot is rehearsed and frozen",
    "registration": "Voters register",
    "notice": "Notice of the vote",
    "voting_open": "The vote opens",
    "eligibility": "Last day to ask for the right to vote",
    "reminder_7_days": "Reminder to vote",
    "reminder_2_days": "Reminder to vote",
    "reminder_3_hours": "Last reminder to vote",
    "voting_close": "The vote closes",
    "count": "The votes are counted",
    "embargo": "Candidates hear the result, under embargo",
    "provisional": "The provisional result is published",
    "dispute": "Objections to the result",
    "certification": "The result is certified",
    "key_destroyed": "The key of the ballot is destroyed",
    "terms_begin": "Terms begin",
    "retrospective": "What to do better next time",
}
"""Every step there can be, in the order in which those of one moment come."""

SHOWN_AS: Final = {
    "qualification_open": "qualification",
    "qualification_close": "qualification",
    "dispute_close": "dispute",
}
"""Marks that are one end of a step."""

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
"""The dates that drafts name: of which step, and which end of it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `first` and `last` are its days as people name them; a moment starts and ends at once.

    `part` is the part of the rule that the date comes from, such as `nominations.open`, empty where the time
    is only usual; `why` says it in words.
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


def timetable(plan: Plan, *, today: date | None = None) -> tuple[Step, ...]:
    """All steps of an election in the order of their dates; with `today`, those that are past say so.

    Raises `ValueError` for a time zone that does not exist, and where the calendar has no such day.
    """
    days = days_of(plan)
    whens, grounds, who = _whens(plan, days), grounds_of(plan), who_acts(plan)
    moved = _moved(plan, whens)
    steps = {
        key: Step(
            key,
            title,
            *whens[key],
            who.get(key, OFFICERS),
            grounds[key][0],
            " ".join([grounds[key][1], *moved.get(key, [])]),
            DRAFTS.get(key, ()),
        )
        for key, title in TITLES.items()
        if key in whens and key in grounds
    }
    against: dict[str, list[str]] = {}
    for key, told in obstacles(plan, steps):
        against.setdefault(key, []).append(told)
    for key, step in steps.items():
        if today and step.last < today:
            against.setdefault(key, []).append(f"{in_words(step.last)} is past.")
    warned = [replace(step, warnings=tuple(against.get(key, ()))) for key, step in steps.items()]
    return tuple(sorted(warned, key=lambda step: step.starts))


def dates_of(steps: Sequence[Step]) -> dict[str, datetime | None]:
    """The dates that drafts name, by the names of `DATES`; None for a step that there is not."""
    found = {step.key: step for step in steps}
    return {name: getattr(found.get(key), side, None) for name, (key, side) in DATES.items()}


class _When(NamedTuple):
    starts: datetime
    ends: datetime
    first: date
    last: date


def _at(moment: datetime, day: date | None = None) -> _When:
    return _When(moment, moment, day or moment.date(), day or moment.date())


def _between(one: _When, other: _When) -> _When:
    return _When(one.ends, other.starts, one.last, other.first)


def _whens(plan: Plan, days: Mapping[str, date]) -> dict[str, _When]:
    """When each step is; more of them than one election has."""
    when = {mark: _at(plan.moment(mark, day), day) for mark, day in days.items()}
    opens = when["voting_open"]
    closes = when["voting_close"] = _at(_close(plan, days, opens.starts), days["voting_close"])
    when["notice"] = _notice(plan, when)
    settled = when.get("qualification_close", when["nominations_close"])
    electorate = plan.election.electorate
    if plan.election.qualify:
        when["evaluation"] = _between(when["nominations_close"], when["qualification_open"])
        when["qualification"] = _between(when["qualification_open"], when["qualification_close"])
    if electorate and electorate.registered:
        when["registration"] = _between(_at(electorate.registered.before(opens.starts)), opens)
    if electorate and electorate.exceptions:
        span = electorate.exceptions.request_until.before_close
        when["eligibility"] = _at(span.before(closes.ends), span.before(closes.last))
    shown = when["provisional"]
    return when | {
        **_nominations_reminder(when["nominations_open"], when["nominations_close"]),
        **dict(_vote_reminders(opens.starts, closes.ends)),
        "questions": _between(when["nominations_close"], closes),
        "rehearsal": _between(settled, opens),
        "count": _at(closes.ends),
        "embargo": _at(shown.starts - EMBARGO),
        "dispute": _between(shown, when["dispute_close"]),
        "key_destroyed": when["certification"],
    }


def _close(plan: Plan, days: Mapping[str, date], opens: datetime) -> datetime:
    """The end of the last day, neither sooner nor later than the rule allows, unless officers say so."""
    closes = plan.moment("voting_close", days["voting_close"])
    period = plan.period
    if period is None or "voting_close" in plan.moved:
        return closes
    closes = max(closes, opens + length_of(period))
    return min(closes, opens + period.max) if period.max else closes


def _notice(plan: Plan, when: Mapping[str, _When]) -> _When:
    """Where the rule asks for no notice, it waits until nominees had their time to accept."""
    notice = when["notice"]
    if plan.notice or "notice" in plan.moved:
        return notice
    moment = min(max(notice.starts, when["acceptance"].ends), when["voting_open"].starts)
    return notice if moment == notice.starts else _at(moment)


def _nominations_reminder(opens: _When, closes: _When) -> dict[str, _When]:
    """A week before the close, or two days when nominations are open for less than two weeks."""
    early = timedelta(days=7) if closes.ends - opens.starts >= timedelta(days=14) else timedelta(days=2)
    moment = closes.ends - early
    return {"nominations_reminder": _at(moment, closes.last - early)} if moment > opens.starts else {}


def _vote_reminders(opens: datetime, closes: datetime) -> Iterator[tuple[str, _When]]:
    """A reminder within a day of the opening would come too soon after it, save the last."""
    for key, early in REMINDERS.items():
        moment = closes - early
        if moment - opens >= DAY or (moment > opens and early < DAY):
            yield key, _at(moment)


def _moved(plan: Plan, whens: Mapping[str, _When]) -> dict[str, list[str]]:
    """For each step whose day the officers moved, where it would have been."""
    unmoved = replace(plan, moved=MappingProxyType({}))
    usual = _whens(unmoved, days_of(unmoved))
    told: dict[str, list[str]] = {}
    for mark in plan.moved:
        if whens[mark].last != usual[mark].last:
            words = f"Moved by the officers from {in_words(usual[mark].last)}."
            told.setdefault(SHOWN_AS.get(mark, mark), []).append(words)
    return told
