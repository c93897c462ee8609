"""Who plans and runs an election."""

from datetime import datetime

from alliance.elections.models import Election
from alliance.elections.states import ELECTION, ENDED, NOMINATING, PLANNED
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Verdict, now_if, permit
from members.rules import is_staff

OFFICERS_ONLY = "Only the officers of this election and staff may do that."
MAY_NOT = {
    "stand": "stand in it",
    "nominate": "nominate anybody",
    "endorse": "endorse anybody",
    "vote": "vote in it",
    "campaign": "campaign",
}


def is_officer(by: Actor, election: Election) -> bool:
    """Whether this person was appointed to run the election."""
    return by.is_signed_in and election.officers.filter(user_id=by.person_id).exists()


def runs(by: Actor, election: Election) -> Verdict:
    """The officers of the election, staff, and the system when a date has come."""
    return permit(by.is_system or by.is_staff or is_officer(by, election), OFFICERS_ONLY)


def is_free_to(by: Actor, election: Election, what: str) -> Verdict:
    """Officers may not do what the rule forbids them: stand, nominate, endorse, vote, campaign."""
    officers = election.rule.election.officers
    barred = officers is not None and what in officers.may_not and is_officer(by, election)
    return permit(not barred, f"An officer of this election may not {MAY_NOT[what]}.")


def may_stand(user_id: int, election: Election) -> Verdict:
    """Whether the rule lets this person stand: an officer may be barred."""
    officers = election.rule.election.officers
    barred = officers is not None and "stand" in officers.may_not
    runs_it = barred and election.officers.filter(user_id=user_id).exists()
    return now_if(not runs_it, "An officer of this election may not stand in it.")


def is_running(election: Election) -> Verdict:
    """It is neither certified nor cancelled."""
    label = ELECTION.state(election.state).label.lower()
    return now_if(election.state not in ENDED, f"This election is {label}.")


def may_plan_election(by: Actor, subject: object, at: datetime) -> Verdict:  # noqa: ARG001 -- one signature for all rules
    return is_staff(by)


def may_reschedule_election(by: Actor, election: Election, at: datetime) -> Verdict:  # noqa: ARG001
    """All dates may move until nominations open; whoever nominates relies on them."""
    return runs(by, election) & now_if(
        election.state == PLANNED, "Nominations have been opened. They can be prolonged, not moved."
    )


def may_set_questions(by: Actor, election: Election, at: datetime) -> Verdict:  # noqa: ARG001
    """The questions are the same for all: they stay once a candidate may have answered them."""
    answered = election.candidacies.public().exists()
    return (
        runs(by, election)
        & now_if(election.state in (PLANNED, NOMINATING), "Nominations are closed.")
        & now_if(not answered, "A candidate has answered the questions already.")
    )


def may_appoint_officer(by: Actor, election: Election, at: datetime) -> Verdict:  # noqa: ARG001
    return is_staff(by) & is_running(election)


def may_relieve_officer(by: Actor, election: Election, at: datetime) -> Verdict:  # noqa: ARG001
    return is_staff(by) & is_running(election)


def may_cancel_election(by: Actor, election: Election, at: datetime) -> Verdict:  # noqa: ARG001
    return is_staff(by) & ELECTION.allows(election.state, "cancel")
