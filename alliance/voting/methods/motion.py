"""Counting a motion: for, against, abstain, by the conditions of its rule. Pure, exact and deterministic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from alliance.charter.grammar import (
    MotionRule,
    Outcome,
    motion_tally,
    outcome_under,
    passes_explained,
    quorum_explained,
)
from alliance.voting.methods.record import digest

METHOD: Final = "motion"
VERSION: Final = 1
HEADLINES: Final[dict[Outcome, str]] = {
    "passed": "Passed",
    "not_passed": "Not passed",
    "no_quorum": "Not decided: no quorum",
}


@dataclass(frozen=True, slots=True)
class ClassVotes:
    """The votes of one class of voters, how many of it may vote, and how many with those recused."""

    votes: Sequence[str]
    eligible: int
    seats: int


def count_motion(
    rule: MotionRule,
    votes: Sequence[str],
    eligible: int,
    *,
    seats: int | None = None,
    classes: Mapping[str, ClassVotes] | None = None,
) -> dict[str, Any]:
    """Count the votes on a motion and return the result record, plain data from which every page is drawn.

    `votes` are the choices of those who took part, one per voting unit, without names and in any order: equal
    votes give an equal record. `eligible` is the number on the electoral roll who may vote; `seats` the
    number including those recused, equal to `eligible` unless given. `classes` says which of all these belong
    to each class of voters, and is asked for by rules with conditions by class only.
    Raises `ValueError` for a choice the rule does not offer, more votes than are entitled, or classes that
    are no parts of the whole; `MissingTallyError` when the rule asks by class and there are no `classes`.
    """
    for unknown in sorted(set(votes) - set(rule.options)):
        raise ValueError(f"“{unknown}” is not an option of the rule “{rule.id}”.")
    tally = _tally(votes, eligible, seats)
    parts = classes if rule.classes_by else None
    known = None if parts is None else {rule.classes_by: _tallies(parts, votes, tally)}
    outcome = outcome_under(rule, tally, known)
    line = rule.threshold
    record = {
        "schema": "alliance.result/1",
        "method": {"name": METHOD, "version": VERSION},
        "rule": rule.model_dump(mode="json"),
        "options": list(rule.options),
        "input": {
            "votes": len(votes),
            "eligible": eligible,
            "seats": tally["seats"],
            "digest": input_digest(votes, eligible, tally["seats"], parts),
        },
        "tally": tally,
        "quorum": {
            "met": rule.has_quorum(tally, known),
            "needed": rule.quorum_needed(tally, known),
            "rule": rule.quorum_sentence,
            "sentence": quorum_explained(rule, tally, known),
        },
        "passes": {
            "met": rule.passes_with(tally, known),
            "threshold": line and {"fraction": str(line.fraction), "base": line.base, "strict": line.strict},
            "rule": rule.sentence,
            "sentence": passes_explained(rule, tally, known),
        },
        "outcome": outcome,
        "sentence": f"{HEADLINES[outcome]}. {tally['for']} for, {tally['against']} against, "
        f"{tally['abstain']} abstained.",
    }
    return record if known is None else {**record, "classes": known[rule.classes_by]}


def _tally(votes: Sequence[str], eligible: int, seats: int | None) -> dict[str, int]:
    counted = Counter(votes)
    return motion_tally(
        votes_for=counted["for"],
        against=counted["against"],
        abstain=counted["abstain"],
        eligible=eligible,
        seats=seats,
    )


def _tallies(
    classes: Mapping[str, ClassVotes], votes: Sequence[str], tally: Mapping[str, int]
) -> dict[str, dict[str, int]]:
    voted = Counter(choice for each in classes.values() for choice in each.votes)
    eligible = sum(each.eligible for each in classes.values())
    seats = sum(each.seats for each in classes.values())
    if voted - Counter(votes) or eligible > tally["eligible"] or seats > tally["seats"]:
        raise ValueError("The classes have more votes, or more who may vote, than there are in all.")
    return {name: _tally(each.votes, each.eligible, each.seats) for name, each in classes.items()}


def input_digest(
    votes: Sequence[str], eligible: int, seats: int, classes: Mapping[str, ClassVotes] | None = None
) -> str:
    """SHA-256 over what was counted: the choices without names, sorted, and how many could vote; the same of
    each class where the rule asks by class."""
    counted = _counted(votes, eligible, seats)
    if classes is not None:
        parts = {name: _counted(each.votes, each.eligible, each.seats) for name, each in classes.items()}
        return digest({**counted, "classes": parts})
    return digest(counted)


def _counted(votes: Sequence[str], eligible: int, seats: int) -> dict[str, Any]:
    return {"choices": sorted(votes), "eligible": eligible, "seats": seats}
