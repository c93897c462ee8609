"""The two guarantees the database gives, attacked past every line of Python."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from alliance.audit.models import Event
from alliance.audit.recording import record
from alliance.kernel.actor import Actor
from alliance.voting import actions
from alliance.voting.models import Ballot
from members import events
from members.models import Organization, WorkingGroup
from projects.models import Project, Proposal, Review
from tests.cast import NOON, Cast, in_vote, line, raise_curtain

pytestmark = pytest.mark.django_db(transaction=True)  # a guarantee at commit needs commits
FACTS = ("audit_event", "voting_result", "projects_decision")
GOVERNED = (
    (Ballot, {"state": "void", "closed_at": None}),
    (Organization, {"state": "suspended"}),
    (WorkingGroup, {"state": "closed"}),
    (Proposal, {"state": "withdrawn"}),
    (Review, {"state": "refused"}),
    (Project, {"stage": "archived"}),
)


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))


@pytest.fixture
def cast(transactional_db) -> Cast:
    """The known people, each step of their story committed by itself."""
    return raise_curtain()


@pytest.fixture
def settled(cast):
    """One row in every table of facts."""
    _, ballot = in_vote(cast)
    for name in ("Lake", "River", "Forest", "Stone"):
        elector = line(ballot, name).pk
        actions.cast_vote(
            ballot_id=ballot.pk, elector_id=elector, choice="for", by=cast.by(name), at=cast.now
        )
    cast.later(days=15)
    actions.close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=cast.now)
    cast.later(seconds=1)
    return cast


@pytest.mark.parametrize("table", FACTS)
@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE {table} SET id = id",
        "DELETE FROM {table}",
        "TRUNCATE {table} CASCADE",
        "INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (id) DO UPDATE SET id = excluded.id",
        "WITH gone AS (DELETE FROM {table} RETURNING 1) SELECT count(*) FROM gone",
        "MERGE INTO {table} a USING {table} b ON a.id = b.id WHEN MATCHED THEN DELETE",
    ],
)
def test_facts_are_refused_every_change(settled, table, attack):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql(attack.format(table=table))


def test_facts_do_not_fall_with_what_they_refer_to(settled):
    for table in ("accounts_user", "members_organization", "voting_ballot"):
        with pytest.raises(DatabaseError, match=r"append-only|TRUNCATE"), transaction.atomic():
            sql(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize(("model", "values"), GOVERNED)
def test_no_state_changes_without_an_event(settled, model, values):
    row = model.objects.first()
    assert row is not None
    with pytest.raises(IntegrityError, match="without an event"):
        model.objects.filter(pk=row.pk).update(**values)


def suspend(*names: str) -> None:
    Organization.objects.filter(name__in=names).update(state="suspended")


def told(cast: Cast, name: str) -> None:
    organization = cast.organizations[name]
    record(events.MEMBERSHIP_SUSPENDED, subject=organization, by=Actor.system(), at=NOON)


def test_an_event_lets_the_change_of_its_row_through(cast):
    with transaction.atomic():
        suspend("Lake")
        told(cast, "Lake")
    assert Organization.objects.get(name="Lake").state == "suspended"


def test_the_event_of_another_row_does_not_count(cast):
    @transaction.atomic
    def attack() -> None:
        told(cast, "Lake")
        suspend("Lake", "Hill")

    with pytest.raises(IntegrityError, match="without an event"):
        attack()


def test_an_event_of_an_earlier_transaction_does_not_count(cast):
    with transaction.atomic():
        told(cast, "Lake")
    with pytest.raises(IntegrityError, match="without an event"):
        suspend("Lake")


def test_an_event_rolled_back_does_not_count(cast):
    @transaction.atomic
    def attack() -> None:
        savepoint = transaction.savepoint()
        told(cast, "Lake")
        transaction.savepoint_rollback(savepoint)
        suspend("Lake")

    with pytest.raises(IntegrityError, match="without an event"):
        attack()


def test_there_and_back_in_one_transaction_is_noticed(cast):
    @transaction.atomic
    def attack() -> None:
        suspend("Lake")
        Organization.objects.filter(name="Lake").update(state="active")

    with pytest.raises(IntegrityError, match="without an event"):
        attack()


def test_the_number_of_the_transaction_is_the_databases_own(cast):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text::bigint")
            (present,) = cursor.fetchone()
        event = Event.objects.create(
            kind="x", subject_type="x", subject_id=1, interface="system", at=NOON, transaction=present + 7
        )
    event.refresh_from_db()
    assert event.transaction == present


def test_a_new_row_needs_its_event(cast):
    with pytest.raises(IntegrityError, match="without an event"):
        WorkingGroup.objects.create(name="Ghost", slug="ghost", mandate="None.", founded_on=NOON.date())
