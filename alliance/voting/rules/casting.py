"""Who casts which vote, and who stands in for whom."""

from datetime import UTC, datetime

from alliance.kernel.actor import Actor, Interface
from alliance.kernel.verdict import Verdict, forbidden, not_now, now_if, permit
from alliance.voting.models import Ballot, Elector, ElectorQuerySet
from alliance.voting.rules.officers import is_returning_officer
from alliance.voting.states import OPEN, PENDING, UNSEEN, VOID, Capacity


def clock(moment: datetime) -> str:
    """A time of day with its zone, to the second."""
    return f"{moment.astimezone(UTC):%d %B %Y, %H:%M:%S} UTC"


def is_taking_votes(ballot: Ballot, at: datetime) -> Verdict:
    """The ballot is open and its deadline, which is data, has not passed."""
    if ballot.state == VOID:
        return not_now("This ballot was cancelled.")
    if ballot.state in UNSEEN:
        return not_now("This ballot is being prepared.")
    if at < ballot.opens_at or ballot.state in PENDING:
        return not_now(f"Voting opens at {clock(ballot.opens_at)}.")
    if at >= ballot.closes_at:
        return not_now(f"Voting closed at {clock(ballot.closes_at)}.")
    return now_if(ballot.state == OPEN, "Voting has closed.")


def may_cast_for(by: Actor, elector: Elector, at: datetime) -> Verdict:
    """Whether this person may cast the vote of one roll line now."""
    if not by.is_signed_in:
        return forbidden("Sign in first, then vote.")
    return (
        _may_act_for(by, elector)
        & _comes_by_the_right_door(by, elector.ballot)
        & is_in_time(elector.ballot, at)
    )


def _comes_by_the_right_door(by: Actor, ballot: Ballot) -> Verdict:
    """A secret vote is cast in the portal, which shows the tracker, unless the charter lets programs cast."""
    elsewhere = by.interface in {Interface.API, Interface.ADMIN}
    return permit(
        not elsewhere or not ballot.is_secret or ballot.rule.by_program,
        "This ballot is secret, and its rule has no votes cast by programs: vote in the portal.",
    )


def is_in_time(ballot: Ballot, at: datetime) -> Verdict:
    """Whether a vote that reached us at that instant is taken; a late one is told by how much it was late."""
    taken = is_taking_votes(ballot, at)
    if taken or ballot.state == VOID or at < ballot.closes_at:
        return taken
    late = (at - ballot.closes_at).total_seconds()
    span = f"{late:.1f} seconds" if late < 120 else f"{late / 60:,.0f} minutes"
    reached = f"This vote reached us at {clock(at)}, {span} late, and was not recorded."
    return not_now(f"{taken.reason} {reached}")


def _may_act_for(by: Actor, elector: Elector) -> Verdict:
    person = elector.people.filter(user_id=by.person_id, struck_at=None).first()
    if person is None:
        return forbidden(f"You do not stand on the electoral roll for {elector.name}.")
    if not elector.is_entitled:
        return forbidden(f"{elector.name} may not vote here. {elector.reason}")
    return permit(
        person.is_acting,
        f"You are the alternate of {elector.name}. "
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
    return allowed & _comes_by_the_right_door(by, ballot) & is_taking_votes(ballot, at)


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


def may_name_proxy(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """Whoever acts for a line gives its vote to somebody else on the roll, where the rule has proxies."""
    proxies = ballot.rule.proxies
    return (
        permit(
            by.is_signed_in and primary_lines(by, ballot).exists(),
            "Only those who vote for a line of this roll give its proxy.",
        )
        & now_if(proxies is not None and proxies.allowed, "The rule of this ballot has no proxies.")
        & is_taking_votes(ballot, at)
    )


def may_recuse(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """A representative recuses the own organization; the returning officer any that is conflicted."""
    return permit(
        is_returning_officer(by, ballot) or (by.is_signed_in and primary_lines(by, ballot).exists()),
        "Only an organization's primary representative or the returning officer may recuse it.",
    ) & is_taking_votes(ballot, at)
