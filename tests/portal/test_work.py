"""What needs a person, and the same count in the header of every page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from alliance.portal import work
from alliance.portal.queries import needs_staff
from alliance.voting import actions as voting
from members import actions as members
from members.models import Role
from projects import actions as projects
from tests.cast import Cast, appoint, draft, in_review, in_vote, line, raise_curtain, reviewed, submitted
from tests.interfaces.ballot_scenes import drafted, objected, opened, tied


@pytest.fixture
def today(db) -> Cast:
    """The cast on stage now, for pages that read the clock."""
    return raise_curtain(timezone.now() - timedelta(days=1))


def duties(cast: Cast, name: str) -> list[tuple[str, str]]:
    found = work.duties(cast.people[name].pk, cast.now)
    assert work.count_of_duties(cast.people[name].pk, cast.now) == len(found)
    return [(duty.verb, duty.ref) for duty in found]


def test_a_draft_waits_for_its_author_only(cast: Cast) -> None:
    proposal = draft(cast)
    assert duties(cast, "Hill") == [("Submit", proposal.ref)]
    assert duties(cast, "Lake") == []


def test_a_proposal_without_reviewers_waits_for_the_chair(cast: Cast) -> None:
    proposal = submitted(cast)
    assert duties(cast, "Hill") == []
    assert duties(cast, "Lake") == [("Ask reviewers", proposal.ref)]


def test_reviewers_then_the_chair_again(cast: Cast) -> None:
    proposal, reviews = in_review(cast)
    assert duties(cast, "Lake") == []
    assert duties(cast, "River") == [("Review", proposal.ref)]
    for name, review in zip(("River", "Forest"), reviews, strict=True):
        projects.submit_review(
            review_id=review.pk, recommendation="accept", remarks="Sound.", by=cast.by(name), at=cast.now
        )
    assert duties(cast, "River") == []
    assert duties(cast, "Lake") == [("Call the vote", proposal.ref)]


def test_when_every_reviewer_recused_the_chair_asks_others(cast: Cast) -> None:
    proposal, (review,) = in_review(cast, "River")
    projects.refuse_review(review_id=review.pk, reason="We work together.", by=cast.by("River"), at=cast.now)
    assert duties(cast, "Lake") == [("Ask reviewers", proposal.ref)]


def test_a_returned_proposal_waits_for_its_author(cast: Cast) -> None:
    proposal = reviewed(cast)
    projects.return_proposal(proposal_id=proposal.pk, note="Say who pays.", by=cast.by("Lake"), at=cast.now)
    assert duties(cast, "Hill") == [("Answer", proposal.ref)]
    assert "Say who pays." in work.duties(cast.people["Hill"].pk, cast.now)[0].note


def test_a_vote_is_owed_until_it_is_cast_and_not_after_the_close(cast: Cast) -> None:
    _, ballot = in_vote(cast)
    assert duties(cast, "River") == [("Vote", ballot.ref)]
    assert duties(cast, "Hill alternate") == []
    voting.cast_vote(
        ballot_id=ballot.pk,
        elector_id=line(ballot, "River").pk,
        choice="for",
        by=cast.by("River"),
        at=cast.now,
    )
    assert duties(cast, "River") == []
    assert duties(cast, "Forest") == [("Vote", ballot.ref)]
    cast.later(days=15)
    assert duties(cast, "Forest") == []


def test_a_ballot_waits_for_whoever_runs_it(cast: Cast) -> None:
    ballot, answer = objected(cast)
    assert duties(cast, "Lake") == [("Vote", ballot.ref), ("Run", ballot.ref)]
    assert work.duties(cast.people["Lake"].pk, cast.now)[1].note == "An objection waits for an answer."
    voting.answer_objection(
        ballot_id=ballot.pk,
        objection_id=int(answer["objection"]),
        is_upheld=False,
        answer="It may.",
        by=cast.by("Lake"),
        at=cast.now,
    )
    assert duties(cast, "Lake") == [("Vote", ballot.ref)]
    cast.people["staff"] = cast.staff
    prepared = drafted(cast)
    assert duties(cast, "staff") == [("Run", prepared.ref)]
    opened(cast, prepared)
    assert duties(cast, "staff") == []
    waiting, _ = tied(cast)
    assert duties(cast, "staff") == [("Run", waiting.ref)]


def test_reviews_that_no_longer_count_are_not_duties(cast: Cast) -> None:
    proposal, reviews = in_review(cast)
    projects.submit_review(
        review_id=reviews[0].pk, recommendation="accept", remarks="Sound.", by=cast.by("River"), at=cast.now
    )
    assert duties(cast, "Forest") == [("Review", proposal.ref)]
    projects.withdraw_proposal(proposal_id=proposal.pk, reason="No need.", by=cast.by("Hill"), at=cast.now)
    assert duties(cast, "Forest") == []


def test_duties_are_sorted_by_deadline_and_bucketed(cast: Cast) -> None:
    in_vote(cast, days=3)
    in_review(cast, title="Another register", name="Another")
    draft(cast, "River", title="A third", name="Third")
    found = work.duties(cast.people["River"].pk, cast.now)
    assert [duty.verb for duty in found] == ["Vote", "Review", "Submit"]
    assert [heading for heading, _ in work.buckets(found, cast.now)] == ["Within a week", "Later", "No date"]
    late = work.duties(cast.people["River"].pk, cast.later(days=20))
    assert [(duty.verb, duty.state) for duty in late] == [("Review", "Late"), ("Submit", "")]
    assert work.buckets(late, cast.now)[0][0] == "Late"


def test_waiting_on_others_names_who_has_the_ball(cast: Cast) -> None:
    proposal, _ = in_review(cast)
    (own,) = work.waiting_on_others(cast.people["Hill"].pk)
    assert own.ref == proposal.ref
    assert "Waiting on 2 of 2 reviewers" in own.note
    asked = work.waiting_on_others(cast.people["Lake"].pk)
    assert [each.note for each in asked] == [
        "River Rep was asked for a review",
        "Forest Rep was asked for a review",
    ]


def test_the_page_needs_a_sign_in(client: Client, cast: Cast) -> None:
    assert client.get("/my/").headers["Location"] == "/account/login/?next=/my/"


def test_the_page_and_the_header_agree(client: Client, today: Cast) -> None:
    _, ballot = in_vote(today)
    draft(today, "River", title="A third", name="Third")
    client.force_login(today.people["River"])
    answer = client.get("/my/")
    assert "2 things need you" in answer.content.decode()
    assert answer.context["my_work_count"] == 2
    assert f"/ballots/{ballot.ref}/vote/" in answer.content.decode()
    assert "You act for River." in answer.content.decode()


def test_a_person_with_two_hats_chooses_one(client: Client, today: Cast) -> None:
    members.appoint_representative(
        organization_id=today.organizations["Lake"].pk,
        name="River Rep",
        email=today.people["River"].email,
        role=Role.ALTERNATE,
        from_on=today.now.date(),
        by=today.by("staff"),
        at=today.now,
    )
    client.force_login(today.people["River"])
    assert "You act for River." in client.get("/my/").content.decode()
    lake = today.organizations["Lake"].pk
    answer = client.post("/my/hat/", {"organization": lake, "next": "https://evil.example/"})
    assert (answer.status_code, answer["Location"]) == (303, "/my/")
    assert "You act for Lake." in client.get("/my/").content.decode()
    refused = client.post("/my/hat/", {"organization": today.organizations["Stone"].pk}, follow=True)
    assert "You do not represent that organization today." in refused.content.decode()
    assert "You act for Lake." in client.get("/my/").content.decode()


def test_the_header_costs_two_queries_and_none_for_visitors(
    cast: Cast, rf, django_assert_num_queries
) -> None:
    from django.contrib.auth.models import AnonymousUser

    from alliance.portal.context import my_work

    request = rf.get("/")
    request.user = AnonymousUser()
    with django_assert_num_queries(0):
        assert my_work(request) == {}
    request.user = cast.people["River"]
    with django_assert_num_queries(2):
        shown = {name: str(number) for name, number in my_work(request).items()}
    assert set(shown) == {"my_work_count", "inbox_unread"}
    with django_assert_num_queries(0):
        my_work(request)


def test_my_work_asks_no_more_when_there_is_more(client: Client, today: Cast) -> None:
    client.force_login(today.people["River"])
    in_vote(today)
    few = _queries(client)
    for number in range(6):
        in_vote(today, title=f"Register {number}", name=f"Register {number}")
    assert _queries(client) == few <= 25


def _queries(client: Client) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        assert client.get("/my/").status_code == 200
    return len(seen)


def test_staff_see_what_is_stuck(cast: Cast) -> None:
    assert needs_staff(at=cast.now) == []
    _, ballot = in_vote(cast, days=3)
    overdue = ballot.closes_at + timedelta(minutes=5)
    assert [need.label for need in needs_staff(at=overdue) if need.href == f"/ballots/{ballot.ref}/"] == [
        f"{ballot.ref} {ballot.question}"
    ]


def test_staff_see_members_that_nobody_represents_and_groups_without_chair(cast: Cast) -> None:
    staff = cast.by("staff")
    members.admit_organization(
        name="Silent",
        kind="company",
        country="CH",
        tier_id=cast.tier.pk,
        since_on=cast.now.date(),
        by=staff,
        at=cast.now,
    )
    seat = cast.group.seats.chairs().get()
    submitted(cast)
    members.relieve_chair(group_id=cast.group.pk, seat_id=seat.pk, by=staff, at=cast.now)
    cast.later(seconds=1)
    found = {need.label: need for need in needs_staff(at=cast.now)}
    assert set(found) == {"Silent", "Data"}
    assert found["Silent"].href == "/members/silent/appoint/"
    assert found["Data"].since == cast.now - timedelta(seconds=1)


def test_staff_see_deliveries_that_fail(cast: Cast) -> None:
    from alliance.audit.models import Delivery, Event

    event = Event.objects.latest("id")
    Delivery.objects.create(
        event=event, subscriber="somebody", attempts=3, next_at=cast.now, error="ValueError: no"
    )
    (need,) = needs_staff(at=cast.now)
    assert need.label.startswith("somebody after ")
    assert need.why == "Tried 3 times: ValueError: no"


def test_staff_see_mail_that_was_given_up(cast: Cast) -> None:
    from alliance.audit.models import Event
    from alliance.notifications.models import Notice

    Notice.objects.create(
        event=Event.objects.latest("id"),
        recipient=cast.people["Hill"],
        kind="test",
        urgency="duty",
        about="P-1",
        subject="Vote in B-1",
        path="/",
        reason="test",
        created_at=cast.now,
        next_at=cast.now,
        mail_state="failed",
        mail_note="550 no such user",
    )
    (need,) = needs_staff(at=cast.now)
    assert need.label == "Mail to Hill Rep: Vote in B-1"
    assert need.why == "The mail was given up: 550 no such user"
    assert need.href.startswith("/admin/notifications/notice/")


def test_alternates_of_another_member_are_not_mixed_up(cast: Cast) -> None:
    appoint(cast, "Lake", "Lou Lake", Role.ALTERNATE)
    cast.people["Lou"] = cast.organizations["Lake"].representations.get(role=Role.ALTERNATE).user
    in_vote(cast)
    assert duties(cast, "Lou") == []
