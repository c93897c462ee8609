"""How an election came out: seat by seat, and as a certificate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from alliance.charter.grammar.words import either
from alliance.elections.models import Candidacy, Contest, Term
from alliance.elections.outcomes import Outcome
from alliance.elections.queries import runners_up_of
from alliance.elections.states import CERTIFIED
from alliance.elections.views.frame import Visit
from alliance.voting.methods.record import canonical_json, digest
from alliance.web.qr import qr_code

HOW = {
    "acclamation": "without a vote",
    "count": "by the count",
    "lot": "by lot",
    "moving_up": "moved up when a seat was given up",
}


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody elected: with whom, how, and the term that was written for it."""

    candidate: Candidacy
    rank: int
    how: str
    term: Term | None


@dataclass(frozen=True, slots=True)
class Decided:
    """One contest as it came out so far."""

    contest: Contest
    outcome: Outcome
    elected: tuple[Seated, ...]
    next_up: tuple[Candidacy, ...]
    between: tuple[Candidacy, ...]

    @property
    def is_by_vote(self) -> bool:
        return bool(self.outcome.ballot)


def decided(visit: Visit) -> list[Decided]:
    """The contests of which something is known."""
    candidates = {each.pk: each for each in visit.candidates}
    terms = {
        term.user_id: term
        for term in Term.objects.filter(election=visit.election, rank__isnull=False).select_related(
            "seat__body"
        )
    }
    return [_decided(contest, candidates, terms) for contest in visit.contests if contest.outcome]


def _decided(
    contest: Contest, candidates: Mapping[int, Candidacy], terms: Mapping[int | None, Term]
) -> Decided:
    outcome = Outcome.of(contest.outcome, seats=contest.number)
    own = {seat.pk for seat in contest.seats.all()}
    elected = []
    for each in outcome.elected:
        person = candidates[each.candidacy]
        term = terms.get(person.user_id)
        kept = term if term is not None and term.seat_id in own else None
        elected.append(Seated(person, each.rank, HOW[each.by], kept))
    next_up = (
        runners_up_of(contest)
        if contest.election.state == CERTIFIED
        else [candidates[pk] for pk in outcome.runners_up]
    )
    between = outcome.undecided.between if outcome.undecided else ()
    return Decided(contest, outcome, tuple(elected), tuple(next_up), tuple(candidates[pk] for pk in between))


def result(request: HttpRequest, key: int) -> HttpResponse:
    """Per contest: who is elected and how, who was passed over and why, what stays open, who is next."""
    visit = Visit(request, key)
    found = decided(visit)
    context = {
        **visit.frame("election_result", "Result"),
        "results": found,
        "waiting": [contest for contest in visit.contests if not contest.outcome],
        "is_final": visit.election.state == CERTIFIED,
    }
    return render(request, "elections/result.html", context)


def certificate(request: HttpRequest, key: int) -> HttpResponse:
    """One sheet to print: who is elected to which seat, from when until when.

    Raises:
        Http404: the election is not certified.
    """
    visit = Visit(request, key)
    election = visit.election
    if election.state != CERTIFIED or election.record is None:
        message = f"{election.ref} is not certified"
        raise Http404(message)
    address = permalink(election)
    context = {
        **visit.frame("election_certificate", "Certificate"),
        "record": election.record,
        "sentences": [each["outcome"].get("sentence", "") for each in election.record["contests"]],
        "matches": digest(election.record) == election.digest,
        "permalink": address,
        "qr": qr_code(address),
        "officers": either(names, "and") if (names := _officers(visit)) else "",
    }
    return render(request, "elections/certificate.html", context)


def _officers(visit: Visit) -> Sequence[str]:
    return [str(each.user) for each in visit.election.officers.select_related("user")]


def permalink(election: Any) -> str:  # noqa: ANN401 -- an Election
    """The address that stays."""
    return f"{settings.SITE_URL.rstrip('/')}{election.get_absolute_url()}"


def record_json(request: HttpRequest, key: int) -> HttpResponse:
    """The record of a certified election, byte for byte the text whose SHA-256 is its digest.

    Raises:
        Http404: the election is not certified.
    """
    election = Visit(request, key).election
    if election.record is None:
        message = f"{election.ref} is not certified"
        raise Http404(message)
    response = HttpResponse(canonical_json(election.record), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{election.ref}-record.json"'
    return response
