"""Search and short ids: everything one may see is found, and nothing else."""

from html import unescape

import pytest
from django.test import Client
from django.utils.html import strip_tags

from members.models import Role
from tests.cast import Cast, appoint, draft, in_vote, submitted


def results(client: Client, words: str) -> dict[str, list[str]]:
    answer = client.get("/search/", {"q": words})
    assert answer.status_code == 200
    return {group.kind: [hit.title for hit in group.first] for group in answer.context["groups"]}


def test_words_are_found_in_every_kind(client: Client, cast: Cast) -> None:
    in_vote(cast)
    found = results(client, "register")
    assert found == {
        "Proposals": ["A register of datasets"],
        "Ballots": ["Shall the alliance set up the register?"],
    }
    found = results(client, "lake")
    assert found["Members"] == ["Lake"]
    assert "Lake Rep" in found["People"]
    assert results(client, "DATASETS reports") == {"Working groups": ["Data"]}


def test_other_names_and_accents(client: Client, cast: Cast) -> None:
    cast.organizations["Hill"].aliases.create(name="Université de la Colline")
    assert results(client, "universite colline") == {"Members": ["Hill"]}


@pytest.mark.parametrize("typed", ["P-{}", "p-{}", "P{}", "  p-{} "])
def test_an_id_leads_straight_there(client: Client, cast: Cast, typed: str) -> None:
    proposal, ballot = in_vote(cast)
    answer = client.get("/search/", {"q": typed.format(proposal.pk)})
    assert (answer.status_code, answer["Location"]) == (302, f"/proposals/{proposal.ref}/")
    answer = client.get("/search/", {"q": typed.replace("P", "B").replace("p", "b").format(ballot.pk)})
    assert answer["Location"] == f"/ballots/{ballot.ref}/"


def test_a_decision_by_its_id(client: Client, cast: Cast) -> None:
    in_vote(cast, days=3)
    cast.later(days=4)
    from alliance.voting.actions import close_ballot
    from alliance.voting.models import Ballot

    ballot = Ballot.objects.get()
    if ballot.state == "open":
        from alliance.kernel.actor import Actor

        close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=cast.now)
    cast.later(seconds=1)
    answer = client.get("/search/", {"q": "d-2026-1"})
    assert answer["Location"] == "/decisions/D-2026-1/"
    assert client.get("/go/D-2026-1/")["Location"] == "/decisions/D-2026-1/"


def test_drafts_are_found_by_their_organization_only(client: Client, cast: Cast) -> None:
    proposal = draft(cast, title="A secret plan")
    for reader in (None, "Lake", "Hill"):
        if reader:
            client.force_login(cast.people[reader])
        page = " ".join(unescape(strip_tags(client.get("/search/?q=secret").content.decode())).split())
        direct = client.get("/search/", {"q": proposal.ref})
        go = client.get(f"/go/{proposal.ref}/")
        if reader == "Hill":
            assert "1 result for “secret”" in page
            assert direct.status_code == go.status_code == 302
        else:
            assert "Nothing found for “secret”" in page
            assert "secret plan" not in page
            assert (direct.status_code, go.status_code) == (200, 404)


@pytest.mark.parametrize(
    "ref", ["P-999999", "B-1", "D-2026-99", "X-1", "P-0", "P-99999999999999999999", "hill"]
)
def test_what_no_id_names(client: Client, cast: Cast, ref: str) -> None:
    assert client.get(f"/go/{ref}/").status_code == 404
    assert client.get("/search/", {"q": ref}).status_code == 200


@pytest.mark.parametrize(
    "words", ["", "   ", "%", "' OR 1=1 --", "<script>alert(1)</script>", "\x00", "a" * 5000]
)
def test_odd_queries_are_only_words(client: Client, cast: Cast, words: str) -> None:
    answer = client.get("/search/", {"q": words})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_search_does_not_ask_more_with_more_results(client: Client, cast: Cast) -> None:
    submitted(cast)
    few = _queries(client)
    for number in range(5):
        submitted(cast, title=f"A register of models {number}", name=f"Models {number}")
        appoint(cast, "Lake", f"Lou Register {number}", Role.ALTERNATE)
    assert _queries(client) == few <= 15


def _queries(client: Client) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        client.get("/search/?q=register")
    return len(seen)
