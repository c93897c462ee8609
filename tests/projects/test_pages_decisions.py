"""The register of decisions, the permanent record, and projects."""

import csv
import hashlib
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alliance.kernel.actor import Actor
from alliance.voting.actions import cast_vote, close_ballot
from alliance.web.downloads import harmless
from projects import actions as projects
from projects.models import Decision
from tests.cast import draft, in_vote, line
from tests.projects.conftest import words_of


def decide(cast, votes, **fields):
    """A proposal voted on; ``votes`` maps organizations to choices. The decision."""
    proposal, ballot = in_vote(cast, **fields)
    for name, choice in votes.items():
        cast_vote(
            ballot_id=ballot.pk,
            elector_id=line(ballot, name).pk,
            choice=choice,
            by=cast.by(name),
            at=cast.now,
        )
    close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=cast.later(days=14))
    cast.later()
    return Decision.objects.get(proposal=proposal)


PASSING = {"Lake": "for", "Stone": "for", "River": "against", "Forest": "abstain"}


def test_an_empty_register_says_so(cast, reader):
    assert "No decision recorded yet." in words_of(reader().get("/decisions/"))
    assert "No project yet." in words_of(reader().get("/projects/"))


def test_the_register_counts_and_filters(cast, reader):
    decide(cast, PASSING)
    decide(cast, {"Lake": "for"}, title="Move the meeting", kind="policy", name="")
    client = reader()
    page = words_of(client.get("/decisions/"))
    assert "2 decisions: 1 passed, 1 no quorum. From submission they took 14 days (median)." in page
    assert "D-2026-1 · A new project Passed 2 for, 1 against, 1 abstained Data 16 Mar 2026" in page
    for query, shown in {
        "outcome=no_quorum": 1, "kind=project": 1, "body=All+members": 2, "body=Nobody": 0, "group=data": 2,
        "q=meeting": 1, "year=2026": 2, "year=1999": 0, "year=99999999999999999999": 0, "year=soon": 0,
    }.items():  # fmt: skip
        assert f"Showing {shown} decision{'' if shown == 1 else 's'}." in words_of(
            client.get(f"/decisions/?{query}")
        ), query


def test_the_permanent_record(cast, reader):
    decision = decide(cast, PASSING)
    page = words_of(reader().get("/decisions/D-2026-1/"))
    for sentence in (
        "2 for, 1 against, 1 abstained. 2 for / (2 for + 1 against) = 66.7 %, more than 50.0 % needed.",
        "4 of 5 entitled members took part, at least 2 needed.",
        "It created the project Dataset Register.",
        "More than half of the votes for and against must be for.",
        "Simple majority, clause 3.1, charter edition 1",
        "they agree",
        decision.proposal.ref,
    ):
        assert sentence in page
    assert decision.digest in reader().get("/decisions/D-2026-1/").content.decode()
    assert reader().get("/decisions/D-2026-99/").status_code == 404


def test_a_second_vote_names_the_first(cast, reader):
    first = decide(cast, {"Lake": "for"})
    ballot = projects.put_to_ballot(
        proposal_id=first.proposal_id,
        rule_id="simple-majority",
        closes_at=cast.now + timedelta(days=14),
        question="Again?",
        meaning_for="Yes.",
        meaning_against="No.",
        by=cast.by("Lake"),
        at=cast.now,
    ).ballot
    for name in ("Lake", "Stone"):
        cast_vote(
            ballot_id=ballot.pk, elector_id=line(ballot, name).pk, choice="for", by=cast.by(name), at=cast.now
        )
    close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=cast.later(days=14))
    cast.later()
    assert "Other decisions on this proposal D-2026-1" in words_of(reader().get("/decisions/D-2026-2/"))
    assert "Not decided: 1 for" in words_of(reader().get("/decisions/D-2026-1/"))


