"""The drafted messages: every step has its texts, every gap a name, and every text says first what to do."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Template
from django.template.loader import get_template
from django.utils import timezone

from alliance.elections.timetable import (
    CONTINGENT,
    DATES,
    DRAFTS,
    PLACEHOLDERS,
    Draft,
    Plan,
    dates_of,
    subject_and_body,
    timetable,
)
from alliance.elections.timetable.steps import TITLES
from tests.elections.test_timetable import shipped

MESSAGES = Path(__file__).parents[2] / "templates" / "elections" / "messages"
ALL = sorted(
    {*(each for drafts in DRAFTS.values() for each in drafts), *CONTINGENT}, key=lambda each: each.name
)
WORDS: dict[str, Any] = {
    "election": "E-3 Steering Committee & Friends",
    "body": "Steering Committee",
    "seats": 3,
    "url": "https://alliance.example/elections/E-3/",
    "portal": "https://alliance.example/",
    "officers": "N. Okafor, L. Haas",
    "contact": "elections@alliance.example",
    "name": "M. Ito",
    "nominator": "A. Ruiz",
    "endorsements": 3,
    "candidates": ["Mei Lin", "Ana Ruiz"],
    "elected": ["Ana Ruiz"],
    "sentence": "Ana Ruiz is elected.",
    "quorum": "At least half must take part.",
    "secrecy": "The ballot is secret.",
    "change": "You can change your vote until the close.",
    "own_vote": "look up your tracker in the list of ballots.",
    "now": datetime(2025, 9, 1, tzinfo=UTC),
}


def rendered(draft: Draft, **words: Any) -> str:
    dates = dates_of(timetable(Plan(date(2025, 9, 10), shipped("kubernetes", "steering-election"))))
    source = get_template(draft.template)
    assert isinstance(source.template, Template)
    with timezone.override(UTC):
        return source.template.render(Context(WORDS | dates | words, autoescape=False))


def test_every_text_belongs_to_a_step_or_a_contingency() -> None:
    assert {path.stem for path in MESSAGES.glob("*.txt")} == {each.name for each in ALL}
    assert set(DRAFTS) <= set(TITLES)


def test_every_placeholder_is_described_and_used() -> None:
    used = set()
    for path in MESSAGES.glob("*.txt"):
        text = path.read_text("utf-8")
        found = {*re.findall(r"{{ (\w+)", text), *re.findall(r"{% if (\w+)", text)}
        found |= set(re.findall(r"span_left:(\w+)", text))
        assert found <= PLACEHOLDERS.keys() | DATES.keys(), path.name
        used |= found
    assert PLACEHOLDERS.keys() <= used
    assert set(WORDS) == set(PLACEHOLDERS)


@pytest.mark.parametrize("draft", ALL, ids=lambda each: each.name)
def test_a_draft_has_a_subject_and_the_link_right_after_what_to_do(draft: Draft) -> None:
    subject, body = subject_and_body(rendered(draft))
    assert 10 < len(subject) < 120
    first, link = body.splitlines()[:2]
    assert first.endswith(":")
    assert link == WORDS["url"]
    assert "&amp;" not in subject + body
    assert "None" not in body
    assert not re.search(r"\n{3}|  ", body)


@pytest.mark.parametrize("draft", ALL, ids=lambda each: each.name)
def test_times_carry_their_zone(draft: Draft) -> None:
    for line in rendered(draft).splitlines():
        for match in re.finditer(r"\d\d:\d\d", line):
            assert line[match.end() :].startswith(" UTC")


def test_what_an_election_does_not_have_leaves_no_gap() -> None:
    accepted = rendered(Draft("nominated", ""), accept_by=None, statement_by=None, endorsements=0)
    assert (
        subject_and_body(accepted)[0]
        == "You are nominated for E-3 Steering Committee & Friends: accept or decline"
    )
    eligible = rendered(Draft("eligibility", ""), register_by=None, request_by=None)
    assert "register" not in eligible
    assert "  " not in accepted + eligible


def test_one_seat_is_told_in_the_singular() -> None:
    assert "1 seat is to be filled" in rendered(Draft("call_for_nominations", ""), seats=1)
    assert "3 seats are to be filled" in rendered(Draft("call_for_nominations", ""))


@pytest.mark.parametrize("name", ["voting_open", "vote_reminder"])
def test_mail_to_voters_says_where_the_ballot_is_really_listed(name: str) -> None:
    assert "We never ask for your password." in rendered(Draft(name, ""))


def test_a_text_without_subject_is_refused() -> None:
    with pytest.raises(ValueError, match="subject"):
        subject_and_body("Dear members,\n\nvote.")
