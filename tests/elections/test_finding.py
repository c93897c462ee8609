"""E-3 leads to its election, words find elections, candidates and bodies; home says where to nominate."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alliance.portal.search import named, search
from tests.cast import Cast, raise_curtain
from tests.elections import polls


@pytest.fixture
def cast(db) -> Cast:
    return raise_curtain(timezone.now())


def test_a_short_id_leads_to_its_election(cast: Cast):
    election = polls.nominating(cast)
    for ref in (election.ref, election.ref.lower(), f"e{election.pk}"):
        assert named(ref, cast.by("Hill")) == election
    answer = Client().get(reverse("go", args=[election.ref]))
    assert answer["Location"] == election.get_absolute_url()
    hidden = polls.planned(cast, is_public=False, opens_in=50)
    assert named(hidden.ref, cast.by("Hill")) is None
    assert named(hidden.ref, cast.by("River")) == hidden
    assert Client().get(reverse("go", args=[hidden.ref])).status_code == 404


def test_words_find_elections_candidates_and_bodies(cast: Cast):
    election = polls.nominating(cast)
    polls.standing(cast, election, "Lake")
    found = {hits.kind: hits for hits in search("oversight", by=cast.by("Hill"), at=cast.now)}
    assert [hit.ref for hit in found["Elections"].first] == [election.ref]
    assert [hit.title for hit in found["Bodies"].first] == ["Technical oversight committee"]
    found = {hits.kind: hits for hits in search("lake rep", by=cast.by("Hill"), at=cast.now)}
    assert [(hit.title, hit.ref) for hit in found["Candidates"].first] == [("Lake Rep", election.ref)]


def test_home_says_where_to_nominate_until_when(cast: Cast):
    election = polls.nominating(cast)
    polls.planned(cast, title="Later", opens_in=60)
    text = " ".join(Client().get("/").content.decode().split())
    row = text.split("Nominate</span>")[1].split("</li>")[0]
    assert election.ref in row
    assert "2 seats of the Technical oversight committee" in row
    assert "Later" not in text
