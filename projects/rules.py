"""Who may do what with proposals, reviews and projects, and if not, why."""

from datetime import datetime, timedelta

from django.conf import settings

from alliance.kernel.actor import Actor
from alliance.kernel.verdict import YES, Verdict, forbidden, now_if, permit
from members.models import GroupSeat
from members.queries import chairs_of, top_of
from members.rules import SIGN_IN, acts_for_member, is_chair, is_open, is_staff
from members.states import ACTIVE as MEMBERSHIP_ACTIVE
from projects.models import Project, Proposal, ProposalKind, Review
from projects.states import DRAFT, PENDING, PROJECT, PROPOSAL, REVIEW, SETTLED, SUBMITTED, WAITING


def is_author(by: Actor, proposal: Proposal) -> bool:
    """The author, or whoever represents the proposing organization today."""
    return by.is_signed_in and (
        by.user_id == proposal.author_id or by.organization_id == proposal.organization_id
    )


def authors(by: Actor, proposal: Proposal) -> Verdict:
    return permit(is_author(by, proposal), f"Only the author or {proposal.organization} may do that.")


def leads(by: Actor, proposal: Proposal) -> Verdict:
    """The chairs of the proposal's working group who have no part in it, and staff in their stead: nobody
    leads the review or calls the vote on what their own organization proposes."""
    if by.is_staff:
        return YES
    seat = next((each for each in _chair_seats(proposal) if each.user_id == by.person_id), None)
    if seat is None:
        return forbidden(f"Only a chair of {proposal.group} or staff may do that.")
    return permit(not (conflict := conflict_of(seat, proposal)), f"{conflict}{_leads_instead(proposal)}")


def conflict_of(seat: GroupSeat, proposal: Proposal) -> str:
    """What part a chair has in the proposal: wrote it, or sits for the organization that proposes it or for
    another of its corporate group. Empty: none."""
    if seat.user_id == proposal.author_id:
        return f"You wrote {proposal.ref}"
    if seat.organization_id == proposal.organization_id:
        return f"{seat.organization} proposes {proposal.ref}"
    if top_of(seat.organization) == top_of(proposal.organization):
        return f"{seat.organization} is in the same corporate group as {proposal.organization}"
    return ""


def leaders_of(proposal: Proposal) -> list[GroupSeat]:
    """The chairs who have no part in the proposal; where there is none, staff lead it."""
    return [each for each in _chair_seats(proposal) if not conflict_of(each, proposal)]


def _chair_seats(proposal: Proposal) -> list[GroupSeat]:
    """The present chairs of the group, as ``with_status`` fetched them or asked now."""
    fetched: list[GroupSeat] | None = getattr(proposal.group, "present_chairs", None)
    return list(chairs_of(proposal.group)) if fetched is None else fetched


def _leads_instead(proposal: Proposal) -> str:
    names = ", ".join(str(each.user) for each in leaders_of(proposal))
    if names:
        return f": {names} or staff may do that."
    return f", and {proposal.group} has no other chair: only staff may do that."


def may_draft(by: Actor, subject: object, at: datetime) -> Verdict:  # noqa: ARG001 -- one signature for all rules
    """Representatives of members propose."""
    if not by.is_signed_in:
        return forbidden(SIGN_IN)
    return acts_for_member(by, "Only representatives of member organizations propose.")


def may_revise_draft(by: Actor, proposal: Proposal, at: datetime) -> Verdict:  # noqa: ARG001
    return authors(by, proposal) & now_if(
        proposal.state == DRAFT, "This proposal is no longer a draft: publish a new version instead."
    )


def may_submit(by: Actor, proposal: Proposal, at: datetime) -> Verdict:  # noqa: ARG001
    return (
        authors(by, proposal)
        & PROPOSAL.allows(proposal.state, "submit")
        & is_open(proposal.group)
        & now_if(
            proposal.organization.state == MEMBERSHIP_ACTIVE,
            f"The membership of {proposal.organization} is not active.",
        )
        & _is_complete(proposal)
    )


def _is_complete(proposal: Proposal) -> Verdict:
    needs_name = proposal.kind in {ProposalKind.PROJECT, ProposalKind.GROUP}
    return now_if(
        not needs_name or bool(proposal.name),
        "Give the name of the project or group that would be created (edit the draft).",
    )


def may_publish(by: Actor, proposal: Proposal, at: datetime) -> Verdict:  # noqa: ARG001
    """A new version, until the vote freezes the text."""
    return authors(by, proposal) & PROPOSAL.allows(proposal.state, "publish")


