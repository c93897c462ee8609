"""What needs a person, and what the person waits for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from alliance.elections.duties import elections_to_run, nominations_to_answer, statements_to_write
from alliance.elections.runbook import next_step
from alliance.voting.duties import ballots_to_run, due_at
from alliance.voting.models import Elector
from alliance.voting.queries import votes_owed_by
from alliance.voting.states import HAS_RESULT
from alliance.voting.steps import next_step as step_of_ballot
from alliance.web.parts import Tone
from members.models import GroupSeat
from projects.models import Proposal, Review
from projects.queries import proposals_to_lead, review_queue, status_of, with_status
from projects.states import (
    DRAFT,
    DRAFTED,
    IN_REVIEW,
    IN_VOTE,
    OPEN,
    PROPOSAL,
    SETTLED,
    SUBMITTED,
    WAITING,
)

SOON = timedelta(days=1)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing a person has to do: what, on what, by when, and the button that does it."""

    verb: str
    ref: str
    title: str
    href: str
    button: str
    button_href: str
    since: datetime
    due: datetime | None = None
    state: str = ""
    tone: Tone = "neutral"
    note: str = ""


def votes_due(user_id: int, at: datetime) -> QuerySet[Elector]:
    """Votes the person may cast and has not."""
    return votes_owed_by(user_id, at)


def reviews_due(user_id: int) -> QuerySet[Review]:
    """Reviews asked of the person that still count."""
    return review_queue(user_id).exclude(proposal__state__in=[*SETTLED, IN_VOTE])


def proposals_to_finish(user_id: int) -> QuerySet[Proposal]:
    """The person's drafts, and proposals that wait for a new version."""
    return Proposal.objects.filter(author_id=user_id, state__in=[DRAFT, WAITING])


def count_of_duties(user_id: int, at: datetime) -> int:
    """How many duties a person has, in one query."""
    first, *others = (
        rows.order_by().values_list("pk")
        for rows in (
            votes_due(user_id, at),
            reviews_due(user_id),
            proposals_to_finish(user_id),
            proposals_to_lead(user_id),
            nominations_to_answer(user_id, at),
            statements_to_write(user_id, at),
            elections_to_run(user_id, at),
            ballots_to_run(user_id),
        )
    )
    return first.union(*others, all=True).count()


def duties(user_id: int, at: datetime) -> list[Duty]:
    """Everything that needs the person: deadlines first, then what has waited longest."""
    found = [
        *_votes(user_id, at),
        *_reviews(user_id, at),
        *_own_proposals(user_id),
        *_led_proposals(user_id),
        *_nominations(user_id, at),
        *_statements(user_id, at),
        *_elections_run(user_id, at),
        *_ballots_run(user_id, at),
    ]
    return sorted(found, key=lambda duty: (duty.due is None, duty.due or duty.since))


def _votes(user_id: int, at: datetime) -> Iterator[Duty]:
    for elector in votes_due(user_id, at):
        ballot = elector.ballot
        closes_soon = ballot.closes_at - at <= SOON
        yield Duty(
            verb="Vote",
            ref=ballot.ref,
            title=ballot.question,
            href=ballot.get_absolute_url(),
            button="Vote",
            button_href=reverse("cast_vote", args=[ballot.pk]),
            since=ballot.opens_at,
            due=ballot.closes_at,
            state="Closes soon" if closes_soon else "",
            tone="urgent" if closes_soon else "neutral",
            note=f"for {elector.name}",
        )


def _reviews(user_id: int, at: datetime) -> Iterator[Duty]:
    for review in reviews_due(user_id):
        late = review.is_late(at)
        yield Duty(
            verb="Review",
            ref=review.proposal.ref,
            title=review.proposal.title,
            href=review.proposal.get_absolute_url(),
            button="Continue" if review.state == DRAFTED else "Review",
            button_href=review.get_absolute_url(),
            since=review.asked_at,
            due=review.due_at,
            state="Late" if late else "",
            tone="urgent" if late else "neutral",
            note="draft saved" if review.state == DRAFTED else "",
        )


def _own_proposals(user_id: int) -> Iterator[Duty]:
    for proposal in proposals_to_finish(user_id):
        is_draft = proposal.state == DRAFT
        yield Duty(
            verb="Submit" if is_draft else "Answer",
            ref=proposal.ref,
            title=proposal.title,
            href=proposal.get_absolute_url(),
            button="Continue" if is_draft else "New version",
            button_href=reverse("revise_draft" if is_draft else "publish_version", args=[proposal.pk]),
            since=proposal.stage_since,
            note="your draft, not submitted yet"
            if is_draft
            else f"returned to you: {proposal.reasons}".strip(": "),
        )


def _led_proposals(user_id: int) -> Iterator[Duty]:
    led = proposals_to_lead(user_id).select_related("group")
    counted = Count("reviews", filter=Q(reviews__state=SUBMITTED))
    for proposal in led.annotate(submitted_count=counted):
        submitted: int = proposal.submitted_count
        ready = proposal.state == IN_REVIEW and submitted > 0
        yield Duty(
            verb="Call the vote" if ready else "Ask reviewers",
            ref=proposal.ref,
            title=proposal.title,
            href=proposal.get_absolute_url(),
            button="Put to ballot" if ready else "Ask reviewers",
            button_href=reverse("put_to_ballot" if ready else "assign_reviewer", args=[proposal.pk]),
            since=proposal.stage_since,
            note=f"you chair {proposal.group}; " + (_reviews_in(submitted) if ready else "nobody reviews it"),
        )


