"""What follows from an event, in elections: no ballot knows its contest; the contest finds its ballot."""

from alliance.audit.models import Event
from alliance.elections import actions
from alliance.kernel.actor import Actor


def read_count_on_ballot_counted(event: Event) -> None:
    """Draw the consequence of a counted ballot for its contest, or for the nominee it is about."""
    actions.read_count(ballot_id=event.subject_id, by=Actor.system(), at=event.at)
    actions.read_qualification(ballot_id=event.subject_id, by=Actor.system(), at=event.at)


def certify_election_on_ballot_certified(event: Event) -> None:
    """With the last of its ballots an election is certified."""
    actions.certify_when_ballots_are(ballot_id=event.subject_id, by=Actor.system(), at=event.at)


def recall_contest_on_ballot_cancelled(event: Event) -> None:
    """A cancelled ballot gives the contest, or the nominee, back to those who run the election."""
    reason = str(event.data.get("reason", ""))
    actions.recall_contest(ballot_id=event.subject_id, reason=reason, by=Actor.system(), at=event.at)
    actions.release_nominee(ballot_id=event.subject_id, by=Actor.system(), at=event.at)