def test_the_record_file_has_the_digest_of_the_page(cast, reader):
    decision = decide(cast, PASSING)
    answer = reader().get("/decisions/D-2026-1/record.json")
    assert hashlib.sha256(answer.content).hexdigest() == decision.digest
    assert answer["Content-Disposition"] == 'attachment; filename="D-2026-1.json"'


def test_the_certificate_is_whole_and_needs_no_style(cast, reader, settings):
    decision = decide(cast, PASSING)
    answer = reader().get("/decisions/D-2026-1/certificate/")
    page = answer.content.decode()
    assert " style=" not in page
    assert re.search(r'<svg[^>]*class="qr"', page)
    for words in (
        decision.digest,
        decision.record["result"]["digest"],
        decision.record["ballot"]["text"],
        f"{settings.SITE_URL.rstrip('/')}/decisions/D-2026-1/",
    ):
        assert words in page


def test_the_table_is_safe_to_open(cast, reader):
    decide(cast, PASSING, title='=HYPERLINK("http://evil.example")')
    rows = list(csv.reader(StringIO(reader().get("/decisions.csv").content.decode("utf-8-sig"))))
    assert rows[1][:4] == [
        "D-2026-1",
        "2026-03-16T12:00:00Z",
        "Passed",
        '\'=HYPERLINK("http://evil.example")',
    ]
    assert len(rows[0]) == len(rows[1])
    assert len(list(csv.reader(StringIO(reader().get("/decisions.csv?kind=policy").content.decode())))) == 1


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("a=b", "a=b"),
        (None, ""),
        (7, "7"),
    ],
)
def test_cells(cell, safe):
    assert harmless(cell) == safe


def test_the_feed(cast, reader):
    decide(cast, PASSING)
    answer = reader().get("/decisions/feed/")
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert "D-2026-1 A register of datasets: Passed" in answer.content.decode()


def test_a_project_and_the_decision_behind_it(cast, reader):
    decide(cast, PASSING)
    page = words_of(reader().get("/projects/dataset-register/"))
    assert "Set up by decision D-2026-1: 2 for, 1 against, 1 abstained." in page
    assert "Who develops it Hill" in page
    assert "Archive" not in page
    assert "Archive" in words_of(reader("staff").get("/projects/dataset-register/"))
    assert reader().get("/projects/nothing/").status_code == 404


def test_projects_are_filtered(cast, reader):
    decide(cast, PASSING)
    projects.register_project(
        name="Docling",
        kind="supported",
        organization_ids=[cast.organizations["Hill"].pk, cast.organizations["Stone"].pk],
        by=cast.by("staff"),
        at=cast.now,
    )
    client = reader()
    for query, shown in {
        "": 2, "kind=supported": 1, "organization=hill": 2, "organization=stone": 1, "stage=archived": 0,
        "q=docling": 1, "focus_area=none": 0,
    }.items():  # fmt: skip
        assert f"Showing {shown} project{'' if shown == 1 else 's'}." in words_of(
            client.get(f"/projects/?{query}")
        ), query
    assert "Hill (2)" in words_of(client.get("/projects/"))


def test_lists_cost_the_same_with_one_row_and_with_many(cast, reader):
    client = reader("Lake")
    decide(cast, PASSING)
    counts = {}
    for address in ("/decisions/", "/projects/", "/decisions.csv"):
        with CaptureQueriesContext(connection) as one:
            client.get(address)
        counts[address] = len(one)
    for number in range(8):
        decide(cast, PASSING, title=f"Proposal {number}", name=f"Name {number}")
    for address, count in counts.items():
        with CaptureQueriesContext(connection) as many:
            client.get(address)
        assert len(many) == count <= 15


def test_a_draft_has_no_ballot_button_for_the_author(cast, reader):
    proposal = draft(cast)
    page = words_of(reader("Hill").get(f"/proposals/P-{proposal.pk}/"))
    assert "Edit draft" in page
    assert "Put to ballot" not in page
