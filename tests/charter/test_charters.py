# ruff: noqa: E501  # tables of cases read best unbroken
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.charter.grammar import CharterError, parse_charter
from alliance.charter.grammar.source import MOST_NODES, read_yaml
from tests.charter.charters import SAMPLE, shipped_charters


def problems_of(source: str) -> list[str]:
    with pytest.raises(CharterError) as caught:
        parse_charter(source, complete=True)
    return [str(problem) for problem in caught.value.problems]


def line_of(text: str) -> int:
    return next(number for number, line in enumerate(SAMPLE.splitlines(), 1) if text in line)


@pytest.mark.parametrize("path", shipped_charters(), ids=lambda path: path.stem)
def test_shipped_charters_are_complete(path: Path) -> None:
    charter = parse_charter(path.read_text("utf-8"), complete=True)
    assert charter.heading.id == path.stem
    assert charter.examples
    assert charter.heading.in_force_since


def test_a_charter() -> None:
    charter = parse_charter(SAMPLE)
    assert charter.heading.id == "ai-alliance"
    assert list(charter.rules) == list(charter.motions)
    assert list(charter.rules) == [
        "simple-majority",
        "two-thirds",
        "majority-of-participating",
        "two-thirds-of-entitled",
    ]
    assert {rule.body for rule in charter.motions.values()} == {"membership"}
    assert all(charter.examples_of(slug) for slug in charter.rules)
    for rule in charter.motions.values():
        assert rule.threshold is not None
        assert rule.clause
        assert rule.interpretation
    assert "no\nquorum" in SAMPLE.replace("    ", "")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "quorum: {gte: [participated, {frac: 1/3, of: eligible}]}",
            "quorum: {gte: [participated, {frac: 0.33, of: eligible}]}",
            "rules.simple-majority.ballot.quorum.gte[1].frac: “0.33” is not an exact number. Write a fraction such as 2/3, or 12.",
        ),
        (
            "quorum: {gte: [participated, {frac: 1/3, of: eligible}]}",
            "quorum: {gte: [particpated, {frac: 1/3, of: eligible}]}",
            "rules.simple-majority.ballot.quorum.gte[0]: “particpated” is not a tally that is counted here. Did you mean “participated”?",
        ),
        (
            "passes: {gt: [for, {frac: 1/2, of: cast}]}",
            "passes: {gt: [for]}",
            "rules.simple-majority.ballot.passes.gt: “gt” compares two numbers, here are 1. Write gt: [for, against].",
        ),
        (
            "{rule: two-thirds, eligible: 58, for: 19, against: 10, outcome: not_passed}",
            "{rule: two-thirds, eligible: 58, for: 19, against: 10, outcome: passed}",
            "examples[6]: The example expects passed, the rule gives not passed: 19 for / (19 for + 10 against) = 65.5 %, at least 66.7 % needed. Correct the example or the rule.",
        ),
        (
            "{rule: two-thirds, eligible: 58, for: 28, against: 0, outcome: no_quorum",
            "{rule: two-thirds, eligible: 58, for: 28, against: 31, outcome: no_quorum",
            "examples[7]: 59 votes were counted, but only 58 are entitled to vote. Correct the example or the rule.",
        ),
        (
            "{rule: two-thirds, eligible: 58, for: 28, against: 0, outcome: no_quorum",
            "{rule: three-thirds, eligible: 58, for: 28, against: 0, outcome: no_quorum",
            "examples[7]: There is no rule “three-thirds”. Correct the example or the rule.",
        ),
        (
            "electorate: {body: membership, recuse: [proposer]}",
            "electorate: {body: council, recuse: [proposer]}",
            "rules.simple-majority.ballot.electorate.body: The body “council” is not described. Use one of membership.",
        ),
        (
            "vote_unit: organization",
            "vote_unit: organizaton",
            "rules.simple-majority.ballot.vote_unit: This word is not known here. Did you mean “organization”? Use person,",
        ),
        (
            "open: {min: P3D, default: P14D, max: P60D}",
            "open: {min: P3D, default: 14 days, max: P60D}",
            "rules.simple-majority.ballot.open.default: “14 days” is not a duration. Write days as P14D, weeks as P2W, hours as PT72H.",
        ),
        (
            "in_force_since: 2026-01-01",
            "in_force_since: 20260101",
            "charter.in_force_since: A day is written as 2026-01-31.",
        ),
        (
            "in_force_since: 2026-01-01",
            "in_force_since: 2026-02-30",
            "charter.in_force_since: Input should be a valid date",
        ),
        (
            "eligible: 58, for: 23,",
            "eligible: true, for: 23,",
            "examples[0].eligible: Input should be a valid integer.",
        ),
        (
            "in_force_since: 2026-01-01",
            "in_force_since: soon",
            "charter.in_force_since: A day is written as 2026-01-31.",
        ),
    ],
)
def test_errors_name_line_place_and_repair(old: str, new: str, problem: str) -> None:
    assert problems_of(SAMPLE.replace(old, new, 1))[0].startswith(f"Line {line_of(old)}, {problem}")


