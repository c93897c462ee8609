"""Reviews: asked for by a chair, drafted, submitted or refused by the reviewer."""

from datetime import datetime

from django.db import transaction

from alliance.audit.recording import record
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Forbidden, NotNow
from projects import events, rules
from projects.actions.proposals import locked, move
from projects.models import Review
from projects.queries import REVIEW_DAYS, review_milestones_reminded, reviewer_candidates
from projects.states import REVIEW


@transaction.atomic
def assign_reviewer(
    *, proposal_id: int, reviewer_id: int, due_at: datetime | None = None, by: Actor, at: datetime
) -> Review:
    """Ask a person of the working group for a review; never from the proposer's corporate group.

    Raises:
        Forbidden: neither chair nor staff, or the reviewer is conflicted (the reason says how).
        NotNow: the proposal takes no reviews now, the person was asked already, or the due date is past.
    """
    proposal = locked(proposal_id)
    rules.may_assign(by, proposal, at).require()
    candidate = next((each for each in reviewer_candidates(proposal) if each.user.pk == reviewer_id), None)
    if candidate is None:
        message = f"Reviewers come from {proposal.group}; this person is not in it."
        raise Forbidden(message)
    candidate.verdict.require()
    due_at = due_at or at + REVIEW_DAYS
    if due_at <= at:
        raise NotNow("Choose a due date in the future.")
    review = Review.objects.create(
        proposal=proposal,
        reviewer_id=reviewer_id,
        organization=candidate.organization,
        assigned_by_id=by.user_id,
        reason=candidate.reason,
        state=REVIEW.initial,
        version=proposal.latest_version,
        asked_at=at,
        due_at=due_at,
    )
    proposal.save(update_fields=move(proposal, "assign", at))
    data = {
        "reviewer": str(candidate.user),
        "reviewer_id": reviewer_id,
        "review": review.pk,
        "reason": candidate.reason,
    }
    record(events.REVIEWER_ASSIGNED, subject=proposal, by=by, at=at, data=data)
    record(events.REVIEW_ASKED, subject=review, by=by, at=at, data=data)
    return review


def _locked(review_id: int) -> Review:
    """The review and its proposal, both held: no vote begins and no version appears meanwhile."""
    return (
        Review.objects.select_for_update(of=("self", "proposal"))
        .select_related("proposal__group", "proposal__organization", "reviewer")
        .get(pk=review_id)
    )


@transaction.atomic
def draft_review(
    *,
    review_id: int,
    recommendation: str = "",
    remarks: str = "",
    confidential: str = "",
    by: Actor,
    at: datetime,
) -> Review:
    """Save a review that is not finished; nobody else sees it.

    Raises:
        Forbidden: not the reviewer. NotNow: submitted already, or the round is over.
    """
    review = _locked(review_id)
    rules.may_draft_review(by, review, at).require()
    begun = review.state
    review.state = REVIEW.after(review.state, "draft")
    review.recommendation, review.remarks, review.confidential = recommendation, remarks, confidential
    review.saved_at = at
    review.save(update_fields=["state", "recommendation", "remarks", "confidential", "saved_at"])
    if begun != review.state:
        record(events.REVIEW_DRAFTED, subject=review, by=by, at=at)
    return review


@transaction.atomic
def submit_review(
    *,
    review_id: int,
    recommendation: str,
    remarks: str,
    confidential: str = "",
    by: Actor,
    at: datetime,
) -> Review:
    """Hand in a review of the proposal's present version; then the other reviews open to the reviewer.

    Raises:
        Forbidden: not the reviewer. NotNow: submitted already, or the round is over.
    """
    review = _locked(review_id)
    rules.may_submit_review(by, review, at).require()
    review.state = REVIEW.after(review.state, "submit")
    review.recommendation, review.remarks, review.confidential = recommendation, remarks, confidential
    review.version = review.proposal.latest_version
    review.saved_at = review.submitted_at = at
    review.save(
        update_fields=[
            "state",
            "recommendation",
            "remarks",
            "confidential",
            "version",
            "saved_at",
            "submitted_at",
        ]
    )
    data = {
        "proposal": review.proposal.ref,
        "proposal_id": review.proposal_id,
        "reviewer": str(review.reviewer),
    }
    record(events.REVIEW_SUBMITTED, subject=review, by=by, at=at, data=data)
    return review


@transaction.atomic
def refuse_review(*, review_id: int, reason: str, by: Actor, at: datetime) -> Review:
    """Decline to review, for a conflict of interest or another reason; the chair asks someone else.

    Raises:
        Forbidden: not the reviewer. NotNow: submitted already, or the round is over.
    """
    review = _locked(review_id)
    rules.may_refuse_review(by, review, at).require()
    review.state = REVIEW.after(review.state, "refuse")
    review.refusal = reason
    review.save(update_fields=["state", "refusal"])
    data = {
        "reason": reason,
        "proposal": review.proposal.ref,
        "proposal_id": review.proposal_id,
        "reviewer": str(review.reviewer),
    }
    record(events.REVIEW_REFUSED, subject=review, by=by, at=at, data=data)
    return review


@transaction.atomic
def remind_reviewer(*, review_id: int, milestone: str = "", by: Actor, at: datetime) -> Review:
    """Have a reviewer reminded; each milestone of a review once.

    Raises:
        Forbidden: neither system, chair nor staff. NotNow: not pending, or reminded of this milestone
        already.
    """
    review = _locked(review_id)
    rules.may_remind_reviewer(by, review, at).require()
    milestone = milestone or f"{at:%Y-%m-%d}"
    if milestone in review_milestones_reminded(review):
        raise NotNow("This reviewer was reminded already: never twice for the same reason.")
    data = {"milestone": milestone, "reviewer": str(review.reviewer)}
    record(events.REVIEW_REMINDED, subject=review, by=by, at=at, data=data)
    return review
