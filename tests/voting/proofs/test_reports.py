"""An error at the worst moment of a cast tells nobody how the vote was: no mail to administrators, no log.

Administrators get Django's report with all it has: the request, the settings, and every local variable of
every frame. The error is raised at each step from the form to the page that says "recorded".
"""

import html
import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail, signing
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.log import AdminEmailHandler
from django.views.debug import SafeExceptionReporterFilter

from alliance.accounts.models import User
from alliance.voting.models import Ballot, Vote
from alliance.voting.secrecy.ballot_form import Ballot as Marked
from alliance.voting.secrecy.tracker import Tracker, draw_tracker, read_code
from alliance.voting.views.vote import SALT, Checked
from tests.cast import Cast, raise_curtain
from tests.voting.proofs.browsers import CODE, hidden
from tests.voting.proofs.electorate import CANDIDATES, opened
from tests.voting.proofs.evidence import Search
from tests.voting.proofs.needles import needles_of
from tests.voting.test_pages import signed_in

MARKED = Marked((8, 3, 6, 1, 10, 2, 9, 5, 7, 4))
BREAKS = {
    "reading the form": "alliance.voting.forms.marks.MarksForm.clean",
    "reading back": "alliance.voting.views.vote.read_back",
    "signing": "django.core.signing.dumps",
    "reading the signed field": "alliance.voting.forms.ballots.VoteForm.clean",
    "finding the line": "alliance.voting.forms.ballots.LineForm.clean_elector",
    "taking the lock": "alliance.voting.locks.share",
    "saying who may": "alliance.voting.rules.may_cast_for",
    "checking the marks": "alliance.voting.secrecy.ballot_form.BallotForm.checked",
    "encoding": "alliance.voting.secrecy.ballot_form.BallotForm.encode",
    "sealing": "alliance.voting.secrecy.envelope.sealed_to",
    "writing the vote": "alliance.voting.models.Vote.save",
    "writing the envelope": "",
    "recording the event": "alliance.voting.actions.casting.record",
    "the next ballot": "alliance.voting.queries.next_ballot",
    "the page": "alliance.voting.views.vote.render",
}
ON_PAGES_ALONE = {
    "reading the form",
    "reading back",
    "signing",
    "checking the marks",
    "the next ballot",
    "the page",
}
TAG = re.compile(r"</?[a-z][^>]*>")
AT_THE_API = [step for step in BREAKS if step not in ON_PAGES_ALONE]
IN_THE_ADMIN = ["reading the signed field", "finding the line", "sealing", "writing the envelope"]


@pytest.fixture
def cast(db: None) -> Cast:
    return raise_curtain(timezone.now() - timedelta(days=1))


@pytest.fixture
def ballot(cast: Cast) -> Ballot:
    return opened(cast.by("staff"), cast.now)


