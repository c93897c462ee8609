"""Inbox, preferences and unsubscribing, at every door."""

import pytest
from django.core import mail
from django.urls import reverse

from alliance.audit.dispatch import deliver_due
from alliance.kernel.verdict import Forbidden
from alliance.notifications import actions
from alliance.notifications.kinds import kind_named
from alliance.notifications.models import Notice, Preference
from alliance.notifications.queries import unread_count
from projects import actions as projects
from tests.cast import in_review, submitted
from tests.notifications.telling import mails_to, send_all


@pytest.fixture
def discussed(cast):
    """Hill's proposal has a comment, and nobody's older mail is in the way."""
    proposal = submitted(cast)
    deliver_due(at=cast.now)
    send_all(cast.now)
    mail.outbox.clear()
    comment(cast, proposal)
    return proposal


def comment(cast, proposal, text="Which licence?"):
    projects.comment_on_proposal(proposal_id=proposal.pk, text=text, by=cast.by("Stone"), at=cast.now)
    deliver_due(at=cast.now)


@pytest.fixture
def hill(cast, client):
    client.force_login(cast.people["Hill"])
    return client


def mine(cast, **filters):
    return Notice.objects.filter(recipient=cast.people["Hill"], **filters)


def test_the_inbox_shows_ones_own_notices_with_the_reason(cast, discussed, hill):
    page = hill.get(reverse("inbox")).content.decode()
    assert f"Stone Rep commented on {discussed.ref}" in page
    assert f"You are told because you wrote {discussed.ref}." in page
    assert "is submitted to Data" not in page


def test_a_visitor_is_asked_to_sign_in(client, db):
    for name in ("inbox", "preferences"):
        answer = client.get(reverse(name))
        assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("account_login"))


def test_opening_marks_as_read_and_leads_to_the_object(cast, discussed, hill):
    notice = mine(cast, kind="proposal_commented").get()
    before = unread_count(cast.people["Hill"].pk)
    address = reverse("notice_open", args=[notice.pk])
    assert hill.get(address).status_code == 405
    answer = hill.post(address)
    assert (answer.status_code, answer.url) == (303, notice.path)
    assert unread_count(cast.people["Hill"].pk) == before - 1


def test_done_leaves_the_inbox_but_not_the_record(cast, discussed, hill):
    notice = mine(cast, kind="proposal_commented").get()
    answer = hill.post(reverse("notice_done", args=[notice.pk]), {"show": "unread"})
    assert answer.url == reverse("inbox") + "?show=unread"
    assert notice.subject not in hill.get(reverse("inbox")).content.decode()
    assert notice.subject in hill.get(reverse("inbox") + "?show=done").content.decode()


def test_everything_can_be_marked_as_read(cast, discussed, hill):
    hill.post(reverse("inbox_read_all"))
    assert unread_count(cast.people["Hill"].pk) == 0
    assert "Nothing unread." in hill.get(reverse("inbox") + "?show=unread").content.decode()
    assert unread_count(cast.people["Lake"].pk) > 0


def test_somebody_elses_notice_is_not_there(cast, discussed, hill):
    other = Notice.objects.filter(recipient=cast.people["Lake"]).first()
    for name in ("notice_open", "notice_read", "notice_done"):
        assert hill.post(reverse(name, args=[other.pk])).status_code == 404
    other.refresh_from_db()
    assert (other.read_at, other.done_at) == (None, None)
    with pytest.raises(Forbidden):
        actions.mark_read(notice_id=other.pk, by=cast.by("Hill"), at=cast.now)


def test_an_unknown_box_is_not_there(hill):
    assert hill.get(reverse("inbox") + "?show=nonsense").status_code == 404


def test_the_inbox_costs_the_same_with_many_notices(cast, discussed, hill, django_assert_max_num_queries):
    def cost():
        with django_assert_max_num_queries(15) as queries:
            assert hill.get(reverse("inbox")).status_code == 200
        return len(queries)

    hill.get(reverse("inbox"))
    few = cost()
    template = mine(cast, kind="proposal_commented").get()
    for event in cast_events(30):
        template.pk, template.event = None, event
        template.save(force_insert=True)
    assert cost() == few


def cast_events(number):
    from alliance.audit.models import Event

    return Event.objects.exclude(notices__kind="proposal_commented").order_by("id")[:number]


