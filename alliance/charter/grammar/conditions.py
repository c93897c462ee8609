"""The closed grammar of conditions: what a charter may ask of a tally.

A condition is `all`, `any` or `not` over `gt`, `gte`, `lt`, `lte` and `eq` of two numbers. A number is a
whole number, an exact fraction ("2/3"), the name of a tally, or one of `{frac, of}`, `{times, of}`, `{sqrt}`,
`{ceil}`, `{min}`, `{max}`, `{classes: {by, where}}` and `{in_class, tally}`. There are no expressions in text
and no code: a charter can be read aloud, checked and evaluated without trusting whoever wrote it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, TypeAlias

from alliance.charter.grammar.exact import Exact

TALLIES: Final = frozenset(
    {"seats", "eligible", "present", "participated", "cast", "for", "against", "abstain", "not_abstaining"}
    | {"vetoes", "objections", "formal_objections_sustained", "approvals", "support", "supporters"}
    | {"meeting_requests", "candidates", "seats_open", "seats_least", "over_default", "under_default"}
)
"""Everything a charter may count. What each one means is in `docs/charters.md`."""

Tally: TypeAlias = Mapping[str, int | Fraction]
Classes: TypeAlias = Mapping[str, Mapping[str, Tally]]
"""Tallies by class: `{"member_tier": {"strategic": {"for": 3, "eligible": 4}}}`."""


class MissingTallyError(LookupError):
    """A condition asks for a number that was not counted."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The tally has no “{name}”.")
        self.name = name


@dataclass(frozen=True, slots=True)
class Const:
    value: Fraction


@dataclass(frozen=True, slots=True)
class Count:
    """The number counted under the name of a tally."""

    tally: str


@dataclass(frozen=True, slots=True)
class Share:
    """A fraction of something, at most the whole of it."""

    frac: Fraction
    of: Number


@dataclass(frozen=True, slots=True)
class Times:
    factor: Fraction
    of: Number


@dataclass(frozen=True, slots=True)
class Sqrt:
    of: Number


@dataclass(frozen=True, slots=True)
class Ceil:
    of: Number


@dataclass(frozen=True, slots=True)
class Least:
    of: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Greatest:
    of: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class ClassesWhere:
    """In how many classes a condition holds, each class with its own tally."""

    by: str
    where: Condition


@dataclass(frozen=True, slots=True)
class InClass:
    """One tally within one class, such as votes for among strategic members."""

    by: str
    name: str
    tally: str


Number: TypeAlias = Const | Count | Share | Times | Sqrt | Ceil | Least | Greatest | ClassesWhere | InClass
Op: TypeAlias = Literal["gt", "gte", "lt", "lte", "eq"]


@dataclass(frozen=True, slots=True)
class Compare:
    op: Op
    left: Number
    right: Number


@dataclass(frozen=True, slots=True)
class All:
    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    of: Condition


Condition: TypeAlias = Compare | All | AnyOf | Not


def evaluate(condition: Condition, tally: Tally, classes: Classes | None = None) -> bool:
    """Whether the tally meets the condition, exactly.

    A share of nothing is never reached: with nobody voting, "two thirds of the votes" is not met by 0 of 0.
    Raises `MissingTallyError` when the condition asks for a number that is not in `tally` or `classes`.
    """
    match condition:
        case All(of=parts):
            return all(evaluate(part, tally, classes) for part in parts)
        case AnyOf(of=parts):
            return any(evaluate(part, tally, classes) for part in parts)
        case Not(of=part):
            return not evaluate(part, tally, classes)
        case Compare(op=op, left=left, right=right):
            return _compare(op, left, right, tally, classes)


def _compare(op: Op, left: Number, right: Number, tally: Tally, classes: Classes | None) -> bool:
    a, b = value(left, tally, classes), value(right, tally, classes)
    if op == "eq":
        return a == b
    demanded = right if op in ("gt", "gte") else left
    if _is_share_of_nothing(demanded, tally, classes):
        return False
    return {"gt": a > b, "gte": a >= b, "lt": a < b, "lte": a <= b}[op]


def _is_share_of_nothing(number: Number, tally: Tally, classes: Classes | None) -> bool:
    match number:
        case Share(of=base):
            return value(base, tally, classes) == Exact.of(0)
        case Ceil(of=inner):
            return _is_share_of_nothing(inner, tally, classes)
        case _:
            return False


def value(number: Number, tally: Tally, classes: Classes | None = None) -> Exact:
    """The exact value of a number under a tally; raises `MissingTallyError`."""
    match number:
        case Const(value=constant):
            return Exact.of(constant)
        case Count(tally=name):
            return _counted(tally, name)
        case Share(frac=factor, of=base) | Times(factor=factor, of=base):
            return value(base, tally, classes).times(factor)
        case Sqrt(of=inner):
            return value(inner, tally, classes).sqrt()
        case Ceil(of=inner):
            return Exact.of(value(inner, tally, classes).ceil())
        case Least(of=parts):
            return min(value(part, tally, classes) for part in parts)
        case Greatest(of=parts):
            return max(value(part, tally, classes) for part in parts)
        case ClassesWhere(by=by, where=where):
            return Exact.of(sum(evaluate(where, each, classes) for each in _classes_by(by, classes).values()))
        case InClass(by=by, name=name, tally=counted):
            own = _classes_by(by, classes).get(name)
            return Exact.of(0) if own is None else _counted(own, counted)


