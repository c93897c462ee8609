"""Whoever keeps what opens the envelopes of a ballot: one interface for a key on the server and officers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from alliance.voting.secrecy.ballot_form import BallotForm
from alliance.voting.secrecy.envelope import OpenedBallot, Place
from alliance.voting.secrecy.withheld import Withheld


@dataclass(frozen=True, slots=True)
class Keepers:
    """How many people keep what opens the envelopes, and how many of them it takes.

    Of a secret ballot these are the recovery recipients, each of whom alone can restore the key; of a sealed
    one the officers. Raises `ValueError` unless between one and all of them are needed.
    """

    number: int
    needed: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.needed <= self.number:
            raise ValueError("Between one and all of the keepers are needed.")


@dataclass(frozen=True, slots=True)
class Sealed:
    """An envelope and where it belongs."""

    place: Place
    envelope: bytes


@dataclass(frozen=True, slots=True, repr=False)
class Opened(Withheld):
    """What was in the envelopes, in an order that says nothing of theirs, and how many did not open."""

    ballots: tuple[OpenedBallot, ...]
    unopened: int


class Custody(Protocol):
    """The custody of one ballot, from before its opening to the end of what opens its envelopes.

    Automatic custody keeps a key on the server: `prepare` is `KeyStore.create`, `open` is `opening_key` and
    `open_envelope`, `destroy` and `is_destroyed` have their names there. Officers keep keys that the server
    never has; see docs/secrecy.md. What is counted, verified and published is the same for both.
    """

    def prepare(self) -> Mapping[str, object]:
        """Before the opening: the public part, plain data for the manifest. Done again it is the same."""

    def envelope_size(self, form: BallotForm) -> int:
        """How many bytes every envelope of the form has."""

    def open(self, envelopes: Iterable[Sealed], form: BallotForm) -> Opened:
        """After the close: all ballots. Raises `SecrecyError` while what opens them is not at hand."""

    def destroy(self) -> None:
        """After the dispute window, for good. Done again it finishes what was interrupted."""

    def is_destroyed(self) -> bool:
        """Whether nothing is left here that opens an envelope."""
