"""Who asks the candidates in public, and who answers."""

from datetime import datetime

from alliance.elections.models import Candidacy, Election, Question
from alliance.elections.rules.candidates import is_nominee
from alliance.elections.rules.planning import is_running, runs
from alliance.elections.states import BALLOTING, NOMINATING, QUALIFYING
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Verdict, forbidden, now_if
from alliance.voting.rules import clock
from members.rules import SIGN_IN

ASKED_IN = (NOMINATING, QUALIFYING, BALLOTING)


def _is_asking(election: Election, at: datetime) -> Verdict:
    closes = election.voting_closes_at
    return is_running(election) & now_if(
        election.state in ASKED_IN and at < closes,
        f"Candidates are asked from the opening of nominations to the close of the vote, {clock(closes)}.",
    )


def may_ask_question(by: Actor, election: Election, at: datetime) -> Verdict:
    """Whoever is signed in."""
    return _is_asking(election, at) if by.is_signed_in else forbidden(SIGN_IN)


def may_answer_question(by: Actor, question: Question, candidacy: Candidacy, at: datetime) -> Verdict:
    """A candidate for the own candidacy; an answer may be changed until the vote closes."""
    return (
        is_nominee(by, candidacy)
        & now_if(candidacy.is_standing, "You are not standing.")
        & now_if(question.hidden_at is None, "This question was hidden.")
        & _is_asking(question.election, at)
    )


def may_hide_question(by: Actor, question: Question, at: datetime) -> Verdict:  # noqa: ARG001
    return runs(by, question.election) & now_if(question.hidden_at is None, "This question is hidden.")


def may_show_question(by: Actor, question: Question, at: datetime) -> Verdict:  # noqa: ARG001
    return runs(by, question.election) & now_if(question.hidden_at is not None, "This question is shown.")
