"""The list of ballots: what is coming, under way, and closed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from alliance.kernel.actor import Actor
from alliance.voting import queries
from alliance.voting.models import Ballot, BallotQuerySet, Elector, Phase
from alliance.voting.operations import DRAFT_BALLOT
from alliance.voting.states import CLOSED, HAS_RESULT, OPEN, OUTCOMES, PENDING, VOID
from alliance.voting.views.standing import Word, lines_on, word_for_reader, word_of, words_beside
from alliance.web.edge import actor_of, now
from alliance.web.operations import offers
from alliance.web.parts import Chip, Choice

PER_PAGE = 30
STATES = {
    "prepared": "In preparation",
    "scheduled": "Scheduled",
    "open": "Open",
    "counting": "Counting",
    "counted": "Counted",
    "cancelled": "Cancelled",
}
MINE = {"owed": "My vote is missing", "roll": "I stand on the roll"}


@dataclass(frozen=True, slots=True)
class Row:
    """One ballot in the list."""

    ballot: Ballot
    word: Word
    beside: list[Word]
    turnout: queries.Turnout
    mine: Word
    is_owed: bool


def ballots(request: HttpRequest) -> HttpResponse:
    """What is being voted on, and what was; filters stand in the address."""
    by, at = actor_of(request), now()
    visible = queries.ballots_visible_to(by)
    found = _narrowed(visible, request.GET, by, at).with_turnout().select_related("result")
    coming = list(found.filter(state__in=PENDING).order_by("opens_at", "pk"))
    under_way = list(found.filter(state__in=[OPEN, CLOSED]).order_by("closes_at", "pk"))
    ended = Paginator(found.filter(state__in=[*HAS_RESULT, VOID]).order_by("-closes_at", "-pk"), PER_PAGE)
    page = ended.get_page(request.GET.get("page"))
    every = [*coming, *under_way, *page.object_list]
    lines = lines_on(every, by)
    rows = {ballot.pk: _row(ballot, lines[ballot.pk], by, at) for ballot in every}
    context = {
        "coming": [rows[ballot.pk] for ballot in coming],
        "under_way": [rows[ballot.pk] for ballot in under_way],
        "ended": [rows[ballot.pk] for ballot in page.object_list],
        "page": page,
        "shown": len(coming) + len(under_way) + ended.count,
        "signed_in": by.is_signed_in,
        "offers": list(offers([DRAFT_BALLOT], subject=None, by=by, at=at)),
        **_filters(visible, request.GET, by, at),
    }
    return render(request, "voting/ballots.html", context)


def _row(ballot: Ballot, lines: list[Elector], by: Actor, at: datetime) -> Row:
    mine = word_for_reader(ballot, lines, by, at)
    is_owed = mine.tone == "warn"
    return Row(ballot, word_of(ballot, at), words_beside(ballot), queries.turnout_of(ballot), mine, is_owed)


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
    if (outcome := asked.get("outcome", "")) in dict(OUTCOMES):
        found = found.filter(queries.came_out(outcome))
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
        **{f"outcome_{name}": Count("pk", filter=queries.came_out(name)) for name, _ in OUTCOMES},
    )
    states = {name: label for name, label in STATES.items() if name != "prepared" or counts["state_prepared"]}
    known = {"state": states, "outcome": dict(OUTCOMES), "mine": MINE if by.is_signed_in else {}}
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
