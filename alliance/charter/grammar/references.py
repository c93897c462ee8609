"""Names in a charter that must stand for something in it: bodies, rules, criteria, standings, stages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from pydantic import BaseModel

from alliance.charter.grammar.caps import SpecialElection
from alliance.charter.grammar.electorates import Electorate, Ruling, Who
from alliance.charter.grammar.objections import GoTo
from alliance.charter.grammar.openings import Opening
from alliance.charter.grammar.reviews import Review
from alliance.charter.grammar.rules import Appeal, SeatGrant, Subject
from alliance.charter.grammar.seats import FillingWay
from alliance.charter.grammar.steps import CriteriaStep, GoToStep, Ratified

if TYPE_CHECKING:
    from alliance.charter.grammar.charters import Charter

Path: TypeAlias = tuple[str | int, ...]


class Reference(NamedTuple):
    """A name, where it stands, what it names, and the names there are."""

    path: Path
    kind: str
    name: str
    known: tuple[str, ...]


def unknown_names(charter: Charter, *, complete: bool = False) -> Iterator[tuple[Path, str, str]]:
    """Names that stand for nothing: the path, what is wrong, and a repair.

    A charter may speak of a body or rule that is described elsewhere; then only a name that looks misspelt is
    told. With `complete` every name must be described.
    """
    for path, kind, name, known in references(charter):
        if name in known:
            continue
        close = get_close_matches(name, known, n=1, cutoff=0.75)
        if close:
            yield path, f"The {kind} “{name}” is not described.", f"Did you mean “{close[0]}”?"
        elif complete:
            repair = f"Use one of {', '.join(known)}." if known else f"Describe the {kind}, or leave it out."
            yield path, f"The {kind} “{name}” is not described.", repair


def missing_parts(charter: Charter) -> Iterator[tuple[Path, str, str]]:
    """What an edition needs that is to be adopted: title, date, and each rule's title and clause."""
    if not charter.heading.title:
        yield ("charter", "title"), "“title” is missing.", "Add title: with its value."
    if charter.heading.in_force_since is None:
        yield (
            ("charter", "in_force_since"),
            "“in_force_since” is missing.",
            "Add in_force_since: with a day, as 2026-01-31.",
        )
    for slug, body in charter.bodies.items():
        if not body.name:
            yield ("bodies", slug, "name"), "“name” is missing.", "Add name: with its value."
    for slug, rule in charter.rules.items():
        for word, given in (("title", rule.title), ("clause", rule.clause)):
            if not given:
                yield ("rules", slug, word), f"“{word}” is missing.", f"Add {word}: with its value."


def references(charter: Charter) -> Iterator[Reference]:
    """Every name in the charter that stands for a part of it."""
    known = {
        "body": tuple(charter.bodies),
        "rule": tuple(charter.rules),
        "list of criteria": tuple(charter.criteria),
        "calendar": tuple(charter.calendars),
    }
    for path, part in _parts(charter, ()):
        for kind, word, names in _named(part):
            for name in names:
                yield Reference((*path, word), kind, name, known[kind])
        if isinstance(part, Electorate):
            yield from _standings(charter, part, path)
        if isinstance(part, Subject) and charter.stages:
            for stage in (*part.from_, *filter(None, [part.to])):
                yield Reference(path, "stage", stage, charter.stages)


def _named(part: BaseModel) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    match part:
        case Who():
            yield "body", "body" if part.body else "bodies", part.named_bodies
        case Ruling(body=str() as name) | SeatGrant(body=name):
            yield "body", "body", (name,)
        case GoTo(go_to=name) | GoToStep(go_to=name):
            yield "rule", "go_to", (name,)
        case Appeal(rule=name) | Ratified(rule=str() as name) | FillingWay(rule=str() as name):
            yield "rule", "rule", (name,)
        case SpecialElection(special_election=name):
            yield "rule", "special_election", (name,)
        case CriteriaStep(criteria=name):
            yield "list of criteria", "criteria", (name,)
        case Opening(calendar=str() as name):
            yield "calendar", "calendar", (name,)
        case Review(may_open=names):
            yield "rule", "may_open", names


def _standings(charter: Charter, electorate: Electorate, path: Path) -> Iterator[Reference]:
    body = charter.bodies.get(electorate.body or "")
    if body is None or electorate.standing == ("good",):
        return
    known = tuple(each.id for each in body.standing)
    for name in electorate.standing:
        yield Reference((*path, "standing"), "standing", name, known)


def _parts(value: object, path: Path) -> Iterator[tuple[Path, BaseModel]]:
    if isinstance(value, BaseModel):
        yield path, value
        for name, field in type(value).model_fields.items():
            yield from _parts(getattr(value, name), (*path, field.alias or name))
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from _parts(each, (*path, name))
    elif isinstance(value, tuple):
        for index, each in enumerate(value):
            yield from _parts(each, (*path, index))
