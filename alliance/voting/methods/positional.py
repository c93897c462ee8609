"""Methods that add up marks: plurality, approval, score."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from alliance.voting.methods.catalogue import CountError, Method
from alliance.voting.methods.options import Options
from alliance.voting.methods.profile import NOBODY, Profile, ScoreSheet
from alliance.voting.methods.record import CountRecord, count_record, decimal
from alliance.voting.methods.seats import Order, Seating, flattened, lot_of, ranked, seat, seats_of
from alliance.voting.methods.weighing import Weighing, valid_weight, weight_by_number

if TYPE_CHECKING:
    from numpy.typing import NDArray


def plurality(ballots: Profile | ScoreSheet, method: Method, options: Options) -> CountRecord:
    """One vote per ballot, for the first choice among those who stand.

    A ballot with several first choices names no single one, so it counts for nobody.
    """
    profile = ranked(ballots, method)
    first = _first_choices(profile)
    totals = weight_by_number(first, Weighing(profile.weights), len(profile.candidates))
    return _by_totals(profile, method, options, totals, valid=sum(totals), unit="vote")


def approval(ballots: Profile | ScoreSheet, method: Method, options: Options) -> CountRecord:
    """One approval for every candidate a ballot marks, whatever the place."""
    profile = ranked(ballots, method)
    size, weighing = len(profile.candidates), Weighing(profile.weights)
    totals = [0] * size
    for row in profile.places:
        more = weight_by_number(row, weighing, size)
        totals = [old + new for old, new in zip(totals, more, strict=True)]
    return _by_totals(profile, method, options, totals, valid=valid_weight(profile), unit="approval")


def score(ballots: Profile | ScoreSheet, method: Method, options: Options) -> CountRecord:
    """The sum of points per candidate; unscored is no point."""
    if not isinstance(ballots, ScoreSheet):
        raise CountError("Score voting counts points, and these ballots have ranks. Read them as scores.")
    weighing = Weighing(ballots.weights)
    totals = [_points(row, weighing, ballots.top) for row in ballots.scores]
    standing = [i for i in range(len(ballots.candidates)) if i not in ballots.withdrawn]
    marked = (ballots.scores[standing] != NOBODY).any(axis=0)
    valid = int(ballots.weights[marked].sum())
    return _by_totals(ballots, method, options, totals, valid=valid, unit="point")


def _points(row: NDArray[np.signedinteger], weighing: Weighing, top: int) -> int:
    by_points = weight_by_number(row, weighing, top + 1)
    return sum(points * weight for points, weight in enumerate(by_points))


def _first_choices(profile: Profile) -> NDArray[np.signedinteger]:
    """The number of each ballot's only first choice among those who stand, or `NOBODY`."""
    if not profile.places.size:
        return np.full(len(profile.weights), NOBODY)
    places, level = profile.places, profile.level
    if not profile.withdrawn and level is None:
        first: NDArray[np.signedinteger] = places[0]
        return first
    first = np.full(places.shape[1], NOBODY, dtype=places.dtype)
    searching = np.ones(places.shape[1], dtype=bool)
    for place, row in enumerate(places):
        begins = np.ones_like(searching) if level is None or not place else ~level[place]
        searching &= (first == NOBODY) | ~begins
        counts = searching & np.isin(row, profile.standing)
        again = counts & (first != NOBODY)
        first[counts] = row[counts]
        first[again] = NOBODY
        searching &= ~again
    return first


def _by_totals(
    ballots: Profile | ScoreSheet,
    method: Method,
    options: Options,
    totals: list[int],
    *,
    valid: int,
    unit: str,
) -> CountRecord:
    """The record of a count that orders the candidates by totals (in the scale of the ballots)."""
    standing = {
        name: totals[number]
        for number, name in enumerate(ballots.candidates)
        if number not in ballots.withdrawn
    }
    order, seats = _ordered(standing), seats_of(ballots, options)
    seating = seat(order, seats, lot_of(ballots, options), options.cap)
    shown = {name: decimal(total, ballots.scale) for name, total in standing.items()}
    found = seating.found() | {"order": flattened(order), "totals": shown}
    found["sentence"] += _how_close(order, shown, seating, unit)
    return count_record(
        method,
        ballots,
        options.recorded(seats),
        valid=valid,
        elected=seating.elected,
        **found,
    )


def _ordered(totals: Mapping[str, int]) -> Order:
    ranked = sorted(totals, key=lambda name: -totals[name])
    return [list(equals) for _, equals in groupby(ranked, key=lambda name: totals[name])]


def _how_close(order: Order, shown: Mapping[str, str], seating: Seating, unit: str) -> str:
    """What the last of the elected has, and the first of those who might have been elected instead."""
    if not seating.elected or seating.waiting:
        return ""
    full = {each["candidate"] for each in seating.caps}
    others = [name for equals in order for name in equals if name not in full | set(seating.elected)]
    last = seating.elected[-1]
    text = f" {last} has {shown[last]} {unit}{'' if shown[last] == '1' else 's'}"
    return f"{text}, and {others[0]} has {shown[others[0]]}." if others else f"{text}."
