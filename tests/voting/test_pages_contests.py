"""Choose, check, recorded in a contest: as a browser without JavaScript does it, in a secret ballot."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alliance.audit.models import Event
from alliance.voting.models import Ballot, Box, Envelope, Vote
from tests.cast import Cast, line, raise_curtain
from tests.voting.test_pages import signed_in
from tests.voting.test_pages_vote import cast_checked, hidden
from tests.voting.test_secret_ballots import counted, opened

pytestmark = pytest.mark.django_db
TRACKER = re.compile(r'<code class="tracker-code">([0-9A-Z-]{19})</code>')


@pytest.fixture
def cast(db: None) -> Cast:
    return raise_curtain(timezone.now())


@pytest.fixture
def ballot(cast: Cast) -> Ballot:
    return opened(cast)


def mark(client: Client, ballot: Ballot, **marks: Any) -> Any:
    page = client.get(reverse("cast_vote", args=[ballot.pk]))
    assert page.status_code == 200
    return client.post(reverse("check_vote", args=[ballot.pk]), {**hidden(page.content.decode()), **marks})


def test_a_ranking_is_checked_in_words_and_cast_with_a_tracker_shown_once(cast, ballot):
    client = signed_in(cast, "Lake")
    checked = mark(client, ballot, mark_2="1", mark_0="2")
    page = checked.content.decode()
    assert "Check your vote: it is not recorded yet" in page
    assert re.search(r"1st.*Mei Lin.*2nd.*Ana Ruiz.*1 not ranked", page, re.S)
    assert not Vote.objects.exists()
    recorded = cast_checked(client, ballot, checked)
    assert recorded.status_code == 200
    tracker = TRACKER.search(recorded.content.decode())[1]
    assert "no-store" in recorded["Cache-Control"]
    vote = Vote.objects.get()
    assert (vote.choice, vote.marks) == ("", None)
    later = client.get(reverse("vote_recorded", args=[ballot.pk, line(ballot, "Lake").pk])).content.decode()
    assert vote.receipt in later
    assert tracker not in later
    cast.now = timezone.now()
    counted(cast, ballot)
    assert f"{tracker},2,,1\n" in Box.objects.get().text


def test_the_same_check_page_sent_again_is_one_vote_with_the_same_tracker(cast, ballot):
    client = signed_in(cast, "Lake")
    checked = mark(client, ballot, mark_2="1")
    answers = [cast_checked(client, ballot, checked) for _ in range(3)]
    assert len({TRACKER.search(each.content.decode())[1] for each in answers}) == 1
    assert Vote.objects.get().revision == 1
    assert Event.objects.filter(kind="vote.cast").count() == 1


def test_two_windows_lose_nothing(cast, ballot):
    client = signed_in(cast, "Lake")
    first, second = mark(client, ballot, mark_2="1"), mark(client, ballot, mark_0="1")
    cast_checked(client, ballot, first)
    sealed = bytes(Envelope.objects.get().sealed)
    answer = cast_checked(client, ballot, second)
    assert answer.status_code == 409
    assert "Ana Ruiz" in answer.content.decode()
    assert bytes(Envelope.objects.get().sealed) == sealed
    replaced = cast_checked(client, ballot, answer)
    assert replaced.status_code == 200
    assert Vote.objects.get().revision == 2
    assert bytes(Envelope.objects.get().sealed) != sealed


def test_a_tie_in_the_ranks_is_told_at_the_rank_and_keeps_all(cast):
    ballot = opened(cast)
    client = signed_in(cast, "Lake")
    answer = mark(client, ballot, mark_0="1", mark_1="1", mark_2="2")
    page = answer.content.decode()
    assert answer.status_code == 422 or "Check your vote" in page
    if answer.status_code == 422:
        assert "both 1st" in page
        assert page.count("selected") >= 3
    assert not Vote.objects.exists()


def test_a_blank_vote_takes_part_and_is_for_nobody(cast, ballot):
    client = signed_in(cast, "Lake")
    checked = mark(client, ballot, blank="1")
    assert "This vote is blank" in checked.content.decode()
    assert cast_checked(client, ballot, checked).status_code == 200
    cast_checked(signed_in(cast, "River"), ballot, mark(signed_in(cast, "River"), ballot, mark_0="1"))
    cast.now = timezone.now()
    result = counted(cast, ballot)
    assert (result.turnout["voted"], result.record["input"]["blank"]) == (2, "1")


def test_back_from_the_check_keeps_the_ranking(cast, ballot):
    client = signed_in(cast, "Lake")
    checked = mark(client, ballot, mark_2="1", mark_0="2")
    again = client.post(
        reverse("cast_vote", args=[ballot.pk]), {**hidden(checked.content.decode()), "step": "change"}
    ).content.decode()
    select = re.search(r'<select[^>]*name="mark_2".*?</select>', again, re.S)[0]
    assert re.search(r'value="1"[^>]*selected', select)


def test_a_vote_that_comes_after_the_close_is_told_so_and_keeps_nothing(cast, ballot):
    client = signed_in(cast, "Lake")
    checked = mark(client, ballot, mark_2="1")
    Ballot.objects.filter(pk=ballot.pk).update(
        opens_at=timezone.now() - timedelta(days=20), closes_at=timezone.now() - timedelta(seconds=41)
    )
    answer = cast_checked(client, ballot, checked)
    assert answer.status_code == 409
    assert "was not recorded" in answer.content.decode()
    assert not Envelope.objects.exists()


def test_a_program_may_not_cast_a_secret_vote_where_the_rule_does_not_say_so(cast, ballot):
    client = signed_in(cast, "Lake")
    answer = client.post(
        reverse("api-cast_vote", args=[ballot.pk]),
        {"marks": {"Mei Lin": 1}, "tracker": "K7QM-2F9D-XR4T-80BC"},
        content_type="application/json",
    )
    assert answer.status_code == 403
    assert "portal" in answer.json()["detail"]
    assert not Vote.objects.exists()
