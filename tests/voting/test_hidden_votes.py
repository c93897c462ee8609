"""Who has voted is nobody's business before the count: on no page of the record, in no ledger of mail."""

import pytest
from django.test import Client

from alliance.kernel.actor import Actor
from alliance.voting import actions
from tests.cast import in_vote, line

PAGES = ("/admin/audit/event/", "/admin/notifications/notice/", "/api/v1/events/?page_size=200")
TELLING = ("vote.cast", "vote_recorded")


@pytest.fixture
def desk(cast) -> Client:
    client = Client()
    client.force_login(cast.staff)
    return client


def telling(desk: Client) -> list[str]:
    """The pages that tell of a vote."""
    found = []
    for page in PAGES:
        answer = desk.get(page)
        assert answer.status_code == 200
        # The filters of a list name every kind: only its rows are asked.
        rows = answer.content.decode().split("<tbody>")[-1]
        found += [page for word in TELLING if word in rows.split("</tbody>")[0]]
    return found


def test_staff_read_who_voted_after_the_count_only(cast, desk):
    _, ballot = in_vote(cast)
    elector = line(ballot, "Lake")
    actions.cast_vote(
        ballot_id=ballot.pk, elector_id=elector.pk, choice="for", by=cast.by("Lake"), at=cast.now
    )
    cast.later(seconds=1)
    assert telling(desk) == []
    cast.later(days=15)
    actions.close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=cast.now)
    cast.later(seconds=1)
    assert telling(desk) == list(PAGES)
