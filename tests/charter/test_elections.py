# ruff: noqa: E501  # tables of cases read best unbroken
"""Elections before the count: nominations, endorsements, who needs no vote; and the counting rule that is meant."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from alliance.charter.grammar.elections import (
    Election,
    TermByRank,
    after_nominations,
)
from alliance.charter.grammar.methods import TITLES, Method
from alliance.charter.grammar.nominations import Endorsements, Nominations, is_endorsed, nominations_allowed
from alliance.charter.grammar.ranked import Ranked, option_stays, sponsors_needed
from alliance.voting.methods.catalogue import METHODS

ACCLAIM = {"when": {"lte": ["candidates", "seats_open"]}}
REOPEN = {"when": {"lt": ["candidates", "seats_open"]}}
CNCF: dict[str, Any] = {
    "nominations": {"per_voter": 2, "per_voter_same_affiliation": 1, "acceptance": "required"},
    "acclaim": ACCLAIM,
    "reopen_nominations": REOPEN,
    "method": {"condorcet": {"completion": "irv", "unranked": "excluded"}},
}
LFAI: dict[str, Any] = {
    "extend_nominations": [
        {"when": {"eq": ["candidates", 0]}, "by": "P7D", "open_to": {"role": "general-member"}},
        {"when": {"eq": ["candidates", 1]}, "by": "P7D"},
    ],
    "method": "plurality",
}
W3C: dict[str, Any] = {
    "acclaim": {
        "when": {"all": [{"gte": ["candidates", "seats_least"]}, {"lte": ["candidates", "seats_open"]}]}
    },
    "method": {"stv": {"surplus": "meek", "arithmetic": "9-decimals"}},
}
SIDES = {"ann": "acme", "bob": "bay", "cem": "coop", "dan": "acme"}
DEBIAN: dict[str, Any] = {
    "electorate": {"role": "developer"},
    "default_option": "none_of_the_above",
    "option_stays_if": {
        "all": [
            {"gte": ["over_default", {"times": "3/2", "of": {"sqrt": "eligible"}}]},
            {"gt": ["over_default", {"times": 1, "of": "under_default"}]},
        ]
    },
    "option_stays_if_constitutional": {"gt": ["over_default", {"times": 3, "of": "under_default"}]},
    "method": "debian",
    "sponsors": {"min": {"min": [5, {"times": "1/2", "of": {"sqrt": "eligible"}}]}},
}


def election(data: dict[str, Any]) -> Election:
    return Election.model_validate(data)


@pytest.mark.parametrize(
    ("rule", "candidates", "seats", "then"),
    [
        (CNCF, 7, 6, "vote"),
        (CNCF, 6, 6, "acclaim"),
        (CNCF, 5, 6, "reopen"),
        (LFAI, 0, 1, "extend"),
        (LFAI, 1, 1, "extend"),
        (LFAI, 2, 1, "vote"),
        ({"method": "irv"}, 0, 1, "vote"),
        ({"acclaim": ACCLAIM, "method": "irv"}, 0, 1, "acclaim"),
    ],
)
def test_after_nominations(rule: dict[str, Any], candidates: int, seats: int, then: str) -> None:
    tally = {"candidates": candidates, "seats_open": seats}
    assert after_nominations(election(rule), tally) == then


@pytest.mark.parametrize(("candidates", "then"), [(4, "vote"), (5, "acclaim"), (6, "acclaim"), (7, "vote")])
def test_between_the_least_and_the_most_seats_nobody_votes(candidates: int, then: str) -> None:
    """W3C: with as many nominees as there may be seats, they are elected."""
    tally = {"candidates": candidates, "seats_least": 5, "seats_open": 6}
    assert after_nominations(election(W3C), tally) == then


@pytest.mark.parametrize(
    ("rule", "endorsers", "enough"),
    [
        ({"min": 3, "distinct": "affiliation", "self_counts": True}, "ann bob cem", True),
        ({"min": 3, "distinct": "affiliation", "self_counts": True}, "ann bob dan", False),
        ({"min": 3, "distinct": "affiliation", "self_counts": False}, "ann bob cem", False),
        ({"min": 3, "distinct": "affiliation", "self_counts": True}, "ann bob eve", True),
        ({"min": 3, "distinct": "affiliation", "self_counts": True}, "ann eve fay", True),
        ({"min": 2}, "bob bob", False),
        ({"min": 2}, "bob cem", True),
        ({"min": 2, "distinct": "affiliation", "nominee_side_counts": False}, "bob dan", False),
        ({"min": 2, "distinct": "affiliation", "nominee_side_counts": False}, "bob cem dan", True),
    ],
)
def test_endorsements(rule: dict[str, Any], endorsers: str, enough: bool) -> None:
    """Kubernetes: three voters of three employers, the nominee's own endorsement counts."""
    assert is_endorsed(Endorsements.model_validate(rule), "ann", endorsers.split(), SIDES) is enough


