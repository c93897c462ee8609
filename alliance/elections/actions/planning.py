"""From seats that end to a planned election, and who runs it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from alliance.audit.kinds import EventKind
from alliance.audit.recording import record
from alliance.charter.grammar import Body as Constitution
from alliance.charter.grammar import ContestRule
from alliance.charter.grammar.words import spaced
from alliance.charter.queries import contest_rule_in_force
from alliance.elections import events, rules
from alliance.elections.dates import dates_of, plan_from
from alliance.elections.electorates import CLASSES
from alliance.elections.models import Body, BodySeat, Candidacy, Contest, Election, Officer
from alliance.elections.outcomes import Outcome
from alliance.elections.queries import next_end_of, seats_ending
from alliance.elections.states import CANDIDACY, CONTEST, ELECTION
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import NotNow
from alliance.voting.actions import cancel_ballot
from alliance.voting.states import BALLOT, HAS_RESULT

QUESTIONS = (
    "Why do you stand for this seat?",
    "What have you done for the alliance so far?",
    "What do you want to have achieved by the end of the term?",
    "How much time can you give, and who pays for it?",
)


def locked(election_id: int) -> Election:
    """The election, its row locked: whatever changes in an election waits here for its turn."""
    return Election.objects.select_for_update(of=("self",)).select_related("body").get(pk=election_id)


def move(election: Election, step: str) -> list[str]:
    """Move an election on, and return the names of the fields to save."""
    election.state = ELECTION.after(election.state, step)
    return ["state"]


def move_contest(
    contest: Contest, step: str, kind: EventKind, *, by: Actor, at: datetime, data: Mapping[str, Any]
) -> None:
    """Move a contest on, save it, and put it on record."""
    contest.state = CONTEST.after(contest.state, step)
    contest.save()
    told = {"title": contest.title, "election": contest.ref, **data}
    record(kind, subject=contest, by=by, at=at, data=told)


def move_candidacy(
    candidacy: Candidacy,
    step: str,
    kind: EventKind,
    *,
    by: Actor,
    at: datetime,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Move a candidacy on, save it, and put it on record."""
    candidacy.state = CANDIDACY.after(candidacy.state, step)
    candidacy.save()
    told = {"person": candidacy.name, "title": candidacy.contest.title, **(data or {})}
    record(kind, subject=candidacy, by=by, at=at, data=told)


def keep(contest: Contest, outcome: Outcome, at: datetime) -> None:
    """Put the outcome so far into a contest; the caller saves it."""
    contest.outcome, contest.outcome_at = outcome.recorded(), at


@transaction.atomic
def plan_election(
    *,
    body_id: int,
    rule_id: str,
    title: str,
    anchor_on: date,
    anchor: str = "closes",
    groups: Iterable[str] = (),
    numbers: Mapping[str, int] | None = None,
    explanation: str = "",
    questions: Sequence[str] | None = None,
    terms_from_on: date | None = None,
    is_public: bool = True,
    by: Actor,
    at: datetime,
) -> Election:
    """Plan an election under a rule in force: its contests, and from one day all its dates.

    A contest is made for each group of seats that the rule fills, with the seats that end or are empty when
    terms begin: on ``terms_from_on``, or else when the next of these terms ends after the vote. ``groups``
    chooses among them; ``numbers`` says how many seats a group fills where that does not follow from the
    roster, the empty group for an office without a seat.

    Raises:
        Forbidden: not staff. NotNow: no such rule is in force, no vote under it can close on that day,
        no seat is to be filled, or this very election is planned already.
    """
    rules.may_plan_election(by, None, at).require()
    body = Body.objects.get(pk=body_id)
    edition, rule = contest_rule_in_force(rule_id, at, body.charter_body)
    described = edition.charter.bodies.get(body.charter_id)
    if described is None:
        message = f"The charter in force does not describe the {body}."
        raise NotNow(message)
    dates = _dates(rule, anchor, anchor_on, terms_from_on)
    same = Election.objects.unsettled().filter(
        body=body, rule_id=rule_id, title=title, anchor=anchor, anchor_on=anchor_on
    )
    if (twin := same.first()) is not None:
        message = f"{twin.ref} is this election: it is planned already."
        raise NotNow(message)
    election = Election.objects.create(
        title=title,
        explanation=explanation,
        body=body,
        charter_body=body.charter_body,
        rule_id=rule_id,
        rule_data=rule.model_dump(mode="json", by_alias=True),
        body_data=described.model_dump(mode="json", by_alias=True),
        edition_label=edition.label,
        edition_digest=edition.digest,
        anchor=anchor,
        anchor_on=anchor_on,
        terms_from_on=terms_from_on,
        questions=list(QUESTIONS if questions is None else questions),
        is_public=is_public,
        planned_by_id=by.user_id,
        planned_at=at,
        **dates,
    )
    record(events.ELECTION_PLANNED, subject=election, by=by, at=at, data={"rule": rule_id, "body": body.name})
    filled = tuple(groups) or _groups_filled(rule, described)
    if terms_from_on is None:
        election.terms_from_on = next_end_of(body, filled, election.voting_closes_at.date())
        election.save(update_fields=["terms_from_on"])
    _set_contests(election, rule, described, filled, numbers or {}, by=by, at=at)
    return election


