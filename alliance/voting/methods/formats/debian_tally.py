"""Tally sheets as the Debian project publishes them: a line for each option, then a line for each ballot.

`Option 1--->: name` names an option, and `V: 21-3 checksum` is a ballot with a rank for each option in their
order, 1 for the best and `-` for none; A stands for 10 and so on. What follows the ranks is passed over.
Unranked options are below all ranked ones: Constitution for the Debian Project, A.5.3.
"""

from __future__ import annotations

import re

from alliance.voting.methods.formats.box import BallotBox, first_with_equals
from alliance.voting.methods.formats.problems import ProfileError, shown
from alliance.voting.methods.formats.text import check_names
from alliance.voting.methods.profile import Profile

_OPTION = re.compile(r"^.*\bOption ([0-9A-Z])-+>: *(.*?) *$", re.MULTILINE)
_BALLOT = re.compile(r"^V:[ \t]+(\S+)", re.MULTILINE)
_RANKS = re.compile(r"[-1-9A-Z]+")


def is_tally(beginning: str) -> bool:
    """Whether a file is a tally sheet, by the first options it names."""
    return bool(_OPTION.search(beginning))


def read(text: str) -> Profile:
    """The ballots of a tally sheet. Raises `ProfileError`."""
    options = list(_OPTION.finditer(text))
    names = [found[2] for found in options]
    check_names(names, [_line(text, found) for found in options])
    box = BallotBox()
    ballots = list(_BALLOT.finditer(text))
    for found in ballots:
        box.add(box.number_of(_ranking(found[1], len(names), _line(text, found))))
    if not len(box):
        raise ProfileError(None, "there are no ballots.", "A ballot is a line such as V: 21-3.")
    places, level = box.matrices(len(names))
    weights, scale = box.weights()
    first = first_with_equals(level)
    return Profile(
        tuple(names),
        places,
        weights,
        level=level,
        scale=scale,
        unranked="last",
        equals_line=None if first is None else _line(text, ballots[first]),
    )


def _ranking(ranks: str, options: int, line: int) -> list[list[int]]:
    if len(ranks) != options or not _RANKS.fullmatch(ranks):
        raise ProfileError(
            line, f"{shown(ranks)} is not a ballot.", f"Give a rank or - for each of the {options} options."
        )
    ranked = sorted(set(ranks) - {"-"}, key=lambda rank: int(rank, 36))
    return [[option for option, rank in enumerate(ranks) if rank == each] for each in ranked]


def _line(text: str, found: re.Match[str]) -> int:
    return text.count("\n", 0, found.start()) + 1
