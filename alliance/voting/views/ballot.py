"""One ballot: before, while it is open, and after it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from alliance.audit.models import Event
from alliance.audit.queries import history_of
from alliance.kernel.actor import Actor
from alliance.voting import events, queries, rules
from alliance.voting.actions import electorate_of
from alliance.voting.models import Ballot, Phase
from alliance.voting.operations import BALLOT, OF_BALLOTS
from alliance.voting.promises import promises_of
from alliance.voting.roll import RollLine
from alliance.voting.states import CHOICES, VOID
from alliance.voting.turnout import pace_of
from alliance.voting.views.standing import bystander, expected_lines, my_lines, word_of, words_beside
from alliance.web.edge import actor_of, hats_of, now
from alliance.web.operations import Offer, offers
from alliance.web.parts import Crumb, Happening

OFFERED_ELSEWHERE = frozenset({"cast_vote", "confirm_vote", "raise_objection", "answer_objection"})
"""Operations that have a place of their own on this page, or on another."""
OF_PROXIES = frozenset({"name_proxy", "revoke_proxy"})
WORTH_SHOWING = OF_PROXIES | {"name_alternate", "recuse_elector", "remind_voters"}
"""Operations that may become possible while votes are taken."""
TIMELINE_TONES = {
    events.BALLOT_ANNOUNCED.name: "info",
    events.BALLOT_OPENED.name: "open",
    events.BALLOT_EXTENDED.name: "warn",
    events.BALLOT_TIED.name: "warn",
    events.BALLOT_COUNTED.name: "good",
    events.BALLOT_CERTIFIED.name: "good",
}
AUDIENCES = {
    "public": "everybody",
    "members": "members",
    "scrutineers": "the returning officers",
    "aggregates": "nobody",
}


def ballot(request: HttpRequest, key: int) -> HttpResponse:
    """The state, the reader's own state, the question, the options, the rule, and what is promised."""
    by, at = actor_of(request), now()
    subject = BALLOT.find(key, by=by)
    history = list(history_of(subject, by=by))
    phase = subject.phase(at)
    published = subject.published or subject.publication
    is_officer = rules.is_returning_officer(by, subject)
    context = {
        **of_ballot(subject, by, at),
        "is_before_count": phase in {Phase.PREPARED, Phase.SCHEDULED, Phase.OPEN},
        "is_scheduled": phase is Phase.SCHEDULED or (phase is Phase.OPEN and at < subject.opens_at),
        "result": subject.result if phase is Phase.COUNTED else None,
        "extension": _last(history, events.BALLOT_EXTENDED.name),
        "cancellation": _last(history, events.BALLOT_CANCELLED.name),
        "waits_for_lot": is_officer and rules.is_tied(subject),
        "options": _options(subject),
        "promises": promises_of(subject),
        "audience": AUDIENCES[published],
        "is_aggregate": published == "aggregates",
        "closed_early": subject.closed_at is not None
        and subject.closed_at < subject.closes_at
        and subject.state != VOID,
        "objections": _objections(subject, by, at),
        "may_watch_quorum": rules.may_watch_quorum(by, subject, at),
        "is_officer": is_officer,
        "offers": _offers(subject, by, at),
        "happenings": [_happening(event) for event in reversed(history)],
        "crumbs": [Crumb("Ballots", reverse("ballots")), Crumb(subject.ref)],
        **_turnout(subject, phase, at),
        **_reader(request, subject, phase, by, at),
    }
    return render(request, "voting/ballot.html", context)


def of_ballot(subject: Ballot, by: Actor, at: datetime) -> dict[str, Any]:
    """What every page about one ballot shows."""
    return {
        "ballot": subject,
        "rule": subject.rule,
        "rule_url": rule_url(subject),
        "word": word_of(subject, at),
        "beside": words_beside(subject),
        "phase": subject.phase(at).value,
        "signed_in": by.is_signed_in,
    }


def rule_url(ballot: Ballot) -> str:
    """The page of the rule, in the charter it is of."""
    if ballot.charter_body:
        return reverse("charter_rule", args=[ballot.charter_body, ballot.rule_id])
    return reverse("rule", args=[ballot.rule_id])


def _options(subject: Ballot) -> Sequence[Any]:
    """The answers to a motion with what each does, or the options of a contest with their pages."""
    if not subject.is_motion:
        return list(subject.options)
    return [(label, subject.meaning_of(name)) for name, label in CHOICES if name in subject.form.options]


def _turnout(subject: Ballot, phase: Phase, at: datetime) -> dict[str, Any]:
    """Counts and their pace; before the opening, nothing."""
    if phase in {Phase.PREPARED, Phase.SCHEDULED}:
        return {}
    pace = pace_of(subject, at)
    return {"turnout": pace.turnout, "pace": pace}


def _reader(request: HttpRequest, subject: Ballot, phase: Phase, by: Actor, at: datetime) -> dict[str, Any]:
    """Why this reader may, or may not, vote here."""
    if phase in {Phase.PREPARED, Phase.SCHEDULED}:
        roll: list[RollLine] = electorate_of(subject, at)
        return {
            "expected": expected_lines(roll, by),
            "expected_voters": sum(line.is_entitled for line in roll),
        }
    lines = my_lines(subject, by, at)
    hats = [(hat.organization_id, hat.organization_name) for hat in hats_of(request)]
    return {
        "lines": lines,
        "without": bystander(subject, by, hats) if by.is_signed_in and not lines else None,
        "why_not": rules.may_vote(by, subject, at) if not lines else None,
        "next_ballot": queries.next_ballot(subject, by, at) if by.is_signed_in else None,
    }


def _objections(subject: Ballot, by: Actor, at: datetime) -> dict[str, Any]:
    """How many were raised and wait for an answer, and whether one may be raised now."""
    answered = list(subject.objections.values_list("answered_at", flat=True))
    return {
        "raised": len(answered),
        "waiting": sum(each is None for each in answered),
        "may_raise": rules.may_raise(by, subject, at),
        "until": subject.dispute_until if subject.is_provisional else subject.objections_until,
    }


def _last(history: list[Event], kind: str) -> Event | None:
    return next((event for event in reversed(history) if event.kind == kind), None)


def _offers(subject: Ballot, by: Actor, at: datetime) -> list[Offer]:
    """What may be done beside voting; what the moment forbids is shown greyed only while votes are taken."""
    others = [operation for operation in OF_BALLOTS if operation.name not in OFFERED_ELSEWHERE]
    found = offers(others, subject=subject, by=by, at=at)
    return [offer for offer in found if offer.verdict or _is_worth_showing(offer, subject, at)]


def _is_worth_showing(offer: Offer, subject: Ballot, at: datetime) -> bool:
    name, proxies = offer.operation.name, subject.rule.proxies
    if name in OF_PROXIES and not (proxies and proxies.allowed):
        return False
    return name in WORTH_SHOWING and bool(rules.is_taking_votes(subject, at))


def _happening(event: Event) -> Happening:
    phrase = event.phrase
    tone = TIMELINE_TONES.get(event.kind, "neutral")
    return Happening(event.at, f"{phrase[:1].upper()}{phrase[1:]}", by=event.who, tone=tone)  # type: ignore[arg-type]
