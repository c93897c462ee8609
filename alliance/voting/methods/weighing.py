"""Sums of whole-number weights, exact and fast."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from alliance.voting.methods.profile import NOBODY, Profile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alliance.voting.methods.profile import Flags, Weights

LOW_BITS = 26
EXACT = 2**53
"""Whole numbers up to this are exact in a double."""
MANY = 4096
"""From so many ballots on it is quicker to count one mask after the other."""


def weight_by_number(numbers: NDArray[np.integer], weights: Weights, size: int) -> list[int]:
    """The weight of the ballots that carry each number from 0 to `size - 1`; other numbers count nowhere.

    `numbers` and `weights` have an entry per ballot. `np.bincount` adds doubles, so heavy weights are added
    in two halves.
    """
    named = (numbers >= 0) & (numbers < size)
    if not named.all():
        numbers, weights = numbers[named], weights[named]
    if int(weights.sum(dtype=object)) < EXACT:
        return [int(each) for each in np.bincount(numbers, weights, size)]
    high = np.bincount(numbers, weights >> LOW_BITS, size)
    low = np.bincount(numbers, weights & (2**LOW_BITS - 1), size)
    return [(int(h) << LOW_BITS) + int(rest) for h, rest in zip(high, low, strict=True)]


class Weighing:
    """Weighs the ballots of masks; made once for ballots whose masks are weighed many times."""

    def __init__(self, weights: Weights) -> None:
        """`weights` are positive, one per ballot."""
        self._unit = int(np.gcd.reduce(weights)) if weights.size else 1
        small = weights // self._unit
        self._is_even = bool((small == 1).all())
        heavy = int(small.sum(dtype=object)) >= EXACT
        parts = [small >> LOW_BITS, small & (2**LOW_BITS - 1)] if heavy else [small]
        self._parts = [] if self._is_even else [part.astype(np.float64) for part in parts]

    def of(self, mask: Flags) -> int:
        """The weight of the ballots where the mask is True; an entry per ballot."""
        if self._is_even:
            return int(np.count_nonzero(mask)) * self._unit
        return self._joined([float(np.dot(mask, part)) for part in self._parts])

    def of_each(self, masks: Flags) -> list[int]:
        """The same for each of the masks, which are the rows; quicker than one by one."""
        if self._is_even and masks.shape[1] > MANY:
            return [self.of(mask) for mask in masks]
        parts = self._parts or [np.full(masks.shape[1], 1.0)]
        sums = [(masks @ part).tolist() for part in parts]
        return [self._joined(row) for row in zip(*sums, strict=True)]

    def _joined(self, sums: Sequence[float]) -> int:
        total = 0
        for each in sums:
            total = (total << LOW_BITS) + int(each)
        return total * self._unit


def valid_weight(profile: Profile) -> int:
    """The weight of the ballots that rank anybody who stands."""
    if not profile.places.size:
        return 0
    if profile.withdrawn:
        ranked = np.isin(profile.places, profile.standing).any(axis=0)
    else:
        ranked = profile.places[0] != NOBODY
    return int(profile.weights[ranked].sum())
