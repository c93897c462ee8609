"""Elections and motions at random for the verifier: every rule, with all that can be chosen for a count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np

from alliance.charter.grammar import CHOICES, MotionRule
from alliance.voting.methods import METHODS, Cap, Lot, Options
from alliance.voting.methods.profile import NOBODY, Profile, ScoreSheet
from tests.voting.methods.elections import NAMES, ballots_at_random, profile

EQUAL_RANKS = {"condorcet", "benham", "debian", "meek", "positional"}
TITLES = ("", 'Committee of "trees", \\ 2026')


def at_random(chance: Random, method: str) -> tuple[Profile | ScoreSheet, Options]:
    """A small election that the method counts, and options for it."""
    names = NAMES[: chance.randint(2, 7)]
    seats = chance.randint(1, min(4, len(names)))
    withdrawn = [names[0]] if len(names) > seats + 1 and chance.random() < 0.2 else []
    if METHODS[method].marks == "scores":
        ballots: Profile | ScoreSheet = _scores(chance, names, seats, withdrawn)
    else:
        ballots = _rankings(chance, method, names, seats, withdrawn)
    return ballots, _options(chance, method, names, seats)


def _scores(chance: Random, names: Sequence[str], seats: int, withdrawn: Sequence[str]) -> ScoreSheet:
    number = chance.randint(1, 12)
    points = [[chance.choice((NOBODY, 0, 1, 2, 5)) for _ in range(number)] for _ in names]
    return ScoreSheet(
        candidates=tuple(names),
        scores=np.array(points, dtype=np.int8),
        weights=np.array([chance.choice((1, 1, 2, 15)) for _ in range(number)], dtype=np.int64),
        top=5,
        seats=seats,
        scale=chance.choice((1, 1, 10)),
        withdrawn=frozenset(names.index(each) for each in withdrawn),
    )


def _rankings(
    chance: Random, method: str, names: Sequence[str], seats: int, withdrawn: Sequence[str]
) -> Profile:
    equal = METHODS[method].code.split(":")[0] in EQUAL_RANKS and chance.random() < 0.6
    ballots = ballots_at_random(chance, names, number=chance.randint(1, 18), equal=equal)
    numbers = range(len(names))
    return replace(
        profile(names, ballots, seats=seats, withdrawn=withdrawn),
        scale=chance.choice((1, 1, 1, 10, 100)),
        tie_order=tuple(chance.sample(numbers, len(names))) if chance.random() < 0.2 else None,
        title=chance.choice(TITLES),
    )


def _options(chance: Random, method: str, names: Sequence[str], seats: int) -> Options:
    is_debian = method == "debian"
    return Options(
        seats=chance.choice((None, seats)),
        unranked=None if is_debian else chance.choice((None, "last", "excluded")),
        lot=Lot.drawn(f"{chance.random()}|4711", names) if chance.random() < 0.4 else Lot(),
        cap=_cap(chance, names) if chance.random() < 0.35 else None,
        first_excluded=(chance.choice(names),) if chance.random() < 0.1 else (),
        default_option=names[-1] if is_debian else "",
        eligible=chance.choice((None, 5, 40)) if is_debian else None,
        ratios={names[0]: Fraction(3, 2)} if is_debian and chance.random() < 0.3 else {},
    )


def _cap(chance: Random, names: Sequence[str]) -> Cap:
    return Cap(
        limit=chance.choice((1, 2, Fraction(1, 3))),
        groups={name: chance.choice(("North", "South")) for name in names if chance.random() < 0.7},
        size=7,
        least=chance.choice((0, 1)),
        sitting=chance.choice(({}, {"North": 1})),
    )


def motion_at_random(chance: Random) -> tuple[MotionRule, list[str], int, int]:
    """A rule with some condition of the grammar, votes, and how many are entitled and seated."""
    rule = MotionRule.model_validate(
        {
            "id": "some-rule",
            "title": "Some rule",
            "passes": _condition(chance, 2),
            "quorum": _condition(chance, 2) if chance.random() < 0.7 else None,
        }
    )
    eligible = chance.randint(0, 20)
    votes = [chance.choice(CHOICES) for _ in range(chance.randint(0, eligible))]
    return rule, votes, eligible, eligible + chance.choice((0, 0, 2))


def rule_by_class_at_random(chance: Random, names: Sequence[str]) -> MotionRule:
    """A rule that asks by class of voters, and mostly of all together as well."""
    asked: dict[str, Any] = {"passes": _by_class(chance, names), "quorum": None}
    if chance.random() < 0.7:
        word = chance.choice(("all", "any"))
        asked["passes"] = {word: [_condition(chance, 1), {"not": asked["passes"]}, _by_class(chance, names)]}
    if chance.random() < 0.7:
        asked["quorum"] = {chance.choice(("all", "any")): [_condition(chance, 1), _by_class(chance, names)]}
    return MotionRule.model_validate({"id": "some-rule", "title": "Some rule", **asked})


def _by_class(chance: Random, names: Sequence[str]) -> dict[str, Any]:
    of_one = {
        "in_class": {"member_class": chance.choice(names)},
        "tally": chance.choice(("for", "against", "participated", "eligible", "seats")),
    }
    where = _condition(chance, 1) if chance.random() < 0.7 else {"gte": ["for", of_one]}
    how_many = {"classes": {"by": "member_class", "where": where}}
    right = chance.choice((1, 2, {"frac": "1/2", "of": of_one}, {"ceil": {"frac": "1/3", "of": how_many}}))
    sides = [chance.choice((of_one, how_many, how_many)), right]
    word = chance.choice(("gt", "gte", "gte", "lt", "eq"))
    return {word: sides if chance.random() < 0.8 else sides[::-1]}


def _condition(chance: Random, depth: int) -> dict[str, Any]:
    if depth and chance.random() < 0.35:
        word = chance.choice(("all", "any", "not"))
        parts = [_condition(chance, depth - 1) for _ in range(chance.randint(1, 3))]
        return {word: parts[0] if word == "not" else parts}
    left = chance.choice(("for", "for", "participated", "cast", "for", "against"))
    sides = [left, _number(chance, 2)]
    word = chance.choice(("gt", "gte", "gte", "lt", "lte", "eq"))
    return {word: sides if chance.random() < 0.8 else sides[::-1]}


def _number(chance: Random, depth: int) -> Any:
    tally = chance.choice(("eligible", "participated", "cast", "for", "against", "abstain", "seats"))
    kind = chance.choice(("tally", "whole", "frac", "frac", "times", "sqrt", "ceil", "min", "max"))
    if kind == "whole":
        return chance.randint(0, 9)
    if kind == "tally" or not depth:
        return tally
    if kind in ("frac", "times"):
        factor = chance.choice(("1/2", "2/3", "3/4"))
        return {kind: factor, "of": _number(chance, depth - 1) if chance.random() < 0.3 else tally}
    if kind in ("min", "max"):
        return {kind: [_number(chance, depth - 1), _number(chance, depth - 1)]}
    return {kind: _number(chance, depth - 1)}
