"""From who stands to who is certified."""

from datetime import datetime

from alliance.elections.models import Candidacy, Contest, Election, Term
from alliance.elections.outcomes import Outcome
from alliance.elections.rules.planning import runs
from alliance.elections.states import (
    BALLOTING,
    COUNTED,
    DECIDED,
    ELECTION,
    PROVISIONAL,
    READY,
    VOTING,
)
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Verdict, now_if, permit
from alliance.voting.rules import is_tied
from alliance.voting.states import CERTIFIED, DRAFT, FROZEN


def may_prepare_vote(by: Actor, election: Election, at: datetime) -> Verdict:  # noqa: ARG001
    """When the field of a contest is settled, its ballot can be prepared."""
    ready = election.contests.filter(state=READY).exists()
    return (
        runs(by, election)
        & now_if(election.state == BALLOTING, "Who stands is not settled.")
        & now_if(ready, "The ballots are prepared.")
    )


def may_announce_vote(by: Actor, election: Election, at: datetime) -> Verdict:  # noqa: ARG001
    """When the ballots are prepared and rehearsed."""
    waiting = election.contests.filter(state=VOTING, ballot__state__in=(DRAFT, FROZEN))
    return (
        runs(by, election)
        & now_if(not election.contests.filter(state=READY).exists(), "Prepare the ballots first.")
        & now_if(waiting.exists(), "The vote is announced.")
    )


def may_step_down(by: Actor, subject: Candidacy | Term, contest: Contest, at: datetime) -> Verdict:  # noqa: ARG001
    """Whoever was elected, or sits on a side that has too many; those who run the election record it."""
    own = by.is_signed_in and subject.user_id == by.user_id
    name = subject.name if isinstance(subject, Candidacy) else subject.person_name
    outcome = Outcome.of(contest.outcome, seats=contest.number)
    concerned = (
        subject.pk in outcome.elected_ids
        if isinstance(subject, Candidacy)
        else any(subject.pk in each.terms for each in outcome.to_settle)
    )
    return (
        (permit(own, f"Only {name} or an officer of this election may do that.") | runs(by, contest.election))
        & now_if(
            contest.state in (COUNTED, DECIDED) and contest.election.state in (BALLOTING, PROVISIONAL),
            "There is no result from which anybody could step down.",
        )
        & now_if(concerned, f"{name} has no seat to give up here.")
    )


def may_draw_lot(by: Actor, contest: Contest, at: datetime) -> Verdict:  # noqa: ARG001
    """When something is left that only a lot decides."""
    outcome = Outcome.of(contest.outcome, seats=contest.number)
    waits = contest.state == COUNTED and not outcome.is_settled
    tied = contest.state == VOTING and contest.ballot is not None and is_tied(contest.ballot)
    return runs(by, contest.election) & now_if(waits or tied, "Nothing waits for a lot.")


def blocking_certification(election: Election) -> list[str]:
    """What keeps an election from being certified; each sentence says what is missing."""
    found = []
    for contest in election.contests.select_related("ballot"):
        if contest.state != DECIDED:
            found.append(f"“{contest.title}” is not decided.")
        elif contest.ballot is not None and contest.ballot.state != CERTIFIED:
            found.append(f"The result of {contest.ballot.ref} is provisional.")
    return found


def may_certify_election(by: Actor, election: Election, at: datetime) -> Verdict:  # noqa: ARG001
    """When every contest is decided, and every ballot certified."""
    blocked = next(iter(blocking_certification(election)), "")
    return runs(by, election) & ELECTION.allows(election.state, "certify") & now_if(not blocked, blocked)
