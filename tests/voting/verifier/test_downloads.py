"""The zips on the pages of counts and results: whoever reads the page can count it again, and nobody else."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from alliance.voting import verify
from tests.cast import Cast, in_vote, raise_curtain
from tests.interfaces.doors import client_for
from tests.interfaces.scenes import CIRCLE
from tests.interfaces.scenes import counted as count_file
from tests.voting.test_pages import counted

pytestmark = pytest.mark.django_db
SCORES = b"Hill,Lake,River\n5,3,0\n4,5,1\n2,2,5\n"


@pytest.fixture
def cast(db: None) -> Cast:
    return raise_curtain(timezone.now() - timedelta(days=1))


def downloaded(client: Client, address: str) -> dict[str, bytes]:
    """The files of a zip, all of them in one folder."""
    answer = client.get(f"{address}verification.zip")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    folders = {name.split("/")[0] for name in archive.namelist()}
    assert len(folders) == 1
    return {Path(name).name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("method", ["scottish-2007", "schulze-wv", "debian", "score"])
def test_a_published_count(cast: Cast, method: str) -> None:
    given = {"method": method, "ballots": CIRCLE, "ballots_are_public": True}
    if method == "score":
        given |= {"ballots": SCORES, "file_name": "scores.csv", "seats": 1}
    if method == "debian":
        given["default_option"] = "River"
    found = count_file(cast, **given)
    assert "agrees" in verify.check(downloaded(Client(), found.get_absolute_url()), found.digest)
    assert "verification.zip" in Client().get(found.get_absolute_url()).content.decode()


def test_ballots_that_are_not_published(cast: Cast) -> None:
    found = count_file(cast, method="plurality", ballots=CIRCLE, ballots_are_public=False)
    address = f"{found.get_absolute_url()}verification.zip"
    assert Client().get(address).status_code == 403
    assert "verification.zip" not in Client().get(found.get_absolute_url()).content.decode()
    assert "agrees" in verify.check(downloaded(client_for(cast, "staff"), found.get_absolute_url()))


def test_what_was_read_may_name_voters_and_is_kept_back(cast: Cast) -> None:
    sheet = b"voter id,Hill,Lake,River\nann@example.org,1,2,3\nbob@example.org,2,1,3\n"
    found = count_file(cast, method="schulze-wv", ballots=sheet, file_name="b.csv", ballots_are_public=True)
    files = downloaded(Client(), found.get_absolute_url())
    assert not any(b"example.org" in data for name, data in files.items() if name.endswith((".blt", ".json")))
    assert "agrees" in verify.check(files)


def test_the_ballot_of_a_motion(cast: Cast, tmp_path: Path) -> None:
    ballot = in_vote(cast)[1]
    address = ballot.get_absolute_url()
    assert Client().get(f"{address}verification.zip").status_code == 409
    ballot = counted(cast, ballot)
    answer = Client().get(f"{address}verification.zip")
    zipfile.ZipFile(io.BytesIO(answer.content)).extractall(tmp_path)
    folder = tmp_path / ballot.ref
    command = [sys.executable, "-I", "-S", str(folder / "verify.py"), str(folder), ballot.result.digest]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 for, 1 against, 1 abstained" in done.stdout
    assert ballot.result.digest in (folder / "README.txt").read_text()
    assert "verification.zip" in Client().get(f"{address}verify/").content.decode()
    names = [b"Lake", b"Stone", b"River", b"Forest"]
    told = b"".join((folder / name).read_bytes() for name in ("choices.json", "record.json"))
    assert not [name for name in names if name in told]
