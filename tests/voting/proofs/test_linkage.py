"""Nobody who has everything but the key can tell who cast which ballot: no attack does better than chance.

The attacker has the database as its superuser, its data directory with all dead rows, its write-ahead log
and log, dumps of three moments, the broker with all that passed through it, the logs of web server and
worker, and the mail; and knows who voted, when, and how often.
"""

import random
import re
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from alliance.voting.secrecy.tracker import draw_tracker
from tests.voting.proofs import evidence, linkage
from tests.voting.proofs.conftest import Evidence
from tests.voting.proofs.election import VOTERS
from tests.voting.proofs.installation import Installation
from tests.voting.proofs.linkage import Attempt

pytestmark = pytest.mark.worker

NAMES = re.compile(rb"[Vv]oter[ -]\d{3}")
NUMBER = VOTERS
WRITERS = 8


def attempts_on(left_over: Evidence) -> list[Attempt]:
    """All attacks on what is left of the election."""
    truth = {cast.voter: cast.tracker.code for cast in left_over.election.last.values()}
    codes = {code.encode(): code for code in truth.values()}
    of_voters = linkage.traces_of_voters(left_over.rows, left_over.references, NAMES)
    of_ballots = linkage.traces_of_ballots(left_over.rows, codes)
    named = linkage.traces_in_files(left_over.files, left_over.names)
    coded = linkage.traces_in_files(left_over.files, codes)
    assert len(of_ballots) >= 8
    assert {"wal", "dump:counted", "dump:certified"} <= coded.keys()
    assert {"log:postgres", "wal", "dump:open", "mail"} <= named.keys()
    found = linkage.attempts({**of_voters, **named}, {**of_ballots, **coded}, truth)
    return [*found, *linkage.nearest(named, coded, truth)]


def test_no_attack_links_voters_to_ballots_better_than_chance(left_over: Evidence, capsys, record_property):
    election = left_over.election
    assert len(election.last) == NUMBER
    assert len(election.replaced) > NUMBER / 5
    found = attempts_on(left_over)
    most_right, correlation = linkage.chance(len(found))
    best, closest = max(found), max(found, key=lambda each: each.correlation)
    with capsys.disabled():
        print(
            f"\n{NUMBER} voters, {len(election.casts)} votes, {len(found)} attacks: the best links "
            f"{best.right:.1f} voters (chance: 1, bound {most_right}), the highest correlation is "
            f"{closest.correlation:.1f} deviations (bound {correlation:.1f})"
        )
    record_property("attacks", len(found))
    record_property("voters linked by the best", best.right)
    assert len(found) > 5000
    assert best.right < most_right, best
    assert closest.correlation < correlation, closest


# The same attacks where they must succeed -------------------------------------------------------------------
NAIVE = """
    CREATE TABLE naive_voted (id {key}, voter text UNIQUE);
    CREATE TABLE naive_ballot (id {key}, tracker text UNIQUE);
"""
RANDOM_KEY = "uuid PRIMARY KEY DEFAULT gen_random_uuid()"
RUNNING_KEY = "bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY"
VOTED, BALLOT = (
    "INSERT INTO naive_voted (voter) VALUES (%s)",
    "INSERT INTO naive_ballot (tracker) VALUES (%s)",
)
SHUFFLED = """
    CREATE TABLE naive_box AS SELECT tracker FROM naive_ballot ORDER BY random();
    DELETE FROM naive_ballot;
"""


@pytest.fixture
def naive(on_site: Installation) -> Iterator[str]:
    """A database of its own on the same server."""
    name = f"naive_{uuid.uuid4().hex[:8]}"
    with on_site.superuser() as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield name
    with on_site.superuser() as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def voted_naively(address: str, key: str, *, together: bool) -> dict[str, str]:
    """Who voted and what was voted in two tables, written by several at once; which ballot is whose."""
    truth = {f"voter-{number:03}": draw_tracker().code for number in range(NUMBER)}
    own = threading.local()
    with psycopg.connect(address) as connection:
        connection.execute(NAIVE.format(key=key))

    def vote(voter: str, code: str) -> None:
        if not hasattr(own, "connection"):
            own.connection = psycopg.connect(address)
            opened.append(own.connection)
        with own.connection.transaction():
            own.connection.execute(VOTED, [voter])
            if together:
                own.connection.execute(BALLOT, [code])
        if not together:
            with own.connection.transaction():
                own.connection.execute(BALLOT, [code])

    opened: list[psycopg.Connection] = []
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(vote, truth, truth.values()))
    for connection in opened:
        connection.close()
    return truth


def naive_attempts(installation: Installation, database: str, truth: dict[str, str]) -> list[Attempt]:
    rows = evidence.rows(installation, database)
    codes = {code.encode(): code for code in truth.values()}
    found = linkage.traces_of_voters(rows, {}, NAMES)
    return list(linkage.attempts(found, linkage.traces_of_ballots(rows, codes), truth))


@pytest.mark.parametrize(
    "afterwards", ["", "VACUUM FREEZE", SHUFFLED], ids=["as written", "frozen", "shuffled"]
)
def test_two_tables_in_one_transaction_link_everybody(on_site: Installation, naive: str, afterwards: str):
    truth = voted_naively(on_site.url(naive), RANDOM_KEY, together=True)
    with on_site.superuser(naive) as connection:
        connection.execute(afterwards)
    best = max(naive_attempts(on_site, naive, truth))
    assert (best.right, best.way) == (NUMBER, "naive_voted.(xmin) and naive_ballot.(xmin): equal")


def test_two_tables_in_two_transactions_link_by_their_order(on_site: Installation, naive: str):
    truth = voted_naively(on_site.url(naive), RUNNING_KEY, together=False)
    found = naive_attempts(on_site, naive, truth)
    most_right, correlation = linkage.chance(len(found))
    assert max(found).right > 2 * most_right
    assert max(each.correlation for each in found) > 3 * correlation


def test_the_bounds_are_those_of_chance():
    """The best of many guesses at random stays below them, but not by much."""
    chance = random.Random(1)
    voters = [f"voter-{number}" for number in range(NUMBER)]
    ballots = list(voters)
    guesses = []
    for _ in range(3000):
        chance.shuffle(ballots)
        guesses += linkage.in_order(voters, ballots, dict(zip(voters, voters, strict=True)), "")
    most_right, correlation = linkage.chance(len(guesses))
    assert 5 <= max(guesses).right < most_right <= 13
    assert 3 < max(each.correlation for each in guesses) < correlation < 7
