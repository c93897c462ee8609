"""Casting votes, short terms, discussions that grow only so far; and what a decision is about, in words."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from alliance.charter.grammar import parse_condition, state
from alliance.charter.grammar.elections import Election, terms_shared
from alliance.charter.grammar.rules import Subject
from alliance.charter.grammar.seats import Alternates
from alliance.charter.grammar.steps import CommentStep, comment_ends

OPENED = datetime(2026, 3, 1, 12, tzinfo=UTC)
DEBIAN = CommentStep.model_validate(
    {"comment": "members", "min": "P14D", "after_change": "P7D", "max": "P21D"}
)


def test_somebody_may_have_the_casting_vote() -> None:
    election = Election.model_validate({"method": "debian", "tie": [{"casting": "project-leader"}]})
    assert election.sentences[-1] == "In a tie, the project leader decides."


def test_the_shortest_terms_go_to_the_lowest_ranked() -> None:
    election = Election.model_validate({"method": "meek-prf", "short_terms": "lowest_ranked"})
    assert election.sentences[-1] == "The shortest terms go to those ranked lowest."
    long, short = date(2028, 12, 31), date(2027, 12, 31)
    assert terms_shared("abc", [short, long, long]) == {"a": long, "b": long, "c": short}


def test_with_fewer_elected_than_seats_the_longest_terms_are_filled() -> None:
    long, short = date(2028, 12, 31), date(2027, 12, 31)
    assert terms_shared("ab", [short, long, long, short]) == {"a": long, "b": long}


@pytest.mark.parametrize(
    ("changes", "days"),
    [([], 14), ([3], 14), ([10], 17), ([10, 13], 20), ([14], 21), ([10, 13, 18], 21), ([20], 21)],
)
def test_a_late_option_prolongs_the_discussion_up_to_its_maximum(changes: list[int], days: int) -> None:
    changed = [OPENED + timedelta(days=day) for day in changes]
    assert comment_ends(DEBIAN, OPENED, changed) == OPENED + timedelta(days=days)


def test_the_maximum_is_told() -> None:
    assert DEBIAN.sentences[-1] == "The whole time is never more than 21 days."


def test_a_maximum_needs_something_that_prolongs() -> None:
    with pytest.raises(ValidationError, match="only grows to its max by after_change"):
        CommentStep.model_validate({"comment": "public", "min": "P14D", "max": "P21D"})


@pytest.mark.parametrize(
    ("subject", "told"),
    [
        ({"kind": "seat-holder", "body": "toc"}, "It is about a seat holder of the TOC."),
        ({"kind": "affiliation"}, "It is about an affiliation."),
        ({"kind": "project", "to": "managed"}, "It is about a project that becomes managed."),
        ({"kind": "project", "from": "supported"}, "It is about a project that is supported."),
        (
            {"kind": "project", "from": ["sandbox", "incubating"], "to": "archived"},
            "It is about a project that goes from sandbox or incubating to archived.",
        ),
    ],
)
def test_what_a_decision_is_about(subject: dict[str, Any], told: str) -> None:
    assert Subject.model_validate(subject).sentence == told


@pytest.mark.parametrize(
    ("most", "told"),
    [
        (None, "An alternate votes when the seat's holder is absent."),
        (1, "An alternate votes when the seat's holder is absent."),
        (2, "Up to two alternates vote when the seat's holder is absent."),
    ],
)
def test_how_many_alternates_vote(most: int | None, told: str) -> None:
    assert Alternates(most=most).sentence == told


def test_a_number_of_classes_is_told_as_what_is() -> None:
    members = {"classes": {"by": "member", "where": {"gte": ["seats", 1]}}}
    present = {"classes": {"by": "member", "where": {"gte": ["present", 1]}}}
    condition = parse_condition({"gte": [present, {"min": [4, {"frac": "1/2", "of": members}]}]})
    assert state(condition) == (
        "the number of classes by member where there is at least 1 member present must be at least the "
        "lesser of 4 and half of the number of classes by member where there is at least 1 seat"
    )
