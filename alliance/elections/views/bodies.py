"""Bodies: their seats, who holds them, until when, and what follows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from alliance.audit.models import Event
from alliance.audit.queries import history_of
from alliance.elections.constitution import constitution_of
from alliance.elections.listings import election_rows, seats_with_holders, terms_with_seats
from alliance.elections.models import Body, BodySeat, Term
from alliance.elections.operations import BODY, DRAW_FOR_EXCESS, OF_BODIES, OF_SEATS, OF_TERMS, RESIZE_GROUP
from alliance.elections.queries import bodies_visible_to, cap_breaches_of, elections_visible_to
from alliance.elections.standing import standing_of
from alliance.elections.states import ENDED
from alliance.kernel.actor import Actor
from alliance.web.edge import actor_of, now
from alliance.web.operations import Offer, offers
from alliance.web.parts import Crumb, Happening

FOUNDING = [operation for operation in OF_BODIES if operation.creates]
KEEPING = [RESIZE_GROUP]
DRAWING = [DRAW_FOR_EXCESS]

HISTORY = 80


@dataclass(frozen=True, slots=True)
class Overview:
    """One body in the list."""

    body: Body
    seats: int
    held: int

    @property
    def vacant(self) -> int:
        return self.seats - self.held


def bodies(request: HttpRequest) -> HttpResponse:
    """Every body with its seats: how many, and how many are held."""
    by, at = actor_of(request), now()
    today = at.date()
    found = list(bodies_visible_to(by))
    seats = list(BodySeat.objects.existing(today).values_list("pk", "body_id"))
    held = set(Term.objects.on(today).values_list("seat_id", flat=True))
    context = {
        "rows": [
            Overview(
                body,
                sum(body_id == body.pk for _, body_id in seats),
                sum(body_id == body.pk and pk in held for pk, body_id in seats),
            )
            for body in found
        ],
        "offers": list(offers(FOUNDING, subject=None, by=by, at=at)),
    }
    return render(request, "elections/bodies.html", context)


@dataclass(frozen=True, slots=True)
class Place:
    """One seat on a day: who holds it, and what the reader may do."""

    seat: BodySeat
    term: Term | None
    is_on_leave: bool
    offers: tuple[Offer, ...]


def body(request: HttpRequest, slug: str) -> HttpResponse:
    """One body: seats, holders and terms, the next election, caps, vacancies, history."""
    by, at = actor_of(request), now()
    found = BODY.find(slug, by=by)
    today = at.date()
    constitution = constitution_of(found, at)
    breaches = cap_breaches_of(found, today, at)
    places = [_place(seat, by, at) for seat in seats_with_holders(found, today)]
    elections = elections_visible_to(by).filter(body=found)
    context = {
        "body": found,
        "constitution": constitution,
        "places": places,
        "seat_count": len(places),
        "held_count": sum(place.term is not None for place in places),
        "vacant": [place for place in places if place.term is None],
        "caps": [each for cap in (constitution.caps if constitution else ()) for each in cap.sentences],
        "vacancy": [step.words for step in (constitution.vacancy if constitution else ())],
        "breaches": breaches,
        "ahead": [
            (each, standing_of(each, at))
            for each in election_rows(elections.exclude(state__in=ENDED)).order_by("anchor_on")
        ],
        "behind": list(elections.filter(state__in=ENDED)),
        "next_end": _next_end(places, today),
        "past": [term for term in terms_with_seats(found) if term.last_on and term.last_on <= today],
        "coming": [term for term in terms_with_seats(found) if term.from_on > today],
        "offers": list(offers(KEEPING + (DRAWING if breaches else []), subject=found, by=by, at=at)),
        "happenings": [_happening(event) for event in history_of(found, by=by).order_by("-pk")[:HISTORY]],
        "crumbs": [Crumb("Bodies", reverse("bodies")), Crumb(found.name)],
    }
    return render(request, "elections/body.html", context)


def _place(seat: BodySeat, by: Actor, at: datetime) -> Place:
    held: list[Term] = seat.held  # type: ignore[attr-defined]  # prefetched
    term = held[0] if held else None
    if term is not None:
        term.seat = seat
    subject, operations = (seat, OF_SEATS) if term is None else (term, OF_TERMS)
    return Place(
        seat,
        term,
        term is not None and term.is_on_leave(at.date()),
        tuple(offer for offer in offers(operations, subject=subject, by=by, at=at) if offer.verdict),
    )


def _next_end(places: Iterable[Place], today: date) -> date | None:
    """The next day on which a term ends."""
    ends = [place.term.last_on for place in places if place.term is not None and place.term.last_on]
    return min((end for end in ends if end > today), default=None)


def _happening(event: Event) -> Happening:
    phrase = event.phrase
    return Happening(event.at, f"{phrase[:1].upper()}{phrase[1:]}", by=event.who)
