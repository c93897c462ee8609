"""What every counting rule must satisfy, on elections that hypothesis makes up."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from alliance.voting.methods import METHODS, Cap, Lot, Options, count
from tests.voting.methods.elections import NAMES, Ranking, ballots_at_random, profile

RANKED = [name for name, method in METHODS.items() if method.marks == "ranks"]
STRICT = {"plurality", "irv", "scottish-2007", "wigm-prf", "wigm-exact", "minneapolis-2013", "meek-prf"}
IN_ROUNDS = STRICT - {"plurality"}
CONDORCET = {"schulze-wv", "schulze-margins", "ranked-pairs-wv", "condorcet-irv"}
MAJORITY = CONDORCET | STRICT

elections = st.builds(Random, st.integers(0, 2**64)).map(lambda chance: (chance, chance.randint(2, 6)))


def made(
    chance: Random, candidates: int, method: str, seats: int | None = None
) -> tuple[Any, Options, list[Any]]:
    names = NAMES[:candidates]
    ballots = ballots_at_random(chance, names, number=chance.randint(1, 25), equal=method not in STRICT)
    ballots.append((1, [[chance.choice(names)]]))
    chosen = seats or chance.randint(1, candidates)
    lot = Lot.drawn(str(chance.random()), names)
    options = Options(seats=chosen, lot=lot, default_option=names[-1] if method == "debian" else "")
    return profile(names, ballots, seats=chosen), options, ballots


def told(record: dict[str, Any]) -> dict[str, Any]:
    """The record without what rightly depends on the order of ballots and candidates."""
    order = record["order"] and [sorted(each) if isinstance(each, list) else each for each in record["order"]]
    votes = [(each["event"], each["votes"], each["exhausted"], each["loss"]) for each in record["rounds"]]
    return {"elected": record["elected"], "order": order, "rounds": votes, "vacant": record["vacant"]}


@pytest.mark.parametrize("method", RANKED)
@given(election=elections)
@settings(max_examples=60, deadline=None)
def test_anonymity(method: str, election: tuple[Random, int]) -> None:
    """Who casts which ballot makes no difference, nor whether equal ballots are joined."""
    chance, candidates = election
    ballots, options, said = made(chance, candidates, method)
    apart: list[tuple[int, Ranking]] = [(1, ranking) for weight, ranking in said for _ in range(weight)]
    chance.shuffle(apart)
    again = profile(ballots.candidates, apart, seats=ballots.seats)
    assert told(count(again, method, options)) == told(count(ballots, method, options))


@pytest.mark.parametrize("method", RANKED)
@given(election=elections)
@settings(max_examples=60, deadline=None)
def test_neutrality(method: str, election: tuple[Random, int]) -> None:
    """The order in which candidates are listed makes no difference, once a lot is drawn."""
    chance, candidates = election
    ballots, options, said = made(chance, candidates, method)
    listed = chance.sample(ballots.candidates, candidates)
    again = profile(listed, said, seats=ballots.seats)
    assert told(count(again, method, options)) == told(count(ballots, method, options))


@pytest.mark.parametrize("method", sorted(IN_ROUNDS))
@given(election=elections)
@settings(max_examples=60, deadline=None)
def test_no_vote_is_lost(method: str, election: tuple[Random, int]) -> None:
    """In every round the votes of all, the exhausted and the cut-off parts make up the valid votes."""
    ballots, options, _ = made(*election, method)
    record = count(ballots, method, options)
    assert record["rounds"]
    for each in record["rounds"]:
        held = sum(Fraction(votes) for votes in each["votes"].values())
        assert held + Fraction(each["exhausted"]) + Fraction(each["loss"]) == Fraction(
            record["input"]["valid"]
        )


@pytest.mark.parametrize("method", RANKED)
@given(election=elections)
@settings(max_examples=60, deadline=None)
def test_every_seat_is_accounted_for(method: str, election: tuple[Random, int]) -> None:
    ballots, options, _ = made(*election, method)
    record = count(ballots, method, options)
    open_seats = record["undecided"]["seats"] if record["undecided"] else 0
    assert len(record["elected"]) + record["vacant"] + open_seats == ballots.seats
    assert len(set(record["elected"])) == len(record["elected"])


@pytest.mark.parametrize("method", sorted(MAJORITY))
@given(election=elections)
@settings(max_examples=60, deadline=None)
def test_majority(method: str, election: tuple[Random, int]) -> None:
    """Whom more than half put first is elected."""
    chance, candidates = election
    ballots, options, said = made(chance, candidates, method, seats=1)
    favourite = chance.choice(ballots.candidates)
    more = sum(weight for weight, _ in said) + 1
    again = profile(ballots.candidates, [*said, (more, [[favourite]])])
    assert count(again, method, options)["elected"] == [favourite]


@pytest.mark.parametrize("method", sorted(CONDORCET))
@given(election=elections)
@settings(max_examples=100, deadline=None)
def test_condorcet(method: str, election: tuple[Random, int]) -> None:
    """Whoever beats every other in pairs is elected."""
    ballots, options, _ = made(*election, method, seats=1)
    matrix = count(ballots, "schulze-wv", options)["pairwise"]["matrix"]
    wins = [[Fraction(each) for each in row] for row in matrix]
    everyone = range(len(ballots.candidates))
    winners = [a for a in everyone if all(wins[a][b] > wins[b][a] for b in everyone if b != a)]
    if winners:
        assert count(ballots, method, options)["elected"] == ballots.names(winners)


@pytest.mark.parametrize("method", RANKED)
@given(election=elections)
@settings(max_examples=60, deadline=None)
def test_caps_hold(method: str, election: tuple[Random, int]) -> None:
    """No group gets more seats than it may have, sitting members counted."""
    chance, candidates = election
    ballots, options, _ = made(chance, candidates, method)
    groups = {name: chance.choice(("North", "South")) for name in ballots.candidates}
    sitting = {"North": chance.randint(0, 1)}
    cap = Cap(limit=chance.randint(1, 3), groups=groups, sitting=sitting)
    record = count(
        ballots,
        method,
        Options(seats=options.seats, lot=options.lot, cap=cap, default_option=options.default_option),
    )
    for group in ("North", "South"):
        held = sum(groups[name] == group for name in record["elected"])
        assert held <= max(0, cap.most - sitting.get(group, 0))
