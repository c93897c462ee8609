"""The shipped charters against published data: seats, thresholds, criteria, elections."""

import csv
import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from alliance.charter.editions import shipped
from alliance.charter.grammar import Charter, parse_charter
from alliance.charter.grammar.ballots import decided
from alliance.charter.grammar.bodies import size_of
from alliance.charter.grammar.durations import parse_duration
from alliance.charter.grammar.seats import seats_of
from alliance.voting.methods import Options, count
from alliance.voting.methods.formats import read

DATA = Path(__file__).parents[3] / "shared" / "data"
VOTES_OF_TYPE = {
    "Major": "major-change",
    "TI Lifecycle": "lifecycle-change",
    "TI Funding Request": "funding-or-update",
    "TI Update": "funding-or-update",
    "Content": "content-change",
    "Editorial": "editorial-change",
    "Nonspec": "editorial-change",
    "Fix": "small-fix",
    "Style": "small-fix",
    "Impl": "small-fix",
}
ELECTIONS = ("steering-2018", "steering-2022", "steering-2024")


@cache
def charter(body: str) -> Charter:
    return parse_charter(shipped(body), complete=True)


def rows(path: str) -> list[dict[str, str]]:
    with (DATA / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def census(path: str, by: str, column: str) -> dict[str, dict[str, int]]:
    return {by: Counter(row[column].lower() for row in rows(path))}


def test_the_seats_of_the_cncf_board() -> None:
    """17 Platinum, 3 for 17 Gold, 3 for 582 Silver, two chairs, two committers."""
    board = charter("cncf").bodies["governing-board"]
    tiers = census("cncf-landscape/members.csv", "member_tier", "tier")
    found = {seat.group: seats_of(seat, tiers) for seat in board.seats}
    assert found == {
        "platinum": 17,
        "gold": 3,
        "silver": 3,
        "toc-chair": 1,
        "end-user-tab-chair": 1,
        "committers": 2,
    }
    assert size_of(board, tiers) == 27


def test_the_seats_of_the_toc_are_those_that_are_held() -> None:
    held = Counter(
        row["selecting_group"].partition(";")[0].removesuffix("-appointed")
        for row in rows("cncf-toc/toc_seats.csv")
        if row["role"] == "member"
    )
    seats = {seat.group: seats_of(seat, {}) for seat in charter("cncf").bodies["toc"].seats}
    assert seats == {
        "governing-board-selected": held["GB"],
        "end-user-selected": held["EndUser"],
        "maintainer-selected": held["Maintainer"],
        "toc-selected": held["TOC"],
    }


def test_the_terms_of_the_toc_are_those_that_are_held() -> None:
    terms = {(row["start"], row["end"]) for row in rows("cncf-toc/toc_seats.csv") if row["role"] == "member"}
    lengths = {int(end[:4]) - int(start[:4]) for start, end in terms if start[5:] == end[5:]}
    assert lengths == {2}
    assert {seat.term.months for seat in charter("cncf").bodies["toc"].seats if seat.term} == {24}


def test_the_seats_of_lf_ai_and_data() -> None:
    tiers = census("lfai-landscape/members.csv", "member_tier", "tier")
    stages = census("lfai-landscape/projects.csv", "project_stage", "stage")
    assert size_of(charter("lfai").bodies["tac"], {**tiers, **stages}) == 4 + 13


def test_the_quorum_of_the_pytorch_council() -> None:
    voting = [row for row in rows("pytorch-tac/tac_2026-08-11_attendance.csv") if row["kind"] == "voting"]
    present = sum(row["present"] == "yes" for row in voting)
    ballot = charter("pytorch").rules["tac-meeting-decision"].ballots[0]
    tally = {"seats": len(voting), "eligible": len(voting), "present": present, "for": 8, "against": 7}
    assert (len(voting), present) == (21, 15)
    assert decided(ballot, tally) == "passed"
    assert decided(ballot, {**tally, "present": 11}) == "no_quorum"


@pytest.mark.parametrize("row", rows("ossf-tac/decision_types.csv"), ids=lambda row: row["type"])
def test_each_type_of_decision_of_openssf(row: dict[str, str]) -> None:
    ballot = charter("openssf").rules[VOTES_OF_TYPE[row["type"]]].ballots[0]
    needed, waits = int(row["approvers"]), row["waiting_period"]
    assert decided(ballot, {"for": needed}) == "passed"
    assert decided(ballot, {"for": needed - 1}) == "not_passed"
    time = parse_duration(f"P{waits[:-1]}D" if waits.endswith("d") else f"PT{waits[:-1]}H")
    assert (ballot.open.min if ballot.open else parse_duration("PT0M")) == time


def test_the_seats_of_openssf() -> None:
    held = Counter(row["selected_by"] for row in rows("ossf-tac/tac_seats.csv"))
    seats = {seat.group: seats_of(seat, {}) for seat in charter("openssf").bodies["tac"].seats}
    assert seats == {
        "elected": held["community elected"],
        "appointed": held["governing-board appointed"],
    }


def measured(body: str, criteria: str, name: str) -> Any:
    found = {each.id: each for each in charter(body).criteria[criteria]}[name]
    return found.model_dump(by_alias=True)["measure"]


@pytest.mark.parametrize(
    ("body", "criteria", "name", "least", "published"),
    [
        ("lfai", "incubation", "contributing-organizations", 3, ">= 3"),
        ("lfai", "incubation", "stars", 500, ">= 500"),
        ("lfai", "incubation", "badge", "silver", ">= silver"),
        ("lfai", "graduation", "contributing-organizations", 5, ">= 5"),
        ("lfai", "graduation", "stars", 1000, ">= 1000"),
        ("lfai", "graduation", "badge", "gold", ">= gold"),
        ("lfai", "graduation", "collaboration", 1, ">= 1"),
        ("cncf", "graduation", "maintainers-organizations", 2, ">= 2"),
        ("cncf", "graduation", "independent-adopters", 3, ">= 3"),
        ("cncf", "graduation", "best-practices-passing", "passing", "passing"),
        ("cncf", "graduation", "adopter-interviews", 5, "5-7"),
        ("pytorch", "ecosystem", "core-maintainers", 2, ">= 2"),
        ("pytorch", "ecosystem", "contributors", 5, ">= 5"),
        ("pytorch", "ecosystem", "commits", 30, ">= 30"),
        ("pytorch", "ecosystem", "stars", 200, ">= 200"),
        ("pytorch", "foundation-hosted", "badge", "silver", ">= silver"),
        ("openssf", "sandbox-project", "maintainers", 3, ">= 3 / >= 2"),
        ("openssf", "sandbox-project", "maintainers-organizations", 2, ">= 3 / >= 2"),
        ("openssf", "incubating-project", "meetings", 5, ">= 5"),
        ("openssf", "graduated-project", "maintainers", 5, ">= 5 / >= 3"),
        ("openssf", "graduated-project", "maintainers-organizations", 3, ">= 5 / >= 3"),
        ("openssf", "sandbox-group", "interested", 3, ">= 3 / >= 2 / 1"),
        ("openssf", "incubating-group", "contributors", 5, ">= 5 / >= 3; >= 5"),
        ("openssf", "graduated-group", "meetings", 4, ">= 4; >= 5 / >= 3"),
    ],
)
def test_the_criteria_are_the_published_ones(
    body: str, criteria: str, name: str, least: int | str, published: str
) -> None:
    assert published in {row["measure"] for row in rows("charters/stage_criteria.csv")}
    measure = measured(body, criteria, name)
    assert measure["gte"][1] == least


@pytest.mark.parametrize("election", ELECTIONS)
def test_the_kubernetes_charter_elects_who_was_elected(election: str) -> None:
    """The method and the reading of “no opinion”, both from the charter, give the published result."""
    rule = charter("kubernetes").rules["steering-election"].elections[0]
    results = json.loads((DATA / "kubernetes-elections" / "results.json").read_text("utf-8"))
    published = next(each for each in results if each["election"] == election)
    source = DATA / "kubernetes-elections" / election / "ballots.csv"
    options = Options(seats=published["seats"], **rule.method.options)  # type: ignore[arg-type]
    record = count(read(source.read_bytes(), "ballots.csv"), rule.method.rule, options)
    assert record["elected"] == published["winner_columns"]
    if ranking := published["ranking_columns"]:
        assert [[name] for name in record["order"]] == ranking
