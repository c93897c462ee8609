"""How close it was: the margins that decided, smallest first, each in one sentence. Pure and exact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import TYPE_CHECKING, Any, Final

from alliance.voting.methods.numbers import ballots, number, plain

if TYPE_CHECKING:
    from alliance.voting.methods.record import CountRecord

UNITS: Final = {"approval": "approval", "score": "point"}


@dataclass(frozen=True, slots=True)
class Margin:
    """By how many votes something was decided; `at` names the round or pair, `votes` is never negative."""

    votes: Fraction
    at: str
    sentence: str


def margins(record: CountRecord) -> list[Margin]:
    """Every margin that decided about a candidate, the smallest first; equal ones in the order of the count.

    With rounds: each candidate excluded, against the next above; and whoever was left at the end, against
    the last elected. With pairs: the last elected against everybody not elected. With totals: the last
    elected against the first who is not.
    """
    if any(each["votes"] for each in record["rounds"]):
        found = [*_exclusions(record), *_the_last_seat(record)]
    elif record["pairwise"]:
        found = list(_pairs(record))
    else:
        found = list(_totals(record))
    return sorted(found, key=lambda each: each.votes)


def _exclusions(record: CountRecord) -> Iterator[Margin]:
    rounds = record["rounds"]
    elected: set[str] = set()
    for before, each in pairwise(rounds):
        elected.update(before["elected"])
        votes = {name: number(text) for name, text in before["votes"].items() if name not in elected}
        out = [name for name in each["excluded"] if name in votes]
        left = {name: count for name, count in votes.items() if name not in out}
        if not out or not left or any(step.get("round") == each["number"] for step in record["caps"]):
            continue
        last = max(out, key=lambda name: votes[name])
        above = min(left, key=lambda name: left[name])
        margin = left[above] - votes[last]
        if margin < 0:
            continue
        yield Margin(
            margin,
            f"Round {each['number']}",
            f"In round {each['number']} {last} was excluded {_behind(margin)} {above}.",
        )


def _behind(margin: Fraction) -> str:
    return f"{ballots(margin)} behind" if margin else "with as many votes as"


def _the_last_seat(record: CountRecord) -> Iterator[Margin]:
    """Whoever was still in the count at its end, against the elected with the fewest votes there."""
    end = record["rounds"][-1]
    votes = {name: number(text) for name, text in end["votes"].items()}
    out = {name for each in record["rounds"] for name in each["excluded"]}
    unseated = [name for name in votes if name not in record["elected"] and name not in out]
    seated = [name for name in record["elected"] if name in votes]
    if not unseated or not seated or record["undecided"]:
        return
    first = max(unseated, key=lambda name: votes[name])
    last = min(seated, key=lambda name: votes[name])
    margin = votes[last] - votes[first]
    if margin >= 0:
        yield Margin(margin, "The end", f"At the end {first} was {_behind(margin)} {last}, who is elected.")


def _pairs(record: CountRecord) -> Iterator[Margin]:
    pairwise = record["pairwise"]
    if not pairwise or not record["elected"] or record["undecided"]:
        return
    where = {name: position for position, name in enumerate(pairwise["candidates"])}
    last = record["elected"][-1]
    passed_over = _passed_over(record)
    for other in pairwise["candidates"]:
        if other in record["elected"] or other in passed_over or last not in where:
            continue
        ours = number(pairwise["matrix"][where[last]][where[other]])
        theirs = number(pairwise["matrix"][where[other]][where[last]])
        if ours > theirs:
            words = f"{last} is preferred to {other} by {plain(ours)} to {plain(theirs)}"
        elif ours < theirs:
            words = f"{last} stands above {other} although {plain(theirs)} to {plain(ours)} prefer {other}"
        else:
            words = f"{last} and {other} are preferred to each other {plain(ours)} times each"
        margin = abs(ours - theirs)
        yield Margin(margin, f"{last} and {other}", f"{words}{_by(margin)}.")


def _passed_over(record: CountRecord) -> set[str]:
    """Whom no margin kept out, but a full group or a condition that was not met."""
    return {step["candidate"] for step in [*record["caps"], *record["dropped"]]}


def _by(margin: Fraction) -> str:
    return f", a margin of {ballots(margin)}" if margin else ""


def _totals(record: CountRecord) -> Iterator[Margin]:
    totals = record["totals"]
    if not totals or not record["elected"] or record["undecided"]:
        return
    values = {name: number(text) for name, text in totals.items()}
    passed_over = _passed_over(record)
    others = [name for name in values if name not in record["elected"] and name not in passed_over]
    seated = [name for name in record["elected"] if name in values]
    if not others or not seated:
        return
    last, first = min(seated, key=lambda name: values[name]), max(others, key=lambda name: values[name])
    margin = values[last] - values[first]
    if margin >= 0:
        unit = UNITS.get(record["method"]["name"], "vote")
        word = unit if margin == 1 else f"{unit}s"
        how = f"{plain(margin)} {word} behind" if margin else f"with as many {word} as"
        yield Margin(margin, f"{last} and {first}", f"{first} came next, {how} {last}, the last elected.")


def motion_margins(record: Mapping[str, Any]) -> list[str]:
    """How far a motion was from the other outcome, quorum first; empty when the rule is no single share.

    `record` is a result record of `alliance.voting.methods.motion`.
    """
    tally, found = record["tally"], []
    if needed := record["quorum"]["needed"]:
        found.append(_quorum(tally["participated"], needed))
    line = record["passes"]["threshold"]
    if line and tally.get(line["base"]):
        found.append(_threshold(tally, line))
    return found


def _quorum(came: int, needed: int) -> str:
    if came < needed:
        return f"{came} took part, {needed - came} fewer than the quorum of {needed}."
    return f"{came} took part, {came - needed or 'not one'} more than the quorum of {needed}."


def _threshold(tally: Mapping[str, int], line: Mapping[str, Any]) -> str:
    mark = Fraction(line["fraction"]) * tally[line["base"]]
    needed = floor(mark) + 1 if line["strict"] else ceil(mark)
    spare = tally["for"] - needed
    if spare < 0:
        return f"{_votes(-spare)} for were missing: {tally['for']} of the {needed} needed."
    if spare == 0:
        return f"It had exactly the {_votes(needed)} for that it needed: one fewer fails."
    return f"It had {_votes(spare)} for more than the {needed} it needed."


def _votes(number_of: int) -> str:
    return f"{number_of} vote" if number_of == 1 else f"{number_of} votes"
