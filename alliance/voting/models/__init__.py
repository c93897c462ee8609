"""What voting keeps: ballots with their rolls, votes and results, and counts of ballot files."""

from alliance.voting.models.ballots import (
    Ballot,
    BallotQuerySet,
    Elector,
    ElectorQuerySet,
    Phase,
    Result,
    RollPerson,
    RollPersonQuerySet,
    Vote,
)
from alliance.voting.models.counts import Count

__all__ = [
    "Ballot",
    "BallotQuerySet",
    "Count",
    "Elector",
    "ElectorQuerySet",
    "Phase",
    "Result",
    "RollPerson",
    "RollPersonQuerySet",
    "Vote",
]
