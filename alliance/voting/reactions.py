"""What follows from an event, in voting."""

from alliance.audit.models import Event
from alliance.kernel.actor import Actor
from alliance.voting import actions


def count_on_ballot_closed(event: Event) -> None:
    """Count as soon as a ballot is closed."""
    actions.count_ballot(ballot_id=event.subject_id, by=Actor.system(), at=event.at)


def count_on_lot_drawn(event: Event) -> None:
    """Count again as soon as the public value for a lot is known."""
    actions.count_ballot(ballot_id=event.subject_id, by=Actor.system(), at=event.at)


def destroy_key(event: Event) -> None:
    """The key of a secret ballot ends when its result is certified, or when the ballot is cancelled."""
    actions.destroy_key(ballot_id=event.subject_id, by=Actor.system(), at=event.at)
