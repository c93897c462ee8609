"""The desk of those who run a ballot: the next step, what stands against it, who will vote, what happened."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from alliance.audit.models import Event
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import permit
from alliance.voting import rules
from alliance.voting.actions import electorate_of
from alliance.voting.models import Ballot, Objection
from alliance.voting.operations import BALLOT, OF_BALLOTS
from alliance.voting.roll import RollLine
from alliance.voting.secrecy.disclosure import FEWEST_VOTERS
from alliance.voting.states import PENDING
from alliance.voting.steps import next_step, stages_of
from alliance.voting.views.standing import word_of, words_beside
from alliance.web.edge import actor_of, now
from alliance.web.operations import Offer, offers
from alliance.web.parts import Crumb, Fact, Happening

BY_VOTERS = frozenset(
    {"cast_vote", "confirm_vote", "name_alternate", "name_proxy", "revoke_proxy", "raise_objection"}
)
"""Operations of those who vote: they have their places on the page of the ballot."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The electoral roll as it would be fixed now."""

    lines: Sequence[RollLine]
    warnings: Sequence[str]

    @property
    def entitled(self) -> int:
        return sum(line.is_entitled for line in self.lines)

    @property
    def without(self) -> int:
        return len(self.lines) - self.entitled


@login_required
def manage_ballot(request: HttpRequest, key: int) -> HttpResponse:
    """Everything that is needed to bring one ballot from its draft to its certified result.

    Raises:
        Forbidden: neither staff nor a returning officer (403).
    """
    by, at = actor_of(request), now()
    subject: Ballot = BALLOT.find(key, by=by)
    permit(rules.is_returning_officer(by, subject), rules.RETURNING_OFFICER_ONLY).require()
    history = _history_of(subject)
    waiting = list(subject.objections.filter(answered_at=None).select_related("elector"))
    step = next_step(subject, at, objections=len(waiting))
    offered = _offers(subject, by, at)
    preview = _preview(subject, at) if subject.state in PENDING else None
    context = {
        "ballot": subject,
        "rule": subject.rule,
        "word": word_of(subject, at),
        "beside": words_beside(subject),
        "step": step,
        "first": next((offer for offer in offered if offer.operation.name == step.operation), None),
        "offers": [offer for offer in offered if offer.operation.name != step.operation],
        "stages": stages_of(subject, history),
        "blocking": _blocking(subject, preview, at),
        "waiting": [_waiting(objection) for objection in waiting],
        "preview": preview,
        "facts": _facts(subject),
        "happenings": [_happening(event) for event in reversed(history)],
        "crumbs": [
            Crumb("Ballots", reverse("ballots")),
            Crumb(subject.ref, subject.get_absolute_url()),
            Crumb("Manage"),
        ],
    }
    return render(request, "voting/manage_ballot.html", context)


def _history_of(subject: Ballot) -> list[Event]:
    """Every event of the ballot: those who run it see them all."""
    found = Event.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)
    return list(found.order_by("pk"))


def _offers(subject: Ballot, by: Actor, at: datetime) -> list[Offer]:
    """What can be done now, and what is refused for a reason that those who run the ballot can mend."""
    others = [operation for operation in OF_BALLOTS if operation.name not in BY_VOTERS]
    found = offers(others, subject=subject, by=by, at=at)
    shown = [offer for offer in found if offer.verdict or _is_mendable(offer, subject)]
    return sorted(shown, key=lambda offer: offer.operation.danger)


def _is_mendable(offer: Offer, subject: Ballot) -> bool:
    return offer.operation.name in MENDABLE.get(subject.state, ())


MENDABLE = {
    "draft": ("freeze_ballot",),
    "frozen": ("announce_ballot", "open_ballot"),
    "counted": ("certify_ballot",),
}
"""Operations that are next in a state and shown with what stands against them."""


def _preview(subject: Ballot, at: datetime) -> Preview:
    lines = electorate_of(subject, at)
    return Preview(lines, _warnings(subject, lines))


def _warnings(subject: Ballot, lines: Sequence[RollLine]) -> list[str]:
    """What is unusual about a roll, though it keeps nobody from opening the ballot."""
    entitled = [line for line in lines if line.is_entitled]
    found = []
    if unreachable := [line.name for line in entitled if not line.people]:
        found.append(f"{_named(unreachable)} may vote, and nobody can do it: no representative is appointed.")
    twice = [name for name, number in Counter(line.name for line in entitled).items() if number > 1]
    if twice:
        found.append(f"{_named(twice)} stands on the roll more than once.")
    if subject.is_secret and 0 < len(entitled) < FEWEST_VOTERS:
        found.append(
            f"Only {len(entitled)} may vote. Among so few a secret ballot shows its totals only, and when "
            "all vote alike even these tell how each voted."
        )
    return found


MOST_NAMES = 5


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(names[:MOST_NAMES])
    return f"{shown} and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else shown


def _blocking(subject: Ballot, preview: Preview | None, at: datetime) -> list[str]:
    """What keeps the ballot from being opened."""
    if preview is None:
        return []
    found = rules.blocking(subject, at)
    if not preview.entitled:
        found.append("Nobody may vote: there is no line on the roll that is entitled.")
    if not (countable := rules.is_countable(subject, preview.lines)):
        found.append(countable.reason)
    return found


def _waiting(objection: Objection) -> dict[str, Any]:
    answer = reverse("answer_objection", args=[objection.ballot_id])
    return {"objection": objection, "answer_url": f"{answer}?objection={objection.pk}"}


def _facts(subject: Ballot) -> list[Fact]:
    found = [
        Fact("Rule", subject.rule.title),
        Fact("Who votes", subject.body_name),
        Fact("Secrecy", subject.get_level_display()),
        Fact("Votes are shown to", subject.get_publication_display()),
        Fact("Seen by", "Everybody" if subject.is_public else "Members"),
    ]
    if subject.published and subject.published != subject.publication:
        found.append(Fact("After the check", subject.get_published_display()))
    if not subject.is_motion:
        found.append(Fact("Chosen", f"{subject.seats} of {len(subject.options)}"))
        found.append(Fact("Lots", subject.lot_source or "from the committed seed"))
    if subject.lot_value:
        found.append(Fact("Value of the lot", subject.lot_value))
    return found


def _happening(event: Event) -> Happening:
    phrase = event.phrase
    return Happening(event.at, f"{phrase[:1].upper()}{phrase[1:]}", by=event.who)