def test_a_misspelt_word_is_named() -> None:
    assert problems_of(SAMPLE.replace('clause: "3.1"', 'claus: "3.1"', 1)) == [
        f"Line {line_of('3.1')}, rules.simple-majority.claus: “claus” is not known here. Did you mean “clause”?",
    ]


def test_what_an_edition_needs_is_asked_for_when_it_is_adopted() -> None:
    source = "charter: {id: a, edition: b}\nbodies: {c: {}}\nrules:\n  d:\n    ballot: {electorate: {body: e}, passes: {gt: [for, 2]}}"
    assert parse_charter(source).heading.name == "A"
    assert problems_of(source) == [
        "Line 1, charter.title: “title” is missing. Add title: with its value.",
        "Line 1, charter.in_force_since: “in_force_since” is missing. Add in_force_since: with a day, as 2026-01-31.",
        "Line 2, bodies.c.name: “name” is missing. Add name: with its value.",
        "Line 4, rules.d.title: “title” is missing. Add title: with its value.",
        "Line 4, rules.d.clause: “clause” is missing. Add clause: with its value.",
        "Line 5, rules.d.ballot.electorate.body: The body “e” is not described. Use one of c.",
    ]


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("", "Line 1: The text is empty."),
        ("charter: [", "Line 1: This is not YAML"),
        ("a: 1\na: 2", "Line 2, a: “a” stands here twice."),
        ("? [a]\n: 1", "Line 1: A key must be a word."),
        ("just text", "Line 1: Here words with values are needed."),
        ("charter: {}\nbodies: {}\nrules: {}", "Line 1, charter.id: “id” is missing."),
        ("a: \x00", "Line 1: This is not YAML: a character that is not allowed."),
        ("[" * 3000, "Line 1: This is not YAML"),
        ("&a [*a]", "Line 1, [0]"),
        ("x" * 300_001, "Line 1: The text has more than 300,000 characters."),
        ("a: !!python/object/apply:os.system [ls]", "Line 1, charter: “charter” is missing."),
    ],
)
def test_text_that_is_no_charter(source: str, problem: str) -> None:
    assert problems_of(source)[0].startswith(problem)


def test_aliases_cannot_multiply_without_end() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    assert "too large" in problems_of("\n".join(lines))[0]
    assert MOST_NODES < 10**5


def test_words_of_yaml_stay_text() -> None:
    assert read_yaml(
        "{no: yes, at: 2026-01-01, part: 0.5, ratio: 2/3, time: 12:30, count: 12, flag: true}"
    ).data == {
        "no": "yes",
        "at": "2026-01-01",
        "part": "0.5",
        "ratio": "2/3",
        "time": "12:30",
        "count": 12,
        "flag": True,
    }


def refused(source: str) -> CharterError | None:
    try:
        parse_charter(source)
    except CharterError as error:
        return error
    return None


@given(st.text(max_size=200))
def test_any_short_text_is_refused_in_words(source: str) -> None:
    error = refused(source)
    assert error is not None
    assert all(problem.line >= 1 and problem.message for problem in error.problems)
