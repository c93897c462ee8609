"""How ballots divide under Meek's rule: one path per class of ballots, whatever their number. Exact.

What a ballot does depends only on the elected candidates before its first hopeful one, so ballots fall into
few classes. Shares of a ballot are whole numbers of one billionth.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

import numpy as np

from alliance.voting.methods.profile import NOBODY
from alliance.voting.methods.weighing import EXACT, Weighing, weight_by_number

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alliance.voting.methods.profile import Profile

    Numbers: TypeAlias = NDArray[np.signedinteger]

ONE: Final = 10**9
"""A whole ballot."""

FEW: Final = 100


class Paths(Protocol):
    """The ballots of one count, as its candidates are elected and excluded."""

    valid: int

    def elect(self, candidate: int) -> None: ...

    def exclude(self, candidate: int) -> None: ...

    def divide(self, keep: Sequence[int]) -> tuple[list[int], int]:
        """The votes of every candidate and the exhausted votes, in billionths of the weights.

        `keep` is the share of each ballot, in billionths, that each candidate keeps: all for the hopeful,
        nothing for the excluded. What is kept is rounded up to a billionth.
        """


def paths_of(profile: Profile) -> Paths:
    equal = profile.level is not None and profile.level.any()
    return SharedPaths(profile) if equal else StrictPaths(profile)


class StrictPaths:
    """Ballots with one candidate at a place.

    A node stands for the elected candidates at the front of a ballot, in their order: `_parent` and
    `_candidate` give the node without the last of them, and that last one; node 0 is the empty front.
    `_ends` has the weight of the ballots by node and by the candidate who takes the rest, or nobody (last).
    """

    def __init__(self, profile: Profile) -> None:
        self.size = len(profile.candidates)
        self.columns = profile.places.shape[1]
        self._places = np.ascontiguousarray(profile.places).ravel()
        self._weights = profile.weights
        heaviest = int(profile.weights.max()) if self.columns else 0
        self._alike = bool((profile.weights == 1).all())
        self._exact = heaviest * self.columns < EXACT
        whole = heaviest * self.columns * ONE < 2**63
        self._dtype = np.dtype(np.int64 if whole else np.object_)
        self._open = np.zeros(self.size + 1, dtype=np.bool_)
        self._open[[*profile.standing, NOBODY]] = True
        self._elected = np.zeros(self.size + 1, dtype=np.bool_)
        self._node = np.zeros(self.columns, dtype=np.int32)
        self._parent, self._candidate, self._depth = [0], [NOBODY], [0]
        self._child = np.full((1, self.size), NOBODY, dtype=np.int32)
        self._ends = np.zeros((1, self.size + 1), dtype=self._dtype)
        self._piles: list[list[Numbers]] = [[] for _ in range(self.size)]
        self._levels: list[tuple[Numbers, Numbers, Numbers]] | None = None
        if len(self._places):
            fits = np.int32 if len(self._places) + self.columns < 2**31 else np.int64
            self._deliver(np.arange(self.columns, dtype=fits))
        self._ends[0, NOBODY] = 0
        self.valid = sum(int(each) for each in self._ends[0])

    def elect(self, candidate: int) -> None:
        """The candidate keeps a share from now on, and ballots that ended there pass the rest on."""
        self._elected[candidate] = True
        self._move(candidate)

    def exclude(self, candidate: int) -> None:
        self._move(candidate)

    def _move(self, candidate: int) -> None:
        self._open[candidate] = False
        self._levels = None
        self._ends[:, candidate] = 0
        parts, self._piles[candidate] = self._piles[candidate], []
        if parts:
            self._deliver(parts[0] if len(parts) == 1 else np.concatenate(parts))

    def _deliver(self, moving: Numbers) -> None:
        """The first open candidate of each ballot from its place on; the elected before lengthen its path."""
        columns = moving % self.columns
        targets, shut = self._at(moving), ~self._open
        closed = np.flatnonzero(shut.take(targets))
        later = moving.take(closed)
        while len(closed):
            passed = targets.take(closed)
            kept = np.flatnonzero(self._elected.take(passed))
            if len(kept):
                self._extend(columns.take(closed.take(kept)), passed.take(kept))
            later += self.columns
            choices = self._at(later)
            moving[closed], targets[closed] = later, choices
            further = np.flatnonzero(shut.take(choices))
            closed, later = closed.take(further), later.take(further)
        self._stack(moving.take(np.argsort(targets, kind="stable")), targets)
        self._add(columns, targets)

    def _at(self, places: Numbers) -> Numbers:
        choices = self._places.take(places, mode="clip")
        if len(places) and places.max() >= len(self._places):
            choices[places >= len(self._places)] = NOBODY
        return choices

    def _extend(self, columns: Numbers, candidates: Numbers) -> None:
        nodes = self._node.take(columns)
        keys = nodes * np.intp(self.size) + candidates
        children = self._child.take(keys)
        new = np.flatnonzero(children == NOBODY)
        if len(new):
            for key in np.unique(keys.take(new)).tolist():
                self._new_node(*divmod(key, self.size))
            children = self._child.take(keys)
        self._node[columns] = children

    def _new_node(self, parent: int, candidate: int) -> None:
        node = len(self._parent)
        self._parent.append(parent)
        self._candidate.append(candidate)
        self._depth.append(self._depth[parent] + 1)
        if node >= len(self._child):
            self._child = np.concatenate([self._child, np.full_like(self._child, NOBODY)])
            self._ends = np.concatenate([self._ends, np.zeros_like(self._ends)])
        self._child[parent, candidate] = node

    def _stack(self, in_order: Numbers, targets: Numbers) -> None:
        end, *counts = np.bincount(targets.astype(np.intp) + 1, minlength=self.size + 1).tolist()
        for candidate, number in enumerate(counts):
            start, end = end, end + number
            if number:
                self._piles[candidate].append(in_order[start:end])

    def _add(self, columns: Numbers, targets: Numbers) -> None:
        row, size = self.size + 1, self._ends.size
        keys = self._node.take(columns) * np.intp(row) + targets
        keys[targets == NOBODY] += row
        if self._alike:
            sums = np.bincount(keys, minlength=size)
        elif self._exact:
            sums = np.bincount(keys, self._weights[columns], size).astype(np.int64)
        else:
            weights = weight_by_number(keys, Weighing(self._weights[columns]), size)
            sums = np.array(weights, dtype=self._dtype)
        self._ends += sums.reshape(self._ends.shape)

    def divide(self, keep: Sequence[int]) -> tuple[list[int], int]:
        if self._levels is None:
            self._arrange()
        left, kept = self._few(keep) if len(self._parent) <= FEW else self._many(keep)
        number = len(self._parent)
        votes = left @ self._ends[:number] + kept @ self._passing
        *by_candidate, exhausted = votes.tolist()
        return by_candidate, exhausted

    def _arrange(self) -> None:
        """What changes only with the paths: the weight passing each node, and the nodes level by level."""
        number, row = len(self._parent), self.size + 1
        passing = self._ends[:number].sum(axis=1).tolist()
        for node in range(number - 1, 0, -1):
            passing[self._parent[node]] += passing[node]
        self._passing = np.zeros((number, row), dtype=self._dtype)
        for node in range(1, number):
            self._passing[node, self._candidate[node]] = passing[node]
        depth, parent = np.array(self._depth), np.array(self._parent)
        candidate = np.array(self._candidate)
        nodes = [np.flatnonzero(depth == each) for each in range(1, int(depth.max()) + 1)]
        self._levels = [(each, parent[each], candidate[each]) for each in nodes]

    def _few(self, keep: Sequence[int]) -> tuple[Numbers, Numbers]:
        left, kept = [ONE], [0]
        for parent, candidate in zip(self._parent[1:], self._candidate[1:], strict=True):
            share = -(-left[parent] * keep[candidate] // ONE)
            left.append(left[parent] - share)
            kept.append(share)
        return np.array(left, dtype=self._dtype), np.array(kept, dtype=self._dtype)

    def _many(self, keep: Sequence[int]) -> tuple[Numbers, Numbers]:
        shares = np.array(keep, dtype=np.int64)
        left, kept = np.full(len(self._parent), ONE), np.zeros(len(self._parent), dtype=np.int64)
        for nodes, parents, candidates in self._levels or ():
            rest = left[parents]
            taken = -(-rest * shares[candidates] // ONE)
            left[nodes], kept[nodes] = rest - taken, taken
        return left.astype(self._dtype), kept.astype(self._dtype)


class SharedPaths:
    """Ballots some of which rank candidates equally.

    Those still in at one place share the ballot evenly (less than a billionth for each is lost); what they do
    not keep goes on to the next place. As in the programs of reference, a ballot with equal ranks ends at
    a place where everybody is excluded; a strict ballot goes on.
    """

    def __init__(self, profile: Profile) -> None:
        self.size = len(profile.candidates)
        self._out: set[int] = set()
        self._hopeful = set(profile.standing)
        self._nodes: list[tuple[int, tuple[int, ...], int, int]] | None = None
        self._ballots = _ballots_of(profile)
        self.valid = sum(self._ballots.values())

    def elect(self, candidate: int) -> None:
        self._hopeful.discard(candidate)
        self._nodes = None

    def exclude(self, candidate: int) -> None:
        self._hopeful.discard(candidate)
        self._out.add(candidate)
        self._nodes = None

    def _path(self, ballot: tuple[tuple[int, ...], ...]) -> list[tuple[int, ...]]:
        """The places of a ballot that matter: those who are in, until nothing can be left."""
        path = []
        shares = any(len(place) > 1 for place in ballot)
        for place in ballot:
            inside = tuple(each for each in place if each not in self._out)
            if inside:
                path.append(inside)
            elif shares:
                break
            if inside and self._hopeful.issuperset(inside):
                break
        return path

    def _arranged(self) -> list[tuple[int, tuple[int, ...], int, int]]:
        """Per node: its parent, those who share there, the weight that passes, and the weight that ends."""
        number: dict[tuple[int, tuple[int, ...]], int] = {}
        nodes: list[tuple[int, tuple[int, ...]]] = [(0, ())]
        passing, ending = Counter[int](), Counter[int]()
        for ballot, weight in self._ballots.items():
            at = 0
            for inside in self._path(ballot):
                if (at, inside) not in number:
                    number[at, inside] = len(nodes)
                    nodes.append((at, inside))
                at = number[at, inside]
                passing[at] += weight
            ending[at] += weight
        return [(*node, passing[each], ending[each]) for each, node in enumerate(nodes)]

    def divide(self, keep: Sequence[int]) -> tuple[list[int], int]:
        if self._nodes is None:
            self._nodes = self._arranged()
        votes, left = [0] * self.size, [ONE]
        exhausted = ONE * self._nodes[0][3]
        for parent, inside, passing, ending in self._nodes[1:]:
            share, rest = left[parent] // len(inside), 0
            for each in inside:
                kept = -(-share * keep[each] // ONE)
                votes[each] += kept * passing
                rest += share - kept
            left.append(rest)
            exhausted += rest * ending
        return votes, exhausted


def _ballots_of(profile: Profile) -> Counter[tuple[tuple[int, ...], ...]]:
    """The places of each ballot, best first, without the withdrawn; and the weight of the equal ones."""
    found = Counter[tuple[tuple[int, ...], ...]]()
    level = profile.level
    if level is None:
        level = np.zeros(profile.places.shape, dtype=np.bool_)
    for row, same, weight in zip(
        profile.places.T.tolist(), level.T.tolist(), profile.weights.tolist(), strict=True
    ):
        places: list[tuple[int, ...]] = []
        for candidate, is_equal in zip(row, same, strict=True):
            if candidate == NOBODY:
                break
            if is_equal and places:
                places[-1] = (*places[-1], candidate)
            else:
                places.append((candidate,))
        standing = (tuple(sorted(set(place) - profile.withdrawn)) for place in places)
        if ballot := tuple(filter(None, standing)):
            found[ballot] += weight
    return found
