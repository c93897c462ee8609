"""The end of voting: reminders, more time, cancelling, closing at the time or, by rule, before it."""

from datetime import datetime

from django.db import transaction

from alliance.audit.recording import record
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import NotNow
from alliance.voting import events, locks, rules
from alliance.voting.models import Ballot
from alliance.voting.queries import milestones_reminded
from alliance.voting.states import BALLOT


@transaction.atomic
def extend_ballot(*, ballot_id: int, closes_at: datetime, reason: str, by: Actor, at: datetime) -> Ballot:
    """Move the close to a later time, for a reason that every voter is told.

    Raises:
        Forbidden: not the returning officer. NotNow: voting is over, or the new time is not later or too
        late.
    """
    locks.exclude(ballot_id)
    ballot = Ballot.objects.select_for_update().get(pk=ballot_id)
    rules.may_extend(by, ballot, at).require()
    if closes_at <= ballot.closes_at:
        raise NotNow(f"Choose a time after {rules.clock(ballot.closes_at)}: a ballot is never shortened.")
    if closes_at - ballot.opens_at > ballot.rule.open.max:
        raise NotNow(f"That is longer than the rule allows. {ballot.rule.open.sentence}")
    before, ballot.closes_at = ballot.closes_at, closes_at
    ballot.save(update_fields=["closes_at"])
    data = {"reason": reason, "from": before.isoformat(), "to": closes_at.isoformat()}
    record(events.BALLOT_EXTENDED, subject=ballot, by=by, at=at, data=data)
    return ballot


@transaction.atomic
def cancel_ballot(*, ballot_id: int, reason: str, by: Actor, at: datetime) -> Ballot:
    """Cancel a ballot that is not certified; its votes are never counted, or its result does not stand.

    Raises:
        Forbidden: not the returning officer. NotNow: it is certified, or a result is final.
    """
    locks.exclude(ballot_id)
    ballot = Ballot.objects.select_for_update().get(pk=ballot_id)
    rules.may_cancel(by, ballot, at).require()
    ballot.state = BALLOT.after(ballot.state, "cancel")
    ballot.save(update_fields=["state"])
    record(events.BALLOT_CANCELLED, subject=ballot, by=by, at=at, data={"reason": reason})
    return ballot


@transaction.atomic
def remind_voters(*, ballot_id: int, milestone: str = "", by: Actor, at: datetime) -> Ballot:
    """Have those reminded who have not voted; each milestone of a ballot once.

    Raises:
        Forbidden: not the returning officer. NotNow: voting is over, or reminded of this milestone already.
    """
    ballot = Ballot.objects.select_for_update().get(pk=ballot_id)
    rules.may_remind(by, ballot, at).require()
    milestone = milestone or f"{at:%Y-%m-%d}"
    if milestone in milestones_reminded(ballot):
        raise NotNow("They were reminded already: never twice for the same reason.")
    record(events.BALLOT_REMINDED, subject=ballot, by=by, at=at, data={"milestone": milestone})
    return ballot


@transaction.atomic
def close_ballot(*, ballot_id: int, by: Actor, at: datetime) -> Ballot:
    """Close a ballot whose deadline has passed, or whose rule closes it once nothing can change its outcome.
    After this no vote can be recorded, and none recorded is lost.

    Raises:
        Forbidden: neither the system nor staff. NotNow: closed already, or still open.
    """
    locks.exclude(ballot_id)
    ballot = Ballot.objects.select_for_update().get(pk=ballot_id)
    rules.may_close(by, ballot, at).require()
    ballot.state = BALLOT.after(ballot.state, "close")
    ballot.closed_at = at
    ballot.save(update_fields=["state", "closed_at"])
    record(events.BALLOT_CLOSED, subject=ballot, by=by, at=at)
    return ballot
