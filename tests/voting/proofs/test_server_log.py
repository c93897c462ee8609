"""PostgreSQL's own log: it keeps statements that fail, with all their values, and so must not get any.

On a server as it comes, and on one that is set up as docs/secrecy.md says.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import IntegrityError, connections
from django.utils import timezone

from alliance.kernel.actor import Actor, Interface
from alliance.voting import actions
from alliance.voting.models import Ballot, Box
from alliance.voting.secrecy.ballot_form import Ballot as Marked
from alliance.voting.secrecy.tracker import Tracker, draw_tracker
from tests.voting.proofs import electorate
from tests.voting.proofs.evidence import Search
from tests.voting.proofs.installation import Installation
from tests.voting.proofs.needles import needles_of

pytestmark = pytest.mark.worker

MARKED = Marked((8, 3, 6, 1, 10, 2, 9, 5, 7, 4))
OWN = "log_parameter_max_length_on_error"
SETTING = re.compile(r"`((?:log|track)_\w+)`")


@pytest.fixture
def staff(on_site: Installation, settings) -> Iterator[Actor]:
    settings.ELECTORATES = [electorate.HOOK]
    yield electorate.people_arrive(4)
    with on_site.superuser() as database:
        database.execute("ALTER ROLE alliance RESET ALL")


def opened(staff: Actor, level: str) -> Ballot:
    return electorate.opened(staff, timezone.now() - timedelta(days=1), level=level)


def cast(ballot: Ballot, number: int, tracker: Tracker) -> None:
    """The vote of one voter."""
    user = electorate.voters()[number]
    actions.cast_vote(
        ballot_id=ballot.pk,
        elector_id=ballot.electors.get(people__user=user).pk,
        marks=MARKED,
        tracker=tracker,
        by=Actor(Interface.PORTAL, user.pk, user.name),
        at=timezone.now(),
    )


@contextmanager
def overheard(site: Installation, ballot: Ballot, tracker: Tracker, told: set[str]) -> Iterator[list[str]]:
    """What is written to the log meanwhile: the lines, then the set of what they tell of the vote."""
    connections.close_all()
    log, lines = site.log_of("postgres"), []
    before = log.stat().st_size
    yield lines
    said = log.read_bytes()[before:]
    lines += said.decode().splitlines()
    told |= {kind for _, kind in Search(needles_of(ballot.form, MARKED, tracker, "told")).occurrences(said)}


def a_lost_race(site: Installation, ballot: Ballot, patch: pytest.MonkeyPatch) -> tuple[list[str], set[str]]:
    """Two casts that come to the same unique value, as in a race without locks; log lines, what they tell."""
    tracker, receipt, told = draw_tracker(), actions.new_receipt(), set()
    with overheard(site, ballot, tracker, told) as lines, patch.context() as once:
        once.setattr(actions.casting, "new_receipt", lambda: receipt)
        cast(ballot, 0, tracker)
        with pytest.raises(IntegrityError):
            cast(ballot, 1, tracker)
    return lines, told


def test_a_lost_race_logs_nothing_of_a_secret_vote(on_site: Installation, staff: Actor, monkeypatch):
    lines, told = a_lost_race(on_site, opened(staff, "secret"), monkeypatch)
    assert any("duplicate key value" in line for line in lines)
    assert any('STATEMENT:  INSERT INTO "voting_vote"' in line for line in lines)
    assert told == set()


def test_a_refused_envelope_is_logged_sealed(on_site: Installation, staff: Actor):
    ballot, tracker, told = opened(staff, "secret"), draw_tracker(), set()
    with on_site.superuser() as database:
        database.execute("ALTER TABLE voting_envelope ADD CONSTRAINT never CHECK (elector_id < 0)")
    with overheard(on_site, ballot, tracker, told) as lines, pytest.raises(IntegrityError):
        cast(ballot, 0, tracker)
    assert any('STATEMENT:  INSERT INTO "voting_envelope"' in line for line in lines)
    assert any("DETAIL:  Failing row contains" in line for line in lines)
    assert told == set()


def test_a_refused_box_is_logged_without_its_ballots(on_site: Installation, staff: Actor):
    ballot, tracker, told = opened(staff, "secret"), draw_tracker(), set()
    for number in range(4):
        cast(ballot, number, draw_tracker() if number else tracker)
    Ballot.objects.filter(pk=ballot.pk).update(closes_at=timezone.now())
    actions.close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=timezone.now())
    with on_site.superuser() as database:
        database.execute("ALTER TABLE voting_box ADD CONSTRAINT never CHECK (length(digest) < 0)")
    with overheard(on_site, ballot, tracker, told) as lines, pytest.raises(IntegrityError):
        actions.count_ballot(ballot_id=ballot.pk, by=Actor.system(), at=timezone.now())
    assert any('STATEMENT:  INSERT INTO "voting_box"' in line for line in lines)
    assert told == set()
    with overheard(on_site, ballot, tracker, told), pytest.raises(IntegrityError):
        Box.objects.create(ballot=ballot, text=f"{tracker.code},8,3,6,1,10,2,9,5,7,4", digest="")
    assert told == {"told: tracker", "told: marks as CSV"}
    with on_site.superuser() as database:
        database.execute("ALTER TABLE voting_box DROP CONSTRAINT never")
    result = actions.count_ballot(ballot_id=ballot.pk, by=Actor.system(), at=timezone.now())
    assert result is not None
    assert result.turnout["voted"] == 4


def documented() -> dict[str, str]:
    """The settings of PostgreSQL that docs/secrecy.md asks for."""
    page = Path(settings.BASE_DIR, "docs", "secrecy.md").read_text(encoding="utf-8")
    table = page.partition("### PostgreSQL")[2].partition("\n### ")[0]
    rows = [line.split("|")[1:3] for line in table.splitlines() if line.startswith("| `log_")]
    return {name: value.strip(" `") for names, value in rows for name in SETTING.findall(names)}


def test_the_log_tells_a_recorded_vote_unless_set_up_as_documented(
    on_site: Installation, staff: Actor, monkeypatch
):
    ballot = opened(staff, "recorded")
    assert "told: marks as JSON" in a_lost_race(on_site, ballot, monkeypatch)[1]
    with on_site.superuser() as database:
        for name, value in documented().items():
            database.execute(f"ALTER ROLE alliance SET {name} = '{value}'")
    lines, told = a_lost_race(on_site, opened(staff, "recorded"), monkeypatch)
    assert told == set()
    assert not any("STATEMENT" in line or "DETAIL" in line for line in lines)


def test_the_role_of_the_application_can_set_one_of_them_itself(on_site: Installation):
    assert {"log_min_error_statement", "log_error_verbosity", "log_statement", OWN} <= documented().keys()
    with on_site.superuser() as database:
        database.execute("DROP ROLE IF EXISTS application")
        database.execute("CREATE ROLE application LOGIN")
    allowed = set()
    address = on_site.url().replace("alliance@", "application@")
    with psycopg.connect(address, autocommit=True) as own:
        for name, value in documented().items():
            try:
                own.execute(f"SET {name} = '{value}'")
                allowed.add(name)
            except psycopg.errors.InsufficientPrivilege:
                continue
    assert allowed == {OWN}
