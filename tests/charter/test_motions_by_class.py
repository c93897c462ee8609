# ruff: noqa: E501  # tables of cases read best unbroken
"""Motions whose rule asks by class of voters: the class-balanced decision, and conditions like it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from alliance.charter.editions import shipped
from alliance.charter.grammar import (
    MissingTallyError,
    MotionRule,
    motion_tally,
    outcome_under,
    parse_charter,
    passes_explained,
    quorum_explained,
)
from alliance.charter.grammar.closing import certainty
from alliance.charter.grammar.conditions import Classes, to_data, without_classes
from alliance.charter.trials import trial

BALANCED = parse_charter(shipped()).motions["balanced-majority"]
CLASSES = ("enterprise", "academia", "public-interest")
ROLL = {"enterprise": 30, "academia": 20, "public-interest": 8}
EVERY_CLASS = {"gte": [{"classes": {"by": "member_class", "where": {"gte": ["for", 1]}}}, 3]}
OF_ACADEMIA = {"gte": [{"in_class": {"member_class": "academia"}, "tally": "for"}, 2]}
HALF = {"gte": ["participated", {"frac": "1/2", "of": "eligible"}]}

Cast = tuple[int, int, int]
"""For, against, abstained."""


def counted(*cast: Cast) -> tuple[dict[str, int], Classes]:
    """The tally of all, and that of each class, in the order of `CLASSES`."""
    parts = {
        name: motion_tally(votes_for=yes, against=no, abstain=neither, eligible=ROLL[name])
        for name, (yes, no, neither) in zip(CLASSES, cast, strict=True)
    }
    whole = {name: sum(part[name] for part in parts.values()) for name in parts[CLASSES[0]]}
    return whole, {"member_class": parts}


def rule(**changes: Any) -> MotionRule:
    return MotionRule.model_validate(
        {"id": "a", "title": "A", "passes": {"gt": ["for", "against"]}, **changes}
    )


@pytest.mark.parametrize(
    ("cast", "outcome"),
    [
        pytest.param(
            [(8, 3, 1), (6, 3, 1), (1, 2, 0)], "passed", id="one third of the third class is enough"
        ),
        pytest.param([(11, 1, 0), (7, 1, 0), (1, 3, 0)], "not_passed", id="outvoted by one class"),
        pytest.param([(3, 8, 0), (4, 4, 0), (2, 0, 0)], "not_passed", id="in no class outvoted, but in all"),
        pytest.param([(12, 2, 0), (10, 0, 0), (0, 0, 0)], "no_quorum", id="a class without any vote"),
        pytest.param(
            [(12, 2, 0), (10, 0, 0), (0, 0, 1)], "not_passed", id="a class that abstains has no third"
        ),
        pytest.param(
            [(5, 0, 0), (5, 0, 0), (5, 0, 0)], "no_quorum", id="too few of all, though of each class"
        ),
        pytest.param([(10, 0, 0), (9, 0, 0), (1, 0, 0)], "passed", id="exactly a third of all"),
        pytest.param([(0, 0, 0), (0, 0, 0), (0, 0, 0)], "no_quorum", id="nobody"),
    ],
)
def test_the_class_balanced_decision(cast: list[Cast], outcome: str) -> None:
    whole, parts = counted(*cast)
    assert outcome_under(BALANCED, whole, parts) == outcome


def test_it_is_told_with_and_without_numbers() -> None:
    assert BALANCED.sentence == (
        "More than half of the votes for and against must be for, and in at least 3 member classes, at least "
        "one third of the votes for and against must be for."
    )
    assert BALANCED.quorum_sentence == (
        "At least one third of the entitled members must take part, and in at least 3 member classes, there "
        "must be at least 1 member who takes part."
    )
    whole, parts = counted((11, 1, 0), (7, 1, 0), (1, 3, 0))
    assert passes_explained(BALANCED, whole, parts) == (
        "19 for / (19 for + 5 against) = 79.2 %, more than 50.0 % needed: met; and 2 member classes where at "
        "least one third of the votes for and against are for, at least 3 needed: not met."
    )
    assert quorum_explained(BALANCED, whole, parts) == (
        "24 of 58 entitled took part = 41.4 %, at least 33.3 % needed: met; and 3 member classes where there "
        "is at least 1 member who takes part, at least 3 needed: met."
    )


def test_the_turnout_needed_of_all_and_with_the_classes_as_they_are() -> None:
    whole, parts = counted((12, 2, 0), (10, 0, 0), (0, 0, 0))
    assert BALANCED.quorum_needed(whole) == 20
    assert BALANCED.quorum_needed(whole, parts) is None
    whole, parts = counted((1, 0, 0), (1, 0, 0), (1, 0, 0))
    assert BALANCED.quorum_needed(whole, parts) == 20
    only = rule(quorum=EVERY_CLASS)
    assert only.quorum_needed(whole) == 0
    either = rule(quorum={"any": [HALF, EVERY_CLASS]})
    assert (either.quorum_needed(whole), either.quorum_needed(whole, parts)) == (29, 0)


def test_a_turnout_of_a_class_is_not_told_as_one_of_all() -> None:
    turnout = {"gte": [{"in_class": {"member_class": "academia"}, "tally": "participated"}, 1]}
    whole, parts = counted((0, 0, 0), (2, 0, 0), (0, 0, 0))
    assert (
        quorum_explained(rule(quorum=turnout), whole, parts) == "2 took part (academia), at least 1 needed."
    )


def test_without_the_classes_nothing_is_decided() -> None:
    whole, _ = counted((12, 2, 0), (10, 0, 0), (3, 0, 0))
    for asked in (BALANCED.has_quorum, BALANCED.passes_with):
        with pytest.raises(MissingTallyError, match="member_class"):
            asked(whole)
    found = trial(BALANCED, whole)
    assert (found.slug, found.outcome) == ("balanced-majority", "unknown")
    assert found.reason == "It also asks for “member class”, which these numbers do not say."
    assert BALANCED.classes_by == "member_class"
    assert rule().classes_by == ""


@pytest.mark.parametrize("outstanding", [0, 3])
@pytest.mark.parametrize("condition", [EVERY_CLASS, OF_ACADEMIA, {"not": EVERY_CLASS}])
def test_whether_classes_agree_is_open_until_the_count(condition: dict[str, Any], outstanding: int) -> None:
    whole, _ = counted((12, 2, 0), (10, 0, 0), (3, 0, 0))
    assert certainty(rule(passes=condition).passes, whole, outstanding) == "open"


@pytest.mark.parametrize(
    ("condition", "left"),
    [
        (HALF, HALF),
        (EVERY_CLASS, None),
        ({"all": [HALF, EVERY_CLASS]}, {"all": [HALF]}),
        ({"any": [OF_ACADEMIA, {"all": [EVERY_CLASS]}, HALF]}, {"any": [HALF]}),
        ({"all": [{"not": EVERY_CLASS}, {"any": [EVERY_CLASS]}]}, None),
    ],
)
def test_what_is_asked_of_all_together(condition: dict[str, Any], left: dict[str, Any] | None) -> None:
    found = without_classes(rule(passes=condition).passes)
    assert (None if found is None else to_data(found)) == left


@pytest.mark.parametrize(
    ("passes", "message"),
    [
        ({"gte": [{"classes": {"by": "member_tier", "where": {"gte": ["for", 1]}}}, 3]}, "counted by member_tier"),
        ({"gte": [{"in_class": {"side": "north"}, "tally": "for"}, 1]}, "counted by side"),
        (
            {"gte": [{"classes": {"by": "member_class", "where": {"gte": [{"in_class": {"side": "x"}, "tally": "for"}, 1]}}}, 1]},
            "counted by side",
        ),
        ({"gte": [{"classes": {"by": "member_class", "where": {"gte": ["present", 1]}}}, 3]}, "is not a tally"),
    ],
)  # fmt: skip
def test_what_no_roll_of_members_gives_is_refused(passes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        rule(passes=passes)


def test_classes_may_be_asked_for_within_a_class() -> None:
    """As many for in three classes as in academia."""
    of_academia = {"in_class": {"member_class": "academia"}, "tally": "for"}
    as_many = {"gte": [{"classes": {"by": "member_class", "where": {"gte": ["for", of_academia]}}}, 3]}
    motion = rule(passes=as_many)
    assert outcome_under(motion, *counted((3, 0, 0), (2, 0, 0), (2, 1, 0))) == "passed"
    assert outcome_under(motion, *counted((3, 0, 0), (2, 0, 0), (1, 1, 0))) == "not_passed"


BY_CLASS = st.sampled_from([EVERY_CLASS, OF_ACADEMIA, to_data(BALANCED.passes)])


@given(BY_CLASS, st.none() | BY_CLASS)
def test_plain_data_makes_an_equal_rule(passes: Any, quorum: Any) -> None:
    motion = rule(passes=passes, quorum=quorum)
    assert MotionRule.model_validate(motion.model_dump(mode="json")) == motion
    assert MotionRule.model_validate_json(motion.model_dump_json()) == motion
    assert motion.classes_by == "member_class"
