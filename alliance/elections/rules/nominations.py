"""When nominations are open, and who may nominate."""

from datetime import datetime

from alliance.charter.grammar.electorates import Who
from alliance.elections.electorates import line_of, roll_of_contest
from alliance.elections.models import Contest, Election, Term
from alliance.elections.rules.planning import is_free_to, runs
from alliance.elections.states import ACCEPTED, ELECTION, NOMINATING, QUALIFYING, TAKING
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import YES, Verdict, forbidden, now_if, permit
from alliance.voting.rules import clock
from members.rules import SIGN_IN


def is_taking_nominations(election: Election, at: datetime) -> Verdict:
    """Nominations are open and their deadline, which is data, has not passed."""
    opens, closes = election.nominations_open_at, election.nominations_close_at
    return (
        now_if(election.state == NOMINATING or at < opens, "Nominations are not open.")
        & now_if(at >= opens, f"Nominations open at {clock(opens)}.")
        & now_if(election.state == NOMINATING, "Nominations are not open.")
        & now_if(at < closes, f"Nominations closed at {clock(closes)}.")
    )


def is_taking_acceptances(contest: Contest, at: datetime) -> Verdict:
    """Nominees may still accept, and voters endorse them: somewhat longer than nominations are open."""
    election, until = contest.election, contest.election.acceptance_until
    return (
        now_if(at < until, f"The time to accept ended at {clock(until)}.")
        & now_if(election.state == NOMINATING, "Nominations are not open.")
        & now_if(contest.state == TAKING, f"Who stands for “{contest.title}” is settled.")
    )


def is_taking(contest: Contest, at: datetime) -> Verdict:
    """The contest still takes nominations: others of the election may be decided or wait for the vote."""
    return is_taking_nominations(contest.election, at) & now_if(
        contest.state == TAKING, f"Who stands for “{contest.title}” is settled."
    )


def may_open_nominations(by: Actor, election: Election, at: datetime) -> Verdict:
    """At their time, when as many officers as the rule asks for were appointed."""
    officers = election.rule.election.officers
    needed = (officers.count or 0) if officers else 0
    appointed = election.officers.count()
    opens = election.nominations_open_at
    return (
        runs(by, election)
        & ELECTION.allows(election.state, "open_nominations")
        & now_if(at >= opens, f"Nominations open at {clock(opens)}.")
        & now_if(at < election.nominations_close_at, "The time for nominations has passed: move the dates.")
        & now_if(
            appointed >= needed,
            f"The rule asks for {needed} election officers; {appointed} {'is' if appointed == 1 else 'are'} "
            "appointed.",
        )
    )


def may_extend_nominations(by: Actor, election: Election, at: datetime) -> Verdict:
    """Those who run the election may give more time while nominations are open."""
    return runs(by, election) & is_taking_nominations(election, at)


def may_close_nominations(by: Actor, election: Election, at: datetime) -> Verdict:
    """Nobody settles who stands before nominees had their time to accept."""
    until = election.acceptance_until
    return (
        runs(by, election)
        & now_if(election.state == NOMINATING, "Nominations are not open.")
        & now_if(at >= until, f"Nominees may accept until {clock(until)}.")
    )


def may_leave_seats_open(by: Actor, contest: Contest, at: datetime) -> Verdict:  # noqa: ARG001
    """Where nominations bring nobody, those who run the election may leave what is missing open."""
    return (
        runs(by, contest.election)
        & now_if(contest.state == TAKING, f"“{contest.title}” takes no nominations.")
        & now_if(contest.reopenings > 0, "Nominations must have been opened again in vain before that.")
    )


def may_nominate(by: Actor, contest: Contest, at: datetime) -> Verdict:
    """Whoever the rule names: anyone, the holders of seats, or those who vote."""
    if not by.is_signed_in:
        return forbidden(SIGN_IN)
    return is_taking(contest, at) & is_free_to(by, contest.election, "nominate") & _is_named(by, contest, at)


def _is_named(by: Actor, contest: Contest, at: datetime) -> Verdict:
    nominations = contest.election.rule.election.nominations
    who = nominations.by if nominations else None
    if who is None or who.role or who.group:
        return is_voter(by, contest, at, "Only those who vote here may nominate.")
    return YES if who.anyone else _sits(by, contest.election, who, at)


def is_voter(by: Actor, contest: Contest, at: datetime, otherwise: str) -> Verdict:
    """The person stands on the roll as it would be fixed now, and may vote or is recused from voting only;
    whoever is on the list of voters has until the vote to register."""
    if contest.election.voters.filter(user_id=by.person_id).exists():
        return YES
    line = line_of(roll_of_contest(contest, at), by.user_id)
    return permit(line is not None and (line.is_entitled or line.is_recused), otherwise)


def _sits(by: Actor, election: Election, who: Who, at: datetime) -> Verdict:
    held = Term.objects.on(at.date()).filter(
        user_id=by.person_id,
        seat__body__charter_body=election.charter_body,
        seat__body__charter_id__in=who.named_bodies,
    )
    return permit(held.exists(), f"Only {who.words} may nominate.")


def may_call_qualification(by: Actor, election: Election, at: datetime) -> Verdict:
    """The vote on each nominee begins when the evaluation has lasted as long as the rule asks."""
    until = election.evaluation_until or at
    waiting = election.candidacies.filter(state=ACCEPTED, ballot=None)
    return (
        runs(by, election)
        & now_if(election.state == QUALIFYING, "No nominees are being evaluated.")
        & now_if(at >= until, f"Nominees are evaluated until {clock(until)}.")
        & now_if(waiting.exists(), "A vote is called on each nominee already.")
    )
