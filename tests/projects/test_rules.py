"""Rules of proposals and reviews."""

import pytest

from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Forbidden, NotNow
from alliance.portal.queries import needs_staff
from alliance.voting import actions as voting
from members import actions as members
from members.models import Role
from projects import actions, rules
from projects.models import Decision, Project
from projects.queries import proposals_for_staff_to_lead, proposals_to_lead, reviewer_candidates, status_of
from tests.cast import Cast, appoint, draft, in_review, in_vote, line, reviewed, submitted


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
    assert rules.may_read_confidential(cast.by("Lake"), proposal, cast.now).refusal is Forbidden
    assert rules.may_read_confidential(cast.by("staff"), proposal, cast.now)
    assert rules.may_read_confidential(cast.by("Lake"), reviewed(cast, name="Other"), cast.now)


def add_chair(cast: Cast, name: str) -> None:
    seat = cast.group.seats.get(user=cast.people[name])
    members.appoint_chair(group_id=cast.group.pk, seat_id=seat.pk, by=cast.by("staff"), at=cast.now)


CHAIRS_ACTS = (rules.may_assign, rules.may_return, rules.may_put_to_ballot)


def test_the_only_chair_leads_no_proposal_of_the_own_organization_and_staff_do(cast):
    proposal = reviewed(cast, author="Lake")
    why = f"You wrote {proposal.ref}, and Data has no other chair: only staff may do that."
    assert {may(cast.by("Lake"), proposal, cast.now).reason for may in CHAIRS_ACTS} == {why}
    assert all(may(cast.by("staff"), proposal, cast.now) for may in CHAIRS_ACTS)
    assert proposals_to_lead(cast.people["Lake"].pk).count() == 0
    assert list(proposals_for_staff_to_lead()) == [proposal]
    need = next(need for need in needs_staff(at=cast.now) if need.href == proposal.get_absolute_url())
    assert need.why == "No chair of Data may lead it: those who propose do not judge."


def test_a_chair_of_the_proposing_member_leaves_it_to_the_other_chair(cast):
    add_chair(cast, "River")
    alternate = appoint(cast, "Lake", "Lara Lake", Role.ALTERNATE)
    cast.people["Lake alternate"] = alternate
    proposal, (review,) = in_review(cast, "Forest", author="Lake alternate")
    why = f"Lake proposes {proposal.ref}: River Rep or staff may do that."
    acts = (*CHAIRS_ACTS, lambda by, _, at: rules.may_remind_reviewer(by, review, at))
    assert {may(cast.by("Lake"), proposal, cast.now).reason for may in acts} == {why}
    assert rules.may_assign(cast.by("River"), proposal, cast.now)
    with pytest.raises(Forbidden, match="River Rep or staff"):
        actions.return_proposal(proposal_id=proposal.pk, note="More.", by=cast.by("Lake"), at=cast.now)
    other = submitted(cast, author="Lake alternate", name="Other")
    led = {name: list(proposals_to_lead(cast.people[name].pk)) for name in ("Lake", "River")}
    assert led == {"Lake": [], "River": [other]}  # the first waits for a reviewer
    assert not proposals_for_staff_to_lead()
    assert status_of(proposal, to_member=True).sentence == "Waiting on the reviewer (Forest Rep)."


@pytest.mark.parametrize(("chair", "author"), [("Stone", "Cliff"), ("Cliff", "Stone")])
def test_a_chair_of_the_same_corporate_group_leads_it_neither(cast, chair, author):
    add_chair(cast, chair)
    proposal = submitted(cast, author=author)
    verdict = rules.may_assign(cast.by(chair), proposal, cast.now)
    same = f"{chair} is in the same corporate group as {author}: Lake Rep or staff may do that."
    assert (verdict.refusal, verdict.reason) == (Forbidden, same)
    assert [proposals_to_lead(cast.people[name].pk).count() for name in (chair, "Lake")] == [0, 1]


def test_the_page_tells_a_chair_who_leads_instead(cast, client):
    proposal = submitted(cast, author="Lake")
    client.force_login(cast.people["Lake"])
    page = client.get(f"/proposals/{proposal.ref}/").content.decode()
    assert "You chair Data. You wrote" in page
    assert "Waiting for staff to ask reviewers." in page
    assert "reviewers/" not in page


def test_a_review_is_not_declined_after_the_round(cast):
    proposal, (review, _) = in_review(cast)
    actions.withdraw_proposal(proposal_id=proposal.pk, reason="Later.", by=cast.by("Hill"), at=cast.now)
    with pytest.raises(NotNow, match="review round is over"):
        actions.refuse_review(review_id=review.pk, reason="No time.", by=cast.by("River"), at=cast.now)


def test_the_public_reads_how_many_reviews_are_in_and_members_read_whose_are_missing(cast, client):
    proposal, (review, _) = in_review(cast)
    actions.submit_review(
        review_id=review.pk, recommendation="accept", remarks="Good.", by=cast.by("River"), at=cast.now
    )
    places = (f"/proposals/{proposal.ref}/", "/proposals/", "/proposals/?view=board", "/groups/data/",
              f"/api/v1/proposals/{proposal.ref}/", "/api/v1/proposals/")  # fmt: skip
    public = [client.get(place).content.decode() for place in places]
    client.force_login(cast.people["Cliff"])
    to_member = [client.get(place).content.decode() for place in places]
    assert ["1 of 2 reviews are in." in page for page in public] == [True] * len(places)
    assert ["(Forest Rep)" in page for page in public] == [False] * len(places)
    assert ["Waiting on 1 of 2 reviewers (Forest Rep)." in page for page in to_member] == [True] * len(places)


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
