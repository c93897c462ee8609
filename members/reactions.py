"""What follows from an event, in members: who may act follows the mandate into open ballots."""

from alliance.audit.models import Event
from alliance.kernel.actor import Actor
from alliance.voting import actions as voting
from members import events
from members.models import Representation
from members.queries import entry_of


def seat_voter_on_representative_appointed(event: Event) -> None:
    """Put the new representative on the roll lines of open ballots, if the mandate has begun."""
    representation = Representation.objects.select_related("user").get(pk=event.data["representation_id"])
    if not representation.is_current(event.at.date()):
        return
    voting.seat_voter(
        organization_id=representation.organization_id,
        entry=entry_of(representation),
        by=Actor.system(),
        at=event.at,
    )


def strike_voter_on_representation_ended(event: Event) -> None:
    """Take the person off the roll lines of open ballots, unless another mandate for that member goes on."""
    person, organization = event.data["person_id"], event.subject_id
    still = Representation.objects.current(event.at.date()).filter(
        user_id=person, organization_id=organization
    )
    if not still.exists():
        voting.strike_voter(organization_id=organization, user_id=person, by=Actor.system(), at=event.at)


def note_on_roll_on_membership_changed(event: Event) -> None:
    """Say on the organization's lines in open ballots that its membership changed since they opened."""
    changed = f"Membership {events.MEMBERSHIP_IS[event.kind]} on {event.at:%-d %B %Y}"
    note = f"{changed}; the roll, fixed at opening, stands."
    voting.note_on_roll(organization_id=event.subject_id, note=note, by=Actor.system(), at=event.at)
