"""Real elections from the shared data, read as anybody would read them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from alliance.voting.methods.formats import read
from alliance.voting.methods.profile import Profile

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
ELECTIONS = DATA / "elections"


def ballots_of(folder: Path, seats: int = 1) -> Profile:
    """The ballots in a folder, from its BLT file or its sheet of ranks."""
    path = next(each for each in (folder / "ballots.blt", folder / "ballots.csv") if each.exists())
    ballots = read(path.read_bytes(), path.name)
    assert isinstance(ballots, Profile)
    return replace(ballots, seats=seats)


def expected(folder: str) -> dict[str, Any]:
    return json.loads((ELECTIONS / folder / "expected.json").read_text())
