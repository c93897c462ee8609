"""The pages of a count."""

import hashlib
import json
import re
import shlex
from copy import deepcopy
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from alliance.voting.command_line import main
from alliance.voting.methods import METHODS
from alliance.voting.methods.record import figures
from alliance.voting.models import Count
from tests.cast import Cast
from tests.interfaces.doors import client_for
from tests.interfaces.scenes import CIRCLE, TIED, counted

SCORES = b"Hill,Lake,River\n5,3,0\n4,5,1\n2,2,5\n"


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return " ".join(unescape(answer.content.decode()).split())


@pytest.mark.parametrize("method", sorted(METHODS))
def test_every_method_has_its_page(cast: Cast, method: str):
    given: dict[str, Any] = {"method": method, "ballots": CIRCLE}
    if method == "score":
        given |= {"ballots": SCORES, "file_name": "scores.csv", "seats": 1}
    if method == "debian":
        given["default_option"] = "River"
    found = counted(cast, **given)
    text = page(Client(), found.get_absolute_url())
    assert METHODS[method].title in text
    assert found.digest in text
    assert all(name in text for name in found.found["elected"])
    for part in ("certificate/", "record.json", "rounds.csv", "report.txt", "follow/"):
        page(Client(), f"{found.get_absolute_url()}{part}")


def test_a_circle_is_told(cast: Cast):
    found = counted(cast, method="schulze-wv", unranked="last", ballots=CIRCLE)
    text = page(Client(), found.get_absolute_url())
    assert "go round in a circle" in text
    assert "Strongest paths" in text
    assert 'data-pair="wins"' in text


def test_a_tie_waits_for_a_lot(cast: Cast):
    open_tie = counted(cast, method="plurality", ballots=TIED)
    text = page(Client(), open_tie.get_absolute_url())
    assert "Tied for a seat" in text
    assert "1 seat waits for a lot" in text
    drawn = counted(cast, method="plurality", ballots=TIED, seed="spring 4711|20261124")
    text = page(Client(), drawn.get_absolute_url())
    assert "spring 4711|20261124" in text
    favoured = min(
        ("Hill", "Lake"), key=lambda name: hashlib.sha256(f"spring 4711|20261124|{name}".encode()).digest()
    )
    assert drawn.found["elected"] == [favoured]


def test_the_downloaded_record_has_the_published_digest(cast: Cast):
    found = counted(cast)
    answer = Client().get(f"{found.get_absolute_url()}record.json")
    assert hashlib.sha256(answer.content).hexdigest() == found.digest


def test_ballots_are_for_staff_until_published(cast: Cast):
    hidden = counted(cast)
    assert "rare ranking" in page(Client(), hidden.get_absolute_url())
    assert Client().get(f"{hidden.get_absolute_url()}ballots.blt").status_code == 403
    assert client_for(cast, "staff").get(f"{hidden.get_absolute_url()}ballots.blt").status_code == 200


def test_published_ballots_are_joined_and_count_to_the_same(cast: Cast):
    twice = b'3 1\n1 1 2 0\n2 3 0\n1 1 2 0\n0\n"Hill"\n"Lake"\n"River"\n"Twice"\n'
    found = counted(cast, ballots=twice, method="irv", ballots_are_public=True)
    text = Client().get(f"{found.get_absolute_url()}ballots.blt").content.decode()
    assert text.splitlines()[1:4] == ["2 1 2 0", "2 3 0", "0"]
    again = counted(cast, ballots=text.encode(), method="irv", title="Again")
    assert again.found["rounds"] == found.found["rounds"]


def test_counting_again_agrees_and_tells_when_it_does_not(cast: Cast, monkeypatch):
    found, lake = counted(cast), client_for(cast, "Lake")
    path = f"{found.get_absolute_url()}check/"
    assert Client().post(path).status_code == 302
    assert "Nothing is changed" in page(lake, path)
    assert "Recounted just now: the same result" in lake.post(path).content.decode()
    monkeypatch.setattr("alliance.voting.views.recount.counted", lambda *_: {"elected": ["Somebody"]})
    assert "the record differs" in lake.post(path).content.decode()
    assert Count.objects.get().digest == found.digest


def test_a_later_version_may_tell_the_same_result_in_other_words(cast: Cast, monkeypatch):
    found, lake = counted(cast), client_for(cast, "Lake")
    told_anew = {**found.record, "sentence": "Other words.", "rounds": deepcopy(found.record["rounds"])}
    told_anew["rounds"][0]["sentence"] = "First, first preferences."
    monkeypatch.setattr("alliance.voting.views.recount.counted", lambda *_: told_anew)
    assert "tells it in other words" in lake.post(f"{found.get_absolute_url()}check/").content.decode()
    told_anew["rounds"][0]["exhausted"] = "1.00000"
    assert "the record differs" in lake.post(f"{found.get_absolute_url()}check/").content.decode()