def test_a_preference_stops_the_next_mail_but_not_the_notice(cast, discussed, hill):
    page = hill.get(reverse("preferences")).content.decode()
    assert "A comment on a proposal you wrote or commented on" in page
    wanted = {"review_started": "on"}
    assert hill.post(reverse("preferences"), wanted).status_code == 303
    assert Preference.objects.get(user=cast.people["Hill"], kind="proposal_commented").by_mail is False
    assert Preference.objects.get(user=cast.people["Hill"], kind="review_started").by_mail is True
    send_all(cast.now)
    assert mails_to(cast.people["Hill"]) == []
    notice = mine(cast, kind="proposal_commented").get()
    assert (notice.mail_state, notice.mail_note) == ("suppressed", "Switched off in the preferences.")


def test_a_duty_cannot_be_switched_off_and_says_why(cast, hill):
    kind = kind_named("review_asked")
    page = hill.get(reverse("preferences")).content.decode()
    assert kind.locked_because in page
    hill.post(reverse("preferences"), {})
    assert not Preference.objects.filter(kind="review_asked").exists()
    with pytest.raises(Forbidden, match="Declining a review ends it"):
        actions.choose_mail(
            user_id=cast.people["Hill"].pk, kind=kind, by_mail=False, by=cast.by("Hill"), at=cast.now
        )


def test_nobody_chooses_for_somebody_else(cast):
    with pytest.raises(Forbidden):
        actions.choose_mail(
            user_id=cast.people["Lake"].pk,
            kind=kind_named("proposal_commented"),
            by_mail=False,
            by=cast.by("Hill"),
            at=cast.now,
        )


def test_news_is_mailed_only_on_demand(cast):
    send_all(cast.now)
    news = Notice.objects.get(kind="group_chartered", recipient=cast.people["Stone"])
    assert (news.urgency, news.mail_state) == ("news", "suppressed")


def unsubscribe_link(message):
    headers = message.message()
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")


def test_the_unsubscribe_link_asks_first_and_then_turns_off_that_kind_alone(cast, discussed, client):
    send_all(cast.now)
    (message,) = mails_to(cast.people["Hill"])
    link = unsubscribe_link(message)
    assert link in message.body
    asked = client.get(link).content.decode()
    assert "h…@members.example" in asked
    assert cast.people["Hill"].email not in asked
    assert not Preference.objects.exists()
    strict = type(client)(enforce_csrf_checks=True)
    assert "Switched off" in strict.post(link, {"List-Unsubscribe": "One-Click"}).content.decode()
    assert list(Preference.objects.values_list("user__name", "kind", "by_mail")) == [
        ("Hill Rep", "proposal_commented", False)
    ]
    comment(cast, discussed, "And which terms?")
    in_review_of(cast, discussed)
    send_all(cast.now)
    assert [each.subject for each in mails_to(cast.people["Hill"])[1:]] == [
        f"{discussed.ref} is in review until Mon 16 Mar"
    ]


def in_review_of(cast, proposal):
    projects.assign_reviewer(
        proposal_id=proposal.pk, reviewer_id=cast.people["River"].pk, by=cast.by("Lake"), at=cast.now
    )
    deliver_due(at=cast.now)


def test_a_forged_link_does_nothing(cast, discussed, client):
    send_all(cast.now)
    link = unsubscribe_link(mails_to(cast.people["Hill"])[0])
    forged = link[:-3] + ("AAA/" if not link.endswith("AAA/") else "BBB/")
    assert client.post(forged).status_code == 404
    assert not Preference.objects.exists()


def test_the_inbox_in_the_api(cast, discussed, hill, client):
    listed = hill.get("/api/v1/inbox/", {"unread": "true"}).json()["results"]
    assert listed[0]["subject"].startswith(f"Stone Rep commented on {discussed.ref}")
    assert listed[0]["url"].startswith(f"http://localhost:8000/proposals/{discussed.ref}/")
    read = hill.post(f"/api/v1/inbox/{listed[0]['id']}/read/")
    assert (read.status_code, read.json()["read_at"] is not None) == (200, True)
    assert listed[0]["id"] not in {
        each["id"] for each in hill.get("/api/v1/inbox/", {"unread": "true"}).json()["results"]
    }
    other = Notice.objects.filter(recipient=cast.people["Lake"]).first()
    assert hill.post(f"/api/v1/inbox/{other.pk}/read/").status_code == 404
    assert hill.get("/api/v1/inbox/", {"unread": "perhaps"}).status_code == 422
    hill.logout()
    assert hill.get("/api/v1/inbox/").status_code == 401


def test_a_reviewer_finds_the_request_under_its_proposal(cast, client):
    proposal, _ = in_review(cast)
    deliver_due(at=cast.now)
    client.force_login(cast.people["River"])
    page = client.get(reverse("inbox")).content.decode()
    assert f"<h2>{proposal.ref}</h2>" in page
