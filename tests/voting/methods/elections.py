"""Small elections for tests: from rankings as they are spoken, and at random."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np

from alliance.voting.methods.profile import NOBODY, Profile

Ranking = Sequence[Sequence[str]]
"""One ballot: places from the best, each with the candidates who share it."""

NAMES = ("Ash", "Birch", "Cedar", "Date", "Elm", "Fir", "Gum", "Hazel", "Ivy", "Juniper")


def profile(
    candidates: Sequence[str],
    ballots: Sequence[tuple[int, Ranking]],
    *,
    seats: int = 1,
    withdrawn: Sequence[str] = (),
) -> Profile:
    """The ballots, each with its weight, as the engine takes them."""
    number = {name: each for each, name in enumerate(candidates)}
    longest = max([1, *(sum(map(len, ranking)) for _, ranking in ballots)])
    places = np.full((longest, len(ballots)), NOBODY, dtype=np.int8)
    level = np.zeros((longest, len(ballots)), dtype=np.bool_)
    for column, (_, ranking) in enumerate(ballots):
        row = 0
        for place in ranking:
            for step, name in enumerate(place):
                places[row, column], level[row, column] = number[name], step > 0
                row += 1
    return Profile(
        candidates=tuple(candidates),
        places=places,
        weights=np.array([weight for weight, _ in ballots], dtype=np.int64),
        seats=seats,
        level=level if level.any() else None,
        withdrawn=frozenset(number[name] for name in withdrawn),
    )


def ballots_at_random(
    chance: Random, candidates: Sequence[str], *, number: int, equal: bool
) -> list[tuple[int, Ranking]]:
    """Ballots that stop anywhere, a few of them blank; with `equal`, places may be shared."""
    found: list[tuple[int, Ranking]] = []
    for _ in range(number):
        order = chance.sample(
            list(candidates), chance.randint(0 if chance.random() < 0.1 else 1, len(candidates))
        )
        places: list[list[str]] = []
        for name in order:
            if equal and places and chance.random() < 0.25:
                places[-1].append(name)
            else:
                places.append([name])
        found.append((chance.choice((1, 1, 1, 2, 5)), places))
    return found
