"""Reviews: the queue, writing one, and who reads it when."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects import actions as projects
from projects.models import Review
from tests.cast import TEXT, in_review, in_vote
from tests.projects.conftest import words_of

SECRET = "Between us: weak."
GIVEN = {"recommendation": "accept", "remarks": "Sound.", "confidential": SECRET}


@pytest.fixture
def asked(cast):
    """A proposal with reviews asked of River and Forest."""
    return in_review(cast)


def test_the_queue_needs_a_person(cast, reader):
    assert reader().get("/reviews/")["Location"] == "/account/login/?next=/reviews/"
    assert "No review waits for you." in words_of(reader("Stone").get("/reviews/"))


def test_the_queue_is_due_first_and_counts(cast, reader, asked):
    _, reviews = asked
    cast.later(days=1)
    in_review(cast, title="Later one", name="Later")
    page = words_of(reader("River").get("/reviews/"))
    assert "0 of 2 done" in page
    assert page.index("A register of datasets") < page.index("Later one")
    reader("River").post(f"/reviews/{reviews[0].pk}/submit/", GIVEN)
    assert "1 of 2 done" in words_of(reader("River").get("/reviews/"))


def test_an_overdue_review_is_late(cast, reader, asked):
    cast.later(days=15)
    assert "Late" in words_of(reader("River").get("/reviews/"))


def test_the_text_stands_beside_the_form_with_the_question_of_conflict(cast, reader, asked):
    proposal, reviews = asked
    page = reader("River").get(f"/reviews/{reviews[0].pk}/")
    words = words_of(page)
    assert "The group describes where datasets come from." in words
    assert "Do you have a conflict of interest?" in words
    assert f"/reviews/{reviews[0].pk}/refuse/" in page.content.decode()
    assert "What changed since you were asked" not in words
    projects.publish_version(
        proposal_id=proposal.pk,
        title="T",
        summary="S",
        text=TEXT + "x",
        note="n",
        by=cast.by("Hill"),
        at=cast.now,
    )
    assert "What changed since you were asked" in words_of(reader("River").get(f"/reviews/{reviews[0].pk}/"))


def test_a_draft_is_saved_by_the_button_and_by_the_script(cast, reader, asked):
    _, reviews = asked
    address = f"/reviews/{reviews[0].pk}/draft/"
    plain = reader("River").post(address, {"remarks": "So far"})
    assert (plain.status_code, plain["Location"]) == (303, f"/reviews/{reviews[0].pk}/")
    script = reader("River").post(address, {"remarks": "Further"}, headers={"Accept": "application/json"})
    assert (script.status_code, script.json()) == (200, {"saved_at": cast.now.isoformat()})
    page = reader("River").get(f"/reviews/{reviews[0].pk}/").content.decode()
    assert "Further</textarea>" in page
    assert f'data-autosave="{address}"' in page
    wrong = reader("River").post(address, {"remarks": "a\x00b"}, headers={"Accept": "application/json"})
    assert wrong.status_code == 422
    assert wrong["Content-Type"] == "application/problem+json"
    assert reader("River").get(address)["Location"] == f"/reviews/{reviews[0].pk}/"


def test_an_incomplete_review_keeps_what_was_typed(cast, reader, asked):
    _, reviews = asked
    answer = reader("River").post(f"/reviews/{reviews[0].pk}/submit/", {"remarks": "Only words"})
    assert answer.status_code == 422
    assert "Only words</textarea>" in answer.content.decode()
    assert "Error: Review of" in words_of(answer)


def test_after_submitting_the_next_review_is_offered(cast, reader, asked):
    _, reviews = asked
    later, _ = in_review(cast, title="Later one", name="Later")
    answer = reader("River").post(f"/reviews/{reviews[0].pk}/submit/", GIVEN, follow=True)
    words = words_of(answer)
    assert "Your review is submitted." in words
    assert f"Next: P-{later.pk} Later one, due" in words
    assert "Accept, on version 1." in words


def test_the_others_reviews_open_after_ones_own(cast, reader, asked):
    proposal, reviews = asked
    reader("River").post(f"/reviews/{reviews[0].pk}/submit/", {**GIVEN, "remarks": "Rivers words"})
    address = f"/proposals/P-{proposal.pk}/reviews/"
    before = words_of(reader("Forest").get(address))
    assert "You can read the other reviews after submitting yours." in before
    assert "Rivers words" not in before
    assert reader("Forest").get(f"/reviews/{reviews[0].pk}/").status_code == 404
    reader("Forest").post(f"/reviews/{reviews[1].pk}/submit/", {**GIVEN, "remarks": "Forests words"})
    assert "Rivers words" in words_of(reader("Forest").get(address))
    assert reader("Forest").get(f"/reviews/{reviews[0].pk}/").status_code == 200


@pytest.mark.parametrize(
    ("who", "remarks", "secret"),
    [
        ("", False, False),
        ("Stone", True, False),
        ("Hill", True, False),
        ("Lake", True, True),
        ("staff", True, True),
    ],
)
def test_who_reads_what(cast, reader, asked, who, remarks, secret):
    proposal, reviews = asked
    reader("River").post(f"/reviews/{reviews[0].pk}/submit/", {**GIVEN, "remarks": "Rivers words"})
    page = words_of(reader(who).get(f"/proposals/P-{proposal.pk}/reviews/"))
    assert ("Rivers words" in page) is remarks
    assert (SECRET in page) is secret
    alone = reader(who).get(f"/reviews/{reviews[0].pk}/")
    assert alone.status_code == (302 if not who else 200)
    if who:
        assert (SECRET in words_of(alone)) is secret


@pytest.mark.parametrize("who", ["Lake", "staff", "Stone", "Hill"])
def test_nobody_else_reads_a_draft(cast, reader, asked, who):
    proposal, reviews = asked
    reader("River").post(
        f"/reviews/{reviews[0].pk}/draft/", {"remarks": "Half a thought", "confidential": SECRET}
    )
    for address in (f"/proposals/P-{proposal.pk}/reviews/", f"/reviews/{reviews[0].pk}/"):
        page = words_of(reader(who).get(address))
        assert "Half a thought" not in page
        assert SECRET not in page


def test_a_review_of_an_older_version_says_so(cast, reader, asked):
    proposal, reviews = asked
    reader("River").post(f"/reviews/{reviews[0].pk}/submit/", GIVEN)
    projects.publish_version(
        proposal_id=proposal.pk,
        title="T",
        summary="S",
        text=TEXT + "x",
        note="n",
        by=cast.by("Hill"),
        at=cast.now,
    )
    page = reader("Stone").get(f"/proposals/P-{proposal.pk}/reviews/").content.decode()
    assert "data-superseded" in page
    assert f'<a href="/proposals/P-{proposal.pk}/diff/1..2/">on version 1</a>' in page


def test_when_the_round_is_over_the_draft_is_kept_and_shown(cast, reader, asked):
    proposal, reviews = asked
    reader("River").post(f"/reviews/{reviews[0].pk}/draft/", {"remarks": "Half a thought"})
    projects.withdraw_proposal(proposal_id=proposal.pk, reason="No.", by=cast.by("Hill"), at=cast.now)
    page = words_of(reader("River").get(f"/reviews/{reviews[0].pk}/"))
    assert "The review round is over" in page
    assert "Half a thought" in page
    script = reader("River").post(
        f"/reviews/{reviews[0].pk}/draft/", {"remarks": "More"}, headers={"Accept": "application/json"}
    )
    assert script.status_code == 409
    assert Review.objects.get(pk=reviews[0].pk).remarks == "Half a thought"


def test_others_cannot_write_a_review(cast, reader, asked):
    _, reviews = asked
    assert reader("Lake").post(f"/reviews/{reviews[0].pk}/submit/", GIVEN).status_code == 403
    assert reader("Stone").post(f"/reviews/{reviews[0].pk}/submit/", GIVEN).status_code == 404
    assert reader().post(f"/reviews/{reviews[0].pk}/submit/", GIVEN).status_code == 302
    assert not Review.objects.submitted().exists()


def test_declining_tells_why(cast, reader, asked):
    proposal, reviews = asked
    assert (
        reader("River").post(f"/reviews/{reviews[0].pk}/refuse/", {"reason": "I work with them"}).status_code
        == 303
    )
    assert "Not reviewed: I work with them" in words_of(reader("River").get(f"/reviews/{reviews[0].pk}/"))
    assert "I work with them" in words_of(reader("Lake").get(f"/proposals/P-{proposal.pk}/reviews/"))
    assert "I work with them" not in words_of(reader("Stone").get(f"/proposals/P-{proposal.pk}/reviews/"))


def test_the_queue_costs_the_same_with_one_row_and_with_thirty(cast, reader, asked):
    client = reader("River")
    with CaptureQueriesContext(connection) as one:
        client.get("/reviews/")
    for number in range(29):
        in_review(cast, title=f"Proposal {number}", name=f"Name {number}")
    with CaptureQueriesContext(connection) as thirty:
        assert "0 of 30 done" in words_of(client.get("/reviews/"))
    assert len(thirty) == len(one) <= 15


def test_a_vote_in_progress_shows_reviews_to_members_only(cast, reader):
    proposal, _ = in_vote(cast)
    assert "Sound and useful." not in words_of(reader().get(f"/proposals/P-{proposal.pk}/reviews/"))
    assert "Sound and useful." in words_of(reader("Stone").get(f"/proposals/P-{proposal.pk}/reviews/"))
