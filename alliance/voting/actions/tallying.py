"""From a closed ballot to a certified result, and to the end of its key.

The order is fixed: count, verify, publish, dispute window, certify, destroy the key, drop the envelopes. A
result is written and verified before anything that it could be counted from again is given up.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.views.decorators.debug import sensitive_variables

from alliance.audit.recording import record
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import NotNow
from alliance.voting import events, keys, locks, rules
from alliance.voting.methods import Lot, count
from alliance.voting.methods.motion import ClassVotes, count_motion
from alliance.voting.methods.record import digest
from alliance.voting.models import Ballot, Box, Elector, Envelope, Result, Vote
from alliance.voting.published import files_of, marks_of
from alliance.voting.queries import turnout_of
from alliance.voting.secrecy import box as boxes
from alliance.voting.secrecy.ballot_form import Marks
from alliance.voting.secrecy.disclosure import Disclosure, check_disclosure, publication_named
from alliance.voting.secrecy.envelope import OpenedBallot, Place, open_envelope
from alliance.voting.secrecy.withheld import SecrecyError
from alliance.voting.sheets import class_of
from alliance.voting.states import BALLOT, CLOSED, ELECTED, MOTION, UNDECIDED
from alliance.voting.verify import check


@sensitive_variables()
@transaction.atomic
def count_ballot(*, ballot_id: int, by: Actor, at: datetime) -> Result | None:
    """Count a closed ballot, verify the count, and publish the result: once, however often this is called.

    A second call counts again and compares: the same digest changes nothing, another one is put on record as
    an alarm and the published result stands. A tie that the rule gives to a lot waits, without a result
    (None), until the public value named beforehand is entered.

    Raises:
        NotNow: the ballot is not closed, or its key is missing. Wrong: the verifier finds the count wrong;
        nothing is published.
    """
    locks.exclude(ballot_id)
    ballot = Ballot.objects.select_for_update().get(pk=ballot_id)
    if ballot.closed_at is None:
        raise NotNow("A ballot is counted after it has closed.")
    published = Result.objects.filter(ballot=ballot).first()
    if published is not None and ballot.key_destroyed_at is not None:
        return published
    opened = _opened(ballot)
    marks, weights = _marks(ballot, opened)
    if not ballot.is_motion and not any(mark is not None for each in marks for mark in each):
        _nobody(ballot, by=by, at=at)
        return None
    found = _found(ballot, marks, weights)
    if published is not None:
        return _compared(ballot, published, found, by=by, at=at)
    BALLOT.allows(ballot.state, "count").require()
    if _waits_for_lot(ballot, found):
        _wait(ballot, by=by, at=at)
        return None
    return _publish(ballot, found, opened, by=by, at=at)


def _nobody(ballot: Ballot, *, by: Actor, at: datetime) -> None:
    """A contest in which nobody marked anybody has no result: it is void, and may be called again."""
    if ballot.state == CLOSED:
        ballot.state = BALLOT.after(ballot.state, "cancel")
        ballot.save(update_fields=["state"])
        data = {"reason": "Nobody marked any option: there is nothing to count."}
        record(events.BALLOT_CANCELLED, subject=ballot, by=by, at=at, data=data)


# What was voted ---------------------------------------------------------------------------------------------
@sensitive_variables()
def _opened(ballot: Ballot) -> boxes.Box | None:
    """The box of a secret ballot; None for a recorded one."""
    if not ballot.is_secret:
        return None
    kept = Box.objects.filter(ballot=ballot).first()
    if kept is not None:
        return boxes.read_box(kept.text, ballot.form, unopened=kept.unopened)
    envelopes = list(
        Envelope.objects.filter(elector__ballot=ballot, elector__is_entitled=True)
        .select_related("elector")
        .order_by("elector__slot")
    )
    try:
        key = keys.store().opening_key(str(ballot.key_ref), bytes(ballot.public_key or b""))
    except SecrecyError as error:
        raise NotNow(f"{ballot.ref} cannot be opened: {error}") from None
    found: list[OpenedBallot] = []
    unopened = 0
    for envelope in envelopes:
        place = Place(str(ballot.key_ref), ballot.manifest_digest, envelope.elector.slot)
        try:
            found.append(open_envelope(bytes(envelope.sealed), ballot.form, key, place))
        except SecrecyError:
            unopened += 1
    return boxes.make_box(found, ballot.form, envelopes=len(envelopes), unopened=unopened)


@sensitive_variables()
def _marks(ballot: Ballot, opened: boxes.Box | None) -> tuple[list[Marks], list[int] | None]:
    """The marks to be counted, and their weights where a recorded ballot has any."""
    if opened is not None:
        return [each.marks for each in opened.ballots], None
    found = Vote.objects.filter(elector__ballot=ballot, elector__is_entitled=True).select_related("elector")
    votes = list(found.order_by("receipt"))
    weights = [vote.elector.weight for vote in votes]
    return [marks_of(ballot, vote) for vote in votes], weights if set(weights) - {1} else None


# The count --------------------------------------------------------------------------------------------------
@sensitive_variables()
def _found(ballot: Ballot, marks: Sequence[Marks], weights: Sequence[int] | None) -> dict[str, Any]:
    if ballot.method == MOTION:
        return _motion(ballot, marks, weights)
    from alliance.voting.profiles import options_for, profile_of  # noqa: PLC0415 -- NumPy where it is counted

    lot = _lot(ballot)
    profile = profile_of(ballot.form, marks, seats=ballot.seats, title=ballot.question, weights=weights)
    eligible = sum(ballot.electors.entitled().values_list("weight", flat=True))
    return count(
        profile, ballot.method, options_for(ballot.method, ballot.counting, eligible=eligible, lot=lot)
    )


@sensitive_variables()
def _motion(ballot: Ballot, marks: Sequence[Marks], weights: Sequence[int] | None) -> dict[str, Any]:
    from alliance.voting.profiles import choices_of  # noqa: PLC0415 -- as above

    choices = choices_of(ballot.form, marks)
    if weights is not None:
        choices = [each for each, weight in zip(choices, weights, strict=True) for _ in range(weight)]
    roll = ballot.electors.values_list("is_entitled", "is_recused", "weight")
    eligible = sum(weight for entitled, _, weight in roll if entitled)
    seats = sum(weight for entitled, recused, weight in roll if entitled or recused)
    rule = ballot.motion_rule
    classes = _by_class(ballot) if rule.classes_by else None
    return count_motion(rule, choices, eligible, seats=seats, classes=classes)


@sensitive_variables()
def _by_class(ballot: Ballot) -> dict[str, ClassVotes]:
    """The votes of each class on the roll of a recorded motion; a line without a class is in none."""
    seated = ballot.electors.filter(Q(is_entitled=True) | Q(is_recused=True)).select_related("vote")
    lines: dict[str, list[Elector]] = {}
    for line in seated:
        lines.setdefault(class_of(line), []).append(line)
    return {
        name: ClassVotes(
            votes=[choice for line in own if line.is_entitled for choice in _chosen(line)],
            eligible=sum(line.weight for line in own if line.is_entitled),
            seats=sum(line.weight for line in own),
        )
        for name, own in lines.items()
        if name
    }


@sensitive_variables()
def _chosen(line: Elector) -> list[str]:
    """The recorded choice of a line, as often as its weight says; nothing when it did not vote."""
    vote: Vote | None = getattr(line, "vote", None)
    return [vote.choice] * line.weight if vote else []


def _lot(ballot: Ballot) -> Lot:
    """The lot of the committed seed and the public value; none before that value is known."""
    if ballot.lot_source and not ballot.lot_value:
        return Lot()
    names = [option["name"] for option in ballot.options]
    return Lot.drawn(lot_seed(ballot), names)


def lot_seed(ballot: Ballot) -> str:
    """What the lot is drawn from: the seed whose commitment stands in the manifest, and the public value."""
    return f"{ballot.lot_seed}|{ballot.lot_value}"


def _waits_for_lot(ballot: Ballot, found: Mapping[str, Any]) -> bool:
    """Whether a tie that decides who is elected waits for the public value.

    A tie that the latest earlier round broke is none. Where the count cannot tell whether a lot decides, it
    waits: the lot does no harm then.
    """
    if ballot.method == MOTION or not ballot.lot_source or ballot.lot_value:
        return False
    by_lot = (tie for tie in found["ties"] if tie["is_lot"])
    return found["undecided"] is not None or any(tie.get("is_decisive") is not False for tie in by_lot)


def _wait(ballot: Ballot, *, by: Actor, at: datetime) -> None:
    if not rules.is_tied(ballot):
        data = {"source": ballot.lot_source}
        record(events.BALLOT_TIED, subject=ballot, by=by, at=at, data=data)


@transaction.atomic
def draw_lot(*, ballot_id: int, value: str, by: Actor, at: datetime) -> Ballot:
    """Enter the public value that was named before the vote; with the committed seed it decides every tie.

    Raises:
        Forbidden: not the returning officer. NotNow: no tie waits for it, or a value was entered.
    """
    ballot = Ballot.objects.select_for_update().get(pk=ballot_id)
    rules.may_draw_lot(by, ballot, at).require()
    ballot.lot_value = value
    ballot.save(update_fields=["lot_value"])
    record(events.LOT_DRAWN, subject=ballot, by=by, at=at, data={"value": value})
    return ballot


# Publishing -------------------------------------------------------------------------------------------------
@sensitive_variables()
def _publish(
    ballot: Ballot, found: dict[str, Any], opened: boxes.Box | None, *, by: Actor, at: datetime
) -> Result:
    disclosure = _disclosed(ballot, opened)
    ballot.published = _narrowed(ballot, disclosure)
    turnout = turnout_of(ballot)
    if opened is not None:
        Box.objects.write(ballot, text=opened.text, digest=opened.digest, unopened=opened.unopened)
    result = Result.objects.create(
        ballot=ballot,
        outcome=_outcome(found),
        record=found,
        digest=digest(found),
        turnout={
            "entitled": turnout.entitled,
            "voted": turnout.voted,
            "needed": turnout.needed,
            "unopened": opened.unopened if opened else 0,
        },
        disclosure=[
            {"code": each.code, "sentence": each.sentence, "in_totals": each.in_totals}
            for each in (disclosure.findings if disclosure else ())
        ],
        counted_at=at,
    )
    _verify(ballot, result)
    ballot.dispute_until = at + timedelta(days=ballot.dispute_days) if ballot.dispute_days else None
    ballot.state = BALLOT.after(ballot.state, "count")
    ballot.save(update_fields=["published", "dispute_until", "state"])
    data = {
        "outcome": result.outcome,
        "sentence": f"{result.get_outcome_display().lower()}, {result.sentence}",
        "digest": result.digest,
    }
    record(events.BALLOT_COUNTED, subject=ballot, by=by, at=at, data=data)
    return result


def _outcome(found: Mapping[str, Any]) -> str:
    if "outcome" in found:
        return str(found["outcome"])
    return UNDECIDED if found["undecided"] else ELECTED


@sensitive_variables()
def _disclosed(ballot: Ballot, opened: boxes.Box | None) -> Disclosure | None:
    if opened is None:
        return None
    return check_disclosure({"": opened}, publication_named(ballot.publication))


def _narrowed(ballot: Ballot, disclosure: Disclosure | None) -> str:
    """What the rule would publish, or less where that would point at persons."""
    if disclosure is None:
        return ballot.publication
    return disclosure.recommended.name.lower()


@sensitive_variables()
def _verify(ballot: Ballot, result: Result) -> None:
    """Have the stand-alone program count what will be published, before anybody sees it."""
    files = files_of(ballot, result, names=True, ballots=True)
    check(files, *filter(None, [result.digest, ballot.manifest_digest]))


def _compared(ballot: Ballot, published: Result, found: dict[str, Any], *, by: Actor, at: datetime) -> Result:
    if published.digest != digest(found):
        data = {"published": published.digest, "found": digest(found)}
        record(events.COUNT_DISAGREED, subject=ballot, by=by, at=at, data=data)
    return published


# After the count --------------------------------------------------------------------------------------------
@transaction.atomic
def certify_ballot(*, ballot_id: int, by: Actor, at: datetime) -> Ballot:
    """Declare a provisional result final; the key of a secret ballot is destroyed as its consequence.

    Raises:
        Forbidden: neither the system nor the returning officer. NotNow: not counted, objections are open, or
        the time for them has not passed.
    """
    ballot = Ballot.objects.select_for_update().get(pk=ballot_id)
    rules.may_certify(by, ballot, at).require()
    ballot.certified_at = at
    ballot.state = BALLOT.after(ballot.state, "certify")
    ballot.save(update_fields=["certified_at", "state"])
    data = {"digest": ballot.result.digest}
    record(events.BALLOT_CERTIFIED, subject=ballot, by=by, at=at, data=data)
    return ballot


@transaction.atomic
def destroy_key(*, ballot_id: int, by: Actor, at: datetime) -> Ballot:
    """Destroy the key of a certified or cancelled secret ballot, then drop its envelopes; done once.

    Raises:
        Forbidden: not the system. NotNow: the result is not certified.
    """
    locks.exclude(ballot_id)
    ballot = Ballot.objects.select_for_update().get(pk=ballot_id)
    rules.may_destroy_key(by, ballot, at).require()
    if not ballot.is_secret or ballot.public_key is None or ballot.key_destroyed_at is not None:
        return ballot
    keys.store().destroy(str(ballot.key_ref))
    Envelope.objects.filter(elector__ballot=ballot).delete()
    if ballot.published == "aggregates":
        Box.objects.filter(ballot=ballot).delete()
    ballot.key_destroyed_at = at
    ballot.save(update_fields=["key_destroyed_at"])
    record(events.KEY_DESTROYED, subject=ballot, by=by, at=at)
    return ballot
