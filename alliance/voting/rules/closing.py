"""The end of voting: more time, cancelling, closing, reminders."""

from datetime import datetime

from alliance.charter.grammar import MotionRule
from alliance.charter.grammar.closing import may_close_early
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Verdict, now_if, permit
from alliance.voting.models import Ballot
from alliance.voting.rules.casting import clock, is_taking_votes
from alliance.voting.rules.counting import is_tied
from alliance.voting.rules.officers import RETURNING_OFFICER_ONLY, is_returning_officer
from alliance.voting.states import BALLOT, CLOSED, PENDING


def may_extend(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """The close may be moved to a later time while votes are taken."""
    return permit(is_returning_officer(by, ballot), RETURNING_OFFICER_ONLY) & is_taking_votes(ballot, at)


def may_cancel(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """A ballot may be cancelled, with a reason, until its voting ends; one whose result is provisional may
    be declared void while that can still be disputed."""
    officer = permit(is_returning_officer(by, ballot), RETURNING_OFFICER_ONLY)
    if ballot.state in PENDING or ballot.is_provisional:
        return officer
    if ballot.state == CLOSED and is_tied(ballot):
        return officer
    return officer & is_taking_votes(ballot, at)


def may_close(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """Nobody closes a ballot before its deadline, unless its rule does once nothing can change its outcome;
    then the system closes it, or staff if the worker is away."""
    return (
        permit(by.is_system or by.is_staff, "The ballot closes by itself.")
        & BALLOT.allows(ballot.state, "close")
        & now_if(
            at >= ballot.closes_at or is_settled(ballot, at),
            f"Voting is open until {clock(ballot.closes_at)}.",
        )
    )


def is_settled(ballot: Ballot, at: datetime) -> bool:
    """Whether the rule closes this ballot now, because no vote still to come can change its outcome.

    Never in a secret ballot: nobody, and no program, knows its votes before the close. Nor where the rule
    asks by class: how a class will vote is left open until the count.
    """
    rule = ballot.rule
    if not isinstance(rule, MotionRule) or rule.close_early is None:
        return False
    if ballot.is_secret or rule.classes_by:
        return False
    rows = list(ballot.electors.values_list("is_entitled", "is_recused", "weight", "vote__choice"))
    entitled = [(weight, choice) for is_entitled, _, weight, choice in rows if is_entitled]
    given = {name: sum(weight for weight, choice in entitled if choice == name) for name in rule.options}
    voted = sum(given.values())
    eligible = sum(weight for weight, _ in entitled)
    tally = {
        "for": given.get("for", 0),
        "against": given.get("against", 0),
        "abstain": given.get("abstain", 0),
        "cast": given.get("for", 0) + given.get("against", 0),
        "participated": voted,
        "eligible": eligible,
        "seats": sum(weight for is_entitled, recused, weight, _ in rows if is_entitled or recused),
    }
    return may_close_early(rule, tally, outstanding=eligible - voted, opened=ballot.opens_at, at=at)


def may_remind(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """Reminders go to those who have not voted, while they can."""
    return permit(by.is_system or is_returning_officer(by, ballot), RETURNING_OFFICER_ONLY) & is_taking_votes(
        ballot, at
    )
