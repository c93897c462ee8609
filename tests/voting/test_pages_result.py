"""How a ballot came out, with its files and its certificate: of motions and contests, recorded and secret."""

import csv
import hashlib
import io

import pytest
from django.test import Client
from django.urls import reverse

from alliance.voting import actions
from alliance.voting.models import Ballot
from tests.cast import Cast, add_organization, line
from tests.voting.staging import (
    ANA,
    cast_since,
    certified,
    choose,
    counted,
    motion,
    opened,
    page_of,
    rank,
    rank_all,
    reader,
    words_in,
)

pytestmark = pytest.mark.django_db
FILES = ("ballot_record", "ballot_rounds", "ballot_report", "ballot_verification")
READERS = (None, "River", "staff")
MANY = {"Hill": "for", "Lake": "for", "River": "against", "Forest": "for", "Stone": "abstain"}


@pytest.fixture
def cast(db: None) -> Cast:
    return cast_since(30)


@pytest.fixture
def elected(cast: Cast) -> Ballot:
    """A secret contest, counted, its result provisional."""
    ballot = opened(cast, dispute_days=20)
    rank_all(cast, ballot)
    return counted(cast, ballot)


def file_of(client: Client, name: str, ballot: Ballot, status: int = 200) -> tuple[str, bytes]:
    answer = client.get(reverse(name, args=[ballot.pk]))
    assert answer.status_code == status, (name, answer.status_code)
    return answer.get("Content-Disposition", ""), answer.content


def test_a_contest_shows_what_a_count_shows(cast, elected):
    page = page_of(Client(), "ballot_result", elected)
    for words in (
        "Elected Secret Provisional Ana Ruiz and Mei Lin are elected. 5 ballots, 2 seats, 1 round.",
        "Votes when it was settled, and the quota of 1.66666",
        "Ana Ruiz elected in round 1 3 Mei Lin elected in round 1 2 Kofi Boateng not elected 0",
        "Round 1. First preferences are counted",
        "How close was it? At the end Kofi Boateng was 2 votes behind Mei Lin, who is elected.",
        "No tie had to be broken.",
        "Took part 5 of 6",
        "Election of the steering committee",
    ):
        assert words in page or words in page_of(Client(), "ballot_certificate", elected), words
    assert elected.result.digest in page


def test_a_provisional_result_says_so_in_title_certificate_and_file_names(cast, elected):
    title = "<title>Provisional: Elected: Who sits on the steering committee?"
    assert title in Client().get(reverse("ballot_result", args=[elected.pk])).content.decode()
    certificate = page_of(Client(), "ballot_certificate", elected)
    assert "Provisional result, not certified" in certificate
    assert "Objections to this result may be raised until" in certificate
    for name in (*FILES, "ballot_box"):
        assert f"{elected.ref}-provisional" in file_of(Client(), name, elected)[0], name
    assert file_of(Client(), "ballot_report", elected)[1].startswith(b"PROVISIONAL: objections")


def test_a_certified_result_says_by_whom_and_when(cast):
    ballot = opened(cast)
    rank_all(cast, ballot)
    ballot = certified(cast, counted(cast, ballot))
    certificate = page_of(Client(), "ballot_certificate", ballot)
    assert "Certificate of election" in certificate
    assert "by Sam Staff." in certificate
    assert "6 entitled, fixed " in certificate
    for digest in (ballot.result.digest, ballot.manifest_digest, ballot.text_digest, ballot.edition_digest):
        assert digest in certificate
    for name in (*FILES, "ballot_box"):
        assert "provisional" not in file_of(Client(), name, ballot)[0], name
    assert "nobody can join a name to a ballot any more" in page_of(Client(), "ballot_result", ballot)


def test_the_files_of_a_contest(cast, elected):
    record = file_of(Client(), "ballot_record", elected)[1]
    assert hashlib.sha256(record).hexdigest() == elected.result.digest
    rounds = list(csv.reader(io.StringIO(file_of(Client(), "ballot_rounds", elected)[1].decode())))
    assert rounds[0] == ["Candidate", "Round 1", "Outcome"]
    assert "Ana Ruiz and Mei Lin are elected" in file_of(Client(), "ballot_report", elected)[1].decode()


def test_a_motion_has_no_rounds_no_report_and_no_journey(cast):
    ballot = motion(cast)
    choose(cast, ballot, **MANY)
    counted(cast, ballot)
    for name in ("ballot_rounds", "ballot_report", "follow_vote", "ballot_box"):
        file_of(Client(), name, ballot, status=404)
    page = page_of(Client(), "ballot_certificate", ballot)
    assert "Certificate of ballot" in page or "Provisional result" in page
    assert "Passed. 3 for, 1 against, 1 abstained." in page


