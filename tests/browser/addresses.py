"""Every page there is: each route of the URL configuration, with an object for which somebody may read it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.apps import apps
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from alliance.charter.models import CharterEdition
from alliance.notifications.mail import unsubscribe_url
from alliance.notifications.models import Notice
from alliance.voting.models import Ballot, Count, Vote
from projects.models import Comment, Decision, Project, Proposal, Review
from tests.cast import Cast

READERS = ("Lake", "River", "Stone", "Hill", "staff", "visitor")
NOT_PAGES = ("api/v1/", "admin/jsi18n", "admin/r/", "admin/autocomplete")
IN_EVERY_STATE = {
    "proposal",
    "ballot",
    "ballot_result",
    "ballot_verify",
    "manage_ballot",
    "rehearse_ballot",
    "review",
    "decision",
    "count",
    "follow_ballot",
}
FOR_VISITORS_TOO = {
    "home",
    "organizations",
    "organization",
    "proposals",
    "proposal",
    "ballot",
    "ballot_result",
}
Keys = Mapping[str, Sequence[Any]]


@dataclass(frozen=True)
class Address:
    """A page and who reads it."""

    route: str
    reader: str
    path: str


# Swagger UI draws this page from its own markup; tests/interfaces/test_api_docs.py looks at it.
DRAWN_BY_OTHERS = {"api_docs"}


def pages(cast: Cast, clients: Mapping[str, Client]) -> list[Address]:
    """The addresses to look at."""
    keys, found = keys_of(cast), []
    for name, pattern in routes():
        if name in DRAWN_BY_OTHERS:
            continue
        paths = list(paths_of(name, pattern, keys))
        readers = ("staff",) if name.startswith("admin:") else READERS
        found += readable(name, paths, clients, readers, many=name in IN_EVERY_STATE)
        if name in FOR_VISITORS_TOO:
            found += readable(name, paths, clients, ["visitor"], many=False)
    return list(dict.fromkeys(found))


def readable(
    name: str, paths: list[str], clients: Mapping[str, Client], readers: Sequence[str], *, many: bool
) -> list[Address]:
    found: dict[str, Address] = {}
    for path, reader in product(paths, readers):
        if path not in found and is_page(clients[reader], path):
            found[path] = Address(name, reader, path)
            if not many:
                break
    return list(found.values())


def is_page(client: Client, path: str) -> bool:
    answer = client.get(path)
    return answer.status_code == 200 and answer["Content-Type"].startswith("text/html")


def routes(patterns: Any = None, prefix: str = "", namespace: str = "") -> Iterator[tuple[str, Any]]:
    """(name with namespace, the pattern with its whole route) of every route that may be a page."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if not isinstance(pattern, URLPattern):
            inner = namespace + (f"{pattern.namespace}:" if pattern.namespace else "")
            yield from routes(pattern.url_patterns, route, inner)
        elif pattern.name and not (route.startswith(NOT_PAGES) or route.endswith("/history/")):
            yield namespace + pattern.name, (route, pattern.pattern.converters)


def keys_of(cast: Cast) -> Keys:
    """What may stand in an address, by the converter or the first word of the route."""
    letter = Notice.objects.filter(kind="proposal_settled")[0]
    return {
        "ProposalId": ids(Proposal.objects.order_by("pk")),
        "BallotId": ids(Ballot.objects.order_by("pk")),
        "CountId": ids(Count.objects.order_by("pk")),
        "DecisionRef": list(Decision.objects.values_list("ref", flat=True)),
        "members": [cast.organizations["Lake"].slug],
        "people": [cast.people["Lake"].handle],
        "groups": [cast.group.slug],
        "projects": list(Project.objects.values_list("slug", flat=True)),
        "rules": ["simple-majority"],
        "charter-editions": ids(CharterEdition.objects.all()),
        "reviews": ids(Review.objects.order_by("pk")),
        "comments": ids(Comment.objects.all()),
        "help": ["voting"],
        "u": [unsubscribe_url(letter).rstrip("/").rsplit("/", 1)[1]],
    }


def ids(rows: Any) -> list[int]:
    return list(rows.values_list("pk", flat=True))


def paths_of(name: str, pattern: Any, keys: Keys) -> Iterator[str]:
    """Addresses of a route, one for each combination of known objects."""
    route, converters = pattern
    choices = [values_for(route, argument, converter, keys) for argument, converter in converters.items()]
    for values in product(*choices):
        try:
            yield reverse(name, kwargs=dict(zip(converters, values, strict=True)))
        except NoReverseMatch:
            continue


def values_for(route: str, argument: str, converter: Any, keys: Keys) -> Sequence[Any]:
    kind, parts = type(converter).__name__, route.split("/")
    if argument == "elector":
        return list(Vote.objects.values_list("elector_id", flat=True))
    if argument in {"old", "new", "number"}:
        return [2] if argument == "new" else [1]
    if kind in keys:
        return keys[kind]
    if parts[0] == "admin":
        return first_rows(parts[1], parts[2]) if argument == "object_id" else []
    return keys.get(parts[0], [])


def first_rows(app: str, model: str) -> list[int]:
    return ids(apps.get_model(app, model)._default_manager.order_by("pk"))[:4]
