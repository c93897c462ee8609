"""What voting keeps: ballots with their rolls, votes and results, and counts of ballot files."""

from alliance.voting.models.ballots import Ballot, BallotQuerySet, Phase
from alliance.voting.models.counts import Count
from alliance.voting.models.objections import Objection
from alliance.voting.models.roll import Elector, ElectorQuerySet, RollPerson, RollPersonQuerySet
from alliance.voting.models.votes import Box, Envelope, Result, Vote

__all__ = [
    "Ballot",
    "BallotQuerySet",
    "Box",
    "Count",
    "Elector",
    "ElectorQuerySet",
    "Envelope",
    "Objection",
    "Phase",
    "Result",
    "RollPerson",
    "RollPersonQuerySet",
    "Vote",
]
