"""The worker's side of the outbox."""

from celery import shared_task
from django.utils import timezone

from alliance.audit import dispatch


@shared_task(name="audit.deliver")
def deliver(delivery_id: int) -> None:
    """Deliver one row, if nobody has."""
    dispatch.deliver(delivery_id=delivery_id, at=timezone.now())


@shared_task(name="audit.sweep")
def sweep() -> None:
    """Deliver whatever is due: this, not the nudge, is what the outbox relies on."""
    dispatch.deliver_due(at=timezone.now())
