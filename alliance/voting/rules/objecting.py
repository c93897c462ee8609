"""Who may object, and who answers."""

from datetime import datetime

from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Verdict, forbidden, now_if, permit
from alliance.voting.models import Ballot, Objection
from alliance.voting.rules.casting import clock
from alliance.voting.rules.officers import RETURNING_OFFICER_ONLY, is_returning_officer
from alliance.voting.states import COUNTED, OPEN


def may_object(by: Actor, ballot: Ballot, kind: str, at: datetime) -> Verdict:
    """Whoever is signed in may object: to the roll until a deadline, to a result while it is provisional."""
    if not by.is_signed_in:
        return forbidden("Sign in to object.")
    if kind == "roll":
        until = ballot.objections_until
        return now_if(ballot.state == OPEN, "Objections to the roll are taken while the ballot is open.") & (
            now_if(until is None or at < until, f"Objections to the roll ended at {clock(until or at)}.")
        )
    until = ballot.dispute_until
    return now_if(ballot.state == COUNTED and until is not None, "There is no provisional result.") & now_if(
        until is not None and at < until, f"Objections to the result ended at {clock(until or at)}."
    )


def may_raise(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """Whether any objection may be raised now."""
    return may_object(by, ballot, "roll" if ballot.state == OPEN else "result", at)


def may_answer(by: Actor, ballot: Ballot, at: datetime) -> Verdict:  # noqa: ARG001
    """The returning officer answers every objection."""
    return permit(is_returning_officer(by, ballot), RETURNING_OFFICER_ONLY) & now_if(
        Objection.objects.filter(ballot=ballot, answered_at=None).exists(), "No objection is open."
    )
