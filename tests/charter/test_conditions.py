# ruff: noqa: E501  # tables of cases read best unbroken
"""Conditions of published charters, each with tallies on both sides of its line."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.charter.grammar import (
    ConditionError,
    MissingTallyError,
    evaluate,
    explain,
    parse_condition,
    state,
    to_data,
)
from alliance.charter.grammar.conditions import TALLIES, Classes, Condition, Tally, tallies_in
from tests.charter.strategies import classes, conditions, tallies

CNCF_QUORUM = {"gte": ["present", {"frac": "2/3", "of": "seats"}]}
CNCF_MEETING = {"gt": ["for", {"frac": "1/2", "of": "present"}]}
CNCF_PROMOTION = {"gte": ["for", {"frac": "2/3", "of": "seats"}]}
CNCF_REMOVAL = {"gte": ["for", {"frac": "2/3", "of": "eligible"}]}
OASIS_SPECIAL = {
    "all": [
        {"gte": ["for", {"frac": "2/3", "of": "eligible"}]},
        {"lte": ["against", {"frac": "1/4", "of": "eligible"}]},
    ]
}
OASIS_FULL = {"gt": ["for", {"frac": "1/2", "of": "eligible"}]}
HPSF_QUORUM = {"gt": ["participated", {"frac": "1/2", "of": "seats"}]}
APACHE_CODE = {"all": [{"gte": ["for", 3]}, {"eq": ["vetoes", 0]}]}
APACHE_RELEASE = {"all": [{"gte": ["for", 3]}, {"gt": ["for", "against"]}]}
LAZY = {"eq": ["objections", 0]}
W3C = {
    "any": [
        {
            "all": [
                {"gte": ["participated", {"frac": "1/20", "of": "eligible"}]},
                {"lte": ["participated", {"frac": "3/20", "of": "eligible"}]},
                {"gt": ["for", {"times": 3, "of": "against"}]},
            ]
        },
        {
            "all": [
                {"gt": ["participated", {"frac": "3/20", "of": "eligible"}]},
                {"lt": ["participated", {"frac": "1/5", "of": "eligible"}]},
                {"gt": ["for", {"times": 2, "of": "against"}]},
            ]
        },
        {"all": [{"gte": ["participated", {"frac": "1/5", "of": "eligible"}]}, {"gt": ["for", "against"]}]},
    ]
}
DEBIAN_QUORUM = {"gte": ["over_default", {"times": "3/2", "of": {"sqrt": "eligible"}}]}
LEGAL = {
    "any": [
        {"gte": ["participated", {"frac": "1/2", "of": "eligible"}]},
        {"all": [{"eq": ["against", 0]}, {"gte": ["for", 3]}, {"eq": ["meeting_requests", 0]}]},
    ]
}
BOARD_QUORUM = {"gte": ["present", {"min": [4, {"ceil": {"frac": "1/2", "of": "seats"}}]}]}
CAP = {"lte": ["seats_open", {"max": [2, {"frac": "1/5", "of": "eligible"}]}]}
TWO_THIRDS_TURNED = {"lte": [{"frac": "2/3", "of": "cast"}, "for"]}
TWO_THIRDS = {"gte": ["for", {"frac": "2/3", "of": "cast"}]}

VECTORS: list[tuple[str, dict[str, Any], str, bool]] = [
    ("cncf meets with 8 of 11", CNCF_QUORUM, "present=8 seats=11", True),
    ("cncf does not meet with 7 of 11", CNCF_QUORUM, "present=7 seats=11", False),
    ("cncf meets with 6 of 9", CNCF_QUORUM, "present=6 seats=9", True),
    ("cncf decides with 5 of 8 present", CNCF_MEETING, "for=5 present=8", True),
    ("cncf does not with 4 of 8 present", CNCF_MEETING, "for=4 present=8", False),
    ("cncf promotes with 8 of 11 seats", CNCF_PROMOTION, "for=8 seats=11", True),
    ("cncf does not with 7, two thirds of 11 are 7.33", CNCF_PROMOTION, "for=7 seats=11", False),
    ("cncf removes with 7 of the other 10", CNCF_REMOVAL, "for=7 eligible=10", True),
    ("cncf does not with 6 of the other 10", CNCF_REMOVAL, "for=6 eligible=10", False),
    ("oasis 9: 6 for, 2 against", OASIS_SPECIAL, "for=6 against=2 eligible=9", True),
    ("oasis 9: 3 against are too many", OASIS_SPECIAL, "for=6 against=3 eligible=9", False),
    ("oasis 7: 5 for, 1 against", OASIS_SPECIAL, "for=5 against=1 eligible=7", True),
    ("oasis 7: 4 for are too few", OASIS_SPECIAL, "for=4 against=0 eligible=7", False),
    ("oasis 7: 2 against are too many", OASIS_SPECIAL, "for=5 against=2 eligible=7", False),
    ("oasis 4: 3 for, 1 against", OASIS_SPECIAL, "for=3 against=1 eligible=4", True),
    ("oasis 30: 20 for, 7 against", OASIS_SPECIAL, "for=20 against=7 eligible=30", True),
    ("oasis 30: 8 against are too many", OASIS_SPECIAL, "for=20 against=8 eligible=30", False),
    ("oasis full majority of 17", OASIS_FULL, "for=9 eligible=17", True),
    ("oasis full majority is more than half", OASIS_FULL, "for=8 eligible=16", False),
    ("hpsf: 8 of 16 is no quorum", HPSF_QUORUM, "participated=8 seats=16", False),
    ("hpsf: 9 of 16 is a quorum", HPSF_QUORUM, "participated=9 seats=16", True),
    ("apache: three and no veto", APACHE_CODE, "for=3 vetoes=0", True),
    ("apache: one veto stops ten", APACHE_CODE, "for=10 vetoes=1", False),
    ("apache: a release with 3 to 2", APACHE_RELEASE, "for=3 against=2", True),
    ("apache: not with 3 to 3", APACHE_RELEASE, "for=3 against=3", False),
    ("silence approves", LAZY, "objections=0", True),
    ("an objection does not", LAZY, "objections=1", False),
    ("w3c below 5 %", W3C, "participated=19 eligible=400 for=19 against=0", False),
    ("w3c at 5 %", W3C, "participated=20 eligible=400 for=16 against=4", True),
    ("w3c at 15 %, three times", W3C, "participated=60 eligible=400 for=45 against=15", False),
    ("w3c over 15 %", W3C, "participated=61 eligible=400 for=41 against=20", True),
    ("w3c under 20 %, twice", W3C, "participated=78 eligible=400 for=52 against=26", False),
    ("w3c at 20 %", W3C, "participated=80 eligible=400 for=41 against=39", True),
    ("debian: 49 of 1037", DEBIAN_QUORUM, "over_default=49 eligible=1037", True),
    ("debian: 48, below 48.30", DEBIAN_QUORUM, "over_default=48 eligible=1037", False),
    ("debian: exactly 48 of 1024", DEBIAN_QUORUM, "over_default=48 eligible=1024", True),
    ("legal: half", LEGAL, "participated=5 eligible=10 for=3 against=2 meeting_requests=0", True),
    ("legal: three agree", LEGAL, "participated=3 eligible=10 for=3 against=0 meeting_requests=0", True),
    ("legal: not if asked to meet", LEGAL, "participated=3 eligible=10 for=3 against=0 meeting_requests=1", False),
    ("the lesser of four or half", BOARD_QUORUM, "present=3 seats=5", True),
    ("half of five, rounded up, is three", BOARD_QUORUM, "present=2 seats=5", False),
    ("four are enough of twenty", BOARD_QUORUM, "present=4 seats=20", True),
    ("a fifth or two, whichever is higher", CAP, "seats_open=2 eligible=5", True),
    ("not three of ten", CAP, "seats_open=3 eligible=10", False),
    ("exactly two thirds", TWO_THIRDS, "for=2 cast=3", True),
    ("a vote less than two thirds of many", TWO_THIRDS, "for=6666666666666666 cast=10000000000000000", False),
    ("two thirds of nothing", TWO_THIRDS, "for=0 cast=0", False),
    ("the same, written the other way round", TWO_THIRDS_TURNED, "for=0 cast=0", False),
    ("none against, of none", {"lte": ["against", {"frac": "1/4", "of": "cast"}]}, "against=0 cast=0", True),
    ("not", {"not": {"gt": ["against", 0]}}, "against=0", True),
]  # fmt: skip

CLASS_BALANCED = {
    "all": [
        {"gt": ["for", {"frac": "1/2", "of": "present"}]},
        {"gte": [{"classes": {"by": "member_kind", "where": {"gte": ["for", 1]}}}, 3]},
    ]
}
STRATEGIC = {
    "gte": [
        {"in_class": {"member_tier": "strategic"}, "tally": "for"},
        {"frac": "2/3", "of": {"in_class": {"member_tier": "strategic"}, "tally": "eligible"}},
    ]
}


@pytest.mark.parametrize(("data", "tally", "met"), [pytest.param(*v[1:], id=v[0]) for v in VECTORS])
def test_published_conditions(data: dict[str, Any], tally: str, *, met: bool) -> None:
    condition = parse_condition(data)
    counted = {name: int(number) for name, number in (each.split("=") for each in tally.split())}
    assert evaluate(condition, counted) is met
    assert explain(condition, counted)
    assert to_data(condition) == data


def test_conditions_over_classes() -> None:
    kinds = {
        "university": {"for": 2},
        "company": {"for": 1},
        "government": {"for": 0},
        "nonprofit": {"for": 1},
    }
    condition = parse_condition(CLASS_BALANCED)
    assert evaluate(condition, {"for": 4, "present": 7}, {"member_kind": kinds})
    assert not evaluate(
        condition, {"for": 4, "present": 7}, {"member_kind": kinds | {"nonprofit": {"for": 0}}}
    )
    strategic = parse_condition(STRATEGIC)
    assert evaluate(strategic, {}, {"member_tier": {"strategic": {"for": 4, "eligible": 6}}})
    assert not evaluate(strategic, {}, {"member_tier": {"strategic": {"for": 3, "eligible": 6}}})
    assert not evaluate(strategic, {}, {"member_tier": {}})


@pytest.mark.parametrize(
    ("data", "missing"), [(TWO_THIRDS, "cast"), (CLASS_BALANCED, "present"), (STRATEGIC, "member_tier")]
)
def test_a_number_that_was_not_counted_is_named(data: dict[str, Any], missing: str) -> None:
    with pytest.raises(MissingTallyError) as caught:
        evaluate(parse_condition(data), {"for": 3})
    assert caught.value.name == missing


@pytest.mark.parametrize(
    ("data", "path", "message"),
    [
        ("for > against", (), "not “for > against”"),
        ({}, (), "not “{}”"),
        ({"gt": ["for", "against"], "lt": ["for", "against"]}, (), "one word with its value"),
        ({"more": ["for", "against"]}, (), "“more” is not a condition"),
        ({"gt": ["for"]}, ("gt",), "here are 1"),
        ({"gt": "for"}, ("gt",), "a list of numbers"),
        ({"all": []}, ("all",), "a list of conditions"),
        ({"gt": ["for", "agianst"]}, ("gt", 1), "Did you mean “against”"),
        ({"gt": ["for", 0.5]}, ("gt", 1), "“0.5” is not an exact number"),
        ({"gt": ["for", "66%"]}, ("gt", 1), "not an exact number"),
        ({"gt": ["for", True]}, ("gt", 1), "not an exact number"),
        ({"gt": ["for", -1]}, ("gt", 1), "not an exact number"),
        ({"gt": ["for", None]}, ("gt", 1), "not an exact number"),
        ({"gt": ["for", "1/0"]}, ("gt", 1), "not an exact number"),
        ({"gt": ["for", 10**18]}, ("gt", 1), "more than 18 digits"),
        ({"gt": ["for", {"frac": "0.66", "of": "cast"}]}, ("gt", 1, "frac"), "Write a fraction such as 2/3"),
        ({"gt": ["for", {"frac": "3/2", "of": "cast"}]}, ("gt", 1, "frac"), "Write times instead"),
        ({"gt": ["for", {"frac": "2/3"}]}, ("gt", 1), "“frac” is not a number"),
        ({"gt": ["for", {"plus": 3}]}, ("gt", 1), "“plus” is not a number"),
        ({"gt": ["for", {"min": []}]}, ("gt", 1, "min"), "a list of numbers"),
        ({"gt": [{"classes": {"by": "kind"}}, 3]}, ("gt", 0, "classes"), "what to classify by"),
        ({"gt": [{"in_class": {"tier": 3}, "tally": "for"}, 3]}, ("gt", 0, "in_class"), "not a class"),
        ({"not": {"gt": ["for", {"sqrt": "voters"}]}}, ("not", "gt", 1, "sqrt"), "not a tally"),
    ],
)
def test_errors_name_the_place_and_a_repair(data: object, path: tuple[str | int, ...], message: str) -> None:
    with pytest.raises(ConditionError) as caught:
        parse_condition(data)
    assert caught.value.path == path
    assert message in str(caught.value)
    assert caught.value.repair


def test_nesting_has_a_limit() -> None:
    data: dict[str, Any] = {"eq": ["for", 0]}
    for _ in range(50):
        data = {"not": data}
    with pytest.raises(ConditionError, match="nested more than"):
        parse_condition(data)


def test_the_allowed_tallies_can_be_narrowed() -> None:
    with pytest.raises(ConditionError, match="not a tally"):
        parse_condition(LAZY, tallies={"for", "against"})


@given(conditions)
def test_writing_and_reading_gives_the_same_condition(condition: Condition) -> None:
    assert parse_condition(to_data(condition)) == condition


@given(conditions, tallies, classes)
def test_every_condition_can_be_evaluated_and_told(condition: Condition, tally: Tally, by: Classes) -> None:
    assert evaluate(condition, tally, by) in (True, False)
    for text in (state(condition), explain(condition, tally, by)):
        assert text
        assert "None" not in text
        assert "_" not in text


@given(conditions)
def test_only_declared_tallies_are_asked_for(condition: Condition) -> None:
    assert set(tallies_in(condition)) <= TALLIES


@given(st.integers(0, 300), st.integers(1, 300), st.integers(1, 20), st.integers(1, 20))
def test_a_share_is_reached_exactly_as_integers_say(votes: int, base: int, top: int, bottom: int) -> None:
    top, bottom = sorted((top, bottom))
    share = {"frac": f"{top}/{bottom}", "of": "cast"}
    tally = {"for": votes, "cast": base}
    assert evaluate(parse_condition({"gte": ["for", share]}), tally) == (votes * bottom >= top * base)
    assert evaluate(parse_condition({"gt": ["for", share]}), tally) == (votes * bottom > top * base)
