"""Who acts on the lines of an electoral roll, and what happens to a line after the opening."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from alliance.audit.recording import record
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import NotNow, permit
from alliance.voting import events, locks, rules
from alliance.voting.models import Ballot, Elector, ElectorQuerySet, Envelope, RollPerson, Vote
from alliance.voting.models.roll import ORGANIZATION
from alliance.voting.roll import RollEntry
from alliance.voting.states import Capacity
from alliance.voting.verification import roll_row

REASON_LENGTH = 300


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
        f"You are not the primary representative of {person.elector.name}.",
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
                "organization": person.elector.name,
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
        f"You are not the primary representative of {elector.name}.",
    ).require()
    if not elector.is_entitled:
        raise NotNow(f"{elector.name} is not entitled to vote here. {elector.reason}")
    before = roll_row(elector)
    take_out(elector)
    elector.is_entitled, elector.is_recused, elector.reason = False, True, f"Recused: {reason}"[:300]
    elector.save(update_fields=["is_entitled", "is_recused", "reason"])
    record(
        events.ELECTOR_RECUSED,
        subject=ballot,
        by=by,
        at=at,
        data={"organization": elector.name, "reason": reason, "change": change_of(elector, before)},
    )
    return elector


def change_of(elector: Elector, before: dict[str, Any]) -> dict[str, Any]:
    """What the record keeps of a changed line, so that the roll as it was at opening can be shown again."""
    return {"key": elector.slug, "before": before, "after": roll_row(elector)}


def take_out(elector: Elector) -> None:
    """Take the vote of a line out, with its envelope."""
    Envelope.objects.filter(elector=elector).delete()
    Vote.objects.filter(elector=elector).delete()


@transaction.atomic
def name_proxy(*, ballot_id: int, elector_id: int, holder: str, by: Actor, at: datetime) -> RollPerson:
    """Give somebody else on this roll the proxy of a line; whoever casts last before the close counts.

    ``holder`` is the slug of the line whose first acting person gets the proxy. The rule says whether there
    are proxies here, and how many one person may hold (W3C Process, 2.2.1; Apache members' meetings).

    Raises:
        Forbidden: ``by`` does not act for that line. NotNow: no proxies here, too many, or voting is over.
    """
    locks.exclude(ballot_id)
    elector = Elector.objects.select_related("ballot").get(pk=elector_id, ballot_id=ballot_id)
    ballot = elector.ballot
    rules.may_name_proxy(by, ballot, at).require()
    permit(
        rules.primary_lines(by, ballot).filter(pk=elector_id).exists(),
        f"You do not act for {elector.name}.",
    ).require()
    person = (
        RollPerson.objects.acting()
        .filter(elector__ballot=ballot, elector__slug=holder)
        .exclude(capacity=Capacity.PROXY)
        .exclude(elector=elector)
        .order_by("-capacity", "pk")
        .first()
    )
    if person is None:
        message = f"Nobody on this roll acts for “{holder}”."
        raise NotNow(message)
    _has_room_for_a_proxy(ballot, person, elector)
    proxy, _ = RollPerson.objects.update_or_create(
        elector=elector,
        user_id=person.user_id,
        defaults={"name": person.name, "capacity": Capacity.PROXY, "named_at": at, "struck_at": None},
    )
    data = {"proxy": proxy.name, "proxy_id": proxy.user_id, "organization": elector.name}
    record(events.PROXY_NAMED, subject=ballot, by=by, at=at, data=data)
    return proxy


def _has_room_for_a_proxy(ballot: Ballot, person: RollPerson, elector: Elector) -> None:
    proxies = ballot.rule.proxies
    held = RollPerson.objects.filter(
        elector__ballot=ballot, user_id=person.user_id, capacity=Capacity.PROXY, struck_at=None
    ).exclude(elector=elector)
    most = proxies.most_per_holder if proxies else 0
    if most is not None and held.count() >= most:
        message = f"{person.name} holds {held.count()} already, and one person may hold {most} here."
        raise NotNow(message)
    if RollPerson.objects.filter(elector=elector, user_id=person.user_id, struck_at=None).exists():
        message = f"{person.name} stands on the line of {elector.name} already."
        raise NotNow(message)


@transaction.atomic
def revoke_proxy(*, ballot_id: int, person_id: int, by: Actor, at: datetime) -> RollPerson:
    """Take a proxy back; a vote that was cast by it stays until another is cast.

    Raises:
        Forbidden: ``by`` does not act for that line. NotNow: voting is over, or it is no proxy.
    """
    locks.share(ballot_id)
    person = (
        RollPerson.objects.select_for_update(of=("self",))
        .select_related("elector__ballot")
        .get(pk=person_id, elector__ballot_id=ballot_id)
    )
    ballot = person.elector.ballot
    rules.may_name_proxy(by, ballot, at).require()
    permit(
        rules.primary_lines(by, ballot).filter(pk=person.elector_id).exists(),
        f"You do not act for {person.elector.name}.",
    ).require()
    if person.capacity != Capacity.PROXY or person.struck_at is not None:
        raise NotNow(f"{person.name} holds no proxy of {person.elector.name}.")
    person.struck_at = at
    person.save(update_fields=["struck_at"])
    data = {"proxy": person.name, "proxy_id": person.user_id, "organization": person.elector.name}
    record(events.PROXY_REVOKED, subject=ballot, by=by, at=at, data=data)
    return person


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
        data = {"person": person.name, "organization": person.elector.name}
        record(events.VOTER_STRUCK, subject=person.elector.ballot, by=by, at=at, data=data)
    return len(people)


def _held_lines(organization_id: int, at: datetime) -> ElectorQuerySet:
    """The organization's lines in ballots that take votes, each ballot held open.

    The ballots' locks come before any row's, in the order of the ids: what another order waits for may wait
    for us.
    """
    lines: ElectorQuerySet = Elector.objects.filter(
        unit=ORGANIZATION, organization_id=organization_id, ballot__in=Ballot.objects.taking_votes(at)
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
        data = {"person": entry.name, "organization": elector.name}
        record(events.VOTER_SEATED, subject=elector.ballot, by=by, at=at, data=data)
    return len(electors)


@transaction.atomic
def note_on_roll(*, organization_id: int, note: str, by: Actor, at: datetime) -> int:
    """Say on an organization's lines in open ballots what has changed since they were frozen; how many.

    Its right to vote, its weight and a vote that is in stay as they are: the roll fixed at opening decides.
    """
    lines = [line for line in _held_lines(organization_id, at) if note not in line.reason]
    for elector in lines:
        before = roll_row(elector)
        elector.reason = f"{elector.reason[: REASON_LENGTH - len(note) - 1]} {note}"
        elector.save(update_fields=["reason"])
        data = {"organization": elector.name, "note": note, "change": change_of(elector, before)}
        record(events.ROLL_NOTED, subject=elector.ballot, by=by, at=at, data=data)
    return len(lines)
