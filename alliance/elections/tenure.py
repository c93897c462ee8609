"""How long those elected serve: which seat each takes, from when, until when. Pure: no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from alliance.charter.grammar import Body as Constitution
from alliance.charter.grammar.elections import Election, TermByRank
from alliance.charter.grammar.seats import term_end


@dataclass(frozen=True, slots=True)
class Place:
    """A seat that is to be filled. ``planned`` is the end its last term was to have, ``over`` the one it has
    or had; both None for a seat that nobody held yet, or whose term has no end."""

    seat: int
    group: str
    cohort: int = 0
    is_voting: bool = True
    was_held: bool = False
    planned: date | None = None
    over: date | None = None


@dataclass(frozen=True, slots=True)
class Tenure:
    """One person's time in a seat."""

    person: int
    seat: int
    from_on: date
    until_on: date | None


def begins(place: Place, day: date) -> date:
    """When the next term of the seat begins: when the present one is over, or on that day."""
    return max(day, place.over) if place.over else day


def ends(place: Place, start: date, constitution: Constitution) -> date | None:
    """When a term that starts then ends.

    Of a seat that was left early the rest of the term is served; the first term of a staggered seat is that
    of its cohort; every other one is of full length. None where the seats have no term.
    """
    if place.planned and place.over and place.over < place.planned and place.planned > start:
        return place.planned
    seat = constitution.seat(place.group)
    if seat is None or seat.term is None:
        return None
    return term_end(seat, start, cohort=0 if place.was_held or not seat.stagger else place.cohort)


def tenures(
    elected: Sequence[int],
    places: Sequence[Place],
    *,
    rule: Election,
    constitution: Constitution,
    day: date,
) -> list[Tenure]:
    """The terms of those elected, who are given in the order of election; `day` is when terms begin.

    Whoever was elected first takes the seat whose term ends last, as `terms_shared` shares them (W3C Process,
    #short-term); where the rule names primaries and alternates, seats that vote come first. A rank to which
    the rule gives a term has that term.
    """
    starts = {place.seat: begins(place, day) for place in places}
    lasting = {place.seat: ends(place, starts[place.seat], constitution) for place in places}
    has_kinds = any(each.seat for each in rule.terms)

    def precedence(place: Place) -> tuple[bool, int, int]:
        end = lasting[place.seat] or date.max
        return (has_kinds and not place.is_voting, -end.toordinal(), place.seat)

    found = []
    for rank, (person, place) in enumerate(
        zip(elected, sorted(places, key=precedence), strict=False), start=1
    ):
        own = _of_rank(rule, rank)
        start = starts[place.seat]
        until = own.term.after(start) if own and own.term else lasting[place.seat]
        found.append(Tenure(person, place.seat, start, until))
    return found


def _of_rank(rule: Election, rank: int) -> TermByRank | None:
    return next((each for each in rule.terms if rank in each.places), None)


def are_unequal(places: Sequence[Place], *, rule: Election, constitution: Constitution, day: date) -> bool:
    """Whether it matters in which order people are elected: terms, or the kind of seat, differ."""
    found = {ends(place, begins(place, day), constitution) for place in places}
    kinds = {place.is_voting for place in places} if any(each.seat for each in rule.terms) else set()
    spans = {each.term for each in rule.terms}
    return len(found) > 1 or len(kinds) > 1 or len(spans) > 1
