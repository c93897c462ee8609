"""A broker that repeats, forgets or is silent: votes are cast all the same, and there is one result."""

import os
import signal
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPException
from pathlib import Path

import pytest
from django.utils import timezone

from alliance.audit import nudge
from alliance.audit.models import Delivery, Event
from alliance.kernel.actor import Actor
from alliance.local import processes, valkey
from alliance.voting import actions
from alliance.voting.models import Ballot, Result
from alliance.voting.published import box_of
from alliance.voting.secrecy.ballot_form import Ballot as Marked
from alliance.voting.secrecy.tracker import Tracker, read_code
from tests.cast import Cast, raise_curtain
from tests.local.watching import children_of, until
from tests.voting.proofs import electorate
from tests.voting.proofs.browsers import CODE, Answer, Browser
from tests.voting.proofs.installation import Installation, answers
from tests.voting.proofs.test_killed_workers import closed, is_counted
from tests.voting.test_faults import Workers

pytestmark = pytest.mark.worker

VOTERS = 150
AT_ONCE = 5
PHASE = 2.0
LEAST = 4
LONGEST = 20.0


# Voting goes on ---------------------------------------------------------------------------------------------
@dataclass
class Queue:
    """Voters at their browsers, one after the other, from several threads; what happened in which phase."""

    ballot: Ballot
    port: int
    waiting: list[tuple[str, Marked]] = field(repr=False)
    phase: str = "all is well"
    over: bool = False
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    trackers: set[Tracker] = field(default_factory=set, repr=False)
    repeated: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def run(self) -> None:
        while not self.over:
            with self.lock:
                if not self.waiting:
                    return
                session, marked = self.waiting.pop()
            self._vote(Browser(self.port, session), marked)

    def _vote(self, browser: Browser, marked: Marked) -> None:
        began = time.monotonic()
        with browser.leaving():
            check = self._patiently(lambda: browser.marks(self.ballot.ref, marked))
            recorded = self._patiently(lambda: browser.casts(self.ballot.ref, check))
        assert recorded.status == 200, (self.phase, recorded.status, recorded.body)
        code = CODE.search(recorded.body)
        assert code
        with self.lock:
            self.trackers.add(read_code(code[1]))
            self.seconds[self.phase].append(time.monotonic() - began)

    def _patiently(self, ask: Callable[[], Answer]) -> Answer:
        """What a person does whose browser says that there was no answer: once more."""
        for _ in range(20):
            try:
                return ask()
            except (OSError, HTTPException):
                assert self.phase == "a web process is killed", self.phase
                self.repeated += 1
                time.sleep(0.2)
        return ask()


