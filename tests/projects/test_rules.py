"""Rules of proposals and reviews."""

import pytest

from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Forbidden, NotNow
from alliance.voting import actions as voting
from members import actions as members
from projects import actions, rules
from projects.models import Decision, Project
from projects.queries import reviewer_candidates
from tests.cast import Cast, draft, in_review, in_vote, line, reviewed, submitted


def suspend(cast: Cast, name: str) -> None:
    organization = cast.organizations[name]
    members.suspend_membership(
        organization_id=organization.pk, reason="fees", by=cast.by("staff"), at=cast.now
    )


def test_a_suspended_member_neither_proposes_nor_comments_and_its_proposals_stay(cast):
    proposal = submitted(cast)
    suspend(cast, "Hill")
    hill, reason = cast.by("Hill"), "The membership of Hill is not active."
    assert rules.may_draft(hill, None, cast.now).reason == reason
    assert rules.may_comment(hill, proposal, cast.now).reason == reason
    assert rules.may_publish(hill, proposal, cast.now)
    assert rules.may_withdraw(hill, proposal, cast.now)


def test_a_draft_of_a_suspended_member_is_not_submitted(cast):
    proposal = draft(cast)
    suspend(cast, "Hill")
    with pytest.raises(NotNow, match="membership of Hill is not active"):
        actions.submit_proposal(proposal_id=proposal.pk, by=cast.by("Hill"), at=cast.now)


def test_everyone_in_the_group_is_judged_as_a_reviewer_with_a_reason(cast):
    proposal, _ = in_review(cast, "River", author="Cliff")
    suspend(cast, "Forest")
    found = {
        str(each.user): (bool(each.verdict), each.reason, each.load) for each in reviewer_candidates(proposal)
    }
    ref = proposal.ref
    assert found == {
        "Lake Rep": (True, "Member of Data; Lake is not connected with Cliff.", 0),
        "Cliff Rep": (False, f"Cliff Rep wrote {ref}.", 0),
        "Stone Rep": (False, "Stone is in the same corporate group as Cliff.", 0),
        "Forest Rep": (False, "The membership of Forest is not active.", 0),
        "River Rep": (False, "River Rep was asked already.", 1),
    }
    assert next(iter(found)) == "Lake Rep"


@pytest.mark.parametrize(("name", "error"), [("Stone", Forbidden), ("Hill", Forbidden), ("River", NotNow)])
def test_the_same_judgement_guards_the_call(cast, name, error):
    proposal, _ = in_review(cast, "River", author="Cliff")
    with pytest.raises(error):
        actions.assign_reviewer(
            proposal_id=proposal.pk, reviewer_id=cast.people[name].pk, by=cast.by("Lake"), at=cast.now
        )


def test_remarks_for_the_chairs_are_not_read_by_a_chair_who_proposes(cast):
    proposal = reviewed(cast, author="Lake")
    assert rules.chairs(cast.by("Lake"), proposal)
    verdict = rules.may_read_confidential(cast.by("Lake"), proposal, cast.now)
    assert verdict.reason == "Remarks for the chairs are not for the authors."
    assert rules.may_read_confidential(cast.by("staff"), proposal, cast.now)
    assert rules.may_read_confidential(cast.by("Lake"), reviewed(cast, name="Other"), cast.now)


def counted(cast: Cast, ballot) -> None:
    for name in ("Lake", "River", "Forest", "Stone"):
        voting.cast_vote(
            ballot_id=ballot.pk, elector_id=line(ballot, name).pk, choice="for", by=cast.by(name), at=cast.now
        )
    cast.later(days=15)
    voting.close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=cast.now)
    cast.later(seconds=1)


def test_a_name_taken_during_the_vote_does_not_hold_up_the_decision(cast):
    proposal, ballot = in_vote(cast)
    actions.register_project(name="dataset register", by=cast.by("staff"), at=cast.now)
    counted(cast, ballot)
    decision = Decision.objects.get(ballot=ballot)
    proposal.refresh_from_db()
    assert (proposal.state, decision.outcome) == ("accepted", "accepted")
    assert Project.objects.get(decision=decision).name == f"Dataset Register ({proposal.ref})"


def test_a_counted_ballot_is_settled_once(cast):
    _, ballot = in_vote(cast)
    counted(cast, ballot)
    assert actions.settle_proposal(ballot_id=ballot.pk, by=Actor.system(), at=cast.now) is None
    assert Decision.objects.count() == Project.objects.count() == 1


def test_staff_who_owe_a_review_read_no_other_before_theirs(cast, client):
    """On the review's own page and at the staff desk, as in the API: ``may_read_reviews``."""
    proposal, (first, _) = in_review(cast)
    actions.submit_review(
        review_id=first.pk, recommendation="accept", remarks="WORDS", by=cast.by("River"), at=cast.now
    )
    cast.people["Lake"].is_staff = True
    cast.people["Lake"].save(update_fields=["is_staff"])
    client.force_login(cast.people["Lake"])
    pages = (f"/reviews/{first.pk}/", f"/admin/projects/review/{first.pk}/change/")
    assert ["WORDS" in client.get(page).content.decode() for page in pages] == [True, True]
    actions.assign_reviewer(
        proposal_id=proposal.pk, reviewer_id=cast.people["Lake"].pk, by=cast.by("staff"), at=cast.now
    )
    assert ["WORDS" in client.get(page).content.decode() for page in pages] == [False, False]
    assert client.get(pages[0]).status_code == 409
