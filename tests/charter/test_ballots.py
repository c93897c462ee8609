# ruff: noqa: E501  # tables of cases read best unbroken
"""What a tally decides, what voids or stops it, and when a vote may close early."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from alliance.charter.grammar import (
    Ballot,
    MissingTallyError,
    decided,
    evaluate,
    motion_tally,
    parse_condition,
)
from alliance.charter.grammar.ballots import (
    votes_counted,
    why,
)
from alliance.charter.grammar.closing import certainty, is_settled, may_close_early
from alliance.charter.grammar.electorates import Merge, Proxies, merged, too_many_proxies
from alliance.charter.grammar.openings import Opening, closes_at
from alliance.charter.grammar.vetoes import Veto, VetoCast, standing_vetoes
from tests.charter.test_conditions import VECTORS

OPENED = datetime(2026, 1, 5, 12, tzinfo=UTC)
TOC = {"body": "toc", "standing": "good"}
SETTLED = [
    ("for=8 seats=11 eligible=11", 3, "passed"),
    ("for=7 seats=11 eligible=11", 4, None),
    ("for=7 against=4 seats=11 eligible=11", 0, "not_passed"),
    ("for=3 against=4 seats=11 eligible=11", 4, "not_passed"),
    ("for=3 against=3 seats=11 eligible=11", 5, None),
]
ELECTRONIC: dict[str, Any] = {
    "electorate": TOC,
    "quorum": {"gte": ["participated", {"frac": "2/3", "of": "seats"}]},
    "passes": {"gt": ["for", {"frac": "1/2", "of": "participated"}]},
    "void_if": [{"gte": ["meeting_requests", 2]}],
}
PROMOTION: dict[str, Any] = {
    "electorate": TOC,
    "open": {"max": "P26W"},
    "close_early": {"when": "passed", "not_before": "P2D"},
    "passes": {"gte": ["for", {"frac": "2/3", "of": "seats"}]},
}
APACHE: dict[str, Any] = {
    "electorate": {"role": "pmc-member"},
    "options": [{"id": "for", "label": "+1"}, {"id": "abstain", "label": "0"}, {"id": "against", "label": "-1", "is": "veto"}],
    "veto": {"needs": "justification", "validity_ruled_by": {"role": "pmc-member", "passes": {"gt": ["for", "against"]}}},
    "passes": {"all": [{"gte": ["for", 3]}, {"eq": ["vetoes", 0]}]},
}  # fmt: skip
W3C: dict[str, Any] = {
    "electorate": {"body": "ac"},
    "options": ["approve", "reject", "abstain"],
    "count_for": "approve",
    "count_against": "reject",
    "passes": {"gt": ["for", {"times": 3, "of": "against"}]},
    "effect": {"passed": "decision_overturned"},
}


def ballot(data: dict[str, Any]) -> Ballot:
    return Ballot.model_validate(data)


def tally_of(text: str) -> dict[str, int]:
    given = {name: int(number) for name, _, number in (part.partition("=") for part in text.split())}
    if "for" in given:
        given = {"against": 0, "abstain": 0} | given
        given["cast"] = given["for"] + given["against"]
        given["participated"] = given["cast"] + given["abstain"]
    return given


@pytest.mark.parametrize(
    ("rule", "text", "outcome"),
    [
        (ELECTRONIC, "for=5 against=3 seats=11 meeting_requests=0", "passed"),
        (ELECTRONIC, "for=4 against=4 seats=11 meeting_requests=0", "not_passed"),
        (ELECTRONIC, "for=7 seats=11 meeting_requests=0", "no_quorum"),
        (ELECTRONIC, "for=8 seats=11 meeting_requests=2", "void"),
        (ELECTRONIC, "for=7 seats=11 meeting_requests=3", "void"),
        (APACHE, "for=3 vetoes=0", "passed"),
        (APACHE, "for=9 vetoes=1", "not_passed"),
    ],
)
def test_what_a_tally_decides(rule: dict[str, Any], text: str, outcome: str) -> None:
    found, tally = ballot(rule), tally_of(text)
    assert decided(found, tally) == outcome
    assert why(found, decided(found, tally), tally)


def test_a_number_that_was_not_counted_is_asked_for() -> None:
    with pytest.raises(MissingTallyError, match="meeting_requests"):
        decided(ballot(ELECTRONIC), tally_of("for=8 seats=11"))


def test_answers_under_other_names() -> None:
    counted = votes_counted(ballot(W3C), {"approve": 45, "reject": 15, "abstain": 2})
    assert counted == {"for": 45, "against": 15, "abstain": 2, "vetoes": 0, "cast": 60, "participated": 62}
    assert decided(ballot(W3C), counted) == "not_passed"
    assert ballot(W3C).sentences[-1] == "When it passes: decision overturned."
    vetoed = votes_counted(ballot(APACHE), {"for": 5, "against": 2, "abstain": 1})
    assert (vetoed["against"], vetoed["vetoes"], vetoed["participated"]) == (2, 2, 8)
    with pytest.raises(ValueError, match="“maybe” is not an option"):
        votes_counted(ballot(W3C), {"maybe": 1})


@pytest.mark.parametrize(
    ("cast", "stands"),
    [
        (VetoCast(), True),
        (VetoCast(justified=False), False),
        (VetoCast(ruled_valid=True), True),
        (VetoCast(ruled_valid=False), False),
        (VetoCast(withdrawn=True), False),
        (VetoCast(overridden=True), True),
    ],
)
def test_which_vetoes_stand_at_apache(cast: VetoCast, stands: bool) -> None:
    veto = ballot(APACHE).veto
    assert veto is not None
    assert standing_vetoes(veto, [cast, VetoCast(withdrawn=True)]) == stands


def test_a_veto_of_another_kind() -> None:
    veto = Veto(withdrawable=False, overridable=True)
    assert (
        standing_vetoes(
            veto, [VetoCast(justified=False), VetoCast(withdrawn=True), VetoCast(overridden=True)]
        )
        == 2
    )


def test_identical_ballots_of_one_affiliation_count_once() -> None:
    """W3C Council."""
    merge = Merge.model_validate({"per": "affiliation", "when": "identical_ballots", "into": "one"})
    votes = [("acme", "for"), ("acme", "for"), ("acme", "against"), ("lake", "for"), ("eve", "for")]
    assert merged(votes, merge=merge) == ["for", "against", "for", "for"]
    always = Merge.model_validate({"per": "affiliation", "when": "always"})
    assert merged(votes, merge=always) == ["for", "for", "for"]


def test_proxies() -> None:
    limited = Proxies(most_per_holder=2)
    assert too_many_proxies(["ann", "ann", "bob", "ann"], proxies=limited) == ["ann"]
    assert too_many_proxies(["ann"], proxies=Proxies(allowed=False)) == ["ann"]
    assert too_many_proxies(["ann"] * 9, proxies=Proxies()) == []
    assert (
        Proxies(in_writing=True, most_per_holder=1).sentence
        == "Proxies in writing are allowed, at most one proxy for one holder."
    )


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (ELECTRONIC, "Abstaining counts toward the quorum and works like a vote against: it counts in the total of which a share must be for."),
        (PROMOTION, "Abstaining works like a vote against, as does not voting."),
        (APACHE, "Abstaining does not count toward the result."),
        (W3C, "Abstaining does not count toward the three quarters."),
        ({"electorate": TOC, "passes": {"gte": ["for", {"frac": "2/3", "of": "not_abstaining"}]}}, "Abstaining lowers the total of which a share must be for, unlike not voting."),
        (
            {"electorate": TOC, "passes": {"any": [{"all": [{"gte": ["participated", 9]}, {"gt": ["for", "against"]}]}, {"gt": ["for", {"times": 3, "of": "against"}]}]}},
            "Abstaining counts toward the turnout that decides how many must be for.",
        ),
        ({"electorate": TOC, "options": ["for", "against"], "passes": {"gt": ["for", "against"]}}, "This rule offers no abstention."),
    ],
)  # fmt: skip
def test_what_abstaining_does(rule: dict[str, Any], told: str) -> None:
    found = ballot(rule)
    assert found.abstention_sentence == told
    assert (told in found.sentences) == found.offers_abstention


def test_answers_are_told() -> None:
    assert "The answers are +1 (for), 0 (abstain) or -1 (against)." in ballot(APACHE).sentences
    assert "The answer “approve” counts as a vote for, “reject” as one against." in ballot(W3C).sentences


# The time of a vote


@pytest.mark.parametrize(
    ("opening", "extended", "days"),
    [
        ({"min": "P7D"}, False, 7),
        ({"min": "P3D", "default": "P14D", "max": "P60D"}, False, 14),
        ({"max": "P26W"}, False, 182),
        ({"default": "P7D", "min": "P7D", "extend": {"by": "any_voter", "to": "P30D"}}, True, 30),
        ({"min": "P7D"}, True, 7),
    ],
)
def test_when_a_vote_closes(opening: dict[str, Any], extended: bool, days: int) -> None:
    found = closes_at(Opening.model_validate(opening), OPENED, extended=extended)
    assert found == OPENED + timedelta(days=days)


@pytest.mark.parametrize(
    ("opening", "message"),
    [
        ({}, "Say how long"),
        ({"min": "P7D", "max": "P3D"}, "min <= default <= max"),
        ({"min": "P0D"}, "0 < min"),
        ({"business_days": 2}, "need a calendar"),
        ({"min": "P2D", "calendar": "us"}, "need a calendar"),
        ({"min": "P7D", "extend": {"by": "any_voter", "to": "P3D"}}, "less than it is open"),
    ],
)
def test_times_that_make_no_sense(opening: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Opening.model_validate(opening)


@pytest.mark.parametrize(("text", "outstanding", "outcome"), SETTLED)
def test_whether_the_votes_to_come_can_change_it(text: str, outstanding: int, outcome: str | None) -> None:
    assert is_settled(ballot(PROMOTION), tally_of(text), outstanding=outstanding) == outcome


@pytest.mark.parametrize(
    ("when", "text", "outstanding", "days", "closes"),
    [
        ("passed", "for=8 seats=11", 3, 1, False),
        ("passed", "for=8 seats=11", 3, 2, True),
        ("passed", "for=7 seats=11", 4, 9, False),
        ("passed", "for=2 against=6 seats=11", 3, 9, False),
        ("decided", "for=2 against=6 seats=11", 3, 9, True),
        ("decided", "for=8 seats=11", 3, 2, True),
    ],
)
def test_closing_early(when: str, text: str, outstanding: int, days: int, closes: bool) -> None:
    rule = ballot({**PROMOTION, "close_early": {"when": when, "not_before": "P2D"}})
    at = OPENED + timedelta(days=days)
    assert may_close_early(rule, tally_of(text), outstanding=outstanding, opened=OPENED, at=at) is closes


@pytest.mark.parametrize(
    ("data", "text", "outstanding", "certain"),
    [
        ({"lte": ["abstain", 2]}, "for=5 abstain=1", 1, "met"),
        ({"lte": ["abstain", 2]}, "for=5 abstain=1", 2, "open"),
        ({"lte": ["abstain", 2]}, "for=5 abstain=3", 2, "not_met"),
        ({"gte": ["for", {"frac": "2/3", "of": "not_abstaining"}]}, "for=5 against=3 eligible=9", 1, "open"),
        (
            {"gte": ["for", {"frac": "2/3", "of": "not_abstaining"}]},
            "for=5 against=4 eligible=10",
            1,
            "not_met",
        ),
        ({"eq": ["against", 0]}, "for=5", 1, "open"),
        ({"eq": ["for", 3]}, "for=2", 2, "open"),
        ({"lte": ["not_abstaining", 8]}, "for=5 eligible=9 not_abstaining=9", 1, "open"),
        ({"not": {"gt": ["against", 1]}}, "for=5", 1, "met"),
        ({"any": [{"gte": ["for", 5]}, {"eq": ["vetoes", 0]}]}, "for=5 vetoes=0", 3, "met"),
    ],
)
def test_what_is_certain(data: dict[str, Any], text: str, outstanding: int, certain: str) -> None:
    assert certainty(parse_condition(data), tally_of(text), outstanding) == certain


def test_a_quorum_out_of_reach_decides() -> None:
    """Eleven seats of which four are empty: seven can vote, eight are needed."""
    found = ballot({**ELECTRONIC, "void_if": []})
    assert is_settled(found, tally_of("for=5 seats=11 eligible=7"), outstanding=2) == "not_passed"
    assert is_settled(found, tally_of("for=5 seats=11 eligible=8"), outstanding=3) is None


def test_what_does_not_close_early() -> None:
    plain = ballot({"electorate": TOC, "passes": {"gt": ["for", "against"]}})
    assert not may_close_early(plain, tally_of("for=9"), outstanding=0, opened=OPENED, at=OPENED)
    requested = {**ELECTRONIC, "close_early": {"when": "passed"}}
    tally = tally_of("for=9 seats=11 meeting_requests=2")
    assert not may_close_early(ballot(requested), tally, outstanding=2, opened=OPENED, at=OPENED)
    vetoed = {**APACHE, "close_early": {"when": "decided"}}
    assert not may_close_early(
        ballot(vetoed), tally_of("for=9 vetoes=0"), outstanding=2, opened=OPENED, at=OPENED
    )


COUNTED = sorted({vector[0]: vector for vector in VECTORS}.values(), key=lambda vector: vector[0])
few = st.integers(0, 5)


@given(few, few, few, few, st.sampled_from(COUNTED))
def test_certain_is_certain(
    votes_for: int, against: int, abstain: int, outstanding: int, vector: Any
) -> None:
    """Every way in which the others may vote agrees with what is called certain."""
    condition = parse_condition(vector[1])
    eligible = votes_for + against + abstain + outstanding
    others = {"present": 3, "vetoes": 0, "objections": 0, "meeting_requests": 0, "over_default": 1, "under_default": 1,
              "candidates": 1, "seats_open": 1}  # fmt: skip

    def tally(more_for: int, more_against: int, more_abstain: int) -> dict[str, int]:
        counted = motion_tally(
            votes_for=votes_for + more_for,
            against=against + more_against,
            abstain=abstain + more_abstain,
            eligible=eligible,
        )
        return {**others, **counted}

    found = certainty(condition, tally(0, 0, 0), outstanding)
    ways = [way for way in product(range(outstanding + 1), repeat=3) if sum(way) <= outstanding]
    results = {evaluate(condition, tally(*way)) for way in ways}
    if found != "open":
        assert results == {found == "met"}


@given(
    few,
    few,
    few,
    few,
    st.sampled_from(["cast", "participated", "eligible", "seats"]),
    st.sampled_from(["1/2", "2/3", "1"]),
)
def test_one_share_is_never_left_open_for_nothing(
    votes_for: int, against: int, abstain: int, outstanding: int, base: str, share: str
) -> None:
    """For one share of one base the answer is complete: what cannot change is called certain."""
    condition = parse_condition({"gte": ["for", {"frac": share, "of": base}]})
    eligible = votes_for + against + abstain + outstanding

    def met(way: tuple[int, int, int]) -> bool:
        counted = motion_tally(
            votes_for=votes_for + way[0],
            against=against + way[1],
            abstain=abstain + way[2],
            eligible=eligible,
        )
        return evaluate(condition, counted)

    start = motion_tally(votes_for=votes_for, against=against, abstain=abstain, eligible=eligible)
    ways = [way for way in product(range(outstanding + 1), repeat=3) if sum(way) <= outstanding]
    results = {met((a, b, c)) for a, b, c in ways}
    certain = certainty(condition, start, outstanding)
    assert (certain == "open") == (len(results) == 2)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"electorate": TOC}, "Field required"),
        ({"electorate": {}, "passes": {"gt": ["for", 1]}}, "exactly one of body"),
        ({"electorate": {"body": "a", "role": "b"}, "passes": {"gt": ["for", 1]}}, "exactly one of body"),
        ({"electorate": TOC, "options": ["for"], "passes": {"gt": ["for", 1]}}, "must name for and against"),
        (
            {"electorate": TOC, "options": ["for", "for", "against"], "passes": {"gt": ["for", 1]}},
            "each option once",
        ),
        (
            {
                "electorate": TOC,
                "options": ["for", {"id": "against", "is": "veto"}],
                "passes": {"gt": ["for", 1]},
            },
            "needs veto",
        ),
        ({**ELECTRONIC, "colour": 1}, "Extra inputs"),
    ],
)
def test_ballots_that_make_no_sense(data: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        ballot(data)
