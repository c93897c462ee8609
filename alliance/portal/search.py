"""Find anything one may see: short ids lead straight to their object, words are looked up everywhere."""

import re
from dataclasses import dataclass
from datetime import datetime

from alliance.kernel.actor import Actor
from alliance.kernel.lifecycle import Lifecycle
from alliance.portal.queries import with_tones
from alliance.voting.models import Ballot
from alliance.voting.queries import ballots_visible_to
from alliance.web.folding import found_in
from alliance.web.parts import Tone
from members.models import Organization
from members.people import people
from members.queries import groups_visible_to, organizations_visible_to
from members.states import GROUP, MEMBERSHIP
from projects.models import Decision, Proposal
from projects.queries import decisions_visible_to, projects_visible_to, proposals_visible_to
from projects.states import PROJECT, PROPOSAL

MOST = 20
_PROPOSAL = re.compile(r"P-?([1-9][0-9]{0,15})")
_BALLOT = re.compile(r"B-?([1-9][0-9]{0,15})")
_DECISION = re.compile(r"D-[0-9]{4}-[1-9][0-9]{0,5}")


def named(ref: str, by: Actor) -> Proposal | Ballot | Decision | None:
    """What a short id such as P-31, B-14 or D-2026-22 names, if this reader may see it."""
    ref = ref.strip().upper()
    if match := _PROPOSAL.fullmatch(ref):
        return proposals_visible_to(by).filter(pk=int(match[1])).first()
    if match := _BALLOT.fullmatch(ref):
        return ballots_visible_to(by).filter(pk=int(match[1])).first()
    if _DECISION.fullmatch(ref):
        return decisions_visible_to(by).filter(ref=ref).first()
    return None


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found."""

    title: str
    href: str
    ref: str = ""
    note: str = ""
    state: str = ""
    tone: Tone | str = "neutral"


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found of one kind: the first ``MOST``, and how many in all."""

    kind: str
    total: int
    first: list[Hit]


def search(words: str, *, by: Actor, at: datetime) -> list[Hits]:
    """Everything whose words contain all of the query's, kind by kind; accents and case do not matter."""
    if not words.strip():
        return []
    found = {
        "Members": _organizations(words, by),
        "Working groups": _groups(words, by),
        "People": _people(words, by, at),
        "Proposals": _proposals(words, by),
        "Ballots": _ballots(words, by),
        "Decisions": _decisions(words, by),
        "Projects": _projects(words, by),
    }
    return [Hits(kind, len(hits), hits[:MOST]) for kind, hits in found.items() if hits]


def _organizations(words: str, by: Actor) -> list[Hit]:
    return [
        Hit(
            each.name,
            each.get_absolute_url(),
            note=_organization_note(each),
            **_state(MEMBERSHIP, each.state, usual="active"),
        )
        for each in organizations_visible_to(by).prefetch_related("aliases")
        if found_in(words, each.name, *(alias.name for alias in each.aliases.all()))
    ]


def _organization_note(organization: Organization) -> str:
    also = ", ".join(alias.name for alias in organization.aliases.all())
    place = f"{organization.get_kind_display()}, {organization.country.name}"
    return f"{place}. Also {also}" if also else place


def _groups(words: str, by: Actor) -> list[Hit]:
    return [
        Hit(
            each.name, each.get_absolute_url(), note=each.mandate, **_state(GROUP, each.state, usual="active")
        )
        for each in groups_visible_to(by)
        if found_in(words, each.name, each.mandate)
    ]


def _people(words: str, by: Actor, at: datetime) -> list[Hit]:
    return [
        Hit(str(each.user), each.user.get_absolute_url(), note=", ".join(each.organization_names))
        for each in people(by, on=at.date())
        if found_in(words, each.user.name, *each.organization_names)
    ]


def _proposals(words: str, by: Actor) -> list[Hit]:
    return [
        Hit(
            each.title,
            each.get_absolute_url(),
            each.ref,
            f"{each.organization}, in {each.group}",
            **_state(PROPOSAL, each.state),
        )
        for each in proposals_visible_to(by)
        if found_in(words, each.title, each.summary, each.name, str(each.organization))
    ]


def _ballots(words: str, by: Actor) -> list[Hit]:
    return [
        Hit(each.question, each.get_absolute_url(), each.ref, each.document_ref)
        for each in ballots_visible_to(by)
        if found_in(words, each.question, each.explanation)
    ]


def _decisions(words: str, by: Actor) -> list[Hit]:
    return [
        Hit(each.title, each.get_absolute_url(), each.ref, each.sentence, each.get_outcome_display(), tone)
        for each, tone in with_tones(decisions_visible_to(by))
        if found_in(words, each.title, each.sentence, str(each.organization))
    ]


def _projects(words: str, by: Actor) -> list[Hit]:
    return [
        Hit(
            each.name,
            each.get_absolute_url(),
            note=each.summary,
            **_state(PROJECT, each.stage, usual="active"),
        )
        for each in projects_visible_to(by)
        if found_in(words, each.name, each.summary)
    ]


def _state(life: Lifecycle, name: str, *, usual: str = "") -> dict[str, str]:
    if name == usual:
        return {}
    state = life.state(name)
    return {"state": state.label, "tone": state.tone}
