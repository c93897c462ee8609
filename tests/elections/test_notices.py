"""Who is told about elections, when, and in which words."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from alliance.audit.dispatch import deliver_due
from alliance.elections import actions
from alliance.elections.actions.reminding import remind_of_nominations
from alliance.elections.queries import nominations_to_remind_of
from alliance.kernel.verdict import NotNow
from alliance.notifications.models import Notice
from tests.cast import Cast, raise_curtain
from tests.elections import polls
from tests.interfaces.doors import client_for
from tests.interfaces.election_scenes import asked_to_vote, of_academia, refused, too_many, vacant
from tests.notifications.telling import send_all, told

VOTERS = {f"{name} Rep" for name in ("Hill", "Lake", "Cliff")}


@pytest.fixture
def cast(db) -> Cast:
    return raise_curtain(timezone.now())


def news(cast: Cast, kind: str) -> dict[str, str]:
    """Name of the person -> subject, after the outbox has delivered up to now."""
    deliver_due(at=cast.now)
    return told(kind)


def test_those_who_may_nominate_hear_that_nominations_open_and_officers_do_not(cast):
    election = polls.nominating(cast)
    found = news(cast, "nominations_opened")
    assert set(found) == VOTERS
    assert next(iter(found.values())).startswith("Nominate by ")
    assert next(iter(found.values())).endswith(
        f"2 seats of the Technical oversight committee ({election.ref})"
    )


def test_in_a_class_of_members_their_people_hear_of_it(cast):
    of_academia(cast)
    assert set(news(cast, "nominations_opened")) == {"Hill Rep", "Hal Hill", "Lake Rep", "River Rep"}


def test_officers_hear_that_they_run_an_election(cast):
    polls.planned(cast)
    assert set(news(cast, "officer_appointed")) == {f"{name} Rep" for name in polls.OFFICERS}


def test_more_time_is_told_with_its_reason(cast):
    election = polls.nominating(cast)
    actions.extend_nominations(
        election_id=election.pk,
        closes_at=cast.now + timedelta(days=20),
        reason="holidays",
        by=cast.by("staff"),
        at=cast.now,
    )
    assert set(news(cast, "nominations_prolonged")) == VOTERS
    notice = Notice.objects.filter(kind="nominations_prolonged").first()
    assert "Why: holidays" in notice.body
    assert notice.subject.startswith("Nominations are open longer, until")


def test_a_close_is_reminded_of_once_and_only_those_who_have_not_acted(cast):
    election = polls.nominating(cast, opens_in=5)
    polls.nominated(cast, election, "Lake", by="Hill")
    assert nominations_to_remind_of(cast.now) == [election.pk]
    remind_of_nominations(election_id=election.pk, by=polls.SYSTEM, at=cast.now)
    assert set(news(cast, "nominations_reminder")) == {"Lake Rep", "Cliff Rep"}
    assert set(news(cast, "nomination_unanswered")) == {"Lake Rep"}
    assert nominations_to_remind_of(cast.now) == []
    with pytest.raises(NotNow):
        remind_of_nominations(election_id=election.pk, by=polls.SYSTEM, at=cast.now)
    assert nominations_to_remind_of(election.nominations_open_at) == []


def test_a_reminder_is_not_mailed_to_whoever_acted_meanwhile(cast):
    election = polls.nominating(cast, opens_in=5)
    remind_of_nominations(election_id=election.pk, by=polls.SYSTEM, at=cast.now)
    deliver_due(at=cast.now)
    polls.nominated(cast, election, "Lake", by="Cliff")
    send_all(cast.now)
    kind = "nominations_reminder"
    mailed = {each.to[0] for each in mail.outbox if each.extra_headers["X-Alliance-Reason"] == kind}
    assert mailed == {"hill.rep@members.example", "lake.rep@members.example"}


def test_the_nominee_is_asked_by_when_and_whoever_nominated_hears_the_answer(cast):
    election = polls.nominating(cast)
    polls.standing(cast, election, "Lake", by="Hill")
    (subject,) = news(cast, "nominated").values()
    assert subject.startswith(f"You are nominated for {election.ref}: accept or decline by ")
    assert news(cast, "nomination_answered") == {
        "Hill Rep": f"Lake Rep stands for the Technical oversight committee ({election.ref})"
    }


def test_whoever_nominates_themselves_is_not_told_so(cast):
    polls.standing(cast, polls.nominating(cast), "Hill", by="Hill")
    assert news(cast, "nominated") == {}
    assert news(cast, "nomination_answered") == {}


def test_a_candidate_hears_why_not(cast):
    candidacy = refused(cast)
    assert news(cast, "candidacy_judged") == {
        "Lake Rep": f"{candidacy.ref}: you do not stand for the Technical oversight committee"
    }
    assert "too new" in Notice.objects.get(kind="candidacy_judged").body


def test_candidates_are_asked_and_the_asker_hears_the_answers(cast):
    election = polls.nominating(cast)
    lake, *_ = polls.standing(cast, election, "Lake", "Cliff")
    asked = actions.ask_question(
        election_id=election.pk, text="How often will you meet?", by=cast.by("Hill"), at=cast.now
    )
    assert set(news(cast, "question_asked")) == {"Lake Rep", "Cliff Rep"}
    actions.answer_question(
        question_id=asked.pk, candidacy_id=lake.pk, text="Weekly.", by=cast.by("Lake"), at=cast.now
    )
    assert news(cast, "question_answered") == {"Hill Rep": f"Lake Rep answers your question ({election.ref})"}
    send_all(cast.now)
    kind = "question_asked"
    mailed = {each.to[0] for each in mail.outbox if each.extra_headers["X-Alliance-Reason"] == kind}
    assert mailed == {"cliff.rep@members.example"}  # Lake has answered before the mail went out


def test_candidates_and_officers_hear_the_provisional_result(cast):
    election = polls.counted(cast)
    found = news(cast, "result_declared")
    assert set(found) == {"Lake Rep", "Hill Rep", "Cliff Rep", *(f"{name} Rep" for name in polls.OFFICERS)}
    assert found["Cliff Rep"].startswith(f"{election.ref}: ")
    bodies = {str(each.recipient): each.body for each in Notice.objects.filter(kind="result_declared")}
    assert "you are elected" in bodies["Lake Rep"]
    assert "you are elected" not in bodies["Cliff Rep"]
    assert "Objections are taken until" in bodies["Cliff Rep"]


def test_with_the_certificate_the_elected_hear_their_seats_and_the_others_their_place(cast):
    election = polls.certified(cast)
    assert set(news(cast, "elected")) == {"Lake Rep", "Hill Rep"}
    notice = Notice.objects.filter(kind="elected", recipient=cast.people["Lake"]).get()
    assert "members seat" in notice.body
    assert set(news(cast, "not_elected")) == {"Cliff Rep"}
    assert "You are number 1 of those who may move up" in Notice.objects.get(kind="not_elected").body
    assert not set(news(cast, "election_certified")) & {"Lake Rep", "Hill Rep", "Cliff Rep"}
    assert not Notice.objects.filter(kind="term_begun").exists()
    assert election.state == "certified"


def test_a_cancelled_election_is_told_to_those_who_took_part(cast):
    election = polls.nominating(cast)
    polls.nominated(cast, election, "Lake", by="Hill")
    actions.cancel_election(election_id=election.pk, reason="no seats", by=cast.by("staff"), at=cast.now)
    told_to = {"Lake Rep", "Hill Rep", *(f"{name} Rep" for name in polls.OFFICERS)}
    assert set(news(cast, "election_cancelled")) == told_to


def test_a_vacant_seat_is_told_to_staff_and_the_others_of_the_body(cast):
    seat = vacant(cast)
    found = news(cast, "seat_vacated")
    assert set(found) == {"Hill Rep"}  # staff recorded it themselves
    assert set(news(cast, "term_ended")) == {"Lake Rep"}
    body = Notice.objects.get(kind="seat_vacated").body
    assert seat.title in body
    assert "How the charter fills it" in body


def test_a_side_that_holds_too_much_is_told(cast):
    too_many(cast)
    assert set(news(cast, "cap_exceeded")) == {"Stone Rep", "Cliff Rep"}
    assert set(news(cast, "term_begun")) == {"Stone Rep", "Cliff Rep"}


def test_officers_hear_of_requests_to_vote_and_the_person_of_the_decision(cast):
    request = asked_to_vote(cast)
    assert set(news(cast, "entitlement_asked")) == {f"{name} Rep" for name in polls.OFFICERS}
    actions.decide_request(
        request_id=request.pk, is_granted=True, answer="You did.", by=cast.by("River"), at=cast.now
    )
    assert news(cast, "entitlement_decided") == {
        "Lake Rep": f"{request.ref}: your request to vote is granted"
    }


def test_every_mail_of_an_election_leads_to_a_page_its_reader_may_open(cast):
    polls.certified(cast)
    polls.nominated(cast, polls.nominating(cast, title="Another"), "Lake", by="Hill")
    deliver_due(at=cast.now)
    names = {user.pk: name for name, user in cast.people.items()}
    for notice in Notice.objects.filter(kind__in=KINDS).select_related("recipient"):
        name = names.get(notice.recipient_id, "staff")
        status = client_for(cast, name).get(notice.path).status_code
        assert status in {200, 302, 409}, (notice.kind, name, notice.path, status)


KINDS = (
    "nominations_opened",
    "nominated",
    "nomination_answered",
    "result_declared",
    "elected",
    "not_elected",
    "election_certified",
    "officer_appointed",
    "term_ended",
)
