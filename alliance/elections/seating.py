"""From an order of candidates to the seats of a body, within a cap. Pure: no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from alliance.charter.grammar.caps import Cap, within_cap
from alliance.charter.grammar.conditions import Tally

Order: TypeAlias = Sequence[Sequence[int]]
"""Candidates from the first to the last; equals share a place."""


@dataclass(frozen=True, slots=True)
class Seating:
    """Who takes a seat, who is skipped because the own side is full, and what only a lot can decide."""

    taken: tuple[int, ...]
    skipped: tuple[int, ...]
    waiting: int = 0
    between: tuple[int, ...] = ()


def seated(
    order: Order,
    sides: Mapping[int, str],
    *,
    cap: Cap | None,
    seats: int,
    tally: Tally,
    sitting: Sequence[str] = (),
    lot: Sequence[int] = (),
) -> Seating:
    """Walk down the order: whoever's side has room takes a seat (`charter.grammar.caps.within_cap`).

    `sitting` has the side of each member who stays. Equals who cannot all be seated wait for a lot; `lot` is
    the order that was drawn, and breaks every such tie.
    """
    taken: list[int] = []
    skipped: list[int] = []
    held = [*sitting] if cap is not None and cap.count_sitting else []
    for place in order:
        room = seats - len(taken)
        if not room:
            break
        equals = sorted(place, key=lot.index) if lot else list(place)
        fitting = _fitting(cap, equals, sides, tally, held)
        taking = _taking(cap, fitting, sides, room, tally, held)
        if len(taking) < len(fitting) and len(place) > 1 and not lot:
            waiting = len(taking)
            return Seating(tuple(taken), (*skipped, *_others(equals, fitting)), waiting, tuple(fitting))
        skipped += _others(equals, taking) if len(taking) < room else _others(equals, fitting)
        taken += taking
        held += [sides[each] for each in taking if each in sides]
    return Seating(tuple(taken), tuple(skipped))


def _fitting(
    cap: Cap | None, equals: Sequence[int], sides: Mapping[int, str], tally: Tally, held: Sequence[str]
) -> list[int]:
    """Those whose side has room before any of their equals is seated."""
    return [each for each in equals if _taking(cap, [each], sides, 1, tally, held)]


def _taking(
    cap: Cap | None,
    ranked: Sequence[int],
    sides: Mapping[int, str],
    seats: int,
    tally: Tally,
    held: Sequence[str],
) -> list[int]:
    if cap is None:
        return list(ranked[:seats])
    counted = cap.model_copy(update={"count_sitting": True})
    return within_cap(counted, ranked, sides, seats=seats, tally=tally, sitting=held)[0]


def _others(equals: Sequence[int], chosen: Sequence[int]) -> list[int]:
    return [each for each in equals if each not in chosen]
