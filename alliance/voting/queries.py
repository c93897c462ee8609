"""Reading ballots."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from alliance.audit.models import Event
from alliance.kernel.actor import Actor
from alliance.voting import events
from alliance.voting.models import (
    Ballot,
    BallotQuerySet,
    Count,
    Elector,
    ElectorQuerySet,
    Objection,
    Phase,
    Vote,
)
from alliance.voting.states import CLOSED, COUNTED, HAS_RESULT, OPEN, SCHEDULED, UNSEEN, VOID, Level

REMINDERS = {"7 days": timedelta(days=7), "2 days": timedelta(days=2), "3 hours": timedelta(hours=3)}
FIRST_REMINDER_AFTER = timedelta(hours=24)
COUNT_AGAIN_AFTER = timedelta(minutes=1)


def ballots_visible_to(by: Actor) -> BallotQuerySet:
    """Ballots this reader may know of; one in preparation only those who prepare it."""
    every: BallotQuerySet = Ballot.objects.all()
    if by.is_staff:
        return every
    if not by.is_signed_in:
        return every.public().seen()
    return every.seen() | every.filter(opened_by_id=by.user_id)


def in_phase(phase: Phase, at: datetime) -> Q:
    """Ballots that stand there at that instant: what ``Ballot.phase`` says, for the database."""
    return {
        Phase.PREPARED: Q(state__in=UNSEEN),
        Phase.SCHEDULED: Q(state=SCHEDULED),
        Phase.OPEN: Q(state=OPEN, closes_at__gt=at),
        Phase.COUNTING: Q(state=CLOSED) | Q(state=OPEN, closes_at__lte=at),
        Phase.COUNTED: Q(state__in=HAS_RESULT),
        Phase.CANCELLED: Q(state=VOID),
    }[phase]


def came_out(outcome: str) -> Q:
    """Ballots whose result stands and is that."""
    return Q(result__outcome=outcome, state__in=HAS_RESULT)


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many of the entitled have voted, and how many a quorum needs (0: the rule has none).

    With ``by_class`` the quorum also asks who took part in each class of voters: that is told with the
    result, for in a small class it would tell who has voted.
    """

    entitled: int
    voted: int
    needed: int
    by_class: bool = False

    @property
    def short(self) -> int:
        return max(0, self.needed - self.voted)

    @property
    def is_quorate(self) -> bool:
        return self.short == 0 and not self.by_class


def turnout_of(ballot: Ballot) -> Turnout:
    """Counts only: says nothing of who or how. Uses ``with_turnout`` figures when the row carries them."""
    entitled = getattr(ballot, "entitled_count", None)
    voted = getattr(ballot, "voted_count", None)
    seats = entitled
    if entitled is None or voted is None:
        lines = ballot.electors.aggregate(
            entitled=models.Count("pk", filter=Q(is_entitled=True)),
            seats=models.Count("pk", filter=Q(is_entitled=True) | Q(is_recused=True)),
            voted=models.Count("vote"),
        )
        entitled, seats, voted = lines["entitled"], lines["seats"], lines["voted"]
    tally = {
        "eligible": entitled,
        "seats": seats or 0,
        "participated": voted,
        "cast": voted,
        "for": 0,
        "against": 0,
        "abstain": 0,
    }
    rule = ballot.rule
    return Turnout(entitled, voted, rule.quorum_needed(tally) or 0, rule.quorum_asks_classes)


def roll_changes(ballot: Ballot) -> list[dict[str, Any]]:
    """What changed on the roll since it was fixed, the first change first: line before and after, and why."""
    kinds = [events.ELECTOR_RECUSED.name, events.ROLL_NOTED.name, events.ENTITLEMENT_CHANGED.name]
    found = Event.objects.filter(
        subject_type=ballot._meta.label_lower, subject_id=ballot.pk, kind__in=kinds
    ).order_by("pk")
    return [
        {
            **event.data["change"],
            "reason": event.data.get("reason") or event.data.get("note", ""),
            "at": f"{event.at:%Y-%m-%dT%H:%M:%SZ}",
        }
        for event in found
        if "change" in event.data
    ]


def roll_of(ballot: Ballot) -> QuerySet[Elector]:
    """The electoral roll with its people."""
    return ballot.electors.prefetch_related("people")


def objections_of(ballot: Ballot) -> QuerySet[Objection]:
    """Objections and their answers, in order."""
    return ballot.objections.select_related("elector")


def roll_call(ballot: Ballot) -> QuerySet[Elector]:
    """The roll with every vote: for readers whom ``may_see_votes`` allows."""
    return ballot.electors.select_related("vote").order_by("name")


def ballots_untold() -> BallotQuerySet:
    """Ballots of which nobody is told who took part, not even staff: ``rules.may_see_who_voted``, for the
    database."""
    would_tell = Q(level=Level.SECRET, result__disclosure__contains=[{"in_totals": True}])
    untold: BallotQuerySet = Ballot.objects.filter(~Q(state__in=HAS_RESULT) | would_tell)
    return untold