@pytest.mark.parametrize("name", ["ballot_certificate", "follow_vote", *FILES, "roll_call_csv", "ballot_box"])
@pytest.mark.parametrize("who", READERS)
def test_before_the_count_there_is_no_file_of_a_result(name, who):
    cast = cast_since(1)
    ballot = opened(cast)
    rank_all(cast, ballot)
    answer = reader(cast, who).get(reverse(name, args=[ballot.pk]))
    assert answer.status_code == 409
    assert "elected" not in answer.content.decode().split("<main", 1)[-1].split("<footer", 1)[0]


def test_a_secret_motion_has_its_bar_and_no_roll_call(cast):
    ballot = motion(cast, level="secret")
    choose(cast, ballot, **MANY)
    counted(cast, ballot)
    for who in READERS:
        page = page_of(reader(cast, who), "ballot_result", ballot)
        assert "Passed. 3 for, 1 against, 1 abstained." in page
        assert "3 for / (3 for + 1 against) = 75.0 %" in page
        assert "Who voted how" not in page
        assert "River Against" not in page
        file_of(reader(cast, who), "roll_call_csv", ballot, status=403)
        assert reader(cast, who).get(reverse("api-ballot_votes", args=[ballot.pk])).status_code == 403


def test_totals_that_tell_single_votes_are_published_with_the_finding_in_words(cast):
    ballot = opened(cast)
    for name in ("Hill", "Lake", "River", "Forest", "Stone"):
        rank(cast, ballot, name, *ANA)
    counted(cast, ballot)
    for who in READERS:
        page = page_of(reader(cast, who), "ballot_result", ballot)
        assert "Ana Ruiz and Mei Lin are elected." in page
        assert "All ballots say the same: whoever is known to have voted is known to have voted so." in page
        assert "The totals tell this as well; they cannot be held back, so who took part is." in page
        assert "The rule would show them to more people." in page
        assert "Ballots, without names (CSV)" not in page
        file_of(reader(cast, who), "ballot_box", ballot, status=403)


@pytest.mark.parametrize(
    ("publication", "allowed"),
    [
        ("public", {None, "River", "staff"}),
        ("members", {"River", "staff"}),
        ("scrutineers", {"staff"}),
        ("aggregates", set()),
    ],
)
@pytest.mark.parametrize("level", ["recorded", "secret"])
def test_ballots_are_shown_to_whom_the_setting_says_on_every_surface(cast, publication, allowed, level):
    ballot = opened(cast, level=level, publication=publication)
    codes = rank_all(cast, ballot)
    counted(cast, ballot)
    for who in READERS:
        client, told = reader(cast, who), who in allowed
        page = page_of(client, "ballot_result", ballot)
        verify = page_of(client, "ballot_verify", ballot)
        api = client.get(
            reverse("api-ballot_box" if level == "secret" else "api-ballot_votes", args=[ballot.pk])
        )
        names = {row["name"] for row in client.get(reverse("api-ballot_files", args=[ballot.pk])).json()}
        sheet = client.get(reverse("ballot_box" if level == "secret" else "roll_call_csv", args=[ballot.pk]))
        if level == "secret":
            seen = ["Ballots, without names (CSV)" in page, codes["Hill"] in verify, "box.csv" in names]
        else:
            seen = ["Hill 1 Ana Ruiz, 2 Mei Lin" in page, "1 Ana Ruiz" in verify, "rollcall.csv" in names]
        seen += ["ballots.blt" in names, api.status_code == 200, sheet.status_code == 200]
        assert seen == [told] * len(seen), (who, publication, seen)
        organization = words_in(client.get("/members/hill/").content.decode())
        assert ("1 Ana Ruiz, 2 Mei Lin" in organization) == (told and level == "recorded")


