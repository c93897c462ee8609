"""Seats from an order: full groups are passed over, ties for a seat are never hidden."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import permutations
from random import Random

import pytest

from alliance.voting.methods import Cap, Lot, Options, count
from alliance.voting.methods.seats import Order, seat
from tests.voting.methods.elections import NAMES, Ranking, profile

NO_LOT = Lot()
ABCD = NAMES[:4]


def walked(order: list[str], seats: int, cap: Cap | None) -> list[str]:
    """Who is seated when everybody has a place of their own, one by one."""
    elected: list[str] = []
    for name in order:
        group = cap.groups.get(name) if cap else None
        held = sum(cap.groups.get(other) == group for other in elected) if cap and group else 0
        if len(elected) < seats and (cap is None or group is None or held < (cap.room(name) or 0)):
            elected.append(name)
    return elected


def every_way(order: Order, seats: int, cap: Cap | None) -> set[frozenset[str]]:
    """Who is seated, for every way to put equals in an order."""
    ways: list[list[str]] = [[]]
    for equals in order:
        ways = [way + list(more) for way in ways for more in permutations(equals)]
    return {frozenset(walked(way, seats, cap)) for way in ways}


def test_a_full_group_is_passed_over():
    cap = Cap(1, {"Ash": "Acme", "Birch": "Acme"})
    seating = seat([[each] for each in ABCD], 3, NO_LOT, cap)
    assert seating.elected == ["Ash", "Cedar", "Date"]
    assert [each["sentence"] for each in seating.caps] == ["Birch is passed over: at most 1 of Acme may sit."]


def test_sitting_members_count():
    cap = Cap(2, dict.fromkeys(ABCD[:3], "Acme"), sitting={"Acme": 1})
    seating = seat([[each] for each in ABCD], 4, NO_LOT, cap)
    assert seating.elected == ["Ash", "Date"]
    assert seating.left == 2
    assert seating.sentence.endswith("2 seats stay vacant: nobody is left who may take them.")


@pytest.mark.parametrize(
    ("cap", "most"),
    [
        (Cap(2, {}), 2),
        (Cap(Fraction(1, 3), {}, size=7), 2),
        (Cap(Fraction(1, 3), {}, size=5, least=2), 2),
        (Cap(Fraction(1, 5), {}, size=11), 2),
        (Cap(0, {}, least=1), 1),
    ],
)
def test_a_share_of_the_seats_is_cut(cap, most):
    assert cap.most == most


def test_a_tie_for_the_last_seat_waits():
    seating = seat([["Ash"], ["Birch", "Cedar"], ["Date"]], 2, NO_LOT, None)
    assert seating.elected == ["Ash"]
    assert seating.undecided == {"seats": 1, "between": ["Birch", "Cedar"]}
    assert seating.ties[0] == {
        "at": "places 2 to 3",
        "between": ["Birch", "Cedar"],
        "chosen": [],
        "broken_by": None,
        "is_lot": False,
        "is_decisive": True,
    }


def test_a_tie_for_no_seat_makes_no_difference():
    seating = seat([["Ash", "Birch"], ["Cedar", "Date"]], 2, NO_LOT, None)
    assert seating.elected == ["Ash", "Birch"]
    assert [tie["is_decisive"] for tie in seating.ties] == [False]


def test_a_lot_decides():
    lot = Lot(("Cedar", "Birch", "Ash", "Date"), "a coin")
    seating = seat([["Ash"], ["Birch", "Cedar"], ["Date"]], 2, lot, None)
    assert seating.elected == ["Ash", "Cedar"]
    assert (seating.ties[0]["chosen"], seating.ties[0]["broken_by"]) == (["Cedar"], "a coin")


def test_equals_of_one_group_wait_while_others_are_sure():
    """Whoever of Acme wins the lot, Cedar and Date are elected too."""
    cap = Cap(1, {"Ash": "Acme", "Birch": "Acme"})
    seating = seat([["Ash", "Birch", "Cedar"], ["Date"]], 3, NO_LOT, cap)
    assert seating.elected == ["Cedar", "Date"]
    assert seating.undecided == {"seats": 1, "between": ["Ash", "Birch"]}


def test_who_is_certain_is_certain_and_nobody_else():
    """Against every way to break the ties: certain seats, open seats and vacancies are exactly right."""
    chance = Random(19)
    undecided = 0
    for _ in range(3000):
        names = chance.sample(NAMES, chance.randint(1, 6))
        order: Order = []
        for name in names:
            if order and chance.random() < 0.5:
                order[-1].append(name)
            else:
                order.append([name])
        groups = {name: chance.choice("XY") for name in names if chance.random() < 0.7}
        cap = Cap(chance.randint(1, 2), groups, sitting={"X": chance.randint(0, 1)})
        seats = chance.randint(1, len(names))
        ways = every_way(order, seats, cap)
        seating = seat(order, seats, NO_LOT, cap)
        certain = frozenset.intersection(*ways)
        assert set(seating.elected) == certain
        assert {seating.seats - seating.left} == {len(way) for way in ways}
        assert set(seating.between) == frozenset().union(*ways) - certain
        undecided += bool(seating.waiting)
        lot = tuple(chance.sample(names, len(names)))
        drawn = seat(order, seats, Lot(lot, "drawn"), cap)
        in_order = [name for equals in order for name in sorted(equals, key=lot.index)]
        assert drawn.elected == walked(in_order, seats, cap)
    assert undecided > 500


def test_a_cap_in_a_count():
    ballots: list[tuple[int, Ranking]] = [(5, [["Ash"]]), (4, [["Birch"]]), (2, [["Cedar"]])]
    cap = Cap(1, {"Ash": "Acme", "Birch": "Acme"})
    record = count(profile(ABCD, ballots, seats=2), "plurality", Options(cap=cap))
    assert record["elected"] == ["Ash", "Cedar"]
    assert record["options"]["cap"]["groups"] == {"Ash": "Acme", "Birch": "Acme"}


def test_seats_of_condorcet_irv_go_past_a_full_group():
    ballots: list[tuple[int, Ranking]] = [(5, [["Ash"], ["Birch"], ["Cedar"]])]
    cap = Cap(1, {"Ash": "Acme", "Birch": "Acme"})
    record = count(profile(ABCD, ballots, seats=2), "condorcet-irv", Options(cap=cap))
    assert record["elected"] == ["Ash", "Cedar"]
    assert [each["candidate"] for each in record["caps"]] == ["Birch"]


def test_the_order_stated_in_the_file_is_the_lot():
    ballots = profile(ABCD, [(1, [["Ash"]]), (1, [["Birch"]])])
    record = count(replace(ballots, tie_order=(1, 0, 2, 3)), "plurality")
    assert record["elected"] == ["Birch"]
    assert record["ties"][0]["broken_by"] == "order stated in the file of the ballots"


def test_the_lot_can_be_drawn_again_by_anybody():
    """SHA-256 of the seed, a bar and the name, the smallest first."""
    assert Lot.drawn("7f3a", ABCD).order == Lot.drawn("7f3a", ABCD[::-1]).order
    assert len({Lot.drawn(str(seed), ABCD).order for seed in range(200)}) == 24


def test_a_whole_body_and_one_seat_are_recorded_apart():
    assert Cap(Fraction(3, 3), {}, size=5).recorded()["limit"] == "1/1"
    assert Cap(1, {}, size=5).recorded()["limit"] == "1"
