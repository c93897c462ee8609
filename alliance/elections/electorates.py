"""Who votes in an election, by the words of its rule: the lines of its roll, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from django.utils.text import slugify

from alliance.charter.grammar.conditions import evaluate
from alliance.charter.grammar.electorates import Electorate, Unit, Who
from alliance.charter.grammar.words import sentence
from alliance.elections.constitution import constitution_of
from alliance.elections.models import Body, Candidacy, Contest, Election, Term
from alliance.elections.sides import GROUPS, ORGANIZATIONS, Sides
from alliance.voting.roll import RollEntry, RollLine
from alliance.voting.states import Capacity
from members.models import Kind, Organization, Representation
from members.queries import electorate as membership
from members.queries import entry_of

SEAT_UP: Final = "holder-of-the-seat-up-for-election"
CLASSES: Final = {
    Kind.STARTUP: "enterprise",
    Kind.COMPANY: "enterprise",
    Kind.ENTERPRISE: "enterprise",
    Kind.RESEARCH: "academia",
    Kind.UNIVERSITY: "academia",
    Kind.GOVERNMENT: "public-interest",
    Kind.FOUNDATION: "public-interest",
    Kind.NONPROFIT: "public-interest",
}
"""The class of a member by its kind, as the charter of the alliance divides them (1.1)."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may stand on a roll, before votes of one organization or side are brought together."""

    user_id: int | None
    name: str
    reason: str
    handle: str = ""
    organization_id: int | None = None
    affiliation: str = ""
    project: str = ""
    is_entitled: bool = True
    is_recused: bool = False


def roll_of_contest(contest: Contest, at: datetime) -> list[RollLine]:
    """Who votes for the seats of a contest, were the vote to open then."""
    election = contest.election
    who = election.rule.election.electorate or Electorate(body=election.body.charter_id)
    return _roll(election, who, election.rule.election.vote_unit, at, contest)


def roll_of_qualification(candidacy: Candidacy, at: datetime) -> list[RollLine]:
    """Who votes on whether a nominee is qualified."""
    election = candidacy.election
    qualify = election.rule.election.qualify
    return [] if qualify is None else _roll(election, qualify.electorate, "person", at, None)


def line_of(lines: Iterable[RollLine], user_id: int | None) -> RollLine | None:
    """The line on which a person may act, one that may vote before others; None when there is none."""
    own = [line for line in lines if any(entry.user_id == user_id for entry in line.people)]
    return next((line for line in own if line.is_entitled), own[0] if own else None)


def _roll(
    election: Election, who: Electorate, unit: Unit, at: datetime, contest: Contest | None
) -> list[RollLine]:
    sides = Sides.now()
    if _is_open_membership(election, who, at):
        return _membership(election, who, at, contest, sides)
    people = _barred(election, _people(election, who, at, contest))
    entitled = sum(person.is_entitled for person in people)
    if who.fallback and evaluate(who.fallback.when, {"eligible": entitled, "seats": len(people)}):
        people += _barred(election, _people(election, who.fallback.add, at, contest))
    if unit in ORGANIZATIONS | GROUPS:
        return _together(people, unit, sides, at.date())
    return _single(people, sides)


# The membership ---------------------------------------------------------------------------------------------
def _is_open_membership(election: Election, who: Who, at: datetime) -> bool:
    if len(who.named_bodies) != 1:
        return False
    body = Body.objects.filter(charter_body=election.charter_body, charter_id=who.named_bodies[0]).first()
    if body is None:
        body = Body(charter_body=election.charter_body, charter_id=who.named_bodies[0])
    described = constitution_of(body, at)
    return described is not None and described.members == "open"


