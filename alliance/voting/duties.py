"""Ballots that wait for those who run them."""

from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from alliance.audit.models import Event
from alliance.voting import events
from alliance.voting.models import Ballot
from alliance.voting.states import CLOSED, COUNTED, OPEN, UNSEEN

OF_AN_ELECTION = "E-"
"""So begins what an election's ballots are about; the election says itself what its next step is."""


def ballots_to_run(user_id: int) -> QuerySet[Ballot]:
    """Ballots that wait for whoever prepared or called them: to be finished, for the answer to an objection,
    or for the public value of a lot. Adds ``waiting``, the number of such objections."""
    tied = Event.objects.filter(
        subject_type=Ballot._meta.label_lower, subject_id=OuterRef("pk"), kind=events.BALLOT_TIED.name
    )
    in_preparation = Q(state__in=UNSEEN) & ~Q(document_ref__startswith=OF_AN_ELECTION)
    unanswered = Q(objections__answered_at=None, objections__isnull=False)
    found: QuerySet[Ballot] = (
        Ballot.objects.filter(opened_by_id=user_id)
        .annotate(waiting=Count("objections", filter=unanswered))
        .filter(
            in_preparation
            | Q(state__in=[OPEN, COUNTED], waiting__gt=0)
            | (Q(state=CLOSED, lot_value="") & Exists(tied))
        )
    )
    return found


def due_at(ballot: Ballot) -> datetime | None:
    """Until when the next step of such a ballot is to be taken."""
    if ballot.state in UNSEEN:
        return ballot.opens_at
    return ballot.closes_at if ballot.state == OPEN else ballot.dispute_until
