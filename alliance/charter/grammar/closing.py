"""Whether a vote can be closed early: can the votes still to come change its outcome?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias

from alliance.charter.grammar.ballots import OPEN_TALLIES, Ballot
from alliance.charter.grammar.conditions import (
    All,
    AnyOf,
    Compare,
    Condition,
    Const,
    Count,
    Not,
    Number,
    Share,
    Tally,
    Times,
    classes_in,
    evaluate,
    tallies_in,
)
from alliance.charter.grammar.motions import MotionRule

VOTES: Final = frozenset({"for", "against", "abstain", "cast", "participated", "not_abstaining"})
Certainty: TypeAlias = Literal["met", "not_met", "open"]


def certainty(condition: Condition, tally: Tally, outstanding: int) -> Certainty:
    """Whether the condition is met, or not met, however the votes still to come are given; else `open`.

    `outstanding` is how many have not voted; each may vote for, against, abstain, or not at all. A comparison
    of shares and multiples of votes is decided at the corners of what can still happen, because it divides
    the tallies by a straight line. Whatever else may still change (vetoes, objections, roots, classes) is
    open: an answer other than `open` is certain, `open` need not be.
    """
    is_open = set(tallies_in(condition)) & OPEN_TALLIES or any(True for _ in classes_in(condition))
    if outstanding == 0 and not is_open:
        return "met" if evaluate(condition, tally) else "not_met"
    return _certainty(condition, _corners(tally, outstanding))


def _certainty(condition: Condition, corners: Sequence[Tally]) -> Certainty:
    match condition:
        case All(of=parts):
            return _joined([_certainty(part, corners) for part in parts], decisive="not_met", otherwise="met")
        case AnyOf(of=parts):
            return _joined([_certainty(part, corners) for part in parts], decisive="met", otherwise="not_met")
        case Not(of=part):
            inner: Certainty = _certainty(part, corners)
            return {"met": "not_met", "not_met": "met", "open": "open"}[inner]  # type: ignore[return-value]
        case Compare():
            return _compared(condition, corners)


def _joined(parts: Iterable[Certainty], *, decisive: Certainty, otherwise: Certainty) -> Certainty:
    found = set(parts)
    if decisive in found:
        return decisive
    return "open" if "open" in found else otherwise


def _compared(comparison: Compare, corners: Sequence[Tally]) -> Certainty:
    asked = set(tallies_in(comparison))
    if asked & OPEN_TALLIES or any(True for _ in classes_in(comparison)):
        return "open"
    straight = _is_straight(comparison.left) and _is_straight(comparison.right)
    if asked & VOTES and (comparison.op == "eq" or not straight):
        return "open"
    results = {evaluate(comparison, corner) for corner in corners}
    if len(results) > 1:
        return "open"
    return "met" if results.pop() else "not_met"


def _is_straight(number: Number) -> bool:
    """Whether the number is linear in the votes: numbers without votes in them are constants here."""
    match number:
        case Const() | Count():
            return True
        case Share(of=base) | Times(of=base):
            return _is_straight(base)
        case _:
            return not set(tallies_in(number)) & VOTES


def _corners(tally: Tally, outstanding: int) -> list[Tally]:
    """The tallies if all who have not voted do the same: for, against, abstain, nothing."""
    given = {name: number for name, number in tally.items() if name != "not_abstaining"}
    return [
        {name: number + outstanding * (name in raised) for name, number in given.items()}
        for raised in (
            {"for", "cast", "participated"},
            {"against", "cast", "participated"},
            {"abstain", "participated"},
            (),
        )
    ]


def is_settled(
    ballot: Ballot | MotionRule, tally: Tally, *, outstanding: int
) -> Literal["passed", "not_passed"] | None:
    """The outcome that no vote still to come can change, or None while it is open or void."""
    if any(evaluate(condition, tally) for condition in ballot.void_if):
        return None
    quorum = "met" if ballot.quorum is None else certainty(ballot.quorum, tally, outstanding)
    passes = certainty(ballot.passes, tally, outstanding)
    if quorum == "not_met" or passes == "not_met":
        return "not_passed"
    if quorum == passes == "met":
        return "passed"
    return None


def may_close_early(
    ballot: Ballot | MotionRule, tally: Tally, *, outstanding: int, opened: datetime, at: datetime
) -> bool:
    """Whether the ballot's own rule closes it now, before its time.

    A ballot that may become void, such as on request for a meeting, waits for its `not_before` like others:
    votes already given are taken as given. Raises `MissingTallyError`.
    """
    rule = ballot.close_early
    if rule is None or at - opened < (rule.not_before or timedelta(0)):
        return False
    settled = is_settled(ballot, tally, outstanding=outstanding)
    return settled == "passed" or (settled is not None and rule.when == "decided")
