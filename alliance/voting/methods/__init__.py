"""Counting: pure, exact, deterministic. Importing this is cheap; a rule's code is loaded when it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alliance.voting.methods.catalogue import METHODS, CountError, Method, method_named
from alliance.voting.methods.options import Cap, Lot, Options, Unranked

if TYPE_CHECKING:
    from alliance.voting.methods.profile import Profile, ScoreSheet

__all__ = ["METHODS", "Cap", "CountError", "Lot", "Method", "Options", "Unranked", "count", "method_named"]


def count(ballots: Profile | ScoreSheet, method: str, options: Options | None = None) -> dict[str, Any]:
    """Count the ballots by the named rule and return the result record, plain data (see `record`).

    Raises `CountError` when there is no such method, the ballots are of another kind than it counts, or there
    are more seats than candidates.
    """
    chosen, rule = options or Options(), method_named(method)
    seats = ballots.seats if chosen.seats is None else chosen.seats
    standing = len(ballots.candidates) - len(ballots.withdrawn)
    if not 1 <= seats <= standing:
        told = f"There are {seats} seats for {standing} candidates. Give between 1 and {standing}."
        raise CountError(told, choice="seats")
    return rule.count(ballots, chosen)
