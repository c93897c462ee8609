"""Equal ranks read as overvotes, as laws for machine-counted ballots do that have no rule for equal ranks."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from alliance.voting.methods.profile import NOBODY, Profile


def without_equals(profile: Profile, overvote: Literal["skip", "stop"]) -> Profile:
    """The ballots with one candidate at a place: what several share is passed over, or ends the ballot."""
    if profile.level is None:
        return profile
    shared = profile.level.copy()
    shared[:-1] |= profile.level[1:]
    lost = shared if overvote == "skip" else np.logical_or.accumulate(shared, axis=0)
    places = np.where(lost, profile.places.dtype.type(NOBODY), profile.places)
    closed_up = np.take_along_axis(places, np.argsort(places == NOBODY, axis=0, kind="stable"), axis=0)
    return replace(profile, places=closed_up, level=None)
