"""Filling a seat that fell vacant between elections, as the charter of the body says."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from alliance.audit.recording import record
from alliance.charter.grammar.bodies import RunnerUp, runners_up
from alliance.charter.grammar.caps import limit
from alliance.elections import events, rules
from alliance.elections.actions.roster import note_term, refuse_overlap
from alliance.elections.constitution import constitution_of
from alliance.elections.models import BodySeat, Candidacy, Contest, Term
from alliance.elections.outcomes import Outcome
from alliance.elections.queries import holders_of, last_contest_of, places_of, runners_up_of, size_of
from alliance.elections.sides import Sides
from alliance.elections.tenure import ends
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import NotNow


@transaction.atomic
def fill_vacancy(
    *,
    seat_id: int,
    from_on: date,
    candidacy_id: int | None = None,
    role: str = "",
    declined_ids: Collection[int] = (),
    by: Actor,
    at: datetime,
) -> Term:
    """Give a vacant seat to the next in the last election, for the rest of the term (CNCF charter, 6(g)).

    Whose side is full is passed over. ``declined_ids`` are candidacies of people who did not want the seat.
    Where the charter lets only those move up who hold a ``role`` (alternate, shadow), ``candidacy_id`` says
    who holds it.

    Raises:
        Forbidden: not staff. NotNow: the seat is held, nobody may move up, or somebody else comes first; then
        the sentence says how the charter fills the seat otherwise.
    """
    seat = BodySeat.objects.select_for_update(of=("self",)).select_related("body").get(pk=seat_id)
    rules.may_fill_vacancy(by, seat, at).require()
    constitution = constitution_of(seat.body, at)
    if constitution is None:
        message = f"No charter in force describes the {seat.body}."
        raise NotNow(message)
    (place,) = places_of([seat])
    until_on = ends(place, from_on, constitution)
    refuse_overlap(seat, from_on, until_on)
    next_up, how = None, ""
    for step in constitution.vacancy:
        if isinstance(step, RunnerUp):
            next_up = _next_up(seat, step, from_on, candidacy_id, role, declined_ids, at)
            how = step.words
            if next_up is not None:
                break
        else:
            message = f"Nobody moves up. The charter says: {step.words}."
            raise NotNow(message)
    if next_up is None:
        raise NotNow("Nobody of the last election may take this seat.")
    if candidacy_id is not None and next_up.pk != candidacy_id:
        message = f"{next_up.name} comes first."
        raise NotNow(message)
    term = Term.objects.create(
        seat=seat,
        user_id=next_up.user_id,
        person_name=next_up.name,
        organization_id=next_up.organization_id,
        affiliation=next_up.affiliation,
        project=next_up.project,
        from_on=from_on,
        until_on=until_on,
        election_id=next_up.election_id,
    )
    note_term(term, by=by, at=at)
    data = {"seat": seat.title, "person": term.person_name, "how": how, "term_id": term.pk}
    record(events.VACANCY_FILLED, subject=seat.body, by=by, at=at, data=data)
    return term


def _next_up(
    seat: BodySeat,
    step: RunnerUp,
    from_on: date,
    candidacy_id: int | None,
    role: str,
    declined_ids: Collection[int],
    at: datetime,
) -> Candidacy | None:
    contest = last_contest_of(seat)
    if contest is None or not _is_recent(contest, step, from_on):
        return None
    outcome = Outcome.of(contest.outcome, seats=contest.number)
    waiting = {str(each.pk): each for each in runners_up_of(contest)}
    roles = {str(candidacy_id): [role]} if candidacy_id is not None else {}
    ranked = [str(pk) for pk in outcome.runners_up if str(pk) in waiting and pk not in declined_ids]
    for pk in runners_up(ranked, map(str, outcome.elected_ids), step, roles):
        if _has_room(seat, waiting[pk], from_on, at):
            return waiting[pk]
    return None


def _is_recent(contest: Contest, step: RunnerUp, from_on: date) -> bool:
    within, certified = step.runner_up.within, contest.election.certified_at
    return certified is not None and (within is None or from_on <= within.after(certified.date()))


def _has_room(seat: BodySeat, candidacy: Candidacy, on: date, at: datetime) -> bool:
    """Whether the side of a candidate may hold one seat more."""
    constitution = constitution_of(seat.body, at)
    sides = Sides.now()
    for cap in constitution.caps if constitution else ():
        if cap.of != "seats" or (cap.scope and seat.group not in cap.scope):
            continue
        side = sides.of(candidacy, cap.per)
        counted = [
            term for term in holders_of(seat.body, on) if not cap.scope or term.seat.group in cap.scope
        ]
        held = sum(sides.of(term, cap.per) == side for term in counted)
        if side is not None and held >= limit(cap, size_of(seat.body, cap, on)):
            return False
    return True
