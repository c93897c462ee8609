"""What the portal composes from all parts: figures for the front page, and what needs staff."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.urls import reverse

from alliance.audit.models import Delivery, Event
from alliance.audit.queries import visible_events
from alliance.elections.listings import candidacies_known_to, contests_known_to
from alliance.elections.models import Candidacy, Contest, Election
from alliance.elections.queries import elections_visible_to
from alliance.kernel.actor import Actor
from alliance.notifications.models import Notice
from alliance.notifications.queries import failed_mail
from alliance.voting import events
from alliance.voting.forecast import Outlook
from alliance.voting.models import Ballot, Elector
from alliance.voting.queries import ballots_untold, ballots_visible_to
from alliance.voting.turnout import paces_of
from alliance.web.parts import Tone
from members.models import Organization, has_current_representative
from members.states import CLOSED
from projects.models import Decision, DecisionOutcome, Proposal, Review
from projects.queries import proposals_for_staff_to_lead, proposals_visible_to, reviews_visible_to

VOTE_EVENTS = [str(events.VOTE_CAST), str(events.VOTE_CHANGED)]
GRACE = timedelta(minutes=1)
"""A deadline or a delivery this long overdue is no longer a matter of the next sweep."""
SOON = timedelta(days=2)
"""A ballot that closes within this time is worth a reminder."""


def events_visible_to(by: Actor) -> QuerySet[Event]:
    """The record, without what happened to a proposal, review or ballot that this reader may not see.

    Who has voted is told after the count, if at all (``voting.rules.may_see_who_voted``), in the record as
    everywhere.
    """
    found = visible_events(by)
    ballots = ballots_visible_to(by).order_by()
    untold = Elector.objects.filter(ballot__in=ballots_untold())
    seen: dict[type[Model], QuerySet[Any]] = {
        Proposal: proposals_visible_to(by),
        Review: reviews_visible_to(by),
        Ballot: ballots,
        Election: elections_visible_to(by),
        Contest: contests_known_to(by),
        Candidacy: candidacies_known_to(by),
    }
    for model, rows in seen.items():
        found = found.exclude(_of(model) & ~_among(rows))
    if not by.is_signed_in:
        found = found.exclude(_of(Elector) & ~_among(Elector.objects.filter(ballot__in=ballots)))
    return found.exclude(_of(Elector) & Q(kind__in=VOTE_EVENTS) & _among(untold))


def _among(rows: QuerySet[Any]) -> Q:
    """The subject is one of these rows: asked row by row, as ``NOT IN`` many rows may cost without bound."""
    return Q(Exists(rows.order_by().filter(pk=OuterRef("subject_id"))))


def notices_staff_may_list(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """Without receipts, and without reminders to those whose vote is missing, of ballots not counted yet, and
    of those whose voters are never told."""
    ballots = ballots_untold().order_by().values("pk")
    electors = Elector.objects.filter(ballot__in=ballots).order_by().values("pk")
    cast = Q(event__kind__in=VOTE_EVENTS, event__subject_id__in=electors)
    missing = Q(event__kind=str(events.BALLOT_REMINDED), event__subject_id__in=ballots)
    return notices.exclude(cast | missing)


def _of(model: type[Model]) -> Q:
    return Q(subject_type=model._meta.label_lower)


@dataclass(frozen=True, slots=True)
class Need:
    """Something that waits for staff: what, since when, why, and where to see to it."""

    label: str
    href: str
    since: datetime | None
    why: str


def needs_staff(*, at: datetime) -> list[Need]:
    """Everything that waits for staff, oldest first; what has no date comes last."""
    found = [
        *_overdue_ballots(at),
        *_ballots_at_risk(at),
        *_failing_deliveries(at),
        *_failed_mail(),
        *_proposals_without_leader(),
        *_members_without_representative(at),
    ]
    return sorted(found, key=lambda need: (need.since is None, need.since or at))


def _overdue_ballots(at: datetime) -> Iterator[Need]:
    for ballot in Ballot.objects.due(at - GRACE):
        yield Need(
            f"{ballot.ref} {ballot.question}",
            reverse("ballot", args=[ballot.pk]),
            ballot.closes_at,
            "Voting has ended and the ballot is not closed: is the worker running?",
        )


def _ballots_at_risk(at: datetime) -> Iterator[Need]:
    """Open ballots that close soon and may miss their quorum."""
    closing = Ballot.objects.taking_votes(at).filter(closes_at__lte=at + SOON).with_turnout()
    ballots = list(closing.order_by("closes_at", "pk"))
    paces = paces_of(ballots, at)
    for ballot in ballots:
        found = paces[ballot.pk].forecast
        if found is not None and found.outlook is Outlook.AT_RISK:
            yield Need(
                f"{ballot.ref} {ballot.question}",
                reverse("ballot_quorum", args=[ballot.pk]),
                ballot.opens_at,
                found.sentence,
            )


def _failing_deliveries(at: datetime) -> Iterator[Need]:
    owed = Delivery.objects.filter(done_at=None, attempts__gt=0).exclude(error="")
    late = Delivery.objects.filter(done_at=None, attempts=0, next_at__lt=at - GRACE)
    for delivery in (owed | late).select_related("event")[:50]:
        yield Need(
            f"{delivery.subscriber} after {delivery.event.kind} {delivery.event.subject_ref}".strip(),
            _in_admin(delivery),
            delivery.event.at,
            f"Tried {delivery.attempts} times: {delivery.error}"
            if delivery.attempts
            else "Not delivered yet.",
        )


def _failed_mail() -> Iterator[Need]:
    for notice in notices_staff_may_list(failed_mail())[:50]:
        yield Need(
            f"Mail to {notice.recipient}: {notice.subject}",
            _in_admin(notice),
            notice.created_at,
            f"The mail was given up: {notice.mail_note}",
        )


def _in_admin(row: Model) -> str:
    """The row's page at the staff desk."""
    label = row._meta
    return reverse(f"admin:{label.app_label}_{label.model_name}_change", args=[row.pk])


