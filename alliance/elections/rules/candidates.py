"""What candidates, those who endorse them, and those who check them may do."""

from datetime import datetime

from alliance.elections.models import Candidacy
from alliance.elections.rules.nominations import is_taking_acceptances, is_voter
from alliance.elections.rules.planning import is_free_to, is_running, runs
from alliance.elections.states import ACCEPTED, CANDIDACY, EVALUATING, READY, TAKING, VOTING
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Verdict, forbidden, now_if, permit
from alliance.voting.rules import clock
from alliance.voting.states import DRAFT
from members.rules import SIGN_IN


def is_nominee(by: Actor, candidacy: Candidacy) -> Verdict:
    """The person nominated."""
    own = by.is_signed_in and candidacy.user_id == by.user_id
    return permit(own, f"Only {candidacy.name} may do that.")


def may_accept_nomination(by: Actor, candidacy: Candidacy, at: datetime) -> Verdict:
    """Until the time to accept is over; who declined may think again."""
    return (
        is_nominee(by, candidacy)
        & CANDIDACY.allows(candidacy.state, "accept")
        & is_free_to(by, candidacy.election, "stand")
        & is_taking_acceptances(candidacy.contest, at)
    )


def may_decline_nomination(by: Actor, candidacy: Candidacy, at: datetime) -> Verdict:  # noqa: ARG001
    return is_nominee(by, candidacy) & CANDIDACY.allows(candidacy.state, "decline")


def may_revise_statement(by: Actor, candidacy: Candidacy, at: datetime) -> Verdict:
    """Until the vote opens: voters read what stays."""
    opens = candidacy.election.voting_opens_at
    return (
        is_nominee(by, candidacy)
        & now_if(candidacy.is_standing, "You are not standing.")
        & is_running(candidacy.election)
        & now_if(at < opens, f"Statements stay as they are since the vote opened, {clock(opens)}.")
    )


def may_withdraw_candidacy(by: Actor, candidacy: Candidacy, at: datetime) -> Verdict:  # noqa: ARG001
    """Who has accepted, until the ballot is frozen; who is elected afterwards can step down."""
    contest = candidacy.contest
    printed = contest.state == VOTING and contest.ballot is not None and contest.ballot.state != DRAFT
    return (
        is_nominee(by, candidacy)
        & CANDIDACY.allows(candidacy.state, "withdraw")
        & now_if(candidacy.accepted_at is not None, "You have not accepted: you can decline.")
        & is_running(candidacy.election)
        & now_if(
            contest.state in (TAKING, EVALUATING, READY, VOTING) and not printed,
            "The ballot is frozen. If you are elected, you can step down.",
        )
    )


def may_refuse_candidacy(by: Actor, candidacy: Candidacy, at: datetime) -> Verdict:  # noqa: ARG001
    """Those who run the election check whether candidates fulfil the charter's conditions."""
    return (
        runs(by, candidacy.election)
        & CANDIDACY.allows(candidacy.state, "refuse")
        & now_if(candidacy.contest.state in (TAKING, EVALUATING), "Who stands is settled.")
    )


def may_admit_candidacy(by: Actor, candidacy: Candidacy, at: datetime) -> Verdict:  # noqa: ARG001
    return (
        runs(by, candidacy.election)
        & CANDIDACY.allows(candidacy.state, "admit")
        & now_if(candidacy.contest.state in (TAKING, EVALUATING), "Who stands is settled.")
    )


def may_endorse(by: Actor, candidacy: Candidacy, at: datetime) -> Verdict:
    """Whoever the rule counts: voters, voters of other projects, or anyone; once, while nominations run."""
    if not by.is_signed_in:
        return forbidden(SIGN_IN)
    election = candidacy.election
    nominations = election.rule.election.nominations
    asked = nominations.endorsements if nominations else None
    if asked is None:
        return now_if(False, "The rule of this election asks for no endorsements.")  # noqa: FBT003 -- reads as a sentence
    verdict = (
        now_if(candidacy.state == ACCEPTED, f"{candidacy.name} is not standing.")
        & is_taking_acceptances(candidacy.contest, at)
        & is_free_to(by, election, "endorse")
        & now_if(not _has_endorsed(by, candidacy), f"You endorse {candidacy.name} already.")
    )
    if not verdict or asked.from_ == "anyone":
        return verdict
    return is_voter(by, candidacy.contest, at, "Only those who vote here may endorse.")


def may_withdraw_endorsement(by: Actor, candidacy: Candidacy, at: datetime) -> Verdict:
    return permit(
        _has_endorsed(by, candidacy), f"You do not endorse {candidacy.name}."
    ) & is_taking_acceptances(candidacy.contest, at)


def _has_endorsed(by: Actor, candidacy: Candidacy) -> bool:
    return by.is_signed_in and candidacy.endorsements.filter(user_id=by.person_id).exists()
