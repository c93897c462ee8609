"""Checking a ballot: find the own vote, compare the counts, count again at home."""

import hashlib
import io
import subprocess
import sys
import zipfile

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from alliance.voting import actions
from alliance.voting.models import Ballot, Envelope
from alliance.voting.secrecy.tracker import draw_tracker
from tests.cast import Cast, line
from tests.voting.staging import (
    ANA,
    announced,
    cast_since,
    choose,
    counted,
    motion,
    opened,
    page_of,
    rank,
    rank_all,
    reader,
    vote_of,
    words_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return cast_since(15)


def ask(client: Client, ballot: Ballot, code: str, status: int = 200) -> str:
    """What the page answers to a code."""
    answer = client.post(reverse("ballot_verify", args=[ballot.pk]), {"code": code})
    assert answer.status_code == status, answer.content.decode()
    return words_in(answer.content.decode())


def zip_of(client: Client, ballot: Ballot) -> zipfile.ZipFile:
    answer = client.get(reverse("ballot_verification", args=[ballot.pk]))
    assert answer.status_code == 200
    return zipfile.ZipFile(io.BytesIO(answer.content))


# Find my code -----------------------------------------------------------------------------------------------
def test_every_ballot_stands_in_the_page_beside_its_code(cast):
    ballot = opened(cast)
    codes = rank_all(cast, ballot)
    counted(cast, ballot)
    page = page_of(Client(), "ballot_verify", ballot)
    assert f"{codes['Hill']} 1 Ana Ruiz, 2 Mei Lin" in page
    assert f"{codes['River']} 1 Mei Lin, 2 Ana Ruiz" in page
    listed = page.split("Tracker Vote ", 1)[1]
    assert sorted(codes.values(), key=listed.index) == sorted(codes.values())


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{1}", "{2}", "{3}"])
def test_a_code_is_found_as_people_type_it(cast, typed):
    ballot = opened(cast)
    code = rank_all(cast, ballot)["Hill"]
    counted(cast, ballot)
    variants = (code, code.replace("-", ""), code.lower(), code.replace("0", "O").replace("1", "I"))
    page = ask(Client(), ballot, typed.format(*variants))
    assert f"{code} is in {ballot.ref}: 1 Ana Ruiz, 2 Mei Lin" in page
    assert "If it is not, object to the result now." in page


def test_a_code_that_is_not_there_is_told_what_to_do(cast):
    ballot = opened(cast)
    rank_all(cast, ballot)
    counted(cast, ballot)
    page = ask(Client(), ballot, draw_tracker().code, status=422)
    assert f"is not in {ballot.ref}. Codes differ per ballot, and a changed vote has a new one." in page
    assert "Check for 0 and O: codes never use O. Otherwise object to the result" in page
    assert "A tracker has 16 letters and digits, a receipt 12." in ask(Client(), ballot, "hello", status=422)
    assert "Type a code" in ask(Client(), ballot, "", status=422)


def test_a_changed_vote_has_another_code(cast):
    ballot = opened(cast)
    rank_all(cast, ballot)
    old = rank(cast, ballot, "Hill", *ANA)
    new = rank(cast, ballot, "Hill", *ANA)
    counted(cast, ballot)
    ask(Client(), ballot, old, status=422)
    ask(Client(), ballot, new)


def test_a_receipt_shows_that_a_vote_is_in_and_not_how(cast):
    ballot = opened(cast)
    rank_all(cast, ballot)
    receipt = vote_of(ballot, "Hill").receipt
    counted(cast, ballot)
    for who in ("Hill", "River"):
        page = ask(reader(cast, who), ballot, receipt.lower())
        assert f"{receipt} is the receipt of the vote for Hill: it is in." in page
        assert "A receipt shows that somebody voted, never how." in page
    assert f"{receipt} is no receipt of {ballot.ref}." in ask(Client(), ballot, receipt, status=422)


def test_where_voters_are_not_told_a_receipt_is_read_by_its_own(cast):
    ballot = opened(cast)
    for name in ("Hill", "Lake"):
        rank(cast, ballot, name, *ANA)
    receipt = vote_of(ballot, "Hill").receipt
    counted(cast, ballot)
    assert "is the receipt of the vote for Hill" in ask(reader(cast, "Hill"), ballot, receipt)
    for who in ("Lake", "staff"):
        assert "Hill" not in ask(reader(cast, who), ballot, receipt, status=422).split("Find it")[0]


def test_nothing_that_is_typed_is_stored_logged_or_sent_in_an_address(cast, caplog):
    ballot = opened(cast)
    code = rank_all(cast, ballot)["Hill"]
    counted(cast, ballot)
    answer = Client().post(reverse("ballot_verify", args=[ballot.pk]), {"code": code})
    assert "no-store" in answer["Cache-Control"]
    assert set(answer.cookies) == {"csrftoken"}
    assert not Session.objects.exists()
    assert code not in caplog.text
    page = page_of(Client(), "ballot_verify", ballot, query=f"?code={draw_tracker().code}")
    assert "is not in" not in page


# The counts agree -------------------------------------------------------------------------------------------
def test_ballots_listed_counted_and_marked_are_one_number(cast):
    ballot = opened(cast)
    rank_all(cast, ballot)
    counted(cast, ballot)
    page = page_of(reader(cast, "Hill"), "ballot_verify", ballot)
    assert "They agree" in page
    assert "Ballots in the list 5 the list below" in page
    assert "Votes counted 5 the result" in page
    assert "Lines of the roll marked as having voted 5 the electoral roll" in page


def test_an_envelope_that_does_not_open_is_counted_apart(cast):
    ballot = opened(cast)
    rank_all(cast, ballot)
    rank(cast, ballot, "Cliff", *ANA)
    copied = Envelope.objects.get(elector=line(ballot, "Hill")).sealed
    Envelope.objects.filter(elector=line(ballot, "Cliff")).update(sealed=copied)
    counted(cast, ballot)
    page = page_of(reader(cast, "Hill"), "ballot_verify", ballot)
    assert "They agree" in page
    assert "Ballots in the list 5" in page
    assert "marked as having voted 6" in page
    assert "Sealed votes that did not open, and are not counted 1" in page
    assert "1 sealed vote did not open" in page_of(Client(), "ballot_result", ballot)


def test_weights_are_added_up(cast):
    ballot = motion(cast)
    ballot.electors.filter(name="Hill").update(weight=3)
    choose(cast, ballot, Hill="for", Lake="against")
    page = page_of(Client(), "ballot_verify", counted_despite_its_weights(cast, ballot))
    assert "They agree" in page
    assert "Votes counted, with their weights 4" in page
    assert "marked as having voted, whose weights make 4 2" in page


def counted_despite_its_weights(cast: Cast, ballot: Ballot) -> Ballot:
    """The verifier compares the roll with its manifest, made when all weights were one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("alliance.voting.actions.tallying._verify", lambda *_: None)
        return counted(cast, ballot)


# Count it again ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("level", ["recorded", "secret"])
def test_the_command_on_the_page_agrees(cast, tmp_path, level):
    ballot = opened(cast, level=level)
    rank_all(cast, ballot)
    counted(cast, ballot)
    client = reader(cast, "Hill")
    answer = client.get(reverse("ballot_verify", args=[ballot.pk]))
    zip_of(client, ballot).extractall(tmp_path)
    command = answer.context["command"].split()
    assert command[:3] == ["python3", f"{ballot.ref}/verify.py", ballot.ref]
    done = subprocess.run(
        [sys.executable, *command[1:]], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Everything agrees: 5 ballots counted by wigm-exact elect")


def test_the_digests_on_the_page_are_those_of_the_files(cast):
    ballot = opened(cast)
    rank_all(cast, ballot)
    counted(cast, ballot)
    for who in (None, "Hill"):
        client = reader(cast, who)
        page = page_of(client, "ballot_verify", ballot)
        archive = zip_of(client, ballot)
        sums = archive.read(f"{ballot.ref}/SHA256SUMS").decode().split()
        assert len(sums) == 2 * (len(archive.namelist()) - 1)
        assert all(each in page for each in sums)
        named = {name.partition("/")[2] for name in archive.namelist()}
        assert ("register.csv" in named, "roll.csv" in named) == ((True, True) if who else (False, False))
        told = client.get(reverse("api-ballot_files", args=[ballot.pk])).json()
        assert {each["name"] for each in told} == named


def test_the_manifest_is_there_from_the_opening_on():
    cast = cast_since(1)
    coming, ballot = announced(cast), opened(cast, question="Now?")
    assert Client().get(reverse("ballot_manifest", args=[coming.pk])).status_code == 409
    assert Client().get(reverse("api-ballot_manifest", args=[coming.pk])).status_code == 404
    answer = Client().get(reverse("ballot_manifest", args=[ballot.pk]))
    assert hashlib.sha256(answer.content).hexdigest() == ballot.manifest_digest
    page = page_of(Client(), "ballot_verify", ballot)
    assert "Note the SHA-256 of the manifest." in page
    assert ballot.manifest_digest in page


def test_before_the_count_there_is_nothing_to_find():
    cast = cast_since(1)
    ballot = opened(cast)
    code = rank_all(cast, ballot)["Hill"]
    page = ask(reader(cast, "Hill"), ballot, code)
    assert "can be checked here when the ballot has been counted" in page
    assert code not in page


# What it proves ---------------------------------------------------------------------------------------------
def test_what_is_proved_and_what_is_not_in_four_bullets(cast):
    secret = opened(cast)
    rank_all(cast, secret)
    totals = opened(cast, question="Totals only?", publication="aggregates")
    rank_all(cast, totals)
    recorded = motion(cast)
    choose(cast, recorded, Hill="for", Lake="against")
    counted(cast, secret)
    at = cast.now
    for each in (totals, recorded):
        actions.close_ballot(ballot_id=each.pk, by=cast.by("staff"), at=at)
    cast.later(seconds=1)
    for ballot, told in (
        (secret, "If your tracker stands beside what you voted, your vote was counted as you cast it."),
        (totals, "It does not prove how your vote was counted: the ballots are not shown to you"),
        (recorded, "Your vote stands beside the name you cast it for"),
    ):
        answer = Client().get(reverse("ballot_verify", args=[ballot.pk])).content.decode()
        proves = answer.split('<ul class="proves">', 1)[1].split("</ul>", 1)[0]
        assert proves.count("<li>") == 4
        assert told in words_in(answer)


def test_how_many_found_their_ballot_and_what_that_says(cast):
    ballot = opened(cast)
    rank_all(cast, ballot)
    counted(cast, ballot)
    assert "0 of 5 voters say that they have found their ballot." in page_of(
        Client(), "ballot_verify", ballot
    )
    actions.confirm_vote(
        ballot_id=ballot.pk, elector_id=line(ballot, "Hill").pk, by=cast.by("Hill"), at=cast.now
    )
    page = page_of(Client(), "ballot_verify", ballot)
    assert "1 of 5 voters say that they have found their ballot." in page
    assert "If one ballot had been altered, so many would miss all of them with a probability of 80" in page
    assert "I found my ballot" in page_of(reader(cast, "Lake"), "ballot_verify", ballot)
    for who in ("Cliff", "staff", None):
        assert "I found my ballot" not in page_of(reader(cast, who), "ballot_verify", ballot)


def test_a_box_that_was_dropped_with_its_key_is_not_missed(cast):
    ballot = opened(cast, publication="aggregates", dispute_days=0)
    rank_all(cast, ballot)
    ballot = counted(cast, ballot)
    actions.certify_ballot(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)
    cast.later(seconds=1)
    page = page_of(reader(cast, "Hill"), "ballot_verify", ballot)
    assert "They agree" in page
    assert "Only the totals are published." in page
