"""Ballots of the portal, of every kind, agree with their files; the same random ones every time."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from alliance.voting import verify
from alliance.voting.methods import METHODS, CountError
from tests.voting.verifier.portal import at_random, by_class_at_random, waits_for_a_lot

PER_METHOD = 670
KINDS = ("motion", *METHODS)


def test_that_makes_ten_thousand_ballots() -> None:
    assert PER_METHOD * len(KINDS) >= 10_000


@pytest.mark.parametrize("method", KINDS)
def test_random_ballots(method: str) -> None:
    """Boxes and roll calls, weights, changes of the roll, lots, and whatever is not shown."""
    chance, done = Random(f"portal {method}"), 0
    while done < PER_METHOD:
        held = at_random(chance, method)
        box = held.box
        try:
            record = held.record(box)
        except CountError:
            continue
        if method != "motion" and "lot" not in record["options"] and held.lot and waits_for_a_lot(record):
            continue
        names, codes = chance.random() < 0.8, chance.random() < 0.8
        told = verify.check(held.written(box, record, names=names, codes=codes))
        assert ("not checked" in told) == (not names)
        done += 1


def test_random_motions_by_class() -> None:
    """Classes of every size, lines of none, weights and changes of the roll, under rules of every shape."""
    chance, outcomes, classes = Random("portal by class"), Counter[str](), Counter[int]()
    for _ in range(PER_METHOD):
        held = by_class_at_random(chance)
        record = held.record(None)
        names = chance.random() < 0.8
        told = verify.check(held.written(None, record, names=names))
        assert ("not checked" in told) == (not names)
        outcomes[record["outcome"]] += 1
        classes[len(record["classes"])] += 1
    assert set(outcomes) == {"passed", "not_passed", "no_quorum"}
    assert set(classes) == {0, 1, 2}
