"""Who is told about elections and bodies; no mail says more than the page behind its link."""

from alliance.elections.notices.bodies import CapExceeded, SeatVacated, TermBegun, TermEnded
from alliance.elections.notices.nominations import (
    AnswerToNominationDue,
    CandidacyJudged,
    Nominated,
    NominationAnswered,
    NominationsOpened,
    NominationsProlonged,
    NominationsReminder,
    QuestionAnswered,
    QuestionAsked,
)
from alliance.elections.notices.results import (
    ContestUnsettled,
    Elected,
    ElectionCancelled,
    ElectionCertified,
    NotElected,
    ResultDeclared,
)
from alliance.elections.notices.running import EntitlementAsked, EntitlementDecided, OfficerAppointed

__all__ = [
    "AnswerToNominationDue",
    "CandidacyJudged",
    "CapExceeded",
    "ContestUnsettled",
    "Elected",
    "ElectionCancelled",
    "ElectionCertified",
    "EntitlementAsked",
    "EntitlementDecided",
    "Nominated",
    "NominationAnswered",
    "NominationsOpened",
    "NominationsProlonged",
    "NominationsReminder",
    "NotElected",
    "OfficerAppointed",
    "QuestionAnswered",
    "QuestionAsked",
    "ResultDeclared",
    "SeatVacated",
    "TermBegun",
    "TermEnded",
]
