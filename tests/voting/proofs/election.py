"""A whole secret election: prepared, opened, voted in from all sides, counted, certified, its key destroyed.

Some voters use pages, some the API, most the action; they vote in one disorder, from threads of this
process and of two processes of the web server, and some of them change their vote, up to three times.
Meanwhile PostgreSQL logs every statement, a reader keeps old versions of rows alive, and somebody listens
at the broker.
"""

import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.test import override_settings
from django.utils import timezone

from alliance.accounts.models import User
from alliance.audit.models import Delivery
from alliance.audit.tasks import deliver
from alliance.kernel.actor import Actor, Interface
from alliance.local import valkey
from alliance.notifications.models import MailState, Notice
from alliance.voting import actions
from alliance.voting.models import Ballot, Elector, Result
from alliance.voting.secrecy.ballot_form import Ballot as Marked
from alliance.voting.secrecy.ballot_form import BallotForm
from alliance.voting.secrecy.tracker import Tracker, draw_tracker
from tests.local.watching import until
from tests.voting.proofs import electorate
from tests.voting.proofs.browsers import Browser
from tests.voting.proofs.installation import Installation
from tests.voting.test_race import connected_threads

VOTERS = 500
UNIQUE = 40
ON_PAGES = 40
BY_API = 20
AT_ONCE = 12
SEED = 20261128


@dataclass(frozen=True, slots=True)
class Cast:
    """One acknowledged vote: of whom, what it says, and where it is found in the box."""

    voter: str
    marked: Marked = field(repr=False)
    tracker: Tracker = field(repr=False)


@dataclass
class Election:
    """The election as its voters know it together: `last` is what counts, `replaced` what was changed."""

    ballot_id: int
    form: BallotForm
    wal_at_close: str = ""
    last: dict[str, Cast] = field(default_factory=dict, repr=False)
    replaced: list[Cast] = field(default_factory=list, repr=False)

    @property
    def ballot(self) -> Ballot:
        return Ballot.objects.get(pk=self.ballot_id)

    @property
    def casts(self) -> list[Cast]:
        return [*self.last.values(), *self.replaced]


@dataclass
class Voter:
    """One person with the ballots to cast, one after the other."""

    user: User
    elector_id: int
    slug: str
    plan: list[Marked] = field(repr=False)
    browser: Browser | None = None
    by_api: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def vote(self, election: Election, ballot: Ballot) -> None:
        with self.lock:
            marked = self.plan.pop(0)
            cast = Cast(self.slug, marked, self._send(ballot, marked))
            if self.slug in election.last:
                election.replaced.append(election.last[self.slug])
            election.last[self.slug] = cast

    def _send(self, ballot: Ballot, marked: Marked) -> Tracker:
        if self.browser:
            with self.browser.leaving():
                if self.by_api:
                    return self.browser.sends(ballot.ref, marked, ballot.form)
                return self.browser.votes(ballot.ref, marked)
        tracker = draw_tracker()
        actions.cast_vote(
            ballot_id=ballot.pk,
            elector_id=self.elector_id,
            marks=marked,
            tracker=tracker,
            by=Actor(Interface.PORTAL, self.user.pk, self.user.name),
            at=timezone.now(),
        )
        return tracker


def held(installation: Installation) -> Election:
    """Hold it, from the people's arrival to the end of the key."""
    with override_settings(ELECTORATES=[electorate.HOOK]):
        staff = electorate.people_arrive(VOTERS)
        ballot = electorate.opened(staff, timezone.now() - timedelta(days=1))
    installation.serve()
    installation.work()
    voters = list(arranged(installation, ballot))
    installation.wait_until_up()
    election = Election(ballot.pk, ballot.form)
    with overheard(installation), old_rows_kept(installation), everything_logged(installation):
        everybody_votes(voters, election, ballot)
        dumped(installation, "open")
        end(election, staff, installation)
        dumped(installation, "certified")
    return election


