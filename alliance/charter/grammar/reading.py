"""Reading conditions from plain data (lists, mappings, text, whole numbers), with errors that help."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from fractions import Fraction
from typing import Final, TypeAlias

from alliance.charter.grammar.conditions import (
    TALLIES,
    All,
    AnyOf,
    Ceil,
    ClassesWhere,
    Compare,
    Condition,
    Const,
    Count,
    Greatest,
    InClass,
    Least,
    Not,
    Number,
    Op,
    Share,
    Sqrt,
    Times,
)

Path: TypeAlias = tuple[str | int, ...]

COMPARISONS: Final[tuple[Op, ...]] = ("gt", "gte", "lt", "lte", "eq")
DEEPEST: Final = 12
LONGEST_NUMBER: Final = 18
FRACTION: Final = re.compile(r"(\d+)\s*/\s*(\d+)")


class ConditionError(ValueError):
    """Something in a condition cannot be read: where, why, and what to write instead."""

    def __init__(self, path: Path, message: str, repair: str) -> None:
        super().__init__(f"{message} {repair}")
        self.path = path
        self.message = message
        self.repair = repair


def parse_condition(data: object, *, tallies: Collection[str] = TALLIES, path: Path = ()) -> Condition:
    """Read a condition such as `{"gte": ["for", {"frac": "2/3", "of": "cast"}]}`.

    `tallies` are the names allowed here, `path` is put before the paths of errors.
    Raises `ConditionError`; reading never evaluates anything.
    """
    return _Reader(tallies).condition(data, path, 0)


def parse_number(data: object, *, tallies: Collection[str] = TALLIES, path: Path = ()) -> Number:
    """Read a number such as 2, "for" or `{"frac": "1/3", "of": "seats"}`; raises `ConditionError`."""
    return _Reader(tallies).number(data, path, 0)


def parse_fraction(data: object, path: Path = ()) -> Fraction:
    """Read a whole number or "2/3"; raises `ConditionError` for decimals, percentages and anything else."""
    if isinstance(data, int) and not isinstance(data, bool) and data >= 0:
        return _bounded(Fraction(data), path)
    if isinstance(data, str):
        if data.isascii() and data.isdigit() and len(data) <= LONGEST_NUMBER:
            return Fraction(int(data))
        if found := FRACTION.fullmatch(data):
            top, bottom = found[1], found[2]
            if max(len(top), len(bottom)) <= LONGEST_NUMBER and int(bottom) > 0:
                return Fraction(int(top), int(bottom))
    raise ConditionError(
        path, f"{_shown(data)} is not an exact number.", "Write a fraction such as 2/3, or 12."
    )


def _bounded(number: Fraction, path: Path) -> Fraction:
    if number >= 10**LONGEST_NUMBER:
        raise ConditionError(
            path, f"The number has more than {LONGEST_NUMBER} digits.", "Write a smaller one."
        )
    return number


class _Reader:
    def __init__(self, tallies: Collection[str]) -> None:
        self.tallies = tallies

    def condition(self, data: object, path: Path, depth: int) -> Condition:
        _check_depth(path, depth)
        word, body = _single(data, path, "condition", ("all", "any", "not", *COMPARISONS))
        here = (*path, word)
        match word:
            case "all" | "any":
                parts = tuple(
                    self.condition(each, (*here, index), depth + 1)
                    for index, each in enumerate(_items(body, here, "conditions"))
                )
                return All(parts) if word == "all" else AnyOf(parts)
            case "not":
                return Not(self.condition(body, here, depth + 1))
            case _:
                return self._comparison(word, body, here, depth)

    def _comparison(self, word: str, body: object, here: Path, depth: int) -> Compare:
        sides = _items(body, here, "numbers")
        if len(sides) != 2:
            raise ConditionError(
                here,
                f"“{word}” compares two numbers, here are {len(sides)}.",
                f"Write {word}: [for, against].",
            )
        left, right = (self.number(side, (*here, index), depth + 1) for index, side in enumerate(sides))
        op = next(known for known in COMPARISONS if known == word)
        return Compare(op, left, right)

    def number(self, data: object, path: Path, depth: int) -> Number:
        _check_depth(path, depth)
        if isinstance(data, Mapping):
            return self._computed(data, path, depth)
        if isinstance(data, str) and not data[:1].isdigit():
            return Count(self._name(data, path))
        return Const(parse_fraction(data, path))

    def _computed(self, data: Mapping[object, object], path: Path, depth: int) -> Number:
        match sorted(map(str, data)):
            case ["frac", "of"]:
                factor = parse_fraction(data["frac"], (*path, "frac"))
                if not 0 < factor <= 1:
                    raise ConditionError(
                        (*path, "frac"), f"{factor} is not a part of a whole.", "Write times instead of frac."
                    )
                return Share(factor, self.number(data["of"], (*path, "of"), depth + 1))
            case ["of", "times"]:
                factor = parse_fraction(data["times"], (*path, "times"))
                return Times(factor, self.number(data["of"], (*path, "of"), depth + 1))
            case ["in_class", "tally"]:
                by, name = _single(data["in_class"], (*path, "in_class"), "class", ())
                if not isinstance(name, str):
                    raise ConditionError(
                        (*path, "in_class"),
                        f"{_shown(name)} is not a class.",
                        "Write {member_tier: strategic}.",
                    )
                return InClass(by, name, self._name(data["tally"], (*path, "tally")))
            case [("sqrt" | "ceil") as word]:
                inner = self.number(data[word], (*path, word), depth + 1)
                return Sqrt(inner) if word == "sqrt" else Ceil(inner)
            case [("min" | "max") as word]:
                here = (*path, word)
                parts = tuple(
                    self.number(each, (*here, index), depth + 1)
                    for index, each in enumerate(_items(data[word], here, "numbers"))
                )
                return Least(parts) if word == "min" else Greatest(parts)
            case ["classes"]:
                return self._classes(data["classes"], (*path, "classes"), depth)
            case words:
                raise ConditionError(
                    path,
                    f"{_shown(', '.join(words))} is not a number.",
                    "Use a number, a tally, {frac, of}, {times, of}, {sqrt}, {ceil}, {min}, {max}, {classes} "
                    "or {in_class, tally}.",
                )

    def _classes(self, data: object, path: Path, depth: int) -> ClassesWhere:
        if not isinstance(data, Mapping) or set(data) != {"by", "where"} or not isinstance(data["by"], str):
            raise ConditionError(
                path,
                "“classes” needs what to classify by, and a condition.",
                "Write classes: {by: member_kind, where: {gte: [for, 1]}}.",
            )
        return ClassesWhere(data["by"], self.condition(data["where"], (*path, "where"), depth + 1))

    def _name(self, data: object, path: Path) -> str:
        if isinstance(data, str) and data in self.tallies:
            return data
        close = get_close_matches(str(data), sorted(self.tallies), n=1)
        repair = f"Did you mean “{close[0]}”?" if close else f"Use one of {', '.join(sorted(self.tallies))}."
        raise ConditionError(path, f"{_shown(data)} is not a tally that is counted here.", repair)


def _check_depth(path: Path, depth: int) -> None:
    if depth > DEEPEST:
        raise ConditionError(
            path, f"The condition is nested more than {DEEPEST} deep.", "Split it into several rules."
        )


def _single(data: object, path: Path, what: str, words: Sequence[str]) -> tuple[str, object]:
    known = f"Use one of {', '.join(words)}." if words else "Write {member_tier: strategic}."
    if not isinstance(data, Mapping) or len(data) != 1:
        raise ConditionError(path, f"A {what} is one word with its value, not {_shown(data)}.", known)
    word, body = next(iter(data.items()))
    if not isinstance(word, str) or (words and word not in words):
        raise ConditionError(path, f"{_shown(word)} is not a {what}.", known)
    return word, body


def _items(data: object, path: Path, what: str) -> Sequence[object]:
    if not isinstance(data, list | tuple) or not data:
        raise ConditionError(
            path, f"Here a list of {what} is needed, not {_shown(data)}.", "Write it as [a, b]."
        )
    return data


def _shown(data: object) -> str:
    text = str(data)
    return f"“{text[:60]}…”" if len(text) > 61 else f"“{text}”"