def _membership(
    election: Election, who: Electorate, at: datetime, contest: Contest | None, sides: Sides
) -> list[RollLine]:
    day = _day(election, who, at)
    lines = membership(election.rule, recused={}, on=at.date())
    members = {each.pk: each for each in Organization.objects.all()}
    barred = _officer_ids(election) if _bars_officers(election) else frozenset()
    found = []
    for line in lines:
        organization = members[line.organization_id or 0]
        reason = ""
        if organization.since_on > day:
            reason = f"No vote: member since {_long(organization.since_on)}, and {_long(day)} counts."
        elif contest and contest.voter_class and CLASSES.get(Kind(organization.kind)) != contest.voter_class:
            reason = f"No vote here: members of the class {contest.voter_class} elect these seats."
        kept = replace(line, group=sides.names.get(sides.tops[organization.pk], ""))
        kept = replace(kept, people=tuple(each for each in kept.people if each.user_id not in barred))
        found.append(replace(kept, is_entitled=False, reason=reason) if reason and line.is_entitled else kept)
    return found


def _day(election: Election, who: Electorate, at: datetime) -> date:
    """The day whose membership counts."""
    return election.nominations_open_at.date() if who.as_of == "nomination_open" else at.date()


# People -----------------------------------------------------------------------------------------------------
def _people(election: Election, who: Who, at: datetime, contest: Contest | None) -> list[Person]:
    if who.named_bodies:
        names = who.named_bodies
        if contest and election.body.charter_id in names and not contest.seats.exists():
            names = (election.body.charter_id,)  # each body fills its own offices
        bodies = Body.objects.filter(charter_body=election.charter_body, charter_id__in=names)
        terms = Term.objects.on(at.date()).filter(seat__body__in=bodies)
    elif who.group:
        terms = Term.objects.on(at.date()).filter(seat__body=election.body, seat__group=who.group)
    else:
        registered = who.registered if isinstance(who, Electorate) else None
        return list(_listed(election, must_register=registered is not None))
    unasked = _attends(election, who, at)
    up = set(contest.seats.values_list("pk", flat=True)) if contest else set()
    found = terms.select_related("seat__body", "user", "organization").order_by("seat__body", "seat__number")
    return [_holder(term, who, at.date(), seat_is_up=term.seat_id in up, also=unasked) for term in found]


def _attends(election: Election, who: Who, at: datetime) -> str:
    """What a roll says where a standing depends on attendance, of which nothing is kept here."""
    asked = isinstance(who, Electorate) and bool(who.standing)
    bodies = Body.objects.filter(charter_body=election.charter_body, charter_id__in=who.named_bodies)
    described = [constitution_of(body, at) for body in bodies] if asked else []
    depends = any(each.lose or each.hold or each.gain for body in described if body for each in body.standing)
    return " Attendance is not kept here, and was not asked." if depends else ""


def _holder(term: Term, who: Who, day: date, *, seat_is_up: bool, also: str) -> Person:
    person = Person(
        user_id=term.user_id,
        name=term.person_name,
        handle=term.user.handle if term.user else "",
        organization_id=term.organization_id,
        affiliation=term.affiliation,
        project=term.project,
        reason=sentence(f"{term.seat.title} of the {term.seat.body} since {_long(term.from_on)}") + also,
    )
    recusals = who.recuse if isinstance(who, Electorate) else ()
    recusal = next((each for each in recusals if each.when == SEAT_UP), None) if seat_is_up else None
    if not term.seat.is_voting:
        return replace(person, is_entitled=False, reason=f"No vote: {term.seat.title} has none.")
    if term.is_on_leave(day):
        until = f" until {_long(term.leave_until)}" if term.leave_until else ""
        return replace(person, is_entitled=False, reason=f"No vote: on leave{until}.")
    if recusal:
        reason = f"Recused: holds {term.seat.title}, which is up for election."
        leaves = recusal.effect == "leaves_base"
        return replace(person, is_entitled=False, is_recused=leaves, reason=reason)
    return person


def _listed(election: Election, *, must_register: bool) -> Iterator[Person]:
    for voter in election.voters.select_related("user"):
        missing = must_register and voter.registered_at is None
        yield Person(
            user_id=voter.user_id,
            name=voter.name,
            handle=voter.user.handle,
            organization_id=voter.organization_id,
            affiliation=voter.affiliation,
            project=voter.project,
            reason="No vote: did not register." if missing else voter.reason,
            is_entitled=not missing,
        )