def _proposals_without_leader() -> Iterator[Need]:
    """Proposals whose chairs all have a part in them; where the group has no chair, the group, once."""
    orphaned: set[int] = set()
    for proposal in proposals_for_staff_to_lead():
        if proposal.has_chair:  # type: ignore[attr-defined]  # annotated
            why = f"No chair of {proposal.group} may lead it: those who propose do not judge."
            yield Need(str(proposal), proposal.get_absolute_url(), proposal.stage_since, why)
        elif proposal.group_id not in orphaned and proposal.group.state != CLOSED:
            orphaned.add(proposal.group_id)
            yield Need(
                str(proposal.group),
                reverse("appoint_chair", args=[proposal.group.slug]),
                proposal.stage_since,
                "Proposals wait for a chair, and the group has none.",
            )


def _members_without_representative(at: datetime) -> Iterator[Need]:
    silent = Organization.objects.active().exclude(has_current_representative(at.date()))
    for organization in silent:
        yield Need(
            str(organization),
            reverse("appoint_representative", args=[organization.slug]),
            None,
            "Nobody represents this member: it cannot vote.",
        )


def with_tones(decisions: Iterable[Decision]) -> list[tuple[Decision, Tone]]:
    """Decisions with the tone of their tag: losing a vote is no error."""
    return [
        (decision, "good" if decision.outcome == DecisionOutcome.ACCEPTED else "neutral")
        for decision in decisions
    ]


def median_days_to_decision(at: datetime) -> int | None:
    """Median days from submission to decision of what was settled in the last 12 months; None without any."""
    settled = Proposal.objects.filter(
        state__in=["accepted", "declined"],
        settled_at__gte=at - timedelta(days=365),
        submitted_at__isnull=False,
    ).values_list("submitted_at", "settled_at")
    spans = [(end - start).days for start, end in settled if start and end]
    return round(median(spans)) if spans else None
