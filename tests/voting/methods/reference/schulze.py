"""Schulze's method by its definition, pair by pair and path by path."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from tests.voting.methods.elections import Ranking

Counted: TypeAlias = dict[tuple[str, str], int]
Strengths: TypeAlias = dict[tuple[str, str], tuple[int, int]]


def pair_counts(
    names: Sequence[str], ballots: Sequence[tuple[int, Ranking]], unranked: str = "last"
) -> Counted:
    """How many ballots rank the first of a pair above the second."""
    counted = {(a, b): 0 for a in names for b in names if a != b}
    for weight, ranking in ballots:
        place = {name: number for number, equals in enumerate(ranking) for name in equals if name in names}
        for a, b in counted:
            if a not in place or (b not in place and unranked == "excluded"):
                continue
            if b not in place or place[a] < place[b]:
                counted[a, b] += weight
    return counted


def strengths(counted: Counted, measure: str = "winning votes") -> Strengths:
    """The defeats with what makes them stronger than others, the most important first."""
    found = {}
    for (a, b), won in counted.items():
        lost = counted[b, a]
        if won > lost:
            found[a, b] = (won, -lost) if measure == "winning votes" else (won - lost, 0)
    return found


def reachable(start: str, defeats: set[tuple[str, str]]) -> set[str]:
    """Everybody whom a path of defeats leads to from `start`."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        here = waiting.pop()
        for a, b in defeats:
            if a == here and b not in seen:
                seen.add(b)
                waiting.append(b)
    return seen


def strongest_paths(names: Sequence[str], strength: Strengths) -> dict[tuple[str, str], tuple[int, int]]:
    """For each pair with a path, the greatest strength at which one still leads there."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for level in sorted(set(strength.values())):
        strong = {pair for pair, each in strength.items() if each >= level}
        for a in names:
            for b in reachable(a, strong) - {a}:
                found[a, b] = level
    return found


def order(names: Sequence[str], strength: Strengths) -> list[list[str]]:
    """By the number of those with a stronger path to a candidate than the one back."""
    paths, none = strongest_paths(names, strength), (0, 0)
    above = {
        b: sum(a != b and paths.get((a, b), none) > paths.get((b, a), none) for a in names) for b in names
    }
    return by_number(names, above)


def by_number(names: Sequence[str], above: dict[str, int]) -> list[list[str]]:
    return [[name for name in names if above[name] == number] for number in sorted(set(above.values()))]
