"""From the ledger to the mailbox: once, in the reader's zone, only while it is true and wanted."""

import re
import smtplib
import threading
from datetime import datetime, timedelta
from email import message_from_bytes
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from alliance.accounts.models import User
from alliance.audit.dispatch import deliver_due
from alliance.audit.models import Delivery, Event
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Forbidden
from alliance.notifications import actions, tasks
from alliance.notifications.failing import DeliveryFailing
from alliance.notifications.kinds import all_kinds, kind_named
from alliance.notifications.models import TOO_OLD, MailState, Notice
from alliance.notifications.queries import failing_deliveries
from alliance.voting import actions as voting
from members import actions as members
from projects import actions as projects
from tests.cast import in_review, in_vote, line, raise_curtain, submitted
from tests.notifications.telling import mails_to, send_all

SYSTEM = Actor.system()
PROMISE = (
    "We never ask for your password. The address of the portal is http://localhost:8000, "
    "and this ballot is listed there.\n"
)


class Broken(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise smtplib.SMTPServerDisconnected("gone")


def quiet(cast):
    """Everybody's mail so far is out of the way."""
    deliver_due(at=cast.now)
    send_all(cast.now)
    mail.outbox.clear()


def test_two_runs_send_every_mail_once(cast):
    in_vote(cast)
    deliver_due(at=cast.now)
    sent = [notice for notice in send_all(cast.now) if notice.mail_state == MailState.SENT]
    assert len(mail.outbox) == len(sent) > 10
    assert send_all(cast.now + timedelta(hours=1)) == []
    assert len(mail.outbox) == len(sent)


def test_a_delivery_that_runs_twice_tells_nobody_twice(cast):
    in_vote(cast)
    deliver_due(at=cast.now)
    before = Notice.objects.count()
    Delivery.objects.filter(subscriber="notice:ballot_opened").update(done_at=None)
    deliver_due(at=cast.now)
    assert Notice.objects.count() == before
    notice = Notice.objects.filter(kind="ballot_opened").first()
    notice.pk = None
    with pytest.raises(IntegrityError, match="told_once"), transaction.atomic():
        notice.save(force_insert=True)


def test_the_mail_of_a_vote(cast):
    river = cast.people["River"]
    river.time_zone = "Europe/Zurich"
    river.save()
    quiet(cast)
    _, ballot = in_vote(cast)
    deliver_due(at=cast.now)
    send_all(cast.now)
    message = next(each for each in mails_to(river) if each.subject.startswith("Vote by"))
    assert (
        message.subject
        == f"Vote by Mon 16 Mar, 13:00 CET: Shall the alliance set up the register? ({ballot.ref})"
    )
    assert message.body.startswith(
        "Vote for River by Mon 16 Mar 2026, 13:00 CET (12:00 UTC):\n"
        f"http://localhost:8000/ballots/{ballot.ref}/vote/\n\n"
        "Question: Shall the alliance set up the register?\n"
    )
    assert "You get this because you vote for River." in message.body
    assert message.body.endswith(PROMISE)
    opened = Event.objects.get(kind="ballot.opened")
    sent = message_from_bytes(message.message().as_bytes())
    reference = f"<b-{ballot.pk}@localhost>"
    assert {name: sent[name] for name in ("Message-ID", "In-Reply-To", "References", "List-Id")} == {
        "Message-ID": f"<event-{opened.pk}.ballot_opened.{river.pk}@localhost>",
        "In-Reply-To": reference,
        "References": reference,
        "List-Id": f'"{ballot.ref}" <b-{ballot.pk}.localhost>',
    }
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent["X-Alliance-Reason"] == "ballot_opened"
    assert sent["Reply-To"] == "returning-officer@example.org"
    assert sent["List-Unsubscribe"] is None
    ((html, mimetype),) = message.alternatives
    assert mimetype == "text/html"
    assert "<img" not in html
    assert "The project is created." in html


def test_both_parts_of_a_mail_say_the_same_words(cast):
    proposal = submitted(cast, title="Licences <b>&</b> terms")
    projects.comment_on_proposal(
        proposal_id=proposal.pk, text="Which <i>licence</i>?", by=cast.by("Stone"), at=cast.now
    )
    deliver_due(at=cast.now)
    send_all(cast.now)
    (message,) = [each for each in mail.outbox if "commented" in each.subject]
    ((html, _),) = message.alternatives
    assert 'commented on "Licences <b>&</b> terms":' in message.body
    assert "Which <i>licence</i>?" in message.body
    assert "Licences &lt;b&gt;&amp;&lt;/b&gt; terms" in html
    assert "Which &lt;i&gt;licence&lt;/i&gt;?" in html


def test_what_is_no_longer_true_is_not_mailed(cast):
    quiet(cast)
    _, ballot = in_vote(cast)
    voting.cast_vote(
        ballot_id=ballot.pk,
        elector_id=line(ballot, "River").pk,
        choice="for",
        by=cast.by("River"),
        at=cast.now,
    )
    deliver_due(at=cast.now)
    send_all(cast.now)
    notice = Notice.objects.get(kind="ballot_opened", recipient=cast.people["River"])
    assert (notice.mail_state, notice.mail_note) == ("suppressed", "The vote is in.")
    assert [each.subject[:8] for each in mails_to(cast.people["Stone"])] == ["Vote by "]


def test_a_reminder_does_not_reach_who_voted_meanwhile_nor_anyone_after_the_close(cast):
    _, ballot = in_vote(cast)
    cast.later(days=12)
    quiet(cast)
    voting.remind_voters(ballot_id=ballot.pk, milestone="2 days", by=SYSTEM, at=cast.now)
    deliver_due(at=cast.now)
    voting.cast_vote(
        ballot_id=ballot.pk,
        elector_id=line(ballot, "River").pk,
        choice="for",
        by=cast.by("River"),
        at=cast.now,
    )
    actions.mail_next_notice(post=mail.get_connection(), by=SYSTEM, at=cast.now)
    send_all(cast.now + timedelta(days=2))
    states = dict(Notice.objects.filter(kind="vote_reminder").values_list("recipient__name", "mail_state"))
    assert states.pop("River Rep") == "suppressed"
    assert sorted(states.values()).count("sent") == 1
    assert mails_to(cast.people["River"]) == []


def test_events_of_days_ago_are_not_mailed(cast):
    in_review(cast)
    deliver_due(at=cast.now)
    late = cast.now + timedelta(days=2, seconds=1)
    waiting = Notice.objects.filter(mail_state="queued").count()
    assert actions.suppress_outdated(by=SYSTEM, at=late) == waiting > 0
    assert set(Notice.objects.values_list("mail_state", "mail_note")) == {("suppressed", TOO_OLD)}
    assert send_all(late) == []


def test_a_failure_is_put_off_and_in_the_end_given_up(cast):
    quiet(cast)
    submitted(cast)
    deliver_due(at=cast.now)
    at = cast.now
    notice = actions.mail_next_notice(post=Broken(), by=SYSTEM, at=at)
    assert (notice.mail_state, notice.attempts, notice.next_at) == ("queued", 1, at + timedelta(minutes=1))
    assert notice.mail_note == "SMTPServerDisconnected: gone"
    assert actions.mail_next_notice(post=Broken(), by=SYSTEM, at=at) is None
    for _ in range(actions.GIVE_UP_AFTER - 1):
        at = notice.next_at
        notice = actions.mail_next_notice(post=Broken(), by=SYSTEM, at=at)
    assert (notice.mail_state, notice.attempts) == ("failed", actions.GIVE_UP_AFTER)
    assert mail.outbox == []
    with pytest.raises(Forbidden):
        actions.retry_mail(notice_id=notice.pk, by=cast.by("Lake"), at=at)
    actions.retry_mail(notice_id=notice.pk, by=cast.by("staff"), at=at)
    assert [each.mail_state for each in send_all(at)] == ["sent"]


def test_old_mail_that_staff_send_again_is_sent_and_says_that_it_is_late(cast, client):
    quiet(cast)
    submitted(cast)
    deliver_due(at=cast.now)
    at = cast.now
    while (notice := actions.mail_next_notice(post=Broken(), by=SYSTEM, at=at)).mail_state == "queued":
        at = notice.next_at
    client.force_login(notice.recipient)
    assert "could not be delivered" in client.get(reverse("inbox")).content.decode()
    late = cast.now + timedelta(days=9)
    actions.retry_mail(notice_id=notice.pk, by=cast.by("staff"), at=late)
    assert actions.suppress_outdated(by=SYSTEM, at=late) == 0
    assert actions.mail_next_notice(post=Broken(), by=SYSTEM, at=late).mail_state == "queued"
    assert [each.mail_state for each in send_all(late + timedelta(minutes=1))] == ["sent"]
    notice.refresh_from_db()
    assert notice.mail_note == "Sent by e-mail 9 days late."
    assert notice.mail_note in client.get(reverse("inbox")).content.decode()


def test_a_notice_whose_mail_was_dropped_says_so(cast, client):
    submitted(cast)
    deliver_due(at=cast.now)
    actions.suppress_outdated(by=SYSTEM, at=cast.now + timedelta(days=3))
    client.force_login(cast.people["Lake"])
    assert TOO_OLD in client.get(reverse("inbox")).content.decode()


def test_a_notice_that_cannot_be_written_as_mail_holds_up_no_other(cast, monkeypatch):
    quiet(cast)
    in_review(cast)
    deliver_due(at=cast.now)
    first = Notice.objects.due(cast.now).first()
    monkeypatch.setattr(
        kind_named(first.kind), "still_true", lambda self, user_id, at: Event.objects.get(pk=0)
    )
    looked_at = send_all(cast.now)
    states = {notice.kind: notice.mail_state for notice in looked_at}
    assert states.pop(first.kind) == "queued"
    assert set(states.values()) == {"sent"}


def test_staff_are_told_once_when_a_consequence_keeps_failing(cast):
    submitted(cast)
    delivery = Delivery.objects.filter(done_at=None).last()
    Delivery.objects.filter(pk=delivery.pk).update(attempts=5, error="KeyError: 'x'")
    (failing,) = failing_deliveries(cast.now)
    actions.write_notices(notice=DeliveryFailing(failing.event), by=SYSTEM, at=cast.now)
    assert list(failing_deliveries(cast.now)) == []
    notice = Notice.objects.get(kind="delivery_failing")
    assert (str(notice.recipient), notice.path) == ("Sam Staff", "/admin/")
    assert f"{delivery.subscriber}: KeyError: 'x'" in notice.body


def test_the_worker_sends_what_is_due_and_nothing_again(db):
    cast = raise_curtain(timezone.now())
    submitted(cast)
    deliver_due(at=cast.now)
    tasks.send_queued()
    sent = Notice.objects.filter(mail_state="sent").count()
    assert len(mail.outbox) == sent > 5
    assert not Notice.objects.filter(mail_state="queued").exists()
    tasks.send_queued()
    assert len(mail.outbox) == sent


def test_staff_have_given_up_mail_sent_again_from_the_staff_desk(cast, client):
    submitted(cast)
    deliver_due(at=cast.now)
    notice = Notice.objects.due(cast.now).first()
    address = reverse("admin:do_retry_mail", args=[notice.pk])
    client.force_login(cast.staff)
    assert client.post(address).status_code == 409
    Notice.objects.filter(pk=notice.pk).update(mail_state="failed", attempts=8)
    assert client.post(address).status_code == 302
    notice.refresh_from_db()
    assert (notice.mail_state, notice.attempts) == ("queued", 0)


CLOCK = re.compile(r"\b\d{1,2}:\d{2}\b(?! [A-Z]{2,5}\b)")


def test_every_time_in_every_kind_of_notice_bears_its_zone(cast):
    """A whole life, so that most kinds are written; the zone's own words are the reader's."""
    User.objects.update(time_zone="Asia/Kolkata")
    _, ballot = in_vote(cast)
    by = cast.by("staff")
    closes_at = ballot.closes_at + timedelta(days=1)
    voting.extend_ballot(ballot_id=ballot.pk, closes_at=closes_at, reason="holiday", by=by, at=cast.now)
    for name in ("Lake", "River", "Stone"):
        voting.cast_vote(
            ballot_id=ballot.pk, elector_id=line(ballot, name).pk, choice="for", by=cast.by(name), at=cast.now
        )
    voting.remind_voters(ballot_id=ballot.pk, by=by, at=cast.now)
    at = cast.later(days=15)
    voting.close_ballot(ballot_id=ballot.pk, by=SYSTEM, at=at)
    deliver_due(at=at)
    assert not Delivery.objects.filter(done_at=None).exists()
    timed = [notice for notice in Notice.objects.all() if re.search(r"\d:\d\d", notice.subject + notice.body)]
    assert {"ballot_opened", "ballot_extended", "vote_reminder", "vote_recorded", "review_asked"} <= {
        notice.kind for notice in timed
    }
    for notice in timed:
        assert CLOCK.findall(f"{notice.subject}\n{notice.body}") == []
        assert " IST" in notice.subject + notice.body


def test_every_link_leads_its_reader_to_a_page(cast, client):
    proposal, ballot = in_vote(cast)
    deliver_due(at=cast.now)
    members.revise_charter(group_id=cast.group.pk, text="# New", by=cast.by("Lake"), at=cast.now)
    members.suspend_membership(
        organization_id=cast.organizations["Cliff"].pk, reason="dues", by=cast.by("staff"), at=cast.now
    )
    other, (review, _) = in_review(cast, title="Another register", name="Another Register")
    projects.comment_on_proposal(proposal_id=other.pk, text="Why?", by=cast.by("Stone"), at=cast.now)
    projects.refuse_review(review_id=review.pk, reason="We compete.", by=cast.by("River"), at=cast.now)
    projects.return_proposal(proposal_id=other.pk, note="Say more.", by=cast.by("Lake"), at=cast.now)
    projects.publish_version(
        proposal_id=other.pk, title="A", summary="b", text="c", note="d", by=cast.by("Hill"), at=cast.now
    )
    for name in ("Lake", "River", "Stone"):
        voting.cast_vote(
            ballot_id=ballot.pk, elector_id=line(ballot, name).pk, choice="for", by=cast.by(name), at=cast.now
        )
    at = cast.later(days=14)
    voting.close_ballot(ballot_id=ballot.pk, by=SYSTEM, at=at)
    deliver_due(at=at)
    links = {}
    for notice in Notice.objects.exclude(kind__in=["ballot_opened", "proposal_returned"]):
        links.setdefault(notice.kind, notice)
    assert len(links) >= 15
    answers = {}
    for kind, notice in links.items():
        client.force_login(notice.recipient)
        answers[kind, notice.path] = client.get(notice.path).status_code
    assert {each: code for each, code in answers.items() if code != 200} == {}
    assert f"/proposals/{proposal.ref}/" in {notice.path for notice in links.values()}


def test_every_kind_has_its_words_and_a_sensible_name():
    kinds = all_kinds()
    assert len({kind.kind for kind in kinds}) == len(kinds) > 25
    for kind in kinds:
        assert kind.label[0].isupper()
        assert not kind.label.endswith(".")
        assert kind.__doc__


class Slow(BaseEmailBackend):
    """Hands over slowly, so that two workers meet; notes to whom."""

    def __init__(self):
        super().__init__()
        self.sent, self.gate = [], threading.Barrier(2, timeout=20)

    def send_messages(self, email_messages):
        if len(self.sent) < 2:
            self.gate.wait()
        self.sent += [(message.to[0], message.subject) for message in email_messages]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_mail_once():
    cast = raise_curtain(datetime(2026, 3, 2, 12, tzinfo=ZoneInfo("UTC")))
    in_review(cast)
    deliver_due(at=cast.now)
    waiting = Notice.objects.filter(mail_state="queued").count()
    post = Slow()

    def work():
        try:
            while actions.mail_next_notice(post=post, by=SYSTEM, at=cast.now):
                pass
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    sent = Notice.objects.filter(mail_state="sent").count()
    assert len(post.sent) == sent
    assert 4 < sent <= waiting
    assert not Notice.objects.filter(mail_state="queued").exists()
    assert set(Notice.objects.filter(mail_state="sent").values_list("attempts", flat=True)) == {1}
