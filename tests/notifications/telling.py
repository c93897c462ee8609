"""Reading what people were told."""

from datetime import datetime

from django.core import mail
from django.core.mail import get_connection

from alliance.audit.dispatch import deliver_due
from alliance.kernel.actor import Actor
from alliance.notifications import actions
from alliance.notifications.models import Notice


def told(kind: str) -> dict[str, str]:
    """Name of the person -> subject, for every notice of that kind."""
    return {
        str(notice.recipient): notice.subject
        for notice in Notice.objects.filter(kind=kind).select_related("recipient").order_by("id")
    }


def told_now(cast, kind: str) -> dict[str, str]:
    """The same, after the outbox has delivered."""
    deliver_due(at=cast.now)
    return told(kind)


def send_all(at: datetime) -> list[Notice]:
    """Send what is due, as the worker does; the notices that were looked at."""
    done = []
    while (notice := actions.mail_next_notice(post=get_connection(), by=Actor.system(), at=at)) is not None:
        done.append(notice)
    return done


def mails_to(user) -> list[mail.EmailMultiAlternatives]:
    """What lies in that person's mailbox."""
    return [message for message in mail.outbox if message.to == [user.email]]
