"""Bytes to text, text to numbers and names, within limits that a real election never meets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from alliance.voting.methods.formats.problems import ProfileError, shown

MOST_CANDIDATES: Final = 1000
MOST_SEATS: Final = 1000
MOST_VOTES: Final = 10**12
DECIMALS: Final = 6
UNIT: Final = 10**DECIMALS
"""Weights are read in millionths, so that those with decimals stay whole numbers."""

LONGEST_NAME: Final = 500
_WEIGHT = re.compile(r"(\d{1,15})(?:\.(\d{1,6}))?", re.ASCII)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def decoded(data: bytes, encoding: str = "utf-8") -> str:
    """The text of a file, line ends as `\\n`, without a byte order mark.

    Raises `ProfileError` for an empty file, for bytes that are no text and for another encoding: a guess
    could change names without anybody seeing it.
    """
    if encoding.lower() in {"utf-8", "utf8"}:
        if data[:2] in _UTF_16 or _has_wide_characters(data[:64]):
            raise ProfileError(
                1, "this is UTF-16, not UTF-8.", "Save the file as UTF-8, or add --encoding utf-16."
            )
        if b"\0" in data:
            line = data.count(b"\n", 0, data.index(b"\0")) + 1
            raise ProfileError(
                line, "this is no text file.", "Choose a file in one of the formats of --help."
            )
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ProfileError(
            line,
            f"the byte {data[error.start]:#04x} is not {encoding.upper()}.",
            "Save the file as UTF-8, or name its encoding, as in --encoding windows-1252.",
        ) from None
    except (LookupError, ValueError):
        raise ProfileError(None, f"there is no encoding {shown(encoding)}.", "Try windows-1252.") from None
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise ProfileError(1, "the file is empty.", "Choose the file that holds the ballots.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _has_wide_characters(data: bytes) -> bool:
    """Whether every second byte of a beginning is 0, as of Latin letters in UTF-16."""
    return len(data) > 3 and any(not any(data[first::2]) for first in (0, 1))


def weight_in_millionths(token: str, line: int) -> int:
    """A ballot's weight, positive and with at most six decimals, times a million."""
    found = _WEIGHT.fullmatch(token)
    if found is None:
        if token.startswith("-"):
            raise ProfileError(
                line, f"the weight {shown(token)} is negative.", "A ballot counts at least once."
            )
        raise ProfileError(
            line,
            f"{shown(token)} is not a number of ballots.",
            "Write a number above 0, at most 10^12, with at most six decimals.",
        )
    weight = int(found[1]) * UNIT + int((found[2] or "").ljust(DECIMALS, "0"))
    if not 0 < weight <= MOST_VOTES * UNIT:
        raise ProfileError(
            line, f"the weight {shown(token)} is out of range.", "It is above 0, at most 10^12."
        )
    return weight


def number(token: str, most: int, what: str, line: int) -> int:
    """A whole number from 1 to `most`, written in ASCII digits."""
    if not (token.isascii() and token.isdigit()) or len(token) > 9 or not 1 <= int(token) <= most:
        raise ProfileError(line, f"{shown(token)} is not {what}.", f"It is a whole number from 1 to {most}.")
    return int(token)


def check_names(names: Sequence[str], lines: Sequence[int | None]) -> None:
    """Every candidate has its own name. Raises `ProfileError` with the line of the second holder."""
    if len(names) > MOST_CANDIDATES:
        raise ProfileError(
            lines[0], f"there are {len(names)} candidates.", f"At most {MOST_CANDIDATES} can be counted."
        )
    first: dict[str, int] = {}
    for position, (name, line) in enumerate(zip(names, lines, strict=True), start=1):
        if not name:
            raise ProfileError(line, f"candidate {position} has no name.", "Give every candidate a name.")
        if len(name) > LONGEST_NAME or not name.isprintable():
            raise ProfileError(
                line,
                f"the name {shown(name)} is too long or has signs that cannot be shown.",
                f"Use at most {LONGEST_NAME} printable characters.",
            )
        if name in first:
            raise ProfileError(
                line,
                f"candidates {first[name]} and {position} are both called {shown(name)}.",
                "Give each its own name.",
            )
        first[name] = position
