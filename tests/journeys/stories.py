"""Longer stories that several tests start from."""

from datetime import timedelta

from alliance.audit.dispatch import deliver_due
from alliance.kernel.actor import Actor
from alliance.voting.actions import cast_vote, close_ballot
from alliance.voting.models import Ballot
from projects.models import Proposal
from tests.cast import Cast, in_vote, line

VOTES = {"Lake": "for", "Stone": "for", "River": "against", "Forest": "abstain"}


def decided(cast: Cast, votes: dict[str, str] | None = None) -> tuple[Proposal, Ballot]:
    """A proposal that was put to ballot a fortnight ago and settled: the project exists. The clock stays."""
    today = cast.now
    cast.now = today - timedelta(days=15)
    proposal, ballot = in_vote(cast)
    for name, choice in (VOTES if votes is None else votes).items():
        elector = line(ballot, name).pk
        cast_vote(ballot_id=ballot.pk, elector_id=elector, choice=choice, by=cast.by(name), at=cast.now)
    at = cast.later(days=14)
    close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=at)
    deliver_due(at=at)
    cast.now = today
    proposal.refresh_from_db()
    ballot.refresh_from_db()
    return proposal, ballot
