"""What a published box would tell, at and beside every limit."""

from collections.abc import Sequence

import pytest

from alliance.voting.secrecy.ballot_form import Ballot, BallotForm, Kind
from alliance.voting.secrecy.box import Box, make_box
from alliance.voting.secrecy.disclosure import Limits, Publication, check_disclosure
from alliance.voting.secrecy.envelope import OpenedBallot
from alliance.voting.secrecy.tracker import draw_tracker

PUBLIC, MEMBERS, SCRUTINEERS, AGGREGATES = Publication
FORM = BallotForm(Kind.CHOICE, ("for", "against", "abstain"))
FOR, AGAINST, BLANK = FORM.choice("for"), FORM.choice("against"), FORM.nothing()
RANKING = BallotForm(Kind.RANKING, tuple("ABCDEF"))


def box(ballots: Sequence[Ballot], form: BallotForm = FORM) -> Box:
    return make_box([OpenedBallot(draw_tracker(), each) for each in ballots], form, envelopes=len(ballots))


def codes(boxes: dict[str, Box], limits: Limits | None = None) -> list[str]:
    return [each.code for each in check_disclosure(boxes, limits=limits).findings]


def rankings(unique: int, alike: int) -> Box:
    """So many different rankings, and so many equal ones of which none is among those."""
    places = [[[first], [second]] for first in "ABCDE" for second in "ABCDE" if first != second]
    ballots = [RANKING.ranking(each) for each in places[:unique]]
    return box([*ballots, *[RANKING.ranking([["F"]])] * alike], RANKING)


@pytest.mark.parametrize(
    ("ballots", "expected"),
    [
        ([], []),
        ([FOR], ["few-voters", "unanimous", "unique-ballots"]),
        ([FOR, FOR, AGAINST, AGAINST], ["few-voters"]),
        ([FOR, FOR, AGAINST, AGAINST, AGAINST], []),
        ([FOR] * 5, ["unanimous"]),
        ([BLANK] * 5, ["unanimous"]),
        ([FOR] * 4 + [AGAINST], []),
        ([FOR] * 4 + [BLANK], []),
    ],
)
def test_findings_of_one_box(ballots: list[Ballot], expected: list[str]) -> None:
    assert codes({"": box(ballots)}) == expected


@pytest.mark.parametrize(
    ("unique", "alike", "found"), [(0, 10, False), (2, 8, False), (3, 11, True), (9, 1, True)]
)
def test_the_share_of_unique_rankings(unique: int, alike: int, *, found: bool) -> None:
    assert ("unique-ballots" in codes({"": rankings(unique, alike)})) == found


def test_every_ballot_alone_counts_as_unique() -> None:
    finding = check_disclosure({"": rankings(9, 1)}).findings[0]
    assert finding.sentence.startswith("10 of 10 ballots")


def test_unique_means_within_its_own_list() -> None:
    two = {"a": box([FOR, AGAINST, AGAINST]), "b": box([AGAINST, FOR, FOR])}
    assert codes(two) == ["unique-ballots"]


@pytest.mark.parametrize(
    ("small", "expected"),
    [
        ([], []),
        ([FOR], ["class-of-one"]),
        ([FOR, FOR], ["small-class"]),
        ([FOR, AGAINST], ["small-class"]),
        ([FOR, FOR, FOR], ["unanimous-class"]),
        ([FOR, FOR, AGAINST], []),
    ],
)
def test_findings_of_a_class(small: list[Ballot], expected: list[str]) -> None:
    large = box([FOR, AGAINST] * 10)
    assert codes({"Founders": box(small), "General": large}) == expected


def test_a_class_is_named() -> None:
    findings = check_disclosure({"Founders": box([FOR]), "General": box([FOR, AGAINST] * 10)}).findings
    assert findings[0].sentence == (
        "One voter of “Founders” voted: figures for this class are that voter's ballot."
    )


def test_the_name_of_a_single_box_is_no_class() -> None:
    assert "class-of-one" not in codes({"General": box([FOR])})


@pytest.mark.parametrize(
    ("boxes", "recommended"),
    [
        ({"": box([FOR, AGAINST] * 3)}, PUBLIC),
        ({"": rankings(9, 1)}, SCRUTINEERS),
        ({"": box([FOR] * 9)}, AGGREGATES),
        ({"": box([FOR, AGAINST] * 2)}, AGGREGATES),
        ({"a": box([FOR]), "b": box([FOR, AGAINST] * 9)}, AGGREGATES),
    ],
)
def test_recommendation(boxes: dict[str, Box], recommended: Publication) -> None:
    for wished in Publication:
        assert check_disclosure(boxes, wished).recommended == max(wished, recommended)


def test_what_the_totals_tell_too_is_said() -> None:
    found = check_disclosure({"": rankings(9, 1)}).findings + check_disclosure({"": box([FOR] * 2)}).findings
    assert {each.code: each.in_totals for each in found} == {
        "unique-ballots": False,
        "few-voters": True,
        "unanimous": True,
    }


def test_limits_can_be_set() -> None:
    limits = Limits(fewest_voters=2, fewest_in_class=1)
    assert codes({"": box([FOR, AGAINST] * 2)}, limits) == []
    assert codes({"": box([FOR, AGAINST] * 4)}, Limits(fewest_voters=9)) == ["few-voters"]