@pytest.fixture
def queue(on_site: Installation, settings) -> Iterator[Queue]:
    """A web server, and people before it."""
    settings.ELECTORATES = [electorate.HOOK]
    ballot = electorate.opened(electorate.people_arrive(VOTERS), timezone.now() - timedelta(days=1))
    marks = electorate.rankings(ballot.form, VOTERS, VOTERS // 4, 1)
    sessions = [electorate.signed_in(user) for user in electorate.voters()]
    on_site.serve()
    until(lambda: answers(on_site.port), within=60)
    with ThreadPoolExecutor(AT_ONCE) as pool:  # each process answers its first request slowly
        list(pool.map(lambda session: Browser(on_site.port, session).looks("/my/"), sessions[:10]))
    found = Queue(ballot, on_site.port, list(zip(sessions, marks, strict=True)))
    yield found
    found.over = True


def test_no_cast_fails_while_broker_and_cache_are_silent_dead_or_back(
    on_site: Installation, queue: Queue, capsys
):
    """Valkey is stopped, so that nothing answers; killed; started anew. Then a web process is killed."""
    assert on_site.valkey is not None
    broker = on_site.valkey.process
    web = on_site.children[0].process.pid
    people = [threading.Thread(target=queue.run) for _ in range(AT_ONCE)]
    for each in people:
        each.start()
    steps = {
        "all is well": lambda: None,
        "the broker is silent": lambda: broker.send_signal(signal.SIGSTOP),
        "the broker is killed": broker.kill,
        "the broker is back": on_site.start_valkey,
        "a web process is killed": lambda: os.kill(int(children_of(web, "").split()[0]), signal.SIGKILL),
    }
    for phase, happens in steps.items():
        happens()
        queue.phase = phase
        time.sleep(PHASE)
        until(lambda phase=phase: len(queue.seconds[phase]) >= LEAST, within=60)
    queue.over = True
    for each in people:
        each.join(60)
        assert not each.is_alive()
    with capsys.disabled():
        for phase, found in queue.seconds.items():
            print(f"\n{phase}: {len(found)} votes, the slowest in {max(found):.1f} s", end="")
        print(f"; {queue.repeated} requests sent again")
    assert queue.seconds.keys() == steps.keys()
    assert max(map(max, queue.seconds.values())) < LONGEST
    Ballot.objects.filter(pk=queue.ballot.pk).update(closes_at=timezone.now())
    actions.close_ballot(ballot_id=queue.ballot.pk, by=Actor.system(), at=timezone.now())
    actions.count_ballot(ballot_id=queue.ballot.pk, by=Actor.system(), at=timezone.now())
    box = box_of(queue.ballot)
    assert box is not None
    assert {row.tracker for row in box.rows} == queue.trackers


# One result -------------------------------------------------------------------------------------------------
@pytest.fixture
def cast(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setattr(nudge, "worker", lambda _ids: None)
    return raise_curtain(timezone.now() - timedelta(days=30))


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[list[processes.Child]]:
    """Brokers of this test's own, the living one last."""
    found = [valkey.start(tmp_path)]
    yield found
    processes.stop(found)


@pytest.fixture
def workers(broker: list[processes.Child], cast: Cast, tmp_path: Path) -> Iterator[Workers]:
    found = Workers(tmp_path)
    yield found
    found.end()


def assert_counted_once(ballots: list[Ballot]) -> None:
    for ballot in ballots:
        events = Event.objects.filter(subject_type="voting.ballot", subject_id=ballot.pk)
        assert events.filter(kind="ballot.counted").count() == 1
        assert not events.filter(kind="ballot.count_disagreed").exists()
    assert Result.objects.count() == len(ballots)


def test_a_count_that_five_messages_bring_to_four_workers_is_one_count(
    cast: Cast, workers: Workers, settings
):
    ballots = [closed(cast, settings)[0] for _ in range(2)]
    owed = Delivery.objects.filter(done_at=None, event__kind="ballot.closed").values_list("pk", flat=True)
    for delivery in owed:
        for _ in range(5):
            workers.app.send_task("audit.deliver", args=(delivery,))
            workers.app.send_task("audit.sweep")
    for _ in range(4):
        workers.start()
    until(lambda: all(is_counted(ballot) for ballot in ballots), within=60)
    until(lambda: not Delivery.objects.filter(done_at=None).exists(), within=60)
    assert_counted_once(ballots)


def test_a_broker_that_lost_the_message_delays_the_count_and_no_more(
    cast: Cast, workers: Workers, broker: list[processes.Child], tmp_path: Path, settings
):
    """It is killed with the message in it and comes back empty, under a worker that waits for it."""
    ballot, _ = closed(cast, settings)
    owed = Delivery.objects.get(event__kind="ballot.closed", subscriber__contains="count")
    workers.app.send_task("audit.deliver", args=(owed.pk,))
    broker[-1].process.kill()
    broker[-1].process.wait()
    broker.append(valkey.start(tmp_path))
    workers.start()
    until(lambda: workers.tick() or is_counted(ballot), within=60)

    other, _ = closed(cast, settings)
    broker[-1].process.kill()
    broker[-1].process.wait()
    time.sleep(0.5)
    broker.append(valkey.start(tmp_path))
    until(lambda: workers.tick() or is_counted(other), within=60)
    until(lambda: workers.tick() or not Delivery.objects.filter(done_at=None).exists(), within=60)
    assert_counted_once([ballot, other])
