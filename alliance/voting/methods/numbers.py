"""The decimals of a record as numbers, and numbers as decimals for readers."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

MOST_PLACES = 5


def number(text: str) -> Fraction:
    """The exact value of a decimal of the record."""
    return Fraction(text)


def places_of(texts: Iterable[str]) -> int:
    """How many decimals it takes to show all of them, at most `MOST_PLACES`; zeros at the end need none."""
    shown = (text.partition(".")[2].rstrip("0") for text in texts)
    return min(MOST_PLACES, max((len(each) for each in shown), default=0))


def shown(value: Fraction, places: int) -> str:
    """The number with so many decimals, cut towards zero; thousands are parted by thin spaces."""
    whole, part = divmod(int(abs(value) * 10**places), 10**places)
    sign = "\N{MINUS SIGN}" if value < 0 and (whole or part) else ""
    return f"{sign}{whole:,}".replace(",", "\N{NARROW NO-BREAK SPACE}") + (
        f".{part:0{places}d}" if places else ""
    )


def plain(value: Fraction, places: int = MOST_PLACES) -> str:
    """The number without zeros at its end."""
    text = shown(value, places)
    return text.rstrip("0").rstrip(".") if "." in text else text


def ballots(value: Fraction) -> str:
    """The number with the word: “1 vote”, “12.5 votes”."""
    return f"{plain(value)} {'vote' if value == 1 else 'votes'}"
