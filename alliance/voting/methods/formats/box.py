"""Collecting ballots one by one into the matrices of a profile."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from alliance.voting.methods.formats.problems import ProfileError
from alliance.voting.methods.formats.text import MOST_VOTES, UNIT
from alliance.voting.methods.profile import NOBODY

if TYPE_CHECKING:
    from alliance.voting.methods.profile import Flags, Places, Weights

Ranking: TypeAlias = Sequence[Sequence[int]]
"""Candidates' numbers from the best down, equals together; without a candidate it is a blank ballot."""


class BallotBox:
    """Ballots as a reader meets them; equal rankings are kept once, in two bytes a place."""

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}
        self._which = array("q")
        self._millionths = array("q")

    def __len__(self) -> int:
        return len(self._which)

    def number_of(self, ranking: Ranking) -> int:
        """A ranking's number in this box, to add it again without parsing it again."""
        codes = array("h")
        for equals in ranking:
            codes.extend(~each if position else each for position, each in enumerate(equals))
        return self._numbers.setdefault(codes.tobytes(), len(self._numbers))

    def add(self, ranking: int, millionths: int = UNIT) -> None:
        """One more ballot with the ranking of this number and a weight in millionths."""
        self._which.append(ranking)
        self._millionths.append(millionths)

    def matrices(self, candidates: int) -> tuple[Places, Flags | None]:
        """`Profile.places` and `Profile.level` of the ballots in the order they were added."""
        lengths = np.fromiter((len(each) // 2 for each in self._numbers), np.int32, len(self._numbers))
        codes = np.frombuffer(b"".join(self._numbers), dtype=np.int16)
        rows = int(lengths.max(initial=1))
        columns = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
        before = np.cumsum(lengths, dtype=np.int32) - lengths
        at = np.arange(len(codes), dtype=np.int32) - np.repeat(before, lengths)
        places = np.full((rows, len(lengths)), NOBODY, dtype=smallest(candidates))
        places[at, columns] = np.where(codes < 0, ~codes, codes)
        which = np.frombuffer(self._which, dtype=np.int64)
        if not (codes < 0).any():
            return places.take(which, axis=1), None
        level = np.zeros(places.shape, dtype=bool)
        level[at, columns] = codes < 0
        return places.take(which, axis=1), level.take(which, axis=1)

    def weights(self) -> tuple[Weights, int]:
        """`Profile.weights` and the smallest `Profile.scale` that makes them whole numbers."""
        if sum(self._millionths) > MOST_VOTES * UNIT:
            raise ProfileError(None, "there are more than 10^12 votes.", "Check the number of each ballot.")
        weights, scale = np.array(self._millionths, dtype=np.int64), UNIT
        while scale > 1 and not (weights % 10).any():
            weights, scale = weights // 10, scale // 10
        return weights, scale


def first_with_equals(level: Flags | None) -> int | None:
    """The number of the first ballot, from 0, that ranks candidates equally; None when no ballot does."""
    return None if level is None else int(level.any(axis=0).argmax())


def smallest(candidates: int) -> type[np.signedinteger]:
    """The smallest signed integer that holds every candidate's number."""
    return np.int8 if candidates <= 128 else np.int16