def lines_with_votes(by: Actor) -> ElectorQuerySet:
    """Roll lines of ballots whose votes this reader may see beside names: ``rules.may_see_votes``, for the
    database; scrutineers' ballots for staff only."""
    readers = ["public", *(["members"] if by.is_signed_in else []), *(["scrutineers"] if by.is_staff else [])]
    ballots = ballots_visible_to(by).filter(state__in=HAS_RESULT, level=Level.RECORDED, published__in=readers)
    return Elector.objects.filter(ballot__in=ballots)


def choices_counted(ballot: Ballot) -> list[str]:
    """The votes that were counted, without names and in order: for readers whom ``may_see_votes`` allows."""
    votes = Vote.objects.filter(elector__ballot=ballot, elector__is_entitled=True)
    return sorted(votes.values_list("choice", flat=True))


def lines_of(ballot: Ballot, user_id: int | None) -> QuerySet[Elector]:
    """The roll lines on which a person stands, with the vote and the people."""
    return ballot.electors.of_person(user_id).select_related("vote", "ballot").prefetch_related("people")


def votes_of(by: Actor) -> QuerySet[Vote]:
    """Votes of the roll lines on which this person stands."""
    return Vote.objects.filter(
        elector__people__user_id=by.person_id, elector__people__struck_at=None
    ).select_related("elector")


def votes_owed_by(user_id: int, at: datetime) -> QuerySet[Elector]:
    """Roll lines for which this person may cast and no vote is in, soonest close first."""
    return (
        Elector.objects.castable_by(user_id)
        .filter(ballot__state=OPEN, ballot__opens_at__lte=at, ballot__closes_at__gt=at, vote=None)
        .select_related("ballot")
        .order_by("ballot__closes_at", "ballot_id")
    )


def next_ballot(ballot: Ballot, by: Actor, at: datetime) -> Ballot | None:
    """Another ballot about the same, such as the next seats of an election, in which this person still owes a
    vote."""
    if not ballot.document_ref:
        return None
    owed = votes_owed_by(by.person_id, at).filter(ballot__document_ref=ballot.document_ref)
    line = owed.exclude(ballot=ballot).first()
    return line.ballot if line else None


def due_to_open(at: datetime) -> list[int]:
    """Ids of announced ballots whose opening time has come."""
    found = Ballot.objects.filter(state=SCHEDULED, opens_at__lte=at)
    return list(found.order_by("opens_at").values_list("pk", flat=True))


def due_to_close(at: datetime) -> list[int]:
    """Ids of open ballots whose deadline has passed, then of those that their rule may close early."""
    due = list(Ballot.objects.due(at).order_by("closes_at").values_list("pk", flat=True))
    early = Ballot.objects.taking_votes(at).exclude(rule_data__close_early=None)
    return due + list(early.filter(rule_data__has_key="close_early").values_list("pk", flat=True))


def due_to_count(at: datetime) -> list[int]:
    """Ids of ballots that were closed a while ago and have no result: the reaction was lost, or a lot was
    entered."""
    found = Ballot.objects.filter(state=CLOSED, closed_at__lt=at - COUNT_AGAIN_AFTER)
    return list(found.order_by("closed_at").values_list("pk", flat=True))


def due_to_certify(at: datetime) -> list[int]:
    """Ids of ballots whose provisional result can no longer be disputed."""
    waiting = Objection.objects.filter(ballot=OuterRef("pk"), answered_at=None)
    found = Ballot.objects.filter(~Exists(waiting), state=COUNTED, dispute_until__lte=at)
    return list(found.order_by("dispute_until").values_list("pk", flat=True))


def due_reminders(at: datetime) -> list[tuple[int, str]]:
    """Ballots and the milestone ("2 days") for which a reminder should go out now and has not.

    Only the latest milestone passed counts; one that falls within a day of the opening mail is skipped, save
    the last. Each milestone of a ballot is reminded of once (UX rule R7: the record of the sending is first).
    """
    found = []
    for ballot in Ballot.objects.taking_votes(at):
        milestone = latest_milestone(ballot, at)
        if milestone and milestone not in milestones_reminded(ballot):
            found.append((ballot.pk, milestone))
    return found


def latest_milestone(ballot: Ballot, at: datetime) -> str | None:
    """The last reminder milestone that has passed, if its time was a day or more after opening."""
    for name, before in sorted(REMINDERS.items(), key=lambda item: item[1]):
        moment = ballot.closes_at - before
        if moment <= at:
            early = moment - ballot.opens_at < FIRST_REMINDER_AFTER
            return None if (early and before > timedelta(hours=3)) or moment <= ballot.opens_at else name
    return None


def milestones_reminded(ballot: Ballot) -> set[str]:
    """Milestones for which the reminder is on record."""
    kinds = Event.objects.filter(
        subject_type=ballot._meta.label_lower, subject_id=ballot.pk, kind=events.BALLOT_REMINDED.name
    )
    return {event.data.get("milestone", "") for event in kinds}


def counts_visible_to(by: Actor) -> QuerySet[Count]:  # noqa: ARG001 -- one signature for all resources
    """Every count: the register is public. Files and records are fetched only where they are shown."""
    return Count.objects.defer("packed", "record")