def arranged(installation: Installation, ballot: Ballot) -> Iterator[Voter]:
    """Everybody with a plan: one ballot, or up to three others before it."""
    chance = random.Random(SEED)
    final = electorate.rankings(ballot.form, VOTERS, UNIQUE, SEED)
    lines = dict(Elector.objects.filter(ballot=ballot).values_list("people__user_id", "pk"))
    people = electorate.voters()
    seated = chance.sample(people, ON_PAGES + BY_API)
    for user, last in zip(people, final, strict=True):
        changes = chance.choices([0, 1, 2, 3], [75, 15, 6, 4])[0]
        before = electorate.rankings(ballot.form, changes, changes, chance.randrange(10**6))
        voter = Voter(user, lines[user.pk], user.email.partition("@")[0], [*before, last])
        if user in seated:
            voter.browser = Browser(installation.port, electorate.signed_in(user))
            voter.by_api = seated.index(user) < BY_API
        yield voter


def everybody_votes(voters: list[Voter], election: Election, ballot: Ballot) -> None:
    """All casts in one random order, many at once; those of one voter in the order of the plan."""
    turns = [voter for voter in voters for _ in voter.plan]
    random.Random(SEED + 1).shuffle(turns)
    with connected_threads(AT_ONCE) as pool:
        list(pool.map(lambda voter: voter.vote(election, ballot), turns))


def end(election: Election, staff: Actor, installation: Installation) -> None:
    """Close; the worker counts; certify; the worker destroys the key."""
    Ballot.objects.filter(pk=election.ballot_id).update(closes_at=timezone.now())
    with installation.superuser() as connection:
        connection.execute("ALTER SYSTEM SET log_statement = 'none'")
        connection.execute("SELECT pg_reload_conf()")
        row = connection.execute("SELECT pg_current_wal_insert_lsn()::text").fetchone()
        assert row
        election.wal_at_close = row[0]
    actions.close_ballot(ballot_id=election.ballot_id, by=Actor.system(), at=timezone.now())
    until(lambda: Result.objects.filter(ballot_id=election.ballot_id).exists(), within=120)
    dumped(installation, "counted")
    actions.certify_ballot(ballot_id=election.ballot_id, by=staff, at=timezone.now())
    until(lambda: election.ballot.key_destroyed_at, within=120)
    until(all_told, within=120)


def all_told() -> bool:
    """Whether every consequence is seen to and every receipt mailed; if not, the worker is asked to go on."""
    owed = list(Delivery.objects.filter(done_at=None).values_list("subscriber", "error"))
    waiting = Notice.objects.filter(kind="vote_recorded", mail_state=MailState.QUEUED).count()
    if waiting:
        deliver.app.send_task("notifications.send_queued", expires=1)
        time.sleep(1)
    assert not any(error for _, error in owed), owed
    return not waiting and not owed


def dumped(installation: Installation, when: str) -> None:
    dump = installation.program("pg_dump", "--no-owner", installation.url())
    (installation.home / f"{when}.sql").write_bytes(dump)


# The attacker's preparations --------------------------------------------------------------------------------
@contextmanager
def everything_logged(installation: Installation) -> Iterator[None]:
    """PostgreSQL writes every statement into its log, until the close."""
    with installation.superuser() as connection:
        connection.execute("ALTER SYSTEM SET log_statement = 'all'")
        connection.execute("SELECT pg_reload_conf()")
    yield


@contextmanager
def old_rows_kept(installation: Installation) -> Iterator[None]:
    """A reader who began before the first vote: PostgreSQL clears no earlier version of a row away."""
    reader = installation.superuser()
    reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
    reader.execute("SELECT count(*) FROM voting_elector")
    try:
        yield
    finally:
        reader.close()


@contextmanager
def overheard(installation: Installation) -> Iterator[None]:
    """Every command that reaches the broker is written to a file."""
    installation.keep_on_disk()
    with socket.socket(socket.AF_UNIX) as wire:
        wire.connect(str(valkey.socket_path(installation.home)))
        wire.sendall(b"MONITOR\r\n")
        listener = threading.Thread(target=listen, args=(wire, installation.log_of("monitor")))
        listener.start()
        try:
            yield
        finally:
            installation.redis.save()
            wire.shutdown(socket.SHUT_RDWR)
            listener.join()


def listen(wire: socket.socket, log: Path) -> None:
    with log.open("wb") as out:
        while heard := wire.recv(65536):
            out.write(heard)
