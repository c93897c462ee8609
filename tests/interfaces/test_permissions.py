"""Every route, method and identity against one table: ``permissions.txt``.

A line reads: route, method, then the status for each identity. A route without its lines fails, and the
message shows what the product answers: add it only after asking whether it is right.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from alliance.accounts.models import AccessToken, User
from alliance.audit.models import Delivery, Event
from alliance.charter.models import CharterEdition
from alliance.notifications.models import Notice
from projects.actions import comment_on_proposal
from projects.models import Decision, Review
from tests.cast import Cast, draft, in_review, raise_curtain
from tests.elections import polls
from tests.interfaces.doors import user_named
from tests.interfaces.election_scenes import asked_to_vote, question
from tests.interfaces.route_keys import BY_EXPRESSION, keys_for
from tests.interfaces.scenes import counted
from tests.journeys.stories import decided

TABLE = Path(__file__).with_name("permissions.txt")
IDENTITIES = ("visitor", "nobody", "Hill", "River", "Lake", "staff", "root")
METHODS = ("GET", "POST")
NEVER = ("PUT", "PATCH", "DELETE")


@dataclass
class World:
    """The objects that stand in addresses."""

    cast: Cast
    keys: dict[str, Any]
    clients: dict[str, Client]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """One set of objects for all routes; every request is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        sid = transaction.savepoint()
        cast = raise_curtain(timezone.now())
        yield World(cast, keys_of(cast), {name: client(cast, name) for name in IDENTITIES})
        transaction.savepoint_rollback(sid)


def client(cast: Cast, name: str) -> Client:
    found = Client(raise_request_exception=False)
    if name == "root":
        root = User.objects.create_superuser("root@staff.example", "x", name="Root")
        found.force_login(root, backend="django.contrib.auth.backends.ModelBackend")
    elif name != "visitor":
        found.force_login(user_named(cast, name), backend="django.contrib.auth.backends.ModelBackend")
    return found


def keys_of(cast: Cast) -> dict[str, Any]:
    """What each kind of object is called in an address."""
    decided(cast)
    proposal, reviews = in_review(cast, "River", name="Second")
    hidden = draft(cast, name="Third")
    decision = Decision.objects.get()
    return {
        "organization": cast.organizations["Hill"].slug,
        "group": cast.group.slug,
        "proposal": proposal.pk,
        "draft": hidden.pk,
        "review": reviews[0].pk,
        "ballot": decision.ballot_id,
        "count": counted(cast).pk,
        "decision": decision.ref,
        "project": "dataset-register",
        "person": cast.people["Hill"].handle,
        "edition": CharterEdition.objects.get().pk,
        "event": Event.objects.order_by("pk")[0].pk,
        "delivery": Delivery.objects.order_by("pk")[0].pk,
        "rule": "simple-majority",
        "elector": decision.ballot.electors.get(name="Lake").pk,
        "other_review": Review.objects.filter(state="submitted").order_by("pk")[0].pk,
        "notice": Notice.objects.filter(recipient=cast.people["Lake"]).order_by("pk")[0].pk,
        "comment": comment_on_proposal(
            proposal_id=proposal.pk, text="Good.", by=cast.by("Lake"), at=cast.now
        ).pk,
        **keys_of_elections(cast),
        "token": AccessToken.objects.create(
            user=cast.people["Hill"], name="bench", digest="0" * 64, created_at=cast.now
        ).pk,
    }


def keys_of_elections(cast: Cast) -> dict[str, Any]:
    """An election that takes nominations, in which Lake stands."""
    asked = question(cast)
    (candidacy,) = asked.election.candidacies.all()
    return {
        "election": asked.election_id,
        "candidate": candidacy.slug,
        "candidacy": candidacy.pk,
        "question": asked.pk,
        "voter": asked.election.voters.get(user=cast.people["Cliff"]).pk,
        "entitlement_request": asked_to_vote(cast).pk,
        "body_slug": asked.election.body.slug,
        "seat": polls.seat(cast, 3).pk,
        "term": polls.term(cast, "Lake", 4).pk,
    }


def routes(
    patterns: Any = None, prefix: str = "", namespace: str = "", outer: dict[str, Any] | None = None
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(name, address pattern, converters) of every route; one without a name is called by its pattern."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        converters = {**(outer or {}), **pattern.pattern.converters}
        if isinstance(pattern, URLResolver):
            inner = ":".join(part for part in (namespace, pattern.namespace or "") if part)
            yield from routes(pattern.url_patterns, route, inner, converters)
        elif isinstance(pattern, URLPattern):
            yield (
                ":".join(part for part in (namespace, pattern.name) if part) if pattern.name else route,
                route,
                converters,
            )


def address(world: World, name: str, route: str, converters: dict[str, Any]) -> str:
    """An address of the route with the world's objects in it."""
    if "(?P<" in route:
        return BY_EXPRESSION[name]
    keys = keys_for(name, route, converters, world.keys)
    return "/" + re.sub(
        r"<(?:\w+:)?(\w+)>", lambda found: str(converters[found[1]].to_url(keys[found[1]])), route
    )


def table() -> dict[tuple[str, str], str]:
    found = {}
    for text in TABLE.read_text(encoding="utf-8").splitlines():
        if text.strip() and not text.startswith("#"):
            name, method, *statuses = text.split()
            found[name, method] = " ".join(statuses)
    return found


def ask(client: Client, method: str, path: str) -> int:
    """The status of one request, which is then undone."""
    sid, cookies = transaction.savepoint(), deepcopy(client.cookies)
    try:
        return int(client.generic(method, path, content_type="application/x-www-form-urlencoded").status_code)
    finally:
        transaction.savepoint_rollback(sid)
        client.cookies = cookies


def test_every_route_answers_every_identity_as_the_table_says(world: World):
    expected, found = table(), {}
    for name, route, converters in routes():
        path = address(world, name, route, converters)
        for method in METHODS:
            found[name, method] = " ".join(str(ask(world.clients[who], method, path)) for who in IDENTITIES)
        for method in NEVER:
            for who in IDENTITIES:
                status = ask(world.clients[who], method, path)
                assert status in {302, 401, 403, 404, 405, 409}, (name, method, who, status)
    wrong = [
        f"{name} {method} {statuses}"
        + (f"    # table: {expected[name, method]}" if (name, method) in expected else "")
        for (name, method), statuses in found.items()
        if expected.get((name, method)) != statuses
    ]
    gone = [f"# gone: {name} {method}" for name, method in expected if (name, method) not in found]
    assert not wrong + gone, "\n" + "\n".join(wrong + gone)


def test_nothing_fails_and_visitors_change_nothing():
    for (name, method), statuses in table().items():
        codes = dict(zip(IDENTITIES, statuses.split(), strict=True))
        assert all(code < "500" for code in codes.values()), (name, method)
        if method == "POST" and name.startswith(("admin:", "api-")):
            assert codes["visitor"] in {"302", "401", "403", "404", "405"}, (name, codes)
