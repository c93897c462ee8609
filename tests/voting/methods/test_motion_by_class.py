"""The record of a motion whose rule asks by class of voters."""

import hashlib
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.charter.editions import shipped
from alliance.charter.grammar import CHOICES, MissingTallyError, MotionRule, parse_charter
from alliance.voting.methods.classes import class_table
from alliance.voting.methods.motion import ClassVotes, count_motion
from alliance.voting.methods.record import canonical_json, digest

RULES = parse_charter(shipped()).motions
BALANCED, SIMPLE = RULES["balanced-majority"], RULES["simple-majority"]

votes = st.lists(st.sampled_from(CHOICES), max_size=12)
parts = st.dictionaries(st.sampled_from(["enterprise", "academia", "public-interest"]), votes)


def by_class(**votes: str) -> dict[str, ClassVotes]:
    """Votes by class, as their first letters: F for, A against, N abstained; one more of each may vote."""
    words = {"F": "for", "A": "against", "N": "abstain"}
    return {
        name: ClassVotes([words[each] for each in letters], len(letters) + 1, len(letters) + 1)
        for name, letters in votes.items()
    }


def of_all(classes: dict[str, ClassVotes]) -> list[str]:
    return [choice for each in classes.values() for choice in each.votes]


def test_the_record_has_the_tally_of_each_class() -> None:
    classes = by_class(academia="FFA", enterprise="FFN", public="A")
    record = count_motion(BALANCED, of_all(classes), 12, seats=13, classes=classes)
    assert record["classes"]["academia"] == {
        "seats": 4, "eligible": 4, "participated": 3, "cast": 3, "for": 2, "against": 1, "abstain": 0
    }  # fmt: skip
    assert set(record["classes"]) == {"academia", "enterprise", "public"}
    assert (record["outcome"], record["quorum"]["met"], record["passes"]["met"]) == (
        "not_passed",
        True,
        False,
    )
    assert record["quorum"]["needed"] == 4
    assert record["passes"]["threshold"] is None
    assert record["tally"]["participated"] == 7
    counted = canonical_json(
        {
            "choices": ["abstain", "against", "against", "for", "for", "for", "for"],
            "eligible": 12,
            "seats": 13,
            "classes": {
                "academia": {"choices": ["against", "for", "for"], "eligible": 4, "seats": 4},
                "enterprise": {"choices": ["abstain", "for", "for"], "eligible": 4, "seats": 4},
                "public": {"choices": ["against"], "eligible": 2, "seats": 2},
            },
        }
    )
    assert record["input"]["digest"] == hashlib.sha256(counted.encode()).hexdigest()


@pytest.mark.parametrize(
    ("classes", "outcome"),
    [
        (by_class(academia="FFA", enterprise="FF", public="FAA"), "passed"),
        (by_class(academia="FFF", enterprise="FFF", public="FAAA"), "not_passed"),
        (by_class(academia="FFF", enterprise="FFF", public=""), "no_quorum"),
        (by_class(academia="FFF", enterprise="FFF"), "no_quorum"),
        ({}, "no_quorum"),
    ],
)
def test_outcomes(classes: dict[str, ClassVotes], outcome: str) -> None:
    record = count_motion(BALANCED, of_all(classes), 13, classes=classes)
    assert record["outcome"] == outcome
    assert set(record["classes"]) == set(classes)


def test_other_rules_keep_the_record_they_had() -> None:
    classes = by_class(academia="FFA", enterprise="FF", public="FAA")
    without = count_motion(SIMPLE, of_all(classes), 11)
    assert "classes" not in without
    assert digest(count_motion(SIMPLE, of_all(classes), 11, classes=classes)) == digest(without)


@pytest.mark.parametrize(
    ("classes", "eligible"),
    [
        (by_class(academia="FFF", enterprise="FFF"), 7),
        ({"academia": ClassVotes(["for"] * 3, 3, 9)}, 8),
        ({"academia": ClassVotes(["against"], 3, 3)}, 8),
    ],
)
def test_classes_that_are_no_parts_of_the_whole(classes: dict[str, ClassVotes], eligible: int) -> None:
    with pytest.raises(ValueError, match="than there are in all"):
        count_motion(BALANCED, ["for"] * 6, eligible, classes=classes)


def test_classes_are_asked_for() -> None:
    with pytest.raises(MissingTallyError, match="member_class"):
        count_motion(BALANCED, ["for"], 3)
    with pytest.raises(ValueError, match="only 1 are entitled"):
        count_motion(BALANCED, ["for"] * 2, 3, classes={"academia": ClassVotes(["for"] * 2, 1, 1)})


@given(parts, votes, st.randoms())
def test_the_order_of_votes_and_of_classes_does_not_matter(
    cast: dict[str, list[str]], others: list[str], random: Random
) -> None:
    """Votes of no class, `others`, count with all."""
    classes = {name: ClassVotes(own, len(own) + 2, len(own) + 3) for name, own in cast.items()}
    every = [*of_all(classes), *others]
    record = count_motion(BALANCED, every, 70, classes=classes)
    shuffled = {
        name: ClassVotes(random.sample(each.votes, len(each.votes)), each.eligible, each.seats)
        for name, each in random.sample(list(classes.items()), len(classes))
    }
    again = count_motion(BALANCED, random.sample(every, len(every)), 70, classes=shuffled)
    assert digest(again) == digest(record)
    assert MotionRule.model_validate(record["rule"]) == BALANCED
    sums = {name: sum(each[name] for each in record["classes"].values()) for name in ("for", "against")}
    assert all(sums[name] <= record["tally"][name] for name in sums)


def test_the_table_of_a_record() -> None:
    classes = by_class(**{"public-interest": "FAA", "academia": "", "enterprise": "FFN"})
    table = class_table(count_motion(BALANCED, of_all(classes), 9, classes=classes))
    assert table is not None
    assert table.division == "member class"
    assert [(each.heading, each.words) for each in table.questions] == [
        ("Quorum", "there is at least 1 member who takes part"),
        ("Passing", "at least one third of the votes for and against are for"),
    ]
    assert [(row.name, row.tally["participated"], [met for _, met in row.answers]) for row in table.rows] == [
        ("Academia", 0, [False, False]),
        ("Enterprise", 3, [True, True]),
        ("Public interest", 3, [True, True]),
    ]
    assert class_table(count_motion(SIMPLE, ["for"], 3)) is None


def test_one_condition_is_one_column_and_one_class_asked_for_has_none() -> None:
    one_for = {"gte": [{"classes": {"by": "member_class", "where": {"gte": ["for", 1]}}}, 1]}
    of_one = {"gte": [{"in_class": {"member_class": "academia"}, "tally": "for"}, 1]}
    one_against = {"lt": [{"classes": {"by": "member_class", "where": {"gte": ["against", 1]}}}, 1]}
    asked = {"passes": {"any": [one_for, {"not": one_for}, one_against]}, "quorum": of_one}
    rule = MotionRule.model_validate({"id": "a", "title": "A", **asked})
    table = class_table(count_motion(rule, [], 1, classes={"academia": ClassVotes([], 1, 1)}))
    assert table is not None
    assert [(each.heading, each.words) for each in table.questions] == [
        ("Passing 1", "there is at least 1 vote for"),
        ("Passing 2", "there is at least 1 vote against"),
    ]
    assert table.rows[0].answers == (("Passing 1", False), ("Passing 2", False))
