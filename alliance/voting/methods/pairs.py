"""Every pair of candidates compared: how many ballots rank the one above the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from alliance.voting.methods.catalogue import CountError
from alliance.voting.methods.options import Options, Unranked
from alliance.voting.methods.profile import Profile
from alliance.voting.methods.record import decimal
from alliance.voting.methods.seats import Order
from alliance.voting.methods.weighing import Weighing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ranks: TypeAlias = NDArray[np.unsignedinteger]

AT_ONCE = 2**18
"""Cells handled in one step, so that they stay in the processor's cache."""
MOST_CANDIDATES = 500


@dataclass(frozen=True)
class Pairs:
    """`matrix[a][b]` is the weight of the ballots that rank `names[a]` above `names[b]`, in the scale of the
    ballots. Those who do not stand are left out.
    """

    names: tuple[str, ...]
    matrix: list[list[int]]

    def beats(self, a: int, b: int) -> bool:
        return self.matrix[a][b] > self.matrix[b][a]

    def winner(self, among: Sequence[int]) -> int | None:
        """The one of `among` who beats every other of them, the Condorcet winner, if there is one."""
        for each in among:
            if all(self.beats(each, other) for other in among if other != each):
                return each
        return None

    def smith(self, among: Sequence[int]) -> set[int]:
        """The smallest set of `among` whose members each beat everybody outside it."""
        inside = {max(among, key=lambda each: sum(self.beats(each, other) for other in among))}
        added = set(inside)
        while added:
            outside = set(among) - inside
            added = {each for each in outside if any(not self.beats(member, each) for member in added)}
            inside |= added
        return inside

    def placed(self, above: Sequence[int]) -> Order:
        """The candidates in the order of how many stand above them; `above` has that number for each."""
        by_number: dict[int, list[str]] = {}
        for name, number in zip(self.names, above, strict=True):
            by_number.setdefault(number, []).append(name)
        return [by_number[number] for number in sorted(by_number)]

    def shown(self, scale: int) -> list[list[str]]:
        return [[decimal(each, scale) for each in row] for row in self.matrix]


def meaning_of_unranked(profile: Profile, options: Options) -> Unranked:
    """What unranked means: as chosen, else as the ballots say, else below all who are ranked."""
    return options.unranked or profile.unranked or "last"


def compare(profile: Profile, unranked: Unranked, progress: Callable[[float], None] | None = None) -> Pairs:
    """Compare all who stand, pair by pair.

    A candidate whom a ballot does not rank is below all whom it ranks (`last`), or the ballot says nothing
    about pairs with that candidate (`excluded`). Equal ranks, and two unranked, count for neither side.
    Raises `CountError` for more than `MOST_CANDIDATES`.
    """
    size = len(profile.standing)
    if size > MOST_CANDIDATES:
        raise CountError(
            f"{size} candidates make too many pairs. This method compares up to {MOST_CANDIDATES}; "
            "use plurality, approval or a transferable vote."
        )
    matrix = [[0] * size for _ in range(size)]
    done, ballots = 0, max(1, len(profile.weights))
    for part in portions(profile):
        ranks, weighing = rank_columns(profile, part), Weighing(profile.weights[part])
        above = lowest_last(ranks)
        below = ranks - (ranks > 0) if unranked == "excluded" else above
        for line, row in zip(matrix, above, strict=True):
            for each, more in enumerate(weighing.of_each(row < below)):
                line[each] += more
        done += ranks.shape[1]
        if progress:
            progress(done / ballots)
    return Pairs(tuple(profile.names(profile.standing)), matrix)


def portions(profile: Profile) -> Iterator[slice]:
    """The ballots in portions that stay in the processor's cache."""
    step = max(64, AT_ONCE // max(1, len(profile.standing)))
    for start in range(0, max(1, len(profile.weights)), step):
        yield slice(start, start + step)


def all_ranks(profile: Profile) -> Ranks:
    """The ranks of all ballots, as `rank_columns` has them."""
    return np.concatenate([rank_columns(profile, part) for part in portions(profile)], axis=1)


def rank_columns(profile: Profile, part: slice) -> Ranks:
    """The rank that each ballot gives: a row per candidate who stands, a column per ballot of `part`.

    1 is the best rank, equals share one, and 0 is unranked.
    """
    places = np.ascontiguousarray(profile.places[:, part])
    most, ballots = places.shape
    dtype = np.uint8 if most < np.iinfo(np.uint8).max else np.uint16
    if profile.level is None:
        rank_of_place = np.arange(1, most + 1, dtype=dtype)[:, None]
    else:
        level = profile.level[:, part].copy()
        level[:1] = False
        rank_of_place = np.cumsum(~level, axis=0, dtype=dtype)
    ranks = np.zeros((len(profile.standing), ballots), dtype)
    for row, candidate in zip(ranks, profile.standing, strict=True):
        named = np.equal(places, candidate)
        np.add.reduce(np.multiply(named.view(np.uint8), rank_of_place, dtype=dtype), axis=0, out=row)
    return ranks


def lowest_last(ranks: Ranks) -> Ranks:
    """The same ranks with the unranked below every other: the highest number in place of 0."""
    return ranks - ranks.dtype.type(1)
