"""Who may do what with a ballot now, and if not, why."""

from datetime import UTC, datetime

from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Verdict, forbidden, not_now, now_if, permit
from alliance.voting.models import Ballot, Count, Elector, ElectorQuerySet
from alliance.voting.states import BALLOT, COUNTED, OPEN, VOID, Capacity


def clock(moment: datetime) -> str:
    """A time of day with its zone, to the second."""
    return f"{moment.astimezone(UTC):%d %B %Y, %H:%M:%S} UTC"


def is_taking_votes(ballot: Ballot, at: datetime) -> Verdict:
    """The ballot is open and its deadline, which is data, has not passed."""
    if ballot.state == VOID:
        return not_now("This ballot was cancelled.")
    if at < ballot.opens_at:
        return not_now(f"Voting opens at {clock(ballot.opens_at)}.")
    if at >= ballot.closes_at:
        return not_now(f"Voting closed at {clock(ballot.closes_at)}.")
    return now_if(ballot.state == OPEN, "Voting has closed.")


def may_cast_for(by: Actor, elector: Elector, at: datetime) -> Verdict:
    """Whether this person may cast the vote of one roll line now."""
    if not by.is_signed_in:
        return forbidden("Sign in first, then vote.")
    return _may_act_for(by, elector) & is_in_time(elector.ballot, at)


def is_in_time(ballot: Ballot, at: datetime) -> Verdict:
    """Whether a vote that reached us at that instant is taken; a late one is told by how much it was late."""
    taken = is_taking_votes(ballot, at)
    if taken or ballot.state == VOID or at < ballot.closes_at:
        return taken
    late = (at - ballot.closes_at).total_seconds()
    reached = f"This vote reached us at {clock(at)}, {_span(late)} late, and was not recorded."
    return not_now(f"{taken.reason} {reached}")


def _span(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.1f} seconds"
    return f"{seconds / 60:,.0f} minutes"


def _may_act_for(by: Actor, elector: Elector) -> Verdict:
    person = elector.people.filter(user_id=by.person_id, struck_at=None).first()
    if person is None:
        return forbidden(f"You do not stand on the electoral roll for {elector.organization_name}.")
    if not elector.is_entitled:
        return forbidden(f"{elector.organization_name} may not vote here. {elector.reason}")
    return permit(
        person.is_acting,
        f"You are the alternate of {elector.organization_name}. "
        "Its primary representative can name you to vote in this ballot.",
    )


def may_vote(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """Whether this person may cast any vote in the ballot now; the reason says why not *here*."""
    if not by.is_signed_in:
        return forbidden("Sign in first, then vote.")
    lines = list(ballot.electors.of_person(by.user_id))
    if not lines:
        return forbidden("You do not represent an organization on the electoral roll of this ballot.")
    verdicts = [_may_act_for(by, line) for line in lines]
    allowed = next((verdict for verdict in verdicts if verdict), verdicts[0])
    return allowed & is_taking_votes(ballot, at)


def may_name_alternate(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """A primary representative hands this ballot to an alternate."""
    return permit(
        by.is_signed_in and bool(primary_lines(by, ballot).exists()),
        "Only the primary representative of an organization on the roll names its alternate.",
    ) & is_taking_votes(ballot, at)


def primary_lines(by: Actor, ballot: Ballot) -> ElectorQuerySet:
    """Entitled roll lines on which this person is the primary representative."""
    lines: ElectorQuerySet = Elector.objects.filter(
        ballot=ballot,
        is_entitled=True,
        people__user_id=by.person_id,
        people__capacity=Capacity.PRIMARY,
        people__struck_at=None,
    )
    return lines


def is_returning_officer(by: Actor, ballot: Ballot) -> bool:
    """Staff, and the chairs who lead what the ballot is about: who has lost the chair is none, though the
    ballot was opened by them."""
    return by.is_staff or (by.is_signed_in and by.user_id in ballot.officers)


RETURNING_OFFICER_ONLY = "Only staff or a chair of the group that called this vote may do that."


def may_recuse(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """A representative recuses the own organization; the returning officer any that is conflicted."""
    return permit(
        is_returning_officer(by, ballot) or (by.is_signed_in and primary_lines(by, ballot).exists()),
        "Only an organization's primary representative or the returning officer may recuse it.",
    ) & is_taking_votes(ballot, at)


def may_extend(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """The close may be moved to a later time while votes are taken."""
    return permit(is_returning_officer(by, ballot), RETURNING_OFFICER_ONLY) & is_taking_votes(ballot, at)


def may_cancel(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """A ballot may be cancelled, with a reason, while votes are taken."""
    return permit(is_returning_officer(by, ballot), RETURNING_OFFICER_ONLY) & is_taking_votes(ballot, at)


def may_close(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """Nobody closes a ballot before its deadline; after it the system does, or staff if the worker is
    away."""
    return (
        permit(by.is_system or by.is_staff, "The ballot closes by itself.")
        & BALLOT.allows(ballot.state, "close")
        & now_if(at >= ballot.closes_at, f"Voting is open until {clock(ballot.closes_at)}.")
    )


def may_remind(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """Reminders go to those who have not voted, while they can."""
    return permit(by.is_system or is_returning_officer(by, ballot), RETURNING_OFFICER_ONLY) & is_taking_votes(
        ballot, at
    )


def may_see_votes(by: Actor, ballot: Ballot, at: datetime) -> Verdict:  # noqa: ARG001 -- one signature for all rules
    """Who voted how is published with the result, never before: on page, API, mail and admin alike."""
    return now_if(ballot.state == COUNTED, "Votes are shown when the ballot has been counted.")


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


def may_read_ballots(by: Actor, count: Count) -> Verdict:
    """The ballots of a count are for staff, and for everybody where they were published."""
    return permit(
        count.ballots_are_public or by.is_staff,
        "These ballots are not published: among few voters a rare ranking can tell who cast it.",
    )
