"""Synthetic ballot files: the same numbers for everybody.

    python bench/tally/ballots.py BALLOTS CANDIDATES FILE.blt

Three quarters of the ballots scatter around six centres (Mallows, phi 0.75), a quarter is impartial; one in
four ranks everybody, the others stop after 1 to 8 places. Few ballots are equal: harder than real elections.
"""

import sys
from pathlib import Path

import numpy as np

CENTRES, PHI, SEED, SEATS = 6, 0.75, 20270, 5


def rankings(ballots: int, candidates: int) -> np.ndarray:
    """One row per ballot, candidates from 1 in order of preference, 0 after the last."""
    chance = np.random.default_rng(SEED + candidates)
    centres = np.array([chance.permutation(candidates) for _ in range(CENTRES)], dtype=np.int8)
    of_centre = centres[chance.integers(CENTRES, size=ballots)]
    scattered = np.take_along_axis(of_centre, repeated_insertion(chance, ballots, candidates), axis=1)
    impartial = chance.random((ballots, candidates)).argsort(axis=1).astype(np.int8)
    rows = np.where(chance.random(ballots)[:, None] < 0.75, scattered, impartial) + np.int8(1)
    length = np.where(
        chance.random(ballots) < 0.25, candidates, chance.integers(1, min(8, candidates) + 1, size=ballots)
    )
    rows[np.arange(candidates) >= length[:, None]] = 0
    return rows


def repeated_insertion(chance: np.random.Generator, ballots: int, candidates: int) -> np.ndarray:
    """Orders of places around the order 0, 1, 2 ..., each inversion with the weight PHI."""
    order = np.zeros((ballots, candidates), dtype=np.int8)
    for item in range(1, candidates):
        weights = PHI ** np.arange(item + 1)
        place = item - chance.choice(item + 1, size=ballots, p=weights / weights.sum())
        for column in range(item, 0, -1):
            moved = place < column
            order[moved, column] = order[moved, column - 1]
        order[np.arange(ballots), place] = item
    return order


def write(ballots: int, candidates: int, path: Path) -> None:
    rows = rankings(ballots, candidates)
    with path.open("w", encoding="ascii") as file:
        file.write(f"{candidates} {SEATS}\n")
        for row in rows:
            file.write("1 " + " ".join(map(str, row[row > 0])) + " 0\n")
        file.write(
            "0\n" + "".join(f'"Candidate {each + 1}"\n' for each in range(candidates)) + '"Synthetic"\n'
        )


if __name__ == "__main__":
    write(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
