"""The verifier and the product, who share no code, come to the same on every file of ballots.

Ballots of the portal, ten thousand of them, are in test_portal.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from alliance.voting import verification, verify
from alliance.voting.methods import METHODS, CountError, count
from alliance.voting.methods.formats import read
from alliance.voting.methods.motion import count_motion
from tests.voting.methods.published import ELECTIONS
from tests.voting.verifier.elections import at_random, motion_at_random

PER_METHOD = 150
MOTIONS = 300
REAL = sorted(
    path
    for path in ELECTIONS.rglob("*")
    if path.suffix in {".blt", ".csv"} or path.name == "cdf_json_file1_cvr.json"
)
RULES = ("plurality", "irv", "scottish-2007", "minneapolis-2013", "meek-prf", "schulze-wv", "debian")


@pytest.mark.parametrize("method", METHODS)
def test_random_elections(method: str) -> None:
    chance, done = Random(f"verify {method}"), 0
    while done < PER_METHOD:
        ballots, options = at_random(chance, method)
        try:
            record = count(ballots, method, options)
        except CountError:
            continue
        verify.check(verification.of_count(record, ballots, ""))
        done += 1


def test_random_motions() -> None:
    chance = Random("verify motions")
    outcomes = set()
    for _ in range(MOTIONS):
        rule, votes, eligible, seats = motion_at_random(chance)
        record = count_motion(rule, votes, eligible, seats=seats)
        outcomes.add(record["outcome"])
        verify.check(verification.of_motion(record, votes, ""))
    assert outcomes == {"passed", "not_passed", "no_quorum"}


@pytest.mark.parametrize("path", REAL, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_real_elections(path: Path) -> None:
    ballots = read(path.read_bytes(), path.name)
    counted = set()
    for method in RULES:
        try:
            record = count(ballots, method)
        except CountError:  # equal ranks, or no default option
            continue
        assert "agrees" in verify.check(verification.of_count(record, ballots, ""))
        counted.add(method)
    assert {"plurality", "schulze-wv", "meek-prf"} <= counted
    assert ("debian" in counted) == path.parent.name.startswith("debian")