def _dates(
    rule: ContestRule, anchor: str, anchor_on: date, terms_begin: date | None
) -> dict[str, datetime | None]:
    try:
        return dates_of(plan_from(rule, anchor=anchor, anchor_on=anchor_on, terms_begin=terms_begin))
    except ValueError as error:
        raise NotNow(str(error)) from None


def _set_contests(
    election: Election,
    rule: ContestRule,
    described: Constitution,
    filled: tuple[str, ...],
    numbers: Mapping[str, int],
    *,
    by: Actor,
    at: datetime,
) -> None:
    joined = any(each.seat for each in rule.election.terms)
    most = rule.election.seats_open.number if rule.election.seats_open else None
    if not filled and not numbers and most:
        numbers = {"": most}
    day = election.terms_from_on or election.voting_closes_at.date()
    ending = seats_ending(election.body, day)
    found = [
        (group, [seat for seat in ending if seat.group == group][: numbers.get(group)]) for group in filled
    ]
    if joined:  # primaries and alternates are elected together: the rank says who becomes what
        found = [(filled[0], [seat for _, seats in found for seat in seats])] if filled else []
    for group, ended in found:
        if seats := ended[:most]:
            _set_contest(election, described, group, len(seats), seats, by=by, at=at)
    for group, number in numbers.items():
        if group not in {each for each, seats in found if seats}:
            _set_contest(election, described, group, number, [], by=by, at=at)
    if not election.contests.exists():
        message = f"No seat of the {election.body} ends or is empty by {day:%-d %B %Y}."
        raise NotNow(message)


def _groups_filled(rule: ContestRule, described: Constitution) -> tuple[str, ...]:
    """The groups of seats a rule fills: those it names, or whose charter says that it fills them."""
    named = rule.election.seats_open.expiring_and_vacant if rule.election.seats_open else None
    _, _, group = (named or "").partition(".")
    if group:
        return (group,)
    return tuple(
        seat.group
        for seat in described.seats
        if seat.filled_by is not None and seat.filled_by.rule == rule.id
    )


def _set_contest(
    election: Election,
    described: Constitution,
    group: str,
    number: int,
    seats: Sequence[BodySeat],
    *,
    by: Actor,
    at: datetime,
) -> None:
    seat = described.seat(group)
    offices = (each.office for each in described.officers if each.filled_by == election.rule_id)
    office = next(map(spaced, offices), election.title)
    title = (seat.title if seat else None) or (spaced(group) if group else office)
    contest = Contest.objects.create(
        election=election,
        group=group,
        title=title[:1].upper() + title[1:],
        number=number,
        least=_least(seat.count.min if seat and seat.count else None, election.body, group, number),
        voter_class=group if group in set(CLASSES.values()) else "",
        state=CONTEST.initial,
    )
    contest.seats.set(seats)
    data = {"title": contest.title, "number": number, "election": election.ref}
    record(events.CONTEST_OPENED, subject=contest, by=by, at=at, data=data)


def _least(minimum: int | None, body: Body, group: str, number: int) -> int:
    """How many seats must be filled for the group to have its least number; all where it has one number."""
    if minimum is None:
        return number
    staying = body.seats.filter(group=group, abolished_on=None).count() - number
    return min(number, max(0, minimum - staying))


