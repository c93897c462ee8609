"""Ballots: the list, one ballot before, during and after, and its electoral roll."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from alliance.audit.models import Event
from alliance.audit.queries import history_of
from alliance.kernel.actor import Actor
from alliance.voting import events, queries, rules
from alliance.voting.models import Ballot, BallotQuerySet, Elector, Phase
from alliance.voting.operations import BALLOT, CAST_VOTE, OF_BALLOTS
from alliance.voting.states import CHOICES, CLOSED, HAS_RESULT, OPEN, OUTCOMES, VOID
from alliance.voting.views.standing import Word, lines_on, my_lines, word_for_reader, word_of
from alliance.web.edge import actor_of, now
from alliance.web.operations import Offer, offers
from alliance.web.parts import Chip, Choice, Crumb, Happening

PER_PAGE = 30
STATES = {"open": "Open", "counting": "Counting", "counted": "Counted", "cancelled": "Cancelled"}
MINE = {"owed": "My vote is missing", "roll": "I stand on the roll"}
TIMELINE_TONES = {
    events.BALLOT_OPENED.name: "open",
    events.BALLOT_EXTENDED.name: "warn",
    events.BALLOT_COUNTED.name: "good",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One ballot in the list."""

    ballot: Ballot
    word: Word
    turnout: queries.Turnout
    mine: Word
    is_owed: bool


def ballots(request: HttpRequest) -> HttpResponse:
    """What is being voted on, and what was; filters stand in the address."""
    by, at = actor_of(request), now()
    visible = queries.ballots_visible_to(by)
    found = _narrowed(visible, request.GET, by, at).with_turnout().select_related("result")
    under_way = found.filter(state__in=[OPEN, CLOSED]).order_by("closes_at", "pk")
    ended = Paginator(found.filter(state__in=[*HAS_RESULT, VOID]).order_by("-closes_at", "-pk"), PER_PAGE)
    page = ended.get_page(request.GET.get("page"))
    now_open = list(under_way)
    lines = lines_on([*now_open, *page.object_list], by)
    rows = {ballot.pk: _row(ballot, lines[ballot.pk], by, at) for ballot in [*now_open, *page.object_list]}
    context = {
        "under_way": [rows[ballot.pk] for ballot in now_open],
        "ended": [rows[ballot.pk] for ballot in page.object_list],
        "page": page,
        "shown": len(now_open) + ended.count,
        "signed_in": by.is_signed_in,
        **_filters(visible, request.GET, by, at),
    }
    return render(request, "voting/ballots.html", context)


def _row(ballot: Ballot, lines: list[Elector], by: Actor, at: datetime) -> Row:
    mine = word_for_reader(ballot, lines, by, at)
    is_owed = mine.tone == "warn"
    return Row(ballot, word_of(ballot, at), queries.turnout_of(ballot), mine, is_owed)


def _narrowed(visible: BallotQuerySet, asked: QueryDict, by: Actor, at: datetime) -> BallotQuerySet:
    found = visible
    if words := _words(asked):
        found = found.filter(
            Q(question__icontains=words)
            | Q(document_ref__iexact=words)
            | Q(pk=int(words[2:9]) if words[:2].upper() == "B-" and words[2:9].isdecimal() else None)
        )
    if (state := asked.get("state", "")) in STATES:
        found = found.filter(queries.in_phase(Phase(state), at))
    if asked.get("outcome") in dict(OUTCOMES):
        found = found.filter(result__outcome=asked["outcome"])
    if by.is_signed_in and asked.get("mine") == "roll":
        found = found.filter(electors__in=Elector.objects.of_person(by.user_id)).distinct()
    if by.is_signed_in and asked.get("mine") == "owed":
        owed = queries.votes_owed_by(by.person_id, at).values("ballot_id")
        found = found.filter(pk__in=owed.order_by())
    return found


def _words(asked: QueryDict) -> str:
    return asked.get("q", "").replace("\0", "").strip()


def _filters(visible: BallotQuerySet, asked: QueryDict, by: Actor, at: datetime) -> dict[str, Any]:
    counts = visible.aggregate(
        **{f"state_{name}": Count("pk", filter=queries.in_phase(Phase(name), at)) for name in STATES},
        **{f"outcome_{name}": Count("pk", filter=Q(result__outcome=name)) for name, _ in OUTCOMES},
    )
    known = {"state": STATES, "outcome": dict(OUTCOMES), "mine": MINE if by.is_signed_in else {}}
    chips = [
        Chip(labels[chosen], _without(asked, name))
        for name, labels in known.items()
        if (chosen := asked.get(name, "")) in labels
    ]
    if words := _words(asked):
        chips.append(Chip(f"“{words}”", _without(asked, "q")))
    choices = {
        f"{name}_choices": [
            Choice(value, label, counts.get(f"{name}_{value}"), asked.get(name) == value)
            for value, label in labels.items()
        ]
        for name, labels in known.items()
    }
    return {"chips": chips, "words": asked.get("q", ""), "clear": reverse("ballots"), **choices}


