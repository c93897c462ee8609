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
from alliance.voting.methods.weighing import EXACT, Weighing, weight_by_number

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

    In a pile, a ballot is the index of its present place in the flat matrix of places: its next place is
    one row, that is `columns`, further.
    """

    def __init__(self, profile: Profile, standing: Iterable[int]) -> None:
        self.size = len(profile.candidates)
        self.columns = profile.places.shape[1]
        self.open = np.zeros(self.size + 1, dtype=np.bool_)
        self.open[[*standing, NOBODY]] = True
        self._places = np.ascontiguousarray(profile.places).ravel()
        self._weights = profile.weights
        self._alike = bool(self.columns) and bool((profile.weights == 1).all())
        heaviest = int(profile.weights.max()) if self.columns else 0
        self._exact = heaviest * self.columns < EXACT
        self._kind = np.zeros(self.columns, dtype=np.int32)
        self._kinds = 1
        self._piles: list[list[Numbers]] = [[] for _ in range(self.size)]
        self.first = self._deal()
        self.valid = sum(weight for candidate, _, weight in self.first if candidate != NOBODY)

    def move(self, source: int, worth: Callable[[int], int] | None = None) -> Arrivals:
        """Give every ballot of the pile to its next open candidate.

        `worth` maps each kind of ballot in the pile to the kind it becomes; without it kinds stay.
        """
        parts, self._piles[source] = self._piles[source], []
        if not parts:
            return []
        moving = parts[0] if len(parts) == 1 else np.concatenate(parts)
        if worth is not None:
            self._revalue(moving % self.columns, worth)
        return self._deliver(moving + self.columns)

    def _deal(self) -> Arrivals:
        if not len(self._places):
            return []
        fits = np.int32 if len(self._places) + self.columns < 2**31 else np.int64
        return self._deliver(np.arange(self.columns, dtype=fits))

    def _revalue(self, columns: Numbers, worth: Callable[[int], int]) -> None:
        kinds = self._kind.take(columns)
        new = np.arange(self._kinds, dtype=np.int32)
        for kind in np.flatnonzero(np.bincount(kinds, minlength=self._kinds)):
            new[kind] = worth(int(kind))
        self._kind[columns] = new.take(kinds)
        self._kinds = max(self._kinds, int(new.max()) + 1)

    def _deliver(self, moving: Numbers) -> Arrivals:
        """Put each ballot on the pile of the first open candidate at its place or later."""
        targets, shut = self._at(moving), ~self.open
        closed = np.flatnonzero(shut.take(targets))
        later = moving.take(closed)
        while len(closed):
            later += self.columns
            choices = self._at(later)
            moving[closed], targets[closed] = later, choices
            further = np.flatnonzero(shut.take(choices))
            closed, later = closed.take(further), later.take(further)
        keys = targets.astype(np.intp) + 1
        counts = np.bincount(keys, minlength=self.size + 1)
        self._stack(moving.take(np.argsort(targets, kind="stable")), counts.tolist())
        if self._alike and self._kinds == 1:
            return [(key - 1, 0, number) for key, number in enumerate(counts.tolist()) if number]
        return self._weighed(moving % self.columns, keys)

    def _at(self, places: Numbers) -> Numbers:
        choices = self._places.take(places, mode="clip")
        if len(places) and places.max() >= len(self._places):
            choices[places >= len(self._places)] = NOBODY
        return choices

    def _stack(self, in_order: Numbers, counts: list[int]) -> None:
        end = counts[0]
        for candidate, number in enumerate(counts[1:]):
            start, end = end, end + number
            if number:
                self._piles[candidate].append(in_order[start:end])

    def _weighed(self, columns: Numbers, keys: Numbers) -> Arrivals:
        kinds, size = self._kinds, (self.size + 1) * self._kinds
        if kinds > 1:
            keys = keys * kinds + self._kind.take(columns)
        if self._alike:
            sums = np.bincount(keys, minlength=size).tolist()
        elif self._exact:
            sums = np.bincount(keys, self._weights[columns], size).tolist()
        else:
            sums = weight_by_number(keys, Weighing(self._weights[columns]), size)
        return [(key // kinds - 1, key % kinds, int(weight)) for key, weight in enumerate(sums) if weight]
