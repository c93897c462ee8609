"""Invented votes: the same each time, counted as the real ones, with a tie and a missed quorum."""

from typing import Any

import pytest

from alliance.charter.grammar import ContestRule, MotionRule, parse_charter
from alliance.voting.methods import METHODS
from alliance.voting.options import form_of
from alliance.voting.rehearsal import NO_QUORUM, TIE, USUAL, Case, Plan, rehearsed

NAMES = ("Ana", "Ben", "Cho", "Dov", "Eve")
CHARTER = """
charter: {{id: test, edition: "1"}}
bodies: {{membership: {{members: open}}}}
rules:
  motion:
    ballot:
      electorate: {{body: membership}}
      vote_unit: organization
      quorum: {{gte: [participated, {{frac: 1/3, of: eligible}}]}}
      passes: {{gt: [for, against]}}
  contest:
    election: {{seats_open: 1, electorate: {{body: membership}}, vote_unit: organization, method: {method}}}
"""


def contest(method: str) -> ContestRule:
    return parse_charter(CHARTER.format(method=method)).contests["contest"]


def motion(**parts: Any) -> MotionRule:
    found = parse_charter(CHARTER.format(method="irv")).votes["motion"]
    return MotionRule.model_validate({**found.model_dump(), **parts})


def plan(method: str, **given: Any) -> Plan:
    """A contest for two of five seats among forty, unless told otherwise."""
    rule = contest(method)
    counting = {"default_option": "Eve"} if method == "debian" else {}
    counting |= given.pop("counting", {})
    form = form_of(rule, given.pop("names", NAMES), counting)
    given = {"entitled": 40, "seats_of_body": 40, "seats": 2, "seed": "a" * 64, "title": "Test", **given}
    return Plan(form=form, method=method, rule=rule, counting=counting, **given)


def of_motion(**given: Any) -> Plan:
    rule = given.pop("rule", motion())
    given = {"entitled": 40, "seats_of_body": 41, "seed": "a" * 64, **given}
    return Plan(form=form_of(rule, (), {}), method="motion", rule=rule, **given)


def cases(found: list[Case]) -> dict[str, Case]:
    return {case.name: case for case in found}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seats", [1, 2])
def test_every_method_is_rehearsed_with_a_result_and_a_tie(method, seats):
    found = cases(rehearsed(plan(method, seats=seats)))
    assert list(found) == [USUAL, TIE, NO_QUORUM]
    usual, tie = found[USUAL].record, found[TIE].record
    assert usual["method"]["name"] == tie["method"]["name"] == method
    assert (usual["input"]["ballots"], found[USUAL].votes) == ("28", 28)
    assert len(tie["elected"]) + (tie["undecided"] or {"seats": 0})["seats"] <= seats
    assert tie["ties"] or tie["undecided"], tie["sentence"]
    assert found[NO_QUORUM].record is None


@pytest.mark.parametrize("method", ["approval", "scottish-2007", "plurality"])
def test_a_tie_within_what_may_be_marked(method):
    found = cases(rehearsed(plan(method, counting={"most": 1}, seats=3)))
    assert found[TIE].record is not None


def test_the_same_text_gives_the_same_votes_and_another_text_others():
    first, again, other = (rehearsed(plan("irv", seed=seed)) for seed in ("a", "a", "b"))
    assert first == again
    assert first[0].record != other[0].record


def test_the_real_seed_of_the_lot_is_not_asked():
    assert "the public value" in cases(rehearsed(plan("plurality", awaits_lot=True)))[TIE].told
    assert "the public value" not in cases(rehearsed(plan("plurality")))[TIE].told


def test_with_as_many_options_as_places_there_is_no_tie():
    found = cases(rehearsed(plan("approval", names=("Ana", "Ben"), seats=2)))
    assert found[TIE].record is None
    assert "no tie" in found[TIE].told


@pytest.mark.parametrize("entitled", [1, 2, 3, 5, 40, 2000])
def test_few_and_many_voters(entitled):
    for found in (rehearsed(plan("wigm-exact", entitled=entitled)), rehearsed(of_motion(entitled=entitled))):
        assert all(case.votes <= max(entitled, 2) for case in found)


def test_nobody_votes_where_nobody_may():
    for found in (rehearsed(plan("irv", entitled=0)), rehearsed(of_motion(entitled=0, seats_of_body=1))):
        assert [case.record for case in found] == [None]


def test_a_motion_passes_ties_and_misses_its_quorum_by_one():
    found = cases(rehearsed(of_motion()))
    assert found[USUAL].record["outcome"] in {"passed", "not_passed"}
    tally = found[TIE].record["tally"]
    assert (tally["for"], tally["against"], tally["abstain"]) == (20, 20, 0)
    assert found[TIE].record["outcome"] == "not_passed"
    assert found[NO_QUORUM].votes == 13
    assert found[NO_QUORUM].record["outcome"] == "no_quorum"
    assert found[NO_QUORUM].record["input"]["seats"] == 41


def test_an_odd_voter_abstains_in_a_tie_where_one_may():
    assert cases(rehearsed(of_motion(entitled=7)))[TIE].record["tally"]["abstain"] == 1
    without = of_motion(entitled=7, rule=motion(options=("for", "against")))
    assert cases(rehearsed(without))[TIE].record["tally"]["participated"] == 6


def test_without_a_quorum_none_is_missed():
    found = cases(rehearsed(of_motion(rule=motion(quorum=None))))
    assert found[NO_QUORUM] == Case(NO_QUORUM, "No quorum", "There is no quorum: any turnout is enough.")


def test_a_rule_by_class_is_counted_by_class():
    by_class = {"classes": {"by": "member_class", "where": {"gte": ["for", 1]}}}
    rule = motion(passes={"all": [{"gt": ["for", "against"]}, {"gte": [by_class, 2]}]})
    found = cases(rehearsed(of_motion(rule=rule, classes={"one": (25, 26), "two": (15, 15)})))
    assert set(found[TIE].record["classes"]) == {"one", "two"}
    assert sum(each["participated"] for each in found[TIE].record["classes"].values()) == 40
