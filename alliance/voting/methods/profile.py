"""Ballots as they are counted: who stands, for how many seats, and one ranking per ballot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from alliance.voting.methods.options import Unranked

    Places: TypeAlias = NDArray[np.signedinteger]
    Weights: TypeAlias = NDArray[np.int64]
    Flags: TypeAlias = NDArray[np.bool_]

NOBODY = -1
"""In `Profile.places`: no candidate at this place or any later one of the ballot."""


@dataclass(frozen=True)
class Profile:
    """What was voted, without who voted.

    `places` has one column per ballot and one row per place, best first: the number of the candidate at that
    place (0 for the first of `candidates`), or `NOBODY` when the ballot ends before it. The dtype is the
    smallest signed integer that holds every candidate's number. No candidate stands twice in a column, and
    skipped places are closed up.

    `level` is None when no ballot ranks candidates equally; otherwise it has the shape of `places` and is
    True where a candidate is ranked equal with the one at the place before.

    `weights` holds a positive integer per ballot: how many voters it stands for, times `scale`. Weights with
    decimals are scaled by a power of ten, so that all counting is done in whole numbers.

    A blank ballot is a column of `NOBODY`: it is kept, and never transferred.

    `withdrawn` are numbers of candidates who take no part in the count. `tie_order` are the candidates'
    numbers in the order in which the file wants them taken when they are tied: the first is taken for what is
    to be decided, be it a seat, a surplus to move or an exclusion. `digest` is the SHA-256 of the bytes the
    ballots were read from. `unranked` is what the file says of candidates whom a ballot does not rank, when
    it says anything: "No opinion" in a cell leaves them out of every comparison. `equals_line` is the line of
    the file on which the first ballot with equal ranks stands, for rules that have none.
    """

    candidates: tuple[str, ...]
    places: Places
    weights: Weights
    seats: int = 1
    title: str = ""
    level: Flags | None = None
    scale: int = 1
    withdrawn: frozenset[int] = frozenset()
    tie_order: tuple[int, ...] | None = None
    digest: str = ""
    unranked: Unranked | None = None
    equals_line: int | None = None

    @property
    def standing(self) -> tuple[int, ...]:
        """The numbers of the candidates who take part, in the order of `candidates`."""
        return tuple(each for each in range(len(self.candidates)) if each not in self.withdrawn)

    @cached_property
    def voters(self) -> int:
        """How many voters the ballots stand for, blank ones included, times `scale`."""
        return int(self.weights.sum())

    def names(self, numbers: Iterable[int]) -> list[str]:
        return [self.candidates[each] for each in numbers]


@dataclass(frozen=True)
class ScoreSheet:
    """Scores from 0 to `top`, one row per candidate and one column per ballot; unscored is `NOBODY`."""

    candidates: tuple[str, ...]
    scores: NDArray[np.signedinteger]
    weights: Weights
    top: int
    seats: int = 1
    title: str = ""
    scale: int = 1
    withdrawn: frozenset[int] = frozenset()
    digest: str = ""

    def names(self, numbers: Iterable[int]) -> list[str]:
        return [self.candidates[each] for each in numbers]
