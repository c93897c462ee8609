"""The outbox: what is owed is delivered once, whatever fails and whoever else is at work."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from alliance.audit import subscribers
from alliance.audit.dispatch import LONGEST_PAUSE, deliver, deliver_due, due, pause_after
from alliance.audit.models import Delivery, Event
from alliance.audit.recording import record
from alliance.kernel.actor import Actor
from members import events
from tests.cast import NOON, Cast


class Broken:
    """A subscriber that writes something and then fails, until it is mended."""

    subscriber_name = "broken"

    def __init__(self) -> None:
        self.mended, self.calls = False, 0

    def __call__(self, event: Event) -> None:
        self.calls += 1
        Event.objects.create(
            kind="trace", subject_type="x", subject_id=1, interface="system", at=event.at, data={}
        )
        if not self.mended:
            raise ValueError("no\0 way")


@pytest.fixture
def broken(monkeypatch) -> Broken:
    found = Broken()
    table = {str(events.GROUP_LEFT): [found]}
    monkeypatch.setattr(subscribers, "_subscriptions", lambda: table)
    return found


def owed(cast: Cast) -> Delivery:
    with transaction.atomic():
        event = record(events.GROUP_LEFT, subject=cast.group, by=Actor.system(), at=NOON)
    return event.deliveries.get()


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(0, 1), (1, 2), (9, 512), (10, 600), (47, 600), (5000, 600)]
)
def test_the_pause_doubles_up_to_ten_minutes_and_never_overflows(attempts, seconds):
    assert pause_after(attempts) == timedelta(seconds=seconds) <= LONGEST_PAUSE


def test_nothing_is_recorded_outside_a_transaction():
    assert not connection.in_atomic_block
    with pytest.raises(RuntimeError, match=r"group\.left was recorded outside a transaction"):
        record(events.GROUP_LEFT, subject=None, by=Actor.system(), at=NOON)  # type: ignore[arg-type]


def test_a_failure_leaves_no_trace_but_its_reason_and_is_tried_later(cast, broken):
    delivery = owed(cast)
    assert not deliver(delivery_id=delivery.pk, at=NOON)
    delivery.refresh_from_db()
    assert (delivery.attempts, delivery.error) == (1, "ValueError: no way")
    assert delivery.next_at == NOON + timedelta(seconds=1)
    assert not Event.objects.filter(kind="trace").exists()
    assert delivery.pk not in due(at=NOON)
    broken.mended = True
    assert deliver_due(at=NOON + timedelta(seconds=1)) == 1
    delivery.refresh_from_db()
    assert (delivery.error, delivery.attempts) == ("", 2)
    assert Event.objects.filter(kind="trace").count() == 1


def test_one_that_has_failed_for_days_does_not_hold_up_the_others(cast, broken):
    stuck, fresh = owed(cast), owed(cast)
    Delivery.objects.filter(pk=stuck.pk).update(attempts=5000)
    assert deliver_due(at=NOON) == 0
    assert broken.calls == 2
    fresh.refresh_from_db()
    assert fresh.attempts == 1


def test_what_is_done_is_not_done_again(cast, broken):
    broken.mended = True
    delivery = owed(cast)
    assert deliver(delivery_id=delivery.pk, at=NOON)
    assert not deliver(delivery_id=delivery.pk, at=NOON)
    assert broken.calls == 1


def test_a_subscriber_that_is_gone_ends_the_delivery(cast, broken, monkeypatch):
    delivery = owed(cast)
    monkeypatch.setattr(subscribers, "_subscriptions", dict)
    assert deliver(delivery_id=delivery.pk, at=NOON)
    delivery.refresh_from_db()
    assert delivery.error == "no longer subscribed"


@pytest.mark.django_db(transaction=True)
def test_a_row_in_another_workers_hands_is_passed_by(broken):
    import psycopg

    from tests.cast import raise_curtain
    from tests.database import database_url

    broken.mended = True
    delivery = owed(raise_curtain())
    with psycopg.connect(database_url()) as other:
        other.execute("SELECT 1 FROM audit_delivery WHERE id = %s FOR UPDATE", [delivery.pk])
        assert not deliver(delivery_id=delivery.pk, at=NOON)
        assert deliver_due(at=NOON) == 0
    assert broken.calls == 0
    assert deliver_due(at=NOON) == 1
