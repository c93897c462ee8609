"""Reading proposals, reviews, decisions and projects."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from alliance.accounts.models import User
from alliance.audit.models import Event
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import YES, Verdict, forbidden, not_now
from members.models import GroupSeat, Organization
from members.queries import corporate_group_of
from members.states import ACTIVE as MEMBERSHIP_ACTIVE
from projects import events
from projects.models import Decision, Project, ProjectQuerySet, Proposal, ProposalQuerySet, Review
from projects.rules import leaders_of
from projects.states import ACCEPTED, DECLINED, DRAFT, IN_REVIEW, OPEN, PENDING, PROPOSAL, SUBMITTED, WAITING

REVIEW_DAYS = timedelta(days=14)
REVIEW_REMINDERS = {"due in 3 days": timedelta(days=-3), "1 day late": timedelta(days=1)}


def proposals_visible_to(by: Actor) -> ProposalQuerySet:
    """Every proposal but drafts, which only their author, the proposing organization and staff see."""
    every: ProposalQuerySet = Proposal.objects.select_related("group", "organization", "author", "ballot")
    if by.is_staff:
        return every
    own = Q(pk__in=[])
    if by.is_signed_in:
        own = Q(author_id=by.user_id)
        if by.organization_id is not None:
            own |= Q(organization_id=by.organization_id)
    return every.filter(~Q(state=DRAFT) & (Q(submitted_at__isnull=False)) | own)


def with_review_counts(proposals: ProposalQuerySet) -> ProposalQuerySet:
    """Adds ``asked_count``, ``submitted_count`` and ``comment_count``."""
    return proposals.annotate(
        asked_count=Count("reviews", filter=Q(reviews__state__in=[*PENDING, SUBMITTED]), distinct=True),
        submitted_count=Count("reviews", filter=Q(reviews__state=SUBMITTED), distinct=True),
        comment_count=Count("comments", distinct=True),
    )


def reviews_visible_to(by: Actor) -> QuerySet[Review]:
    """One's own reviews; submitted ones for members with none of the same proposal pending; all for staff."""
    every = Review.objects.select_related(
        "proposal__group", "proposal__organization", "proposal__author", "reviewer", "organization"
    )
    if by.is_staff:
        return every
    if not by.is_signed_in:
        return every.none()
    chaired = GroupSeat.objects.chairs().filter(user_id=by.person_id, group=OuterRef("proposal__group"))
    own_pending = Review.objects.filter(
        proposal=OuterRef("proposal"), reviewer_id=by.user_id, state__in=PENDING
    )
    return every.filter(
        Q(reviewer_id=by.user_id) | (~Exists(own_pending) & (Q(state=SUBMITTED) | Exists(chaired)))
    )


def reviews_readable_by(by: Actor) -> QuerySet[Review]:
    """Reviews whose words this reader may read: the own ones, and others' where no own one is pending.

    ``rules.may_read_reviews`` for many proposals at once.
    """
    pending = Review.objects.filter(proposal=OuterRef("proposal"), reviewer_id=by.user_id, state__in=PENDING)
    return reviews_visible_to(by).filter(Q(reviewer_id=by.person_id) | ~Exists(pending))


def _free_chairs() -> QuerySet[GroupSeat]:
    """Within a query of proposals: the chairs of the group who have no part in the proposal
    (``rules.conflict_of``, as far as owners and their direct subsidiaries)."""
    return (
        GroupSeat.objects.chairs()
        .filter(group=OuterRef("group"))
        .exclude(user=OuterRef("author"))
        .annotate(owner=Coalesce("organization__parent_id", "organization_id"))
        .exclude(owner=Coalesce(OuterRef("organization__parent_id"), OuterRef("organization_id")))
    )


def _waiting_for_leader() -> QuerySet[Proposal]:
    """Proposals without reviewers, and those whose reviews are all in."""
    pending = Review.objects.filter(proposal=OuterRef("pk"), state__in=PENDING)
    return Proposal.objects.filter(Q(state=OPEN) | Q(~Exists(pending), state=IN_REVIEW))


def proposals_to_lead(user_id: int) -> QuerySet[Proposal]:
    """What waits for a chair, where this person may lead it."""
    return _waiting_for_leader().filter(Exists(_free_chairs().filter(user_id=user_id)))


