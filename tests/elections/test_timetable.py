"""Dates of elections: real ones day by day, the rule's times, days off, and what stands against a plan."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.charter.grammar import parse_charter
from alliance.charter.grammar.durations import Span
from alliance.charter.grammar.elections import Election
from alliance.elections.timetable import MARKS, DaysOff, Plan, Step, dates_of, days_of, timetable
from alliance.elections.timetable.obstacles import ORDER
from tests.charter.charters import shipped_charters

DAY = timedelta(days=1)
THANKSGIVING = DaysOff("Thanksgiving", date(2025, 11, 27), date(2025, 11, 28))


def shipped(edition: str, rule: str) -> Election:
    (path,) = [each for each in shipped_charters() if each.stem == edition]
    return parse_charter(path.read_text("utf-8")).rules[rule].elections[0]


def election(**parts: Any) -> Election:
    return Election.model_validate({"method": "plurality"} | parts)


def every_shipped_election() -> Iterator[Any]:
    for path in shipped_charters():
        for name, rule in parse_charter(path.read_text("utf-8")).rules.items():
            for number, each in enumerate(rule.elections):
                yield pytest.param(each, id=f"{path.stem}-{name}-{number}")


def steps_of(plan: Plan, **more: Any) -> dict[str, Step]:
    return {step.key: step for step in timetable(plan, **more)}


def last_days(plan: Plan) -> dict[str, date]:
    return {key: step.last for key, step in steps_of(plan).items()}


# Real elections
def test_kubernetes_2025_follows_from_its_first_day_of_voting() -> None:
    """kubernetes/community elections/steering/2025/README.md; days end anywhere on Earth."""
    plan = Plan(
        date(2025, 9, 10),
        shipped("kubernetes", "steering-election"),
        moved={
            "officers": date(2025, 7, 23),
            "voting_close": date(2025, 10, 24),
            "provisional": date(2025, 11, 5),
            "retrospective": date(2025, 11, 6),
        },
    )
    days = last_days(plan)
    assert days["nominations_open"] == date(2025, 8, 25)
    assert days["nominations_close"] == date(2025, 9, 8)
    assert days["statements"] == date(2025, 9, 9)
    assert days["voting_open"] == date(2025, 9, 10)
    assert days["voting_close"] == date(2025, 10, 24)
    assert days["retrospective"] == date(2025, 11, 6)
    steps = steps_of(plan)
    assert steps["nominations_close"].ends == datetime(2025, 9, 9, 12, tzinfo=UTC)
    assert steps["voting_close"].ends == datetime(2025, 10, 25, 12, tzinfo=UTC)
    assert steps["officers"].who == "the steering committee"


def test_kubernetes_2025_asked_for_requests_a_day_later_than_its_rule_says() -> None:
    """The guide has Wednesday 22 October; the rule as read says three days before the close of the 24th."""
    moved = {"voting_close": date(2025, 10, 24)}
    plan = Plan(date(2025, 9, 10), shipped("kubernetes", "steering-election"), moved=moved)
    assert last_days(plan)["eligibility"] == date(2025, 10, 21)


def test_kubernetes_2024_with_the_days_its_officers_chose() -> None:
    """kubernetes/community elections/steering/2024/README.md; the 30 days of the vote come from the rule."""
    plan = Plan(
        date(2024, 8, 27),
        shipped("kubernetes", "steering-election"),
        moved={
            "nominations_open": date(2024, 8, 1),
            "nominations_close": date(2024, 8, 24),
            "statements": date(2024, 8, 25),
            "provisional": date(2024, 10, 2),
            "retrospective": date(2024, 10, 9),
        },
    )
    days = last_days(plan)
    assert days["acceptance"] == date(2024, 8, 25)
    assert days["eligibility"] == date(2024, 9, 23)
    assert days["voting_close"] == date(2024, 9, 26)
    warnings = {key: step.warnings for key, step in steps_of(plan).items() if step.warnings}
    assert warnings["nominations_close"] == ("Sat 24 Aug 2024 is on a weekend.",)
    assert warnings["statements"] == ("Sun 25 Aug 2024 is on a weekend.",)


def test_the_cncf_schedule_without_qualification() -> None:
    """cncf/toc operations/election-schedule.md: nominations from E-16 to E-9, ballots E-7, at noon."""
    rule = shipped("cncf", "toc-election-by-governing-board").model_copy(update={"qualify": None})
    election_day = date(2026, 1, 29)
    days = last_days(Plan(election_day - 7 * DAY, rule))
    assert {key: (election_day - days[key]).days for key in days if key in SCHEDULE} == SCHEDULE


SCHEDULE = {"nominations_open": 16, "nominations_close": 9, "voting_open": 7, "voting_close": 0}


def test_the_cncf_evaluation_stretches_it() -> None:
    """CNCF charter 6(e)(i)(c): at least 14 calendar days; 6(e)(ii): then a vote on each nominee."""
    first = date(2026, 1, 22)
    steps = steps_of(Plan(first, shipped("cncf", "toc-election-by-governing-board")))
    assert (steps["qualification"].first, steps["qualification"].last) == (first - 9 * DAY, first - 2 * DAY)
    assert steps["evaluation"].ends - steps["evaluation"].starts == timedelta(days=14)
    assert steps["nominations_close"].last == first - 23 * DAY
    assert steps["nominations_open"].first == first - 30 * DAY
    assert steps["statements"].ends < steps["qualification"].starts
    assert steps["qualification"].who == "the governing board and the TOC"
    assert steps["evaluation"].part == "qualify.evaluation"


def test_cncf_maintainers_register_for_two_weeks() -> None:
    """cncf/foundation, maintainers election policy: at least two weeks of registration and of nominations."""
    first = date(2026, 1, 22)
    steps = steps_of(Plan(first, shipped("cncf", "maintainer-election")))
    assert (steps["registration"].first, steps["registration"].last) == (first - 14 * DAY, first)
    assert (steps["nominations_open"].first, steps["nominations_close"].last) == (
        first - 16 * DAY,
        first - 2 * DAY,
    )


W3C_TIMES = {
    "nominations": {"open": "P4W", "acceptance": "required", "per_voter": 1},
    "vote": {"open": "P4W"},
}


def w3c_tag() -> Election:
    """The rule of the Process with the usual four weeks of the Team's guidebook."""
    return Election.model_validate(
        shipped("w3c", "tag-election").model_dump(by_alias=True, exclude_none=True) | W3C_TIMES
    )


