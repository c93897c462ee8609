"""Every shipped edition is complete, each rule in it is tried both ways, every surveyed rule has its line."""

import csv
import re
from pathlib import Path

import pytest

from alliance.charter.editions import shipped, shipped_bodies
from alliance.charter.grammar import Charter, parse_charter
from alliance.charter.grammar.examples import Example, NominationsExample

ROOT = Path(__file__).parents[2]
SURVEYED = ROOT.parent / "shared" / "data" / "charters" / "decision_rules.csv"
ROW = re.compile(r"^\| `(?P<id>[a-z0-9]+-\d\d)` \| (?P<where>[^|]*) \| (?P<note>[^|]*) \|$", re.M)
PLACE = re.compile(r"`([a-z0-9-]+)/([a-z0-9.-]+)`")

CHARTERS: dict[str, Charter] = {}


def charter_of(body: str) -> Charter:
    if body not in CHARTERS:
        CHARTERS[body] = parse_charter(shipped(body), complete=True)
    return CHARTERS[body]


@pytest.mark.parametrize("body", shipped_bodies())
def test_an_edition_is_complete(body: str) -> None:
    charter = charter_of(body)
    heading = charter.heading
    assert heading.id == body
    assert heading.in_force_since
    for part in (heading, *charter.rules.values()):
        assert part.title
        assert part.text
    assert heading.source
    assert all(rule.clause for rule in charter.rules.values())
    assert "#" not in shipped(body).split("\n", 1)[0]


@pytest.mark.parametrize("body", shipped_bodies())
def test_every_count_is_tried_both_ways(body: str) -> None:
    charter = charter_of(body)
    tallies = [each for each in charter.examples if isinstance(each, Example)]
    for slug, rule in charter.rules.items():
        of_rule = [each for each in tallies if each.rule == slug]
        for number in range(1, len(rule.ballots) + 1):
            outcomes = {each.outcome for each in of_rule if (each.ballot or 1) == number}
            assert "passed" in outcomes, (slug, number)
            assert outcomes - {"passed"}, (slug, number)
        if rule.objections or rule.rankings:
            assert {each.outcome for each in of_rule} == {"passed", "not_passed"}, slug


@pytest.mark.parametrize("body", shipped_bodies())
def test_every_election_is_tried(body: str) -> None:
    charter = charter_of(body)
    for slug, rule in charter.rules.items():
        for election in rule.elections:
            follows = {
                each.then
                for each in charter.examples
                if isinstance(each, NominationsExample) and each.nominations == slug
            }
            assert "vote" in follows, slug
            ways = (election.acclaim, election.reopen_nominations, election.extend_nominations)
            assert len(follows) > 1 or not any(ways), slug


def test_every_surveyed_rule_has_its_line() -> None:
    with SURVEYED.open(encoding="utf-8", newline="") as file:
        surveyed = [row["id"] for row in csv.DictReader(file)]
    rows = list(ROW.finditer((ROOT / "docs" / "charters.md").read_text("utf-8")))
    assert len(surveyed) == 73
    assert sorted(row["id"] for row in rows) == sorted(surveyed)
    for row in rows:
        places = PLACE.findall(row["where"])
        assert places or row["note"].startswith("A person decides"), row["id"]
        for body, name in places:
            charter = charter_of(body)
            reviews = {review.id for review in charter.reviews}
            assert name in {*charter.rules, *charter.bodies, *charter.criteria, *reviews}, row.group()
