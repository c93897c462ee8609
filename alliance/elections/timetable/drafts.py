"""The drafted messages of an election: which there are, to whom they go, and what stands in their gaps.

The texts are Django templates, `templates/elections/messages/<name>.txt`, with the subject in the first line.
Whoever runs the election reads and changes a draft before it is sent. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

SUBJECT: Final = "Subject: "


@dataclass(frozen=True, slots=True)
class Draft:
    """A message and those it is for."""

    name: str
    to: str

    @property
    def template(self) -> str:
        return f"elections/messages/{self.name}.txt"


DRAFTS: Final[Mapping[str, tuple[Draft, ...]]] = {
    "nominations_open": (Draft("call_for_nominations", "members"),),
    "registration": (Draft("eligibility", "members"),),
    "eligibility": (Draft("eligibility", "members"),),
    "nominations_reminder": (Draft("nominations_reminder", "members"),),
    "acceptance": (Draft("nominated", "nominees"),),
    "statements": (Draft("statement", "candidates"),),
    "qualification": (Draft("qualification", "those who evaluate"),),
    "notice": (Draft("notice", "voters"),),
    "voting_open": (Draft("voting_open", "voters"),),
    "reminder_7_days": (Draft("vote_reminder", "voters who have not voted"),),
    "reminder_2_days": (Draft("vote_reminder", "voters who have not voted"),),
    "reminder_3_hours": (Draft("vote_reminder", "voters who have not voted"),),
    "embargo": (Draft("result_embargoed", "candidates"),),
    "provisional": (Draft("result_provisional", "members"),),
    "certification": (Draft("result_certified", "members"),),
    "terms_begin": (Draft("welcome", "those elected"), Draft("thanks", "those whose terms end")),
    "retrospective": (Draft("retrospective", "officers, candidates and voters"),),
}
"""The drafts of each step by its key."""

CONTINGENT: Final = (
    Draft("nominations_reopened", "members"),
    Draft("elected_without_vote", "members"),
)
"""Needed on no date, but when there are too few candidates, or no more than seats."""

PLACEHOLDERS: Final[Mapping[str, str]] = {
    "election": "reference and title, such as E-3 Steering Committee",
    "body": "the body whose seats are filled",
    "seats": "how many",
    "url": "the page on which the reader acts",
    "portal": "the address of the portal",
    "officers": "who runs the election",
    "contact": "where questions are answered",
    "name": "whom the message is for",
    "nominator": "who nominated the reader",
    "endorsements": "how many a nominee needs, 0 for none",
    "candidates": "names of those who stand",
    "elected": "names of those elected, in the order of election",
    "sentence": "the result in one sentence",
    "quorum": "the sentence on the quorum of the qualification vote, or nothing",
    "secrecy": "the sentence on who can know how the reader votes",
    "change": "the sentence on whether a vote can be changed",
    "own_vote": "how voters check their own vote, or nothing",
    "now": "when the message is written",
}
"""What the caller fills in besides the dates of `timetable.dates_of`."""


def subject_and_body(text: str) -> tuple[str, str]:
    """The two parts of a rendered draft. Raises `ValueError` when the first line is no subject."""
    first, _, body = text.strip().partition("\n")
    if not first.startswith(SUBJECT):
        raise ValueError("A draft begins with the line of its subject.")
    return first.removeprefix(SUBJECT).strip(), body.strip()
