"""200 writers race the close of a secret ballot, 20 times: what was acknowledged is in the box, nothing else.

The same race as for recorded ballots (`tests.voting.test_race`), but votes are sealed and only their
trackers can tell, after the count, which of them were kept.
"""

import random
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from alliance.accounts.models import User
from alliance.audit.models import Event
from alliance.kernel.actor import Actor, Interface
from alliance.kernel.verdict import NotNow
from alliance.voting import locks
from alliance.voting.actions import cast_vote, count_ballot
from alliance.voting.models import Ballot, Vote
from alliance.voting.published import box_of
from alliance.voting.roll import RollEntry, RollLine
from alliance.voting.secrecy.ballot_form import Ballot as Marked
from alliance.voting.secrecy.tracker import Tracker, draw_tracker
from alliance.voting.states import Capacity
from tests.cast import Cast, raise_curtain
from tests.voting.proofs import electorate
from tests.voting.test_race import close_as_soon_as_possible, connected_threads

pytestmark = pytest.mark.race

ROUNDS = 20
WRITERS = 200
LINES = 40
OPEN_FOR = 0.5
WINDOW = 0.8
MOST_SECONDS = 5.0
"""How long the close may wait for running casts, by the database's clock: in practice a fraction of a second,
or two where the machine has other work."""


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return raise_curtain(timezone.now() - timedelta(days=30))


@pytest.fixture
def ballots(cast: Cast, settings) -> list[Ballot]:
    """Open ballots of forty lines, all of which Lake's representative votes for."""
    settings.ELECTORATES = [f"{__name__}.everybody_is_lake"]
    at = timezone.now() - timedelta(days=1)
    return [electorate.opened(cast.by("staff"), at) for _ in range(ROUNDS)]


def everybody_is_lake(ballot: Ballot, at: datetime) -> list[RollLine]:
    entry = RollEntry(User.objects.get(name="Lake Rep").pk, "Lake Rep", Capacity.PRIMARY)
    return [
        RollLine(f"Line {number}", f"line-{number}", True, "Votes.", unit="person", people=(entry,))
        for number in range(LINES)
    ]


@dataclass
class Writer:
    """Casts once for one line; remembers when it asked, when it was answered, and what was acknowledged."""

    ballot: Ballot
    elector_id: int
    by: Actor
    ready: threading.Barrier
    marked: Marked = field(repr=False)
    tracker: Tracker = field(default_factory=draw_tracker, repr=False)
    at: datetime | None = None
    revision: int = 0

    def run(self) -> None:
        pause = random.uniform(0, WINDOW)
        self.ready.wait()
        time.sleep(pause)
        self.at = timezone.now()
        with suppress(NotNow):
            self.revision = cast_vote(
                ballot_id=self.ballot.pk,
                elector_id=self.elector_id,
                marks=self.marked,
                tracker=self.tracker,
                by=self.by,
                at=self.at,
            ).revision


@pytest.fixture
def lock_waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How many seconds each close that was asked for waited for the lock of its ballot."""
    found: list[float] = []
    exclude = locks.exclude

    def noted(ballot_id: int) -> timedelta:
        waited = exclude(ballot_id)
        found.append(waited.total_seconds())
        return waited

    monkeypatch.setattr(locks, "exclude", noted)
    return found


def test_every_acknowledged_secret_vote_is_counted_and_none_after_the_close(
    cast: Cast, ballots: list[Ballot], lock_waits: list[float], capsys, record_property
):
    by = Actor(Interface.API, cast.people["Lake"].pk, "Lake Rep")
    delays: list[float] = []
    acknowledged = 0
    with connected_threads(WRITERS + 1) as pool:
        for number, ballot in enumerate(ballots):
            electors = list(ballot.electors.order_by("pk").values_list("pk", flat=True))
            ready = threading.Barrier(WRITERS + 2)
            marks = electorate.rankings(ballot.form, WRITERS, WRITERS // 2, number)
            writers = [
                Writer(ballot, electors[at % LINES], by, ready, marked) for at, marked in enumerate(marks)
            ]
            runs = [pool.submit(writer.run) for writer in writers]
            ballot.closes_at = timezone.now() + timedelta(seconds=OPEN_FOR)
            Ballot.objects.filter(pk=ballot.pk).update(closes_at=ballot.closes_at)
            closing = pool.submit(close_as_soon_as_possible, ballot, ready)
            ready.wait()
            delays.append(closing.result(timeout=60))
            for run in runs:
                run.result(timeout=60)
            count_ballot(ballot_id=ballot.pk, by=Actor.system(), at=timezone.now())
            acknowledged += check(ballot, writers)
    assert 0 < acknowledged < ROUNDS * WRITERS
    record_property("slowest close (s)", max(delays))
    with capsys.disabled():
        print(
            f"\n{acknowledged} secret votes; slowest close {max(delays):.2f} s after the deadline, "
            f"of them at most {max(lock_waits):.2f} s for running casts"
        )
    assert max(lock_waits) < MOST_SECONDS


def check(ballot: Ballot, writers: list[Writer]) -> int:
    """The box holds the last acknowledged vote of each line as it was cast; how many were acknowledged."""
    ballot = Ballot.objects.get(pk=ballot.pk)
    taken = [writer for writer in writers if writer.revision]
    assert all(writer.at < ballot.closes_at for writer in taken if writer.at)
    last: dict[int, Writer] = {}
    for writer in sorted(taken, key=lambda each: each.revision):
        last[writer.elector_id] = writer
    box = box_of(ballot)
    assert box is not None
    assert {row.tracker: row.ballot for row in box.rows} == {
        writer.tracker: writer.marked for writer in last.values()
    }
    assert box.unopened == 0
    votes = dict(Vote.objects.filter(elector__ballot=ballot).values_list("elector_id", "revision"))
    assert votes == {elector: writer.revision for elector, writer in last.items()}
    assert int(ballot.result.record["input"]["ballots"]) == ballot.result.turnout["voted"] == len(last)
    events = Event.objects.filter(kind__in=["vote.cast", "vote.changed"], subject_id__in=list(last))
    assert events.count() == len(taken)
    closed = Event.objects.get(kind="ballot.closed", subject_id=ballot.pk)
    assert not events.filter(id__gt=closed.id).exists()
    return len(taken)
