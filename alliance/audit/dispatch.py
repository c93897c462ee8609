"""Deliver what the outbox holds: reaction and "done" commit together."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from alliance.audit.models import Delivery
from alliance.audit.subscribers import subscriber_named

logger = logging.getLogger(__name__)
LONGEST_PAUSE = timedelta(minutes=10)
MOST_DOUBLINGS = 10


def deliver(*, delivery_id: int, at: datetime) -> bool:
    """Run one delivery's subscriber, at most once to completion; True when it is done by this call.

    A row locked by another worker, or done already, is left alone. A failing subscriber is rolled back,
    noted on the row and tried again later, each time after twice the pause.
    """
    with transaction.atomic():
        delivery = (
            Delivery.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("event")
            .filter(pk=delivery_id, done_at=None)
            .first()
        )
        if delivery is None:
            return False
        subscriber = subscriber_named(delivery.event.kind, delivery.subscriber)
        try:
            with transaction.atomic():
                if subscriber is not None:
                    subscriber(delivery.event)
        except Exception as error:  # whatever it was, the delivery stays owed
            logger.exception("delivery %s failed", delivery_id)
            delivery.error = f"{type(error).__name__}: {error}".replace("\0", "")[:2000]
            delivery.next_at = at + pause_after(delivery.attempts)
        else:
            delivery.error = "" if subscriber else "no longer subscribed"
            delivery.done_at = at
        delivery.attempts += 1
        delivery.save(update_fields=["attempts", "next_at", "done_at", "error"])
        return delivery.done_at is not None


def pause_after(attempts: int) -> timedelta:
    """How long to wait after another failure: 1 s, 2 s, 4 s … and never more than ``LONGEST_PAUSE``."""
    return min(timedelta(seconds=2 ** min(attempts, MOST_DOUBLINGS)), LONGEST_PAUSE)


def due(*, at: datetime, limit: int = 500) -> list[int]:
    """Ids of deliveries that should be tried now, oldest first."""
    return list(
        Delivery.objects.filter(done_at=None, next_at__lte=at)
        .order_by("id")
        .values_list("pk", flat=True)[:limit]
    )


def deliver_due(*, at: datetime) -> int:
    """Deliver all that is due, consequences of consequences included; how many were done."""
    done = 0
    while ids := due(at=at):
        delivered = sum(deliver(delivery_id=delivery_id, at=at) for delivery_id in ids)
        done += delivered
        if not delivered:
            break
    return done
