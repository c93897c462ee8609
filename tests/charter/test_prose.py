# ruff: noqa: E501  # tables of cases read best unbroken
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from alliance.charter.grammar import explain, parse_condition, state
from alliance.charter.grammar.prose import fraction_in_words, percentages

HALF_CAST = {"frac": "1/2", "of": "cast"}
SENTENCES: list[tuple[dict[str, Any], str]] = [
    ({"gte": ["for", {"frac": "2/3", "of": "cast"}]}, "at least two thirds of the votes for and against must be for"),
    ({"gt": ["for", HALF_CAST]}, "more than half of the votes for and against must be for"),
    ({"lt": [HALF_CAST, "for"]}, "more than half of the votes for and against must be for"),
    ({"gt": ["for", "against"]}, "there must be more votes for than against"),
    ({"gte": ["for", 3]}, "there must be at least 3 votes for"),
    ({"gte": ["for", 1]}, "there must be at least 1 vote for"),
    ({"lte": ["vetoes", 1]}, "there must be at most 1 veto"),
    ({"eq": ["objections", 0]}, "there must be no objections"),
    ({"gte": ["participated", {"frac": "1/3", "of": "eligible"}]}, "at least one third of the entitled members must take part"),
    ({"gt": ["for", {"times": 3, "of": "against"}]}, "the votes for must be more than 3 times the votes against"),
    (
        {"all": [{"gt": ["for", "against"]}, {"eq": ["vetoes", 0]}]},
        "there must be more votes for than against, and there must be no vetoes",
    ),
]  # fmt: skip
FIGURES: list[tuple[dict[str, Any], dict[str, int], str]] = [
    (
        {"gte": ["for", {"frac": "2/3", "of": "cast"}]},
        {"for": 34, "against": 6, "cast": 40},
        "34 for / (34 for + 6 against) = 85.0 %, at least 66.7 % needed",
    ),
    (
        {"gt": ["for", HALF_CAST]},
        {"for": 5, "against": 5, "cast": 10},
        "5 for / (5 for + 5 against) = 50.0 %, more than 50.0 % needed",
    ),
    (
        {"gt": ["for", HALF_CAST]},
        {"for": 0, "against": 0, "cast": 0},
        "(0 for + 0 against) is nothing to take a share of, more than 50.0 % needed",
    ),
    (
        {"gt": ["for", {"frac": "1/2", "of": "participated"}]},
        {"for": 5, "against": 2, "abstain": 3, "participated": 10},
        "5 for / (5 for + 2 against + 3 abstained) = 50.0 %, more than 50.0 % needed",
    ),
    (
        {"gte": ["over_default", {"times": "3/2", "of": {"sqrt": "eligible"}}]},
        {"over_default": 48, "eligible": 1037},
        "48 over the default, at least 3/2 × √(1037 entitled) = 48.30 needed",
    ),
    ({"gt": ["for", "against"]}, {"for": 2, "against": 3}, "2 for, 3 against: more for than against needed"),
    ({"eq": ["vetoes", 0]}, {"vetoes": 2}, "2 vetoes, none allowed"),
    (
        {"all": [{"gte": ["for", 3]}, {"eq": ["vetoes", 0]}]},
        {"for": 4, "vetoes": 1},
        "4 for, at least 3 needed: met; and 1 veto, none allowed: not met",
    ),
]


@pytest.mark.parametrize(("data", "sentence"), SENTENCES)
def test_the_bare_rule(data: dict[str, Any], sentence: str) -> None:
    assert state(parse_condition(data)) == sentence


@pytest.mark.parametrize(("data", "tally", "sentence"), FIGURES)
def test_the_rule_with_numbers(data: dict[str, Any], tally: dict[str, int], sentence: str) -> None:
    assert explain(parse_condition(data), tally) == sentence


@pytest.mark.parametrize(
    ("fraction", "words"),
    [("1/2", "half"), ("2/3", "two thirds"), ("3/4", "three quarters"), ("1/20", "one twentieth"), ("1", "all"), ("5/12", "5/12")],
)  # fmt: skip
def test_fractions_in_words(fraction: str, words: str) -> None:
    assert fraction_in_words(Fraction(fraction)) == words


@pytest.mark.parametrize(
    ("reached", "shown"),
    [
        ("17/20", ("85.0 %", "66.7 %")),
        ("2/3", ("66.7 %", "66.7 %")),
        ("6666/10000", ("66.66 %", "66.67 %")),
        ("666666/1000000", ("66.6666 %", "66.6667 %")),
    ],
)
def test_as_many_decimals_as_it_takes(reached: str, shown: tuple[str, str]) -> None:
    assert percentages(Fraction(reached), Fraction(2, 3)) == shown


@given(st.integers(0, 2000), st.integers(1, 2000), st.integers(1, 20), st.integers(1, 20))
def test_percentages_show_the_side_of_the_line(votes: int, cast: int, top: int, bottom: int) -> None:
    assume(votes <= cast and top <= bottom)
    reached, line = Fraction(votes, cast), Fraction(top, bottom)
    shown = [Fraction(text.removesuffix(" %")) for text in percentages(reached, line)]
    assert (shown[0] < shown[1]) == (reached < line)
    assert (shown[0] == shown[1]) == (reached == line)
