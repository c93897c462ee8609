"""How close it was: the margins that decided, smallest first, each in one sentence. Pure and exact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import TYPE_CHECKING, Any, Final

from alliance.voting.methods.numbers import ballots, number, plain

if TYPE_CHECKING:
    from alliance.voting.methods.record import CountRecord, Pairwise, Round

UNITS: Final = {"approval": "approval", "score": "point"}


@dataclass(frozen=True, slots=True)
class Margin:
    """By how many votes something was decided; `at` names the round or pair, `votes` is never negative."""

    votes: Fraction
    at: str
    sentence: str


def margins(record: CountRecord) -> list[Margin]:
    """Every margin that decided about a candidate, the smallest first; equal ones in the order of the count.

    With rounds: each candidate excluded, against the next above; and whoever was left when a count ended,
    against the last it elected, by votes or, where pairs decide, by the pair. With pairs alone: the last
    elected against everybody not elected. With totals: the last elected against the first who is not.
    """
    if any(each["votes"] for each in record["rounds"]):
        found = list(_rounds(record))
    elif record["pairwise"]:
        found = list(_pairs(record))
    else:
        found = list(_totals(record))
    return sorted(found, key=lambda each: each.votes)


def _rounds(record: CountRecord) -> Iterator[Margin]:
    counts = counts_of(record["rounds"])
    for rounds in counts:
        yield from _exclusions(record, rounds)
        if record["undecided"] and rounds is counts[-1]:
            continue
        if record["pairwise"]:
            yield from _the_pairs_at_the_end(record["pairwise"], rounds)
        else:
            yield from _the_last_seat(rounds, is_only=len(counts) == 1)


def counts_of(rounds: Sequence[Round]) -> list[list[Round]]:
    """The rounds of each count: all of them, or those for each seat where every seat is counted anew."""
    starts = [at for at, each in enumerate(rounds) if each["event"] == "first preferences"]
    return [list(rounds[start:end]) for start, end in pairwise([*starts, len(rounds)])]


def _exclusions(record: CountRecord, rounds: Sequence[Round]) -> Iterator[Margin]:
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


def _the_last_seat(rounds: Sequence[Round], *, is_only: bool) -> Iterator[Margin]:
    """Whoever was still in the count at its end, against the elected with the fewest votes there."""
    end, votes, elected, unseated = _end(rounds)
    seated = [name for name in elected if name in votes]
    if not unseated or not seated:
        return
    first = max(unseated, key=lambda name: votes[name])
    last = min(seated, key=lambda name: votes[name])
    margin = votes[last] - votes[first]
    if margin >= 0:
        at, when = "The end", "At the end"
        if not is_only:
            at, when = f"Round {end['number']}", f"In round {end['number']}"
        yield Margin(margin, at, f"{when} {first} was {_behind(margin)} {last}, who is elected.")


def _the_pairs_at_the_end(pairs: Pairwise, rounds: Sequence[Round]) -> Iterator[Margin]:
    """Whoever was still in the count when somebody beat all the others, each pair of them."""
    _, _, elected, unseated = _end(rounds)
    for winner in elected:
        for other in unseated:
            yield _pair(pairs, winner, other)


def _end(rounds: Sequence[Round]) -> tuple[Round, dict[str, Fraction], list[str], list[str]]:
    """The last round of a count: its votes, whom the count elected, and who is neither elected nor out."""
    end = rounds[-1]
    votes = {name: number(text) for name, text in end["votes"].items()}
    elected = [name for each in rounds for name in each["elected"]]
    out = {name for each in rounds for name in each["excluded"]}
    return end, votes, elected, [name for name in votes if name not in elected and name not in out]


def _pairs(record: CountRecord) -> Iterator[Margin]:
    pairs = record["pairwise"]
    if not pairs or not record["elected"] or record["undecided"]:
        return
    last = record["elected"][-1]
    seated_or_passed_over = {*record["elected"], *_passed_over(record)}
    for other in pairs["candidates"]:
        if other not in seated_or_passed_over and last in pairs["candidates"]:
            yield _pair(pairs, last, other)


def _pair(pairs: Pairwise, seated: str, other: str) -> Margin:
    """Somebody elected against somebody who is not, by the ballots that prefer the one to the other."""
    at, beside = pairs["candidates"].index(seated), pairs["candidates"].index(other)
    ours, theirs = number(pairs["matrix"][at][beside]), number(pairs["matrix"][beside][at])
    if ours > theirs:
        words = f"{seated} is preferred to {other} by {plain(ours)} to {plain(theirs)}"
    elif ours < theirs:
        words = f"{seated} stands above {other} although {plain(theirs)} to {plain(ours)} prefer {other}"
    else:
        words = f"{seated} and {other} are preferred to each other {plain(ours)} times each"
    margin = abs(ours - theirs)
    return Margin(margin, f"{seated} and {other}", f"{words}{_by(margin)}.")


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
