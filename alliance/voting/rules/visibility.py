"""What of a ballot is for whom: page, list, search, API, mail and admin ask here."""

from collections.abc import Mapping
from datetime import datetime

from alliance.kernel.actor import Actor
from alliance.kernel.verdict import YES, Verdict, now_if, permit
from alliance.voting.models import Ballot, Count
from alliance.voting.models.roll import PERSON
from alliance.voting.rules.casting import is_taking_votes
from alliance.voting.rules.officers import is_returning_officer
from alliance.voting.states import HAS_RESULT


def may_see_result(by: Actor, ballot: Ballot, at: datetime) -> Verdict:  # noqa: ARG001 -- one signature for all rules
    """How it came out, in totals: for everybody who may know of the ballot, once it is counted."""
    return now_if(ballot.state in HAS_RESULT, "The result is shown when the ballot has been counted.")


def may_see_votes(by: Actor, ballot: Ballot, at: datetime) -> Verdict:  # noqa: ARG001
    """Who voted how is shown with the result, to those to whom the rule publishes it; before, and in a secret
    ballot, to nobody: on page, API, mail and admin alike."""
    return (
        now_if(ballot.state in HAS_RESULT, "Votes are shown when the ballot has been counted.")
        & permit(not ballot.is_secret, "This ballot is secret: nobody sees who voted how.")
        & _is_published(by, ballot, VOTES_HIDDEN)
    )


def may_see_roll(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """Organizations on a roll are shown to everybody; people to those who are signed in, and to everybody
    where the rule publishes how they voted."""
    if by.is_signed_in or may_see_votes(by, ballot, at):
        return YES
    return permit(
        not ballot.electors.filter(unit=PERSON).exists(),
        "The people on this roll are shown to members. Sign in to read it.",
    )


def may_see_who_voted(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """Who took part is shown once the ballot is counted; in a secret ballot to members, and only where the
    totals do not tell how a participant voted."""
    counted = now_if(ballot.state in HAS_RESULT, "Who took part is shown when the ballot has been counted.")
    if not ballot.is_secret:
        return counted & may_see_roll(by, ballot, at)
    return (
        permit(by.is_signed_in, "Who took part in a secret ballot is shown to members.")
        & counted
        & permit(
            not any(finding["in_totals"] for finding in ballot.result.disclosure)
            if ballot.state in HAS_RESULT
            else True,
            "Who took part is not shown: with these totals it would tell how they voted.",
        )
    )


def may_see_ballots(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """The ballots as they were counted: to whom the rule, and the check at the close, show them."""
    counted = now_if(ballot.state in HAS_RESULT, "Ballots are shown when they have been counted.")
    if not counted or not ballot.is_secret:
        return counted & may_see_votes(by, ballot, at)
    return _is_published(by, ballot, BALLOTS_HIDDEN)


def _is_published(by: Actor, ballot: Ballot, otherwise: Mapping[str, str]) -> Verdict:
    published = ballot.published or ("aggregates" if ballot.is_secret else ballot.publication)
    allowed = (
        published == "public"
        or (published == "members" and by.is_signed_in)
        or (published == "scrutineers" and is_returning_officer(by, ballot))
    )
    return permit(allowed, otherwise[published])


BALLOTS_HIDDEN = {
    "public": "",
    "members": "The ballots, without names, are shown to members. Sign in to read them.",
    "scrutineers": "The ballots are shown to the returning officers only: among so few voters a rare ballot "
    "can tell who cast it.",
    "aggregates": "Only the totals are published.",
}


VOTES_HIDDEN = {
    "public": "",
    "members": "Who voted how is shown to members. Sign in to read it.",
    "scrutineers": "Who voted how is shown to the returning officers only.",
    "aggregates": "Only the totals are published; who voted how stays on record.",
}


def may_see_objections(by: Actor, ballot: Ballot, at: datetime) -> Verdict:  # noqa: ARG001
    """Objections name people and organizations: they are shown to members, with their answers."""
    return permit(by.is_signed_in, "Objections and their answers are shown to members. Sign in to read them.")


def may_watch_quorum(by: Actor, ballot: Ballot, at: datetime) -> Verdict:
    """Those who run a ballot see while it is open whom it does not reach, and whether it will be enough."""
    return permit(
        is_returning_officer(by, ballot), "The turnout in detail is for those who run the ballot."
    ) & is_taking_votes(ballot, at)


def may_read_ballots(by: Actor, count: Count) -> Verdict:
    """The ballots of a count are for staff, and for everybody where they were published."""
    return permit(
        count.ballots_are_public or by.is_staff,
        "These ballots are not published: among few voters a rare ranking can tell who cast it.",
    )
