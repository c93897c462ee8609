# tables of cases read best unbroken
"""Steps of rules and what goes with them: comment, silence, freezes, business days, criteria, reviews."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from alliance.charter.grammar import MissingTallyError, Rule, explain
from alliance.charter.grammar.calendars import (
    Blackout,
    BusinessCalendar,
    end_of_day,
    in_blackout,
    last_business_day,
)
from alliance.charter.grammar.criteria import Criterion, is_met
from alliance.charter.grammar.measures import LEVELS
from alliance.charter.grammar.objections import Objection, is_approved
from alliance.charter.grammar.reviews import Review, next_review
from alliance.charter.grammar.rules import reapply_on
from alliance.charter.grammar.steps import AllStep, BallotStep, CommentStep, comment_ends

BALLOT: dict[str, Any] = {
    "electorate": {"body": "tac"},
    "vote_unit": "organisation",
    "passes": {"gt": ["for", "against"]},
}
OPENED = datetime(2026, 3, 2, 9, tzinfo=UTC)
US = BusinessCalendar.model_validate({"title": "United States", "holidays": ["2026-11-26", "2026-12-25"]})


def rule(**parts: Any) -> Rule:
    return Rule.model_validate(parts)


def three_of(by: str, tally: str = "for") -> dict[str, Any]:
    """In at least three classes there is one such vote."""
    return {"gte": [{"classes": {"by": by, "where": {"gte": [tally, 1]}}}, 3]}


def test_a_rule_of_steps() -> None:
    found = rule(
        steps=[
            {"criteria": "graduation"},
            {"review": "due-diligence", "by": {"role": "toc-sponsor", "min": 2}},
            {"comment": "public", "min": "P14D"},
            {"all": [{"ballot": BALLOT}, {"ratification": {"by": {"body": "board"}, "ballot": BALLOT}}]},
            {"veto_window": {"by": {"body": "lf"}, "open": "P30D"}},
            {
                "determination": {
                    "by": {"role": "team"},
                    "of": "sufficient support",
                    "not_before": {"after_close": "P14D"},
                }
            },
            {"approvals": 2, "of": {"body": "toc"}, "informed": "chair"},
            {"go_to": "council"},
        ]
    )
    assert len(found.ballots) == 2
    assert isinstance(found.path[3], AllStep)
    assert found.sentences == [
        "The criteria “graduation” must be met.",
        "Two reviews (due diligence) by a TOC sponsor.",
        "Public comment for at least 14 days.",
        "All of these:",
        "– Entitled: the TAC.",
        "– Each organization has one vote.",
        "– There must be more votes for than against.",
        "– There is no quorum.",
        "– Abstaining does not count toward the majority.",
        "– It must be ratified by the board.",
        "– Entitled: the TAC.",
        "– Each organization has one vote.",
        "– There must be more votes for than against.",
        "– There is no quorum.",
        "– Abstaining does not count toward the majority.",
        "It may be vetoed by the LF within 30 days.",
        "Determined by the team, with recorded reasons: sufficient support.",
        "Not before 14 days after the close.",
        "Two approvals of the TOC.",
        "The chair is informed.",
        "Then “council” decides.",
    ]


def test_one_step_written_without_steps() -> None:
    found = rule(ballot=BALLOT)
    assert [type(step) for step in found.path] == [BallotStep]
    assert found.ballots == (found.ballot,)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({}, "exactly one of steps, ballot"),
        (
            {
                "ballot": BALLOT,
                "objection": {"electorate": {"body": "a"}, "passes": {"eq": ["objections", 0]}},
            },
            "exactly one of",
        ),
        ({"steps": [{"balot": BALLOT}]}, "one of criteria, review"),
        ({"steps": []}, "exactly one of steps"),
        ({"steps": [{"all": []}]}, "at least 1 item"),
        ({"steps": ["vote"]}, "one of criteria, review"),
    ],
)
def test_rules_that_decide_nothing(parts: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        rule(**parts)


@pytest.mark.parametrize(
    ("ballot", "why"),
    [
        ({**BALLOT, "vote_unit": "person"}, "not those of member organizations"),
        ({**BALLOT, "held": "meeting"}, "at a meeting"),
        (
            {**BALLOT, "options": ["approve", "reject"], "count_for": "approve", "count_against": "reject"},
            "not for, against",
        ),
        ({**BALLOT, "quorum": {"gte": ["present", 3]}}, "more than the count"),
        ({**BALLOT, "passes": three_of("member_tier")}, "more than the count"),
        ({**BALLOT, "passes": three_of("member_class", "present")}, "more than the count"),
        (
            {**BALLOT, "passes": three_of("member_class"), "secrecy": "secret_ballot"},
            "does not publish who voted how",
        ),
        ({**BALLOT, "close_early": {"when": "passed"}}, "rules beyond"),
        ({**BALLOT, "electorate": {"body": "tac", "standing": "good"}}, "rules beyond"),
        ({**BALLOT, "open": {"min": "P7D"}}, "how long a vote is open"),
    ],
)
def test_why_members_cannot_vote_under_a_rule_here(ballot: dict[str, Any], why: str) -> None:
    found = rule(ballot=ballot)
    assert why in found.why_no_motion()
    assert found.motion("a") is None


def test_a_rule_under_which_members_vote() -> None:
    found = rule(title="Majority", clause="3", ballot={**BALLOT, "vote_unit": "related_companies"}).motion(
        "majority"
    )
    assert found is not None
    assert (found.id, found.title, found.clause, found.body) == ("majority", "Majority", "3", "tac")
    assert found.vote_unit == "corporate_group"
    assert rule(ballot=BALLOT).why_no_motion() == ""
    assert rule(ballot={**BALLOT, "quorum": three_of("member_class")}).why_no_motion() == ""
    assert rule(ballot={**BALLOT, "quorum": three_of("member_class")}).why_no_vote() == ""
    totals = rule(ballot={**BALLOT, "quorum": three_of("member_class"), "publish": "totals"})
    assert "does not publish who voted how" in totals.why_no_vote()
    assert "not one ballot" in rule(steps=[{"ballot": BALLOT}]).why_no_motion()


# Times


@pytest.mark.parametrize(
    ("step", "changes", "days"),
    [
        ({"min": "P14D"}, [], 14),
        ({"min": "P14D"}, [10], 14),
        ({"min": "P14D", "after_change": "P7D"}, [], 14),
        ({"min": "P14D", "after_change": "P7D"}, [3], 14),
        ({"min": "P14D", "after_change": "P7D"}, [3, 12], 19),
        ({"min": "P14D", "after_change": "P7D"}, [20, 13], 27),
    ],
)
def test_when_comment_ends(step: dict[str, Any], changes: list[int], days: int) -> None:
    """CNCF: 14 days, and 7 after the last material change."""
    found = CommentStep.model_validate({"comment": "public", **step})
    changed = [OPENED + timedelta(days=day) for day in changes]
    assert comment_ends(found, OPENED, changed) == OPENED + timedelta(days=days)


@pytest.mark.parametrize(
    ("after", "refused", "again"),
    [
        ("P6M", "2026-08-31", "2027-02-28"),
        ("P3M", "2026-01-15", "2026-04-15"),
        (None, "2026-01-15", "2026-01-15"),
    ],
)
def test_when_it_may_be_put_forward_again(after: str | None, refused: str, again: str) -> None:
    found = rule(ballot=BALLOT, reapply_after=after)
    assert reapply_on(found, date.fromisoformat(refused)) == date.fromisoformat(again)


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        ("2026-11-23", 2, "2026-11-25"),
        ("2026-11-25", 1, "2026-11-27"),
        ("2026-11-26", 2, "2026-11-30"),
        ("2026-11-27", 2, "2026-12-01"),
        ("2026-11-28", 1, "2026-11-30"),
    ],
)
def test_full_business_days(start: str, days: int, last: str) -> None:
    assert last_business_day(date.fromisoformat(start), days, US) == date.fromisoformat(last)


def test_business_days_that_never_come() -> None:
    with pytest.raises(ValueError, match="within a year"):
        last_business_day(date(2026, 1, 1), 300, US)
    with pytest.raises(ValidationError, match="must be a business day"):
        BusinessCalendar(
            weekend=("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        )


def test_the_end_of_a_day() -> None:
    assert end_of_day(date(2026, 11, 24), "aoe").astimezone(UTC) == datetime(2026, 11, 25, 12, tzinfo=UTC)
    assert end_of_day(date(2026, 11, 24), "Europe/Berlin").astimezone(UTC) == datetime(
        2026, 11, 24, 23, tzinfo=UTC
    )
    for zone in ("Mars/Olympus", "../etc/passwd", ""):
        with pytest.raises(ValueError, match="no time zone"):
            end_of_day(date(2026, 11, 24), zone)


@pytest.mark.parametrize(
    ("day", "frozen"),
    [("2026-02-23", False), ("2026-02-24", True), ("2026-03-26", True), ("2026-03-28", False)],
)
def test_a_freeze_before_an_event(day: str, frozen: bool) -> None:
    freeze = Blackout.model_validate({"event": "kubecon", "before": "P4W"})
    events = {"kubecon": [(date(2026, 3, 24), date(2026, 3, 27))]}
    assert in_blackout([freeze], date.fromisoformat(day), events) == (freeze if frozen else None)
    assert in_blackout([freeze], date.fromisoformat(day), {}) is None


def test_a_freeze_lasts_some_time() -> None:
    with pytest.raises(ValidationError, match="how long before or after"):
        Blackout(event="kubecon")


# Silence


@pytest.mark.parametrize(
    ("passes", "tally", "approved"),
    [
        ({"eq": ["objections", 0]}, {"objections": 0}, True),
        ({"eq": ["objections", 0]}, {"objections": 1}, False),
        (
            {"all": [{"gte": ["approvals", 2]}, {"eq": ["objections", 0]}]},
            {"approvals": 2, "objections": 0},
            True,
        ),
        (
            {"all": [{"gte": ["approvals", 2]}, {"eq": ["objections", 0]}]},
            {"approvals": 1, "objections": 0},
            False,
        ),
        (
            {"all": [{"eq": ["formal_objections_sustained", 0]}, {"gte": ["support", 1]}]},
            {"formal_objections_sustained": 0, "support": 0},
            False,
        ),
    ],
)
def test_silence_approves(passes: dict[str, Any], tally: dict[str, int], approved: bool) -> None:
    found = Objection.model_validate({"electorate": {"body": "toc"}, "passes": passes})
    assert is_approved(found, tally) is approved


# Criteria and reviews


@pytest.mark.parametrize(
    ("measure", "facts", "met"),
    [
        ({"gte": ["repository.stars", 500]}, {"repository.stars": 500}, True),
        ({"gte": ["repository.stars", 500]}, {"repository.stars": 499}, False),
        ({"gte": ["badge.level", "silver"]}, {"badge.level": LEVELS["passing"]}, False),
        ({"gte": ["badge.level", "silver"]}, {"badge.level": LEVELS["gold"]}, True),
        (
            {"all": [{"gte": ["count(maintainers)", 3]}, {"gte": ["distinct(maintainers.affiliation)", 2]}]},
            {"count(maintainers)": 3, "distinct(maintainers.affiliation)": 1},
            False,
        ),
    ],
)
def test_a_measured_criterion(measure: dict[str, Any], facts: dict[str, int], met: bool) -> None:
    assert is_met(Criterion.model_validate({"id": "a", "measure": measure}), facts) is met


def test_a_measure_is_told_with_its_numbers() -> None:
    found = Criterion.model_validate({"id": "a", "measure": {"gte": ["count(maintainers)", 3]}})
    assert found.sentence == "A: there must be at least 3 maintainers."
    assert found.measure is not None
    assert explain(found.measure, {"count(maintainers)": 1}) == "1 maintainer, at least 3 needed"
    assert explain(found.measure, {"count(maintainers)": 2}) == "2 maintainers, at least 3 needed"
    badge = Criterion.model_validate({"id": "a", "measure": {"gte": ["badge.level", "silver"]}}).measure
    assert badge is not None
    assert explain(badge, {**LEVELS, "badge.level": 1}) == "passing, at least silver needed"


def test_what_is_judged_or_not_known_is_not_measured() -> None:
    judged = Criterion.model_validate({"id": "size", "evidence": "attestation", "judged_by": "toc-sponsor"})
    assert judged.sentence == "Size: attested, judged by the TOC sponsor."
    with pytest.raises(ValueError, match="is judged, not measured"):
        is_met(judged, {})
    with pytest.raises(MissingTallyError, match=r"repository\.stars"):
        is_met(Criterion.model_validate({"id": "a", "measure": {"gte": ["repository.stars", 1]}}), {})


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"id": "a"}, "either a measure or evidence"),
        ({"id": "a", "evidence": "attestation"}, "says who attests"),
        ({"id": "a", "measure": {"gte": ["repository.star", 1]}}, "Did you mean “repository.stars”"),
    ],
)
def test_criteria_that_cannot_be_checked(data: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Criterion.model_validate(data)


def test_reviews_come_round() -> None:
    data = {"id": "annual", "every": "P1Y", "of": {"kind": "project", "stages": ["sandbox", "graduated"]},
            "by": {"body": "tac"}, "cure": "P30D", "may_open": ["to-archived"]}  # fmt: skip
    review = Review.model_validate(data)
    assert next_review(review, date(2024, 2, 29)) == date(2025, 2, 28)
    assert review.sentences == [
        "Every year, each project in sandbox or graduated is reviewed by the TAC.",
        "What falls short has 30 days to be mended.",
        "The review may open “to archived”.",
    ]
