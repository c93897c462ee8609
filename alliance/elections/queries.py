"""Reading bodies, elections and candidates."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet

from alliance.audit.models import Event
from alliance.charter.grammar.caps import Cap
from alliance.charter.grammar.seats import expiring_and_vacant
from alliance.elections import events
from alliance.elections.constitution import constitution_of
from alliance.elections.dates import plan_of
from alliance.elections.electorates import roll_of_contest, roll_of_qualification
from alliance.elections.models import (
    Body,
    BodySeat,
    Candidacy,
    CandidacyQuerySet,
    Contest,
    Election,
    ElectionQuerySet,
    Question,
    Term,
    TermQuerySet,
)
from alliance.elections.outcomes import Excess, Holder, excesses
from alliance.elections.rules import runs
from alliance.elections.sides import Sides
from alliance.elections.states import CERTIFIED, NOMINATING, PLANNED
from alliance.elections.tenure import Place
from alliance.elections.timetable import timetable
from alliance.kernel.actor import Actor
from alliance.voting.models import Ballot
from alliance.voting.roll import RollLine

SOON = timedelta(days=92)


def bodies_visible_to(by: Actor) -> QuerySet[Body]:  # noqa: ARG001 -- all are public
    """Every body."""
    return Body.objects.all()


def elections_visible_to(by: Actor) -> ElectionQuerySet:
    """Public elections, and those a person runs; staff see all."""
    every: ElectionQuerySet = Election.objects.select_related("body")
    if by.is_staff:
        return every
    return every.filter(Q(is_public=True) | Q(officers__user_id=by.person_id)).distinct()


def candidacies_visible_to(by: Actor, election: Election) -> CandidacyQuerySet:
    """Whoever accepted a nomination; other nominees for themselves, their nominators, and who runs the
    election."""
    every: CandidacyQuerySet = Candidacy.objects.filter(election=election)
    every = every.select_related("contest", "organization", "user", "election")
    if runs(by, election):
        return every
    concerned = Q(user_id=by.person_id) | Q(nominations__nominator_id=by.person_id)
    return every.filter(Q(accepted_at__isnull=False) | concerned).distinct()


def questions_visible_to(by: Actor, election: Election) -> QuerySet[Question]:
    """The public questions with their answers, oldest first; hidden ones for who runs the election."""
    every = Question.objects.filter(election=election).prefetch_related("answers__candidacy")
    return every if runs(by, election) else every.public()


def nominations_due(at: datetime) -> list[tuple[int, str]]:
    """Elections whose nominations open or close by then, with the name of the action."""
    due = Election.objects.nominations_due(at).order_by("pk").values_list("pk", "state")
    return [(pk, "open_nominations" if state == PLANNED else "close_nominations") for pk, state in due]


def nominations_to_remind_of(at: datetime) -> list[int]:
    """Elections whose nominations close so soon that it is time to say so, and whose close was not reminded
    of. A close that was moved is another one."""
    found = []
    for election in Election.objects.filter(state=NOMINATING, nominations_close_at__gt=at):
        steps = {step.key: step for step in timetable(plan_of(election))}
        reminder = steps.get("nominations_reminder")
        if reminder is None or reminder.starts > at:
            continue
        reminded = Event.objects.filter(
            kind=events.NOMINATIONS_REMINDED.name,
            subject_type=election._meta.label_lower,
            subject_id=election.pk,
            data__closes=election.nominations_close_at.isoformat(),
        )
        if not reminded.exists():
            found.append(election.pk)
    return found


# The roster -------------------------------------------------------------------------------------------------
def holders_of(body: Body, on: date) -> TermQuerySet:
    """Who holds which seat of a body on a day."""
    found: TermQuerySet = Term.objects.on(on).filter(seat__body=body)
    return found.select_related("seat", "user", "organization").order_by("seat__number")


def members_in_good_standing(body: Body, on: date) -> list[Term]:
    """Who may vote in a body on a day: holders of seats that vote, those on leave not among them."""
    return [term for term in holders_of(body, on) if term.seat.is_voting and not term.is_on_leave(on)]


def roster_of(body: Body, on: date) -> list[tuple[BodySeat, Term | None]]:
    """Every seat of a body on a day, with whoever holds it."""
    held = {term.seat_id: term for term in holders_of(body, on)}
    return [(seat, held.get(seat.pk)) for seat in body.seats.existing(on)]


def seats_ending(body: Body, on: date) -> list[BodySeat]:
    """The seats an election fills whose terms begin on that day: empty ones, and those whose term ends by
    then. A seat whose holder has no end of term is not among them."""
    seats = {str(seat.pk): seat for seat in body.seats.existing(on)}
    last = {str(term.seat_id): term for term in _latest_terms(seats.values())}
    ends = {pk: None if pk not in last else last[pk].last_on or date.max for pk in seats}
    return [seats[pk] for pk in expiring_and_vacant(ends, on)]


def next_end_of(body: Body, groups: Collection[str], after: date) -> date | None:
    """The next day, soon after that one, on which a term of these groups of seats ends."""
    terms = Term.objects.filter(seat__body=body, seat__group__in=groups)
    ends = (term.last_on for term in terms)
    return min((end for end in ends if end and after <= end <= after + SOON), default=None)


def places_of(seats: Iterable[BodySeat]) -> list[Place]:
    """What the next term of each seat follows from."""
    found = list(seats)
    last = {term.seat_id: term for term in _latest_terms(found)}
    return [_place(seat, last.get(seat.pk)) for seat in found]


def _place(seat: BodySeat, term: Term | None) -> Place:
    return Place(
        seat=seat.pk,
        group=seat.group,
        cohort=seat.cohort,
        is_voting=seat.is_voting,
        was_held=term is not None,
        planned=term.until_on if term else None,
        over=term.last_on if term else None,
    )


def _latest_terms(seats: Iterable[BodySeat]) -> Iterable[Term]:
    """The latest term of each seat."""
    return Term.objects.filter(seat__in=seats).order_by("seat_id", "-from_on", "-pk").distinct("seat_id")


def terms_of_person(user_id: int) -> QuerySet[Term]:
    """All terms of a person, the newest first."""
    return Term.objects.filter(user_id=user_id).select_related("seat__body").order_by("-from_on")


# Caps -------------------------------------------------------------------------------------------------------
def size_of(body: Body, cap: Cap, on: date) -> dict[str, int]:
    """What a cap may be a part of: the seats of the body, or of the groups the cap is about."""
    seats = body.seats.existing(on)
    number = (seats.filter(group__in=cap.scope) if cap.scope else seats).count()
    return {"seats": number, "eligible": number}


def cap_breaches_of(body: Body, on: date, at: datetime) -> tuple[Excess, ...]:
    """The sides that hold more seats of a body than its charter allows, as the roster is on a day."""
    constitution = constitution_of(body, at)
    caps = [cap for cap in (constitution.caps if constitution else ()) if cap.of == "seats"]
    terms = {term.pk: term for term in holders_of(body, on)}
    if not caps or not terms:
        return ()
    sides = Sides.now()
    holders = [Holder(term.person_name, term.seat.group, term=pk) for pk, term in terms.items()]
    return excesses(
        caps,
        holders,
        lambda holder, cap: sides.of(terms[holder.term or 0], cap.per),
        lambda cap: size_of(body, cap, on),
    )


# Elections --------------------------------------------------------------------------------------------------
def contest_of_ballot(ballot_id: int) -> Contest | None:
    """The contest whose vote a ballot is."""
    return Contest.objects.filter(ballot_id=ballot_id).select_related("election__body").first()


def nominee_of_ballot(ballot_id: int) -> Candidacy | None:
    """The nominee on whose qualification a ballot is held."""
    return Candidacy.objects.filter(ballot_id=ballot_id).select_related("election__body", "contest").first()


def electorate_of_ballot(ballot: Ballot, at: datetime) -> list[RollLine] | None:
    """The roll of a ballot of an election (``settings.ELECTORATES``); None for any other ballot."""
    if (contest := contest_of_ballot(ballot.pk)) is not None:
        return roll_of_contest(contest, at)
    if (nominee := nominee_of_ballot(ballot.pk)) is not None:
        return roll_of_qualification(nominee, at)
    return None


def officers_of_ballot(ballot_id: int) -> list[int] | None:
    """Ids of the officers of the election a ballot belongs to (``settings.RETURNING_OFFICERS``); None for any
    other ballot."""
    subject = contest_of_ballot(ballot_id) or nominee_of_ballot(ballot_id)
    if subject is None:
        return None
    return list(subject.election.officers.order_by("user_id").values_list("user_id", flat=True))


def contests_of(election: Election) -> QuerySet[Contest]:
    """The contests of an election, with their standing candidates at ``candidates``."""
    standing = Candidacy.objects.standing().select_related("organization")
    return election.contests.select_related("ballot").prefetch_related(
        "seats", Prefetch("candidacies", queryset=standing, to_attr="candidates")
    )


def last_contest_of(seat: BodySeat) -> Contest | None:
    """The latest certified contest in which the seats of its group were filled."""
    return (
        Contest.objects.filter(election__state=CERTIFIED, election__body=seat.body, seats__group=seat.group)
        .select_related("election__body")
        .order_by("-election__certified_at", "-pk")
        .first()
    )


def runners_up_of(contest: Contest) -> list[Candidacy]:
    """Who may move up after a contest, in its order: not elected, not withdrawn, and not seated since."""
    ids = contest.outcome.get("runners_up", [])
    found: Mapping[int, Candidacy] = {
        each.pk: each
        for each in Candidacy.objects.standing().filter(pk__in=ids).select_related("organization")
    }
    seated = set(
        Term.objects.filter(
            seat__body=contest.election.body, from_on__gte=contest.election.anchor_on
        ).values_list("user_id", flat=True)
    )
    return [found[pk] for pk in ids if pk in found and found[pk].user_id not in seated - {None}]
