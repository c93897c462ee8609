"""Objections to the electoral roll and to a provisional result, and what is answered."""

from datetime import datetime

from django.db import transaction

from alliance.audit.recording import record
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import NotNow, permit
from alliance.voting import events, locks, rules
from alliance.voting.actions.rolls import change_of, take_out
from alliance.voting.models import Ballot, Elector, Objection
from alliance.voting.verification import roll_row

NONE, ENTITLE, STRIKE = "none", "entitle", "strike"


@transaction.atomic
def raise_objection(
    *,
    ballot_id: int,
    kind: str,
    text: str,
    elector_id: int | None = None,
    by: Actor,
    at: datetime,
) -> Objection:
    """Say what is wrong with the roll or with the provisional result.

    Raises:
        Forbidden: not signed in. NotNow: the time for such objections is over or has not begun, or this one
        waits for its answer already.
    """
    ballot = Ballot.objects.select_for_update().get(pk=ballot_id)
    rules.may_object(by, ballot, kind, at).require()
    elector = None
    if elector_id is not None:
        elector = Elector.objects.get(pk=elector_id, ballot=ballot)
    said = {"kind": kind, "elector": elector, "text": text, "raised_by_id": by.person_id}
    if ballot.objections.filter(**said, answered_at=None).exists():
        raise NotNow("You have raised this objection; it waits for its answer.")
    objection = Objection.objects.create(
        ballot=ballot,
        kind=kind,
        elector=elector,
        text=text,
        raised_by_id=by.person_id,
        raised_by_name=by.name,
        organization_name=by.organization_name,
        raised_at=at,
    )
    what = "electoral roll" if kind == "roll" else "result"
    data = {"what": what, "objection": objection.pk}
    record(events.OBJECTION_RAISED, subject=ballot, by=by, at=at, data=data)
    return objection


@transaction.atomic
def answer_objection(
    *,
    ballot_id: int,
    objection_id: int,
    is_upheld: bool,
    answer: str,
    effect: str = NONE,
    by: Actor,
    at: datetime,
) -> Objection:
    """Uphold or reject an objection, with reasons. Upheld, it may entitle its roll line or strike it off.

    The roll changes only so, only while votes are taken, and with a record of the line before and after.
    An upheld objection to a result changes nothing by itself: the officer cancels the ballot, or certifies it
    with the answer beside it.

    Raises:
        Forbidden: not the returning officer. NotNow: it is answered, or voting is over and the line stands.
    """
    locks.exclude(ballot_id)
    objection = (
        Objection.objects.select_for_update(of=("self",))
        .select_related("ballot", "elector")
        .get(pk=objection_id, ballot_id=ballot_id)
    )
    ballot = objection.ballot
    rules.may_answer(by, ballot, at).require()
    if objection.answered_at is not None:
        raise NotNow("This objection is answered already.")
    objection.is_upheld, objection.answer = is_upheld, answer
    objection.answered_by_name, objection.answered_at = by.name, at
    objection.save(update_fields=["is_upheld", "answer", "answered_by_name", "answered_at"])
    if effect != NONE:
        if not is_upheld or objection.elector is None:
            raise NotNow("Only an upheld objection to a roll line changes that line.")
        rules.is_taking_votes(ballot, at).require()
        permit(not ballot.is_secret or objection.elector.weight == 1, rules.ONE_VOTE_EACH).require()
        change_entitlement(objection.elector, answer, entitled=effect == ENTITLE, by=by, at=at)
    data = {"verdict": "upheld" if is_upheld else "rejected", "objection": objection.pk}
    record(events.OBJECTION_ANSWERED, subject=ballot, by=by, at=at, data=data)
    return objection


def change_entitlement(elector: Elector, reason: str, *, entitled: bool, by: Actor, at: datetime) -> None:
    """Put a line on or off those entitled, and keep on record what it was. Under the ballot's lock."""
    before = roll_row(elector)
    if not entitled:
        take_out(elector)
    elector.is_entitled, elector.is_recused = entitled, False
    elector.reason = f"Upheld objection: {reason}"[:300]
    elector.save(update_fields=["is_entitled", "is_recused", "reason"])
    data = {
        "organization": elector.name,
        "reason": reason,
        "change": change_of(elector, before),
    }
    record(events.ENTITLEMENT_CHANGED, subject=elector.ballot, by=by, at=at, data=data)
