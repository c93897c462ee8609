"""How close it was, against counts whose margins can be seen."""

from typing import Any

import pytest

from alliance.charter.editions import shipped
from alliance.charter.grammar import parse_charter
from alliance.voting.methods import Options, count
from alliance.voting.methods.closeness import margins, motion_margins
from alliance.voting.methods.motion import count_motion
from tests.voting.methods.test_following import profile


def sentences(record: Any) -> list[str]:
    return [each.sentence for each in margins(record)]


def test_exclusions_and_the_end_of_a_runoff():
    record = count(profile([[0]] * 5 + [[1]] * 4 + [[2, 1]] * 2), "irv")
    assert record["elected"] == ["Birch"]
    assert "excluded 2 votes behind Birch" in " ".join(sentences(record))
    assert "At the end Ash was 1 vote behind Birch, who is elected." in sentences(record)
    assert [each.votes for each in margins(record)] == sorted(each.votes for each in margins(record))


def test_pairs_of_the_last_elected():
    record = count(profile([[0, 1]] * 4 + [[1, 0]] * 3), "schulze-wv", Options(unranked="last"))
    assert sentences(record)[0] == "Ash is preferred to Birch by 4 to 3, a margin of 1 vote."


def test_pairs_decide_at_the_end_of_a_condorcet_runoff():
    record = count(profile([[0, 1]] * 5 + [[2, 1]] * 4 + [[1, 0]] * 3), "condorcet-irv")
    assert record["elected"] == ["Birch"]
    told = sentences(record)
    assert "Birch is preferred to Ash by 7 to 5, a margin of 2 votes." in told
    assert not [each for each in told if each.startswith("At the end")]


def test_every_seat_of_a_repeated_runoff_has_its_own_end():
    record = count(profile([[0]] * 5 + [[1, 0]] * 4 + [[2, 1]] * 2, seats=2), "irv")
    assert record["elected"] == ["Birch", "Ash"]
    assert "In round 2 Ash was 1 vote behind Birch, who is elected." in [
        each.sentence.replace(f"round {record['rounds'][-1]['number']}", "the last round")
        for each in margins(record)  # type: ignore[arg-type]
    ]


def test_totals():
    record = count(profile([[0]] * 4 + [[1]] * 3 + [[2]]), "plurality")
    assert sentences(record) == ["Birch came next, 1 vote behind Ash, the last elected."]


def test_a_tie_for_a_seat_has_no_margin():
    record = count(profile([[0]] * 4 + [[1]] * 4), "plurality")
    assert record["undecided"]["between"] == ["Ash", "Birch"]
    assert margins(record) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("votes", "eligible", "told"),
    [
        (["for"] * 4 + ["against"] * 3, 10, "It had exactly the 4 votes for that it needed: one fewer fails."),  # noqa: E501
        (["for"] * 6 + ["against"] * 3, 10, "It had 1 vote for more than the 5 it needed."),
        (["for"] * 3 + ["against"] * 5, 10, "2 votes for were missing: 3 of the 5 needed."),
    ],
)  # fmt: skip
def test_motions(votes: list[str], eligible: int, told: str):
    rule: Any = parse_charter(shipped()).motions["simple-majority"]
    assert told in motion_margins(count_motion(rule, votes, eligible))
