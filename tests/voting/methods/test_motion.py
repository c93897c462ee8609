import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.charter.editions import shipped
from alliance.charter.grammar import CHOICES, MotionRule, outcome_under, parse_charter
from alliance.voting.methods.motion import count_motion
from alliance.voting.methods.record import canonical_json, digest

RULES = parse_charter(shipped()).motions
SIMPLE, TWO_THIRDS = RULES["simple-majority"], RULES["two-thirds"]

rules = st.sampled_from([rule for rule in RULES.values() if not rule.classes_by])
ballots = st.lists(st.sampled_from(CHOICES), max_size=60)


def votes(votes_for: int, against: int, abstain: int = 0) -> list[str]:
    return ["for"] * votes_for + ["against"] * against + ["abstain"] * abstain


def test_the_record_of_a_motion() -> None:
    choices = ",".join(['"abstain"'] * 3 + ['"against"'] * 6 + ['"for"'] * 34)
    counted = f'{{"choices":[{choices}],"eligible":58,"seats":60}}'
    record = count_motion(TWO_THIRDS, votes(34, 6, 3), 58, seats=60)
    assert record == {
        "schema": "alliance.result/1",
        "method": {"name": "motion", "version": 1},
        "rule": TWO_THIRDS.model_dump(mode="json"),
        "options": ["for", "against", "abstain"],
        "input": {
            "votes": 43,
            "eligible": 58,
            "seats": 60,
            "digest": hashlib.sha256(counted.encode()).hexdigest(),
        },
        "tally": {
            "seats": 60,
            "eligible": 58,
            "participated": 43,
            "cast": 40,
            "for": 34,
            "against": 6,
            "abstain": 3,
        },
        "quorum": {
            "met": True,
            "needed": 29,
            "rule": "At least half of the entitled members must take part.",
            "sentence": "43 of 58 entitled members took part, at least 29 needed.",
        },
        "passes": {
            "met": True,
            "threshold": {"fraction": "2/3", "base": "cast", "strict": False},
            "rule": "At least two thirds of the votes for and against must be for.",
            "sentence": "34 for / (34 for + 6 against) = 85.0 %, at least 66.7 % needed.",
        },
        "outcome": "passed",
        "sentence": "Passed. 34 for, 6 against, 3 abstained.",
    }


@pytest.mark.parametrize(
    ("slug", "cast", "outcome", "sentence"),
    [
        ("simple-majority", (23, 4, 12), "passed", "Passed. 23 for, 4 against, 12 abstained."),
        ("simple-majority", (20, 20, 2), "not_passed", "Not passed. 20 for, 20 against, 2 abstained."),
        ("two-thirds", (23, 4, 1), "no_quorum", "Not decided: no quorum. 23 for, 4 against, 1 abstained."),
        ("two-thirds", (20, 10, 0), "passed", "Passed. 20 for, 10 against, 0 abstained."),
        ("two-thirds", (0, 0, 40), "not_passed", "Not passed. 0 for, 0 against, 40 abstained."),
        (
            "majority-of-participating",
            (20, 5, 15),
            "not_passed",
            "Not passed. 20 for, 5 against, 15 abstained.",
        ),
        ("two-thirds-of-entitled", (38, 0, 1), "not_passed", "Not passed. 38 for, 0 against, 1 abstained."),
        ("two-thirds-of-entitled", (39, 19, 0), "passed", "Passed. 39 for, 19 against, 0 abstained."),
        ("two-thirds-of-entitled", (0, 0, 0), "not_passed", "Not passed. 0 for, 0 against, 0 abstained."),
    ],
)
def test_outcomes(slug: str, cast: tuple[int, int, int], outcome: str, sentence: str) -> None:
    record = count_motion(RULES[slug], votes(*cast), 58)
    assert (record["outcome"], record["sentence"]) == (outcome, sentence)


def test_nobody_is_entitled() -> None:
    assert count_motion(SIMPLE, [], 0)["outcome"] == "no_quorum"


def test_a_rule_without_one_line_has_no_threshold() -> None:
    rule = MotionRule(id="three", title="Three", clause="1", passes={"gte": ["for", 3]})
    record = count_motion(rule, votes(3, 9), 12)
    assert (record["outcome"], record["passes"]["threshold"]) == ("passed", None)
    assert record["quorum"] == {
        "met": True,
        "needed": 0,
        "rule": "There is no quorum: any turnout is enough.",
        "sentence": "There is no quorum: any turnout is enough.",
    }


@pytest.mark.parametrize(
    ("cast", "eligible", "seats", "message"),
    [
        (["for", "maybe"], 5, None, "“maybe” is not an option"),
        (["for"] * 6, 5, None, "only 5 are entitled"),
        ([], -1, None, "fewer than none"),
        ([], 5, -1, "fewer than none"),
    ],
)
def test_impossible_input_is_refused(cast: list[str], eligible: int, seats: int | None, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        count_motion(SIMPLE, cast, eligible, seats=seats)


def test_an_abstention_where_none_is_offered_is_refused() -> None:
    rule = SIMPLE.model_copy(update={"options": ("for", "against")})
    with pytest.raises(ValueError, match="“abstain” is not an option"):
        count_motion(rule, ["abstain"], 5)


@given(rules, ballots, st.randoms())
def test_the_order_of_votes_does_not_matter(rule: MotionRule, cast: list[str], random: Any) -> None:
    shuffled = list(cast)
    random.shuffle(shuffled)
    assert digest(count_motion(rule, cast, 60)) == digest(count_motion(rule, shuffled, 60))


@given(rules, ballots, ballots)
def test_other_votes_have_another_input_digest(rule: MotionRule, one: list[str], other: list[str]) -> None:
    digests = [count_motion(rule, cast, 60)["input"]["digest"] for cast in (one, other)]
    assert (digests[0] == digests[1]) == (sorted(one) == sorted(other))


@given(rules, ballots)
def test_every_vote_is_counted_once(rule: MotionRule, cast: list[str]) -> None:
    record = count_motion(rule, cast, 60)
    tally = record["tally"]
    assert tally["for"] + tally["against"] + tally["abstain"] == tally["participated"] == len(cast)
    assert record["outcome"] == outcome_under(rule, tally)
    assert (record["outcome"] == "no_quorum") == (not record["quorum"]["met"])
    if record["quorum"]["met"]:
        assert (record["outcome"] == "passed") == record["passes"]["met"]


@given(rules, ballots)
def test_a_vote_against_turned_for_never_hurts(rule: MotionRule, cast: list[str]) -> None:
    if "against" in cast and count_motion(rule, cast, 60)["outcome"] == "passed":
        turned = list(cast)
        turned[turned.index("against")] = "for"
        assert count_motion(rule, turned, 60)["outcome"] == "passed"


@given(rules, ballots)
def test_a_record_survives_being_stored(rule: MotionRule, cast: list[str]) -> None:
    record = count_motion(rule, cast, 60)
    stored = json.loads(json.dumps(record))
    assert stored == record
    assert digest(stored) == digest(record)
    assert count_motion(MotionRule.model_validate(stored["rule"]), cast, 60) == record


def test_canonical_json_is_one_text() -> None:
    assert canonical_json({"b": "é", "a": [1, None, True]}) == '{"a":[1,null,true],"b":"é"}'
    with pytest.raises(ValueError, match="Out of range"):
        canonical_json({"a": float("nan")})
