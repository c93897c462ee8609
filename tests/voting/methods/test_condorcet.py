"""Schulze, ranked pairs, Condorcet with instant runoff: published elections, and plain reference counts."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

import numpy as np
import pytest

from alliance.voting.methods import Cap, CountError, Lot, Options, count
from alliance.voting.methods.profile import Profile, ScoreSheet
from tests.voting.methods.elections import NAMES, Ranking, ballots_at_random, profile
from tests.voting.methods.published import DATA, ELECTIONS, ballots_of, expected
from tests.voting.methods.reference import condorcet_irv, ranked_pairs, schulze

SCHULZE = {"schulze-wv": "winning votes", "schulze-margins": "margins"}
COMPUTED = {
    "schulze-wv": "schulze_winning_votes",
    "schulze-margins": "schulze_margins",
    "ranked-pairs-wv": "ranked_pairs_winning_votes",
}
COMPARED = [
    each.name
    for each in sorted(ELECTIONS.iterdir())
    if (each / "ballots.csv").exists() and each.name.startswith(("debian", "kubernetes", "knative"))
]
KUBERNETES = json.loads((DATA / "kubernetes-elections" / "results.json").read_text())
CIRCLE: list[tuple[int, Ranking]] = [
    (2, [["Ash"], ["Birch"], ["Cedar"]]),
    (2, [["Birch"], ["Cedar"], ["Ash"]]),
    (2, [["Cedar"], ["Ash"], ["Birch"]]),
]


def unranked_in(folder: str) -> Any:
    return "last" if expected(folder)["unranked"].startswith("last") else "excluded"


def levels(record: dict[str, Any]) -> list[list[str]]:
    return [each if isinstance(each, list) else [each] for each in record["order"]]


def whole(matrix: list[list[str]]) -> list[list[int]]:
    return [[int(each) for each in row] for row in matrix]


def test_there_are_real_elections():
    assert len(COMPARED) >= 8
    assert len(KUBERNETES) >= 6


@pytest.mark.parametrize("folder", COMPARED)
@pytest.mark.parametrize("method", COMPUTED)
def test_real_elections_in_full_order(folder, method):
    told = expected(folder)
    if COMPUTED[method] not in told["computed"]:
        assert (folder, method) == ("kubernetes_steering_2019", "ranked-pairs-wv")
        return
    ballots = ballots_of(ELECTIONS / folder, told["seats"])
    record = count(ballots, method, Options(unranked=unranked_in(folder)))
    assert levels(record) == told["computed"][COMPUTED[method]]
    assert whole(record["pairwise"]["matrix"]) == told["computed"]["pairwise_wins"]
    if method == "schulze-wv":
        paths = told["computed"].get("strongest_paths_winning_votes")
        assert paths in (None, whole(record["pairwise"]["paths"]))


@pytest.mark.parametrize("election", KUBERNETES, ids=[each["election"] for each in KUBERNETES])
def test_what_kubernetes_published(election):
    folder = DATA / "kubernetes-elections" / election["election"]
    method = "condorcet-irv" if election["method_stated"] == "Condorcet-IRV" else "schulze-wv"
    ballots = ballots_of(folder, election["seats"])
    assert int(ballots.weights.sum()) == election["ballots"]
    record = count(ballots, method, Options(unranked="excluded"))
    assert sorted(record["elected"]) == sorted(election["winner_columns"])
    if election["ranking_columns"]:
        assert levels(record) == election["ranking_columns"]
        assert record["elected"] == election["winner_columns"]


@pytest.mark.parametrize("election", KUBERNETES, ids=[each["election"] for each in KUBERNETES])
def test_employers_have_at_most_a_third_or_two(election):
    """The companies' limit holds in the count, and was not invoked where the notes say so."""
    folder = DATA / "kubernetes-elections" / election["election"]
    with (DATA / "kubernetes-elections" / "candidates.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["election"] == election["election"]]
    groups = {row["ballot_column"]: row["employer_stated"] for row in rows if row["employer_stated"]}
    cap = Cap(Fraction(1, 3), groups, size=7, least=2)
    options = Options(unranked="excluded", cap=cap)
    record = count(ballots_of(folder, election["seats"]), "schulze-wv", options)
    for group in set(groups.values()):
        assert sum(groups.get(name) == group for name in record["elected"]) <= 2
    if election["limits_note"] == "limits not invoked":
        assert record["caps"] == []
        assert record["elected"] == election["winner_columns"]


def test_a_tie_in_a_published_order():
    """Kubernetes Code of Conduct Committee 2025: two are equal at the top, then the others one by one."""
    names = ("endocrimes", "sreeram-venkitesh", "divya-mohan0209", "swatisehgal", "stmcginnis")
    ranks = np.array(
        [[3, 3, 1, 2, 2], [2, 4, 3, 5, 1], [2, 4, 3, 5, 1], [2, 4, 1, 3, 3], [4, 1, 2, 3, 5], [1, 5, 2, 3, 4]]
    )
    ballots = [
        (1, [[names[c] for c in range(5) if row[c] == rank] for rank in sorted(set(row))]) for row in ranks
    ]
    record = count(profile(names, ballots, seats=3), "schulze-wv", Options(unranked="excluded"))
    assert record["order"] == [[names[0], names[2]], names[4], names[3], names[1]]
    assert sorted(record["elected"]) == sorted([names[0], names[2], names[4]])
    assert record["ties"][0]["is_decisive"] is False
    one = count(profile(names, ballots), "schulze-wv", Options(unranked="excluded"))
    assert one["elected"] == []
    assert one["undecided"] == {"seats": 1, "between": [names[0], names[2]]}


def test_three_methods_three_winners():
    ballots = ballots_of(ELECTIONS / "burlington_mayor_2009")
    told = expected("burlington_mayor_2009")
    winners = {name: count(ballots, name)["elected"] for name in ("plurality", *COMPUTED, "condorcet-irv")}
    assert winners.pop("plurality") == [told["published"]["plurality"]]
    assert set(map(tuple, winners.values())) == {(told["published"]["condorcet"],)}
    assert whole(count(ballots, "schulze-wv")["pairwise"]["matrix"]) == told["computed"]["pairwise_wins"]


@pytest.mark.parametrize("equal", [False, True])
def test_every_method_as_its_plain_definition(equal):
    chance = Random(31 + equal)
    for _ in range(5000):
        names = NAMES[: chance.randint(1, 6)]
        withdrawn = [names[-1]] if len(names) > 2 and chance.random() < 0.2 else []
        standing = [name for name in names if name not in withdrawn]
        ballots = ballots_at_random(chance, names, number=chance.randint(1, 12), equal=equal)
        made = profile(names, ballots, withdrawn=withdrawn)
        unranked = chance.choice(["last", "excluded"])
        counted = schulze.pair_counts(standing, ballots, unranked)
        for method, measure in SCHULZE.items():
            record = count(made, method, Options(unranked=unranked))
            strength = schulze.strengths(counted, measure)
            assert levels(record) == schulze.order(standing, strength)
            paths = schulze.strongest_paths(standing, strength)
            assert whole(record["pairwise"]["paths"]) == [
                [paths.get((a, b), (0, 0))[0] for b in standing] for a in standing
            ]
        record = count(made, "ranked-pairs-wv", Options(unranked=unranked))
        assert levels(record) == ranked_pairs.order(standing, schulze.strengths(counted))


@pytest.mark.parametrize("equal", [False, True])
def test_condorcet_irv_as_its_plain_definition(equal):
    chance = Random(47 + equal)
    ties = 0
    for _ in range(5000):
        names = NAMES[: chance.randint(1, 5)]
        ballots = ballots_at_random(chance, names, number=chance.randint(1, 9), equal=equal)
        seats = chance.randint(1, len(names))
        made, counted = profile(names, ballots, seats=seats), schulze.pair_counts(names, ballots)
        lot = Lot.drawn(str(chance.random()), names)
        drawn = count(made, "condorcet-irv", Options(lot=lot))
        assert drawn["elected"] == condorcet_irv.elected_by_lot(names, counted, ballots, seats, lot.order)
        outcomes = condorcet_irv.outcomes(names, counted, ballots, seats)
        record = count(made, "condorcet-irv")
        certain = frozenset.intersection(*outcomes)
        assert set(record["elected"]) == certain
        if len(outcomes) == 1:
            assert record["undecided"] is None
        else:
            ties += 1
            assert record["undecided"]["seats"] == seats - len(certain)
            assert set(record["undecided"]["between"]) == frozenset().union(*outcomes) - certain
            assert any(tie["is_decisive"] for tie in drawn["ties"])
        for each in [*record["rounds"], *drawn["rounds"]]:
            held = sum(map(Fraction, each["votes"].values()))
            total = held + Fraction(each["exhausted"]) + Fraction(each["loss"])
            assert total == Fraction(record["input"]["valid"])
        for stages in (record["rounds"], drawn["rounds"]):
            for before, after in pairwise(stages):
                moved = sum(Fraction(each["votes"]) for each in after["transfers"])
                lost = Fraction(after["loss"]) - Fraction(before["loss"])
                left = [Fraction(before["votes"][name]) for name in after["excluded"]]
                assert not left or moved + lost == sum(left)
    assert ties > 50


def test_a_portion_of_the_ballots_is_as_good_as_all(monkeypatch):
    """Ballots are compared in portions: the sums are the same whatever their size."""
    chance = Random(5)
    ballots = profile(NAMES, ballots_at_random(chance, NAMES, number=1000, equal=True))
    whole_count = count(ballots, "schulze-wv")
    monkeypatch.setattr("alliance.voting.methods.pairs.AT_ONCE", 640)
    told: list[float] = []
    assert count(ballots, "schulze-wv", Options(progress=told.append)) == whole_count
    assert told == sorted(told)
    assert told[-1] == 1


def test_heavy_weights_are_exact():
    """Weights beyond what a double holds exactly are added in whole numbers."""
    heavy = 2**60 + 1
    names = NAMES[:3]
    ballots: list[tuple[int, Ranking]] = [
        (heavy, [["Ash"]]),
        (heavy - 1, [["Birch"]]),
        (1, [["Cedar"], ["Birch"]]),
    ]
    record = count(profile(names, ballots), "schulze-wv")
    assert record["pairwise"]["matrix"][0][1] == str(heavy)
    assert record["pairwise"]["matrix"][1][0] == str(heavy)
    assert record["order"][0] == ["Ash", "Birch"]


def test_more_than_255_candidates():
    """Ranks are kept in the smallest numbers that hold them."""
    names = [f"Candidate {number}" for number in range(300)]
    ballots: list[tuple[int, Ranking]] = [
        (2, [[name] for name in names]),
        (1, [[name] for name in names[::-1]]),
    ]
    record = count(profile_wide(names, ballots), "schulze-wv")
    assert record["order"] == names
    assert record["pairwise"]["matrix"][0][299] == "2"
    too_many = profile_wide([f"{number}" for number in range(1200)], [(1, [["3"]])])
    with pytest.raises(CountError, match="1200 candidates make too many pairs"):
        count(too_many, "ranked-pairs-wv")


def profile_wide(names: list[str], ballots: list[tuple[int, Ranking]]) -> Profile:
    places = np.full((max(len(ranking) for _, ranking in ballots), len(ballots)), -1, np.int16)
    for column, (_, ranking) in enumerate(ballots):
        places[: len(ranking), column] = [names.index(equals[0]) for equals in ranking]
    return Profile(tuple(names), places, np.array([weight for weight, _ in ballots], np.int64))


@pytest.mark.parametrize("method", [*COMPUTED, "condorcet-irv"])
def test_a_circle_of_equals_waits_for_a_lot(method):
    ballots = profile(NAMES[:3], CIRCLE)
    record = count(ballots, method)
    assert record["elected"] == []
    assert record["order"] == [["Ash", "Birch", "Cedar"]]
    assert record["undecided"] == {"seats": 1, "between": ["Ash", "Birch", "Cedar"]}
    assert [tie["is_decisive"] for tie in record["ties"]] == [True]
    assert "waits for a lot" in record["sentence"]
    drawn = count(ballots, method, Options(lot=Lot(("Cedar", "Ash", "Birch"), "a coin")))
    assert len(drawn["elected"]) == 1
    assert drawn["undecided"] is None
    assert drawn["ties"][0]["broken_by"] == "a coin"


def test_ranked_pairs_tells_what_it_leaves_out():
    ballots = [*CIRCLE, (1, [["Ash"], ["Birch"], ["Cedar"]])]
    record = count(profile(NAMES[:3], ballots), "ranked-pairs-wv")
    assert record["order"] == ["Ash", "Birch", "Cedar"]
    assert record["pairwise"]["left_out"] == [
        "Cedar over Ash is left out: it would close a circle with stronger defeats."
    ]


def test_rounds_of_condorcet_irv():
    """A circle: whoever has the fewest first preferences goes, and the ballots move on."""
    ballots: list[tuple[int, Ranking]] = [
        (4, [["Ash"], ["Birch"], ["Cedar"]]),
        (3, [["Birch"], ["Cedar"], ["Ash"]]),
        (2, [["Cedar"], ["Ash"]]),
    ]
    record = count(profile(NAMES[:3], ballots), "condorcet-irv")
    assert [each["sentence"] for each in record["rounds"]] == [
        "For seat 1, 3 candidates stand. Nobody beats all the others in pairs.",
        (
            "Cedar, with the fewest first preferences, 2, is eliminated. "
            "Ash beats every other left in pairs and is elected."
        ),
    ]
    assert record["rounds"][1]["transfers"] == [{"source": "Cedar", "target": "Ash", "votes": "2"}]
    assert record["rounds"][1]["votes"] == {"Ash": "6", "Birch": "3"}
    assert record["order"] == ["Ash", "Birch", "Cedar"]


def test_equal_first_preferences_are_shared_exactly():
    """Three thirds are one whole vote: nothing is lost before the comparison."""
    ballots: list[tuple[int, Ranking]] = [
        (3, [["Ash", "Birch", "Cedar"]]),
        (1, [["Date"], ["Ash"], ["Birch"], ["Cedar"]]),
        (1, [["Date"], ["Birch"], ["Cedar"], ["Ash"]]),
        (1, [["Date"], ["Cedar"], ["Ash"], ["Birch"]]),
    ]
    record = count(profile(NAMES[:4], ballots, seats=1), "condorcet-irv")
    assert record["rounds"][0]["votes"] == {
        "Ash": "1.00000",
        "Birch": "1.00000",
        "Cedar": "1.00000",
        "Date": "3.00000",
    }
    assert record["ties"][0]["between"] == ["Ash", "Birch", "Cedar"]


def test_candidates_without_votes_do_not_hide_the_winner():
    """A circle of three, and forty whom hardly anybody ranks: no lot is needed, and none is asked for."""
    names = ["Ash", "Birch", "Cedar", *(f"Other {number}" for number in range(40))]
    rest = [[name] for name in names[3:]]
    ballots: list[tuple[int, Ranking]] = [
        (4, [["Ash"], ["Birch"], ["Cedar"], *rest]),
        (3, [["Birch"], ["Cedar"], ["Ash"], *rest[::-1]]),
        (2, [["Cedar"], ["Ash"], ["Birch"]]),
    ]
    record = count(profile(names, ballots), "condorcet-irv")
    assert record["elected"] == ["Ash"]
    assert len(record["ties"]) == 39
    assert not any(tie["is_decisive"] for tie in record["ties"])


def test_ties_too_many_to_try_are_left_open():
    """All equal in everything: nobody is elected before a lot, and the count ends."""
    names = [f"Candidate {number}" for number in range(120)]
    ballots: list[tuple[int, Ranking]] = [(1, [[name]]) for name in names]
    record = count(profile(names, ballots, seats=3), "condorcet-irv")
    assert record["elected"] == []
    assert record["undecided"] == {"seats": 3, "between": names}
    drawn = count(profile(names, ballots, seats=3), "condorcet-irv", Options(lot=Lot.drawn("s", names)))
    assert len(drawn["elected"]) == 3
    assert "is_decisive" not in drawn["ties"][0]


def test_empty_elections():
    for method in (*COMPUTED, "condorcet-irv"):
        for blank in ([], [(4, [])]):
            record = count(profile(NAMES[:3], blank), method, Options(progress=lambda _: None))
            assert record["input"]["valid"] == "0"
            assert record["input"]["blank"] == ("4" if blank else "0")
            assert record["undecided"] == {"seats": 1, "between": list(NAMES[:3])}


def test_scores_are_not_ranks():
    sheet = ScoreSheet(NAMES[:2], np.zeros((2, 1), np.int8), np.ones(1, np.int64), top=5)
    with pytest.raises(CountError, match="counts ranks, and these ballots have points"):
        count(sheet, "schulze-wv")
