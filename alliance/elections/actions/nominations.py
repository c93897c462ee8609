"""Opening and closing nominations, and what the rule says then."""

from datetime import datetime

from django.db import transaction

from alliance.audit.recording import record
from alliance.charter.grammar import evaluate
from alliance.elections import events, rules
from alliance.elections.actions.candidates import locked_contest
from alliance.elections.actions.planning import locked, move, move_candidacy, move_contest
from alliance.elections.actions.settling import (
    acclaim,
    advance,
    answer_for,
    close_field,
    conclude,
    field_of,
    postpone,
    reopen,
    tally_of,
)
from alliance.elections.models import Candidacy, Contest, Election
from alliance.elections.states import ACCEPTED, TAKING
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import NotNow


@transaction.atomic
def open_nominations(*, election_id: int, by: Actor, at: datetime) -> Election:
    """Open nominations at their time.

    Raises:
        Forbidden: neither an officer of the election, staff nor the system. NotNow: too early, too late, or
        too few officers are appointed.
    """
    election = locked(election_id)
    rules.may_open_nominations(by, election, at).require()
    election.save(update_fields=move(election, "open_nominations"))
    data = {"closes": election.nominations_close_at.isoformat()}
    record(events.NOMINATIONS_OPENED, subject=election, by=by, at=at, data=data)
    return election


@transaction.atomic
def extend_nominations(
    *, election_id: int, closes_at: datetime, reason: str, by: Actor, at: datetime
) -> Election:
    """Give more time for nominations, for a reason that everybody sees; all later dates move with it.

    Raises:
        Forbidden: neither an officer of the election nor staff. NotNow: not open, or the time is not later.
    """
    election = locked(election_id)
    rules.may_extend_nominations(by, election, at).require()
    if closes_at <= election.nominations_close_at:
        raise NotNow("Nominations are never shortened: choose a later time.")
    _extend(election, closes_at, reason, by=by, at=at)
    return election


def _extend(election: Election, closes_at: datetime, reason: str, *, by: Actor, at: datetime) -> None:
    before = election.nominations_close_at
    postpone(election, closes_at)
    data = {"reason": reason, "from": before.isoformat(), "to": closes_at.isoformat()}
    record(events.NOMINATIONS_EXTENDED, subject=election, by=by, at=at, data=data)


@transaction.atomic
def close_nominations(*, election_id: int, by: Actor, at: datetime) -> Election:
    """Settle who stands when nominees had their time to accept, and do for each contest what the rule says
    (`after_nominations`).

    More time comes first. Then nominees are evaluated where the rule has a vote on each; otherwise those
    are elected of whom there are no more than seats, nominations open again where there are too few, and all
    others go to the vote.

    Raises:
        Forbidden: neither an officer of the election, staff nor the system. NotNow: not open, or too early.
    """
    election = locked(election_id)
    rules.may_close_nominations(by, election, at).require()
    contests = list(election.contests.filter(state=TAKING).order_by("pk"))
    for contest in contests:
        contest.election = election
    if _is_prolonged(election, contests, by=by, at=at):
        return election
    if election.rule.election.qualify is not None and any(_unqualified(each) for each in contests):
        _evaluate(election, contests, by=by, at=at)
        return election
    for contest in contests:
        conclude(contest, answer_for(contest), by=by, at=at)
    if any(contest.state == TAKING for contest in contests):
        reopen(election, at)
        data = {"reason": "there are too few candidates", "to": election.nominations_close_at.isoformat()}
        record(events.NOMINATIONS_REOPENED, subject=election, by=by, at=at, data=data)
    else:
        advance(election, by=by, at=at)
    return election


def _is_prolonged(election: Election, contests: list[Contest], *, by: Actor, at: datetime) -> bool:
    """Give the prolongation that the rule asks for, each one once and to all contests that are open."""
    rule = election.rule.election
    for contest in contests:
        candidates, _ = field_of(contest)
        tally = tally_of(contest, len(candidates))
        asked = [
            (place, step)
            for place, step in enumerate(rule.extend_nominations)
            if place not in contest.extensions and evaluate(step.when, tally)
        ]
        if not asked:
            continue
        place, step = asked[0]
        for each in contests:
            each.extensions = [*each.extensions, place]
            each.save(update_fields=["extensions"])
        opened_to = f", opened to {step.open_to.words}" if step.open_to else ""
        reason = f"{len(candidates)} candidates for “{contest.title}”{opened_to}"
        _extend(election, step.by.after(max(at, election.nominations_close_at)), reason, by=by, at=at)
        return True
    return False


def _unqualified(contest: Contest) -> list[Candidacy]:
    """Who stands and was not voted on yet."""
    return [each for each in field_of(contest)[0] if each.state == ACCEPTED]


def _evaluate(election: Election, contests: list[Contest], *, by: Actor, at: datetime) -> None:
    nominees = 0
    for contest in contests:
        close_field(contest, by=by, at=at)
        waiting = _unqualified(contest)
        nominees += len(waiting)
        data = {"candidates": len(waiting)}
        move_contest(contest, "evaluate", events.CONTEST_READY, by=by, at=at, data=data)
    qualify = election.rule.election.qualify
    if qualify is not None and qualify.evaluation is not None and election.evaluation_until is not None:
        election.evaluation_until = max(election.evaluation_until, qualify.evaluation.after(at))
    election.save(update_fields=[*move(election, "evaluate"), "evaluation_until"])
    until = election.evaluation_until and election.evaluation_until.isoformat()
    told = {"number": nominees, "until": until}
    record(events.EVALUATION_BEGUN, subject=election, by=by, at=at, data=told)


@transaction.atomic
def leave_seats_open(*, contest_id: int, reason: str, by: Actor, at: datetime) -> Contest:
    """Stop opening nominations again: whoever stands is elected, and the other seats stay vacant.

    Raises:
        Forbidden: neither an officer of the election nor staff. NotNow: nominations were not opened again in
        vain, or there are more candidates than seats.
    """
    contest = locked_contest(contest_id)
    rules.may_leave_seats_open(by, contest, at).require()
    election = contest.election
    close_field(contest, by=by, at=at)
    if election.rule.election.qualify is not None:
        for each in _unqualified(contest):
            each.reason = "Nominations ended before a vote on the nominee."
            data = {"sentence": "nominations ended before a vote on the nominee"}
            move_candidacy(each, "fall_short", events.CANDIDATE_UNQUALIFIED, by=by, at=at, data=data)
    candidates, _ = field_of(contest)
    if len(candidates) > contest.open_seats:
        raise NotNow("There are more candidates than seats: the vote decides.")
    left = contest.open_seats - len(candidates)
    acclaim(contest, candidates, by=by, at=at)
    told = {"title": contest.title, "number": left, "reason": reason, "election": contest.ref}
    record(events.SEATS_LEFT_OPEN, subject=contest, by=by, at=at, data=told)
    advance(election, by=by, at=at)
    return contest
