"""Sending what is queued: the rows say what is due."""

from celery import shared_task
from django.core.mail import get_connection
from django.utils import timezone

from alliance.kernel.actor import Actor
from alliance.notifications import actions
from alliance.notifications.failing import DeliveryFailing
from alliance.notifications.queries import failing_deliveries

AT_MOST = 200


@shared_task(name="notifications.send_queued")
def send_queued() -> None:
    """Send due mail, one notice per transaction, through one connection; the rest waits for the next run."""
    by, at = Actor.system(), timezone.now()
    for delivery in failing_deliveries(at):
        actions.write_notices(notice=DeliveryFailing(delivery.event), by=by, at=at)
    actions.suppress_outdated(by=by, at=at)
    post = get_connection()
    try:
        for _ in range(AT_MOST):
            notice = actions.mail_next_notice(post=post, by=by, at=at)
            if notice is None:
                break
            if notice.mail_state != "sent":
                post.close()
    finally:
        post.close()
