"""docs/secrecy.md names tests, settings and code that exist, and sizes that are right."""

import re
from pathlib import Path

import pytest

from alliance.voting.secrecy.ballot_form import BallotForm, Kind
from alliance.voting.secrecy.custody import KeyStore
from tests.voting.secrecy.cascade import LABEL, Officer, Officers

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "secrecy.md").read_text("utf-8")


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`(tests/[\w/]+\.py)`", PAGE))))
def test_tests_that_hold_a_trace_exist(path: str) -> None:
    assert (ROOT / path).is_file()


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`([A-Z]+_[A-Z]+)`", PAGE))))
def test_settings_exist(name: str) -> None:
    assert f"{name} = " in (ROOT / "alliance" / "settings.py").read_text("utf-8")


@pytest.mark.parametrize("name", ["rehearse", "restore", "destroy", "opening_key"])
def test_what_recipients_call_exists(name: str) -> None:
    assert callable(getattr(KeyStore, name))


@pytest.mark.parametrize(("needed", "number"), [(2, 3), (3, 5)])
def test_the_sizes_of_sealed_envelopes(needed: int, number: int) -> None:
    form = BallotForm(Kind.RANKING, tuple(map(str, range(12))))
    size = Officers([Officer() for _ in range(number)], needed).envelope_size(form)
    assert re.search(rf"\b{size}\s+for\s+(12\s+options\s+and\s+)?{needed}\s+of\s+{number}", PAGE)


def test_the_label_of_sealed_ballots() -> None:
    assert f"`{LABEL.decode()}`" in PAGE
