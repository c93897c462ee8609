"""What follows from an event, in projects: no ballot knows its proposal; the proposal finds its ballot."""

from alliance.audit.models import Event
from alliance.kernel.actor import Actor
from projects import actions


def settle_proposal_on_ballot_counted(event: Event) -> None:
    """Draw the consequence of a counted ballot."""
    actions.settle_proposal(ballot_id=event.subject_id, by=Actor.system(), at=event.at)


def resume_review_on_ballot_cancelled(event: Event) -> None:
    """A cancelled ballot gives the proposal back to its chairs."""
    reason = str(event.data.get("reason", ""))
    actions.resume_review(ballot_id=event.subject_id, reason=reason, by=Actor.system(), at=event.at)
