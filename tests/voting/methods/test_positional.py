"""Plurality, approval and score, against sums done by hand and ballot by ballot."""

from __future__ import annotations

from collections import Counter
from random import Random

import numpy as np
import pytest

from alliance.voting.methods import CountError, Lot, Options, count
from alliance.voting.methods.profile import ScoreSheet
from tests.voting.methods.elections import NAMES, Ranking, ballots_at_random, profile
from tests.voting.methods.published import ELECTIONS, ballots_of, expected

ABC = NAMES[:3]


def by_total(names: list[str], totals: Counter[str]) -> list[list[str]]:
    return [[n for n in names if totals[n] == t] for t in sorted({totals[n] for n in names}, reverse=True)]


def in_levels(record) -> list[list[str]]:
    return [each if isinstance(each, list) else [each] for each in record["order"]]


def test_burlington_by_plurality():
    record = count(ballots_of(ELECTIONS / "burlington_mayor_2009"), "plurality")
    assert record["elected"] == ["Wright"]
    first = expected("burlington_mayor_2009")["computed"]["irv_rounds"][0]
    assert record["totals"] == {name: str(votes) for name, votes in first.items()}
    assert record["sentence"] == "Elected: Wright. Wright has 3297 votes, and Kiss has 2982."


@pytest.mark.parametrize("equal", [False, True])
def test_as_counted_ballot_by_ballot(equal):
    chance = Random(11 + equal)
    for _ in range(5000):
        names = NAMES[: chance.randint(1, 8)]
        withdrawn = [names[0]] if len(names) > 2 and chance.random() < 0.3 else []
        standing = [name for name in names if name not in withdrawn]
        ballots = ballots_at_random(chance, names, number=chance.randint(1, 12), equal=equal)
        made = profile(names, ballots, withdrawn=withdrawn)
        firsts: Counter[str] = Counter()
        marks: Counter[str] = Counter()
        for weight, ranking in ballots:
            places = [kept for equals in ranking if (kept := [name for name in equals if name in standing])]
            if places and len(places[0]) == 1:
                firsts[places[0][0]] += weight
            marks.update({name: weight for place in places for name in place})
        for method, totals in (("plurality", firsts), ("approval", marks)):
            record = count(made, method)
            assert record["totals"] == {name: str(totals[name]) for name in standing}
            assert in_levels(record) == by_total(standing, totals)
        assert int(count(made, "plurality")["input"]["valid"]) == firsts.total()


def test_several_first_choices_name_nobody():
    ballots: list[tuple[int, Ranking]] = [(3, [["Ash", "Birch"], ["Cedar"]]), (1, [["Birch"]])]
    record = count(profile(ABC, ballots), "plurality")
    assert record["totals"] == {"Ash": "0", "Birch": "1", "Cedar": "0"}
    assert (record["input"]["valid"], record["input"]["blank"]) == ("1", "3")


def test_the_first_who_stands_gets_the_vote():
    """A withdrawn candidate is passed over, also in a place shared with another."""
    ballots: list[tuple[int, Ranking]] = [(2, [["Ash"], ["Birch"]]), (3, [["Ash", "Cedar"], ["Birch"]])]
    record = count(profile(ABC, ballots, withdrawn=["Ash"]), "plurality")
    assert record["totals"] == {"Birch": "2", "Cedar": "3"}
    assert record["order"] == ["Cedar", "Birch"]


def test_weights_with_decimals():
    ballots = profile(ABC[:2], [(15, [["Ash"]]), (4, [["Birch"]])])
    record = count(ballots.__class__(**{**vars_of(ballots), "scale": 10}), "plurality")
    assert record["totals"] == {"Ash": "1.5", "Birch": "0.4"}
    assert record["input"]["ballots"] == "1.9"


def vars_of(ballots):
    return {name: getattr(ballots, name) for name in ballots.__dataclass_fields__}


def test_great_weights_are_exact():
    heavy = 2**60 + 1
    ballots = profile(ABC, [(heavy, [["Ash"]]), (heavy - 1, [["Birch"]]), (1, [["Birch"]])])
    record = count(ballots, "plurality")
    assert record["totals"]["Ash"] == record["totals"]["Birch"] == str(heavy)
    assert record["undecided"] == {"seats": 1, "between": ["Ash", "Birch"]}


def sheet(scores: list[list[int]], *, weights: list[int] | None = None, **settings) -> ScoreSheet:
    table = np.array(scores, np.int8).T
    given = weights or [1] * len(scores)
    return ScoreSheet(ABC, table, np.array(given, np.int64), **{"top": 5, **settings})


def test_scores_add_up():
    record = count(sheet([[5, 3, -1], [0, 4, 2], [-1, -1, -1]], weights=[1, 2, 1]), "score")
    assert record["totals"] == {"Ash": "5", "Birch": "11", "Cedar": "4"}
    assert record["elected"] == ["Birch"]
    assert record["input"]["valid"] == "3"
    assert record["input"]["blank"] == "1"


def test_scores_at_random():
    chance = Random(3)
    for _ in range(10_000):
        rows = [[chance.randint(-1, 5) for _ in ABC] for _ in range(chance.randint(1, 9))]
        weights = [chance.choice((1, 2, 7)) for _ in rows]
        record = count(sheet(rows, weights=weights), "score")
        totals = Counter(
            {
                name: sum(w * max(row[at], 0) for w, row in zip(weights, rows, strict=True))
                for at, name in enumerate(ABC)
            }
        )
        assert record["totals"] == {name: str(totals[name]) for name in ABC}
        assert in_levels(record) == by_total(list(ABC), totals)


def test_a_withdrawn_candidate_gets_no_points():
    record = count(sheet([[5, 3, 1]], withdrawn=frozenset({0})), "score")
    assert record["totals"] == {"Birch": "3", "Cedar": "1"}


def test_marks_of_the_wrong_kind():
    with pytest.raises(CountError, match="Score voting counts points"):
        count(profile(ABC, [(1, [["Ash"]])]), "score")
    with pytest.raises(CountError, match="Plurality counts ranks"):
        count(sheet([[1, 2, 3]]), "plurality")


def test_no_ballots_at_all():
    record = count(profile(ABC, []), "approval", Options(seats=2))
    assert record["elected"] == []
    assert record["undecided"] == {"seats": 2, "between": list(ABC)}


def test_a_lot_must_know_everybody():
    ballots = profile(ABC, [(1, [["Ash"]])])
    with pytest.raises(CountError, match="The lot does not place Cedar"):
        count(ballots, "plurality", Options(lot=Lot(("Ash", "Birch"), "a coin")))
