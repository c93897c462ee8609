"""What breaks between the close and the decision: workers killed, work delivered twice, Redis gone."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from celery import Celery
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alliance.audit import nudge
from alliance.audit.dispatch import deliver, deliver_due
from alliance.audit.models import Delivery, Event
from alliance.audit.tasks import deliver as deliver_task
from alliance.kernel.actor import Actor
from alliance.local import processes, valkey
from alliance.voting.actions import cast_vote, close_ballot, count_ballot
from alliance.voting.methods.motion import count_motion
from alliance.voting.methods.record import digest
from alliance.voting.models import Ballot, Result, Vote
from projects.actions import settle_proposal
from projects.models import Decision, Project
from tests.cast import Cast, in_vote, line, raise_curtain
from tests.database import database_url
from tests.local.watching import until
from tests.voting.test_pages import signed_in
from tests.voting.test_pages_vote import cast_checked, choose

VOTES = {"Lake": "for", "Stone": "for", "River": "against", "Forest": "abstain"}
BALLOTS = 20
ROOT = Path(__file__).parents[2]


@pytest.fixture
def cast(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The cast half a month ago, with nobody listening to nudges."""
    monkeypatch.setattr(nudge, "worker", lambda _ids: None)
    return raise_curtain(timezone.now() - timedelta(days=15))


def voted(cast: Cast, count: int, days: int = 14) -> list[Ballot]:
    """Ballots with the same votes; with 14 days, their deadline has passed."""
    ballots = [in_vote(cast, days=days, title=f"Register {n}", name=f"Register {n}")[1] for n in range(count)]
    for ballot in ballots:
        for name, choice in VOTES.items():
            elector = line(ballot, name)
            cast_vote(
                ballot_id=ballot.pk, elector_id=elector.pk, choice=choice, by=cast.by(name), at=cast.now
            )
    return ballots


def assert_decided_once(ballots: list[Ballot]) -> None:
    """Each ballot has one result, one decision and one project, and nothing is left to do."""
    kinds = ["ballot.closed", "ballot.counted", "decision.recorded", "proposal.accepted"]
    counts = {kind: Event.objects.filter(kind=kind).count() for kind in kinds}
    assert counts == dict.fromkeys(kinds, len(ballots))
    assert not Event.objects.filter(kind="ballot.count_disagreed").exists()
    assert {ballot.state for ballot in Ballot.objects.all()} == {"counted"}
    results = list(Result.objects.select_related("ballot"))
    assert sorted(result.ballot_id for result in results) == [ballot.pk for ballot in ballots]
    expected = digest(count_motion(ballots[0].rule, list(VOTES.values()), 5, seats=6))
    assert (
        {result.digest for result in results} == {digest(result.record) for result in results} == {expected}
    )
    decisions = Decision.objects.order_by("number")
    assert [decision.number for decision in decisions] == list(range(1, len(ballots) + 1))
    assert sorted(decision.ballot_id for decision in decisions) == [ballot.pk for ballot in ballots]
    assert {decision.record["result"]["digest"] for decision in decisions} == {expected}
    assert Project.objects.count() == len(ballots)
    assert not Delivery.objects.filter(done_at=None).exists()


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[processes.Child]:
    """A Redis of this test's own."""
    child = valkey.start(tmp_path)
    yield child
    processes.stop([child])


class Workers:
    """Real worker processes on this test's Redis and database (or the one at an address); ``tick`` does what
    the beat does."""

    def __init__(self, home: Path, database: str = "") -> None:
        variables = {"DATABASE_URL": database or database_url(), "REDIS_URL": valkey.url(home)}
        variables |= {"DJANGO_SETTINGS_MODULE": "tests.settings"}
        self.log = (home / "workers.log").open("w")
        self.nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.voting.nursery"],
            cwd=ROOT,
            env={**os.environ, **variables},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        broker = f"redis+socket://{valkey.socket_path(home)}?virtual_host=0"
        self.app = Celery("beat", broker=broker, set_as_current=False)
        self.app.conf.update(
            task_default_queue=settings.CELERY_TASK_DEFAULT_QUEUE,
            broker_transport_options=settings.CELERY_BROKER_TRANSPORT_OPTIONS,
        )
        self.living: int | None = None

    def start(self) -> None:
        assert self.nursery.stdin is not None
        assert self.nursery.stdout is not None
        self.nursery.stdin.write("\n")
        self.nursery.stdin.flush()
        self.living = int(self.nursery.stdout.readline())

    def kill(self) -> None:
        if self.living is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.living, signal.SIGKILL)
            self.living = None

    def tick(self) -> None:
        for task in ("voting.close_due", "audit.sweep"):
            self.app.send_task(task, expires=5)

    def end(self) -> None:
        self.kill()
        self.nursery.kill()
        self.nursery.communicate()
        self.log.close()


@pytest.fixture
def workers(redis: processes.Child, tmp_path: Path, transactional_db: None) -> Iterator[Workers]:
    workers = Workers(tmp_path)
    yield workers
    workers.end()


def all_done() -> bool:
    due = Ballot.objects.exclude(state="counted").filter(closes_at__lte=timezone.now()).exists()
    return not due and not Delivery.objects.filter(done_at=None).exists()


def progress() -> int:
    return Event.objects.count()


