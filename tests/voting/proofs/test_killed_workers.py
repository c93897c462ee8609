"""kill -9 of the worker while it opens a ballot, opens its envelopes and counts, and ends its key.

Nothing in the product helps here. The worker talks to PostgreSQL over a `Wire` that counts statements: at the
chosen one the worker is killed, before the server has heard it, or when the server has done it and the worker
has not heard so. What was not committed is rolled back, and the next worker inherits the task.
"""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from alliance.audit import nudge
from alliance.audit.dispatch import deliver_due
from alliance.audit.models import Delivery, Event
from alliance.kernel.actor import Actor
from alliance.local.places import socket_folder
from alliance.voting import actions, keys
from alliance.voting.models import Ballot, Box, Elector, Envelope, Result
from alliance.voting.published import box_of
from alliance.voting.secrecy.tracker import Tracker, draw_tracker
from tests.cast import Cast, raise_curtain
from tests.local.watching import until
from tests.voting.proofs import electorate
from tests.voting.proofs.wire import Wire
from tests.voting.test_faults import Workers, redis

__all__ = ["redis"]
pytestmark = pytest.mark.worker

LOCK = b"pg_advisory_xact_lock("  # with which opening, counting and ending a key begin
COMMIT = b"COMMIT"
LINES = 30
POINTS = 20


@pytest.fixture
def cast(transactional_db: None, monkeypatch: pytest.MonkeyPatch, settings) -> Cast:
    """The cast of a month ago, with nobody listening to nudges; Lake votes on thirty lines."""
    monkeypatch.setattr(nudge, "worker", lambda _ids: None)
    return raise_curtain(timezone.now() - timedelta(days=30))


@pytest.fixture
def wire(cast: Cast, tmp_path: Path) -> Iterator[Wire]:
    at = connection.settings_dict
    found = Wire(socket_folder(tmp_path / "wire"), at["HOST"], at["PORT"])
    yield found
    found.end()


@pytest.fixture
def workers(redis, wire: Wire, tmp_path: Path) -> Iterator[Workers]:
    """Worker processes at the other end of the wire."""
    at = connection.settings_dict
    found = Workers(tmp_path, wire.address(at["USER"], at["NAME"]))
    yield found
    found.end()


class Killing:
    """Has workers killed at one statement after the other of a transaction that begins with the lock."""

    def __init__(self, wire: Wire, workers: Workers, task: str) -> None:
        self.wire, self.workers, self.task = wire, workers, task
        self.killed = 0

    def at(self, number: int, *, answered: bool = False) -> None:
        """Start a worker that is killed at that statement; return when it is dead."""
        dead = threading.Event()

        def kill() -> None:
            self.workers.kill()
            dead.set()

        self.wire.stop_at(LOCK, number, kill, answered=answered)
        self.workers.start()
        until(lambda: self._ask() or dead.wait(0.2), within=60)
        self.killed += 1

    def watched(self, is_done: Callable[[], bool]) -> int:
        """Let a worker do it undisturbed; the number of the statement that commits, if there was a lock."""
        self.wire.stop_at(LOCK, -1, lambda: None)
        self.workers.start()
        until(lambda: self._ask() or is_done(), within=60)
        self.workers.kill()
        return next((at for at, message in enumerate(self.wire.heard) if COMMIT in message), 0)

    def _ask(self) -> None:
        Delivery.objects.filter(done_at=None).update(next_at=timezone.now())
        self.workers.app.send_task(self.task, expires=1)


def spread(last: int, points: int) -> list[int]:
    """So many different statements, from the first to the last."""
    return sorted({round(last * step / (points - 1)) for step in range(points)})


def closed(cast: Cast, settings) -> tuple[Ballot, set[Tracker]]:
    """A secret ballot with thirty votes, closed and not counted; where the votes must be found."""
    settings.ELECTORATES = ["tests.voting.proofs.test_close_race.everybody_is_lake"]
    ballot = electorate.opened(cast.by("staff"), timezone.now() - timedelta(days=1))
    trackers = set()
    marks = electorate.rankings(ballot.form, LINES, LINES // 2, 1)
    for elector, marked in zip(ballot.electors.order_by("pk"), marks, strict=False):
        trackers.add(tracker := draw_tracker())
        actions.cast_vote(
            ballot_id=ballot.pk,
            elector_id=elector.pk,
            marks=marked,
            tracker=tracker,
            by=cast.by("Lake"),
            at=timezone.now(),
        )
    Ballot.objects.filter(pk=ballot.pk).update(closes_at=timezone.now())
    actions.close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=timezone.now())
    return ballot, trackers


