"""Ballots in piles, one per candidate, as they are moved in a count by transfers. Exact and fast.

Every ballot lies in one pile, or is exhausted. Moving a candidate's pile touches its ballots only. What a
ballot is worth is known by its kind: the kinds are few, so all arithmetic is done on numbers of ballots by
kind, in Python's own whole numbers or fractions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from alliance.voting.methods.profile import NOBODY
from alliance.voting.methods.weighing import EXACT, weight_by_number

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alliance.voting.methods.profile import Profile

    Numbers: TypeAlias = NDArray[np.signedinteger]

Arrivals: TypeAlias = list[tuple[int, int, int]]
"""Candidate (or `NOBODY`), kind of ballot, and the weight of the ballots of that kind that arrive there."""


class Piles:
    """The piles of one count.

    `open` has an entry per candidate, True for those who may receive ballots, and a last one, always True,
    for nobody. `first` is where the ballots lie at the start; those without a choice among `standing` lie
    nowhere, and `valid` is the weight of the others.
    """

    def __init__(self, profile: Profile, standing: Iterable[int]) -> None:
        self.size = len(profile.candidates)
        self.rows, self.columns = profile.places.shape
        self.open = np.zeros(self.size + 1, dtype=np.bool_)
        self.open[[*standing, NOBODY]] = True
        self._places = np.ascontiguousarray(profile.places).ravel()
        self._weights = profile.weights
        self._alike = bool(self.columns) and bool((profile.weights == 1).all())
        heaviest = int(profile.weights.max()) if self.columns else 0
        self._exact = heaviest * self.columns < EXACT
        self._position = np.zeros(self.columns, dtype=np.int16 if self.rows < 2**15 else np.int32)
        self._kind = np.zeros(self.columns, dtype=np.int32)
        self._kinds = 1
        self._piles: list[list[Numbers]] = [[] for _ in range(self.size)]
        self.first = self._deal()
        self.valid = sum(weight for candidate, _, weight in self.first if candidate != NOBODY)

    def move(self, source: int, worth: Callable[[int], int] | None = None) -> Arrivals:
        """Give every ballot of the pile to its next open candidate.

        `worth` maps each kind of ballot in the pile to the kind it becomes; without it kinds stay.
        """
        moving = self._taken(source)
        if worth is not None:
            self._revalue(moving, worth)
        return self._deliver(moving, self._next_open(moving, 1))

    def _taken(self, source: int) -> Numbers:
        parts, self._piles[source] = self._piles[source], []
        return parts[0] if len(parts) == 1 else np.concatenate(parts) if parts else np.empty(0, np.intp)

    def _deal(self) -> Arrivals:
        everyone = np.arange(self.columns)
        if not self.rows:
            return []
        tops = self._places[: self.columns]
        if not self.open[tops].all():
            tops = self._next_open(everyone, 0)
        return self._deliver(everyone, tops)

    def _revalue(self, moving: Numbers, worth: Callable[[int], int]) -> None:
        kinds = self._kind[moving]
        new = np.arange(self._kinds, dtype=np.int32)
        for kind in np.flatnonzero(np.bincount(kinds, minlength=self._kinds)):
            new[kind] = worth(int(kind))
        self._kind[moving] = new[kinds]
        self._kinds = max(self._kinds, int(new.max()) + 1)

    def _next_open(self, moving: Numbers, step: int) -> Numbers:
        """The next open candidate of each ballot, from its position plus `step` on; positions move along."""
        found = np.full(len(moving), NOBODY, dtype=self._places.dtype)
        waiting = np.arange(len(moving))
        position = self._position[moving].astype(np.intp) + step
        columns = moving
        while len(waiting):
            choice = self._places.take(position * self.columns + columns, mode="clip")
            if position.max() >= self.rows:
                choice[position >= self.rows] = NOBODY
            here = self.open[choice]
            arrived = waiting[here]
            found[arrived] = choice[here]
            self._position[columns[here]] = position[here]
            further = ~here
            waiting, columns, position = waiting[further], columns[further], position[further] + 1
        return found

    def _deliver(self, moving: Numbers, targets: Numbers) -> Arrivals:
        counts = np.bincount(targets.astype(np.intp) + 1, minlength=self.size + 1)
        order = moving[np.argsort(targets, kind="stable")]
        end = int(counts[0])
        for candidate in np.flatnonzero(counts[1:]):
            start, end = end, end + int(counts[candidate + 1])
            self._piles[candidate].append(order[start:end])
        return self._weighed(moving, targets)

    def _weighed(self, moving: Numbers, targets: Numbers) -> Arrivals:
        kinds = self._kinds
        keys = targets.astype(np.intp) + 1
        if kinds > 1:
            keys = keys * kinds + self._kind[moving]
        sums = self._sums(keys, moving, (self.size + 1) * kinds)
        return [(key // kinds - 1, key % kinds, weight) for key, weight in sums if weight]

    def _sums(self, keys: Numbers, moving: Numbers, size: int) -> Iterable[tuple[int, int]]:
        if self._alike:
            sums = np.bincount(keys, minlength=size)
        elif self._exact:
            sums = np.bincount(keys, self._weights[moving], size)
        else:
            return enumerate(weight_by_number(keys, self._weights[moving], size))
        return ((int(key), int(sums[key])) for key in np.flatnonzero(sums))
