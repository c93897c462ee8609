"""Where an election stands, in one sentence: what it is at, who has the ball, until when (UX rules R1, R2).

Computed in one place for page, list, API and home; of elections that come with their contests and ballots.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from alliance.elections.models import Contest, Election
from alliance.elections.outcomes import Outcome
from alliance.elections.states import (
    BALLOTING,
    CANCELLED,
    CERTIFIED,
    COUNTED,
    ELECTION,
    NOMINATING,
    PLANNED,
    PROVISIONAL,
    QUALIFYING,
    READY,
)
from alliance.voting import states as ballots
from alliance.web.parts import Tone

NOBODY = "nobody"
OFFICERS = "the officers of the election"
MOST_NAMES = 4
"""More of them are counted, not named, in a sentence that stands in lists."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The status of an election: ``ball`` has to act next, ``until`` is the deadline that ``until_word``
    names, such as "Nominate by"."""

    label: str
    tone: Tone
    sentence: str
    ball: str = ""
    until_word: str = ""
    until: datetime | None = None


def standing_of(election: Election, at: datetime) -> Standing:
    """Where the election stands; reads its contests with their ballots, which may be prefetched."""
    state = ELECTION.state(election.state)
    contests = list(election.contests.all())
    sentence, ball, until_word, until = _SAYERS[election.state](election, contests, at)
    return Standing(state.label, cast("Tone", state.tone), sentence, ball, until_word, until)


_Said = tuple[str, str, str, datetime | None]


def _planned(election: Election, _: Sequence[Contest], at: datetime) -> _Said:
    opens = election.nominations_open_at
    if at < opens:
        return "Nominations have not opened yet.", NOBODY, "They open", opens
    return "Nominations should be open.", OFFICERS, "They were to open", opens


def _nominating(election: Election, contests: Sequence[Contest], at: datetime) -> _Said:
    if at < election.nominations_close_at:
        again = " again" if any(each.reopenings for each in contests) else ""
        return (
            f"Nominations are open{again}.",
            "those who may nominate",
            "Nominate by",
            election.nominations_close_at,
        )
    if at < election.acceptance_until:
        return (
            "Nominations are closed. Nominees accept or decline.",
            "nominees",
            "They have until",
            election.acceptance_until,
        )
    return "It is being settled who stands.", OFFICERS, "", None


def _qualifying(election: Election, _: Sequence[Contest], at: datetime) -> _Said:
    evaluated, voted = election.evaluation_until, election.qualification_closes_at
    if evaluated is not None and at < evaluated:
        return "Nominees are being evaluated.", "those who evaluate them", "Until", evaluated
    return "It is voted on each nominee.", "those who evaluate them", "The votes close", voted


def _balloting(election: Election, contests: Sequence[Contest], at: datetime) -> _Said:
    held = [each.ballot for each in contests if each.ballot is not None]
    states = {ballot.state for ballot in held}
    if any(each.state == COUNTED for each in contests):
        return _unsettled(contests)
    if any(each.state == READY for each in contests) or states & {ballots.DRAFT, ballots.FROZEN}:
        return (
            "It is known who stands. The ballots are being prepared.",
            OFFICERS,
            "The vote opens",
            election.voting_opens_at,
        )
    if ballots.SCHEDULED in states:
        return (
            "The vote is announced.",
            NOBODY,
            "It opens",
            min(ballot.opens_at for ballot in held if ballot.state == ballots.SCHEDULED),
        )
    closes = [ballot.closes_at for ballot in held if ballot.state == ballots.OPEN and at < ballot.closes_at]
    if closes:
        return "The vote is open.", "the voters", "Vote by", min(closes)
    return "The votes are being counted.", NOBODY, "", None


def _unsettled(contests: Sequence[Contest]) -> _Said:
    outcomes = [Outcome.of(each.outcome, seats=each.number) for each in contests if each.state == COUNTED]
    if any(each.undecided for each in outcomes):
        return "The votes are counted. A lot is to be drawn.", OFFICERS, "", None
    excesses = [excess.sentence for each in outcomes for excess in each.to_settle]
    return " ".join(["The votes are counted.", *excesses]), "those affected", "", None


def _provisional(_: Election, contests: Sequence[Contest], at: datetime) -> _Said:
    if any(each.state == COUNTED for each in contests):
        return _unsettled(contests)
    ends = [
        each.ballot.dispute_until
        for each in contests
        if each.ballot is not None and each.ballot.state == ballots.COUNTED and each.ballot.dispute_until
    ]
    if ends and at < max(ends):
        return "The result is provisional.", NOBODY, "Objections are taken until", max(ends)
    return "The result is provisional.", OFFICERS, "", None


def _certified(election: Election, contests: Sequence[Contest], _: datetime) -> _Said:
    names = [each["name"] for contest in contests for each in contest.elected]
    told = f"Elected: {', '.join(names)}." if names else "Nobody is elected."
    if len(names) > MOST_NAMES:
        told = f"{len(names)} people are elected."
    return told, "", "Certified", election.certified_at


def _cancelled(election: Election, _: Sequence[Contest], __: datetime) -> _Said:
    return f"This election was cancelled: {election.reason}", "", "", None


_SAYERS = {
    PLANNED: _planned,
    NOMINATING: _nominating,
    QUALIFYING: _qualifying,
    BALLOTING: _balloting,
    PROVISIONAL: _provisional,
    CERTIFIED: _certified,
    CANCELLED: _cancelled,
}
