"""What the database itself refuses."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from alliance.elections import actions
from alliance.elections.models import Contest, Election, Nomination, Term
from alliance.kernel.verdict import Refused
from tests.elections.stage import raise_stage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("model", "state"), [(Election, "nominating"), (Contest, "ready")])
def test_no_state_changes_without_an_event(model, state):
    stage = raise_stage("w3c")
    stage.plan(stage.body("tag"), "tag-election", "2026-03-02")
    with pytest.raises(DatabaseError, match="without an event"):
        model.objects.update(state=state)


def test_a_seat_has_one_holder_at_a_time():
    stage = raise_stage("w3c")
    body = stage.body("tag")
    term = stage.seat(body, 1, "Ana", terms=("2025-01-01", "2027-01-01"))
    Term.objects.create(seat=term.seat, person_name="Ben", from_on=date(2027, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Term.objects.create(seat=term.seat, person_name="Cy", from_on=date(2026, 12, 31))
    Term.objects.filter(pk=term.pk).update(ended_on=date(2026, 6, 1))
    Term.objects.create(seat=term.seat, person_name="Cy", from_on=date(2026, 6, 1), until_on=date(2027, 1, 1))


def test_one_group_nominates_once_however_many_of_it_nominate_at_a_time():
    """W3C Process: a group of related Members nominates one person; its people do so at the same moment."""
    stage = raise_stage("w3c")
    committee = stage.body("ac", member=8)
    names = [f"Alpha {number}" for number in range(8)]
    stage.member("Alpha")
    for number, name in enumerate(names, start=1):
        stage.member(name, of="Alpha")
        stage.seat(committee, number, f"{name} Rep", name, terms=("2025-01-01", ""))
    election = stage.plan(stage.body("tag"), "tag-election", "2026-03-02")
    stage.go_to(election.nominations_open_at)
    contest = election.contests.get()
    nominees = [stage.person(f"Nominee {number}").pk for number in range(8)]
    actors = [stage.by(f"{name} Rep") for name in names]

    def nominate(number: int) -> str:
        try:
            actions.nominate(contest_id=contest.pk, user_id=nominees[number], by=actors[number], at=stage.now)
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()
        return "nominated"

    with ThreadPoolExecutor(8) as pool:
        found = sorted(pool.map(nominate, range(8)))
    assert found == [*["Each voter may nominate 1 at most."] * 7, "nominated"]
    assert Nomination.objects.count() == 1
