"""A casting vote in an election, short terms by rank, and a discussion that grows only so far."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError

from alliance.charter.grammar.elections import Election, terms_shared
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