def test_a_w3c_tag_election_keeps_clear_of_thanksgiving() -> None:
    """The Team's guidebook: nominations from the Tuesday nearest to 10 October for four weeks, votes from the
    Tuesday after their end for four weeks, so that Thanksgiving is within but not at an end; terms from
    1 February."""
    plan = Plan(
        date(2025, 11, 11),
        w3c_tag(),
        terms_begin=date(2026, 2, 1),
        days_off=(THANKSGIVING,),
        moved={"nominations_open": date(2025, 10, 7), "nominations_close": date(2025, 11, 4)},
    )
    steps = steps_of(plan)
    assert steps["voting_close"].last == date(2025, 12, 9)
    assert steps["provisional"].last == date(2025, 12, 11)
    assert steps["terms_begin"].first == date(2026, 2, 1)
    assert [told for step in steps.values() for told in step.warnings] == []


def test_a_close_on_thanksgiving_is_warned_of() -> None:
    plan = Plan(date(2025, 10, 30), w3c_tag(), days_off=(THANKSGIVING,))
    assert steps_of(plan)["voting_close"].warnings == ("Thu 27 Nov 2025 falls on Thanksgiving.",)


# The rule's times
def test_what_the_rule_says_is_told_with_its_part() -> None:
    rule = election(nominations={"open": "P10D"}, vote={"open": "P5D", "timezone": "Europe/Berlin"})
    steps = steps_of(Plan(date(2026, 6, 10), rule))
    assert (steps["nominations_open"].part, steps["nominations_open"].why) == (
        "nominations.open",
        "Nominations are open for 10 days.",
    )
    assert steps["voting_close"].part == "vote.open"
    assert steps["voting_close"].why == (
        "Open for 5 days. The last day ends when it is over in Europe/Berlin."
    )
    assert steps["voting_close"].ends == datetime(2026, 6, 15, 22, tzinfo=UTC)


