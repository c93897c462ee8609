"""STV by Gregory's surpluses: published stages, four rules against plain counts, caps, lots, bad input."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from alliance.voting.methods import Cap, CountError, Lot, Options, count
from tests.voting.methods.elections import NAMES, Ranking, ballots_at_random, profile
from tests.voting.methods.published import ELECTIONS, ballots_of, expected
from tests.voting.methods.reference import wigm
from tests.voting.methods.reference.rounds import Counted

WARDS = sorted(path.name for path in ELECTIONS.glob("scotland_*"))
PLAIN: dict[str, Callable[..., Counted]] = {
    "scottish-2007": wigm.scottish,
    "wigm-prf": wigm.reference,
    "wigm-exact": wigm.exact,
    "minneapolis-2013": wigm.minneapolis,
}


def counted(folder: str, method: str, options: Options | None = None) -> dict[str, Any]:
    published = expected(folder)
    return count(ballots_of(ELECTIONS / folder, published["seats"]), method, options)


@pytest.mark.parametrize("ward", WARDS)
def test_scottish_wards_stage_by_stage(ward: str):
    published, record = expected(ward), counted(ward, "scottish-2007")
    assert sorted(record["elected"]) == sorted(published["winners"])
    stages = [
        (each["event"], each["candidate"], each["votes"], each["nontransferable"])
        for each in published["stages"]
    ]
    assert [
        (each["event"], (each["subjects"] or [None])[0], each["votes"], each["exhausted"])
        for each in record["rounds"]
    ] == stages


@pytest.mark.parametrize("method", ["wigm-prf", "wigm-exact"])
@pytest.mark.parametrize("ward", WARDS)
def test_the_other_rules_elect_the_same_in_these_wards(ward: str, method: str):
    assert sorted(counted(ward, method)["elected"]) == sorted(expected(ward)["winners"])


def test_minneapolis_park_board_round_by_round():
    published = expected("minneapolis_park_2013")["published"]
    record = counted("minneapolis_park_2013", "minneapolis-2013", Options(first_excluded=("UWI",)))
    assert record["elected"] == published["winners"]
    assert len(record["rounds"]) == len(published["rounds"])
    gone: list[str] = []
    for mine, theirs in zip(record["rounds"], published["rounds"], strict=True):
        votes = {name: Fraction(text) for name, text in mine["votes"].items()}
        assert votes == {name: Fraction(text) for name, text in theirs["votes"].items()}
        assert mine["elected"] == theirs["elected"]
        assert mine["excluded"] == gone
        assert Fraction(mine["loss"]) == Fraction(theirs["residual"])
        assert Fraction(mine["quota"]) == Fraction(theirs["threshold"])
        gone = theirs["eliminated_after"]


@pytest.mark.parametrize("method", PLAIN)
@pytest.mark.parametrize("start", range(0, 10_000, 1000))
def test_like_the_plain_count(method: str, start: int):
    """The same people in the same order, and the same votes in every round, in elections made at random."""
    for seed in range(start, start + 1000):
        chance = Random(seed)
        names = NAMES[: chance.randint(2, 7)]
        ballots = ballots_at_random(chance, names, number=chance.randint(1, 30), equal=False)
        ballots.append((1, [[names[0]]]))
        seats = chance.randint(1, len(names))
        compare(method, names, ballots, seats, seed)


def compare(
    method: str, names: tuple[str, ...], ballots: list[tuple[int, Ranking]], seats: int, seed: int
) -> None:
    record = count(profile(names, ballots, seats=seats), method)
    elected, rounds = PLAIN[method](names, ballots, seats)
    places = 9 if method == "wigm-exact" else 99
    told = [{name: Fraction(text) for name, text in each["votes"].items()} for each in record["rounds"]]
    plain = [
        {name: Fraction(int(votes * 10**places), 10**places) for name, votes in each.items()}
        for each in rounds
    ]
    assert told == plain, f"seed {seed}"
    assert set(record["elected"]) == set(elected), f"seed {seed}"


@pytest.mark.parametrize("method", PLAIN)
def test_decimal_weights_are_whole_weights_of_a_smaller_unit(method: str):
    """Ballots of weight 1.5 and 0.5 elect whom three and one of them elect."""
    chance = Random(5)
    for _ in range(50):
        ballots = ballots_at_random(chance, NAMES[:5], number=15, equal=False)
        halves = profile(NAMES[:5], [(5 * weight, ranking) for weight, ranking in ballots], seats=2)
        object.__setattr__(halves, "scale", 10)
        whole = count(profile(NAMES[:5], ballots, seats=2), "wigm-exact")
        scaled = count(halves, "wigm-exact")
        assert scaled["elected"] == whole["elected"]
        record = count(halves, method)
        for each in record["rounds"]:
            held = sum(Fraction(text) for text in each["votes"].values())
            assert held + Fraction(each["exhausted"]) + Fraction(each["loss"]) == Fraction(
                record["input"]["valid"]
            )


ABCD = NAMES[:4]


def simple(*votes: tuple[int, str], seats: int = 1) -> Any:
    return profile(
        ABCD, [(weight, [[name] for name in order.split()]) for weight, order in votes], seats=seats
    )


def test_a_tie_is_broken_by_the_latest_earlier_round():
    """Birch and Cedar are level in the second round; Cedar had fewer in the first."""
    record = count(simple((10, "Ash"), (5, "Birch"), (4, "Cedar"), (1, "Date Cedar")), "scottish-2007")
    (tie,) = [each for each in record["ties"] if each["round"] == 3]
    assert tie == {
        "at": "who is excluded",
        "round": 3,
        "between": ["Birch", "Cedar"],
        "chosen": ["Cedar"],
        "broken_by": "round 1, the latest in which they differ",
        "is_lot": False,
    }


def test_a_lot_that_decides_is_told():
    record = count(
        simple((3, "Ash"), (3, "Birch")),
        "scottish-2007",
        Options(lot=Lot(("Birch", "Ash", "Cedar", "Date"), "a coin")),
    )
    assert record["elected"] == ["Birch"]
    last = record["ties"][-1]
    assert (last["between"], last["chosen"], last["broken_by"]) == (["Ash", "Birch"], ["Ash"], "a coin")
    assert last["is_lot"]
    assert last["is_decisive"]
    assert "a tie between Ash and Birch was broken by a coin." in record["sentence"]
    first = record["ties"][0]
    assert set(first["between"]) == {"Cedar", "Date"}
    assert first["is_decisive"] is False


def test_without_a_lot_the_first_of_the_tied_in_the_file_is_excluded():
    record = count(simple((3, "Ash"), (3, "Birch")), "scottish-2007")
    assert record["elected"] == ["Birch"]
    assert record["ties"][-1]["broken_by"] == "order of the candidates in the file"
    assert "was broken by order of the candidates in the file." in record["sentence"]


def test_a_full_group_is_excluded_before_the_next_surplus():
    cap = Cap(1, {"Ash": "Acme", "Birch": "Acme"})
    votes = ((9, "Ash Birch"), (4, "Birch Cedar"), (3, "Cedar"), (2, "Date"))
    record = count(simple(*votes, seats=2), "scottish-2007", Options(cap=cap))
    assert record["elected"] == ["Ash", "Cedar"]
    assert [(each["event"], each["subjects"]) for each in record["rounds"]][:2] == [
        ("first preferences", []),
        ("exclusion", ["Birch"]),
    ]
    (step,) = record["caps"]
    assert (step["candidate"], step["group"], step["limit"], step["round"]) == ("Birch", "Acme", 1, 2)


def test_nobody_is_excluded_who_is_needed_to_fill_a_seat():
    """Date has the fewest votes, but of the other three only one may sit."""
    cap = Cap(1, dict.fromkeys(ABCD[:3], "Acme"))
    record = count(
        simple((5, "Ash"), (4, "Birch"), (4, "Cedar"), (1, "Date"), seats=2),
        "scottish-2007",
        Options(cap=cap),
    )
    assert record["elected"] == ["Ash", "Date"]
    assert record["vacant"] == 0


def test_a_seat_nobody_may_take_stays_vacant():
    cap = Cap(1, dict.fromkeys(ABCD, "Acme"), sitting={"Acme": 0})
    record = count(simple((5, "Ash"), (4, "Birch"), seats=2), "scottish-2007", Options(cap=cap))
    assert record["elected"] == ["Ash"]
    assert record["vacant"] == 1
    assert "1 seat stays vacant: nobody is left who may take it." in record["sentence"]


def test_equals_compete_for_the_last_room_of_their_group():
    cap = Cap(1, {"Ash": "Acme", "Birch": "Acme"})
    lot = Lot(("Birch", "Ash", "Cedar", "Date"), "a coin")
    record = count(
        simple((6, "Ash"), (6, "Birch"), (3, "Cedar"), seats=2), "scottish-2007", Options(cap=cap, lot=lot)
    )
    assert record["elected"] == ["Birch", "Cedar"]
    assert record["ties"][0]["at"] == "who is elected"
    assert record["ties"][0]["is_decisive"]


@pytest.mark.parametrize("method", [*PLAIN, "irv", "meek-prf"])
def test_whoever_is_excluded_first_is_never_elected(method: str):
    """Neither with the most votes, nor when no others are left for a seat."""
    record = count(simple((9, "Date Ash"), (2, "Ash")), method, Options(first_excluded=("Date",)))
    assert record["elected"] == ["Ash"]
    assert record["rounds"][1]["excluded"] == ["Date"]
    ballots = profile(ABCD[:2], [(5, [["Ash"]]), (1, [["Birch"]])], seats=2)
    record = count(ballots, method, Options(first_excluded=("Ash",)))
    assert record["elected"] == ["Birch"]
    assert record["vacant"] == 1


def test_transfers_are_told_from_whom_to_whom():
    record = count(simple((6, "Ash Birch"), (2, "Birch"), (2, "Cedar"), seats=2), "scottish-2007")
    surplus = record["rounds"][1]
    assert surplus["value"] == "0.33333"
    assert surplus["transfers"] == [{"source": "Ash", "target": "Birch", "votes": "1.99998"}]
    assert surplus["loss"] == "0.00002"


def test_heavy_weights_are_counted_exactly():
    record = count(simple((2**58 + 1, "Ash"), (2**58, "Birch")), "scottish-2007")
    assert record["elected"] == ["Ash"]
    assert record["rounds"][0]["votes"]["Ash"] == f"{2**58 + 1}.00000"


@pytest.mark.parametrize("method", [*PLAIN, "irv"])
def test_equal_ranks_are_refused(method: str):
    equal = profile(ABCD, [(1, [["Ash"]]), (1, [["Ash", "Birch"]])])
    with pytest.raises(
        CountError, match=f"Ballot 2 ranks candidates equally, which {method} has no rule for"
    ):
        count(equal, method)


@pytest.mark.parametrize("method", [*PLAIN, "irv", "meek-prf"])
def test_bad_input_is_named(method: str):
    with pytest.raises(CountError, match="No ballot ranks a candidate who stands"):
        count(profile(ABCD, [(3, [])]), method)
    with pytest.raises(CountError, match="No ballot ranks a candidate who stands"):
        count(profile(ABCD, [(3, [["Ash"]])], withdrawn=["Ash"]), method)
    with pytest.raises(CountError, match="Elm cannot be excluded first"):
        count(simple((1, "Ash")), method, Options(first_excluded=("Elm",)))
    with pytest.raises(CountError, match="The lot does not place Cedar and Date"):
        count(simple((1, "Ash")), method, Options(lot=Lot(("Ash", "Birch"))))


def test_fractions_beyond_bounds_are_refused(monkeypatch: pytest.MonkeyPatch):
    """The digits grow with every surplus; a count that would not end is refused with advice."""
    monkeypatch.setattr("alliance.voting.methods.transfers.MOST_BITS", 8)
    ballots = ballots_at_random(Random(1), NAMES, number=200, equal=False)
    with pytest.raises(CountError, match="Count it with wigm-prf"):
        count(profile(NAMES, ballots, seats=7), "wigm-exact")


def test_exact_fractions_of_many_surpluses_end():
    chance = Random(1)
    names = tuple(f"N{number}" for number in range(30))
    ballots: list[tuple[int, Ranking]] = [
        (chance.randint(1, 10**6), [[name] for name in chance.sample(names, 30)]) for _ in range(400)
    ]
    record = count(profile(names, ballots, seats=25), "wigm-exact")
    assert len(record["elected"]) == 25
    assert all(0 <= Fraction(each["loss"]) < Fraction(1, 10**7) for each in record["rounds"])
