"""The mails about a ballot, as they will be rendered, before any of them is owed to anybody."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alliance.accounts.models import User
from alliance.audit.models import Event
from alliance.notifications.kinds import kind_named
from alliance.notifications.mail import message_of
from alliance.notifications.models import Notice
from alliance.notifications.words import subject_and_body
from alliance.voting import events
from alliance.voting.addressing import Place, addressee
from alliance.voting.models import Ballot, Elector, Result
from alliance.voting.roll import RollLine
from alliance.voting.states import ELECTED, UNDECIDED

EXAMPLE_RECEIPT = "K7QM-2F9D-XRTA"
EXAMPLE_NAME = "Example"


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one voter, in the words and the zone of that voter."""

    label: str
    to: str
    subject: str
    body: str


def mails_of(
    ballot: Ballot, entitled: Sequence[RollLine], reader: User, record: Mapping[str, Any] | None
) -> list[Mail]:
    """What one voter is told, in the order in which it is sent; ``reader`` stands in where nobody may vote.

    ``record`` is the result of invented votes that the last mail tells.
    """
    line = next((line for line in entitled if line.people), None)
    found = User.objects.filter(pk=line.people[0].user_id).first() if line else None
    voter = found or reader
    unit = line.unit if line else "organization"
    name = line.name if line else str(reader)
    elector = Elector(ballot=ballot, unit=unit, name=name, slug="example", is_entitled=True, reason="")
    place = Place(voter.pk, name, unit, "primary")
    return [_mail(*each, elector=elector, place=place, voter=voter) for each in _due(ballot, record)]


def reminder_of(ballot: Ballot, reader: User, at: datetime) -> Mail:
    """The reminder that would go out now, to an invented voter in the zone of the reader: a line of the roll
    would be told to have no vote."""
    unit = "person" if ballot.rule.vote_unit == "person" else "organization"
    elector = Elector(
        ballot=ballot, unit=unit, name=EXAMPLE_NAME, slug="example", is_entitled=True, reason=""
    )
    place = Place(reader.pk, EXAMPLE_NAME, unit, "primary")
    kind = events.BALLOT_REMINDED.name
    return _mail("vote_reminder", kind, at, {}, elector=elector, place=place, voter=reader)


def _due(
    ballot: Ballot, record: Mapping[str, Any] | None
) -> Iterator[tuple[str, str, datetime, dict[str, Any]]]:
    """Kind of notice, kind of event, its instant and its data."""
    middle = ballot.opens_at + (ballot.closes_at - ballot.opens_at) / 2
    if ballot.rule.notice is not None:
        yield "ballot_announced", events.BALLOT_ANNOUNCED.name, ballot.opens_at, {}
    yield "ballot_opened", events.BALLOT_OPENED.name, ballot.opens_at, {}
    yield "vote_reminder", events.BALLOT_REMINDED.name, middle, {}
    yield "vote_recorded", events.VOTE_CAST.name, middle, {"receipt": EXAMPLE_RECEIPT, "revision": 1}
    if record is not None:
        ballot.result = _result(ballot, record)
        yield "ballot_counted", events.BALLOT_COUNTED.name, ballot.closes_at, {}


def _result(ballot: Ballot, record: Mapping[str, Any]) -> Result:
    outcome = record.get("outcome") or (UNDECIDED if record["undecided"] else ELECTED)
    return Result(ballot=ballot, outcome=outcome, record=dict(record), counted_at=ballot.closes_at)


def _mail(
    kind: str,
    event_kind: str,
    at: datetime,
    data: dict[str, Any],
    *,
    elector: Elector,
    place: Place,
    voter: User,
) -> Mail:
    notice_kind = kind_named(kind)
    if notice_kind is None:
        raise LookupError(kind)
    ballot = elector.ballot
    event = Event(
        kind=event_kind,
        subject_type=ballot._meta.label_lower,
        subject_id=ballot.pk,
        subject_ref=ballot.ref,
        user=voter,
        user_name=str(voter),
        at=at,
        data=data,
    )
    notice = notice_kind(event)
    notice.__dict__ |= {"ballot": ballot, "elector": elector}
    told = addressee([place])
    words = {
        "event": event,
        "why": "",
        **notice.words(),
        "about": notice.about(),
        "person": voter,
        **told.words,
    }
    subject, body = subject_and_body(kind, words, voter)
    message = message_of(
        Notice(
            event=event,
            recipient=voter,
            kind=kind,
            urgency=notice.urgency,
            about=notice.about(),
            subject=subject,
            body=body,
            path=notice.path(),
            action=notice.action,
            reason=told.reason,
        ),
        notice_kind,
    )
    return Mail(notice_kind.label, str(voter), str(message.subject), str(message.body))
