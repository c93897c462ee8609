"""Writing notices, sending their mail, and what a reader does with them.

None of this is governance: nothing here is on record as an event, and nothing depends on it.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from alliance.accounts.models import User
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Verdict, now_if, permit
from alliance.notifications import rules
from alliance.notifications.kinds import Addressee, NoticeKind, kind_named
from alliance.notifications.mail import message_of
from alliance.notifications.models import TOO_OLD, MailState, Notice, NoticeQuerySet, Preference
from alliance.notifications.queries import OUTDATED_AFTER, inbox_of, wants_mail
from alliance.notifications.words import subject_and_body

logger = logging.getLogger(__name__)
GIVE_UP_AFTER = 8
LONGEST_PAUSE = timedelta(hours=4)


@transaction.atomic
def write_notices(*, notice: NoticeKind, by: Actor, at: datetime) -> int:  # noqa: ARG001 -- the signature of actions
    """Tell everyone whom an event concerns, each person once however often this runs; how many now."""
    addressees = {each.user_id: each for each in reversed(list(notice.audience()))}
    if not notice.tells_the_doer and notice.event.user_id is not None:
        addressees.pop(notice.event.user_id, None)
    if not addressees:
        return 0
    people = User.objects.filter(pk__in=addressees, is_active=True).order_by("pk")
    common = {"event": notice.event, "why": notice.event.data.get("reason", ""), **notice.words()}
    about, path = notice.about(), notice.path()
    rows = []
    for person in people:
        addressee = addressees[person.pk]
        rows.append(_row(notice, addressee, person, common, about=about, path=path, at=at))
    before = Notice.objects.filter(event=notice.event, kind=notice.kind).count()
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return Notice.objects.filter(event=notice.event, kind=notice.kind).count() - before


def _row(
    notice: NoticeKind,
    addressee: Addressee,
    person: User,
    common: dict[str, object],
    *,
    about: str,
    path: str,
    at: datetime,
) -> Notice:
    words = {**common, "about": about, "person": person, **addressee.words}
    subject, body = subject_and_body(notice.kind, words, person)
    return Notice(
        event=notice.event,
        recipient=person,
        kind=notice.kind,
        urgency=notice.urgency,
        about=about[:120],
        subject=subject,
        body=body,
        path=path,
        action=notice.action,
        reason=addressee.reason[:300],
        created_at=at,
        next_at=at,
    )


@transaction.atomic
def suppress_outdated(*, by: Actor, at: datetime) -> int:  # noqa: ARG001
    """Give up mail that nobody was there to send for days: it would surprise more than inform; how many.

    What staff have sent again is not among them, however old: it is due from the moment they asked.
    """
    outdated = Notice.objects.overdue(at - OUTDATED_AFTER)
    return outdated.update(mail_state=MailState.SUPPRESSED, mail_note=TOO_OLD)


@transaction.atomic
def mail_next_notice(*, post: BaseEmailBackend, by: Actor, at: datetime) -> Notice | None:  # noqa: ARG001
    """Send the mail of the next due notice, if it is still true and wanted; None when there is nothing to do.

    The row stays locked while the mail is handed over, so that of two workers one passes it by. A mail whose
    transaction failed after it was handed over is sent again: at least once, and as a rule exactly once.
    """
    notice = (
        Notice.objects.due(at)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("event", "recipient")
        .first()
    )
    if notice is None:
        return None
    try:
        with transaction.atomic():
            _mail_or_suppress(notice, post, at)
    except Exception as error:  # whatever it was, the mail stays owed
        logger.exception("mail of notice %s failed", notice.pk)
        _put_off(notice, f"{type(error).__name__}: {error}", at)
    notice.save(update_fields=["mail_state", "mail_note", "mailed_at", "attempts", "next_at"])
    return notice


def _mail_or_suppress(notice: Notice, post: BaseEmailBackend, at: datetime) -> None:
    kind = kind_named(notice.kind)
    if kind is None:
        notice.mail_state, notice.mail_note = MailState.SUPPRESSED, "This kind of notice is no longer used."
    elif not (verdict := _may_mail(notice, kind, at)):
        notice.mail_state, notice.mail_note = MailState.SUPPRESSED, verdict.reason[:500]
    else:
        post.send_messages([message_of(notice, kind)])
        notice.mail_state, notice.mail_note, notice.mailed_at = MailState.SENT, _lateness(notice, at), at
        notice.attempts += 1


def _may_mail(notice: Notice, kind: type[NoticeKind], at: datetime) -> Verdict:
    return (
        now_if(notice.next_at >= at - OUTDATED_AFTER, TOO_OLD)
        & permit(notice.recipient.is_active, "The account is not active.")
        & permit(wants_mail(notice.recipient_id, kind), "Switched off in the preferences.")
        & kind(notice.event).still_true(notice.recipient_id, at)
    )


def _lateness(notice: Notice, at: datetime) -> str:
    late = at - notice.created_at
    return f"Sent by e-mail {late.days} days late." if late > OUTDATED_AFTER else ""


def _put_off(notice: Notice, why: str, at: datetime) -> None:
    notice.attempts += 1
    notice.mail_state, notice.mail_note, notice.mailed_at = MailState.QUEUED, why[:500], None
    notice.next_at = at + min(timedelta(minutes=2 ** (notice.attempts - 1)), LONGEST_PAUSE)
    if notice.attempts >= GIVE_UP_AFTER:
        notice.mail_state = MailState.FAILED


@transaction.atomic
def retry_mail(*, notice_id: int, by: Actor, at: datetime) -> Notice:
    """Have failed mail tried again from the beginning.

    Raises:
        Forbidden: not staff. NotNow: it has not failed.
    """
    notice = Notice.objects.select_for_update().get(pk=notice_id)
    rules.may_retry_mail(by, notice, at).require()
    notice.mail_state, notice.attempts, notice.next_at = MailState.QUEUED, 0, at
    notice.save(update_fields=["mail_state", "attempts", "next_at"])
    return notice


@transaction.atomic
def mark_read(*, notice_id: int, by: Actor, at: datetime) -> Notice:
    """Note that the person told has read a notice; the first time counts.

    Raises:
        Forbidden: it is somebody else's.
    """
    notice = _own(notice_id, by)
    if notice.read_at is None:
        notice.read_at = at
        notice.save(update_fields=["read_at"])
    return notice


@transaction.atomic
def mark_done(*, notice_id: int, by: Actor, at: datetime) -> Notice:
    """Put a notice aside: it leaves the inbox and stays under "Done".

    Raises:
        Forbidden: it is somebody else's.
    """
    notice = _own(notice_id, by)
    notice.read_at, notice.done_at = notice.read_at or at, notice.done_at or at
    notice.save(update_fields=["read_at", "done_at"])
    return notice


@transaction.atomic
def mark_all_read(*, by: Actor, at: datetime) -> int:
    """Note that a person has read everything in the inbox; how many were unread."""
    unread: NoticeQuerySet = inbox_of(by).unread()
    return unread.update(read_at=at)


def _own(notice_id: int, by: Actor) -> Notice:
    notice = Notice.objects.select_for_update().get(pk=notice_id)
    rules.may_handle(by, notice).require()
    return notice


@transaction.atomic
def choose_mail(*, user_id: int, kind: type[NoticeKind], by_mail: bool, by: Actor, at: datetime) -> None:  # noqa: ARG001
    """Have the mail of one kind of notice sent or not.

    Raises:
        Forbidden: somebody else's preferences, or the kind is a duty, which says how it ends.
    """
    rules.may_choose_for(by, user_id).require()
    rules.may_choose_mail(kind).require()
    Preference.objects.update_or_create(user_id=user_id, kind=kind.kind, defaults={"by_mail": by_mail})


@transaction.atomic
def choose_mails(
    *, user_id: int, wanted: Iterable[str], kinds: Iterable[type[NoticeKind]], by: Actor, at: datetime
) -> None:
    """Have mail of exactly the ``wanted`` among ``kinds``; duties stay as they are.

    Raises:
        Forbidden: somebody else's preferences.
    """
    chosen = set(wanted)
    for kind in kinds:
        if rules.may_choose_mail(kind):
            choose_mail(user_id=user_id, kind=kind, by_mail=kind.kind in chosen, by=by, at=at)
