"""What staff can do with mail."""

from alliance.kernel.actor import Actor, Interface
from alliance.notifications import actions, rules
from alliance.notifications.models import Notice, NoticeQuerySet
from alliance.web.operations import Operation, Resource


def notices_of_staff_desk(by: Actor) -> NoticeQuerySet:
    """The mail ledger, for staff."""
    every: NoticeQuerySet = Notice.objects.select_related("recipient")
    return every if by.is_staff else every.none()


NOTICE = Resource("notice", "notices", Notice, notices_of_staff_desk, converter="row", lookup="pk")

RETRY_MAIL = Operation(
    name="retry_mail",
    path="retry",
    label="Send again",
    summary="Have mail that was given up tried again from the beginning.",
    resource=NOTICE,
    action=actions.retry_mail,
    may=rules.may_retry_mail,
    subject_argument="notice_id",
    done="The mail is queued again.",
    doors=frozenset({Interface.ADMIN}),
    not_offered="The mail ledger is at the staff desk.",
)

OPERATIONS = [RETRY_MAIL]
