"""From the count to a certified result, and counts of files of ballots."""

from datetime import datetime

from alliance.audit.models import Event
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Verdict, now_if, permit
from alliance.voting import events
from alliance.voting.models import Ballot, Count, Objection, Vote
from alliance.voting.rules.casting import clock
from alliance.voting.rules.officers import RETURNING_OFFICER_ONLY, is_returning_officer, runs
from alliance.voting.rules.visibility import may_see_ballots
from alliance.voting.states import BALLOT, CERTIFIED, CLOSED, VOID


def is_tied(ballot: Ballot) -> bool:
    """Whether the count waits for a lot."""
    return (
        ballot.state == CLOSED
        and Event.objects.filter(
            subject_type=ballot._meta.label_lower, subject_id=ballot.pk, kind=events.BALLOT_TIED.name
        ).exists()
    )


def may_draw_lot(by: Actor, ballot: Ballot, at: datetime) -> Verdict:  # noqa: ARG001
    """The public value is entered once, when a tie waits for it."""
    return (
        permit(is_returning_officer(by, ballot), RETURNING_OFFICER_ONLY)
        & now_if(is_tied(ballot), "No tie waits for a lot.")
        & now_if(not ballot.lot_value, "The public value was entered.")
    )


def may_certify(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """A provisional result is final when the time for objections has passed and all are answered."""
    until = ballot.dispute_until
    return (
        runs(by, ballot)
        & BALLOT.allows(ballot.state, "certify")
        & now_if(until is None or at >= until, f"Objections may be raised until {clock(until or at)}.")
        & now_if(
            not Objection.objects.filter(ballot=ballot, answered_at=None).exists(),
            "An objection waits for its answer.",
        )
    )


def may_destroy_key(by: Actor, ballot: Ballot, at: datetime) -> Verdict:  # noqa: ARG001
    """Only after certification, or when the ballot is void: until then the votes can be counted again."""
    return permit(by.is_system, "The key is destroyed by the system.") & now_if(
        ballot.state in {CERTIFIED, VOID}, "The result is not certified: the key is still needed."
    )


def may_confirm_in(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """Whether this person may confirm any vote of a secret ballot."""
    cast = Vote.objects.filter(elector__in=ballot.electors.of_person(by.user_id))
    return (
        permit(by.is_signed_in and cast.exists(), "No vote was cast for a line on which you stand.")
        & now_if(ballot.is_secret, "Your vote stands on the roll call: there is nothing to look for.")
        & may_see_ballots(by, ballot, at)
    )


def may_confirm(by: Actor, vote: Vote, at: datetime) -> Verdict:
    """Whoever stands on a line that voted says that the ballot was found in the published box."""
    ballot = vote.elector.ballot
    stands = vote.elector.people.filter(user_id=by.person_id, struck_at=None).exists()
    return permit(by.is_signed_in and stands, "You do not stand on this roll line.") & may_see_ballots(
        by, ballot, at
    )


def may_count_ballots(by: Actor) -> Verdict:
    """Staff count files of ballots: as returning officers they answer for what the file holds."""
    return permit(by.is_staff, "Only staff count files of ballots.")


def is_new_count(earlier: Count | None) -> Verdict:
    """The same result under the same title is entered once: whoever wants it again counts it again there."""
    known = "" if earlier is None else earlier.ref
    return now_if(
        earlier is None, f"Under this title the same file was counted in the same way already: {known}."
    )


def may_check_count(by: Actor) -> Verdict:
    """Whoever is signed in may have a count repeated: it costs computing time, and changes nothing."""
    return permit(by.is_signed_in, "Sign in to have the ballots counted again.")
