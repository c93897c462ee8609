"""The page on which a vote is checked is as long whatever the vote, and so is what that page sends back.

Encryption on the way hides what is sent, not how much. What a ballot says in words is made up to the longest
that any ballot of its form can say.
"""

import json
import secrets
from collections.abc import Sequence
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.debug import sensitive_variables

from alliance.voting.forms.read_back import Line, ReadBack, ordinal
from alliance.voting.models import Ballot
from alliance.voting.states import CHOICES

WORDS = "voting/vote_words.html"
_LONGEST_MARK = 6  # five digits, or "null", and a comma
_OF_A_CORRECTION = 60  # what a correction says of one candidate, without the name
_OF_A_WARNING = 150


@sensitive_variables()
def said(ballot: Ballot, words: ReadBack, meaning: str = "") -> tuple[SafeString, str]:
    """The words of a ballot as HTML, and the filler that makes both together as long as for any other."""
    html = render_to_string(WORDS, {"words": words, "meaning": meaning, "is_motion": ballot.is_motion})
    options = tuple(
        (each["name"], each.get("affiliation", ""), each.get("meaning", "")) for each in ballot.options
    )
    longest = _longest_choice(options) if ballot.is_motion else _longest_ballot(options, ballot.form.top or 0)
    return html, filler(longest - len(html.encode()))


@sensitive_variables()
def made_up(marks: Sequence[int | None]) -> str:
    """The filler that makes marks, written as JSON without spaces, as long as any others of their form."""
    return filler(_LONGEST_MARK * len(marks) + 1 - len(json.dumps(list(marks), separators=(",", ":"))))


def filler(size: int) -> str:
    """So many characters, which no compression makes much shorter."""
    return secrets.token_hex(max(0, size) // 2 + 1)[: max(0, size)]


@lru_cache(maxsize=256)
def _longest_choice(options: tuple[tuple[str, str, str], ...]) -> int:
    """How many bytes the longest answer to a motion takes, with what it means."""
    labels = dict(CHOICES)
    found = (
        {"words": ReadBack((Line("", labels[name], ""),), "", ()), "meaning": meaning, "is_motion": True}
        for name, _, meaning in options
    )
    return max(len(render_to_string(WORDS, each).encode()) for each in found)


@lru_cache(maxsize=256)
def _longest_ballot(options: tuple[tuple[str, str, str], ...], top: int) -> int:
    """A bound of the bytes that any ballot takes: all options marked, and everything remarked on."""
    number = len(options)
    place = max(ordinal(number), f"{top} points", "Approved", key=len)
    lines = tuple(Line(place, name, affiliation) for name, affiliation, _ in options)
    words = ReadBack(lines, f"{number} without a score", ("", ""))
    names = sum(len(name.encode()) for name, _, _ in options)
    corrections = 2 * names + _OF_A_CORRECTION * number
    return len(render_to_string(WORDS, {"words": words}).encode()) + corrections + 2 * _OF_A_WARNING