OF_SOME_RULES = {"officers", "acceptance", "registration", "eligibility", "evaluation", "qualification"}


def test_what_the_rule_does_not_say_is_usual_and_says_so() -> None:
    steps = steps_of(Plan(date(2026, 6, 10), election()))
    assert steps["voting_close"].last == date(2026, 6, 24)
    assert (steps["voting_close"].part, steps["voting_close"].why) == (
        "",
        "The rule gives no time for the vote; 14 days are usual.",
    )
    assert "14 days are usual" in steps["nominations_open"].why
    assert not OF_SOME_RULES & set(steps)


def test_a_key_is_destroyed_in_secret_elections_only() -> None:
    secret = election(vote={"open": "P7D", "secrecy": "secret_ballot"})
    steps = steps_of(Plan(date(2026, 6, 10), secret))
    assert steps["key_destroyed"].starts >= steps["dispute"].ends
    assert "key_destroyed" not in steps_of(Plan(date(2026, 6, 10), election(vote={"open": "P7D"})))


@pytest.mark.parametrize(
    ("open_", "zone", "ends"),
    [
        ({"min": "P7D", "max": "P7D"}, None, datetime(2026, 6, 17, 12, tzinfo=UTC)),
        ({"min": "P7D", "max": "P7D"}, "aoe", datetime(2026, 6, 17, 12, tzinfo=UTC)),
        ({"min": "P7D"}, "aoe", datetime(2026, 6, 18, 12, tzinfo=UTC)),
        ({"min": "P3D", "default": "P5D", "max": "P9D"}, None, datetime(2026, 6, 15, 12, tzinfo=UTC)),
        ("PT72H", None, datetime(2026, 6, 13, 12, tzinfo=UTC)),
        ("PT36H", None, datetime(2026, 6, 12, 0, tzinfo=UTC)),
        ({"business_days": 2, "calendar": "office"}, None, datetime(2026, 6, 12, 12, tzinfo=UTC)),
    ],
)
def test_the_vote_is_open_as_long_as_the_rule_says(open_: Any, zone: str | None, ends: datetime) -> None:
    vote = {"open": open_} | ({"timezone": zone} if zone else {})
    assert steps_of(Plan(date(2026, 6, 10), election(vote=vote)))["voting_close"].ends == ends


def test_business_days_pass_over_days_off() -> None:
    plan = Plan(
        date(2026, 6, 10),
        election(vote={"open": {"business_days": 2, "calendar": "office"}}),
        days_off=(DaysOff("Fair", date(2026, 6, 11), date(2026, 6, 12)),),
    )
    assert last_days(plan)["voting_close"] == date(2026, 6, 16)


def test_a_notice_moves_everything_before_it() -> None:
    plan = Plan(
        date(2026, 6, 10), election(nominations={"acceptance": "required"}), notice=Span(fixed=14 * DAY)
    )
    steps = steps_of(plan)
    assert steps["notice"].starts == datetime(2026, 5, 27, 12, tzinfo=UTC)
    assert steps["nominations_close"].last == date(2026, 5, 25)
    assert steps["acceptance"].ends <= steps["notice"].starts
    assert [told for step in steps.values() for told in step.warnings] == []
    assert steps["notice"].part == "notice"


def test_without_a_notice_it_waits_for_the_nominees() -> None:
    steps = steps_of(Plan(date(2025, 9, 10), shipped("kubernetes", "steering-election")))
    assert steps["acceptance"].ends <= steps["notice"].starts <= steps["voting_open"].starts


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (14, ["reminder_7_days", "reminder_2_days", "reminder_3_hours"]),
        (8, ["reminder_7_days", "reminder_2_days", "reminder_3_hours"]),
        (7, ["reminder_2_days", "reminder_3_hours"]),
        (2, ["reminder_3_hours"]),
    ],
)
def test_a_reminder_does_not_follow_the_opening_within_a_day(days: int, expected: list[str]) -> None:
    rule = election(vote={"open": f"P{days}D"})
    found = [step.key for step in timetable(Plan(date(2026, 6, 10), rule))]
    assert [key for key in found if key.startswith("reminder")] == expected