def _without(asked: QueryDict, name: str) -> str:
    kept = asked.copy()
    for gone in (name, "page"):
        kept.pop(gone, None)
    return f"{reverse('ballots')}?{kept.urlencode()}" if kept else reverse("ballots")


def ballot(request: HttpRequest, key: int) -> HttpResponse:
    """One ballot: its state, the reader's own state, the question, the options and the rule."""
    by, at = actor_of(request), now()
    subject = BALLOT.find(key, by=by)
    history = list(history_of(subject, by=by))
    lines = my_lines(subject, by, at)
    phase = subject.phase(at)
    context = {
        "ballot": subject,
        "rule": subject.rule,
        "word": word_of(subject, at),
        "phase": phase.value,
        "is_scheduled": at < subject.opens_at,
        "turnout": queries.turnout_of(subject),
        "result": subject.result if phase is Phase.COUNTED else None,
        "lines": lines,
        "why_not": rules.may_vote(by, subject, at) if not lines else None,
        "signed_in": by.is_signed_in,
        "options": [
            (label, subject.meaning_of(choice)) for choice, label in CHOICES if choice in subject.rule.options
        ],
        "extension": _last(history, events.BALLOT_EXTENDED.name),
        "cancellation": _last(history, events.BALLOT_CANCELLED.name),
        "offers": _offers(subject, by, at),
        "happenings": [_happening(event) for event in reversed(history)],
        "crumbs": [Crumb("Ballots", reverse("ballots")), Crumb(subject.ref)],
    }
    return render(request, "voting/ballot.html", context)


def _last(history: list[Event], kind: str) -> Event | None:
    return next((event for event in reversed(history) if event.kind == kind), None)


def _offers(subject: Ballot, by: Actor, at: datetime) -> list[Offer]:
    """What may be done beside voting; what the moment forbids is shown greyed only while votes are taken."""
    others = [operation for operation in OF_BALLOTS if operation is not CAST_VOTE]
    found = offers(others, subject=subject, by=by, at=at)
    return [offer for offer in found if offer.verdict or _is_worth_showing(offer, subject, at)]


def _is_worth_showing(offer: Offer, subject: Ballot, at: datetime) -> bool:
    return bool(rules.is_taking_votes(subject, at)) and offer.operation.name != "close_ballot"


def _happening(event: Event) -> Happening:
    phrase = event.phrase
    tone = TIMELINE_TONES.get(event.kind, "neutral")
    return Happening(event.at, f"{phrase[:1].upper()}{phrase[1:]}", by=event.who, tone=tone)  # type: ignore[arg-type]


def roll(request: HttpRequest, key: int) -> HttpResponse:
    """Who may vote in a ballot and why, as fixed when it opened; who has voted only after the count."""
    by, at = actor_of(request), now()
    subject = BALLOT.find(key, by=by)
    may_see_votes = bool(rules.may_see_votes(by, subject, at))
    every = queries.roll_of(subject)
    found = _search(every, _words(request.GET), request.GET.get("show", ""), by)
    if may_see_votes:
        found = found.select_related("vote")
    counts = every.aggregate(
        entitled=Count("pk", filter=Q(is_entitled=True)), recused=Count("pk", filter=Q(is_recused=True))
    )
    counts["without"] = every.count() - counts["entitled"]
    show = request.GET.get("show")
    context = {
        "ballot": subject,
        "lines": list(found),
        "counts": counts,
        "may_see_votes": may_see_votes,
        "signed_in": by.is_signed_in,
        "words": request.GET.get("q", ""),
        "show_choices": [
            Choice("entitled", "May vote", counts["entitled"], show == "entitled"),
            Choice("without", "May not vote", counts["without"], show == "without"),
        ],
        "crumbs": [
            Crumb("Ballots", reverse("ballots")),
            Crumb(subject.ref, subject.get_absolute_url()),
            Crumb("Electoral roll"),
        ],
    }
    return render(request, "voting/roll.html", context)


def _search(every: QuerySet[Elector], words: str, show: str, by: Actor) -> QuerySet[Elector]:
    found = every
    if show in {"entitled", "without"}:
        found = found.filter(is_entitled=show == "entitled")
    if words:
        matching = Q(name__icontains=words) | Q(reason__icontains=words)
        if by.is_signed_in:
            matching |= Q(people__name__icontains=words, people__struck_at=None)
        found = found.filter(matching).distinct()
    return found
