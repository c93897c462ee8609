# ruff: noqa: E501  # tables of cases read best unbroken
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from alliance.charter.grammar import (
    MotionRule,
    Threshold,
    evaluate,
    motion_tally,
    outcome_under,
    quorum_explained,
)

SIMPLE = {"gt": ["for", {"frac": "1/2", "of": "cast"}]}
HALF_OF_ENTITLED = {"gte": ["participated", {"frac": "1/2", "of": "eligible"}]}


def rule(**changes: Any) -> MotionRule:
    return MotionRule(**({"id": "simple", "title": "Simple", "clause": "3.1", "passes": SIMPLE} | changes))


def tally(*, votes_for: int = 0, against: int = 0, abstain: int = 0, eligible: int = 58) -> dict[str, int]:
    return motion_tally(votes_for=votes_for, against=against, abstain=abstain, eligible=eligible)


@pytest.mark.parametrize(
    ("passes", "threshold"),
    [
        (SIMPLE, Threshold(Fraction(1, 2), "cast", strict=True)),
        (
            {"gte": ["for", {"frac": "2/3", "of": "eligible"}]},
            Threshold(Fraction(2, 3), "eligible", strict=False),
        ),
        ({"lte": [{"frac": "2/3", "of": "cast"}, "for"]}, Threshold(Fraction(2, 3), "cast", strict=False)),
        ({"gt": ["for", "against"]}, Threshold(Fraction(1, 2), "cast", strict=True)),
        ({"gt": ["for", {"times": 3, "of": "against"}]}, Threshold(Fraction(3, 4), "cast", strict=True)),
        ({"all": [SIMPLE]}, Threshold(Fraction(1, 2), "cast", strict=True)),
        ({"all": [SIMPLE, {"gte": ["for", 3]}]}, None),
        ({"gte": ["for", 3]}, None),
        ({"not": SIMPLE}, None),
        ({"lte": ["for", {"frac": "1/2", "of": "cast"}]}, None),
    ],
)
def test_where_the_line_is_drawn(passes: dict[str, Any], threshold: Threshold | None) -> None:
    assert rule(passes=passes).threshold == threshold


votes = st.integers(0, 40)
share = st.fractions(min_value=Fraction(1, 12), max_value=1, max_denominator=12)


@given(
    votes,
    votes,
    votes,
    share,
    st.sampled_from(["cast", "participated", "eligible", "seats"]),
    st.sampled_from(["gt", "gte"]),
)
def test_the_line_decides(v: int, against: int, abstain: int, fraction: Fraction, base: str, op: str) -> None:
    motion = rule(passes={op: ["for", {"frac": str(fraction), "of": base}]})
    counted = tally(votes_for=v, against=against, abstain=abstain, eligible=120)
    line = motion.threshold
    assert line is not None
    whole = counted[line.base]
    above = v > line.fraction * whole if line.strict else v >= line.fraction * whole
    assert outcome_under(motion, counted) == ("passed" if whole and above else "not_passed")


@given(share, st.sampled_from(["gt", "gte"]), st.integers(1, 200))
def test_the_quorum_needed_is_the_smallest_that_meets_it(fraction: Fraction, op: str, eligible: int) -> None:
    motion = rule(quorum={op: ["participated", {"frac": str(fraction), "of": "eligible"}]})
    needed = motion.quorum_needed(tally(eligible=eligible))
    meeting = [n for n in range(eligible + 1) if motion.has_quorum(tally(abstain=n, eligible=eligible))]
    assert needed == (meeting[0] if meeting else None)


@pytest.mark.parametrize(
    ("quorum", "counted", "needed"),
    [
        (None, tally(), 0),
        (HALF_OF_ENTITLED, tally(eligible=0), None),
        ({"all": [HALF_OF_ENTITLED, {"gte": ["participated", 40]}]}, tally(), 40),
        ({"all": [HALF_OF_ENTITLED, {"gte": ["participated", 59]}]}, tally(), None),
        ({"any": [HALF_OF_ENTITLED, {"gte": ["participated", 10]}]}, tally(), 10),
        (
            {"any": [HALF_OF_ENTITLED, {"all": [{"eq": ["against", 0]}, {"gte": ["for", 3]}]}]},
            tally(votes_for=2),
            29,
        ),
        (
            {"any": [HALF_OF_ENTITLED, {"all": [{"eq": ["against", 0]}, {"gte": ["for", 3]}]}]},
            tally(votes_for=3),
            0,
        ),
        ({"lt": [{"frac": "1/2", "of": "eligible"}, "participated"]}, tally(), 30),
        ({"lte": [5, "participated"]}, tally(), 5),
        ({"gte": ["participated", {"ceil": {"frac": "1/3", "of": "eligible"}}]}, tally(), 20),
        ({"gte": ["participated", {"sqrt": "eligible"}]}, tally(), 8),
    ],
)
def test_compound_quorums(quorum: dict[str, Any] | None, counted: dict[str, int], needed: int | None) -> None:
    assert rule(quorum=quorum).quorum_needed(counted) == needed


