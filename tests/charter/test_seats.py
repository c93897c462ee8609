# tables of cases read best unbroken
"""Seats, terms and caps, with the numbers of CNCF, Eclipse, Kubernetes, W3C, Python and Open Quantum Safe."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from alliance.charter.grammar.bodies import Body, runners_up, size_of
from alliance.charter.grammar.caps import Breach, Cap, breaches, limit, within_cap
from alliance.charter.grammar.seats import Seat, expiring_and_vacant, seats_of, term_end

GOLD: dict[str, Any] = {"group": "gold", "ratio": {"per": {"member_tier": "gold"}, "of": 5, "max": 3}}
SILVER: dict[str, Any] = {"group": "silver", "ratio": {"per": {"member_tier": "silver"}, "of": 10, "max": 3}}
PLATINUM: dict[str, Any] = {"group": "platinum", "per": {"member_tier": "platinum"}, "count": 1}
TOC: dict[str, Any] = {"group": "gb", "count": 6, "term": "P2Y", "stagger": {"cohorts": 2}}
KUBERNETES: dict[str, Any] = {
    "group": "elected",
    "count": 7,
    "term": "P2Y",
    "stagger": {"cohorts": [4, 3], "every": "P1Y"},
}
RELATED: dict[str, Any] = {"per": "related_companies", "max": 2}
THIRD: dict[str, Any] = {"per": "employer", "max": {"frac": "1/3", "of": "seats"}}
FIFTH: dict[str, Any] = {
    "per": "related_companies",
    "of": "votes",
    "max": {"max": [2, {"frac": "1/5", "of": "eligible"}]},
}


def seat(data: dict[str, Any]) -> Seat:
    return Seat.model_validate(data)


def cap(data: dict[str, Any]) -> Cap:
    return Cap.model_validate(data)


@pytest.mark.parametrize(
    ("rule", "members", "seats"),
    [
        (GOLD, 4, 0),
        (GOLD, 5, 1),
        (GOLD, 14, 2),
        (GOLD, 15, 3),
        (GOLD, 40, 3),
        (SILVER, 9, 0),
        (SILVER, 29, 2),
        (SILVER, 300, 3),
        (PLATINUM, 17, 17),
        ({"group": "up", "ratio": {"per": {"member_tier": "gold"}, "of": 5, "round": "up"}}, 6, 2),
        ({"group": "near", "ratio": {"per": {"member_tier": "gold"}, "of": 5, "round": "nearest"}}, 8, 2),
        ({"group": "near", "ratio": {"per": {"member_tier": "gold"}, "of": 4, "round": "nearest"}}, 10, 3),
        ({"group": "least", "ratio": {"per": {"member_tier": "gold"}, "of": 5, "min": 1}}, 0, 1),
        ({"group": "two", "ratio": {"per": {"member_tier": "gold"}, "of": 5, "each": 2, "max": 5}}, 15, 5),
        ({"group": "chair", "ex_officio": "toc.chair"}, 0, 1),
        ({"group": "range", "count": {"min": 9, "max": 11}}, 0, 11),
    ],
)
def test_seats_by_how_many_there_are(rule: dict[str, Any], members: int, seats: int) -> None:
    census = {"member_tier": dict.fromkeys(("gold", "silver", "platinum"), members)}
    assert seats_of(seat(rule), census) == seats


def test_the_board_of_cncf() -> None:
    chairs = [{"group": name, "ex_officio": f"{name}.chair"} for name in ("toc", "tab")]
    board = Body.model_validate(
        {"seats": [PLATINUM, GOLD, SILVER, *chairs, {"group": "committers", "count": 2}]}
    )
    census = {"member_tier": {"platinum": 15, "gold": 12, "silver": 480}}
    assert size_of(board, census) == 15 + 2 + 3 + 1 + 1 + 2
    assert board.sentences[1] == ("Gold: one seat for every complete 5 gold members, at most 3.")


def test_a_number_that_the_charter_does_not_say() -> None:
    with pytest.raises(ValueError, match="does not say how many general seats"):
        seats_of(seat({"group": "general", "elected": True}), {})


@pytest.mark.parametrize(
    ("rule", "starts", "cohort", "ends"),
    [
        (TOC, "2026-02-01", 0, "2028-02-01"),
        (TOC, "2026-02-01", 1, "2027-02-01"),
        (TOC, "2026-02-01", 2, "2028-02-01"),
        (KUBERNETES, "2026-11-01", 1, "2027-11-01"),
        (KUBERNETES, "2026-11-01", 2, "2028-11-01"),
        ({"group": "a", "count": 3, "term": "P3Y", "stagger": {"cohorts": 3}}, "2026-01-31", 1, "2027-01-31"),
        ({"group": "leap", "count": 1, "term": "P1Y"}, "2028-02-29", 0, "2029-02-28"),
        ({"group": "month", "count": 1, "term": "P1M"}, "2026-01-31", 0, "2026-02-28"),
        ({"group": "april", "count": 1, "term": "P1Y"}, "2026-04-01", 0, "2027-04-01"),
    ],
)
def test_when_terms_end(rule: dict[str, Any], starts: str, cohort: int, ends: str) -> None:
    assert term_end(seat(rule), date.fromisoformat(starts), cohort=cohort) == date.fromisoformat(ends)


@pytest.mark.parametrize(
    ("rule", "cohort", "message"),
    [
        (GOLD, 0, "have no term"),
        (TOC, 3, "no cohort 3"),
        ({**TOC, "stagger": {"cohorts": 4, "every": "P1Y"}}, 1, "over before it starts"),
    ],
)
def test_terms_that_cannot_be(rule: dict[str, Any], cohort: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        term_end(seat(rule), date(2026, 1, 1), cohort=cohort)


def test_the_seats_an_election_fills() -> None:
    ends = {"a": date(2026, 11, 1), "b": date(2027, 11, 1), "c": None, "d": date(2026, 10, 1)}
    assert expiring_and_vacant(ends, date(2026, 11, 1)) == ["a", "c", "d"]


@pytest.mark.parametrize(
    ("rule", "seats", "most"),
    [
        (RELATED, 11, 2),
        (THIRD, 7, 2),
        (THIRD, 9, 3),
        (FIFTH, 5, 2),
        (FIFTH, 10, 2),
        (FIFTH, 14, 2),
        (FIFTH, 15, 3),
    ],
)
def test_how_many_one_side_may_hold(rule: dict[str, Any], seats: int, most: int) -> None:
    assert limit(cap(rule), {"seats": seats, "eligible": seats}) == most


def test_who_holds_too_many() -> None:
    held = ["acme", "acme", "acme", "lake", "lake", None, None, None]
    assert breaches(cap(RELATED), held, {"seats": 11}) == {"acme": Breach(held=3, allowed=2)}
    assert breaches(cap(RELATED), held, {"seats": 11})["acme"].excess == 1
    assert breaches(cap(THIRD), held, {"seats": 12}) == {}


def test_the_lowest_of_a_full_side_are_passed_over() -> None:
    """Conduct committee of CNCF and steering council of Python: two of one employer, the next moves up."""
    sides = {"ann": "acme", "bob": "acme", "cem": "acme", "eve": "lake"}
    ranked = ["ann", "bob", "cem", "dan", "eve", "fay"]
    assert within_cap(cap(RELATED), ranked, sides, seats=4, tally={}) == (
        ["ann", "bob", "dan", "eve"],
        ["cem"],
    )


def test_sitting_members_count_when_the_cap_says_so() -> None:
    """Kubernetes: at most a third of seven, with those who stay."""
    sides = {"ann": "acme", "bob": "acme"}
    counted = within_cap(
        cap(THIRD), ["ann", "bob", "cem"], sides, seats=3, tally={"seats": 7}, sitting=["acme"]
    )
    assert counted == (["ann", "cem"], ["bob"])
    apart = cap({**THIRD, "count_sitting": False})
    assert (
        within_cap(apart, ["ann", "bob", "cem"], sides, seats=3, tally={"seats": 7}, sitting=["acme"])[1]
        == []
    )


names = st.lists(st.sampled_from("abcdefghij"), unique=True, max_size=10)


@given(names, st.dictionaries(st.sampled_from("abcdefghij"), st.sampled_from("xyz")), st.integers(0, 8))
def test_a_cap_is_never_exceeded(ranked: list[str], sides: dict[str, str], seats: int) -> None:
    taking, skipped = within_cap(cap(RELATED), ranked, sides, seats=seats, tally={})
    assert breaches(cap(RELATED), [sides.get(each) for each in taking], {}) == {}
    assert len(taking) <= seats
    assert [each for each in ranked if each in {*taking, *skipped}] == ranked[: len(taking) + len(skipped)]
    assert len(taking) == seats or len(taking) + len(skipped) == len(ranked)


def test_vacancies_go_to_the_next_who_holds_a_role() -> None:
    body = Body.model_validate(
        {
            "vacancy": [
                {"runner_up": {"of": "last_election", "where": {"role_in": ["alternate", "shadow"]}}},
                {"runner_up": {}},
            ]
        }
    )
    shadow, plain = body.vacancy
    ranked, elected = ["ann", "bob", "cem", "dan"], ["ann"]
    assert runners_up(ranked, elected, shadow, {"cem": ["shadow"], "bob": ["chair"]}) == ["cem"]  # type: ignore[arg-type]
    assert runners_up(ranked, elected, plain, {}) == ["bob", "cem", "dan"]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (
            RELATED,
            "At most two seats may be held by one group of related companies; sitting members are counted.",
        ),
        (THIRD, "One employer may hold at most one third of the seats; sitting members are counted."),
        (
            FIFTH,
            ("One group of related companies may hold at most the greater of 2 and one fifth of the votes."),
        ),
    ],
)
def test_caps_are_told(rule: dict[str, Any], sentence: str) -> None:
    assert cap(rule).sentences == [sentence]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"group": "a"}, "exactly one of ratio, ex_officio, elected"),
        ({"group": "a", "count": 2, "ex_officio": "b.chair"}, "in one way"),
        ({"group": "a", "count": {"min": 3, "max": 2}}, "min <= max"),
        ({"group": "a", "count": 2, "stagger": {"cohorts": 2}}, "need a term"),
        ({"group": "a", "count": 0}, "greater than or equal to 1"),
    ],
)
def test_seats_that_make_no_sense(data: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        seat(data)
