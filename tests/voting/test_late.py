"""A vote that comes late is refused with the seconds, at the API as in the action."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.cast import in_vote, raise_curtain
from tests.interfaces.doors import client_for


@pytest.mark.django_db
def test_the_api_says_how_late_a_vote_came():
    cast = raise_curtain(timezone.now())
    _, ballot = in_vote(cast)
    ballot.opens_at, ballot.closes_at = cast.now - timedelta(days=2), timezone.now() - timedelta(seconds=41)
    ballot.save(update_fields=["opens_at", "closes_at"])
    answer = client_for(cast, "Lake").post(
        f"/api/v1/ballots/{ballot.ref}/vote/", {"choice": "for"}, content_type="application/json"
    )
    assert answer.status_code == 409
    assert "seconds late, and was not recorded" in answer.json()["detail"]