def _bars_officers(election: Election) -> bool:
    officers = election.rule.election.officers
    return officers is not None and "vote" in officers.may_not


def _officer_ids(election: Election) -> frozenset[int]:
    return frozenset(election.officers.values_list("user_id", flat=True))


def _barred(election: Election, people: list[Person]) -> list[Person]:
    if not _bars_officers(election):
        return people
    officers = _officer_ids(election)
    reason = "No vote: runs this election."
    return [
        replace(each, is_entitled=False, reason=reason) if each.user_id in officers else each
        for each in people
    ]


# Lines ------------------------------------------------------------------------------------------------------
def _single(people: Sequence[Person], sides: Sides) -> list[RollLine]:
    """One line for each person, also when several seats give one a vote."""
    held: dict[object, list[Person]] = {}
    for person in people:
        held.setdefault(person.user_id or person.name.casefold(), []).append(person)
    taken: set[str] = set()
    return [_person_line(own, sides, taken) for own in held.values()]


def _person_line(own: Sequence[Person], sides: Sides, taken: set[str]) -> RollLine:
    voting = [each for each in own if each.is_entitled]
    is_recused = any(each.is_recused for each in own)
    deciding = [each for each in own if each.is_recused] or voting or own
    person = deciding[0]
    return RollLine(
        name=person.name,
        slug=_free(person.handle or slugify(person.name) or "person", taken),
        is_entitled=bool(voting) and not is_recused,
        is_recused=is_recused,
        reason=" ".join(dict.fromkeys(each.reason for each in deciding))[:300],
        unit="person",
        organization_id=sides.organization_of(person),
        affiliation=_affiliation(person, sides),
        group=sides.of(person) or "",
        people=_entries(own),
    )


def _free(slug: str, taken: set[str]) -> str:
    number, found = 1, slug
    while found in taken:
        number += 1
        found = f"{slug}-{number}"
    taken.add(found)
    return found


def _affiliation(person: Person, sides: Sides) -> str:
    organization_id = sides.organization_of(person)
    return sides.names[organization_id] if organization_id else person.affiliation


def _entries(people: Iterable[Person]) -> tuple[RollEntry, ...]:
    found = {}
    for each in people:
        if each.user_id is not None:
            found[each.user_id] = RollEntry(each.user_id, each.name, Capacity.PRIMARY)
    return tuple(found.values())


def _together(people: Sequence[Person], unit: Unit, sides: Sides, day: date) -> list[RollLine]:
    """One line for each organization, or for each group of them; whoever is of none stands alone."""
    tops = sides.tops if unit in GROUPS else {pk: pk for pk in sides.tops}
    held: dict[int, list[Person]] = {}
    alone = []
    for person in people:
        organization_id = sides.organization_of(person)
        if organization_id is None:
            alone.append(person)
        else:
            held.setdefault(tops[organization_id], []).append(person)
    slugs = dict(Organization.objects.filter(pk__in=held).values_list("pk", "slug"))
    lines = [_joint_line(top, slugs[top], own, sides, day) for top, own in held.items()]
    return [*sorted(lines, key=lambda line: line.name.casefold()), *_single(alone, sides)]


def _joint_line(top: int, slug: str, own: Sequence[Person], sides: Sides, day: date) -> RollLine:
    voting = [each for each in own if each.is_entitled]
    represented = [pk for each in own if (pk := sides.organization_of(each)) is not None]
    current = Representation.objects.current(day).filter(organization_id__in=represented)
    entries = {each.user_id: entry_of(each) for each in current.select_related("user")}
    entries |= {entry.user_id: entry for entry in _entries(own)}
    return RollLine(
        name=sides.names[top],
        slug=slug,
        is_entitled=bool(voting),
        reason=" ".join(dict.fromkeys(each.reason for each in voting or own))[:300],
        organization_id=top,
        group=sides.names[sides.tops[top]],
        people=tuple(entries.values()),
    )


def _long(day: date) -> str:
    return f"{day:%-d %B %Y}"
