"""The facts that the demonstration ships are those that were found, and each names its source."""

import csv
from pathlib import Path

import pytest
from django.utils.text import slugify

from alliance.demo import facts

FOUND = Path(__file__).resolve().parents[3] / "shared" / "data" / "ai-alliance"


def test_85_organizations_with_source_country_and_one_short_name_each():
    rows = facts.rows("organizations")
    assert len(rows) == 85
    assert len({row["short"] for row in rows}) == 85
    assert all(row["source"] and len(row["country"]) == 2 for row in rows)
    assert [row["name"] for row in rows if row["parent"]] == ["Red Hat"]


@pytest.mark.skipif(not FOUND.exists(), reason="the collected facts lie beside the repository, not in it")
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("organizations", "members"), ("focus_areas", "focus_areas"), ("projects", "projects")],
)
def test_names_are_those_that_were_found(ours: str, theirs: str):
    with (FOUND / f"{theirs}.csv").open(encoding="utf-8") as source:
        found = {row["name"] for row in csv.DictReader(source)}
    assert {row["name"] for row in facts.rows(ours)} == found


def test_everyone_named_by_a_group_or_proposal_exists_and_may_do_it():
    shorts = {row["short"] for row in facts.rows("organizations")}
    groups = {slugify(row["name"]): row for row in facts.document("groups")}
    for row in groups.values():
        assert {*row["chairs"], *row["members"]} <= shorts, row["name"]
    for play in facts.document("proposals")["proposals"]:
        roster = {*groups[play["group"]]["chairs"], *groups[play["group"]]["members"]}
        asked = {short for _, verb, *names in play["steps"] if verb == "ask" for short in names}
        assert asked <= roster - {play["by"]}, play["key"]
        days = [step[0] for step in play["steps"]]
        assert days == sorted(days, reverse=True), play["key"]
