"""The instant of the close: every acknowledged vote is counted, and none is recorded after it.

Each round opens a ballot of 40 organizations. 200 writers, each on a connection of its own and five for each
organization, cast at random moments around its deadline, while the close is asked for again and again. The
clock is the machine's, as at the edges.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from alliance.audit.dispatch import deliver_due
from alliance.audit.models import Event
from alliance.kernel.actor import Actor, Interface
from alliance.kernel.verdict import NotNow
from alliance.voting.actions import call_ballot, cast_vote, close_ballot
from alliance.voting.models import Ballot, Elector, Vote
from alliance.voting.roll import RollEntry, RollLine
from alliance.voting.states import Capacity
from tests.cast import Cast, raise_curtain

ROUNDS = 20
WRITERS = 200
ORGANIZATIONS = 40
OPEN_FOR = 1.4
WINDOW = 1.7
CHOICES = ("for", "against", "abstain")


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return raise_curtain(timezone.now() - timedelta(days=30))


def opened(cast: Cast, closes_at: datetime) -> Ballot:
    """A ballot open for two weeks that closes at that instant; Lake's representative votes for all."""
    voter = cast.people["Lake"]
    roll = [
        RollLine(
            organization_id=number,
            name=f"Member {number}",
            slug=f"member-{number}",
            is_entitled=True,
            reason="Core member.",
            people=(RollEntry(voter.pk, str(voter), Capacity.PRIMARY),),
        )
        for number in range(1, ORGANIZATIONS + 1)
    ]
    return call_ballot(
        question="Shall it be?",
        explanation="",
        meaning_for="It is.",
        meaning_against="It is not.",
        body_name="All members",
        rule_id="simple-majority",
        roll=roll,
        closes_at=closes_at,
        by=cast.by("staff"),
        at=closes_at - timedelta(days=14),
    )


class Writer:
    """Casts once for one organization; remembers when it asked and what was acknowledged."""

    def __init__(self, ballot: Ballot, elector: Elector, by: Actor, ready: threading.Barrier) -> None:
        self.ballot, self.elector, self.by, self.ready = ballot, elector, by, ready
        self.at: datetime | None = None
        self.acknowledged: tuple[int, str] | None = None

    def run(self) -> None:
        choice, pause = random.choice(CHOICES), random.uniform(0, WINDOW)
        self.ready.wait()
        time.sleep(pause)
        self.at = timezone.now()
        with suppress(NotNow):
            vote = cast_vote(
                ballot_id=self.ballot.pk, elector_id=self.elector.pk, choice=choice, by=self.by, at=self.at
            )
            self.acknowledged = vote.revision, vote.choice


def close_as_soon_as_possible(ballot: Ballot, start: threading.Barrier) -> float:
    """Ask for the close until it is granted; how many seconds after the deadline it was."""
    start.wait()
    while True:
        try:
            close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=timezone.now())
        except NotNow:
            time.sleep(0.01)
        else:
            return (timezone.now() - ballot.closes_at).total_seconds()


@contextmanager
def connected_threads(count: int) -> Iterator[ThreadPoolExecutor]:
    """Threads that have a connection each, from first to last."""
    with ThreadPoolExecutor(count) as pool:
        on_every_thread(pool, count, connect)
        try:
            yield pool
        finally:
            on_every_thread(pool, count, disconnect)


def connect() -> None:
    connection.ensure_connection()


def disconnect() -> None:
    connection.close()


def on_every_thread(pool: ThreadPoolExecutor, count: int, action: Callable[[], None]) -> None:
    together = threading.Barrier(count)

    def act() -> None:
        action()
        together.wait()

    for done in [pool.submit(act) for _ in range(count)]:
        done.result(timeout=60)


def test_every_acknowledged_vote_is_counted_and_none_after_the_close(cast, capsys, record_property):
    by = Actor(Interface.API, cast.people["Lake"].pk, "Lake Rep")
    waits, acknowledged = [], 0
    with connected_threads(WRITERS + 1) as pool:
        for _ in range(ROUNDS):
            ballot = opened(cast, timezone.now() + timedelta(days=1))
            electors = list(ballot.electors.order_by("organization_id"))
            ready = threading.Barrier(WRITERS + 2)
            writers = [Writer(ballot, electors[n % ORGANIZATIONS], by, ready) for n in range(WRITERS)]
            runs = [pool.submit(writer.run) for writer in writers]
            ballot.closes_at = timezone.now() + timedelta(seconds=OPEN_FOR)
            Ballot.objects.filter(pk=ballot.pk).update(closes_at=ballot.closes_at)
            closing = pool.submit(close_as_soon_as_possible, ballot, ready)
            ready.wait()
            waits.append(closing.result(timeout=60))
            for run in runs:
                run.result(timeout=60)
            deliver_due(at=timezone.now())
            acknowledged += check(ballot, writers)
    assert 0 < acknowledged < ROUNDS * WRITERS
    record_property("slowest close (s)", max(waits))
    with capsys.disabled():
        print(f"\n{acknowledged} votes acknowledged; slowest close {max(waits):.2f} s after the deadline")


def check(ballot: Ballot, writers: list[Writer]) -> int:
    """What was acknowledged is what is stored and what was counted; how many acknowledgements there were."""
    ballot = Ballot.objects.get(pk=ballot.pk)
    acknowledged: dict[int, list[tuple[int, str]]] = {}
    for writer in writers:
        assert writer.at is not None
        if writer.acknowledged:
            assert writer.at < ballot.closes_at
            acknowledged.setdefault(writer.elector.pk, []).append(writer.acknowledged)
    last = {elector: max(answers) for elector, answers in acknowledged.items()}
    votes = Vote.objects.filter(elector__ballot=ballot)
    assert {vote.elector_id: (vote.revision, vote.choice) for vote in votes} == last
    counted = Counter(choice for _, choice in last.values())
    assert {choice: ballot.result.tally[choice] for choice in CHOICES} == {
        choice: counted[choice] for choice in CHOICES
    }
    changes = Event.objects.filter(kind__in=["vote.cast", "vote.changed"], subject_id__in=list(last))
    assert changes.count() == sum(len({revision for revision, _ in each}) for each in acknowledged.values())
    closed = Event.objects.get(kind="ballot.closed", subject_id=ballot.pk)
    assert not changes.filter(id__gt=closed.id).exists()
    return sum(len(each) for each in acknowledged.values())
