"""Where a ballot stands in its life, and what comes next: one sentence, and the operation that does it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from alliance.audit.models import Event
from alliance.voting import events, rules
from alliance.voting.models import Ballot
from alliance.voting.states import (
    CERTIFIED,
    CLOSED,
    COUNTED,
    DRAFT,
    FROZEN,
    OPEN,
    SCHEDULED,
    VOID,
)
from alliance.web.parts import Step


@dataclass(frozen=True, slots=True)
class NextStep:
    """What those who run the ballot do next; without an operation they wait."""

    sentence: str
    operation: str = ""


def next_step(ballot: Ballot, at: datetime, *, objections: int = 0) -> NextStep:
    """The next step; ``objections`` wait for their answer."""
    if objections and ballot.state in {OPEN, COUNTED}:
        noun = "An objection waits" if objections == 1 else f"{objections} objections wait"
        return NextStep(f"{noun} for an answer.", "answer_objection")
    return _STEPS[ballot.state](ballot, at)


def _draft(ballot: Ballot, at: datetime) -> NextStep:  # noqa: ARG001 -- one signature for all
    if ballot.rehearsed_digest != ballot.text_digest:
        again = " again: the text has changed since" if ballot.rehearsed_digest else ""
        return NextStep(f"Rehearse the ballot{again}.", "rehearse_ballot")
    return NextStep("It is rehearsed. Freeze the text.", "freeze_ballot")


def _frozen(ballot: Ballot, at: datetime) -> NextStep:
    if at < ballot.opens_at or ballot.rule.notice is not None:
        return NextStep(
            "The text is frozen. Announce the ballot; it then opens by itself.", "announce_ballot"
        )
    return NextStep("The text is frozen and its opening time has come. Open the ballot.", "open_ballot")


def _scheduled(ballot: Ballot, at: datetime) -> NextStep:
    if at < ballot.opens_at:
        return NextStep(f"Nothing to do: it opens by itself at {rules.clock(ballot.opens_at)}.")
    return NextStep("Its opening time has come: it opens by itself within a minute.", "open_ballot")


def _open(ballot: Ballot, at: datetime) -> NextStep:
    if at < ballot.closes_at:
        return NextStep(f"Nothing to do: it closes by itself at {rules.clock(ballot.closes_at)}.")
    return NextStep("Its time has passed: it closes by itself within a minute.", "close_ballot")


def _closed(ballot: Ballot, at: datetime) -> NextStep:  # noqa: ARG001
    if rules.is_tied(ballot) and not ballot.lot_value:
        return NextStep(f"A tie waits for a lot. Enter: {ballot.lot_source}.", "draw_lot")
    return NextStep("Nothing to do: the votes are being counted.")


def _counted(ballot: Ballot, at: datetime) -> NextStep:
    until = ballot.dispute_until
    if until is not None and at < until:
        return NextStep(
            f"Nothing to do: objections may be raised until {rules.clock(until)}, then it is certified."
        )
    return NextStep("Nothing can be objected to any more. Certify the result.", "certify_ballot")


def _certified(ballot: Ballot, at: datetime) -> NextStep:  # noqa: ARG001
    if ballot.is_secret and ballot.key_destroyed_at is None:
        return NextStep("Nothing to do: the key is about to be destroyed.")
    return NextStep("Nothing is left to do: the result is final.")


def _void(ballot: Ballot, at: datetime) -> NextStep:  # noqa: ARG001
    return NextStep("Nothing is left to do: the ballot is cancelled.")


_STEPS = {
    DRAFT: _draft,
    FROZEN: _frozen,
    SCHEDULED: _scheduled,
    OPEN: _open,
    CLOSED: _closed,
    COUNTED: _counted,
    CERTIFIED: _certified,
    VOID: _void,
}

STAGES = (
    ("Draft", events.BALLOT_BUILT.name, DRAFT),
    ("Rehearsed", events.BALLOT_REHEARSED.name, ""),
    ("Frozen", events.BALLOT_FROZEN.name, FROZEN),
    ("Announced", events.BALLOT_ANNOUNCED.name, SCHEDULED),
    ("Open", events.BALLOT_OPENED.name, OPEN),
    ("Closed", events.BALLOT_CLOSED.name, CLOSED),
    ("Counted", events.BALLOT_COUNTED.name, COUNTED),
    ("Certified", events.BALLOT_CERTIFIED.name, CERTIFIED),
)
"""The stages in their order: the word, the event that begins each, and the state it begins."""


def stages_of(ballot: Ballot, history: Iterable[Event]) -> list[Step]:
    """The stages with the days on which they were reached; those passed over are said to be."""
    since = _reached(ballot, history)
    states = [state for _, _, state in STAGES]
    here = states.index(ballot.state) if ballot.state in states else -1
    if ballot.state == DRAFT and "Rehearsed" in since:
        here = 1
    found = []
    for place, (label, _, _) in enumerate(STAGES):
        on = since.get(label)
        if place == here:
            found.append(Step(label, on=on.date() if on else None, state="current"))
        elif on is not None and (place < here or ballot.state == VOID):
            found.append(Step(label, on=on.date(), state="done"))
        elif place < here:
            found.append(Step(label, state="skipped", note="not needed"))
        else:
            found.append(Step(label))
    return found


def _reached(ballot: Ballot, history: Iterable[Event]) -> Mapping[str, datetime]:
    """The latest moment at which each stage was reached; a rehearsal of an earlier text does not count."""
    labels = {kind: label for label, kind, _ in STAGES}
    found: dict[str, datetime] = {}
    for event in history:
        label = labels.get(event.kind)
        if label == "Rehearsed" and event.data.get("text") != ballot.text_digest:
            continue
        if label is not None:
            found[label] = event.at
    if ballot.state == DRAFT:
        return {label: at for label, at in found.items() if label in {"Draft", "Rehearsed"}}
    return found
