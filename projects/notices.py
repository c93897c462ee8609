"""Who is told about proposals and reviews. A recommendation is read on the page, under the page's rules."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from django.urls import reverse

from alliance.audit.models import Event
from alliance.kernel.verdict import Verdict, now_if
from alliance.notifications.kinds import Addressee, NoticeKind
from alliance.notifications.models import Urgency
from alliance.notifications.queries import staff_ids
from members.queries import chair_ids
from projects import events
from projects.models import Comment, Proposal, Review
from projects.rules import is_under_review, leaders_of
from projects.states import IN_VOTE, OPEN, PENDING, REFUSED, SETTLED, SUBMITTED, WAITING

HANDED_IN = (events.REVIEW_SUBMITTED.name, events.REVIEW_REFUSED.name)


class ProposalNotice(NoticeKind):
    """About one proposal; by default to its author."""

    topic = "Your proposals"
    action = "Read the proposal"

    @cached_property
    def proposal(self) -> Proposal:
        return Proposal.objects.select_related("group", "organization", "author", "ballot").get(
            pk=self.event.subject_id
        )

    def about(self) -> str:
        return self.proposal.ref

    def path(self) -> str:
        return self.proposal.get_absolute_url()

    def words(self) -> Mapping[str, Any]:
        return {**self.event.data, "proposal": self.proposal}

    def audience(self) -> Iterable[Addressee]:
        return self.author()

    def author(self) -> list[Addressee]:
        return [Addressee(self.proposal.author_id, f"you wrote {self.proposal.ref}")]

    def chairs(self) -> list[Addressee]:
        reason = f"you chair {self.proposal.group}"
        return [Addressee(user_id, reason) for user_id in chair_ids(self.proposal.group_id)]

    def leaders(self) -> list[Addressee]:
        """The chairs who have no part in the proposal; where there is none, staff."""
        if seats := leaders_of(self.proposal):
            return [Addressee(each.user_id, f"you chair {self.proposal.group}") for each in seats]
        reason = f"you are staff of the alliance, and no chair of {self.proposal.group} may lead this"
        return [Addressee(user_id, reason) for user_id in staff_ids()]

    def reviewers(self) -> list[Addressee]:
        asked = self.proposal.reviews.exclude(state=REFUSED).values_list("reviewer_id", flat=True)
        return [Addressee(user_id, f"you review {self.proposal.ref}") for user_id in asked]

    def commenters(self) -> list[Addressee]:
        authors = self.proposal.comments.order_by().values_list("author_id", flat=True).distinct()
        return [Addressee(user_id, f"you commented on {self.proposal.ref}") for user_id in authors]


class ReviewStarted(ProposalNotice):
    """To the author, when the first reviewer is asked."""

    kind = "review_started"
    label = "Review of your proposal begins"

    def audience(self) -> Iterable[Addressee]:
        earlier = Event.objects.filter(
            kind=self.event.kind,
            subject_type=self.event.subject_type,
            subject_id=self.event.subject_id,
            pk__lt=self.event.pk,
        )
        return [] if earlier.exists() else self.author()

    def words(self) -> Mapping[str, Any]:
        review = Review.objects.get(pk=self.event.data["review"])
        return {**super().words(), "due_at": review.due_at}


class ProposalReturned(ProposalNotice):
    """To the author, who has the ball."""

    kind = "proposal_returned"
    label = "Your proposal waits for you"
    urgency = Urgency.DUTY
    action = "Publish a new version"
    locked_because = "The proposal lapses without your answer. Withdraw it if you no longer pursue it."

    def path(self) -> str:
        return reverse("publish_version", args=[self.proposal.pk])

    def still_true(self, user_id: int, at: datetime) -> Verdict:  # noqa: ARG002
        return now_if(self.proposal.state == WAITING, "The proposal no longer waits for its author.")


class ProposalPutToBallot(ProposalNotice):
    """To the author and the reviewers."""

    kind = "proposal_put_to_ballot"
    label = "Your proposal is put to ballot"

    def audience(self) -> Iterable[Addressee]:
        return [*self.author(), *self.reviewers()]


class ProposalSettled(ProposalNotice):
    """To everyone who worked on it: accepted or declined."""

    kind = "proposal_settled"
    label = "A proposal you worked on is decided"
    action = "Read the decision"

    def path(self) -> str:
        return reverse("decision", args=[self.event.data["decision"]])

    def audience(self) -> Iterable[Addressee]:
        return [*self.author(), *self.chairs(), *self.reviewers(), *self.commenters()]

    def words(self) -> Mapping[str, Any]:
        accepted = self.event.kind == events.PROPOSAL_ACCEPTED.name
        return {**super().words(), "outcome": "accepted" if accepted else "declined"}


class ProposalUndecided(ProposalNotice):
    """To the author and the chairs: the vote decided nothing, and the chairs have the ball."""

    kind = "proposal_undecided"
    label = "A vote on your proposal ends without a decision"

    def audience(self) -> Iterable[Addressee]:
        return [*self.author(), *self.chairs()]


class ProposalClosed(ProposalNotice):
    """Withdrawn or lapsed: to those who would otherwise go on working on it, and to the author."""

    kind = "proposal_closed"
    label = "A proposal is withdrawn or lapses"

    def audience(self) -> Iterable[Addressee]:
        if self.proposal.submitted_at is None:
            return []
        return [*self.author(), *self.chairs(), *self.reviewers()]

    def words(self) -> Mapping[str, Any]:
        lapsed = self.event.kind == events.PROPOSAL_LAPSED.name
        return {**super().words(), "outcome": "lapsed" if lapsed else "withdrawn"}


class ProposalCommented(ProposalNotice):
    """To the author and those who commented before."""

    kind = "proposal_commented"
    label = "A comment on a proposal you wrote or commented on"
    action = "Read and answer"

    @cached_property
    def comment(self) -> Comment:
        return Comment.objects.get(pk=self.event.data["comment"])

    def path(self) -> str:
        return f"{reverse('proposal_discussion', args=[self.proposal.pk])}#comment-{self.comment.pk}"

    def audience(self) -> Iterable[Addressee]:
        return [*self.author(), *self.commenters()]

    def words(self) -> Mapping[str, Any]:
        return {**super().words(), "comment": self.comment}


class ProposalSubmitted(ProposalNotice):
    """To the chairs, who ask for reviews."""

    kind = "proposal_submitted"
    topic = "Groups you chair"
    label = "A proposal is submitted to your group"
    urgency = Urgency.DUTY
    action = "Read it and ask for reviews"
    locked_because = "Authors wait for you while you chair the group."

    def audience(self) -> Iterable[Addressee]:
        return self.leaders()

    def still_true(self, user_id: int, at: datetime) -> Verdict:  # noqa: ARG002
        return now_if(self.proposal.state == OPEN, "The proposal has moved on.")


class VersionPublished(ProposalNotice):
    """To the reviewers and the chairs: the text has changed."""

    kind = "version_published"
    topic = "Reviews"
    label = "A new version of a proposal you review or whose group you chair"
    action = "See what changed"

    def path(self) -> str:
        version = self.event.data["version"]
        return reverse("proposal_diff", args=[self.proposal.pk, version - 1, version])

    def audience(self) -> Iterable[Addressee]:
        return [*self.reviewers(), *self.chairs()]


class ReviewNotice(ProposalNotice):
    """About one review: the event's subject."""

    topic = "Reviews"

    @cached_property
    def review(self) -> Review:
        return Review.objects.select_related(
            "proposal__group", "proposal__organization", "proposal__author", "reviewer"
        ).get(pk=self.event.subject_id)

    @property
    def proposal(self) -> Proposal:
        return self.review.proposal

    def words(self) -> Mapping[str, Any]:
        return {**self.event.data, "review": self.review, "proposal": self.proposal}


