"""Every action at every door: the same events, or the same refusal in the same words and no trace."""

import pytest
from django.db import transaction
from django.utils import timezone

from alliance.kernel.actor import Interface
from tests.cast import Cast, raise_curtain
from tests.interfaces.doors import Outcome, client_for, knock
from tests.interfaces.scenes import ALL, CASES, IDENTITIES, Case


@pytest.fixture
def cast(db) -> Cast:
    """The cast on the real clock, which the doors read."""
    return raise_curtain(timezone.now())


def test_every_operation_has_a_case():
    assert sorted(case.name for case in CASES) == sorted(ALL)


def test_an_operation_left_out_at_a_door_says_why():
    assert all(operation.not_offered for operation in ALL.values() if len(operation.doors) < 3)


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_doors_agree(cast: Cast, case: Case):
    subject, data = case.scene(cast)
    for identity in IDENTITIES:
        client = client_for(cast, identity)
        outcomes = {
            door: attempt(door, case, client, subject, data)
            for door in (Interface.PORTAL, Interface.API, Interface.ADMIN)
            if door in case.operation.doors and (identity == "staff" or door is not Interface.ADMIN)
        }
        assert len(set(outcomes.values())) == 1, (identity, outcomes)
        outcome = outcomes[Interface.API]
        assert outcome.done == (identity in case.allowed), (identity, outcome)
        if outcome.done and case.event:
            assert case.event in outcome.events
        if not outcome.done:
            assert outcome.words


@pytest.mark.django_db
def test_the_admin_is_closed_to_others(cast: Cast):
    for case in CASES[:3]:
        subject, data = case.scene(cast)
        for identity in set(IDENTITIES) - {"staff"}:
            client = client_for(cast, identity)
            outcome = attempt(Interface.ADMIN, case, client, subject, data, closed=True)
            assert not outcome.done


def attempt(door, case, client, subject, data, *, closed: bool = False) -> Outcome:
    """One knock, undone afterwards."""
    with transaction.atomic():
        sid = transaction.savepoint()
        try:
            if closed:
                from tests.interfaces.doors import admin

                answer = admin(case, client, subject, data)
                return Outcome(
                    done=answer.status_code not in {302, 403}
                    or "/login" not in answer.get("Location", "/login")
                )
            return knock(door, case, client, subject, data)
        finally:
            transaction.savepoint_rollback(sid)