def test_a_recorded_contest_has_a_roll_call_and_a_column_for_each_option(cast):
    ballot = opened(cast, level="recorded")
    rank_all(cast, ballot)
    counted(cast, ballot)
    text = file_of(Client(), "roll_call_csv", ballot)[1].decode("utf-8-sig")
    rows = {row["organization"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows["Hill"]["vote"] == "1 Ana Ruiz, 2 Mei Lin"
    assert [rows["Hill"][name] for name in ("Ana Ruiz", "Kofi Boateng", "Mei Lin")] == ["1", "", "2"]
    assert rows["Cliff"]["vote"] == "Did not vote"
    answer = Client().get(reverse("api-ballot_votes", args=[ballot.pk]))
    told = {row["name"]: row for row in answer.json()["results"]}
    assert told["Hill"]["marks"] == {"Ana Ruiz": 1, "Mei Lin": 2}
    assert told["Cliff"]["marks"] is None


def test_where_a_vote_went_is_answered_and_not_kept(cast, elected):
    address = reverse("follow_vote", args=[elected.pk])
    assert "Choose a ranking, yours or any other" in page_of(Client(), "follow_vote", elected)
    answer = Client().post(address, {"rank-1": "1", "rank-2": "2"})
    assert answer.status_code == 200, answer.content
    assert "What this ballot did Ranked: 1. Kofi Boateng, 2. Mei Lin." in words_in(answer.content.decode())
    assert "no-store" in answer["Cache-Control"]


def test_a_tie_broken_by_lot_names_commitment_source_and_value():
    cast = cast_since(16)
    ballot = opened(cast, lot_source="Closing value of the index", counting={"seats": 1})
    rank(cast, ballot, "Hill", "Ana Ruiz")
    rank(cast, ballot, "Lake", "Mei Lin")
    at = cast.later(days=14, seconds=1)
    actions.close_ballot(ballot_id=ballot.pk, by=cast.by("staff"), at=at)
    cast.later(seconds=1)
    actions.draw_lot(ballot_id=ballot.pk, value="4711.08", by=cast.by("staff"), at=cast.now)
    cast.later(seconds=1)
    ballot = Ballot.objects.get(pk=ballot.pk)
    page = page_of(Client(), "ballot_result", ballot)
    assert ballot.manifest["lot"]["commitment"] in page
    assert "Closing value of the index: 4711.08" in page
    assert f"{ballot.lot_seed}|4711.08" in page


def test_a_result_through_the_api(cast, elected):
    told = Client().get(reverse("api-ballot_result", args=[elected.pk])).json()
    assert (told["outcome"], told["elected"], told["tally"]) == ("elected", ["Ana Ruiz", "Mei Lin"], None)
    assert told["is_provisional"] is True
    assert told["turnout"] == {"entitled": 6, "voted": 5, "needed": 0, "unopened": 0}
    assert told["record"]["schema"] == "alliance.count/1"
    ballot = Client().get(reverse("api-ballot", args=[elected.pk])).json()
    assert [option["name"] for option in ballot["options"]] == ["Ana Ruiz", "Kofi Boateng", "Mei Lin"]
    assert ballot["rule"]["vote_unit"] == "organization"
    assert ballot["promises"][0]["question"] == "Where your vote is encrypted"


def test_a_result_that_does_not_stand_is_shown_nowhere(cast, elected):
    assert f"{elected.ref} " in page_of(Client(), "ballots", query="?outcome=elected")
    actions.cancel_ballot(ballot_id=elected.pk, reason="two rolls", by=cast.by("staff"), at=cast.now)
    page = page_of(Client(), "ballot", elected)
    assert "This ballot was cancelled: two rolls Its result does not stand." in page
    for name in ("ballot_result", "ballot_verify"):
        assert "are elected" not in page_of(Client(), name, elected)
    for name in (*FILES, "ballot_box", "ballot_certificate", "roll_call_csv"):
        file_of(Client(), name, elected, status=409)
    assert elected.ref not in page_of(Client(), "ballots", query="?outcome=elected")
    assert Client().get(reverse("api-ballot_result", args=[elected.pk])).status_code == 404
    assert Client().get(reverse("api-ballot", args=[elected.pk])).json()["outcome"] is None
    assert Client().get(reverse("api-ballots") + "?outcome=elected").json()["results"] == []


def test_a_result_costs_the_same_for_more_voters(cast, django_assert_max_num_queries):
    small = opened(cast, level="recorded")
    rank_all(cast, small)
    for number in range(10):
        add_organization(cast, f"Member {number}")
    big = opened(cast, level="recorded", question="And these?", body_name="Another body")
    for name in [*(f"Member {number}" for number in range(10)), "Hill"]:
        rank(cast, big, name, *ANA)
    actions.close_ballot(ballot_id=small.pk, by=cast.by("staff"), at=cast.later(days=14, seconds=1))
    actions.close_ballot(ballot_id=big.pk, by=cast.by("staff"), at=cast.now)
    cast.later(seconds=1)
    assert line(big, "Hill").vote
    client = reader(cast, "Lake")
    for name in ("ballot_result", "ballot_certificate", "roll_call_csv", "api-ballot_votes"):
        client.get(reverse(name, args=[small.pk]))
        with django_assert_max_num_queries(40) as few:
            client.get(reverse(name, args=[small.pk]))
        with django_assert_max_num_queries(len(few)):
            client.get(reverse(name, args=[big.pk]))