def may_comment(by: Actor, proposal: Proposal, at: datetime) -> Verdict:  # noqa: ARG001
    """Representatives, chairs and staff, while the proposal is neither a draft nor settled."""
    if not by.is_signed_in:
        return forbidden("Sign in to comment.")
    leads = by.is_staff or is_chair(by, proposal.group)
    return (
        (YES if leads else acts_for_member(by, "Only representatives of member organizations comment."))
        & now_if(proposal.state != DRAFT, "Submit the draft first.")
        & now_if(proposal.state not in SETTLED, "This proposal is settled; the discussion is closed.")
    )


def may_assign(by: Actor, proposal: Proposal, at: datetime) -> Verdict:  # noqa: ARG001
    return leads(by, proposal) & PROPOSAL.allows(proposal.state, "assign")


def may_return(by: Actor, proposal: Proposal, at: datetime) -> Verdict:  # noqa: ARG001
    return leads(by, proposal) & PROPOSAL.allows(proposal.state, "return")


def may_put_to_ballot(by: Actor, proposal: Proposal, at: datetime) -> Verdict:  # noqa: ARG001
    """After at least one review on record."""
    return (
        leads(by, proposal)
        & PROPOSAL.allows(proposal.state, "ballot")
        & now_if(
            proposal.reviews.filter(state=SUBMITTED).exists(),
            "No review is submitted yet: a vote follows a review.",
        )
    )


def may_withdraw(by: Actor, proposal: Proposal, at: datetime) -> Verdict:  # noqa: ARG001
    return authors(by, proposal) & PROPOSAL.allows(proposal.state, "withdraw")


def may_lapse(by: Actor, proposal: Proposal, at: datetime) -> Verdict:
    """The system or staff, when the author has not answered for the set time."""
    waiting = at - proposal.stage_since
    limit = timedelta(days=settings.PROPOSAL_LAPSES_AFTER_DAYS)
    return (
        is_staff(by)
        & PROPOSAL.allows(proposal.state, "lapse")
        & now_if(
            proposal.state == WAITING and waiting >= limit,
            f"The author has {(limit - waiting).days + 1} more days to answer.",
        )
    )


def is_reviewer(by: Actor, review: Review) -> Verdict:
    return permit(
        by.is_signed_in and by.user_id == review.reviewer_id, "This review was asked of someone else."
    )


def is_under_review(review: Review) -> Verdict:
    return now_if(
        review.proposal.state not in SETTLED and review.proposal.state != "in_vote",
        "The review round is over: the proposal was put to ballot or settled. Your draft is kept.",
    )


def may_draft_review(by: Actor, review: Review, at: datetime) -> Verdict:  # noqa: ARG001
    return is_reviewer(by, review) & REVIEW.allows(review.state, "draft") & is_under_review(review)


def may_submit_review(by: Actor, review: Review, at: datetime) -> Verdict:  # noqa: ARG001
    return is_reviewer(by, review) & REVIEW.allows(review.state, "submit") & is_under_review(review)


def may_refuse_review(by: Actor, review: Review, at: datetime) -> Verdict:  # noqa: ARG001
    return is_reviewer(by, review) & REVIEW.allows(review.state, "refuse") & is_under_review(review)


def may_remind_reviewer(by: Actor, review: Review, at: datetime) -> Verdict:  # noqa: ARG001
    """The system, chairs and staff, while the review is pending."""
    return (YES if by.is_system else leads(by, review.proposal)) & now_if(
        review.state in PENDING, "This review is not pending."
    )


def may_read_reviews(by: Actor, proposal: Proposal, at: datetime) -> Verdict:  # noqa: ARG001
    """Members read submitted reviews; a reviewer reads the others' after submitting the own."""
    if not by.is_signed_in:
        return forbidden("Members can read the reviews. Sign in.")
    pending = proposal.reviews.filter(reviewer_id=by.user_id, state__in=PENDING).exists()
    return now_if(not pending, "You can read the other reviews after submitting yours.")


def may_read_confidential(by: Actor, proposal: Proposal, at: datetime) -> Verdict:
    """Remarks for the chairs, but for one who wrote the proposal or acts for those who did."""
    return (
        leads(by, proposal)
        & permit(not is_author(by, proposal), "Remarks for the chairs are not for the authors.")
        & may_read_reviews(by, proposal, at)
    )


def may_register_project(by: Actor, subject: object, at: datetime) -> Verdict:  # noqa: ARG001
    return is_staff(by)


def may_archive(by: Actor, project: Project, at: datetime) -> Verdict:  # noqa: ARG001
    return is_staff(by) & PROJECT.allows(project.stage, "archive")


def may_revive(by: Actor, project: Project, at: datetime) -> Verdict:  # noqa: ARG001
    return is_staff(by) & PROJECT.allows(project.stage, "revive")