@pytest.mark.parametrize("method", sorted(set(METHODS) - {"score"}))
def test_the_command_on_the_page_counts_to_the_same(
    cast: Cast, tmp_path: Path, monkeypatch, capsys, method: str
):
    cap = "limit: 1\ngroups:\n  Hill: Earth\n  River: Water\n  Lake: Water\n"
    default = "River" if method == "debian" else ""
    choices = {"seed": "spring's end|1", "cap": "" if default else cap, "default_option": default}
    found = counted(cast, method=method, ballots=CIRCLE, ballots_are_public=True, **choices)
    client = client_for(cast, "Lake")
    text = page(client, f"{found.get_absolute_url()}check/")
    command = re.search(r"<code>python3 manage\.py count ([^<]*)</code>", text)
    assert command is not None
    assert ("cap.yaml" in text) == bool(choices["cap"])
    monkeypatch.chdir(tmp_path)
    Path("cap.yaml").write_text(cap)
    Path(f"{found.ref}.blt").write_bytes(client.get(f"{found.get_absolute_url()}ballots.blt").content)
    assert main([*shlex.split(command[1]), "--json", "-"]) == 0
    again = figures(json.loads(capsys.readouterr().out))
    again["input"]["digest"] = found.record["input"]["digest"]
    assert again == figures(found.record)


def test_a_retired_version_is_not_counted_again(cast: Cast, monkeypatch):
    found, lake = counted(cast), client_for(cast, "Lake")
    monkeypatch.delitem(METHODS, "scottish-2007")
    text = lake.post(f"{found.get_absolute_url()}check/").content.decode()
    assert "no longer in use" in text
    assert (
        "Scottish"
        not in page(Client(), found.get_absolute_url()).split("<aside")[0].split('<h2 id="method"')[1][:200]
    )


def test_a_ballot_is_followed_and_not_kept(cast: Cast, caplog):
    found = counted(cast)
    path = f"{found.get_absolute_url()}follow/"
    assert "Nothing of it is kept" in page(Client(), path)
    answer = Client().post(path, {"rank-1": "0", "rank-2": "2"})
    text = " ".join(answer.content.decode().split())
    assert answer.status_code == 200
    assert "Wholly with Hill." in text
    assert "with River" in text
    assert "no-store" in answer["Cache-Control"]
    assert "River" not in caplog.text


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "This field is required."),
        ({"rank-1": "0", "rank-2": "0"}, "Hill is choice 1 already"),
        ({"rank-1": "99"}, "not one of the available choices"),
    ],
)
def test_a_ranking_that_cannot_be(cast: Cast, sent: dict[str, str], told: str):
    answer = Client().post(f"{counted(cast).get_absolute_url()}follow/", sent)
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_the_register_is_searched(cast: Cast):
    found = counted(cast)
    counted(cast, title="Oversight committee", method="irv", seats=1)
    assert found.title in page(Client(), "/counts/")
    text = page(Client(), "/counts/?q=oversight")
    assert "Oversight committee" in text
    assert found.title not in text
    assert found.title not in page(Client(), "/counts/?method=irv")
    assert "No count matches" in page(Client(), "/counts/?q=nothing")
    assert Client().get("/go/c-1/").status_code in {302, 404}
    assert Client().get(f"/go/{found.ref}/")["Location"].endswith(found.get_absolute_url())


def test_an_unreadable_file_is_told_at_its_field(cast: Cast):
    from django.core.files.uploadedfile import SimpleUploadedFile

    staff = client_for(cast, "staff")
    sent = {
        "title": "A",
        "body_name": "B",
        "method": "irv",
        "ballots": SimpleUploadedFile("a.blt", b"3 1\n1 9 0\n0\n"),
    }
    answer = staff.post("/counts/count/", sent)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"ballots"}
    assert "Line 2" in answer.content.decode()
    assert not Count.objects.exists()


def test_the_api_takes_the_file_as_a_form(cast: Cast):
    from tests.interfaces.scenes import election

    staff = client_for(cast, "staff")
    answer = staff.post("/api/v1/counts/count/", election())
    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert body["record"]["elected"] == ["Hill", "Lake"]
    assert Client().get(f"/api/v1/counts/{body['ref']}/record/").json() == body["record"]
    told = staff.post(
        "/api/v1/counts/count/", {"title": "A", "ballots": "no file"}, content_type="application/json"
    )
    assert told.status_code == 422
    assert {"ballots", "method", "body_name"} <= set(told.json()["errors"])
    unknown = staff.post("/api/v1/counts/count/", {**election(), "nonsense": "1"})
    assert unknown.json()["errors"] == {"nonsense": ["There is no such field."]}
    listed = Client().get("/api/v1/counts/?q=steering").json()
    assert [each["ref"] for each in listed["results"]] == [body["ref"]]
    assert "record" not in listed["results"][0]
