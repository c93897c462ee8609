"""Meek's method: every published round, other programs' results, a plain count, equal ranks, caps, lots."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import pytest

from alliance.voting.methods import Cap, Lot, Options, count
from alliance.voting.methods.formats import read
from alliance.voting.methods.paths import ONE, SharedPaths, StrictPaths
from alliance.voting.methods.profile import Profile
from tests.voting.methods.elections import NAMES, ballots_at_random, profile
from tests.voting.methods.published import ELECTIONS, ballots_of, expected
from tests.voting.methods.reference.meek import meek

WARDS = sorted(path.name for path in ELECTIONS.glob("scotland_*"))
CASES = expected("meek_crosscheck")["cases"]
ABCD = NAMES[:4]


@pytest.mark.parametrize("ward", WARDS)
def test_scottish_wards_round_by_round(ward: str):
    published = expected(ward)
    record = count(ballots_of(ELECTIONS / ward, published["seats"]), "meek-prf")
    assert sorted(record["elected"]) == sorted(published["meek"]["winners"])
    assert [(each["quota"], each["votes"]) for each in record["rounds"]] == [
        (each["quota"], each["votes"]) for each in published["meek"]["rounds"]
    ]
    ended = [bool(each["elected"]) for each in record["rounds"]]
    assert ended == [each["end"] == "elected" for each in published["meek"]["rounds"]]


@pytest.mark.parametrize("case", CASES, ids=[case["file"] for case in CASES])
def test_who_is_elected_by_other_programs(case: dict[str, Any]):
    """Those programs round down, this rule rounds up: the people are the same, the quota nearly so."""
    ballots = read((ELECTIONS / "meek_crosscheck" / case["file"]).read_bytes(), case["file"])
    record = count(ballots, "meek-prf")
    assert sorted(record["elected"]) == sorted(each["name"] for each in case["elected"])
    quota = Fraction(record["rounds"][-1]["quota"])
    assert abs(quota - Fraction(case["quota"])) < Fraction(1, 1000)


@pytest.mark.parametrize("equal", [False, True], ids=["strict", "equal ranks"])
@pytest.mark.parametrize("start", range(0, 5000, 500))
def test_like_the_plain_count(start: int, equal: bool):
    """The same people, and the same votes in every round, in elections made at random."""
    for seed in range(start, start + 500):
        chance = Random(seed)
        names = NAMES[: chance.randint(2, 6)]
        ballots = ballots_at_random(chance, names, number=chance.randint(1, 20), equal=equal)
        ballots.append((1, [[names[0]]]))
        seats = chance.randint(1, len(names))
        record = count(profile(names, ballots, seats=seats), "meek-prf")
        elected, rounds = meek(names, ballots, seats)
        told = [{name: Fraction(text) for name, text in each["votes"].items()} for each in record["rounds"]]
        assert told == rounds, f"seed {seed}"
        assert record["elected"] == elected, f"seed {seed}"


def test_strict_ballots_divide_alike_in_both_ways():
    """Classes held as numbers, or as places: the same votes after any elections and exclusions."""
    for seed in range(200):
        chance = Random(seed)
        names = NAMES[:7]
        ballots = profile(
            names, ballots_at_random(chance, names, number=25, equal=False), withdrawn=names[:1]
        )
        strict, shared = StrictPaths(ballots), SharedPaths(ballots)
        keep = [0] + [ONE] * 6
        for candidate in chance.sample(range(1, 7), 5):
            if chance.random() < 0.6:
                keep[candidate] = chance.randint(1, ONE)
                strict.elect(candidate)
                shared.elect(candidate)
            else:
                keep[candidate] = 0
                strict.exclude(candidate)
                shared.exclude(candidate)
            assert strict.divide(keep) == shared.divide(keep), f"seed {seed}"


def test_many_classes_divide_as_few_do(monkeypatch: pytest.MonkeyPatch):
    ballots = ballots_at_random(Random(3), NAMES, number=120, equal=False)
    few = count(profile(NAMES, ballots, seats=5), "meek-prf")
    monkeypatch.setattr("alliance.voting.methods.paths.FEW", 0)
    assert count(profile(NAMES, ballots, seats=5), "meek-prf") == few


def test_heavy_weights_are_counted_exactly():
    ballots = [(2**58 + 1, [["Ash"], ["Birch"]]), (2**57, [["Birch"]]), (2**57, [["Cedar"]])]
    record = count(profile(ABCD, ballots, seats=2), "meek-prf")
    assert record["elected"] == ["Ash", "Birch"]
    assert record["rounds"][0]["votes"]["Ash"] == f"{2**58 + 1}.000000000"


def test_shares_kept_are_told():
    record = count(
        profile(ABCD, [(6, [["Ash"], ["Birch"]]), (2, [["Birch"]]), (2, [["Cedar"]])], seats=2), "meek-prf"
    )
    first, second = record["rounds"]
    assert first["keep"] == {}
    assert second["event"] == "surplus"
    assert second["keep"] == {"Ash": "0.555555556"}
    assert second["votes"]["Ash"] == "3.333333336"
    (moved,) = second["transfers"]
    assert (moved["source"], moved["target"]) == ("Ash", "Birch")
    assert Fraction(moved["votes"]) == 6 - Fraction(second["votes"]["Ash"])


def test_every_change_is_told_as_a_transfer():
    for seed in range(100):
        chance = Random(seed)
        ballots = ballots_at_random(chance, NAMES[:6], number=25, equal=False)
        record = count(profile(NAMES[:6], ballots, seats=3), "meek-prf")
        for before, each in zip(record["rounds"], record["rounds"][1:], strict=False):
            for name, votes in before["votes"].items():
                change = Fraction(each["votes"].get(name, "0")) - Fraction(votes)
                came = sum(Fraction(move["votes"]) for move in each["transfers"] if move["target"] == name)
                went = sum(Fraction(move["votes"]) for move in each["transfers"] if move["source"] == name)
                assert change == came - went, f"seed {seed}"


def test_a_lot_among_those_within_the_surplus():
    lot = Lot(("Cedar", "Ash", "Birch", "Date"), "a coin")
    record = count(
        profile(ABCD[:3], [(3, [["Ash"]])], seats=2), "meek-prf", Options(lot=Lot(lot.order[:3], "a coin"))
    )
    assert record["elected"] == ["Ash", "Cedar"]
    (tie,) = record["ties"]
    assert (tie["between"], tie["chosen"], tie["is_lot"], tie["is_decisive"]) == (
        ["Birch", "Cedar"],
        ["Birch"],
        True,
        True,
    )


def test_a_full_group_is_excluded_at_once():
    cap = Cap(1, {"Ash": "Acme", "Birch": "Acme"})
    ballots = [(9, [["Ash"], ["Birch"]]), (4, [["Birch"], ["Cedar"]]), (3, [["Cedar"]]), (2, [["Date"]])]
    record = count(profile(ABCD, ballots, seats=2), "meek-prf", Options(cap=cap))
    assert record["elected"] == ["Ash", "Cedar"]
    assert record["rounds"][1]["excluded"] == ["Birch"]
    assert record["caps"][0]["round"] == 2
    assert "Birch is passed over: at most 1 of Acme may sit" in record["rounds"][1]["sentence"]


def test_the_withdrawn_are_passed_over():
    ballots = [(5, [["Ash"], ["Birch"]]), (3, [["Cedar"]])]
    record = count(profile(ABCD, ballots, withdrawn=["Ash"]), "meek-prf")
    assert record["elected"] == ["Birch"]
    assert "Ash" not in record["rounds"][0]["votes"]


def test_the_profile_may_have_no_places():
    ballots = profile(ABCD, [(1, [["Ash"]])])
    assert isinstance(ballots, Profile)
    assert count(ballots, "meek-prf")["elected"] == ["Ash"]
