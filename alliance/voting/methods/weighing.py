"""Sums of whole-number weights, exact and fast."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from alliance.voting.methods.profile import NOBODY, Profile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alliance.voting.methods.profile import Flags, Weights

LOW_BITS = 26
EXACT = 2**53
"""Whole numbers up to this are exact in a double."""
EXACT_SINGLE = 2**24
"""Whole numbers up to this are exact in a float of single precision."""
FEW = 64
"""Up to so many numbers it is quicker to look for each than to sort all into bins."""
MANY = 4096
"""From so many ballots on it is quicker to count one mask after the other."""


class Weighing:
    """Weighs the ballots of masks; made once for ballots whose masks are weighed many times.

    Sums are made of floats, within the whole numbers that these hold exactly.
    """

    def __init__(self, weights: Weights) -> None:
        """`weights` are positive, one per ballot."""
        self.is_even = bool((weights == weights[:1]).all())
        self._unit = int(weights[0] if self.is_even else np.gcd.reduce(weights)) if weights.size else 1
        self._weights = weights

    @cached_property
    def parts(self) -> list[NDArray[np.floating]]:
        """The weights in units: one part, of the smallest type that adds it exactly, or a high and a low."""
        small = self._weights // self._unit
        most = int(small.max(initial=0)) * len(small)
        if most < EXACT_SINGLE:
            return [small.astype(np.float32)]
        parts = [small] if most < EXACT else [small >> LOW_BITS, small & (2**LOW_BITS - 1)]
        return [part.astype(np.float64) for part in parts]

    def joined(self, sums: Sequence[float]) -> int:
        """A weight from the sums of its parts."""
        total = 0
        for each in sums:
            total = (total << LOW_BITS) + int(each)
        return total * self._unit

    def of(self, mask: Flags) -> int:
        """The weight of the ballots where the mask is True; an entry per ballot."""
        if self.is_even:
            return int(np.count_nonzero(mask)) * self._unit
        with np.errstate(invalid="ignore"):  # raised by unused lanes of BLAS kernels; the sums are exact
            return self.joined([float(np.dot(mask, part)) for part in self.parts])

    def of_each(self, masks: Flags) -> list[int]:
        """The same for each of the masks, which are the rows; quicker than one by one."""
        if self.is_even and masks.shape[1] > MANY:
            return [self.of(mask) for mask in masks]
        with np.errstate(invalid="ignore"):
            sums = [(masks @ part).tolist() for part in self.parts]
        return [self.joined(row) for row in zip(*sums, strict=True)]


def weight_by_number(numbers: NDArray[np.integer], weighing: Weighing, size: int) -> list[int]:
    """The weight of the ballots that carry each number from 0 to `size - 1`; other numbers count nowhere.

    `numbers` has an entry per ballot.
    """
    if weighing.is_even and size <= FEW:
        return [weighing.of(numbers == each) for each in range(size)]
    named = (numbers >= 0) & (numbers < size)
    sums = [np.bincount(numbers[named], part[named], size).tolist() for part in weighing.parts]
    return [weighing.joined(row) for row in zip(*sums, strict=True)]


def valid_weight(profile: Profile) -> int:
    """The weight of the ballots that rank anybody who stands."""
    if not profile.places.size:
        return 0
    if profile.withdrawn:
        ranked: Flags = np.logical_or.reduce(np.isin(profile.places, profile.standing))
    else:
        ranked = profile.places[0] != NOBODY
    return Weighing(profile.weights).of(ranked)
