"""Reminders of nominations: on record before they are sent."""

from datetime import datetime

from django.db import transaction

from alliance.audit.recording import record
from alliance.elections import events, rules
from alliance.elections.actions.planning import locked
from alliance.elections.models import Election
from alliance.elections.queries import nominations_to_remind_of
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import NotNow


@transaction.atomic
def remind_of_nominations(*, election_id: int, by: Actor, at: datetime) -> Election:
    """Note that nominations close soon: those who may nominate and did not, and nominees who did not answer,
    are told. Each close is reminded of once.

    Raises:
        Forbidden: neither an officer of the election, staff nor the system. NotNow: it is too early, or was
        done.
    """
    election = locked(election_id)
    rules.runs(by, election).require()
    if election.pk not in nominations_to_remind_of(at):
        raise NotNow("Nothing is to be reminded of now.")
    data = {"closes": election.nominations_close_at.isoformat()}
    record(events.NOMINATIONS_REMINDED, subject=election, by=by, at=at, data=data)
    return election
