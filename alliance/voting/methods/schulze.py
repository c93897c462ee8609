"""Schulze's method: strengths of defeats, strongest paths, and the order they give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from alliance.voting.methods.pairs import Pairs
from alliance.voting.methods.seats import Order

if TYPE_CHECKING:
    from numpy.typing import NDArray

Strength: TypeAlias = tuple[int, int]
"""Of a defeat; the greater tuple is the stronger defeat, and the first number is the one that is shown."""


@dataclass(frozen=True)
class Measure:
    """How strong a defeat is, by the votes for its winner and those for its loser."""

    title: str
    strength: Callable[[int, int], Strength]


WINNING_VOTES = Measure("winning votes", lambda won, lost: (won, -lost))
"""More votes for the winner are stronger, then fewer for the loser (Schulze 2011, section 2.1)."""
MARGINS = Measure("margins", lambda won, lost: (won - lost, 0))
"""A greater difference is stronger."""


def defeats(pairs: Pairs, measure: Measure) -> dict[tuple[int, int], Strength]:
    """Each pair that somebody wins, as `(winner, loser)` with the strength of the defeat."""
    votes = pairs.matrix
    return {
        (a, b): measure.strength(votes[a][b], votes[b][a])
        for a in range(len(votes))
        for b in range(len(votes))
        if votes[a][b] > votes[b][a]
    }


def schulze(pairs: Pairs, measure: Measure) -> tuple[Order, list[list[int]]]:
    """The order of the candidates, and the strengths of the strongest paths as shown, 0 without a path.

    One candidate stands above another when the strongest path to the other is stronger than the strongest
    path back; a path is as strong as its weakest defeat. Candidates are placed by how many stand above them,
    so that nobody is placed above somebody with a stronger path to them.
    """
    strength = defeats(pairs, measure)
    levels = sorted(set(strength.values()))
    level_of = {each: number for number, each in enumerate(levels, 1)}
    paths = np.zeros((len(pairs.names),) * 2, np.int32)
    for pair, each in strength.items():
        paths[pair] = level_of[each]
    _strengthen(paths)
    above = (paths < paths.T).sum(axis=1)
    shown = [0, *(each[0] for each in levels)]
    return pairs.placed(above.tolist()), [[shown[level] for level in row] for row in paths.tolist()]


def _strengthen(paths: NDArray[np.int32]) -> None:
    """From direct defeats to strongest paths, in place (Floyd and Warshall)."""
    for via in range(len(paths)):
        np.maximum(paths, np.minimum(paths[:, via, None], paths[via]), out=paths)
    np.fill_diagonal(paths, 0)
