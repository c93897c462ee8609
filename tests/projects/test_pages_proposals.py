"""Pages of proposals: what each reader sees, and what stays hidden."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects import actions as projects
from projects.models import Proposal
from tests.cast import TEXT, draft, in_review, in_vote, submitted
from tests.projects.conftest import words_of

TABS = ("", "versions/", "versions/1/", "discussion/", "reviews/", "timeline/")


def publish(cast, proposal, text, note="more", author="Hill"):
    return projects.publish_version(
        proposal_id=proposal.pk,
        title=proposal.title,
        summary=proposal.summary,
        text=text,
        note=note,
        by=cast.by(author),
        at=cast.now,
    )


@pytest.mark.parametrize("who", ["", "Hill", "Lake", "River", "staff"])
def test_every_page_of_a_proposal_opens_for_everyone(cast, reader, who):
    proposal, _ = in_vote(cast)
    for tab in TABS:
        assert reader(who).get(f"/proposals/P-{proposal.pk}/{tab}").status_code == 200
    assert reader(who).get(f"/proposals/P-{proposal.pk}/diff/1..2/").status_code == 404
    assert reader(who).get(f"/proposals/P-{proposal.pk}/versions/2/").status_code == 404
    assert reader(who).get(f"/proposals/P-{proposal.pk}/versions/9999999999999999/").status_code == 404


@pytest.mark.parametrize(
    ("who", "sees"), [("", False), ("River", False), ("Lake", False), ("Hill", True), ("staff", True)]
)
def test_drafts_are_hidden_on_every_surface(cast, reader, who, sees):
    proposal = draft(cast, title="A secret plan", summary="Unheard of.")
    client = reader(who)
    for tab in TABS:
        assert client.get(f"/proposals/P-{proposal.pk}/{tab}").status_code == (200 if sees else 404)
    for address in (
        "/proposals/",
        "/proposals/?q=secret",
        "/proposals/?state=draft",
        "/proposals/?organization=hill",
    ):
        page = words_of(client.get(address))
        assert ("A secret plan" in page) is sees
        assert f"Showing {int(sees)} proposal{'' if sees else 's'}." in page
        assert ("Draft (1)" in page) is sees


def test_a_withdrawn_draft_stays_hidden(cast, reader):
    proposal = draft(cast, title="A secret plan")
    projects.withdraw_proposal(proposal_id=proposal.pk, reason="No.", by=cast.by("Hill"), at=cast.now)
    assert reader("River").get(f"/proposals/P-{proposal.pk}/").status_code == 404
    assert "A secret plan" not in words_of(reader("River").get("/proposals/"))


def test_the_status_line_says_who_has_the_ball_and_for_how_long(cast, reader):
    proposal, _ = in_review(cast)
    cast.later(days=11)
    page = words_of(reader("Stone").get(f"/proposals/P-{proposal.pk}/"))
    assert (
        "Waiting on 2 of 2 reviewers (River Rep, Forest Rep). Until Mon 16 Mar 2026, 12:00 UTC, in 3 days."
        in page
    )
    assert "Day 12 since it was submitted." in page
    cast.later(days=4)
    assert "Was due Mon 16 Mar 2026, 12:00 UTC" in words_of(reader().get(f"/proposals/P-{proposal.pk}/"))


@pytest.mark.parametrize(
    ("who", "sentence", "buttons", "absent"),
    [
        (
            "Hill",
            "You wrote this proposal.",
            ["Publish a new version", "Withdraw"],
            ["Ask a reviewer", "Edit draft"],
        ),
        ("Lake", "You chair Data.", ["Ask a reviewer", "Return to author", "Put to ballot"], ["Withdraw"]),
        ("River", "You are asked for a review.", ["Review"], ["Withdraw", "Ask a reviewer"]),
        ("", "0 of 2 reviews are in.", [], ["Withdraw", "Ask a reviewer", "You "]),
    ],
)
def test_each_role_gets_its_own_buttons(cast, reader, who, sentence, buttons, absent):
    proposal, _ = in_review(cast)
    page = words_of(reader(who).get(f"/proposals/P-{proposal.pk}/")).partition("In one paragraph")[0]
    page = page.partition("Proposals P-")[2]
    assert sentence in page
    assert [each for each in buttons if each not in page] == []
    assert [each for each in absent if each in page] == []


def test_a_button_that_only_the_moment_forbids_says_why(cast, reader):
    proposal, _ = in_review(cast)
    page = words_of(reader("Lake").get(f"/proposals/P-{proposal.pk}/"))
    assert "Put to ballot No review is submitted yet: a vote follows a review." in page


def test_voters_are_told_that_they_have_not_voted(cast, reader):
    proposal, ballot = in_vote(cast)
    address = f"/proposals/P-{proposal.pk}/"
    assert "You have not voted for River. Vote" in words_of(reader("River").get(address))
    assert "You have not voted" not in words_of(reader().get(address))
    assert f"/ballots/B-{ballot.pk}/vote/" in reader("River").get(address).content.decode()


def test_filters_narrow_the_list_and_count(cast, reader):
    submitted(cast, title="A benchmark", kind="standard", name="")
    submitted(cast, author="Stone", title="A register")
    in_review(cast, title="A playbook", kind="policy", name="")
    client = reader()
    for query, found in {
        "": ["A benchmark", "A register", "A playbook"],
        "?state=open": ["A benchmark", "A register"],
        "?kind=policy": ["A playbook"],
        "?organization=stone": ["A register"],
        "?group=data&state=in_review": ["A playbook"],
        "?q=bench": ["A benchmark"],
        "?q=BENCH+a": ["A benchmark"],
        "?state=nonsense": [],
        "?q=%00": ["A benchmark", "A register", "A playbook"],
        "?page=99999999999": ["A benchmark", "A register", "A playbook"],
    }.items():
        page = words_of(client.get(f"/proposals/{query}"))
        assert f"Showing {len(found)} proposal{'' if len(found) == 1 else 's'}." in page, query
        assert [
            title
            for title in ("A benchmark", "A register", "A playbook")
            if title in page.partition("Showing")[2]
        ] == found or not found, query
    assert "Open for comment (2)" in words_of(client.get("/proposals/"))
    assert "Open for comment (1)" in words_of(client.get("/proposals/?organization=stone"))
    assert "No proposal matches these filters." in words_of(client.get("/proposals/?q=zebra"))


def test_the_board_has_a_column_per_stage(cast, reader):
    proposal, _ = in_vote(cast)
    submitted(cast, title="Fresh", name="Fresh")
    page = words_of(reader().get("/proposals/?view=board"))
    assert "Open for comment 1 Fresh" in page
    assert f"In vote 1 {proposal.title}" in page
    assert "view=board" in reader().get("/proposals/?view=board&q=x").content.decode()


def test_versions_and_what_changed(cast, reader):
    proposal = submitted(cast)
    publish(
        cast, proposal, TEXT.replace("Text and images", "Text, images and video"), note="video <b>too</b>"
    )
    client = reader()
    assert "video <b>too</b>" in words_of(client.get(f"/proposals/P-{proposal.pk}/versions/")).replace(
        "&lt;", "<"
    )
    changed = client.get(f"/proposals/P-{proposal.pk}/diff/1..2/")
    assert "<ins>" in changed.content.decode()
    assert "1 paragraph changed" in words_of(changed)
    assert "(not the latest)" in words_of(client.get(f"/proposals/P-{proposal.pk}/versions/1/"))
    assert client.get(f"/proposals/P-{proposal.pk}/diff/2..1/").status_code == 200


def test_the_discussion_and_its_form(cast, reader):
    proposal = submitted(cast)
    address = f"/proposals/P-{proposal.pk}/discussion/"
    assert "Sign in to comment." in words_of(reader().get(address))
    answer = reader("River").post(
        f"/proposals/P-{proposal.pk}/comment/", {"text": "Who <script>pays</script>?"}
    )
    assert answer.status_code == 303
    led = reader().get(answer["Location"])
    comment = proposal.comments.get()
    assert led["Location"] == f"{address}#comment-{comment.pk}"
    page = reader("Stone").get(address).content.decode()
    assert "&lt;script&gt;pays" in page
    assert "River Rep" in page
    refused = reader("River").post(f"/proposals/P-{proposal.pk}/comment/", {"text": " "})
    assert refused.status_code == 422
    publish(cast, proposal, TEXT + "\nMore.")
    assert "on version 1" in words_of(reader().get(address))


def test_the_comment_of_a_hidden_proposal_is_not_found(cast, reader):
    assert reader().get("/comments/1/").status_code == 404


def test_the_timeline_shows_what_the_reader_may_see(cast, reader):
    proposal, ballot = in_vote(cast)
    address = f"/proposals/P-{proposal.pk}/timeline/"
    outside, inside = words_of(reader().get(address)), words_of(reader("Stone").get(address))
    assert f"Put the proposal to ballot B-{ballot.pk}." in outside
    assert "for a review" not in outside.partition("Timeline Submitted")[2]
    assert "Asked River Rep for a review." in inside
    assert "Started a draft" not in inside
    assert "Started a draft" in words_of(reader("staff").get(address))


def test_writing_a_draft_and_submitting_it(cast, reader):
    client = reader("Hill")
    page = client.get("/proposals/new/")
    assert page.status_code == 200
    assert "data-autosave" not in page.content.decode()
    refused = client.post("/proposals/new/", {"kind": "project", "title": "Mine"})
    assert refused.status_code == 422
    assert "Error: " in words_of(refused)
    assert 'value="Mine"' in refused.content.decode()
    given = {"kind": "policy", "title": "Mine", "group": "data", "summary": "S", "text": "T"}
    answer = client.post("/proposals/new/", given)
    assert answer.status_code == 303
    proposal = Proposal.objects.get()
    assert answer["Location"] == f"/proposals/P-{proposal.pk}/"
    assert client.post(f"/proposals/P-{proposal.pk}/submit/").status_code == 303
    assert "Open for comment" in words_of(reader().get(f"/proposals/P-{proposal.pk}/"))


def test_a_draft_saves_itself(cast, reader):
    proposal = draft(cast)
    address = f"/proposals/P-{proposal.pk}/edit/"
    client = reader("Hill")
    assert f'data-autosave="{address}"' in client.get(address).content.decode()
    given = {"kind": "policy", "title": "Later title", "group": "data", "summary": "S", "text": "T"}
    saved = client.post(address, given, headers={"Accept": "application/json"})
    assert (saved.status_code, saved.json()) == (
        200,
        {"saved_at": cast.now.isoformat(), "replaces": cast.now.isoformat()},
    )
    proposal.refresh_from_db()
    assert proposal.title == "Later title"
    assert "The draft is saved." not in words_of(client.get(address))
    wrong = client.post(address, {**given, "title": ""}, headers={"Accept": "application/json"})
    assert (wrong.status_code, wrong.json()["detail"]) == (422, "Title: This field is required")
    projects.submit_proposal(proposal_id=proposal.pk, by=cast.by("Hill"), at=cast.now)
    late = client.post(address, given, headers={"Accept": "application/json"})
    assert late.status_code == 409
    assert late["Content-Type"] == "application/problem+json"
    assert "no longer a draft" in late.json()["detail"]


def test_a_stale_version_shows_both_texts_and_keeps_yours(cast, reader):
    proposal = submitted(cast)
    client = reader("Hill")
    assert 'name="replaces" value="1"' in client.get(f"/proposals/P-{proposal.pk}/publish/").content.decode()
    publish(cast, proposal, TEXT + "\nTheirs.", note="theirs")
    given = {"title": "T", "summary": "S", "text": "Yours.", "note": "mine", "replaces": "1"}
    answer = client.post(f"/proposals/P-{proposal.pk}/publish/", given)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Hill Rep published version 2 meanwhile." in page
    assert "Version 2 appeared while you wrote" in page
    assert "<p>Theirs.</p>" in page or "Theirs." in page
    assert ">\nYours.</textarea>" in page
    assert 'name="replaces" value="2"' in page
    again = client.post(f"/proposals/P-{proposal.pk}/publish/", {**given, "replaces": "2"})
    assert again.status_code == 303
    proposal.refresh_from_db()
    assert proposal.latest_version == 3


def test_conflicted_people_are_shown_with_their_reason(cast, reader):
    proposal = submitted(cast, author="Stone")
    page = reader("Lake").get(f"/proposals/P-{proposal.pk}/reviewers/")
    words = words_of(page)
    assert "Cliff is in the same corporate group as Stone." in words
    assert "Stone Rep wrote" in words
    handle = cast.people["River"].handle
    assert f'value="{handle}"' in page.content.decode()
    assert f'value="{cast.people["Cliff"].handle}"' not in page.content.decode()
    asked = reader("Lake").post(f"/proposals/P-{proposal.pk}/reviewers/", {"reviewer": handle})
    assert asked.status_code == 303
    refused = reader("Lake").post(
        f"/proposals/P-{proposal.pk}/reviewers/", {"reviewer": cast.people["Cliff"].handle}
    )
    assert refused.status_code == 422
    assert reader("River").get(f"/proposals/P-{proposal.pk}/reviewers/").status_code == 403


def test_the_vote_is_called_on_a_page_that_explains_the_rules(cast, reader):
    proposal, reviews = in_review(cast)
    address = f"/proposals/P-{proposal.pk}/put-to-ballot/"
    assert reader("Lake").get(address).status_code == 409
    projects.submit_review(
        review_id=reviews[0].pk, recommendation="accept", remarks="Yes.", by=cast.by("River"), at=cast.now
    )
    words = words_of(reader("Lake").get(address))
    assert "More than half of the votes for and against must be for." in words
    assert "5 organizations may vote today" in words
    given = {
        "rule_id": "simple-majority",
        "question": "Shall we?",
        "meaning_for": "We do.",
        "meaning_against": "We do not.",
        "closes_at": f"{cast.now + timedelta(days=10):%Y-%m-%dT%H:%M}",
        "recused": ["forest"],
    }
    wrong = reader("Lake").post(address, given)
    assert wrong.status_code == 422
    assert "Say why these organizations are recused" in words_of(wrong)
    assert 'value="forest" checked' in wrong.content.decode()
    assert 'value="simple-majority" checked' in wrong.content.decode()
    done = reader("Lake").post(address, {**given, "recusal_reason": "they sell it"})
    assert done.status_code == 303
    proposal.refresh_from_db()
    assert proposal.state == "in_vote"


@pytest.mark.parametrize("address", ["/proposals/", "/proposals/?view=board"])
@pytest.mark.parametrize("who", ["", "Lake"])
def test_a_list_costs_the_same_with_one_row_and_with_thirty(cast, reader, address, who):
    client = reader(who)
    in_review(cast)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(address)
    for number in range(29):
        in_review(cast, title=f"Proposal {number}", name=f"Name {number}")
    with CaptureQueriesContext(connection) as thirty:
        assert f"Proposal {28}" in words_of(client.get(address))
    assert len(thirty) == len(one) <= 15
