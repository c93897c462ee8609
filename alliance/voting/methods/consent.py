"""Decisions without a majority vote: silence with objections, votes with vetoes, so many approvals.

Which objections are sustained and which vetoes stand is decided before (by the charter's own words); here
are numbers in and the result record out. Pure, exact and deterministic.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from alliance.voting.methods.record import digest

SCHEMA: Final = "alliance.result/1"
VERSION: Final = 1


def count_consent(
    *, eligible: int, answered: int, objections: int, sustained: int | None = None, otherwise: str = ""
) -> dict[str, Any]:
    """Silence approves: the result record of a call for objections after its time is over.

    `answered` of `eligible` said anything, `objections` of them objected. Where somebody rules on objections,
    only the `sustained` ones stop the decision; without a ruling (None) each one does. `otherwise` says what
    happens when it is stopped, as “It goes to a vote.” Raises `ValueError` for impossible numbers.
    """
    standing = objections if sustained is None else sustained
    _possible({"eligible": eligible, "answered": answered, "objections": objections, "sustained": standing})
    _at_most(answered, eligible, "answers", "entitled to answer")
    _at_most(objections, answered, "objections", "answers")
    _at_most(standing, objections, "sustained objections", "objections")
    tally = {
        "eligible": eligible,
        "participated": answered,
        "objections": objections,
        "formal_objections_sustained": standing,
    }
    overruled = objections - standing
    beside = f" {_many(overruled, 'objection')} {_was(overruled)} not sustained." if overruled else ""
    if standing:
        stopped = f"Stopped: {_many(standing, 'objection')} {_stand(standing)}.{beside} {otherwise}".rstrip()
        return _record("consent", tally, "Nobody objects in time.", stopped, is_passed=False)
    silent = eligible - answered
    said = f"Approved by silence: no objection {'stands' if objections else 'was raised'}.{beside}"
    sentence = f"{said} {answered} of {eligible} answered, {silent} kept silent."
    return _record("consent", tally, "Nobody objects in time.", sentence, is_passed=True)


def count_veto(
    *,
    eligible: int,
    votes_for: int,
    against: int,
    abstain: int,
    vetoes: int,
    standing: int,
    needed: int = 3,
) -> dict[str, Any]:
    """A vote that a single veto stops: the result record (Apache: three for and no veto).

    `vetoes` were cast and are among `against`; `standing` of them have what a veto needs, a justification for
    one, and are neither withdrawn nor ruled invalid. `needed` votes for are asked for.
    Raises `ValueError` for impossible numbers.
    """
    tally = {
        "eligible": eligible,
        "participated": votes_for + against + abstain,
        "cast": votes_for + against,
        "for": votes_for,
        "against": against,
        "abstain": abstain,
        "vetoes": standing,
        "vetoes_cast": vetoes,
    }
    _possible(tally)
    _at_most(tally["participated"], eligible, "votes", "entitled to vote")
    _at_most(vetoes, against, "vetoes", "votes against")
    _at_most(standing, vetoes, "standing vetoes", "vetoes")
    fallen = vetoes - standing
    parts = [f"{votes_for} for, at least {needed} needed"]
    parts.append(f"{_many(standing, 'veto')} {_stand(standing)}" if standing else "no veto stands")
    parts += [f"{_many(fallen, 'veto')} {_was(fallen)} withdrawn or not valid"] if fallen else []
    is_passed = votes_for >= needed and not standing
    headline = "Passed" if is_passed else "Vetoed" if standing else "Not passed"
    rule = f"At least {_many(needed, 'vote')} for, and no veto that stands."
    return _record("veto", tally, rule, f"{headline}: {'; '.join(parts)}.", is_passed=is_passed)


def count_approvals(
    *, seats: int, approvals: int, needed: int, objections: int = 0, no_objection: bool = False
) -> dict[str, Any]:
    """So many approvals of a body, without a vote: the result record.

    `seats` is the size of the body, `needed` the approvals asked for; with `no_objection`, a single objection
    stops it. Raises `ValueError` for impossible numbers, or more needed than there are seats.
    """
    tally = {"seats": seats, "approvals": approvals, "objections": objections}
    _possible(tally | {"needed": needed})
    _at_most(approvals + objections, seats, "answers", "seats")
    _at_most(needed, seats, "approvals needed", "seats")
    is_passed = approvals >= needed and not (no_objection and objections)
    rule = f"At least {_many(needed, 'approval')} of {seats}" + (
        ", and nobody objects." if no_objection else "."
    )
    said = f"{approvals} of {seats} approve, at least {needed} needed"
    if no_objection or objections:
        objecting = "objects" if objections == 1 else "object"
        said += f"; {objections or 'nobody'} {objecting if objections else 'objects'}"
    headline = "Approved" if is_passed else "Not approved"
    return _record("approvals", tally, rule, f"{headline}: {said}.", is_passed=is_passed)


def _record(
    method: str, tally: Mapping[str, int], rule: str, sentence: str, *, is_passed: bool
) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "method": {"name": method, "version": VERSION},
        "input": {"digest": digest(tally)},
        "tally": dict(tally),
        "passes": {"met": is_passed, "rule": rule, "sentence": sentence},
        "outcome": "passed" if is_passed else "not_passed",
        "sentence": sentence,
    }


def _possible(numbers: Mapping[str, int]) -> None:
    for name, number in numbers.items():
        if number < 0:
            raise ValueError(f"{name} is {number}; it cannot be fewer than none.")


def _at_most(number: int, most: int, what: str, of_what: str) -> None:
    if number > most:
        raise ValueError(f"{what.capitalize()}: {number}, but only {most} {of_what}.")


def _many(number: int, thing: str) -> str:
    plural = "vetoes" if thing == "veto" else f"{thing}s"
    return f"{number} {thing if number == 1 else plural}"


def _stand(number: int) -> str:
    return "stands" if number == 1 else "stand"


def _was(number: int) -> str:
    return "was" if number == 1 else "were"
