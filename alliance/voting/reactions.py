"""What follows from an event, in voting."""

from alliance.audit.models import Event
from alliance.kernel.actor import Actor
from alliance.voting import actions


def count_on_ballot_closed(event: Event) -> None:
    """Count as soon as a ballot is closed."""
    actions.count_ballot(ballot_id=event.subject_id, by=Actor.system(), at=event.at)
