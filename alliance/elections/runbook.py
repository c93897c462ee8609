"""From one day to all dates of an election. Pure: no database, no clock."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any, Final
from zoneinfo import ZoneInfo

from alliance.charter.grammar import ContestRule
from alliance.charter.grammar.durations import Span

NOON: Final = time(12)
AOE: Final = timezone(timedelta(hours=-12))
"""Anywhere on Earth: a day is over when it is over there."""
USUAL_NOMINATIONS: Final = Span(fixed=timedelta(days=14))
USUAL_QUALIFICATION: Final = timedelta(days=7)
PREPARATION: Final = timedelta(days=2)
"""Between the end of nominations, or of the qualification vote, and the opening of the vote."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When each part of an election begins and ends; the two in the middle where nominees are evaluated."""

    nominations_open_at: datetime
    nominations_close_at: datetime
    evaluation_until: datetime | None
    qualification_closes_at: datetime | None
    voting_opens_at: datetime
    voting_closes_at: datetime

    def fields(self) -> dict[str, Any]:
        """By the names of the fields of an election."""
        return asdict(self)

    def later(self, by: timedelta) -> Schedule:
        """Everything but the opening of nominations moved to a later time."""
        moved = {name: at + by for name, at in asdict(self).items() if at and name != "nominations_open_at"}
        return replace(self, **moved)


def schedule(rule: ContestRule, *, anchor: str, anchor_on: date) -> Schedule:
    """The dates of an election whose vote opens, or closes, on that day.

    The vote is open as long as the rule says (14 days where it does not), evaluation and nominations come
    before it, in whole days at noon UTC. Where the rule names a zone, the last day of the vote ends at
    midnight there (`aoe`: everywhere on Earth).
    """
    election = rule.election
    zone = election.vote.timezone if election.vote else None
    length = rule.open.default
    if anchor == "closes":
        opens = _noon(anchor_on - length)
    else:
        opens, anchor_on = _noon(anchor_on), anchor_on + length
    closes = max(_end(anchor_on, zone), opens + length)
    settled = opens - PREPARATION
    evaluation_until = qualified = None
    nominations_close = settled
    if election.qualify is not None:
        qualified = settled
        evaluation_until = qualified - USUAL_QUALIFICATION
        nominations_close = (election.qualify.evaluation or Span()).before(evaluation_until)
    given = election.nominations.open if election.nominations else None
    nominations_open = (given or USUAL_NOMINATIONS).before(nominations_close)
    return Schedule(nominations_open, nominations_close, evaluation_until, qualified, opens, closes)


def _noon(day: date) -> datetime:
    return datetime.combine(day, NOON, UTC)


def _end(day: date, zone: str | None) -> datetime:
    """The end of that day in the zone, or noon UTC where the rule names none."""
    if zone is None:
        return _noon(day)
    there = AOE if zone == "aoe" else ZoneInfo(zone)
    return datetime.combine(day + timedelta(days=1), time(0), there).astimezone(UTC)
