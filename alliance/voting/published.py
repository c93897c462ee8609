"""What is published about a counted ballot, as files that anybody can check."""

from datetime import datetime

from django.conf import settings
from django.views.decorators.debug import sensitive_variables

from alliance.kernel.actor import Actor
from alliance.voting import rules, verification
from alliance.voting.models import Ballot, Box, Elector, Result, Vote
from alliance.voting.queries import choices_counted, roll_changes
from alliance.voting.said import in_words
from alliance.voting.secrecy.box import Box as OpenedBox
from alliance.voting.secrecy.box import read_box


@sensitive_variables()
def files_of(ballot: Ballot, result: Result, *, names: bool, ballots: bool) -> dict[str, bytes]:
    """The files of a ballot's verification.zip: with ``names`` who was on the roll and took part, with
    ``ballots`` what was voted.

    Raises `ValueError` when roll or ballots do not belong together.
    """
    votes = list(Vote.objects.filter(elector__ballot=ballot).select_related("elector"))
    read_me = verification.read_me(str(ballot), address_of(ballot), result.digest, ballot.manifest_digest)
    return verification.of_ballot(
        ballot.manifest or {},
        result.record,
        read_me,
        published=ballot.published,
        turnout=result.turnout,
        lines=list(ballot.electors.all()),
        changes=roll_changes(ballot),
        receipts={vote.elector.slug: vote.receipt for vote in votes if vote.elector.is_entitled},
        box=box_of(ballot) if ballots else None,
        votes=_recorded(ballot, votes) if ballots and not ballot.is_secret else None,
        lot={"seed": ballot.lot_seed, "value": ballot.lot_value},
        names=names,
    )


@sensitive_variables()
def files_for(by: Actor, ballot: Ballot, at: datetime) -> dict[str, bytes]:
    """The files of a counted ballot as far as this reader may see names and ballots."""
    result = ballot.result
    if ballot.manifest is None:  # opened before there were manifests: a motion, recorded and public
        read_me = verification.read_me(str(ballot), address_of(ballot), result.digest)
        return verification.of_motion(result.record, choices_counted(ballot), read_me)
    names = bool(rules.may_see_who_voted(by, ballot, at))
    return files_of(ballot, result, names=names, ballots=bool(rules.may_see_ballots(by, ballot, at)))


@sensitive_variables()
def box_of(ballot: Ballot) -> OpenedBox | None:
    """The box of a counted secret ballot, None where there is none to be shown."""
    kept = Box.objects.filter(ballot=ballot).first()
    return None if kept is None else read_box(kept.text, ballot.form, unopened=kept.unopened)


@sensitive_variables()
def _recorded(ballot: Ballot, votes: list[Vote]) -> dict[str, tuple[int | None, ...]]:
    return {vote.elector.slug: marks_of(ballot, vote) for vote in votes if vote.elector.is_entitled}


@sensitive_variables()
def marks_of(ballot: Ballot, vote: Vote) -> tuple[int | None, ...]:
    """What a recorded vote marks, in the order of the form."""
    if vote.marks is not None:
        return tuple(vote.marks)
    return tuple(1 if name == vote.choice else None for name in ballot.form.options)


@sensitive_variables()
def said_on(line: Elector) -> str:
    """What the recorded vote of a roll line says, for readers who may see it; empty without one, and of a
    secret ballot."""
    vote: Vote | None = getattr(line, "vote", None)
    if vote is None or line.ballot.is_secret:
        return ""
    return in_words(line.ballot.form, marks_of(line.ballot, vote))


def address_of(ballot: Ballot) -> str:
    """Where the ballot is found."""
    return f"{settings.SITE_URL.rstrip('/')}{ballot.get_absolute_url()}"
