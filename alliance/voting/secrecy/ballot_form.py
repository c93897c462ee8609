"""What may be marked on a ballot, and the one encoding of each ballot: as long for every ballot of a form."""

from __future__ import annotations

import struct
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeAlias

from alliance.voting.secrecy.withheld import SecrecyError, Withheld, discreet

Marks: TypeAlias = tuple[int | None, ...]
"""A number per option, in the order of the form, None where nothing is marked."""

MOST_OPTIONS: Final = 2000
HIGHEST_SCORE: Final = 2**16 - 2
_BYTES_PER_OPTION: Final = 2


class BallotRefusedError(SecrecyError):
    """These marks are no ballot of the form."""


class FormError(ValueError):
    """The form itself cannot be used; nothing about it is secret."""


class Kind(StrEnum):
    """What the numbers on a ballot mean."""

    RANKING = "ranking"
    APPROVALS = "approvals"
    SCORES = "scores"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, repr=False)
class Ballot(Withheld):
    """What one voter marked. Ranks count from 1 without gaps, an approval or a choice is 1."""

    marks: Marks

    @property
    def is_blank(self) -> bool:
        return all(mark is None for mark in self.marks)


@dataclass(frozen=True, slots=True)
class BallotForm:
    """The form every voter of a ballot gets.

    `options` are the names in the order of the manifest. `most` limits how many options may be marked, `top`
    is the highest score. Several options may share a rank with `equal_ranks` only, and nothing need be marked
    with `blank` only: cast blank, which is not the same as not casting. A name cannot be written in, for it
    would be a name tag. Raises `FormError`.
    """

    kind: Kind
    options: tuple[str, ...]
    most: int | None = None
    top: int | None = None
    equal_ranks: bool = False
    blank: bool = True

    def __post_init__(self) -> None:
        if not 1 <= len(self.options) <= MOST_OPTIONS or len(set(self.options)) < len(self.options):
            raise FormError(f"A form has between 1 and {MOST_OPTIONS} options, each with a name of its own.")
        if not all(name.isprintable() and name.strip() == name != "" for name in self.options):
            raise FormError("An option's name is printable, and neither begins nor ends with a space.")
        if self.most is not None and not 1 <= self.most <= len(self.options):
            raise FormError("The most options that may be marked lie between one and all.")
        if (self.kind is Kind.SCORES) != (self.top is not None):
            raise FormError("Scores have a highest score, and nothing else has.")
        if self.top is not None and not 1 <= self.top <= HIGHEST_SCORE:
            raise FormError(f"The highest score lies between 1 and {HIGHEST_SCORE}.")
        if self.equal_ranks and self.kind is not Kind.RANKING:
            raise FormError("Only a ranking has equal ranks.")

    @property
    def size(self) -> int:
        """How many bytes every ballot of this form is encoded in."""
        return _BYTES_PER_OPTION * len(self.options)

    def recorded(self) -> dict[str, Any]:
        """The form as the manifest keeps it, plain data."""
        return {
            "kind": self.kind.value,
            "options": list(self.options),
            "most": self.most,
            "top": self.top,
            "equal_ranks": self.equal_ranks,
            "blank": self.blank,
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> BallotForm:
        """The form that `recorded` wrote down. Raises `FormError`."""
        try:
            return cls(**{**record, "kind": Kind(record["kind"]), "options": tuple(record["options"])})
        except (KeyError, TypeError, ValueError) as error:
            raise FormError(f"This is no record of a ballot's form: {error}") from None

    # Filling in --------------------------------------------------------------------------------------------
    @discreet
    def ranking(self, places: Sequence[Collection[str]]) -> Ballot:
        """Rank the options, the best place first, equals in one place. Raises `BallotRefusedError`."""
        self._expect(Kind.RANKING)
        names = [name for place in places for name in place]
        if len(set(names)) < len(names) or not all(places):
            raise BallotRefusedError("An option is ranked twice, or a place is empty.")
        return self._filled({name: rank for rank, place in enumerate(places, start=1) for name in place})

    @discreet
    def approvals(self, names: Collection[str]) -> Ballot:
        """Approve of these options. Raises `BallotRefusedError`."""
        self._expect(Kind.APPROVALS)
        return self._filled(dict.fromkeys(names, 1))

    @discreet
    def scores(self, points: Mapping[str, int]) -> Ballot:
        """Score options from 0 to `top`; one that is not named has no score. Raises `BallotRefusedError`."""
        self._expect(Kind.SCORES)
        return self._filled(points)

    @discreet
    def choice(self, name: str) -> Ballot:
        """Choose one option: for or against a motion, or one candidate. Raises `BallotRefusedError`."""
        self._expect(Kind.CHOICE)
        return self._filled({name: 1})

    @discreet
    def nothing(self) -> Ballot:
        """A blank ballot. Raises `BallotRefusedError` where the form takes none."""
        return self._filled({})

    def _expect(self, kind: Kind) -> None:
        if self.kind is not kind:
            raise BallotRefusedError(f"This form takes {self.kind}, not {kind}.")

    def _filled(self, marks: Mapping[str, int]) -> Ballot:
        if not marks.keys() <= set(self.options):
            raise BallotRefusedError("An option that is not on the form is marked.")
        return self.checked(Ballot(tuple(marks.get(name) for name in self.options)))

    # Checking and encoding ---------------------------------------------------------------------------------
    @discreet
    def checked(self, ballot: Ballot) -> Ballot:
        """The ballot, when it is one of this form. Raises `BallotRefusedError`."""
        marked = [mark for mark in ballot.marks if mark is not None]
        if len(ballot.marks) != len(self.options) or not all(type(mark) is int for mark in marked):
            raise BallotRefusedError("A ballot has one whole number, or nothing, for each option.")
        if not marked and not self.blank:
            raise BallotRefusedError("This form takes no blank ballot.")
        if self.most is not None and len(marked) > self.most:
            raise BallotRefusedError(f"More than {self.most} options are marked.")
        match self.kind:
            case Kind.RANKING:
                self._check_ranks(marked)
            case Kind.SCORES:
                if not all(0 <= mark <= (self.top or 0) for mark in marked):
                    raise BallotRefusedError(f"A score does not lie between 0 and {self.top}.")
            case Kind.APPROVALS | Kind.CHOICE:
                if set(marked) - {1}:
                    raise BallotRefusedError("An option is either marked or not.")
        if self.kind is Kind.CHOICE and len(marked) > 1:
            raise BallotRefusedError("More than one option is chosen.")
        return ballot

    def _check_ranks(self, ranks: list[int]) -> None:
        if not self.equal_ranks and len(set(ranks)) < len(ranks):
            raise BallotRefusedError("Options share a rank, which this form does not take.")
        if set(ranks) != set(range(1, len(set(ranks)) + 1)):
            raise BallotRefusedError("Ranks count from 1 without gaps.")

    @discreet
    def encode(self, ballot: Ballot) -> bytes:
        """The one encoding of a ballot, `size` bytes: two for each option in the form's order, big-endian.

        0 is no mark; a rank, approval or choice is itself; a score is one more, since a score may be 0. Each
        option has its field whether marked or not, so that no ballot is longer than another.
        Raises `BallotRefusedError`.
        """
        above = 1 if self.kind is Kind.SCORES else 0
        numbers = (0 if mark is None else mark + above for mark in self.checked(ballot).marks)
        return struct.pack(f">{len(self.options)}H", *numbers)

    @discreet
    def decode(self, encoded: bytes) -> Ballot:
        """The ballot of an encoding. Raises `BallotRefusedError` for anything that `encode` does not give."""
        if len(encoded) != self.size:
            raise BallotRefusedError(f"An encoded ballot of this form has {self.size} bytes.")
        above = 1 if self.kind is Kind.SCORES else 0
        numbers = struct.unpack(f">{len(self.options)}H", encoded)
        return self.checked(Ballot(tuple(number - above if number else None for number in numbers)))
