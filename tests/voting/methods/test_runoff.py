"""Instant runoff: published rounds, a plain count, the rounds a majority ends, and further seats."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from alliance.voting.methods import Cap, Options, count
from tests.voting.methods.elections import NAMES, ballots_at_random, profile
from tests.voting.methods.published import ELECTIONS, ballots_of, expected
from tests.voting.methods.reference.irv import irv

ABCD = NAMES[:4]


def test_minneapolis_mayor_in_33_rounds():
    published = expected("minneapolis_mayor_2013")["published"]
    options = Options(first_excluded=("UWI",))
    record = count(ballots_of(ELECTIONS / "minneapolis_mayor_2013"), "irv", options)
    assert record["elected"] == published["winners"]
    assert len(record["rounds"]) == 33
    gone: list[str] = []
    for mine, theirs in zip(record["rounds"], published["rounds"], strict=True):
        assert mine["votes"] == {name: theirs["votes"][name] for name in mine["votes"]}
        assert len(mine["votes"]) == len(theirs["votes"])
        assert sorted(mine["excluded"]) == sorted(gone)
        assert mine["elected"] == theirs["elected"]
        assert mine["quota"] == theirs["threshold"]
        assert sum(map(int, mine["votes"].values())) == int(theirs["active"])
        gone = theirs["eliminated_after"]


def test_ireland_1990():
    published = expected("ireland_president_1990")["published"]
    record = count(ballots_of(ELECTIONS / "ireland_president_1990"), "irv")
    first, second = record["rounds"]
    assert record["elected"] == published["winners"]
    assert first["votes"] == {name: str(votes) for name, votes in published["rounds"][0].items()}
    assert second["votes"] | {"nontransferable": second["exhausted"]} == {
        name: str(votes) for name, votes in published["rounds"][1].items()
    }


def test_burlington_2009():
    computed = expected("burlington_mayor_2009")["computed"]["irv_rounds"]
    record = count(ballots_of(ELECTIONS / "burlington_mayor_2009"), "irv")
    assert record["elected"] == ["Kiss"]
    assert [each["votes"] for each in record["rounds"]] == [
        {name: str(votes) for name, votes in each.items()} for each in computed
    ]


@pytest.mark.parametrize("start", range(0, 10_000, 1000))
def test_like_the_plain_count(start: int):
    """The same winner and the same votes in every round, in elections made at random."""
    for seed in range(start, start + 1000):
        chance = Random(seed)
        names = NAMES[: chance.randint(2, 8)]
        ballots = ballots_at_random(chance, names, number=chance.randint(1, 30), equal=False)
        ballots.append((1, [[names[-1]]]))
        record = count(profile(names, ballots), "irv")
        elected, rounds = irv(names, ballots)
        assert record["elected"] == elected, f"seed {seed}"
        told = [{name: Fraction(text) for name, text in each["votes"].items()} for each in record["rounds"]]
        assert told == rounds, f"seed {seed}"


def test_a_further_seat_is_counted_without_the_elected():
    ballots = [(6, [["Ash"], ["Birch"]]), (3, [["Cedar"]]), (2, [["Birch"]]), (1, [["Date"]])]
    record = count(profile(ABCD, ballots, seats=2), "irv")
    assert record["elected"] == ["Ash", "Birch"]
    assert [each["number"] for each in record["rounds"]] == list(range(1, len(record["rounds"]) + 1))
    again = next(each for each in record["rounds"][1:] if each["event"] == "first preferences")
    assert again["votes"] == {"Birch": "8", "Cedar": "3", "Date": "1"}


def test_nobody_of_a_full_group_wins():
    cap = Cap(1, {"Ash": "Acme"}, sitting={"Acme": 1})
    record = count(profile(ABCD, [(9, [["Ash"], ["Birch"]]), (3, [["Cedar"]])]), "irv", Options(cap=cap))
    assert record["elected"] == ["Birch"]
    assert record["caps"][0]["candidate"] == "Ash"
