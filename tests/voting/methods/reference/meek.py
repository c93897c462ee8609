"""Meek's method by the text of the reference rule: decimals of Python, and a loop over every ballot."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, localcontext
from fractions import Fraction

from tests.voting.methods.elections import Ranking
from tests.voting.methods.reference.rounds import Counted, Votes

NINE = Decimal("0.000000001")
OMEGA = Decimal("0.000001")


def up(value: Decimal) -> Decimal:
    return value.quantize(NINE, ROUND_CEILING)


def down(value: Decimal) -> Decimal:
    return value.quantize(NINE, ROUND_FLOOR)


def meek(names: Sequence[str], ballots: Sequence[tuple[int, Ranking]], seats: int) -> Counted:
    """Steps A to C; ties take the first of `names`. Equal ranks are as in the programs of reference."""
    with localcontext(Context(prec=60)):
        return _meek(names, ballots, seats)


def _meek(names: Sequence[str], ballots: Sequence[tuple[int, Ranking]], seats: int) -> Counted:
    keep = dict.fromkeys(names, Decimal(1))
    hopeful, elected, rounds = list(names), list[str](), list[Votes]()
    standing = [
        (weight, [[name for name in place if name in names] for place in ranking])
        for weight, ranking in ballots
    ]
    while len(elected) < seats and len(hopeful) > seats - len(elected):
        last: Decimal | None = None
        while True:
            votes = _divided(keep, standing)
            quota = down(sum(votes.values()) / (seats + 1)) + NINE
            new = [name for name in hopeful if votes[name] >= quota]
            hopeful = [name for name in hopeful if name not in new]
            elected += sorted(
                new, key=lambda name: [-before[name] for before in reversed([*rounds, _exact(votes)])]
            )
            surplus = max(Decimal(0), sum((votes[name] - quota for name in elected), Decimal(0)))
            if new or surplus < OMEGA or (last is not None and surplus >= last):
                break
            last = surplus
            for name in elected:
                keep[name] = min(Decimal(1), up(up(keep[name] * quota) / votes[name]))
        rounds.append(_exact({name: votes[name] for name in names if keep[name]}))
        if not new:
            fewest = min(votes[name] for name in hopeful)
            loser = next(name for name in names if name in hopeful and votes[name] <= fewest + surplus)
            hopeful.remove(loser)
            keep[loser] = Decimal(0)
    if not rounds:
        rounds.append(_exact(_divided(keep, standing)))
    rest = sorted(hopeful, key=lambda name: [-votes[name] for votes in reversed(rounds)])
    return elected + (rest if len(elected) < seats else []), rounds


def _exact(votes: dict[str, Decimal]) -> Votes:
    return {name: Fraction(value) for name, value in votes.items()}


def _divided(keep: dict[str, Decimal], ballots: list[tuple[int, list[list[str]]]]) -> dict[str, Decimal]:
    votes = dict.fromkeys(keep, Decimal(0))
    for weight, ranking in ballots:
        left, has_equals = Decimal(1), any(len(place) > 1 for place in ranking)
        for place in filter(None, ranking):
            inside = [name for name in place if keep[name]]
            if not inside and has_equals:
                break
            share, left = down(left / len(inside)) if inside else left, Decimal(0) if inside else left
            for name in inside:
                kept = up(share * keep[name])
                votes[name] += kept * weight
                left += share - kept
            if not left:
                break
    return votes