def proposals_for_staff_to_lead() -> QuerySet[Proposal]:
    """What waits for staff, since no chair of the group may lead it; ``has_chair``: the group has some."""
    chairs = GroupSeat.objects.chairs().filter(group=OuterRef("group"))
    waiting = _waiting_for_leader().filter(~Exists(_free_chairs()))
    return waiting.annotate(has_chair=Exists(chairs)).select_related("group").order_by("stage_since")


def review_queue(user_id: int) -> QuerySet[Review]:
    """What a reviewer still owes, due first."""
    return (
        Review.objects.pending()
        .filter(reviewer_id=user_id)
        .select_related("proposal__group", "proposal__organization", "organization")
        .order_by("due_at", "id")
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who might review a proposal: whether they may, why or why not, and how much they owe."""

    user: User
    organization: Organization
    verdict: Verdict
    reason: str
    load: int


def reviewer_candidates(proposal: Proposal) -> list[Candidate]:
    """Everyone in the proposal's working group, with the reason for or against; least loaded first."""
    conflicted = corporate_group_of(proposal.organization_id)
    states = dict(proposal.reviews.values_list("reviewer_id", "state"))
    load = dict(
        Review.objects.filter(state__in=PENDING).values_list("reviewer_id").annotate(n=Count("pk")).order_by()
    )
    found = []
    for seat in proposal.group.seats.present().select_related("user", "organization"):
        verdict, reason = _judge(seat, proposal, conflicted, states)
        found.append(Candidate(seat.user, seat.organization, verdict, reason, load.get(seat.user_id, 0)))
    return sorted(found, key=lambda each: (not each.verdict, each.load, each.user.name))


def _judge(
    seat: GroupSeat, proposal: Proposal, conflicted: set[int], states: dict[int, str]
) -> tuple[Verdict, str]:
    if seat.user_id == proposal.author_id:
        return _no(f"{seat.user} wrote {proposal.ref}.")
    if seat.organization_id == proposal.organization_id:
        return _no(f"{seat.organization} proposes {proposal.ref}.")
    if seat.organization_id in conflicted:
        return _no(f"{seat.organization} is in the same corporate group as {proposal.organization}.")
    if seat.organization.state != MEMBERSHIP_ACTIVE:
        reason = f"The membership of {seat.organization} is not active."
        return not_now(reason), reason
    if seat.user_id in states:
        reason = f"{seat.user} was asked already."
        return not_now(reason), reason
    return (
        YES,
        f"Member of {proposal.group}; {seat.organization} is not connected with {proposal.organization}.",
    )


def _no(reason: str) -> tuple[Verdict, str]:
    return forbidden(reason), reason


def decisions_visible_to(by: Actor) -> QuerySet[Decision]:  # noqa: ARG001 -- the register is public
    """The register."""
    return Decision.objects.select_related("group", "organization", "proposal", "ballot")


def projects_visible_to(by: Actor) -> ProjectQuerySet:  # noqa: ARG001 -- all are public
    """All projects."""
    every: ProjectQuerySet = Project.objects.select_related(
        "focus_area", "group", "decision"
    ).prefetch_related("organizations")
    return every


@dataclass(frozen=True, slots=True)
class Status:
    """One line on where a proposal stands: what, who has the ball, until when (UX rules R1 and R2)."""

    label: str
    tone: str
    sentence: str
    until: datetime | None = None


def status_of(proposal: Proposal, *, to_member: bool) -> Status:
    """The status line, the same on page, list, mail and API. Only members read who is asked for a review
    (``proposal.reviewer_assigned`` is theirs to read); the public reads how many reviews are in."""
    state = PROPOSAL.state(proposal.state)
    sentence, until = _ball(proposal, to_member=to_member)
    return Status(state.label, state.tone, sentence, until)


def _ball(proposal: Proposal, *, to_member: bool) -> tuple[str, datetime | None]:
    match proposal.state:
        case "draft":
            return f"Not submitted. {proposal.author} has the ball.", None
        case "open":
            return f"Waiting for {_leader_names(proposal)} to ask reviewers. Comments are welcome.", None
        case "in_review":
            return _reviewing(proposal, to_member=to_member)
        case "waiting":
            return f"Waiting for {proposal.author} to publish a new version.", None
        case "in_vote" if proposal.ballot is not None:
            return f"The members vote in {proposal.ballot.ref}.", proposal.ballot.closes_at
        case "accepted" | "declined":
            return f"{_settled_by(proposal)} Nobody has to act.", None
        case _:
            return proposal.reasons or "Nobody has to act.", None


def _settled_by(proposal: Proposal) -> str:
    decisions = sorted(proposal.decisions.all(), key=lambda each: each.pk)
    word = PROPOSAL.state(proposal.state).label
    return f"{word} by decision {decisions[-1].ref}." if decisions else "Settled."


def _reviewing(proposal: Proposal, *, to_member: bool) -> tuple[str, datetime | None]:
    reviews = [each for each in proposal.reviews.all() if each.state in {*PENDING, SUBMITTED}]
    pending = [each for each in reviews if each.state in PENDING]
    if not pending:
        return (
            f"{_all_in(len(reviews))} Waiting for {_leader_names(proposal)} to call the vote.",
            None,
        )
    due = max(each.due_at for each in pending)
    if not to_member:
        return f"{len(reviews) - len(pending)} of {len(reviews)} reviews are in.", due
    names = ", ".join(str(each.reviewer) for each in pending)
    if len(reviews) == 1:
        return f"Waiting on the reviewer ({names}).", due
    return f"Waiting on {len(pending)} of {len(reviews)} reviewers ({names}).", due


def _all_in(count: int) -> str:
    return "The review is in." if count == 1 else f"{count} of {count} reviews are in."


def _leader_names(proposal: Proposal) -> str:
    return " or ".join(str(seat.user) for seat in leaders_of(proposal)) or "staff"


def returning_officers(ballot_id: int) -> list[int] | None:
    """Who leads the proposal that a ballot is about, at this moment (``settings.RETURNING_OFFICERS``); None
    when it is about no proposal."""
    proposal = (
        Proposal.objects.select_related("group", "organization__parent").filter(ballot_id=ballot_id).first()
    )
    return None if proposal is None else [seat.user_id for seat in leaders_of(proposal)]


def with_status(proposals: ProposalQuerySet) -> ProposalQuerySet:
    """Fetches what ``status_of`` reads, whatever the number of rows."""
    chairs = GroupSeat.objects.chairs().select_related("user", "organization__parent")
    return proposals.select_related("organization__parent").prefetch_related(
        "decisions",
        Prefetch("reviews", queryset=Review.objects.select_related("reviewer")),
        Prefetch("group__seats", queryset=chairs, to_attr="present_chairs"),
    )


def typical_days(*, last: int = 12) -> int | None:
    """Median days from submission to settlement of the last settled proposals; None without any."""
    settled = Proposal.objects.filter(state__in=[ACCEPTED, DECLINED]).order_by("-settled_at")[:last]
    spans = [
        (each.settled_at - each.submitted_at).days
        for each in settled
        if each.settled_at and each.submitted_at
    ]
    return round(median(spans)) if spans else None


def lapsing(at: datetime) -> list[int]:
    """Ids of proposals whose author has not answered for the set time."""
    limit = at - timedelta(days=settings.PROPOSAL_LAPSES_AFTER_DAYS)
    return list(Proposal.objects.filter(state=WAITING, stage_since__lte=limit).values_list("pk", flat=True))


def due_review_reminders(at: datetime) -> list[tuple[int, str]]:
    """Pending reviews and the milestone for which a reminder should go out now and has not."""
    found = []
    for review in Review.objects.pending().filter(due_at__lte=at + timedelta(days=3)):
        passed = [name for name, offset in REVIEW_REMINDERS.items() if review.due_at + offset <= at]
        early = review.due_at - timedelta(days=3) - review.asked_at < timedelta(hours=24)
        milestone = passed[-1] if passed else None
        if milestone is None or (early and len(passed) == 1):
            continue
        if milestone not in review_milestones_reminded(review):
            found.append((review.pk, milestone))
    return found


def review_milestones_reminded(review: Review) -> set[str]:
    """Milestones for which the reminder is on record."""
    past = Event.objects.filter(
        subject_type=review._meta.label_lower, subject_id=review.pk, kind=events.REVIEW_REMINDED.name
    )
    return {event.data.get("milestone", "") for event in past}


def people_concerned(proposal: Proposal) -> set[int]:
    """Author, chairs, reviewers and commenters of a proposal."""
    concerned: set[int] = {proposal.author_id}
    concerned.update(proposal.reviews.exclude(state="refused").values_list("reviewer_id", flat=True))
    concerned.update(proposal.comments.values_list("author_id", flat=True))
    concerned.update(
        GroupSeat.objects.chairs().filter(group_id=proposal.group_id).values_list("user_id", flat=True)
    )
    return concerned
