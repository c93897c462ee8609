"""From a file of ballots and the choices for a count to its record: for pages, API and recount alike."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

from alliance.voting.methods import Lot, Options, count, method_named
from alliance.voting.methods.profile import Profile

if TYPE_CHECKING:
    from alliance.voting.methods.profile import ScoreSheet
    from alliance.voting.methods.record import CountRecord


@dataclass(frozen=True, slots=True)
class Choices:
    """What is chosen for a count, as it is typed; empty or None leaves it to the file or the method.

    `cap` is YAML, `seed` the seed of a lot, `default_option` and `eligible` serve methods with a default
    option and a quorum.
    """

    method: str
    seats: int | None = None
    unranked: str = ""
    cap: str = ""
    seed: str = ""
    default_option: str = ""
    eligible: int | None = None

    def as_data(self) -> dict[str, Any]:
        """Plain data to keep with the count, so that it can be counted again."""
        return asdict(self)

    @classmethod
    def of(cls, data: dict[str, Any]) -> Self:
        return cls(**data)


def read(ballots: bytes, file_name: str, choices: Choices) -> Profile | ScoreSheet:
    """The ballots of a file; raises `CountError` with the line when it cannot be read."""
    from alliance.voting.methods import formats  # noqa: PLC0415 -- NumPy is loaded where ballots are read

    return formats.read(ballots, file_name, formats.Reading(marks=method_named(choices.method).marks))


def options_of(choices: Choices, profile: Profile | ScoreSheet) -> Options:
    """The options of the count; raises `CountError` for a cap that cannot be read."""
    from alliance.voting.methods.formats import cap_file  # noqa: PLC0415 -- as above

    cap = choices.cap.strip()
    return Options(
        seats=choices.seats,
        unranked=choices.unranked or None,  # type: ignore[arg-type]  # one of the two words, or empty
        lot=Lot.drawn(choices.seed, profile.candidates) if choices.seed else Lot(),
        cap=cap_file.read(cap.encode(), "cap.yaml", profile.candidates) if cap else None,
        default_option=choices.default_option,
        eligible=choices.eligible,
    )


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
