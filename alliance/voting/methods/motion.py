"""Counting a motion: for, against, abstain, by the conditions of its rule. Pure, exact and deterministic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
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


def count_motion(
    rule: MotionRule, votes: Sequence[str], eligible: int, *, seats: int | None = None
) -> dict[str, Any]:
    """Count the votes on a motion and return the result record, plain data from which every page is drawn.

    `votes` are the choices of those who took part, one per voting unit, without names and in any order: equal
    votes give an equal record. `eligible` is the number on the electoral roll who may vote; `seats` the
    number including those recused, equal to `eligible` unless given.
    Raises `ValueError` for a choice the rule does not offer, or more votes than are entitled.
    """
    for unknown in sorted(set(votes) - set(rule.options)):
        raise ValueError(f"“{unknown}” is not an option of the rule “{rule.id}”.")
    counted = Counter(votes)
    tally = motion_tally(
        votes_for=counted["for"],
        against=counted["against"],
        abstain=counted["abstain"],
        eligible=eligible,
        seats=seats,
    )
    outcome = outcome_under(rule, tally)
    line = rule.threshold
    return {
        "schema": "alliance.result/1",
        "method": {"name": METHOD, "version": VERSION},
        "rule": rule.model_dump(mode="json"),
        "options": list(rule.options),
        "input": {
            "votes": len(votes),
            "eligible": eligible,
            "seats": tally["seats"],
            "digest": input_digest(votes, eligible, tally["seats"]),
        },
        "tally": tally,
        "quorum": {
            "met": rule.has_quorum(tally),
            "needed": rule.quorum_needed(tally),
            "rule": rule.quorum_sentence,
            "sentence": quorum_explained(rule, tally),
        },
        "passes": {
            "met": rule.passes_with(tally),
            "threshold": line and {"fraction": str(line.fraction), "base": line.base, "strict": line.strict},
            "rule": rule.sentence,
            "sentence": passes_explained(rule, tally),
        },
        "outcome": outcome,
        "sentence": f"{HEADLINES[outcome]}. {tally['for']} for, {tally['against']} against, "
        f"{tally['abstain']} abstained.",
    }


def input_digest(votes: Sequence[str], eligible: int, seats: int) -> str:
    """SHA-256 over what was counted: the choices without names, sorted, and how many could vote."""
    return digest({"choices": sorted(votes), "eligible": eligible, "seats": seats})
