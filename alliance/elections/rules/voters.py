"""Who is put on the list of voters, and by whom."""

from datetime import datetime

from alliance.elections.models import Election, EntitlementRequest, Voter
from alliance.elections.rules.planning import is_running, runs
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Verdict, forbidden, now_if, permit
from alliance.voting.rules import clock
from members.rules import SIGN_IN


def has_list(election: Election) -> Verdict:
    """Only where the rule names a role is there a list; bodies and members are known."""
    who = election.rule.election.electorate
    named = who is not None and (who.role or who.anyone)
    return now_if(bool(named), "Who votes here follows from the roster, not from a list.")


def is_before_vote(election: Election, at: datetime) -> Verdict:
    """The roll is fixed when the vote opens."""
    return is_running(election) & now_if(
        at < election.voting_opens_at, f"The roll was fixed at {clock(election.voting_opens_at)}."
    )


def may_list_voters(by: Actor, election: Election, at: datetime) -> Verdict:
    return runs(by, election) & has_list(election) & is_before_vote(election, at)


def may_copy_voters(by: Actor, election: Election, at: datetime) -> Verdict:
    return may_list_voters(by, election, at)


def may_remove_voter(by: Actor, voter: Voter, at: datetime) -> Verdict:
    return may_list_voters(by, voter.election, at)


def may_register_to_vote(by: Actor, election: Election, at: datetime) -> Verdict:
    """Listed voters register where the rule asks them to, once."""
    who = election.rule.election.electorate
    if not by.is_signed_in:
        return forbidden(SIGN_IN)
    voter = election.voters.filter(user_id=by.person_id).first()
    return (
        now_if(who is not None and who.registered is not None, "Nobody needs to register for this vote.")
        & permit(voter is not None, "You are not on the list of voters.")
        & now_if(voter is None or voter.registered_at is None, "You are registered.")
        & is_before_vote(election, at)
    )


def may_ask_to_vote(by: Actor, election: Election, at: datetime) -> Verdict:
    """Whoever is not on the list may ask to be, once, where the rule allows exceptions."""
    who = election.rule.election.electorate
    exceptions = who.exceptions if who else None
    if not by.is_signed_in:
        return forbidden(SIGN_IN)
    if exceptions is None:
        return now_if(False, "The rule makes no exceptions to who may vote.")  # noqa: FBT003 -- reads as a sentence
    until = exceptions.request_until.before_close.before(election.voting_closes_at)
    return (
        is_before_vote(election, at)
        & now_if(not election.voters.filter(user_id=by.person_id).exists(), "You are on the list of voters.")
        & now_if(
            not election.entitlement_requests.filter(user_id=by.person_id).exists(), "You have asked already."
        )
        & now_if(at < until, f"Requests were taken until {clock(until)}.")
    )


def may_decide_request(by: Actor, request: EntitlementRequest, at: datetime) -> Verdict:
    """Those who run the election decide, until the roll is fixed."""
    return (
        runs(by, request.election)
        & is_before_vote(request.election, at)
        & now_if(request.decided_at is None, "This request was decided.")
    )
