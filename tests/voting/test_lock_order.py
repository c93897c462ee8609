"""The order of locks, on which it rests that casting, closing, striking and seating never wait in a ring."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alliance.kernel.actor import Actor
from alliance.voting import actions
from members.models import Representation
from members.queries import entry_of
from projects import actions as projects
from tests.cast import Cast, in_review, in_vote


def two_ballots(cast: Cast) -> list[int]:
    return [in_vote(cast, name=name)[1].pk for name in ("One", "Two")]


def statements(captured: CaptureQueriesContext) -> list[str]:
    return [query["sql"] for query in captured.captured_queries]


@pytest.mark.parametrize("what", ["strike", "seat"])
def test_the_ballots_are_held_in_the_order_of_their_ids_before_any_row(cast, what):
    ballots = two_ballots(cast)
    river = Representation.objects.select_related("user").get(user=cast.people["River"])
    by = Actor.system()
    if what == "seat":
        actions.strike_voter(organization_id=river.organization_id, user_id=river.user_id, by=by, at=cast.now)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        if what == "seat":
            done = actions.seat_voter(
                organization_id=river.organization_id, entry=entry_of(river), by=by, at=cast.now
            )
        else:
            done = actions.strike_voter(
                organization_id=river.organization_id, user_id=river.user_id, by=by, at=cast.now
            )
    assert done == 2
    found = statements(captured)
    held = [number for number, sql in enumerate(found) if "pg_advisory_xact_lock_shared" in sql]
    assert [re.search(r", (\d+)\)", found[number])[1] for number in held] == [str(pk) for pk in ballots]
    first_row = next(number for number, sql in enumerate(found) if "FOR UPDATE" in sql)
    assert max(held) < first_row


def test_a_review_is_handed_in_with_its_proposal_held(cast):
    _, (review, _) = in_review(cast)
    with CaptureQueriesContext(connection) as captured:
        projects.submit_review(
            review_id=review.pk, recommendation="accept", remarks="Good.", by=cast.by("River"), at=cast.now
        )
    locking = next(sql for sql in statements(captured) if "FOR UPDATE" in sql)
    assert locking.endswith('FOR UPDATE OF "projects_review", "projects_proposal"')
