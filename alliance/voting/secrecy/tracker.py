"""Trackers: a random number that goes into the envelope with the ballot and stands beside it in the box.

A voter finds the own ballot by it. It is drawn anew for every cast, whatever is voted. Only the voter and the
sealed envelope hold it until the box is made: kept anywhere else beside a name or a time, it links that voter
to a ballot. So it is never the receipt, which is kept and mailed to show that somebody voted.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from alliance.voting.secrecy.withheld import SecrecyError, Withheld, discreet

TRACKER_BYTES: Final = 10
"""80 bits: among a million voters, two draw the same with a probability below one in a trillion."""

_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32, without I, L, O and U
_MISREAD: Final = str.maketrans("OIL", "011", " -‐‑‒–")
_BITS: Final = 5
_LENGTH: Final = TRACKER_BYTES * 8 // _BITS
_GROUP: Final = 4


class TrackerError(SecrecyError):
    """This is no tracker, or no code of one."""


@dataclass(frozen=True, slots=True, order=True, repr=False)
class Tracker(Withheld):
    """The number; trackers sort as their codes do."""

    value: bytes

    @discreet
    def __post_init__(self) -> None:
        if len(self.value) != TRACKER_BYTES:
            raise TrackerError(f"A tracker has {TRACKER_BYTES} bytes.")

    @property
    def code(self) -> str:
        """As people read it: 16 signs without look-alikes, in groups of four."""
        number = int.from_bytes(self.value)
        signs = [_SIGNS[number >> _BITS * place & 31] for place in reversed(range(_LENGTH))]
        return "-".join("".join(signs[at : at + _GROUP]) for at in range(0, _LENGTH, _GROUP))


def draw_tracker() -> Tracker:
    """A new one from the system's source of randomness."""
    return Tracker(secrets.token_bytes(TRACKER_BYTES))


@discreet
def read_code(text: str) -> Tracker:
    """The tracker of a code as people type it: any case, with or without hyphens, O for 0 and I or L for 1.

    Raises `TrackerError`.
    """
    signs = text.strip().upper().translate(_MISREAD)
    if len(signs) != _LENGTH or not set(signs) <= set(_SIGNS):
        raise TrackerError(f"A tracker has {_LENGTH} letters and digits, such as K7QM-2F9D-XR4T-80BC.")
    number = 0
    for sign in signs:
        number = number << _BITS | _SIGNS.index(sign)
    return Tracker(number.to_bytes(TRACKER_BYTES))
