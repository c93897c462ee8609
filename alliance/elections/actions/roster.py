"""Bodies, their seats, and who holds which."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from alliance.accounts.models import User
from alliance.audit.recording import record
from alliance.charter.grammar import Body as Constitution
from alliance.charter.grammar.seats import Seat, seats_of
from alliance.charter.grammar.words import spaced
from alliance.charter.queries import edition_in_force
from alliance.elections import events, rules
from alliance.elections.constitution import constitution_of
from alliance.elections.models import Body, BodySeat, Term
from alliance.elections.queries import cap_breaches_of
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import NotNow
from alliance.web.slugs import free_slug


@transaction.atomic
def register_body(
    *,
    charter_body: str,
    charter_id: str,
    sizes: Mapping[str, int] | None = None,
    by: Actor,
    at: datetime,
) -> Body:
    """Register a body of a charter in force, with its seats.

    ``sizes`` gives the number of seats of a group whose charter leaves it open, or which depends on members.

    Raises:
        Forbidden: not staff. NotNow: no charter in force has this body, it is registered, or a group's number
        is not known.
    """
    rules.may_register_body(by, None, at).require()
    edition = edition_in_force(at, charter_body)
    described = None if edition is None else edition.charter.bodies.get(charter_id)
    if edition is None or described is None:
        message = f"No charter in force has a body “{charter_id}”."
        raise NotNow(message)
    if Body.objects.filter(charter_body=charter_body, charter_id=charter_id).exists():
        message = f"The {described.name or spaced(charter_id)} is registered already."
        raise NotNow(message)
    body = Body.objects.create(
        name=described.name or spaced(charter_id).capitalize(),
        slug=free_slug(Body, charter_id, otherwise="body", most=100),
        charter_body=charter_body,
        charter_id=charter_id,
        clause=described.clause or "",
        registered_at=at,
    )
    for seat in described.seats:
        _add_seats(body, seat, _size(seat, sizes or {}))
    data = {"body": body.name, "seats": body.seats.count(), "edition": edition.label}
    record(events.BODY_REGISTERED, subject=body, by=by, at=at, data=data)
    return body


def _size(seat: Seat, sizes: Mapping[str, int]) -> int:
    if seat.group in sizes:
        return sizes[seat.group]
    if seat.per or seat.ratio:
        message = f"How many {spaced(seat.group)} seats there are depends on the members: say it."
        raise NotNow(message)
    try:
        return seats_of(seat, {})
    except ValueError as error:
        raise NotNow(str(error)) from None


def _add_seats(body: Body, seat: Seat, number: int) -> None:
    present = body.seats.filter(group=seat.group).count()
    first = (body.seats.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    BodySeat.objects.bulk_create(
        BodySeat(
            body=body,
            group=seat.group,
            number=first + place,
            title=f"{seat.title or spaced(seat.group)} seat {present + place + 1}",
            cohort=_cohort(seat, present + place, present + number),
            is_voting=seat.votes,
        )
        for place in range(number)
    )


def _cohort(seat: Seat, place: int, number: int) -> int:
    """The cohort of the seat at a place (from 0) of its group: cohorts of the sizes given, or equal ones."""
    if seat.stagger is None:
        return 0
    if isinstance(seat.stagger.cohorts, int):
        return place * seat.stagger.cohorts // number + 1
    for cohort, size in enumerate(seat.stagger.cohorts, start=1):
        place -= size
        if place < 0:
            return cohort
    return seat.stagger.number


@transaction.atomic
def resize_group(*, body_id: int, group: str, number: int, by: Actor, at: datetime) -> Body:
    """Change how many seats a group has: new ones are added, empty ones end; the same number leaves no trace.

    Raises:
        Forbidden: not staff. NotNow: the charter has no such group, or more seats than wanted are held.
    """
    body = Body.objects.select_for_update().get(pk=body_id)
    rules.may_resize_group(by, body, at).require()
    described = constitution_of(body, at)
    seat = described.seat(group) if described else None
    if seat is None:
        message = f"The charter has no {spaced(group)} seats in the {body}."
        raise NotNow(message)
    today = at.date()
    present = list(body.seats.existing(today).filter(group=group).order_by("-number"))
    if number == len(present):
        return body
    if number > len(present):
        _add_seats(body, seat, number - len(present))
    held = set(Term.objects.on(today).filter(seat__body=body).values_list("seat_id", flat=True))
    ending = [each for each in present if each.pk not in held][: max(0, len(present) - number)]
    if len(present) - len(ending) > number:
        message = f"{len(held)} seats are held: end the terms first."
        raise NotNow(message)
    BodySeat.objects.filter(pk__in=[each.pk for each in ending]).update(abolished_on=today)
    data = {"body": body.name, "group": spaced(group), "seats": number}
    record(events.BODY_RESIZED, subject=body, by=by, at=at, data=data)
    return body


@transaction.atomic
def seat_person(
    *,
    seat_id: int,
    from_on: date,
    until_on: date | None = None,
    user_id: int | None = None,
    person_name: str = "",
    organization_id: int | None = None,
    affiliation: str = "",
    project: str = "",
    by: Actor,
    at: datetime,
) -> Term:
    """Record that somebody holds a seat: by appointment, by office, or from before elections were run here.

    Raises:
        Forbidden: not staff. NotNow: the seat is held in that time, or nobody is named.
    """
    seat = BodySeat.objects.select_for_update(of=("self",)).select_related("body").get(pk=seat_id)
    rules.may_seat_person(by, seat, at).require()
    name = person_name or (str(User.objects.get(pk=user_id)) if user_id else "")
    if not name:
        raise NotNow("Say who holds the seat.")
    refuse_overlap(seat, from_on, until_on)
    term = Term.objects.create(
        seat=seat,
        user_id=user_id,
        person_name=name,
        organization_id=organization_id,
        affiliation=affiliation,
        project=project,
        from_on=from_on,
        until_on=until_on,
    )
    note_term(term, by=by, at=at)
    note_excess(term, from_on, by=by, at=at)
    return term


def refuse_overlap(seat: BodySeat, from_on: date, until_on: date | None) -> None:
    """Raises NotNow when somebody holds the seat within that time, or the time is none."""
    if until_on is not None and until_on <= from_on:
        raise NotNow("The last day must come after the first.")
    others = (
        seat.terms.ending().filter(Q(over_on=None) | Q(over_on__gt=from_on)).exclude(ended_on=F("from_on"))
    )
    if until_on is not None:
        others = others.filter(from_on__lt=until_on)
    if (other := others.first()) is not None:
        until = f"until {other.last_on:%-d %B %Y}" if other.last_on else "without an end"
        message = f"{other.person_name} holds {seat} from {other.from_on:%-d %B %Y} {until}."
        raise NotNow(message)


def note_term(term: Term, *, by: Actor, at: datetime) -> None:
    """Put on record that a term begins."""
    data = {
        "person": term.person_name,
        "person_id": term.user_id,
        "seat": term.seat.title,
        "term_id": term.pk,
        "from_on": term.from_on.isoformat(),
        "until_on": term.until_on and term.until_on.isoformat(),
    }
    record(events.TERM_BEGUN, subject=term.seat.body, by=by, at=at, data=data)


def note_excess(term: Term, on: date, *, by: Actor, at: datetime) -> None:
    """Put on record that the side of a term holds more seats on a day than the caps of the body allow."""
    body = term.seat.body
    for breach in cap_breaches_of(body, on, at):
        if term.pk not in breach.terms:
            continue
        data: dict[str, Any] = {
            "side": breach.side,
            "held": breach.held,
            "allowed": breach.allowed,
            "sentence": breach.sentence,
            "term_ids": list(breach.terms),
        }
        record(events.CAP_EXCEEDED, subject=body, by=by, at=at, data=data)


def locked_term(term_id: int) -> Term:
    """The term with its seat and body, its row locked."""
    return (
        Term.objects.select_for_update(of=("self",))
        .select_related("seat__body", "organization")
        .get(pk=term_id)
    )


@transaction.atomic
def end_term(*, term_id: int, ended_on: date, reason: str, by: Actor, at: datetime) -> Term:
    """End a term before its time: a resignation, a removal, an office given up.

    Raises:
        Forbidden: neither whoever holds the seat nor staff. NotNow: it is over, or the day is outside of it.
    """
    term = locked_term(term_id)
    rules.may_end_term(by, term, at).require()
    if ended_on < term.from_on or (term.until_on is not None and ended_on > term.until_on):
        raise NotNow("A term ends early on a day within it.")
    return close_term(term, ended_on, reason, by=by, at=at)


def close_term(term: Term, ended_on: date, reason: str, *, by: Actor, at: datetime) -> Term:
    """End a locked term and put it on record."""
    term.ended_on, term.end_reason = ended_on, reason
    term.save(update_fields=["ended_on", "end_reason"])
    data = {
        "person": term.person_name,
        "person_id": term.user_id,
        "seat": term.seat.title,
        "seat_id": term.seat_id,
        "term_id": term.pk,
        "ended_on": ended_on.isoformat(),
        "reason": reason,
    }
    record(events.TERM_ENDED, subject=term.seat.body, by=by, at=at, data=data)
    return term


@transaction.atomic
def grant_leave(
    *, term_id: int, leave_from: date, leave_until: date | None = None, by: Actor, at: datetime
) -> Term:
    """Record a leave: meanwhile there is no vote, and whoever is on leave is not counted in a base.

    Raises:
        Forbidden: not staff. NotNow: the term is over, or the leave ends before it begins.
    """
    term = locked_term(term_id)
    rules.may_grant_leave(by, term, at).require()
    constitution = constitution_of(term.seat.body, at)
    if leave_until is not None and leave_until <= leave_from:
        raise NotNow("The last day must come after the first.")
    _refuse_long_leave(constitution, leave_from, leave_until)
    if (term.leave_from, term.leave_until) == (leave_from, leave_until):
        return term
    term.leave_from, term.leave_until = leave_from, leave_until
    term.save(update_fields=["leave_from", "leave_until"])
    data = {
        "person": term.person_name,
        "leave_from": leave_from.isoformat(),
        "leave_until": leave_until and leave_until.isoformat(),
    }
    record(events.LEAVE_GRANTED, subject=term.seat.body, by=by, at=at, data=data)
    return term


def _refuse_long_leave(constitution: Constitution | None, leave_from: date, leave_until: date | None) -> None:
    """A leave that the charter grants for a time at most has an end within it."""
    standings = constitution.standing if constitution else ()
    for most in (each.max for each in standings if each.granted and each.max):
        if leave_until is None or leave_until > most.after(leave_from):
            message = f"A leave lasts {most.words} at most."
            raise NotNow(message)


@transaction.atomic
def end_leave(*, term_id: int, by: Actor, at: datetime) -> Term:
    """Come back from a leave today.

    Raises:
        Forbidden: neither whoever is on leave nor staff. NotNow: nobody is on leave here.
    """
    term = locked_term(term_id)
    rules.may_end_leave(by, term, at).require()
    today = at.date()
    if term.leave_from is not None and term.leave_from >= today:
        term.leave_from = term.leave_until = None
    else:
        term.leave_until = today
    term.save(update_fields=["leave_from", "leave_until"])
    data = {"person": term.person_name}
    record(events.LEAVE_ENDED, subject=term.seat.body, by=by, at=at, data=data)
    return term


@transaction.atomic
def change_affiliation(
    *,
    term_id: int,
    organization_id: int | None = None,
    affiliation: str = "",
    by: Actor,
    at: datetime,
) -> Term:
    """Record that whoever holds a seat is with somebody else now; a cap that is exceeded by it is found.

    Raises:
        Forbidden: neither whoever holds the seat nor staff. NotNow: the term is over.
    """
    term = locked_term(term_id)
    rules.may_change_affiliation(by, term, at).require()
    before = term.affiliation_name
    if (term.organization_id, term.affiliation) == (organization_id, affiliation):
        return term
    term.organization_id, term.affiliation = organization_id, affiliation
    term.save(update_fields=["organization", "affiliation"])
    term = locked_term(term_id)
    data = {
        "person": term.person_name,
        "term_id": term.pk,
        "before": before,
        "affiliation": term.affiliation_name or "nobody",
    }
    record(events.AFFILIATION_CHANGED, subject=term.seat.body, by=by, at=at, data=data)
    note_excess(term, at.date(), by=by, at=at)
    return term
