"""What the database itself refuses."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from alliance.elections.models import Contest, Election, Term
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