def _counted(tally: Tally, name: str) -> Exact:
    if name == "not_abstaining" and name not in tally:
        return Exact.of(_given(tally, "eligible") - _given(tally, "abstain"))
    return Exact.of(_given(tally, name))


def _given(tally: Tally, name: str) -> int | Fraction:
    if name not in tally:
        raise MissingTallyError(name)
    return tally[name]


def _classes_by(by: str, classes: Classes | None) -> Mapping[str, Tally]:
    if classes is None or by not in classes:
        raise MissingTallyError(by)
    return classes[by]


def tallies_in(node: Condition | Number) -> Iterator[str]:
    """The names of all tallies a condition asks for, in reading order, repeats included."""
    match node:
        case Count(tally=name) | InClass(tally=name):
            yield name
        case Compare(left=left, right=right):
            yield from tallies_in(left)
            yield from tallies_in(right)
        case All(of=parts) | AnyOf(of=parts):
            for condition in parts:
                yield from tallies_in(condition)
        case Least(of=numbers) | Greatest(of=numbers):
            for number in numbers:
                yield from tallies_in(number)
        case Share(of=base) | Times(of=base) | Sqrt(of=base) | Ceil(of=base):
            yield from tallies_in(base)
        case Not(of=inner) | ClassesWhere(where=inner):
            yield from tallies_in(inner)
        case Const():
            return


def classes_in(node: Condition | Number) -> Iterator[str]:
    """The names of all classifications a condition asks for, such as `member_tier`."""
    match node:
        case ClassesWhere(by=by, where=where):
            yield by
            yield from classes_in(where)
        case InClass(by=by):
            yield by
        case Compare(left=left, right=right):
            yield from classes_in(left)
            yield from classes_in(right)
        case All(of=parts) | AnyOf(of=parts):
            for condition in parts:
                yield from classes_in(condition)
        case Least(of=numbers) | Greatest(of=numbers):
            for number in numbers:
                yield from classes_in(number)
        case Share(of=base) | Times(of=base) | Sqrt(of=base) | Ceil(of=base):
            yield from classes_in(base)
        case Not(of=inner):
            yield from classes_in(inner)
        case _:
            return


def asked_of_classes(node: Condition | Number) -> Iterator[Condition]:
    """The conditions that are asked of each class with its own tally, in reading order, repeats included."""
    match node:
        case ClassesWhere(where=where):
            yield where
        case Compare(left=left, right=right):
            yield from asked_of_classes(left)
            yield from asked_of_classes(right)
        case All(of=parts) | AnyOf(of=parts):
            for condition in parts:
                yield from asked_of_classes(condition)
        case Least(of=numbers) | Greatest(of=numbers):
            for number in numbers:
                yield from asked_of_classes(number)
        case Share(of=base) | Times(of=base) | Sqrt(of=base) | Ceil(of=base):
            yield from asked_of_classes(base)
        case Not(of=inner):
            yield from asked_of_classes(inner)
        case _:
            return


def without_classes(condition: Condition) -> Condition | None:
    """What the condition asks of all together, without what it asks by class; None when that is all of it."""
    match condition:
        case All(of=parts) | AnyOf(of=parts):
            kept = tuple(part for each in parts if (part := without_classes(each)) is not None)
            return type(condition)(kept) if kept else None
        case _:
            return None if any(True for _ in classes_in(condition)) else condition


def to_data(node: Condition | Number) -> object:  # noqa: C901  # one line per kind of node
    """The condition as plain data, the form in which `parse_condition` reads it."""
    match node:
        case Const(value=constant):
            return int(constant) if constant.denominator == 1 else str(constant)
        case Count(tally=name):
            return name
        case Share(frac=factor, of=base):
            return {"frac": str(factor), "of": to_data(base)}
        case Times(factor=factor, of=base):
            return {"times": to_data(Const(factor)), "of": to_data(base)}
        case Sqrt(of=base):
            return {"sqrt": to_data(base)}
        case Ceil(of=base):
            return {"ceil": to_data(base)}
        case Least(of=numbers):
            return {"min": [to_data(each) for each in numbers]}
        case Greatest(of=numbers):
            return {"max": [to_data(each) for each in numbers]}
        case ClassesWhere(by=by, where=where):
            return {"classes": {"by": by, "where": to_data(where)}}
        case InClass(by=by, name=name, tally=counted):
            return {"in_class": {by: name}, "tally": counted}
        case Compare(op=op, left=left, right=right):
            return {op: [to_data(left), to_data(right)]}
        case All(of=parts):
            return {"all": [to_data(part) for part in parts]}
        case AnyOf(of=parts):
            return {"any": [to_data(part) for part in parts]}
        case Not(of=part):
            return {"not": to_data(part)}
