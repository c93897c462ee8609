"""Sums of whole-number weights, exact and fast."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alliance.voting.methods.profile import Flags, Weights

LOW_BITS = 26
EXACT = 2**53
"""Whole numbers up to this are exact in a double."""


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
    """Weights the ballots of a mask; made once for ballots whose masks are weighed many times."""

    def __init__(self, weights: Weights) -> None:
        """`weights` are positive, one per ballot."""
        self.unit = int(np.gcd.reduce(weights)) if weights.size else 1
        self.equal = bool((weights == self.unit).all())
        small = weights // self.unit
        self.total = int(small.sum())
        self.halves = [small.astype(np.float64)] if self.total < EXACT else self._halved(small)

    def __call__(self, mask: Flags) -> int:
        """The weight of the ballots where the mask is True."""
        if self.equal:
            return int(np.count_nonzero(mask)) * self.unit
        sums = [int(np.dot(mask, half)) for half in self.halves]
        return self.unit * (sums[0] if len(sums) == 1 else (sums[0] << LOW_BITS) + sums[1])

    @staticmethod
    def _halved(weights: Weights) -> list[NDArray[np.float64]]:
        return [(weights >> LOW_BITS).astype(np.float64), (weights & (2**LOW_BITS - 1)).astype(np.float64)]