def test_candidates_hear_a_day_before_everybody_and_after_the_count() -> None:
    steps = steps_of(Plan(date(2025, 9, 10), shipped("kubernetes", "steering-election")))
    assert steps["provisional"].starts - steps["embargo"].starts == timedelta(hours=24)
    assert steps["embargo"].starts >= steps["count"].ends == steps["voting_close"].ends


# Moving
def test_a_moved_day_is_told_and_carries_others_along() -> None:
    rule = election(nominations={"open": "P10D"})
    plan = Plan(date(2026, 6, 10), rule, moved={"nominations_close": date(2026, 6, 4)})
    steps = steps_of(plan)
    assert steps["nominations_close"].why.endswith("Moved by the officers from Mon 8 Jun 2026.")
    assert steps["nominations_open"].first == date(2026, 5, 25)
    assert "Moved" not in steps["nominations_open"].why


def test_a_mark_is_moved_to_the_minute() -> None:
    moment = datetime(2026, 6, 12, 15, 30, tzinfo=UTC)
    steps = steps_of(Plan(date(2026, 6, 10), election(vote={"open": "P1D"}), moved={"voting_close": moment}))
    assert steps["voting_close"].ends == moment
    assert steps["voting_close"].last == date(2026, 6, 12)


@pytest.mark.parametrize("zone", ["aoe", "Europe/Berlin", "Pacific/Kiritimati", ""])
def test_moments_that_are_stored_give_the_same_timetable_again(zone: str) -> None:
    rule = election(
        nominations={"acceptance": "required"}, vote={"open": "P9D"} | ({"timezone": zone} if zone else {})
    )
    steps = timetable(Plan(date(2026, 6, 10), rule))
    stored = {step.key: step.ends for step in steps if step.key in MARKS}
    assert timetable(Plan(date(2026, 6, 10), rule, moved=stored)) == steps


def test_either_end_of_a_step_is_told_when_moved() -> None:
    moved = {"dispute_close": date(2026, 9, 1), "qualification_close": date(2026, 6, 7)}
    plan = Plan(date(2026, 6, 10), shipped("cncf", "toc-election-by-toc"), moved=moved)
    steps = steps_of(plan)
    assert "Moved by the officers from" in steps["dispute"].why
    assert "Moved by the officers from" in steps["qualification"].why


def test_marks_that_do_not_exist_are_refused() -> None:
    with pytest.raises(ValueError, match=r"No such marks: voting\."):
        Plan(date(2026, 6, 10), election(), moved={"voting": date(2026, 6, 10)})


def test_a_zone_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        timetable(Plan(date(2026, 6, 10), election(vote={"open": "P7D", "timezone": "Mars/Olympus"})))


# What stands against it
def warned(rule: Election, key: str, **moved: date) -> tuple[str, ...]:
    return steps_of(Plan(date(2026, 6, 10), rule, moved=moved))[key].warnings


def test_nominations_shorter_than_the_rule() -> None:
    rule = election(nominations={"open": "P10D"})
    told = warned(rule, "nominations_close", nominations_open=date(2026, 6, 2))
    assert told == ("This leaves 6 days; 10 days are asked for.",)


def test_an_evaluation_shorter_than_the_rule() -> None:
    rule = shipped("cncf", "toc-election-by-toc")
    told = warned(rule, "evaluation", nominations_close=date(2026, 5, 22))
    assert told == ("This leaves 10 days; 14 days are asked for.",)


def test_a_notice_too_short() -> None:
    plan = Plan(
        date(2026, 6, 10), election(), notice=Span(fixed=14 * DAY), moved={"notice": date(2026, 6, 1)}
    )
    assert steps_of(plan)["notice"].warnings == ("This leaves 9 days; 14 days are asked for.",)


@pytest.mark.parametrize(
    ("last", "told"),
    [
        (date(2026, 6, 12), "The vote is open for 2 days; at least 3 days are asked for."),
        (date(2026, 6, 30), "The vote is open for 20 days; at most 9 days are allowed."),
    ],
)
def test_a_vote_shorter_or_longer_than_the_rule(last: date, told: str) -> None:
    rule = election(vote={"open": {"min": "P3D", "max": "P9D"}})
    assert warned(rule, "voting_close", voting_close=last) == (told,)


