"""Debian's method: published votes and thresholds, and the constitution's procedure step by step."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from alliance.voting.methods import CountError, Options, count
from alliance.voting.methods.debian import has_majority, reaches_quorum
from tests.voting.methods.elections import NAMES, Ranking, ballots_at_random, profile
from tests.voting.methods.published import ELECTIONS, ballots_of, expected
from tests.voting.methods.reference import debian, schulze

LEADERS = ("debian_dpl_2007", "debian_dpl_2020")
THRESHOLDS = expected("debian_thresholds")["cases"]
NOTA = "None Of The Above"


@pytest.mark.parametrize("folder", LEADERS)
def test_project_leaders(folder):
    told = expected(folder)
    record = count(ballots_of(ELECTIONS / folder), "debian")
    assert record["elected"] == [told["published"]["winner"]]
    assert [[int(each) for each in row] for row in record["pairwise"]["matrix"]] == told["computed"][
        "pairwise_wins"
    ]
    fails = [
        name
        for name, numbers in told["computed"]["majority_over_default"].items()
        if not numbers["passes_simple_majority"]
    ]
    assert sorted(each["candidate"] for each in record["dropped"]) == sorted(fails)
    stays = [each for (each,) in told["computed"]["schulze_winning_votes"] if each not in fails]
    assert record["order"] == stays
    assert "The quorum was not checked" in record["sentence"]


def test_who_is_dropped_is_told_with_the_numbers():
    record = count(ballots_of(ELECTIONS / "debian_dpl_2007"), "debian", Options(eligible=1036))
    assert [each["sentence"] for each in record["dropped"]] == [
        "Aigars Mahinovs is dropped: 142 votes over None Of The Above to 270 are no majority.",
        "Simon Richter is dropped: 183 votes over None Of The Above to 233 are no majority.",
    ]
    assert "quorum" not in record["sentence"]


@pytest.mark.parametrize("case", THRESHOLDS, ids=[case["vote"] for case in THRESHOLDS])
def test_published_thresholds(case):
    for option in case["options"]:
        over, under = option["over_default"], option["default_over"]
        assert reaches_quorum(over, case["developers"]) == option["quorum_reached"]
        assert has_majority(over, under) == option["majority"]


def test_a_quorum_of_a_whole_number_is_reached_by_exactly_it():
    """With 400 entitled, 3Q is 30."""
    assert reaches_quorum(30, 400)
    assert not reaches_quorum(29, 400)
    assert reaches_quorum(30_00, 400, scale=100)
    assert not reaches_quorum(29_99, 400, scale=100)


@pytest.mark.parametrize(
    ("over", "under", "ratio", "met"),
    [
        (2, 1, 1, True),
        (1, 1, 1, False),
        (0, 0, 1, False),
        (3, 1, 3, True),
        (299, 100, 3, False),
        (5, 0, 3, True),
    ],
)
def test_majority_ratio(over, under, ratio, met):
    """At least the ratio, and more over than under in any case."""
    assert has_majority(over, under, Fraction(ratio)) is met


def test_a_supermajority_may_drop_the_option_most_prefer():
    ballots: list[tuple[int, Ranking]] = [
        (6, [["Amend"], ["Keep"], [NOTA]]),
        (3, [["Keep"], [NOTA], ["Amend"]]),
    ]
    made = profile(["Amend", "Keep", NOTA], ballots)
    assert count(made, "debian")["elected"] == ["Amend"]
    record = count(made, "debian", Options(ratios={"Amend": Fraction(3)}))
    assert record["elected"] == ["Keep"]
    assert record["dropped"][0]["sentence"] == (
        "Amend is dropped: 6 votes over None Of The Above to 3 are no majority of 3 to 1."
    )


def test_the_default_option_wins_when_nothing_else_is_left():
    record = count(profile(["Amend", NOTA], [(5, [["Amend"]]), (6, [[NOTA]])]), "debian")
    assert record["elected"] == [NOTA]
    few = count(profile(["Amend", NOTA], [(5, [["Amend"]])]), "debian", Options(eligible=1000))
    assert few["elected"] == [NOTA]
    assert few["dropped"][0]["failed"] == ["quorum"]


def test_nobody_below_the_default_option_fills_a_seat():
    ballots: list[tuple[int, Ranking]] = [(5, [["Ash"], [NOTA], ["Birch"]])]
    record = count(profile(["Ash", "Birch", NOTA], ballots, seats=2), "debian")
    assert record["elected"] == ["Ash"]
    assert record["vacant"] == 1


def test_the_default_option_must_be_known():
    ballots = profile(["Ash", "Birch"], [(1, [["Ash"]])])
    with pytest.raises(CountError, match="needs a default option"):
        count(ballots, "debian")
    with pytest.raises(CountError, match="The default option “Elm” is not on the ballot"):
        count(ballots, "debian", Options(default_option="Elm"))
    with pytest.raises(CountError, match="puts unranked options below"):
        count(ballots, "debian", Options(default_option="Ash", unranked="excluded"))


@pytest.mark.parametrize("equal", [False, True])
def test_as_the_constitution_says_it(equal):
    chance = Random(83 + equal)
    decided = 0
    for _ in range(5000):
        names = NAMES[: chance.randint(2, 6)]
        ballots = ballots_at_random(chance, names, number=chance.randint(1, 15), equal=equal)
        default = chance.choice(names)
        eligible = chance.choice([None, chance.randint(1, 60)])
        ratios = {names[0]: Fraction(chance.choice((1, 2, 3)))} if chance.random() < 0.5 else {}
        options = Options(default_option=default, eligible=eligible, ratios=ratios)
        record = count(profile(names, ballots), "debian", options)
        counted = schulze.pair_counts(names, ballots)
        left = debian.kept(names, default, counted, eligible, ratios)
        assert [each for each in names if each not in left] == [
            each["candidate"] for each in record["dropped"]
        ]
        winners = debian.winners(left, counted)
        if len(winners) == 1:
            decided += 1
            assert record["elected"] == list(winners)
        else:
            assert record["elected"] == []
            assert set(record["undecided"]["between"]) == winners
    assert decided > 2500
