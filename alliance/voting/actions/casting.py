"""Casting: one vote for each roll line, the last before the close counts.

What a vote says is in no event, log, task or session. In a secret ballot it is sealed here, on receipt, and
nothing but the sealed bytes is kept.
"""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from alliance.audit.recording import record
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Forbidden, NotNow
from alliance.voting import events, locks, rules
from alliance.voting.models import Ballot, Elector, Envelope, Vote
from alliance.voting.secrecy.ballot_form import Ballot as Marked
from alliance.voting.secrecy.envelope import Place, seal
from alliance.voting.secrecy.tracker import Tracker, draw_tracker
from alliance.voting.secrecy.withheld import SecrecyError

RECEIPT_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@sensitive_variables()
@transaction.atomic
def cast_vote(
    *,
    ballot_id: int,
    elector_id: int,
    choice: str = "",
    marks: Marked | None = None,
    tracker: Tracker | None = None,
    submission: str = "",
    replaces: int | None = None,
    by: Actor,
    at: datetime,
) -> Vote:
    """Record or change the vote of one roll line; the last vote before the close counts.

    ``choice`` names the one option that is chosen, ``marks`` says what is marked on a form of any kind.
    ``tracker`` is what the voter will find a secret ballot by; without it one is drawn and nobody knows it.
    ``submission`` is a random text that came with the form: the same form sent twice is one vote, with the
    same receipt. ``replaces`` is the revision the voter saw (0: none); when a colleague has voted meanwhile,
    nothing is overwritten unseen. Casting the same recorded vote again changes nothing.

    Raises:
        Forbidden: the person may not act for that line, or this ballot offers no such choice.
        NotNow: closed, late by the database's clock, or a colleague voted meanwhile.
    """
    at += locks.share(ballot_id)
    elector = (
        Elector.objects.select_for_update(of=("self",))
        .select_related("ballot")
        .get(pk=elector_id, ballot_id=ballot_id)
    )
    ballot = elector.ballot
    rules.may_cast_for(by, elector, at).require()
    marked = _marked(ballot, choice, marks)
    vote = Vote.objects.filter(elector=elector).first()
    sent = hashlib.sha256(submission.encode()).hexdigest() if submission else ""
    if vote is not None and ((sent and vote.submission == sent) or _is_same(ballot, vote, marked, by)):
        return vote
    if replaces is not None and replaces != (vote.revision if vote else 0):
        raise NotNow(_meanwhile(elector, vote))
    changed = vote is not None
    if vote is None:
        vote = Vote(elector=elector, receipt=new_receipt(), revision=0)
    vote.cast_by_id, vote.cast_by_name, vote.cast_at = by.person_id, by.name, at
    vote.submission = sent
    vote.revision += 1
    if not ballot.is_secret:
        _write_down(ballot, vote, marked)
    vote.save()
    if ballot.is_secret:
        _put_into_envelope(ballot, elector, marked, tracker or draw_tracker())
    record(
        events.VOTE_CHANGED if changed else events.VOTE_CAST,
        subject=elector,
        by=by,
        at=at,
        data={"organization": elector.name, "receipt": vote.receipt, "revision": vote.revision},
    )
    return vote


@sensitive_variables()
def _marked(ballot: Ballot, choice: str, marks: Marked | None) -> Marked:
    try:
        return ballot.form.checked(marks) if marks is not None else ballot.form.choice(choice)
    except SecrecyError:
        raise Forbidden("This ballot does not offer that choice.") from None


@sensitive_variables()
def _is_same(ballot: Ballot, vote: Vote, marked: Marked, by: Actor) -> bool:
    """Whether a recorded vote of the same person says the same already."""
    if ballot.is_secret or vote.cast_by_id != by.user_id:
        return False
    if ballot.is_motion:
        return vote.choice == _chosen(ballot, marked)
    return vote.marks == list(marked.marks)


@sensitive_variables()
def _write_down(ballot: Ballot, vote: Vote, marked: Marked) -> None:
    if ballot.is_motion:
        vote.choice = _chosen(ballot, marked)
    else:
        vote.marks = list(marked.marks)


@sensitive_variables()
def _chosen(ballot: Ballot, marked: Marked) -> str:
    return next(
        name for name, mark in zip(ballot.form.options, marked.marks, strict=True) if mark is not None
    )


@sensitive_variables()
def _put_into_envelope(ballot: Ballot, elector: Elector, marked: Marked, tracker: Tracker) -> None:
    place = Place(str(ballot.key_ref), ballot.manifest_digest, elector.slot)
    sealed = seal(marked, tracker, ballot.form, bytes(ballot.public_key or b""), place)
    Envelope.objects.bulk_create(
        [Envelope(elector=elector, sealed=sealed)],
        update_conflicts=True,
        update_fields=["sealed"],
        unique_fields=["elector"],
    )


def _meanwhile(elector: Elector, vote: Vote | None) -> str:
    if vote is None:
        return f"The vote of {elector.name} was taken back meanwhile. Look again, then vote."
    return (
        f"{vote.cast_by_name} voted for {elector.name} at {rules.clock(vote.cast_at)}. "
        "Keep that vote, or look at it and replace it."
    )


def new_receipt() -> str:
    """Three groups of four letters and digits without look-alikes: ``K7QM-2F9D-XRTA`` (58 bits)."""
    letters = "".join(secrets.choice(RECEIPT_LETTERS) for _ in range(12))
    return "-".join(letters[start : start + 4] for start in (0, 4, 8))


@transaction.atomic
def confirm_vote(*, ballot_id: int, elector_id: int, by: Actor, at: datetime) -> Vote:
    """Note that a voter found the own ballot in the published box: only that, and how many have.

    Raises:
        Forbidden: no vote of this person's line. NotNow: the box is not published.
    """
    vote = (
        Vote.objects.select_for_update(of=("self",))
        .select_related("elector__ballot")
        .get(elector_id=elector_id, elector__ballot_id=ballot_id)
    )
    rules.may_confirm(by, vote, at).require()
    if not vote.is_checked:
        vote.is_checked = True
        vote.save(update_fields=["is_checked"])
    return vote
