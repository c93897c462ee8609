"""PostgreSQL stops at once amid casts, as by pg_ctl stop -m immediate: acknowledged votes are there.

Writers cast without a pause, and vote again; the server is stopped and started under them, three times. What
an action returned, and nothing less, is an acknowledgement. The server is one that does not wait for the disk
by itself (synchronous_commit is off), as an installation in a hurry may have it.
"""

import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from alliance.audit.models import Event
from alliance.kernel.actor import Actor, Interface
from alliance.voting import actions
from alliance.voting.models import Ballot, RollPerson, Vote
from alliance.voting.published import box_of
from alliance.voting.secrecy.ballot_form import Ballot as Marked
from alliance.voting.secrecy.tracker import Tracker, draw_tracker
from tests.voting.proofs import electorate
from tests.voting.proofs.installation import Installation

pytestmark = pytest.mark.worker

WRITERS = 8
LINES_EACH = 5
CRASHES = 3
BETWEEN = 1.5


@dataclass
class Writer:
    """Votes for its lines in turn, again and again; what was last acknowledged of each, and what hangs."""

    ballot: Ballot
    lines: list[tuple[int, Actor]]
    marks: Iterator[Marked] = field(repr=False)
    over: bool = False
    last: dict[int, tuple[int, Tracker]] = field(default_factory=dict, repr=False)
    unknown: dict[int, list[Tracker]] = field(default_factory=dict, repr=False)
    lost: int = 0

    def run(self) -> None:
        while not self.over:
            elector_id, by = random.choice(self.lines)
            tracker = draw_tracker()
            try:
                vote = actions.cast_vote(
                    ballot_id=self.ballot.pk,
                    elector_id=elector_id,
                    marks=next(self.marks),
                    tracker=tracker,
                    by=by,
                    at=timezone.now(),
                )
            except DatabaseError:
                self.lost += 1
                self.unknown.setdefault(elector_id, []).append(tracker)
                connection.close()
                time.sleep(0.2)
            else:
                self.last[elector_id] = vote.revision, tracker
                self.unknown.pop(elector_id, None)
        connection.close()


@pytest.fixture
def writers(on_site: Installation, settings) -> list[Writer]:
    settings.ELECTORATES = [electorate.HOOK]
    staff = electorate.people_arrive(WRITERS * LINES_EACH)
    ballot = electorate.opened(staff, timezone.now() - timedelta(days=1))
    lines = [
        (person.elector_id, Actor(Interface.PORTAL, person.user_id, person.name))
        for person in RollPerson.objects.filter(elector__ballot=ballot)
    ]
    marks = electorate.rankings(ballot.form, 200, 100, 1)
    return [Writer(ballot, lines[number::WRITERS], cycle(marks)) for number in range(WRITERS)]


def test_acknowledged_votes_survive_a_server_that_stops_at_once(
    on_site: Installation, writers: list[Writer], capsys
):
    with on_site.superuser() as database:
        database.execute("ALTER SYSTEM SET synchronous_commit = off")
        database.execute("SELECT pg_reload_conf()")
    threads = [threading.Thread(target=writer.run) for writer in writers]
    for thread in threads:
        thread.start()
    for _ in range(CRASHES):
        time.sleep(BETWEEN)
        on_site.stop_postgres_at_once()
        on_site.start_postgres()
    time.sleep(BETWEEN)
    for writer in writers:
        writer.over = True
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    connection.close()
    with on_site.superuser() as database:
        database.execute("ALTER SYSTEM RESET synchronous_commit")
        database.execute("SELECT pg_reload_conf()")

    acknowledged = {line: found for writer in writers for line, found in writer.last.items()}
    unknown = {line: found for writer in writers for line, found in writer.unknown.items()}
    lost = sum(writer.lost for writer in writers)
    assert lost >= CRASHES
    ballot = Ballot.objects.get()
    votes = dict(Vote.objects.values_list("elector_id", "revision"))
    for line, (revision, _) in acknowledged.items():
        assert votes[line] == revision or line in unknown
        assert votes[line] >= revision
    Ballot.objects.update(closes_at=timezone.now())
    actions.close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=timezone.now())
    actions.count_ballot(ballot_id=ballot.pk, by=Actor.system(), at=timezone.now())
    box = box_of(ballot)
    assert box is not None
    assert box.unopened == 0
    assert len(box.rows) == len(votes)
    trackers = {row.tracker for row in box.rows}
    for line, (_, tracker) in acknowledged.items():
        assert tracker in trackers or trackers & set(unknown.get(line, []))
    assert Event.objects.filter(kind__in=["vote.cast", "vote.changed"]).count() == sum(votes.values())
    number = sum(votes.values())
    with capsys.disabled():
        print(f"\n{number} votes of {len(votes)} voters in {CRASHES} crashes; {lost} casts broke off")
