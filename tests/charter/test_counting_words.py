"""Words that a charter needs: who does not abstain, sides of several kinds, terms in all, emergencies."""

from typing import Any

import pytest

from alliance.charter.grammar import MissingTallyError, evaluate, explain, parse_condition, state
from alliance.charter.grammar.ballots import Ballot
from alliance.charter.grammar.closing import certainty, is_settled
from alliance.charter.grammar.nominations import Endorsements, is_endorsed
from alliance.charter.grammar.objections import Objection
from alliance.charter.grammar.openings import SecondWindow
from alliance.charter.grammar.prose import supposing
from alliance.charter.grammar.seats import Seat

AMENDMENT = {"gte": ["for", {"frac": "2/3", "of": "not_abstaining"}]}


@pytest.mark.parametrize(
    ("votes_for", "abstain", "carried"),
    [(16, 3, True), (16, 2, False), (18, 0, True), (17, 0, False), (1, 26, True), (0, 27, False)],
)
def test_all_members_without_those_who_abstain(votes_for: int, abstain: int, carried: bool) -> None:
    """CNCF charter, section 18, with 27 board members: the absent count, those who abstain do not."""
    condition = parse_condition(AMENDMENT)
    tally = {"eligible": 27, "for": votes_for, "abstain": abstain}
    assert evaluate(condition, tally) is carried


def test_it_is_told_and_explained() -> None:
    condition = parse_condition(AMENDMENT)
    tally = {"eligible": 27, "for": 16, "abstain": 3}
    assert state(condition) == "at least two thirds of the entitled members who do not abstain must be for"
    assert explain(condition, tally) == (
        "16 for / 24 entitled who did not abstain = 66.7 %, at least 66.7 % needed"
    )


def test_it_needs_both_numbers() -> None:
    with pytest.raises(MissingTallyError, match="abstain"):
        evaluate(parse_condition(AMENDMENT), {"eligible": 27, "for": 16})


def test_an_abstention_still_to_come_may_carry_it() -> None:
    condition = parse_condition(AMENDMENT)
    tally = {"eligible": 27, "for": 17, "against": 9, "abstain": 0, "cast": 26, "participated": 26}
    assert not evaluate(condition, tally)
    assert certainty(condition, tally, 1) == "open"
    ballot = Ballot.model_validate({"electorate": {"body": "governing-board"}, "passes": AMENDMENT})
    assert is_settled(ballot, {**tally, "for": 18}, outstanding=0) == "passed"
    assert is_settled(ballot, {**tally, "for": 3, "against": 23}, outstanding=1) == "not_passed"


SIDES: dict[str, tuple[str, str]] = {
    "ann": ("acme", "sun"),
    "bob": ("bay", "moon"),
    "cem": ("coop", "moon"),
    "dan": ("bay", "mars"),
    "eve": ("acme", "mars"),
    "fay": ("fox", "mars"),
}


@pytest.mark.parametrize(
    ("endorsers", "enough"),
    [
        ("bob cem", False),
        ("bob dan", False),
        ("cem dan", True),
        ("bob cem dan", True),
        ("bob eve", False),
        ("bob fay", True),
        ("bob gil", True),
        ("bob ann", False),
    ],
)
def test_endorsers_of_other_companies_and_other_projects(endorsers: str, enough: bool) -> None:
    """CNCF maintainers: two endorsers of two projects; all three people of different companies."""
    rule = {"min": 2, "distinct": ["affiliation", "project"], "nominee_side_counts": False}
    endorsements = Endorsements.model_validate(rule)
    assert is_endorsed(endorsements, "ann", endorsers.split(), SIDES) is enough


def test_a_second_time_after_an_emergency() -> None:
    window = SecondWindow.model_validate(
        {"when": "no_quorum", "open": {"min": "P7D"}, "emergency": {"min": "P4D"}}
    )
    assert window.sentence == (
        "Without quorum, votes may still be given: open for at least 7 days. "
        "After an emergency meeting: open for at least 4 days."
    )


def test_terms_in_a_row_and_in_all() -> None:
    """Kubernetes: two terms in a row, four in all."""
    data: dict[str, Any] = {"group": "elected", "count": 7, "most_terms": 2, "lifetime_terms": 4}
    assert Seat.model_validate(data).sentences[1:] == [
        "Nobody serves more than two terms in a row.",
        "Nobody serves more than four terms in all.",
    ]


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ({"lt": ["candidates", 1]}, "there are no candidates"),
        ({"eq": ["candidates", 1]}, "there is exactly 1 candidate"),
        ({"gte": ["objections", 1]}, "there is at least 1 objection"),
        ({"gte": ["meeting_requests", 2]}, "there are at least 2 requests for a meeting"),
        ({"lt": ["eligible", 12]}, "there are fewer than 12 entitled members"),
    ],
)
def test_one_is_told_as_one(condition: dict[str, Any], told: str) -> None:
    assert supposing(parse_condition(condition)) == told


def test_what_an_objection_asks_for_first() -> None:
    objection = Objection.model_validate(
        {
            "electorate": {"body": "toc"},
            "preconditions": [{"informed": "toc-chair"}],
            "answers": ["approve"],
            "passes": {"gte": ["approvals", 1]},
        }
    )
    assert "It must be made known to the TOC chair." in objection.sentences
    assert "It is answered with approve." in objection.sentences