def test_fewer_business_days_than_the_rule() -> None:
    rule = election(vote={"open": {"business_days": 3, "calendar": "office"}})
    told = warned(rule, "voting_close", voting_close=date(2026, 6, 12))
    assert told == ("The vote is open for 2 days; at least 3 full business days are asked for.",)


def test_terms_that_begin_before_the_result_is_certified() -> None:
    plan = Plan(date(2026, 6, 10), election(), terms_begin=date(2026, 6, 30))
    assert steps_of(plan)["terms_begin"].warnings == (
        "It comes before this is over: The result is certified.",
    )


def test_a_count_that_candidates_would_hear_of_before_it_is_made() -> None:
    told = warned(election(vote={"open": "P7D"}), "embargo", provisional=date(2026, 6, 17))
    assert told == ("It comes before this is over: The votes are counted.",)


@pytest.mark.parametrize(("earlier", "later"), ORDER)
def test_every_order_is_about_steps_there_are(earlier: str, later: str) -> None:
    everything = election(
        officers={"count": 3},
        nominations={"acceptance": "required"},
        qualify={"electorate": {"body": "board"}, "passes": {"gt": ["for", "against"]}, "evaluation": "P3D"},
    )
    steps = steps_of(Plan(date(2026, 6, 10), everything))
    assert {earlier, later} <= set(steps)
    assert steps[earlier].ends <= steps[later].starts


def test_a_period_lost_to_days_off() -> None:
    fair = DaysOff("the summer fair", date(2026, 5, 18), date(2026, 5, 31))
    rule = shipped("cncf", "toc-election-by-toc")
    steps = steps_of(Plan(date(2026, 6, 10), rule, days_off=(fair,)))
    assert steps["evaluation"].warnings == ("14 of its 15 days fall on the summer fair.",)
    assert steps["qualification"].warnings == ()


def test_steps_in_the_past_are_told() -> None:
    steps = steps_of(Plan(date(2026, 6, 10), election()), today=date(2026, 6, 9))
    assert "Mon 8 Jun 2026 is past." in steps["nominations_close"].warnings
    assert not any("past" in told for told in steps["voting_open"].warnings)


def test_a_year_without_a_working_day_is_refused() -> None:
    always = DaysOff("rest", date(2026, 1, 1), date(2029, 1, 1))
    with pytest.raises(ValueError, match="no working day"):
        days_of(Plan(date(2026, 6, 10), election(), days_off=(always,)))


# All rules, all days
@pytest.mark.parametrize("rule", [*every_shipped_election()])
@given(first=st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_every_shipped_election_fits_its_own_rule_on_every_day(rule: Election, first: date) -> None:
    steps = timetable(Plan(first, rule))
    assert [step.starts for step in steps] == sorted(step.starts for step in steps)
    assert all(step.starts <= step.ends and step.first <= step.last for step in steps)
    told = [warning for step in steps for warning in step.warnings]
    assert not [each for each in told if "weekend" not in each]


@given(
    first=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    days=st.integers(1, 60),
    zone=st.sampled_from(["aoe", "UTC", "America/New_York", "Pacific/Kiritimati", ""]),
)
def test_later_by_a_day_is_later_by_a_day(first: date, days: int, zone: str) -> None:
    """Save what waits for a working day, and the hours that clocks are put forward or back."""
    vote = {"open": f"P{days}D"} | ({"timezone": zone} if zone else {})
    rule = election(vote=vote)
    one, other = (steps_of(Plan(each, rule)) for each in (first, first + DAY))
    for key in ("nominations_open", "nominations_close", "statements", "voting_open"):
        assert other[key].last - one[key].last == DAY
    assert other["voting_close"].ends > one["voting_close"].ends


def test_the_dates_of_drafts() -> None:
    dates = dates_of(timetable(Plan(date(2025, 9, 10), shipped("kubernetes", "steering-election"))))
    assert dates["nominate_by"] == datetime(2025, 9, 9, 12, tzinfo=UTC)
    assert dates["register_by"] is None
    assert dates["vote_from"] == datetime(2025, 9, 10, 12, tzinfo=UTC)
    ordered = [
        dates[name] for name in ("nominate_from", "nominate_by", "vote_from", "vote_by", "published_at")
    ]
    assert all(one < other for one, other in pairwise(ordered) if one and other)
