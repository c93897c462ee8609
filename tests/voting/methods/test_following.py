"""A ballot followed through a count: all ballots together make up the votes of the record."""

import random
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from alliance.voting.methods import Options, count
from alliance.voting.methods.following import compared, counted_for, followed
from alliance.voting.methods.profile import NOBODY, Profile

NAMES = ("Ash", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Larch")


def profile(rankings: list[list[int]], *, seats: int = 1) -> Profile:
    places = np.full((len(NAMES), len(rankings)), NOBODY, dtype=np.int8)
    for ballot, ranking in enumerate(rankings):
        places[: len(ranking), ballot] = ranking
    return Profile(NAMES, places, np.ones(len(rankings), dtype=np.int64), seats=seats)


def drawn(seed: int, voters: int = 60) -> list[list[int]]:
    chance = random.Random(seed)
    return [
        chance.sample(range(len(NAMES)), chance.randint(1, len(NAMES)))
        if chance.random() < 0.6
        else [0, *chance.sample(range(1, len(NAMES)), chance.randint(1, 4))]
        for _ in range(voters)
    ]


CUT = Fraction(1, 1000)  # what cutting at every transfer may lose of 60 ballots
RUNOFFS = [("irv", 1), ("irv", 3), ("condorcet-irv", 3)]
COUNTS = [*RUNOFFS, ("scottish-2007", 3), ("wigm-exact", 3), ("meek-prf", 3)]


@pytest.mark.parametrize(("method", "seats"), COUNTS)
@pytest.mark.parametrize("seed", range(8))
def test_all_ballots_together_are_the_votes_of_every_round(method: str, seats: int, seed: int):
    rankings = drawn(seed)
    record: Any = count(profile(rankings, seats=seats), method, Options())
    sums: list[dict[str, Fraction]] = [{} for _ in record["rounds"]]
    for ranking in rankings:
        for stand in followed(record, [[NAMES[each]] for each in ranking]):
            assert sum(part for _, part in stand.parts) + stand.exhausted == 1
            for at in range(stand.first, stand.last + 1):
                for name, part in stand.parts:
                    sums[at - 1][name] = sums[at - 1].get(name, Fraction(0)) + part
    for found, each in zip(sums, record["rounds"], strict=True):
        for name, votes in each["votes"].items():
            assert abs(found.get(name, 0) - Fraction(votes)) <= CUT, (each["number"], name)


def test_a_ballot_moves_on_and_is_told_once_where_nothing_changes():
    record: Any = count(profile([[0, 1]] * 6 + [[1]] * 2 + [[2, 1]] * 3 + [[3, 2]], seats=1), "irv")
    told = [(each.at, each.sentence) for each in followed(record, [["Elm"], ["Cedar"]])]
    assert told[0] == ("Round 1", "Wholly with Elm.")
    assert told[-1][1].startswith("Wholly with Cedar, after Elm was excluded")


def test_equal_ranks_are_not_followed_where_the_rule_has_none():
    record: Any = count(profile(drawn(1), seats=3), "scottish-2007")
    assert followed(record, [["Ash", "Birch"]]) == []


def test_a_ballot_takes_sides_in_pairs():
    rankings = [[0, 1, 2, 3, 4, 5, 6]] * 3 + [[1, 0]]
    record: Any = count(profile(rankings), "schulze-wv", Options(unranked="excluded"))
    (only,) = compared(record, [["Birch"], ["Ash"]])
    assert (only.preferred, only.other) == ("Birch", "Ash")
    assert (only.votes_for, only.votes_against, only.outcome) == ("1", "3", "did not prevail")
    last: Any = count(profile(rankings), "schulze-wv", Options(unranked="last"))
    assert len(compared(last, [["Birch"], ["Ash"]])) == 1 + 2 * 5


def test_whom_a_ballot_counted_for():
    rankings = [[0, 1], [1], [1, 2]]
    assert counted_for(count(profile(rankings), "plurality"), [["Ash"], ["Birch"]]) == ["Ash"]  # type: ignore[arg-type]
    assert counted_for(count(profile(rankings), "approval"), [["Ash"], ["Birch"]]) == ["Ash", "Birch"]  # type: ignore[arg-type]
