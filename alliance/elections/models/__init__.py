"""Bodies and their roster, elections, candidates, voters, questions."""

from alliance.elections.models.candidates import (
    Candidacy,
    CandidacyQuerySet,
    Endorsement,
    Nomination,
)
from alliance.elections.models.elections import Anchor, Contest, Election, ElectionQuerySet, Officer
from alliance.elections.models.questions import Answer, Question, QuestionQuerySet
from alliance.elections.models.roster import (
    Affiliated,
    Body,
    BodySeat,
    BodySeatQuerySet,
    Term,
    TermQuerySet,
)
from alliance.elections.models.voters import EntitlementRequest, Voter

__all__ = [
    "Affiliated",
    "Anchor",
    "Answer",
    "Body",
    "BodySeat",
    "BodySeatQuerySet",
    "Candidacy",
    "CandidacyQuerySet",
    "Contest",
    "Election",
    "ElectionQuerySet",
    "Endorsement",
    "EntitlementRequest",
    "Nomination",
    "Officer",
    "Question",
    "QuestionQuerySet",
    "Term",
    "TermQuerySet",
    "Voter",
]