class ReviewAsked(ReviewNotice):
    """To the reviewer: please review."""

    kind = "review_asked"
    label = "You are asked for a review"
    urgency = Urgency.DUTY
    action = "Review it, or decline"
    locked_because = "Author and chair wait for you. Declining a review ends it."

    def path(self) -> str:
        return self.review.get_absolute_url()

    def audience(self) -> Iterable[Addressee]:
        return [Addressee(self.review.reviewer_id, f"you are asked to review {self.proposal.ref}")]

    def still_true(self, user_id: int, at: datetime) -> Verdict:  # noqa: ARG002
        return is_under_review(self.review) & now_if(
            self.review.state in PENDING, "The review is submitted or declined."
        )


class ReviewReminder(ReviewAsked):
    """To the reviewer, before and after the due date."""

    kind = "review_reminder"
    label = "A reminder while you owe a review"
    action = "Finish the review"

    def words(self) -> Mapping[str, Any]:
        return {**super().words(), "is_late": self.review.is_late(self.event.at)}


class ReviewHandedIn(ReviewNotice):
    """To the chairs, while other reviews are still to come: one is submitted, or declined."""

    kind = "review_handed_in"
    topic = "Groups you chair"
    label = "A reviewer submits or declines a review"

    def path(self) -> str:
        return reverse("proposal_reviews", args=[self.proposal.pk])

    def audience(self) -> Iterable[Addressee]:
        return [] if self.completes_the_round() else self.leaders()

    def completes_the_round(self) -> bool:
        """Nobody else is asked, something was submitted, and no later review or refusal did that."""
        reviews = self.proposal.reviews
        if self.proposal.state in {*SETTLED, IN_VOTE} or reviews.filter(state__in=PENDING).exists():
            return False
        later = Event.objects.filter(
            kind__in=HANDED_IN,
            subject_type=self.event.subject_type,
            subject_id__in=reviews.values("pk"),
            pk__gt=self.event.pk,
        )
        return reviews.filter(state=SUBMITTED).exists() and not later.exists()

    def words(self) -> Mapping[str, Any]:
        return {**super().words(), "is_refusal": self.event.kind == events.REVIEW_REFUSED.name}


class AllReviewsIn(ReviewHandedIn):
    """To the chairs, who have the ball."""

    kind = "all_reviews_in"
    label = "All reviews of a proposal are in"
    urgency = Urgency.DUTY
    action = "Decide how to go on"
    locked_because = "Authors wait for you while you chair the group."

    def path(self) -> str:
        return self.proposal.get_absolute_url()

    def audience(self) -> Iterable[Addressee]:
        return self.leaders() if self.completes_the_round() else []

    def words(self) -> Mapping[str, Any]:
        count = self.proposal.reviews.filter(state=SUBMITTED).count()
        return {**super().words(), "count": count}

    def still_true(self, user_id: int, at: datetime) -> Verdict:  # noqa: ARG002
        return is_under_review(self.review)
