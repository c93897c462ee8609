"""Reading notices and preferences."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from alliance.accounts.models import User
from alliance.audit.models import Delivery
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Verdict
from alliance.notifications.kinds import NoticeKind, all_kinds
from alliance.notifications.models import Notice, NoticeQuerySet, Preference, Urgency
from alliance.notifications.rules import may_choose_mail

FAILING_AFTER_ATTEMPTS = 5
OUTDATED_AFTER = timedelta(days=2)


def inbox_of(by: Actor) -> NoticeQuerySet:
    """The reader's own notices, newest first."""
    own: NoticeQuerySet = Notice.objects.filter(recipient_id=by.person_id)
    return own


def unread_count(user_id: int) -> int:
    """How many notices a person has neither read nor put aside: the figure in the header."""
    return Notice.objects.filter(recipient_id=user_id).unread().count()


def mail_by_default(urgency: str) -> bool:
    """Duties and personal notices are mailed, news only on demand."""
    return urgency != Urgency.NEWS


def wants_mail(user_id: int, kind: type[NoticeKind]) -> bool:
    """Whether this person gets mail of that kind: always of a duty, else as chosen, else as usual."""
    if not may_choose_mail(kind):
        return True
    chosen = (
        Preference.objects.filter(user_id=user_id, kind=kind.kind).values_list("by_mail", flat=True).first()
    )
    return mail_by_default(kind.urgency) if chosen is None else chosen


@dataclass(frozen=True, slots=True)
class MailChoice:
    """One line of the preference matrix."""

    kind: type[NoticeKind]
    by_mail: bool
    verdict: Verdict


def mail_choices(by: Actor) -> dict[str, list[MailChoice]]:
    """Topic -> its kinds with the present choice and, where locked, why; those for staff only to staff."""
    chosen = dict(Preference.objects.filter(user_id=by.person_id).values_list("kind", "by_mail"))
    found: dict[str, list[MailChoice]] = {}
    for kind in all_kinds():
        if kind.for_staff and not by.is_staff:
            continue
        verdict = may_choose_mail(kind)
        by_mail = chosen.get(kind.kind, mail_by_default(kind.urgency)) if verdict else True
        found.setdefault(kind.topic, []).append(MailChoice(kind, by_mail, verdict))
    return found


def staff_ids() -> list[int]:
    """Everyone at the staff desk."""
    return list(
        User.objects.filter(is_staff=True, is_active=True).order_by("pk").values_list("pk", flat=True)
    )


def failing_deliveries(at: datetime) -> QuerySet[Delivery]:
    """Consequences of events that were tried several times in vain and of which staff were not told."""
    told = Notice.objects.filter(kind="delivery_failing").values("event_id")
    return (
        Delivery.objects.filter(done_at=None, attempts__gte=FAILING_AFTER_ATTEMPTS)
        .filter(~Q(event_id__in=told), event__at__lte=at)
        .select_related("event")
    )


def failed_mail() -> NoticeQuerySet:
    """Mail that was given up, newest first: for the staff desk."""
    failed: NoticeQuerySet = Notice.objects.filter(mail_state="failed").select_related("recipient")
    return failed