def _nominations(user_id: int, at: datetime) -> Iterator[Duty]:
    for candidacy in nominations_to_answer(user_id, at):
        election = candidacy.election
        yield Duty(
            verb="Accept or decline",
            ref=election.ref,
            title=election.title,
            href=candidacy.get_absolute_url(),
            button="Answer",
            button_href=candidacy.get_absolute_url(),
            since=candidacy.nominated_at,
            due=election.acceptance_until,
            note=f"you are nominated for {candidacy.contest.title}",
        )


def _statements(user_id: int, at: datetime) -> Iterator[Duty]:
    for candidacy in statements_to_write(user_id, at):
        election = candidacy.election
        yield Duty(
            verb="Write",
            ref=election.ref,
            title=election.title,
            href=candidacy.get_absolute_url(),
            button="Write",
            button_href=reverse("revise_statement", args=[candidacy.pk]),
            since=candidacy.accepted_at or candidacy.nominated_at,
            due=election.voting_opens_at,
            note="your statement as a candidate; voters read what every candidate answers",
        )


def _elections_run(user_id: int, at: datetime) -> Iterator[Duty]:
    for election in elections_to_run(user_id, at):
        yield Duty(
            verb="Run",
            ref=election.ref,
            title=election.title,
            href=election.get_absolute_url(),
            button="Next step",
            button_href=reverse("manage_election", args=[election.pk]),
            since=election.planned_at,
            note=next_step(election, at).sentence,
        )


def _ballots_run(user_id: int, at: datetime) -> Iterator[Duty]:
    for ballot in ballots_to_run(user_id):
        waiting: int = ballot.waiting  # type: ignore[attr-defined]  # annotated
        yield Duty(
            verb="Run",
            ref=ballot.ref,
            title=ballot.question,
            href=ballot.get_absolute_url(),
            button="Next step",
            button_href=reverse("manage_ballot", args=[ballot.pk]),
            since=ballot.opens_at,
            due=due_at(ballot),
            note=step_of_ballot(ballot, at, objections=waiting).sentence,
        )


def _reviews_in(count: int) -> str:
    return "the review is in" if count == 1 else f"{count} reviews are in"


def buckets(found: list[Duty], at: datetime) -> list[tuple[str, list[Duty]]]:
    """Duties under the headings a person plans by."""
    headings: dict[str, list[Duty]] = {
        "Late": [],
        "Within a day": [],
        "Within a week": [],
        "Later": [],
        "No date": [],
    }
    for duty in found:
        headings[_heading(duty.due, at)].append(duty)
    return [(heading, rows) for heading, rows in headings.items() if rows]


def _heading(due: datetime | None, at: datetime) -> str:
    if due is None:
        return "No date"
    if due < at:
        return "Late"
    if due - at <= SOON:
        return "Within a day"
    return "Within a week" if due - at <= WEEK else "Later"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that others have to do before the person can go on."""

    ref: str
    title: str
    href: str
    state: str
    tone: str
    note: str
    due: datetime | None


def waiting_on_others(user_id: int) -> list[Waiting]:
    """The person's own proposals that are with others, and reviews asked in the groups the person chairs."""
    own = with_status(
        Proposal.objects.filter(author_id=user_id, state__in=[OPEN, IN_REVIEW, IN_VOTE])
        .select_related("group", "organization", "author", "ballot")
        .order_by("stage_since")
    )
    found = [_own_waiting(proposal) for proposal in own]
    chaired = GroupSeat.objects.chairs().filter(group=OuterRef("proposal__group"), user_id=user_id)
    asked = (
        Review.objects.pending()
        .filter(Exists(chaired), proposal__state=IN_REVIEW)
        .exclude(reviewer_id=user_id)
        .exclude(proposal__author_id=user_id)
        .select_related("proposal", "reviewer")
        .order_by("due_at")
    )
    return found + [
        Waiting(
            ref=review.proposal.ref,
            title=review.proposal.title,
            href=review.proposal.get_absolute_url(),
            state="In review",
            tone="info",
            note=f"{review.reviewer} was asked for a review",
            due=review.due_at,
        )
        for review in asked
    ]


def _own_waiting(proposal: Proposal) -> Waiting:
    status = status_of(proposal, to_member=True)
    return Waiting(
        ref=proposal.ref,
        title=proposal.title,
        href=proposal.get_absolute_url(),
        state=PROPOSAL.state(proposal.state).label,
        tone=status.tone,
        note=f"your proposal. {status.sentence}",
        due=status.until,
    )


def participation(organization_id: int, *, last: int = 10) -> tuple[int, int]:
    """In how many of the last counted ballots the organization voted, and how many those were."""
    latest = (
        Elector.objects.entitled()
        .filter(organization_id=organization_id, ballot__state__in=HAS_RESULT)
        .order_by("-ballot__closed_at")
        .values_list("vote", flat=True)[:last]
    )
    votes = list(latest)
    return sum(vote is not None for vote in votes), len(votes)
