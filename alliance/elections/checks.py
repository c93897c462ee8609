"""What those who run an election look at before they let somebody stand: hints, which they judge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from alliance.charter.grammar.caps import limit
from alliance.charter.grammar.words import count_of
from alliance.elections.models import Candidacy, Term
from alliance.elections.queries import holders_of, size_of
from alliance.elections.rules import may_stand
from alliance.elections.sides import Sides
from alliance.elections.states import ACCEPTED, NOMINATED


def hints_on(candidacy: Candidacy, at: datetime) -> list[str]:
    """What speaks against a candidacy by roster, caps, endorsements and rule, a sentence each."""
    return [*_of_person(candidacy), *_of_terms(candidacy), *_of_side(candidacy, at), *_of_support(candidacy)]


def _of_person(candidacy: Candidacy) -> Iterator[str]:
    if candidacy.state == NOMINATED:
        yield "The nomination is not accepted."
    if candidacy.user_id is not None:
        barred = may_stand(candidacy.user_id, candidacy.election)
        if not barred:
            yield barred.reason
    asked = candidacy.election.rule.election.nominations
    if asked is not None and asked.eligible:
        yield f"To be checked by people: {asked.eligible}."


def _of_terms(candidacy: Candidacy) -> Iterator[str]:
    """The limits of terms in a row and in all, counted from the roster, short terms among them."""
    seat = candidacy.election.constitution.seat(candidacy.contest.group)
    if seat is None or candidacy.user_id is None:
        return
    held = list(
        Term.objects.filter(
            user_id=candidacy.user_id, seat__body=candidacy.election.body, seat__group=seat.group
        ).order_by("-from_on")
    )
    row = _in_a_row(held)
    if seat.most_terms is not None and row >= seat.most_terms:
        yield f"Has served {count_of(row, 'term')} in a row; at most {seat.most_terms} are allowed."
    if seat.lifetime_terms is not None and len(held) >= seat.lifetime_terms:
        yield f"Has served {count_of(len(held), 'term')}; at most {seat.lifetime_terms} are allowed in all."


def _in_a_row(held: Sequence[Term]) -> int:
    """How many of the terms, the newest first, follow one another without a day between."""
    row = min(len(held), 1)
    for later, earlier in pairwise(held):
        if earlier.last_on is None or earlier.last_on < later.from_on:
            break
        row += 1
    return row


def _of_side(candidacy: Candidacy, at: datetime) -> Iterator[str]:
    election, sides = candidacy.election, Sides.now()
    ending = set(candidacy.contest.seats.values_list("pk", flat=True))
    for cap in election.constitution.caps:
        if cap.of != "seats" or (cap.scope and candidacy.contest.group not in cap.scope):
            continue
        staying = [term for term in holders_of(election.body, at.date()) if term.seat_id not in ending]
        seated = [sides.of(term, cap.per) for term in staying]
        side = sides.of(candidacy, cap.per)
        held = seated.count(side)
        if side is not None and held >= limit(cap, size_of(election.body, cap, at.date())):
            yield f"{side} holds {count_of(held, 'seat')} already, and may hold no more."


def _of_support(candidacy: Candidacy) -> Iterator[str]:
    nominations = candidacy.election.rule.election.nominations
    asked = nominations.endorsements if nominations else None
    given = candidacy.endorsements.count()
    if asked is not None and candidacy.state == ACCEPTED and given < asked.min:
        yield f"Has {count_of(given, 'endorsement')} of {asked.min}."
