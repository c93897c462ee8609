"""Find anything one may see: short ids lead straight to their object, words are looked up everywhere."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Model, QuerySet
from django.urls import reverse

from alliance.elections.listings import candidacies_known_to
from alliance.elections.models import Election
from alliance.elections.queries import bodies_visible_to, elections_visible_to
from alliance.elections.states import CANDIDACY, ELECTION
from alliance.kernel.actor import Actor
from alliance.kernel.lifecycle import Lifecycle
from alliance.portal.queries import with_tones
from alliance.voting.models import Ballot, Count
from alliance.voting.queries import ballots_visible_to, counts_visible_to
from alliance.web.folding import found_in
from alliance.web.parts import Tone
from members.models import Organization, WorkingGroup
from members.people import names
from members.queries import groups_visible_to, organizations_visible_to
from members.states import GROUP, MEMBERSHIP
from projects.models import Decision, Project, Proposal
from projects.queries import decisions_visible_to, projects_visible_to, proposals_visible_to
from projects.states import PROJECT, PROPOSAL

M = TypeVar("M", bound=Model)
MOST = 20
_PROPOSAL = re.compile(r"P-?([1-9][0-9]{0,15})")
_BALLOT = re.compile(r"B-?([1-9][0-9]{0,15})")
_COUNT = re.compile(r"C-?([1-9][0-9]{0,15})")
_ELECTION = re.compile(r"E-?([1-9][0-9]{0,15})")
_DECISION = re.compile(r"D-[0-9]{4}-[1-9][0-9]{0,5}")


def named(ref: str, by: Actor) -> Proposal | Ballot | Count | Election | Decision | None:
    """What a short id such as P-31, B-14, E-3, C-7 or D-2026-22 names, if this reader may see it."""
    ref = ref.strip().upper()
    if match := _PROPOSAL.fullmatch(ref):
        return proposals_visible_to(by).filter(pk=int(match[1])).first()
    if match := _BALLOT.fullmatch(ref):
        return ballots_visible_to(by).filter(pk=int(match[1])).first()
    if match := _COUNT.fullmatch(ref):
        return counts_visible_to(by).filter(pk=int(match[1])).first()
    if match := _ELECTION.fullmatch(ref):
        return elections_visible_to(by).filter(pk=int(match[1])).first()
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
    kinds = {
        "Members": _organizations(words, by),
        "Working groups": _groups(words, by),
        "People": _people(words, by, at),
        "Proposals": _proposals(words, by),
        "Ballots": _ballots(words, by),
        "Elections": _elections(words, by),
        "Candidates": _candidates(words, by),
        "Bodies": _bodies(words, by),
        "Counts": _counts(words, by),
        "Decisions": _decisions(words, by),
        "Projects": _projects(words, by),
    }
    return [Hits(kind, total, first) for kind, (total, first) in kinds.items() if total]


def _found(
    rows: QuerySet[M], words: str, texts: Sequence[str], *others: str
) -> tuple[int, list[dict[str, Any]]]:
    """How many rows contain all the words in the columns ``texts``, and the first of them, as columns.

    One query, and no model instance for a row that is only looked at.
    """
    columns = [*texts, *others]
    found = [row for row in rows.values_list(*columns) if found_in(words, *filter(None, row[: len(texts)]))]
    return len(found), [dict(zip(columns, row, strict=True)) for row in found[:MOST]]


def _organizations(words: str, by: Actor) -> tuple[int, list[Hit]]:
    rows = organizations_visible_to(by).annotate(also=StringAgg("aliases__name", ", "))
    total, first = _found(rows, words, ("name", "also"), "slug", "kind", "country", "state")
    return total, [_organization(**row) for row in first]


def _organization(*, also: str | None, **columns: Any) -> Hit:  # noqa: ANN401 -- values of columns
    found = Organization(**columns)
    place = f"{found.get_kind_display()}, {found.country.name}"
    return Hit(
        found.name,
        found.get_absolute_url(),
        note=f"{place}. Also {also}" if also else place,
        **_state(MEMBERSHIP, found.state, usual="active"),
    )


def _groups(words: str, by: Actor) -> tuple[int, list[Hit]]:
    total, first = _found(groups_visible_to(by), words, ("name", "mandate"), "slug", "state")
    return total, [
        Hit(
            each.name, each.get_absolute_url(), note=each.mandate, **_state(GROUP, each.state, usual="active")
        )
        for each in (WorkingGroup(**row) for row in first)
    ]


def _people(words: str, by: Actor, at: datetime) -> tuple[int, list[Hit]]:
    found = [each for each in names(by, on=at.date()) if found_in(words, each.name, *each.organizations)]
    return len(found), [
        Hit(each.name, reverse("person", args=[each.handle]), note=", ".join(each.organizations))
        for each in found[:MOST]
    ]


def _proposals(words: str, by: Actor) -> tuple[int, list[Hit]]:
    texts = ("title", "summary", "name", "organization__name")
    total, first = _found(proposals_visible_to(by), words, texts, "pk", "group__name", "state")
    return total, [
        Hit(
            row["title"],
            reverse("proposal", args=[row["pk"]]),
            Proposal(pk=row["pk"]).ref,
            f"{row['organization__name']}, in {row['group__name']}",
            **_state(PROPOSAL, row["state"]),
        )
        for row in first
    ]


def _ballots(words: str, by: Actor) -> tuple[int, list[Hit]]:
    total, first = _found(ballots_visible_to(by), words, ("question", "explanation"), "pk", "document_ref")
    return total, [
        Hit(each.question, each.get_absolute_url(), each.ref, each.document_ref)
        for each in (Ballot(**row) for row in first)
    ]


def _elections(words: str, by: Actor) -> tuple[int, list[Hit]]:
    texts = ("title", "explanation", "body__name")
    total, first = _found(elections_visible_to(by), words, texts, "pk", "state")
    return total, [
        Hit(
            row["title"],
            reverse("election", args=[row["pk"]]),
            Election(pk=row["pk"]).ref,
            row["body__name"],
            **_state(ELECTION, row["state"]),
        )
        for row in first
    ]


def _candidates(words: str, by: Actor) -> tuple[int, list[Hit]]:
    """Whom the reader may know to be nominated or to stand."""
    texts = ("name", "affiliation", "organization__name", "election__title")
    rows = candidacies_known_to(by).order_by("-election", "name", "pk")
    total, first = _found(rows, words, texts, "slug", "election_id", "state")
    return total, [
        Hit(
            row["name"],
            reverse("candidate", args=[row["election_id"], row["slug"]]),
            f"E-{row['election_id']}",
            row["election__title"],
            **_state(CANDIDACY, row["state"]),
        )
        for row in first
    ]


def _bodies(words: str, by: Actor) -> tuple[int, list[Hit]]:
    total, first = _found(bodies_visible_to(by), words, ("name", "clause"), "slug")
    return total, [Hit(row["name"], reverse("body", args=[row["slug"]])) for row in first]


def _counts(words: str, by: Actor) -> tuple[int, list[Hit]]:
    total, first = _found(counts_visible_to(by), words, ("title", "body_name", "sentence"), "pk")
    return total, [
        Hit(each.title, each.get_absolute_url(), each.ref, each.sentence)
        for each in (Count(**row) for row in first)
    ]


def _decisions(words: str, by: Actor) -> tuple[int, list[Hit]]:
    texts = ("title", "sentence", "organization__name")
    total, first = _found(decisions_visible_to(by), words, texts, "ref", "outcome")
    decisions = [
        Decision(ref=row["ref"], title=row["title"], sentence=row["sentence"], outcome=row["outcome"])
        for row in first
    ]
    return total, [
        Hit(each.title, each.get_absolute_url(), each.ref, each.sentence, each.get_outcome_display(), tone)
        for each, tone in with_tones(decisions)
    ]


def _projects(words: str, by: Actor) -> tuple[int, list[Hit]]:
    rows = projects_visible_to(by).prefetch_related(None)
    total, first = _found(rows, words, ("name", "summary"), "slug", "stage")
    return total, [
        Hit(
            each.name,
            each.get_absolute_url(),
            note=each.summary,
            **_state(PROJECT, each.stage, usual="active"),
        )
        for each in (Project(**row) for row in first)
    ]


def _state(life: Lifecycle, name: str, *, usual: str = "") -> dict[str, str]:
    if name == usual:
        return {}
    state = life.state(name)
    return {"state": state.label, "tone": state.tone}