@pytest.mark.parametrize(
    ("nominated", "allowed"),
    [
        (["acme", "bay"], True),
        (["acme", "acme"], False),
        (["bay", "bay"], True),
        (["bay", "coop", "bay"], False),
        ([None, None], True),
    ],
)
def test_how_many_one_voter_may_nominate(nominated: list[str | None], allowed: bool) -> None:
    nominations = election(CNCF).nominations
    assert nominations is not None
    assert nominations_allowed(nominations, "acme", nominated) is allowed


def test_a_voter_without_a_side_has_only_the_number() -> None:
    assert nominations_allowed(Nominations(per_voter=2, per_voter_same_affiliation=0), None, ["a", "a"])


def test_terms_by_rank() -> None:
    ranks = [TermByRank.model_validate({"rank": rank, "term": "P2Y"}) for rank in ("1-4", 5)]
    assert [list(each.places) for each in ranks] == [[1, 2, 3, 4], [5]]
    assert [each.sentence for each in ranks] == [
        "Those in places 1 to 4 serve for 2 years.",
        "Those in place 5 serve for 2 years.",
    ]


# The counting rule


@pytest.mark.parametrize(
    ("data", "rule", "options"),
    [
        ("scottish-2007", "scottish-2007", {}),
        ({"name": "schulze-wv", "unranked": "excluded"}, "schulze-wv", {"unranked": "excluded"}),
        (
            {"condorcet": {"completion": "irv", "unranked": "excluded"}},
            "condorcet-irv",
            {"unranked": "excluded"},
        ),
        ({"condorcet": {"completion": "schulze"}}, "schulze-wv", {"unranked": "last"}),
        (
            {"condorcet": {"completion": "schulze", "strength": "margins"}},
            "schulze-margins",
            {"unranked": "last"},
        ),
        ({"condorcet": {"completion": "ranked_pairs"}}, "ranked-pairs-wv", {"unranked": "last"}),
        ({"stv": {"surplus": "weighted-inclusive-gregory", "arithmetic": "exact"}}, "wigm-exact", {}),
        ({"stv": {"arithmetic": "5-decimals"}}, "scottish-2007", {}),
        ({"stv": {"arithmetic": "4-decimals"}}, "wigm-prf", {}),
        ({"stv": {"surplus": "meek", "arithmetic": "9-decimals"}}, "meek-prf", {}),
        ({"approval": {"max": 5}}, "approval", {"max": 5}),
        ({"plurality": {}}, "plurality", {}),
        ({"irv": {}}, "irv", {}),
        ({"score": {}}, "score", {}),
    ],
)
def test_which_counting_rule_is_meant(data: Any, rule: str, options: dict[str, Any]) -> None:
    method = TypeAdapter(Method).validate_python(data)
    assert (method.rule, dict(method.options)) == (rule, options)
    assert method.sentences[0] == f"Counted {TITLES[method.rule]}."


def test_charters_and_the_engine_know_the_same_counting_rules() -> None:
    assert set(TITLES) == set(METHODS)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"stv": {"surplus": "meek", "arithmetic": "exact"}}, "This is counted with"),
        ({"condorcet": {"completion": "irv", "strength": "margins"}}, "Margins are counted with"),
        ({}, "exactly one of name"),
        ({"irv": {}, "score": {}}, "exactly one of name"),
        ("borda", "Input should be"),
    ],
)
def test_methods_that_are_not_counted(data: Any, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        TypeAdapter(Method).validate_python(data)


# Ranked options


@pytest.mark.parametrize(
    ("over", "under", "constitutional", "stays"),
    [
        (49, 20, False, True),
        (48, 0, False, False),
        (200, 200, False, False),
        (200, 199, False, True),
        (300, 100, True, False),
        (301, 100, True, True),
        (40, 0, True, False),
    ],
)
def test_an_option_against_the_default(over: int, under: int, constitutional: bool, stays: bool) -> None:
    """Debian among 1037 developers: the quorum is 48.30."""
    tally = {"over_default": over, "under_default": under, "eligible": 1037}
    assert option_stays(Ranked.model_validate(DEBIAN), tally, constitutional=constitutional) is stays


@pytest.mark.parametrize(("developers", "sponsors"), [(1037, 5), (100, 5), (81, 5), (64, 4), (36, 3)])
def test_sponsors_of_an_option(developers: int, sponsors: int) -> None:
    assert sponsors_needed(Ranked.model_validate(DEBIAN), developers) == sponsors


def test_a_default_must_be_named_to_be_compared_with() -> None:
    with pytest.raises(ValidationError, match="default_option"):
        Ranked.model_validate({**DEBIAN, "default_option": None})
    plain = Ranked.model_validate({"electorate": {"role": "voter"}, "method": "irv"})
    assert option_stays(plain, {})
    assert sponsors_needed(plain, 10) == 0