@transaction.atomic
def reschedule_election(
    *, election_id: int, anchor_on: date, anchor: str = "closes", reason: str, by: Actor, at: datetime
) -> Election:
    """Move all dates of an election to another day; the same day again leaves no trace.

    Raises:
        Forbidden: neither an officer of the election nor staff. NotNow: nominations have been opened.
    """
    election = locked(election_id)
    rules.may_reschedule_election(by, election, at).require()
    dates = _dates(election.rule, anchor, anchor_on, election.terms_from_on)
    if (election.anchor, election.anchor_on) == (anchor, anchor_on):
        return election
    before = election.anchor_on
    election.anchor, election.anchor_on = anchor, anchor_on
    for name, value in dates.items():
        setattr(election, name, value)
    election.save(update_fields=["anchor", "anchor_on", *dates])
    data = {"reason": reason, "from": before.isoformat(), "to": anchor_on.isoformat()}
    record(events.ELECTION_RESCHEDULED, subject=election, by=by, at=at, data=data)
    return election


@transaction.atomic
def set_questions(*, election_id: int, questions: Sequence[str], by: Actor, at: datetime) -> Election:
    """Choose the questions that every candidate answers in the statement; the same again leave no trace.

    Raises:
        Forbidden: neither an officer of the election nor staff. NotNow: a candidate may have answered.
    """
    election = locked(election_id)
    rules.may_set_questions(by, election, at).require()
    asked = [text.strip() for text in questions if text.strip()]
    if asked == election.questions:
        return election
    election.questions = asked
    election.save(update_fields=["questions"])
    data = {"number": len(election.questions)}
    record(events.QUESTIONS_SET, subject=election, by=by, at=at, data=data)
    return election


@transaction.atomic
def appoint_officer(*, election_id: int, user_id: int, by: Actor, at: datetime) -> Officer:
    """Have somebody run the election; what its rule forbids to officers is forbidden to them from now on.

    Raises:
        Forbidden: not staff. NotNow: it has ended, or the person is an officer or stands in it.
    """
    election = locked(election_id)
    rules.may_appoint_officer(by, election, at).require()
    officers = election.rule.election.officers
    stands = election.candidacies.standing().filter(user_id=user_id).exists()
    if stands and officers is not None and "stand" in officers.may_not:
        raise NotNow("Whoever stands in this election may not run it.")
    officer, is_new = Officer.objects.get_or_create(
        election=election, user_id=user_id, defaults={"appointed_at": at}
    )
    if not is_new:
        message = f"{officer.user} is an officer of this election."
        raise NotNow(message)
    data = {"person": str(officer.user), "person_id": user_id}
    record(events.OFFICER_APPOINTED, subject=election, by=by, at=at, data=data)
    return officer


@transaction.atomic
def relieve_officer(*, election_id: int, user_id: int, by: Actor, at: datetime) -> Election:
    """Have somebody no longer run the election.

    Raises:
        Forbidden: not staff. NotNow: it has ended, or the person is no officer.
    """
    election = locked(election_id)
    rules.may_relieve_officer(by, election, at).require()
    officer = election.officers.select_related("user").filter(user_id=user_id).first()
    if officer is None:
        raise NotNow("This person is no officer of this election.")
    officer.delete()
    data = {"person": str(officer.user), "person_id": user_id}
    record(events.OFFICER_RELIEVED, subject=election, by=by, at=at, data=data)
    return election


@transaction.atomic
def cancel_election(*, election_id: int, reason: str, by: Actor, at: datetime) -> Election:
    """End an election without a result; its ballots are cancelled with it, but for votes on nominees that are
    counted.

    Raises:
        Forbidden: not staff. NotNow: it has ended, or a ballot is certified.
    """
    election = locked(election_id)
    rules.may_cancel_election(by, election, at).require()
    election.reason = reason
    election.save(update_fields=[*move(election, "cancel"), "reason"])
    record(events.ELECTION_CANCELLED, subject=election, by=by, at=at, data={"reason": reason})
    ballots = [each.ballot for each in election.contests.select_related("ballot")]
    asked = election.candidacies.select_related("ballot").exclude(ballot__state__in=HAS_RESULT)
    ballots += [each.ballot for each in asked]
    for ballot in ballots:
        if ballot is not None and BALLOT.allows(ballot.state, "cancel"):
            cancel_ballot(ballot_id=ballot.pk, reason=reason, by=by, at=at)
    return election
