"""From member to decision, in the actions alone."""

from alliance.audit.dispatch import deliver_due
from alliance.audit.models import Delivery, Event
from alliance.kernel.actor import Actor
from alliance.voting.actions import cast_vote, close_ballot
from projects.models import Decision, Project
from tests.cast import in_vote, line


def test_a_proposal_becomes_a_project(cast):
    proposal, ballot = in_vote(cast)
    for name, choice in {"Lake": "for", "Stone": "for", "River": "against", "Forest": "abstain"}.items():
        cast_vote(
            ballot_id=ballot.pk,
            elector_id=line(ballot, name).pk,
            choice=choice,
            by=cast.by(name),
            at=cast.now,
        )
    at = cast.later(days=14)
    close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=at)
    deliver_due(at=at)

    proposal.refresh_from_db()
    ballot.refresh_from_db()
    decision = Decision.objects.get()
    assert (ballot.state, ballot.result.outcome) == ("counted", "passed")
    assert (proposal.state, decision.ref, decision.outcome) == ("accepted", "D-2026-1", "accepted")
    assert Project.objects.get().decision == decision
    assert decision.sentence == "2 for, 1 against, 1 abstained"
    assert not Delivery.objects.filter(done_at=None).exists()
    kinds = list(Event.objects.filter(subject_type="projects.proposal").values_list("kind", flat=True))
    assert kinds == [
        "proposal.drafted",
        "proposal.submitted",
        "proposal.reviewer_assigned",
        "proposal.reviewer_assigned",
        "proposal.put_to_ballot",
        "proposal.accepted",
    ]