@pytest.fixture(autouse=True)
def administrators(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """They get reports with every local variable."""
    settings.ADMINS = [("Ada", "ada@staff.example")]
    (handler,) = (
        each for each in logging.getLogger("django").handlers if isinstance(each, AdminEmailHandler)
    )
    monkeypatch.setattr(handler, "include_html", True)


@pytest.fixture
def voter(cast: Cast) -> Client:
    """The representative of Hill, whose browser shows an error as a page."""
    client = signed_in(cast, "Hill")
    client.raise_request_exception = False
    return client


@contextmanager
def broken(at: str) -> Iterator[None]:
    """That step fails: at the envelope in the database itself, which tells the row it refuses."""
    if at == "writing the envelope":
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE voting_envelope ADD CHECK (elector_id < 0) NOT VALID")
            yield
            cursor.execute("ALTER TABLE voting_envelope DROP CONSTRAINT voting_envelope_elector_id_check")
    else:
        with patch(BREAKS[at], side_effect=RuntimeError("the disk is full")):
            yield


def fields(ballot: Ballot) -> dict[str, str]:
    marks = {f"mark_{at}": str(mark) for at, mark in enumerate(MARKED.marks)}
    return {"elector": ballot.electors.get(name="Hill").slug, "replaces": "0", **marks}


def telling(ballot: Ballot, tracker: Tracker, caplog: pytest.LogCaptureFixture) -> set[str]:
    """What reports and log lines tell of the vote, however their lines are broken and values set."""
    reports = [
        part for letter in mail.outbox for part in (letter.body, *(each[0] for each in letter.alternatives))
    ]
    plain = html.unescape(TAG.sub(" ", "\n".join([*map(str, reports), caplog.text])))
    spelt = needles_of(ballot.form, MARKED, tracker, "told")
    for between in (" = ", " "):
        rows = " ".join(f"mark_{at}{between}'{mark}'" for at, mark in enumerate(MARKED.marks))
        spelt[rows.encode()] = "told: fields in rows"
    return {kind for _, kind in Search(spelt).occurrences(re.sub(r"\s+", " ", plain).encode())}


def told_by(
    steps: Iterable[str], attempt: Callable[[], list[int]], ballot: Ballot, tracker: Tracker, caplog: Any
) -> dict[str, set[str]]:
    """What reports and logs tell of the vote when each of these steps fails, one after the other."""
    found = {}
    for at in steps:
        mail.outbox.clear()
        caplog.clear()
        before = transaction.savepoint()
        with broken(at):
            assert 500 in attempt(), at
        transaction.savepoint_rollback(before)
        assert "Traceback" in mail.outbox[0].body
        found[at] = telling(ballot, tracker, caplog)
    return found


def test_no_error_on_the_pages_tells_anything_of_the_vote(ballot: Ballot, voter: Client, caplog):
    check_at, cast_at = reverse("check_vote", args=[ballot.pk]), reverse("cast_vote", args=[ballot.pk])
    token = hidden(voter.post(check_at, fields(ballot)).content.decode())["vote"]
    tracker = read_code(Checked(*signing.loads(token, salt=SALT)[:-1]).tracker)

    def attempt() -> list[int]:
        answers = [
            voter.post(check_at, fields(ballot)),
            voter.post(cast_at, {"vote": token, "step": "change"}),
            voter.post(cast_at, {"vote": token, "step": "cast"}),
        ]
        return [each.status_code for each in answers]

    assert told_by(BREAKS, attempt, ballot, tracker, caplog) == {at: set() for at in BREAKS}


def test_no_error_at_the_api_tells_anything_of_the_vote(ballot: Ballot, voter: Client, caplog):
    tracker = draw_tracker()
    sent = {"marks": dict(zip(CANDIDATES, MARKED.marks, strict=True)), "tracker": tracker.code}

    def attempt() -> list[int]:
        address = f"/api/v1/ballots/{ballot.ref}/vote/"
        return [voter.post(address, sent, content_type="application/json").status_code]

    assert told_by(AT_THE_API, attempt, ballot, tracker, caplog) == {at: set() for at in AT_THE_API}


def test_no_error_in_the_admin_tells_anything_of_the_vote(cast: Cast, ballot: Ballot, voter: Client, caplog):
    User.objects.filter(pk=cast.people["Hill"].pk).update(is_staff=True, is_superuser=True)
    tracker = draw_tracker()
    named = json.dumps(dict(zip(CANDIDATES, MARKED.marks, strict=True)))

    def attempt() -> list[int]:
        address = reverse("admin:do_cast_vote", args=[ballot.pk])
        return [voter.post(address, {"marks": named, "tracker": tracker.code}).status_code]

    assert told_by(IN_THE_ADMIN, attempt, ballot, tracker, caplog) == {at: set() for at in IN_THE_ADMIN}


def test_the_report_would_tell_it(ballot: Ballot, voter: Client, caplog):
    """Without what hides it, the same report has the marks in several spellings."""
    shown = patch.object(SafeExceptionReporterFilter, "is_active", lambda _self, _request: False)
    with shown, broken("signing"):
        voter.post(reverse("check_vote", args=[ballot.pk]), fields(ballot))
    assert telling(ballot, draw_tracker(), caplog) >= {"told: fields in rows", "told: marks in Python"}


def test_no_statement_of_a_cast_has_the_vote(ballot: Ballot, voter: Client, caplog):
    """What Django sends to the database, which it can be made to log, is the envelope alone."""
    caplog.set_level(logging.DEBUG)
    with CaptureQueriesContext(connection) as queries:
        check = voter.post(reverse("check_vote", args=[ballot.pk]), fields(ballot)).content.decode()
        recorded = voter.post(reverse("cast_vote", args=[ballot.pk]), {**hidden(check), "step": "cast"})
    assert Vote.objects.count() == 1
    code = CODE.search(recorded.content.decode())
    assert code
    caplog.handler.stream.write("\n".join(query["sql"] for query in queries.captured_queries))
    assert "voting_envelope" in caplog.text
    assert telling(ballot, read_code(code[1]), caplog) == set()