def until_progress(workers: Workers) -> None:
    before = progress()

    def moved() -> bool:
        workers.tick()
        return progress() > before

    until(moved, within=120)


def test_workers_killed_at_any_moment_leave_one_result_and_one_decision_per_ballot(cast, workers, capsys):
    """A worker is killed within moments of its first step with each ballot; the next inherits the rest."""
    ballots = voted(cast, BALLOTS, days=30)
    interrupted = 0
    for ballot in ballots:
        Ballot.objects.filter(pk=ballot.pk).update(closes_at=timezone.now())
        workers.start()
        until_progress(workers)
        time.sleep(random.uniform(0, 0.03))
        workers.kill()
        interrupted += not all_done()
    with capsys.disabled():
        print(f"\n{len(ballots)} workers killed, {interrupted} of them before their work was done")
    workers.start()

    def finished() -> bool:
        workers.tick()
        Delivery.objects.filter(done_at=None).update(next_at=timezone.now())
        return all_done()

    until(finished, within=60)
    assert_decided_once(ballots)


def at_once(times: int, act: Callable[[], object]) -> list[object]:
    """The same call from several threads, each with its own connection, in the same moment."""
    together = threading.Barrier(times)

    def call() -> object:
        try:
            connection.ensure_connection()
            together.wait()
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return [done.result(timeout=60) for done in [pool.submit(call) for _ in range(times)]]


def test_a_delivery_run_five_times_at_once_takes_effect_once(cast):
    ballots = voted(cast, 4)
    for ballot in ballots:
        close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=timezone.now())
        while owed := list(Delivery.objects.filter(done_at=None).values_list("pk", flat=True)):
            for pk in owed:
                done = at_once(5, lambda pk=pk: deliver(delivery_id=pk, at=timezone.now()))
                assert done.count(True) == 1
    assert_decided_once(ballots)


def test_counting_and_deciding_five_times_at_once_is_counting_and_deciding_once(cast):
    (ballot,) = voted(cast, 1)
    by, at = Actor.system(), timezone.now()
    close_ballot(ballot_id=ballot.pk, by=by, at=at)
    results = at_once(5, lambda: count_ballot(ballot_id=ballot.pk, by=by, at=at).pk)
    assert len(set(results)) == 1
    decisions = at_once(5, lambda: settle_proposal(ballot_id=ballot.pk, by=by, at=at))
    assert sum(decision is not None for decision in decisions) == 1
    deliver_due(at=timezone.now())
    assert_decided_once([ballot])


def test_five_workers_that_close_at_once_close_once(cast):
    (ballot,) = voted(cast, 1)

    def close() -> str:
        try:
            return close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=timezone.now()).state
        except Exception as refusal:  # noqa: BLE001 -- its kind is compared below
            return type(refusal).__name__

    assert sorted(at_once(5, close)) == ["NotNow"] * 4 + ["closed"]
    deliver_due(at=timezone.now())
    assert_decided_once([ballot])


@pytest.fixture
def voting_day(transactional_db: None) -> tuple[Cast, Ballot]:
    cast = raise_curtain(timezone.now() - timedelta(days=1))
    return cast, in_vote(cast)[1]


def test_voting_goes_on_when_redis_dies(voting_day, redis, tmp_path, settings, monkeypatch):
    cast, ballot = voting_day
    location = f"{valkey.url(tmp_path)}?db=1"
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": location}}
    broker = f"redis+socket://{valkey.socket_path(tmp_path)}?virtual_host=0"
    monkeypatch.setattr(deliver_task.app.conf, "broker_url", broker)
    monkeypatch.setattr(deliver_task.app.conf, "broker_write_url", broker)
    monkeypatch.setattr(nudge, "_silent_until", 0.0)
    deliver_task.app._after_fork()
    vote_in_portal(cast, ballot, "Lake")
    redis.process.kill()
    redis.process.wait()
    vote_in_portal(cast, ballot, "River")
    answer = vote_by_api(cast, ballot, "Stone")
    assert answer.status_code == 200, answer.content
    again = vote_by_api(cast, ballot, "Stone")
    assert (again.status_code, again.json()["receipt"]) == (200, answer.json()["receipt"])
    pages = [reverse("ballots"), reverse("ballot", args=[ballot.pk]), reverse("my_votes")]
    assert [signed_in(cast, "River").get(page).status_code for page in pages] == [200] * 3
    assert Vote.objects.count() == 3
    Ballot.objects.filter(pk=ballot.pk).update(closes_at=timezone.now())
    close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=timezone.now())
    deliver_due(at=timezone.now())
    assert Decision.objects.get().sentence == "3 for, 0 against, 0 abstained"
    deliver_task.app._after_fork()


def vote_in_portal(cast: Cast, ballot: Ballot, name: str) -> None:
    client = signed_in(cast, name)
    answer = cast_checked(client, ballot, choose(client, ballot, "for"))
    assert answer.status_code == 303
    assert client.get(answer["Location"]).status_code == 200


def vote_by_api(cast: Cast, ballot: Ballot, name: str):
    client = Client()
    client.force_login(cast.people[name])
    address = f"/api/v1/ballots/{ballot.ref}/vote/"
    return client.post(address, {"choice": "for"}, content_type="application/json")
