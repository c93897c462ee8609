"""Where a condition of passing draws the line, and what an abstention does to it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final, NamedTuple

from alliance.charter.grammar.conditions import (
    All,
    AnyOf,
    Compare,
    Condition,
    Const,
    Count,
    Not,
    Share,
    Times,
    tallies_in,
)
from alliance.charter.grammar.prose import fraction_in_words

TURNOUT: Final = frozenset({"participated", "present"})
WHOLES: Final = frozenset({"eligible", "seats"})


class Threshold(NamedTuple):
    """Where the line is drawn: the fraction of a base that votes for must reach, or exceed when strict."""

    fraction: Fraction
    base: str
    strict: bool


def threshold_of(condition: Condition) -> Threshold | None:
    """The line votes for must reach, or None when passing is not one share of one base."""
    match condition:
        case Compare(op=("gt" | "gte") as op, left=Count(tally="for"), right=right):
            strict = op == "gt"
            match right:
                case Share(frac=fraction, of=Count(tally=base)):
                    return Threshold(fraction, base, strict)
                case Count(tally="against"):
                    return Threshold(Fraction(1, 2), "cast", strict)
                case Times(factor=factor, of=Count(tally="against")):
                    return Threshold(factor / (factor + 1), "cast", strict)
        case Compare(op="lt", left=left, right=right):
            return threshold_of(Compare("gt", right, left)) if not isinstance(left, Const) else None
        case Compare(op="lte", left=left, right=right):
            return threshold_of(Compare("gte", right, left)) if not isinstance(left, Const) else None
        case All(of=(only,)) | AnyOf(of=(only,)):
            return threshold_of(only)
    return None


def abstention_told(passes: Condition, quorum: Condition | None, *, offered: bool = True) -> str:
    """What abstaining does, as a sentence; it follows from the bases of both conditions."""
    if not offered:
        return "This rule offers no abstention."
    return f"Abstaining {_abstention_in_quorum(quorum)}{_abstention_in_result(passes, quorum)}."


def _abstention_in_quorum(quorum: Condition | None) -> str:
    if quorum is None:
        return ""
    if TURNOUT & set(tallies_in(quorum)):
        return "counts toward the quorum"
    return "does not count toward the quorum"


def _abstention_in_result(passes: Condition, quorum: Condition | None) -> str:
    measured = set(_measured_against(passes))
    turnout = set(tallies_in(passes)) & TURNOUT
    bar_is_raised = bool(measured & (TURNOUT | WHOLES))
    joined = "" if quorum is None else " and " if bar_is_raised or turnout else ", "
    if measured & TURNOUT:
        return f"{joined}works like a vote against: it counts in the total of which a share must be for"
    if measured & WHOLES:
        return f"{joined}works like a vote against, as does not voting"
    if turnout:
        counts = "counts " if quorum is None else ""
        return f"{joined}{counts}toward the turnout that decides how many must be for"
    if "not_abstaining" in measured:
        return f"{joined}lowers the total of which a share must be for, unlike not voting"
    toward = _toward(threshold_of(passes))
    return f"{joined}not {toward}" if quorum is not None else f"does not count {toward}"


def _toward(line: Threshold | None) -> str:
    if line is None:
        return "toward the result"
    if line.fraction == Fraction(1, 2):
        return "toward the majority"
    return f"toward the {fraction_in_words(line.fraction)}"


def _measured_against(condition: Condition) -> Iterator[str]:
    """The tallies that votes for are compared with."""
    match condition:
        case All(of=parts) | AnyOf(of=parts):
            for part in parts:
                yield from _measured_against(part)
        case Not(of=part):
            yield from _measured_against(part)
        case Compare(left=left, right=right):
            sides = set(tallies_in(left)), set(tallies_in(right))
            for one, other in (sides, sides[::-1]):
                if "for" in one:
                    yield from other
