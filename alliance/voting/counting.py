"""From a file of ballots and the choices for a count to its record: for pages, API and recount alike."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Self

from alliance.voting.methods import CountError, Lot, Options, count, method_named
from alliance.voting.methods.profile import Profile

if TYPE_CHECKING:
    from alliance.voting.methods.profile import ScoreSheet
    from alliance.voting.methods.record import CountRecord

LONGEST_RATIO = 20


@dataclass(frozen=True, slots=True)
class Choices:
    """What is chosen for a count, as it is typed; empty or None leaves it to the file or the method.

    `cap` is YAML, `seed` the seed of a lot; `default_option`, `eligible` and `majorities` ("NAME = 3" or
    "NAME = 3/2", a line each) serve methods with a default option and a quorum; `first_excluded` has a name
    a line.
    """

    method: str
    seats: int | None = None
    unranked: str = ""
    cap: str = ""
    seed: str = ""
    default_option: str = ""
    eligible: int | None = None
    first_excluded: str = ""
    majorities: str = ""

    def as_data(self) -> dict[str, Any]:
        """Plain data to keep with the count, so that it can be counted again."""
        return asdict(self)

    def command(self, file: str, used: Mapping[str, Any]) -> str:
        """The command that counts the ballots in `file` again; `used` are the options in the record.

        A cap is expected as it was typed, in `cap.yaml`.
        """
        given = {
            "--method": [self.method],
            "--seats": [used["seats"]] if used.get("seats") else [],
            "--unranked": [used["unranked"]] if used.get("unranked") else [],
            "--cap": ["cap.yaml"] if self.cap.strip() else [],
            "--seed": [self.seed] if self.seed else [],
            "--default": [self.default_option] if self.default_option else [],
            "--eligible": [self.eligible] if self.eligible else [],
            "--exclude-first": _lines(self.first_excluded),
            "--ratio": ["=".join(map(str, _majority(line))) for line in _lines(self.majorities)],
        }
        words = [word for option, values in given.items() if values for word in (option, *map(str, values))]
        return shlex.join(["python3", "manage.py", "count", file, *words])

    @classmethod
    def of(cls, data: dict[str, Any]) -> Self:
        return cls(**data)


def read(ballots: bytes, file_name: str, choices: Choices) -> Profile | ScoreSheet:
    """The ballots of a file; raises `CountError` with the line when it cannot be read."""
    from alliance.voting.methods import formats  # noqa: PLC0415 -- NumPy is loaded where ballots are read

    return formats.read(ballots, file_name, formats.Reading(marks=method_named(choices.method).marks))


def options_of(choices: Choices, profile: Profile | ScoreSheet) -> Options:
    """The options of the count; raises `CountError` for a cap or a majority that cannot be read."""
    from alliance.voting.methods.formats import cap_file  # noqa: PLC0415 -- as above

    cap = choices.cap.strip()
    first_excluded = tuple(_lines(choices.first_excluded))
    majorities = dict(_majority(line) for line in _lines(choices.majorities))
    _are_known("default_option", filter(None, [choices.default_option]), profile.candidates)
    _are_known("first_excluded", first_excluded, profile.candidates)
    _are_known("majorities", majorities, profile.candidates)
    return Options(
        seats=choices.seats,
        unranked=choices.unranked or None,  # type: ignore[arg-type]  # one of the two words, or empty
        lot=Lot.drawn(choices.seed, profile.candidates) if choices.seed else Lot(),
        cap=cap_file.read(cap.encode(), "cap.yaml", profile.candidates) if cap else None,
        default_option=choices.default_option,
        eligible=choices.eligible,
        first_excluded=first_excluded,
        ratios=majorities,
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _are_known(choice: str, names: Iterable[str], candidates: Sequence[str]) -> None:
    for name in names:
        if name not in candidates:
            near = get_close_matches(name, candidates, n=1)
            repair = f"Did you mean “{near[0]}”?" if near else "Write the name as the file does."
            raise CountError(f"“{name[:60]}” is no candidate. {repair}", choice=choice)


def _majority(line: str) -> tuple[str, Fraction]:
    name, _, text = line.rpartition("=")
    try:
        ratio = Fraction(text.strip()) if len(text) <= LONGEST_RATIO else Fraction(0)
    except (ValueError, ZeroDivisionError):
        ratio = Fraction(0)
    if not name.strip() or ratio <= 0:
        told = f"“{line[:60]}” is no majority. Write the option, “=” and a number, as in “A = 3”."
        raise CountError(told, choice="majorities")
    return name.strip(), ratio


def counted(ballots: bytes, file_name: str, choices: Choices) -> CountRecord:
    """Read and count: the result record.

    Raises:
        CountError: unknown method, unreadable file or cap, or ballots that this method cannot count.
    """
    profile = read(ballots, file_name, choices)
    record: CountRecord = count(profile, choices.method, options_of(choices, profile))  # type: ignore[assignment]
    return record


def as_blt(ballots: bytes, file_name: str, choices: Choices) -> str | None:
    """The ballots as BLT, equal ones joined and in the order of the rankings; None for scores.

    Raises `CountError` when they cannot be read.
    """
    from alliance.voting.methods.formats.writing import blt  # noqa: PLC0415 -- as above
    from alliance.voting.methods.joining import joined  # noqa: PLC0415

    profile = read(ballots, file_name, choices)
    return blt(joined(profile)) if isinstance(profile, Profile) else None