def test_sentences() -> None:
    motion = rule(quorum=HALF_OF_ENTITLED)
    assert motion.sentence == "More than half of the votes for and against must be for."
    assert motion.quorum_sentence == "At least half of the entitled members must take part."
    assert rule().quorum_sentence == "There is no quorum: any turnout is enough."
    groups = rule(quorum=HALF_OF_ENTITLED, vote_unit="corporate_group")
    assert groups.quorum_sentence == "At least half of the entitled corporate groups must take part."
    explained = quorum_explained(groups, tally(votes_for=30, against=10, abstain=3))
    assert explained == "43 of 58 entitled corporate groups took part, at least 29 needed."


@pytest.mark.parametrize(
    ("passes", "quorum", "sentence"),
    [
        (SIMPLE, HALF_OF_ENTITLED, "Abstaining counts toward the quorum, not toward the majority."),
        (SIMPLE, None, "Abstaining does not count toward the majority."),
        (
            {"gte": ["for", {"frac": "2/3", "of": "cast"}]},
            {"gte": ["cast", {"frac": "1/2", "of": "eligible"}]},
            "Abstaining does not count toward the quorum, not toward the two thirds.",
        ),
        (
            {"gte": ["for", 3]},
            HALF_OF_ENTITLED,
            "Abstaining counts toward the quorum, not toward the result.",
        ),
        (
            {"gt": ["for", {"frac": "1/2", "of": "eligible"}]},
            None,
            "Abstaining works like a vote against, as does not voting.",
        ),
        (
            {"gt": ["for", {"frac": "1/2", "of": "participated"}]},
            HALF_OF_ENTITLED,
            "Abstaining counts toward the quorum and works like a vote against: it counts in the total of which a share must be for.",
        ),
    ],
)
def test_what_an_abstention_does(
    passes: dict[str, Any], quorum: dict[str, Any] | None, sentence: str
) -> None:
    assert rule(passes=passes, quorum=quorum).abstention_sentence == sentence


def test_a_rule_without_abstention_says_so() -> None:
    assert rule(options=["for", "against"]).abstention_sentence == "This rule offers no abstention."


@pytest.mark.parametrize("unit", ["organization", "corporate_group"])
def test_plain_data_makes_an_equal_rule(unit: str) -> None:
    motion = rule(quorum=HALF_OF_ENTITLED, recuse=["proposer"], vote_unit=unit, body="membership")
    assert MotionRule.model_validate(motion.model_dump(mode="json")) == motion
    assert MotionRule.model_validate_json(motion.model_dump_json()) == motion
    assert len({motion, MotionRule.model_validate(motion.model_dump())}) == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"passes": {"gt": ["for", "vetoes"]}}, "“vetoes” is not a tally that is counted here"),
        ({"passes": {"gt": ["present", 1]}}, "“present” is not a tally"),
        (
            {"passes": {"gte": [{"classes": {"by": "kind", "where": {"gte": ["for", 1]}}}, 3]}},
            "counted by kind",
        ),
        ({"passes": {"gt": ["for", 0.5]}}, "Write a fraction"),
        ({"options": ["for", "abstain"]}, "must name for and against"),
        ({"options": ["for", "against", "for"]}, "each option once"),
        ({"options": ["for", "against", "block"]}, "Input should be"),
        ({"id": "Simple Majority"}, "should match pattern"),
        ({"open": {"min": "P7D", "default": "P3D", "max": "P14D"}}, "min <= default <= max"),
        ({"open": {"min": "P0D", "default": "P3D", "max": "P14D"}}, "0 < min"),
        ({"open": {"min": "P1M", "default": "P3M", "max": "P1Y"}}, "Write days as P14D"),
        ({"colour": "green"}, "Extra inputs"),
    ],
)
def test_rules_that_cannot_be_counted_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        rule(**changes)


def test_a_rule_is_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        rule().title = "Another"  # type: ignore[misc]


def test_open_periods() -> None:
    motion = rule(open={"min": "PT72H", "default": "P2W", "max": "P60D"})
    assert (motion.open.min, motion.open.default) == (timedelta(days=3), timedelta(days=14))
    assert motion.model_dump(mode="json")["open"] == {"min": "P3D", "default": "P14D", "max": "P60D"}
    assert motion.open.sentence == "Open for 14 days; at least 3 days and at most 60 days may be chosen."
    assert (
        rule(open={"min": "P1DT12H", "default": "P1DT12H", "max": "P1DT12H"}).open.sentence
        == "Open for 1 day 12 hours."
    )


@pytest.mark.parametrize(
    ("counted", "message"),
    [
        ({"votes_for": -1, "against": 2}, "fewer than none"),
        ({"votes_for": 58, "against": 1}, "only 58 are entitled"),
    ],
)
def test_impossible_tallies_are_refused(counted: dict[str, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        tally(**counted)


def test_the_same_tally_under_other_rules() -> None:
    counted = tally(votes_for=30, against=12, abstain=8)
    under = {
        "simple": rule(quorum=HALF_OF_ENTITLED),
        "two thirds": rule(passes={"gte": ["for", {"frac": "2/3", "of": "cast"}]}),
        "of all": rule(passes={"gte": ["for", {"frac": "2/3", "of": "eligible"}]}),
        "more take part": rule(quorum={"gte": ["participated", 51]}),
    }
    assert {name: outcome_under(motion, counted) for name, motion in under.items()} == {
        "simple": "passed",
        "two thirds": "passed",
        "of all": "not_passed",
        "more take part": "no_quorum",
    }
    assert evaluate(under["simple"].passes, counted)
