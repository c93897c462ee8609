"""A list costs as many queries with many rows as with few, for a visitor, a representative and staff."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alliance.elections.actions import cancel_election
from alliance.kernel.actor import Actor
from alliance.portal.api import LISTS as API_LISTS
from alliance.voting.actions import cast_vote, close_ballot
from members import actions as members
from members.models import Role
from projects import actions as projects
from projects.models import Comment
from tests.cast import Cast, add_organization, appoint, draft, in_review, in_vote, line, submitted
from tests.elections import polls
from tests.interfaces.ballot_scenes import carried, drafted
from tests.interfaces.doors import client_for
from tests.interfaces.scenes import counted

MOST = 20
MANY = 4
READERS = ("visitor", "Lake", "staff")
BODIES = ("membership", "steering-committee", "code-of-conduct-committee")
LISTS = {
    "home": ("",),
    "organizations": ("", "?view=cards", "?view=countries", "?q=brook"),
    "organizations_csv": ("",),
    "organizations_json": ("",),
    "people": ("", "?role=primary", "?q=rep"),
    "groups": ("", "?q=data"),
    "proposals": ("", "?view=board", "?q=register"),
    "reviews": ("",),
    "ballots": ("", "?mine=roll", "?state=open"),
    "quorum_board": ("",),
    "decisions": ("", "?outcome=accepted"),
    "decisions_csv": ("",),
    "projects": ("",),
    "rules": ("",),
    "my_work": ("",),
    "my_votes": ("",),
    "inbox": ("",),
    "search": ("?q=e", "?q=register", "?q=brook"),
    "api-members": ("", "?q=brook"),
    "api-tiers": ("",),
    "api-focus_areas": ("",),
    "api-people": ("",),
    "api-groups": ("",),
    "api-proposals": ("", "?state=in_vote"),
    "api-reviews": ("",),
    "api-ballots": ("", "?owed=true"),
    "api-votes": ("",),
    "elections": ("",),
    "bodies": ("",),
    "api-elections": ("", "?q=oversight"),
    "api-bodies": ("",),
    "counts": ("", "?q=committee"),
    "api-counts": ("",),
    "api-rules": ("",),
    "api-charter_editions": ("",),
    "api-decisions": ("",),
    "api-projects": ("",),
    "api-events": ("",),
    "api-inbox": ("",),
}


def grow(cast: Cast, number: int) -> None:
    """One more of everything that a list shows."""
    name = f"Brook {number}"
    organization = add_organization(cast, name, country="NO")
    organization.aliases.create(name=f"Brook of that name {number}")
    appoint(cast, name, f"Ada Brook {number}", Role.ALTERNATE)
    members.join_group(group_id=cast.group.pk, by=cast.by(name), at=cast.now)
    counted(cast, title=f"Committee {number} of brooks, registered")
    drafted(cast, question=f"Shall there be brook {number}?")
    begins = cast.now + timedelta(days=9)
    coming = drafted(
        cast, question=f"Brook {number}, soon?", opens_at=begins, closes_at=begins + timedelta(days=14)
    )
    carried(cast, coming, "rehearse", "freeze", "announce")
    founded_on = cast.now.date()
    members.found_group(
        name=f"Brooks {number}", mandate="Flows.", founded_on=founded_on, by=cast.by("staff"), at=cast.now
    )
    projects.register_project(name=f"Old brook {number}", by=cast.by("staff"), at=cast.now)
    draft(cast, "Lake", title=f"Draft {number}", name=f"Drafted {number}")
    talked = submitted(cast, name, title=f"Register {number}", name=f"Talked of {number}")
    projects.comment_on_proposal(
        proposal_id=talked.pk, text="Which licence?", by=cast.by("River"), at=cast.now
    )
    in_review(cast, "Lake", "River", title=f"Reviewed register {number}", name=f"Reviewed {number}")
    in_vote(cast, title=f"Voted register {number}", name=f"Voted {number}")
    _, ballot = in_vote(cast, title=f"Counted register {number}", name=f"Counted {number}")
    for voter in ("Lake", "River", "Forest", "Stone"):
        elector = line(ballot, voter)
        if elector.is_entitled:
            cast_vote(
                ballot_id=ballot.pk, elector_id=elector.pk, choice="for", by=cast.by(voter), at=cast.now
            )
    cast.later(seconds=1)
    ballot.refresh_from_db()
    cast.now = max(cast.now, ballot.closes_at)
    close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=cast.now)
    cast.later(seconds=1)
    given = {"title": f"Oversight {number}", "officers": ("River", "Forest", "Lake")}
    polls.planned(cast, opens_in=60, **given)
    running = polls.nominating(cast, opens_in=5, **given)
    polls.nominated(cast, running, "Stone", by="Stone")
    polls.nominated(cast, running, "Cliff", by="Hill")
    over = polls.planned(cast, opens_in=90, **given)
    cancel_election(election_id=over.pk, reason="superseded", by=cast.by("staff"), at=cast.now)
    for charter_id in BODIES[number : number + 1]:
        polls.body(cast, charter_id)


def addresses() -> Iterator[str]:
    for name, queries in LISTS.items():
        for query in queries:
            yield reverse(name) + query


def costs(client: Client) -> dict[str, int]:
    """Queries of each list that this reader may open."""
    found = {}
    for address in addresses():
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            status = client.get(address).status_code
        assert status in {200, 302, 401, 403}, (address, status)
        if status == 200:
            found[address] = len(captured)
    return found


def test_a_list_costs_the_same_with_few_rows_and_with_many(cast: Cast) -> None:
    clients = {name: Client() if name == "visitor" else client_for(cast, name) for name in READERS}
    grow(cast, 0)
    grow(cast, 1)
    few = {name: costs(client) for name, client in clients.items()}
    for number in range(2, 2 + MANY):
        grow(cast, number)
    many = {name: costs(client) for name, client in clients.items()}
    assert many == few
    dear = {(name, path): n for name, found in many.items() for path, n in found.items() if n > MOST}
    assert not dear
    assert set(many["staff"]) == set(addresses())
    assert Comment.objects.count() == 2 + MANY


def test_every_list_of_the_api_is_among_them() -> None:
    assert {f"api-{name}" for name in API_LISTS} - {"api-me"} <= LISTS.keys()
