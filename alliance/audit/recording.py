"""``record()``: the fourth step of every action (lock, check, change, record)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction

from alliance.audit import nudge
from alliance.audit.kinds import EventKind
from alliance.audit.models import Delivery, Event
from alliance.audit.subscribers import subscribers_of
from alliance.kernel.actor import Actor


def record(
    kind: EventKind,
    *,
    subject: models.Model,
    by: Actor,
    at: datetime,
    data: Mapping[str, Any] | None = None,
) -> Event:
    """Write one event, and one delivery for each of its subscribers, in the running transaction.

    Args:
        kind: what happened; declared in an app's ``events.py``.
        subject: the saved row it happened to.
        by: who did it. at: when (aware). data: JSON-serialisable particulars; no secret, no vote.

    Raises:
        RuntimeError: there is no transaction to be part of.
    """
    if not connection.in_atomic_block:
        message = f"{kind.name} was recorded outside a transaction"
        raise RuntimeError(message)
    event = Event.objects.create(
        kind=kind.name,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        subject_ref=str(getattr(subject, "ref", "") or subject)[:120],
        user_id=by.user_id,
        user_name=by.name,
        organization_id=by.organization_id,
        organization_name=by.organization_name,
        interface=by.interface,
        at=at,
        data=dict(data or {}),
    )
    deliveries = Delivery.objects.bulk_create(
        [Delivery(event=event, subscriber=name, next_at=at) for name in subscribers_of(kind.name)]
    )
    if deliveries:
        transaction.on_commit(lambda: nudge.worker([delivery.pk for delivery in deliveries]))
    return event
