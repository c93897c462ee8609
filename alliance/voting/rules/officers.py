"""Who runs a ballot."""

from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Verdict, permit
from alliance.voting.models import Ballot


def is_returning_officer(by: Actor, ballot: Ballot) -> bool:
    """Staff, and the chairs who lead what the ballot is about: who has lost the chair is none, though the
    ballot was opened by them."""
    return by.is_staff or (by.is_signed_in and by.user_id in ballot.officers)


RETURNING_OFFICER_ONLY = "Only staff or a chair of the group that called this vote may do that."


def runs(by: Actor, ballot: Ballot) -> Verdict:
    """Whether that is the system, or a returning officer of the ballot."""
    return permit(by.is_system or is_returning_officer(by, ballot), RETURNING_OFFICER_ONLY)
