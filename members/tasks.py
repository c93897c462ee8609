"""Periodic work on mandates: a day begins or ends them, and no event announces a day."""

from celery import shared_task
from django.utils import timezone

from alliance.kernel.actor import Actor
from alliance.voting import actions as voting
from members import queries
from members.queries import entry_of


@shared_task(name="members.follow_mandates")
def follow_mandates() -> None:
    """Bring the open ballots' rolls in step with the mandates of today."""
    by, at = Actor.system(), timezone.now()
    for organization_id, user_id in queries.mandates_ended(at):
        voting.strike_voter(organization_id=organization_id, user_id=user_id, by=by, at=at)
    for each in queries.mandates_begun(at):
        voting.seat_voter(organization_id=each.organization_id, entry=entry_of(each), by=by, at=at)
