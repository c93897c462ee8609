"""Everything that changes a ballot: lock, check, change, record."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from alliance.audit.recording import record
from alliance.charter.queries import rule_in_force
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Forbidden, NotNow, permit
from alliance.voting import events, locks, rules
from alliance.voting.methods.motion import count_motion
from alliance.voting.methods.record import canonical_json, digest
from alliance.voting.models import Ballot, Elector, ElectorQuerySet, Result, RollPerson, Vote
from alliance.voting.queries import milestones_reminded
from alliance.voting.roll import RollEntry, RollLine
from alliance.voting.states import BALLOT, Capacity

REASON_LENGTH = 300
RECEIPT_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@transaction.atomic
def open_ballot(
    *,
    question: str,
    explanation: str,
    meaning_for: str,
    meaning_against: str,
    body_name: str,
    rule_id: str,
    roll: Sequence[RollLine],
    closes_at: datetime,
    document_ref: str = "",
    document_version: int | None = None,
    is_public: bool = True,
    by: Actor,
    at: datetime,
) -> Ballot:
    """Open a ballot now: freeze its text with a hash, the rule in force, and the electoral roll.

    The caller has checked that ``by`` may put this question to this electorate.

    Raises:
        NotNow: no such rule is in force, the closing time is outside what the rule allows, or nobody may
        vote.
    """
    edition, rule = rule_in_force(rule_id, at)
    open_for = closes_at - at
    if not rule.open.min <= open_for <= rule.open.max:
        message = f"The ballot would be open for {_days(open_for)}. {rule.open.sentence}"
        raise NotNow(message)
    if not any(line.is_entitled for line in roll):
        raise NotNow("Nobody on the electoral roll may vote.")
    rule_data = rule.model_dump(mode="json")
    frozen = {
        "question": question,
        "explanation": explanation,
        "for": meaning_for,
        "against": meaning_against,
        "document": [document_ref, document_version],
        "rule": rule_data,
    }
    ballot = Ballot.objects.create(
        question=question,
        explanation=explanation,
        meaning_for=meaning_for,
        meaning_against=meaning_against,
        document_ref=document_ref,
        document_version=document_version,
        body_name=body_name,
        rule_id=rule_id,
        rule_data=rule_data,
        edition_label=edition.label,
        edition_digest=edition.digest,
        text_digest=hashlib.sha256(canonical_json(frozen).encode()).hexdigest(),
        is_public=is_public,
        state=BALLOT.initial,
        opened_by_id=by.user_id,
        opens_at=at,
        closes_at=closes_at,
    )
    _freeze_roll(ballot, roll)
    record(
        events.BALLOT_OPENED,
        subject=ballot,
        by=by,
        at=at,
        data={
            "rule": rule_id,
            "entitled": sum(line.is_entitled for line in roll),
            "text": ballot.text_digest,
        },
    )
    return ballot


def _days(span: object) -> str:
    return str(span).split(".", 1)[0]


def _freeze_roll(ballot: Ballot, roll: Sequence[RollLine]) -> None:
    electors = Elector.objects.bulk_create(
        Elector(
            ballot=ballot,
            organization_id=line.organization_id,
            organization_name=line.organization_name,
            organization_slug=line.organization_slug,
            weight=line.weight,
            is_entitled=line.is_entitled,
            is_recused=line.is_recused,
            reason=line.reason,
        )
        for line in roll
    )
    RollPerson.objects.bulk_create(
        RollPerson(elector=elector, user_id=entry.user_id, name=entry.name, capacity=entry.capacity)
        for elector, line in zip(electors, roll, strict=True)
        for entry in line.people
    )


@transaction.atomic
def cast_vote(
    *, ballot_id: int, elector_id: int, choice: str, replaces: int | None = None, by: Actor, at: datetime
) -> Vote:
    """Record or change the vote of one roll line; the last vote before the close counts.

    Casting the same choice again changes nothing and gives the same receipt. ``replaces`` is the revision the
    voter saw (0: none); when a colleague has voted meanwhile, nothing is overwritten unseen.

    Raises:
        Forbidden: the person may not act for that line. NotNow: closed, late, or a colleague voted meanwhile.
    """
    locks.share(ballot_id)
    elector = (
        Elector.objects.select_for_update(of=("self",))
        .select_related("ballot")
        .get(pk=elector_id, ballot_id=ballot_id)
    )
    rules.may_cast_for(by, elector, at).require()
    if choice not in elector.ballot.rule.options or by.user_id is None:
        raise Forbidden("This ballot does not offer that choice.")
    vote = Vote.objects.filter(elector=elector).first()
    if vote is not None and vote.choice == choice and vote.cast_by_id == by.user_id:
        return vote
    if replaces is not None and replaces != (vote.revision if vote else 0):
        raise NotNow(_meanwhile(elector, vote))
    changed = vote is not None
    if vote is None:
        vote = Vote(elector=elector, receipt=new_receipt(), revision=0)
    vote.choice, vote.cast_by_id, vote.cast_by_name, vote.cast_at = choice, by.user_id, by.name, at
    vote.revision += 1
    vote.save()
    record(
        events.VOTE_CHANGED if changed else events.VOTE_CAST,
        subject=elector,
        by=by,
        at=at,
        data={"organization": elector.organization_name, "receipt": vote.receipt, "revision": vote.revision},
    )
    return vote


def _meanwhile(elector: Elector, vote: Vote | None) -> str:
    if vote is None:
        return f"The vote of {elector.organization_name} was taken back meanwhile. Look again, then vote."
    return (
        f"{vote.cast_by_name} voted for {elector.organization_name} at {rules.clock(vote.cast_at)}. "
        "Keep that vote, or look at it and replace it."
    )


def new_receipt() -> str:
    """Three groups of four letters and digits without look-alikes: ``K7QM-2F9D-XRTA`` (58 bits)."""
    letters = "".join(secrets.choice(RECEIPT_LETTERS) for _ in range(12))
    return "-".join(letters[start : start + 4] for start in (0, 4, 8))


@transaction.atomic
def name_alternate(*, ballot_id: int, person_id: int, by: Actor, at: datetime) -> RollPerson:
    """Let an alternate cast the organization's vote in this ballot; whoever casts last before the close
    counts.

    Raises:
        Forbidden: ``by`` is not the primary representative of that line. NotNow: voting is over.
    """
    locks.share(ballot_id)
    person = (
        RollPerson.objects.select_for_update(of=("self",))
        .select_related("elector__ballot")
        .get(pk=person_id, elector__ballot_id=ballot_id)
    )
    ballot = person.elector.ballot
    rules.may_name_alternate(by, ballot, at).require()
    permit(
        rules.primary_lines(by, ballot).filter(pk=person.elector_id).exists(),
        f"You are not the primary representative of {person.elector.organization_name}.",
    ).require()
    if person.capacity != Capacity.ALTERNATE or person.struck_at is not None:
        raise NotNow(f"{person.name} is not an alternate on this roll.")
    if person.named_at is None:
        person.named_at = at
        person.save(update_fields=["named_at"])
        record(
            events.ALTERNATE_NAMED,
            subject=ballot,
            by=by,
            at=at,
            data={
                "alternate": person.name,
                "alternate_id": person.user_id,
                "organization": person.elector.organization_name,
            },
        )
    return person


@transaction.atomic
def recuse_elector(*, ballot_id: int, elector_id: int, reason: str, by: Actor, at: datetime) -> Elector:
    """Take a conflicted organization off the entitled; a vote it had cast is taken out with it.

    Raises:
        Forbidden: neither its primary representative nor the returning officer. NotNow: voting is over, or
        recused already.
    """
    locks.share(ballot_id)
    elector = (
        Elector.objects.select_for_update(of=("self",))
        .select_related("ballot")
        .get(pk=elector_id, ballot_id=ballot_id)
    )
    ballot = elector.ballot
    rules.may_recuse(by, ballot, at).require()
    permit(
        rules.is_returning_officer(by, ballot)
        or rules.primary_lines(by, ballot).filter(pk=elector_id).exists(),
        f"You are not the primary representative of {elector.organization_name}.",
    ).require()
    if not elector.is_entitled:
        raise NotNow(f"{elector.organization_name} is not entitled to vote here. {elector.reason}")
    Vote.objects.filter(elector=elector).delete()
    elector.is_entitled, elector.is_recused, elector.reason = False, True, f"Recused: {reason}"[:300]
    elector.save(update_fields=["is_entitled", "is_recused", "reason"])
    record(
        events.ELECTOR_RECUSED,
        subject=ballot,
        by=by,
        at=at,
        data={"organization": elector.organization_name, "reason": reason},
    )
    return elector


@transaction.atomic
def extend_ballot(*, ballot_id: int, closes_at: datetime, reason: str, by: Actor, at: datetime) -> Ballot:
    """Move the close to a later time, for a reason that every voter is told.

    Raises:
        Forbidden: not the returning officer. NotNow: voting is over, or the new time is not later or too
        late.
    """
    locks.exclude(ballot_id)
    ballot = Ballot.objects.select_for_update().get(pk=ballot_id)
    rules.may_extend(by, ballot, at).require()
    if closes_at <= ballot.closes_at:
        raise NotNow(f"Choose a time after {rules.clock(ballot.closes_at)}: a ballot is never shortened.")
    if closes_at - ballot.opens_at > ballot.rule.open.max:
        raise NotNow(f"That is longer than the rule allows. {ballot.rule.open.sentence}")
    before, ballot.closes_at = ballot.closes_at, closes_at
    ballot.save(update_fields=["closes_at"])
    data = {"reason": reason, "from": before.isoformat(), "to": closes_at.isoformat()}
    record(events.BALLOT_EXTENDED, subject=ballot, by=by, at=at, data=data)
    return ballot


@transaction.atomic
def cancel_ballot(*, ballot_id: int, reason: str, by: Actor, at: datetime) -> Ballot:
    """Cancel an open ballot; its votes are never counted.

    Raises:
        Forbidden: not the returning officer. NotNow: voting is over.
    """
    locks.exclude(ballot_id)
    ballot = Ballot.objects.select_for_update().get(pk=ballot_id)
    rules.may_cancel(by, ballot, at).require()
    ballot.state = BALLOT.after(ballot.state, "cancel")
    ballot.save(update_fields=["state"])
    record(events.BALLOT_CANCELLED, subject=ballot, by=by, at=at, data={"reason": reason})
    return ballot


@transaction.atomic
def remind_voters(*, ballot_id: int, milestone: str = "", by: Actor, at: datetime) -> Ballot:
    """Have those reminded who have not voted; each milestone of a ballot once.

    Raises:
        Forbidden: not the returning officer. NotNow: voting is over, or reminded of this milestone already.
    """
    ballot = Ballot.objects.select_for_update().get(pk=ballot_id)
    rules.may_remind(by, ballot, at).require()
    milestone = milestone or f"{at:%Y-%m-%d}"
    if milestone in milestones_reminded(ballot):
        raise NotNow("They were reminded already: never twice for the same reason.")
    record(events.BALLOT_REMINDED, subject=ballot, by=by, at=at, data={"milestone": milestone})
    return ballot


@transaction.atomic
def close_ballot(*, ballot_id: int, by: Actor, at: datetime) -> Ballot:
    """Close a ballot whose deadline has passed. After this no vote can be recorded, and none recorded is
    lost.

    Raises:
        Forbidden: neither the system nor staff. NotNow: closed already, or still open.
    """
    locks.exclude(ballot_id)
    ballot = Ballot.objects.select_for_update().get(pk=ballot_id)
    rules.may_close(by, ballot, at).require()
    ballot.state = BALLOT.after(ballot.state, "close")
    ballot.closed_at = at
    ballot.save(update_fields=["state", "closed_at"])
    record(events.BALLOT_CLOSED, subject=ballot, by=by, at=at)
    return ballot


@transaction.atomic
def count_ballot(*, ballot_id: int, by: Actor, at: datetime) -> Result:
    """Count a closed ballot and publish the result: once, however often this is called.

    A second call counts again and compares: the same digest changes nothing, another one is put on record as
    an alarm and the published result stands.

    Raises:
        NotNow: the ballot is not closed.
    """
    ballot = Ballot.objects.select_for_update().get(pk=ballot_id)
    if ballot.closed_at is None:
        raise NotNow("A ballot is counted after it has closed.")
    found = _count(ballot)
    published = Result.objects.filter(ballot=ballot).first()
    if published is not None:
        if published.digest != digest(found):
            data = {"published": published.digest, "found": digest(found)}
            record(events.COUNT_DISAGREED, subject=ballot, by=by, at=at, data=data)
        return published
    result = Result.objects.create(
        ballot=ballot, outcome=found["outcome"], record=found, digest=digest(found), counted_at=at
    )
    ballot.state = BALLOT.after(ballot.state, "count")
    ballot.save(update_fields=["state"])
    data = {
        "outcome": result.outcome,
        "sentence": f"{result.get_outcome_display().lower()}, {result.sentence}",
    }
    record(events.BALLOT_COUNTED, subject=ballot, by=by, at=at, data=data)
    return result


def _count(ballot: Ballot) -> dict[str, Any]:
    votes = Vote.objects.filter(elector__ballot=ballot, elector__is_entitled=True).values_list(
        "choice", flat=True
    )
    on_the_roll = ballot.electors.values_list("is_entitled", "is_recused")
    eligible = sum(entitled for entitled, _ in on_the_roll)
    seats = sum(entitled or recused for entitled, recused in on_the_roll)
    return count_motion(ballot.rule, list(votes), eligible, seats=seats)


@transaction.atomic
def strike_voter(*, organization_id: int, user_id: int, by: Actor, at: datetime) -> int:
    """Take a person whose representation ended off the open ballots of that organization; how many."""
    people = (
        RollPerson.objects.select_for_update(of=("self",))
        .select_related("elector__ballot")
        .filter(user_id=user_id, struck_at=None, elector__in=_held_lines(organization_id, at))
    )
    for person in people:
        person.struck_at = at
        person.save(update_fields=["struck_at"])
        data = {"person": person.name, "organization": person.elector.organization_name}
        record(events.VOTER_STRUCK, subject=person.elector.ballot, by=by, at=at, data=data)
    return len(people)


def _held_lines(organization_id: int, at: datetime) -> ElectorQuerySet:
    """The organization's lines in ballots that take votes, each ballot held open.

    The ballots' locks come before any row's, in the order of the ids: what another order waits for may wait
    for us.
    """
    lines: ElectorQuerySet = Elector.objects.filter(
        organization_id=organization_id, ballot__in=Ballot.objects.taking_votes(at)
    )
    for ballot_id in lines.order_by("ballot_id").values_list("ballot_id", flat=True):
        locks.share(ballot_id)
    return lines.order_by("ballot_id").select_related("ballot")


@transaction.atomic
def seat_voter(*, organization_id: int, entry: RollEntry, by: Actor, at: datetime) -> int:
    """Put a newly appointed representative on the open ballots of that organization; how many.

    Who stands there in that capacity already is left alone. The organization's right to vote is frozen at
    opening; who exercises it follows the mandate.
    """
    electors = _held_lines(organization_id, at).exclude(
        Exists(
            RollPerson.objects.filter(
                elector=OuterRef("pk"), user_id=entry.user_id, capacity=entry.capacity, struck_at=None
            )
        )
    )
    for elector in electors:
        RollPerson.objects.update_or_create(
            elector=elector,
            user_id=entry.user_id,
            defaults={"name": entry.name, "capacity": entry.capacity, "struck_at": None, "named_at": None},
        )
        data = {"person": entry.name, "organization": elector.organization_name}
        record(events.VOTER_SEATED, subject=elector.ballot, by=by, at=at, data=data)
    return len(electors)


@transaction.atomic
def note_on_roll(*, organization_id: int, note: str, by: Actor, at: datetime) -> int:
    """Say on an organization's lines in open ballots what has changed since they were frozen; how many.

    Its right to vote, its weight and a vote that is in stay as they are: the roll fixed at opening decides.
    """
    lines = [line for line in _held_lines(organization_id, at) if note not in line.reason]
    for elector in lines:
        elector.reason = f"{elector.reason[: REASON_LENGTH - len(note) - 1]} {note}"
        elector.save(update_fields=["reason"])
        data = {"organization": elector.organization_name, "note": note}
        record(events.ROLL_NOTED, subject=elector.ballot, by=by, at=at, data=data)
    return len(lines)
