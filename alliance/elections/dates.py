"""The dates that an election keeps, as its timetable gives them from one day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final

from alliance.charter.grammar import ContestRule
from alliance.elections.models import Anchor, Election
from alliance.elections.timetable import Plan, days_of, timetable

FIELDS: Final[Mapping[str, tuple[str, str, str]]] = {
    "nominations_open_at": ("nominations_open", "nominations_open", "starts"),
    "nominations_close_at": ("nominations_close", "nominations_close", "ends"),
    "acceptance_until": ("acceptance", "acceptance", "ends"),
    "evaluation_until": ("qualification_open", "qualification", "starts"),
    "qualification_closes_at": ("qualification_close", "qualification", "ends"),
    "voting_opens_at": ("voting_open", "voting_open", "starts"),
    "voting_closes_at": ("voting_close", "voting_close", "ends"),
}
"""Fields of an election: the mark of the timetable each one keeps, and of which step it is which end."""
NEAR: Final = 10
"""How many days a vote may close sooner or later than reckoned, for zones and the days of a calendar."""


def plan_from(rule: ContestRule, *, anchor: str, anchor_on: date, terms_begin: date | None = None) -> Plan:
    """The plan of an election whose vote opens, or closes, on that day.

    Raises `ValueError` when no vote of the rule closes on that day, and for a zone that does not exist.
    """
    if anchor == Anchor.OPENS:
        return Plan(anchor_on, rule.election, terms_begin=terms_begin)
    reckoned = anchor_on - rule.open.default
    near = sorted(
        (reckoned + timedelta(days) for days in range(-NEAR, NEAR)), key=lambda day: abs(day - reckoned)
    )
    plans = (Plan(day, rule.election, terms_begin=terms_begin) for day in near)
    found = next((plan for plan in plans if days_of(plan)["voting_close"] == anchor_on), None)
    if found is None:
        raise ValueError("No vote under this rule closes on that day.")
    return found


def dates_of(plan: Plan) -> dict[str, datetime | None]:
    """The dates by the names of an election's fields; None for what the election does not have."""
    steps = {step.key: step for step in timetable(plan)}
    found = {name: getattr(steps.get(key), end, None) for name, (_, key, end) in FIELDS.items()}
    found["acceptance_until"] = found["acceptance_until"] or found["nominations_close_at"]
    return found


def plan_of(election: Election) -> Plan:
    """The plan of an election with the dates it keeps by now, for its timetable."""
    kept = {mark: getattr(election, name) for name, (mark, _, _) in FIELDS.items()}
    first_day = election.voting_opens_at.date()
    moved = MappingProxyType({mark: at for mark, at in kept.items() if at is not None})
    return Plan(first_day, election.rule.election, terms_begin=election.terms_from_on, moved=moved)


def postponed(election: Election, by: timedelta) -> dict[str, datetime]:
    """All dates but the opening of nominations, later by as much."""
    kept = {name: getattr(election, name) for name in FIELDS if name != "nominations_open_at"}
    return {name: at + by for name, at in kept.items() if at is not None}