def is_counted(ballot: Ballot) -> bool:
    return Result.objects.filter(ballot=ballot).exists()


def events_of(ballot: Ballot) -> list[str]:
    found = Event.objects.filter(subject_type="voting.ballot", subject_id=ballot.pk).order_by("pk")
    return [kind for kind in found.values_list("kind", flat=True) if kind.startswith("ballot.")]


def test_twenty_workers_killed_while_they_count_leave_one_result(
    cast: Cast, wire: Wire, workers: Workers, settings, capsys
):
    counting = Killing(wire, workers, "audit.sweep")
    other, _ = closed(cast, settings)
    last = counting.watched(lambda: is_counted(other))
    ballot, trackers = closed(cast, settings)
    for number in spread(last, POINTS):
        counting.at(number)
        assert not is_counted(ballot), "what was not committed stands"
        assert not Box.objects.filter(ballot=ballot).exists()
    counting.at(last, answered=True)
    assert is_counted(ballot), "what was committed is lost, though no worker knows of it"
    assert counting.killed > POINTS
    counting.watched(lambda: not Delivery.objects.filter(done_at=None).exists())

    result = Result.objects.get(ballot=ballot)
    box = box_of(ballot)
    assert box is not None
    assert {row.tracker for row in box.rows} == trackers
    again = actions.count_ballot(ballot_id=ballot.pk, by=Actor.system(), at=timezone.now())
    assert again == result
    assert events_of(ballot)[-2:] == ["ballot.closed", "ballot.counted"]
    points = len(spread(last, POINTS))
    with capsys.disabled():
        print(f"\n{counting.killed} workers killed at {points} of the {last + 1} statements of a count")


def test_workers_killed_while_they_open_a_ballot_leave_one_roll_and_one_key(
    cast: Cast, wire: Wire, workers: Workers
):
    opening = Killing(wire, workers, "voting.open_due")
    other, ballot = announced(cast), announced(cast)
    Ballot.objects.filter(pk=ballot.pk).update(opens_at=timezone.now() + timedelta(days=1))
    last = opening.watched(lambda: Ballot.objects.get(pk=other.pk).state == "open")
    Ballot.objects.filter(pk=ballot.pk).update(opens_at=timezone.now())
    for number in spread(last, POINTS // 3):
        opening.at(number)
        assert not Elector.objects.filter(ballot=ballot).exists()
    opening.at(last, answered=True)
    ballot.refresh_from_db()
    assert (ballot.state, ballot.electors.count()) == ("open", other.electors.count())
    assert events_of(ballot).count("ballot.opened") == 1
    public = bytes(ballot.public_key or b"")
    assert keys.store().opening_key(str(ballot.key_ref), public).public_key().public_bytes_raw() == public


def announced(cast: Cast) -> Ballot:
    """A ballot whose time has come, and which nobody has opened yet."""
    ballot = electorate.prepared(cast.by("staff"), cast.now, opens_at=timezone.now() - timedelta(hours=1))
    return actions.announce_ballot(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)


def test_workers_killed_while_they_end_a_key_end_it_and_keep_the_result(
    cast: Cast, wire: Wire, workers: Workers, settings
):
    ending = Killing(wire, workers, "audit.sweep")
    (other, _), (ballot, _) = closed(cast, settings), closed(cast, settings)
    deliver_due(at=timezone.now())
    results = list(Result.objects.order_by("pk"))
    assert len(results) == 2
    actions.certify_ballot(ballot_id=other.pk, by=cast.by("staff"), at=timezone.now())
    last = ending.watched(lambda: is_ended(other))
    actions.certify_ballot(ballot_id=ballot.pk, by=cast.by("staff"), at=timezone.now())
    for number in spread(last, POINTS // 3):
        ending.at(number)
        assert not is_ended(ballot)
        assert Envelope.objects.filter(elector__ballot=ballot).count() == LINES
    ending.at(last, answered=True)
    assert is_ended(ballot)
    assert keys.store().is_destroyed(str(ballot.key_ref))
    assert not Envelope.objects.exists()
    assert list(Result.objects.order_by("pk")) == results
    assert events_of(ballot)[-3:] == ["ballot.counted", "ballot.certified", "ballot.key_destroyed"]


def is_ended(ballot: Ballot) -> bool:
    return Ballot.objects.filter(pk=ballot.pk, key_destroyed_at__isnull=False).exists()
