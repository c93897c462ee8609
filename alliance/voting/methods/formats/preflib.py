"""PrefLib files: .soc and .soi hold strict orders, .toc and .toi orders with ties (braces), complete or not.

The present format has a header of `# KEY: value` lines; the older one the number of candidates, `number,name`
lines and a line of three counts. N. Mattei, T. Walsh: PrefLib. Algorithmic Decision Theory (2013), 259-270
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from alliance.voting.methods.formats.box import BallotBox, first_with_equals
from alliance.voting.methods.formats.problems import ProfileError, shown
from alliance.voting.methods.formats.text import MOST_CANDIDATES, check_names, number, weight_in_millionths
from alliance.voting.methods.profile import Profile

EXTENSIONS: Final = (".soc", ".soi", ".toc", ".toi")
_HEADER = re.compile(r"#\s*([A-Z][A-Z ]*?)\s*(\d*)\s*:\s*(.*)")
_GROUP = re.compile(r"\s*(?:\{([^{}]*)\}|(\d+))\s*(?:,|$)")
_CUT_OFF = "The file seems cut off: get the whole of it."


def read(text: str) -> Profile:
    """The ballots of a PrefLib text in either format. Raises `ProfileError`."""
    lines = ((count, line.strip()) for count, line in enumerate(text.split("\n"), start=1) if line.strip())
    names, title, ballots = _modern(lines) if text.lstrip().startswith("#") else _older(lines)
    check_names(list(names.values()), [None] * len(names))
    box = BallotBox()
    for line, head, ranking in ballots:
        box.add(box.number_of(_ranking(ranking, len(names), line)), weight_in_millionths(head.strip(), line))
    if not len(box):
        raise ProfileError(None, "there are no ballots.", _CUT_OFF)
    places, level = box.matrices(len(names))
    weights, scale = box.weights()
    first = first_with_equals(level)
    return Profile(
        tuple(names.values()),
        places,
        weights,
        title=title,
        level=level,
        scale=scale,
        equals_line=None if first is None else ballots[first][0],
    )


_Ballots = list[tuple[int, str, str]]


def _modern(lines: Iterator[tuple[int, str]]) -> tuple[dict[int, str], str, _Ballots]:
    names: dict[int, str] = {}
    facts: dict[str, str] = {}
    ballots: _Ballots = []
    for line, text in lines:
        header = _HEADER.match(text)
        if header and header[1] == "ALTERNATIVE NAME":
            names[number(header[2], MOST_CANDIDATES, "an alternative's number", line)] = _name(header[3])
        elif header:
            facts[header[1]] = header[3].strip()
        elif not text.startswith("#"):
            head, colon, ranking = text.partition(":")
            if not colon:
                raise ProfileError(
                    line, f"{shown(text)} is not a ballot.", "Write its count, a colon, its order."
                )
            ballots.append((line, head, ranking))
    stated = facts.get("NUMBER ALTERNATIVES", str(len(names)))
    if stated != str(len(names)) or sorted(names) != list(range(1, len(names) + 1)):
        raise ProfileError(None, f"the header names {len(names)} of {stated[:20]} alternatives.", _CUT_OFF)
    return dict(sorted(names.items())), facts.get("TITLE", ""), ballots


def _older(lines: Iterator[tuple[int, str]]) -> tuple[dict[int, str], str, _Ballots]:
    names: dict[int, str] = {}
    line, text = next(lines)
    count = number(text.rstrip(","), MOST_CANDIDATES, "a number of candidates", line)
    for expected in range(1, count + 1):
        line, text = next(lines, (line, ""))
        head, comma, name = text.partition(",")
        if not comma or head.strip() != str(expected):
            raise ProfileError(line, f"candidate {expected} should be named here.", _CUT_OFF)
        names[expected] = _name(name)
    next(lines, None)
    ballots: _Ballots = []
    for line, text in lines:
        head, comma, ranking = text.partition(",")
        if not comma:
            raise ProfileError(
                line, f"{shown(text)} is not a ballot.", "Write its count, a comma, its order."
            )
        ballots.append((line, head, ranking))
    return names, "", ballots


def _name(written: str) -> str:
    """A name without quotes around it, words with one space between."""
    plain = re.fullmatch(r'\s*"([^"]*)"\s*', written)
    return " ".join((plain[1] if plain else written).split())


def _ranking(text: str, candidates: int, line: int) -> list[list[int]]:
    ranking: list[list[int]] = []
    seen: set[int] = set()
    position = 0
    while position < len(text.rstrip()):
        found = _GROUP.match(text, position)
        if found is None:
            raise ProfileError(
                line, f"{shown(text[position:])} is not an order.", "Write numbers with commas between."
            )
        position = found.end()
        equals = [
            number(each.strip(), candidates, "a candidate's number", line) - 1
            for each in (found[1].split(",") if found[1] is not None else [found[2]])
            if each.strip()
        ]
        if len(seen) + len(equals) != len(seen.union(equals)):
            raise ProfileError(line, "a candidate stands twice on this ballot.", "Take out the second place.")
        seen.update(equals)
        if equals:
            ranking.append(equals)
    return ranking
