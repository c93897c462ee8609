"""The three levels of a ballot, and what each promises a voter, in words shown before voting.

Each sentence must be true as it stands, the unwelcome ones as well; docs/secrecy.md says what they rest on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from alliance.voting.secrecy.custodians import Keepers
from alliance.voting.secrecy.disclosure import Publication


class Level(StrEnum):
    """Where a vote is encrypted: not at all, on the server, or in the voter's browser."""

    RECORDED = "recorded"
    SECRET = "secret"  # noqa: S105 -- a level, not a password
    SEALED = "sealed"


OFFERED: Final = (Level.RECORDED, Level.SECRET)
"""What can be chosen. Sealed is described in docs/secrecy.md with what must be reviewed before it may be."""


@dataclass(frozen=True, slots=True)
class Promise:
    """One row of the card: `key` is stable, the rest is for people."""

    key: str
    question: str
    answer: str


QUESTIONS: Final[Mapping[str, str]] = {
    "encrypted": "Where your vote is encrypted",
    "before_close": "Who can see results before the close",
    "while_open": "Who can link you to your vote while it is open",
    "afterwards": "Who can link you to your vote after the key is destroyed",
    "own_vote": "How you check your own vote",
    "count": "How anybody checks the count",
    "proof": "Can you prove how you voted",
    "change": "Can you change it",
}


def promise_card(
    level: Level,
    publication: Publication,
    *,
    keepers: Keepers | None = None,
    trackers_apart: bool = False,
    may_change: bool = True,
) -> tuple[Promise, ...]:
    """The rows in the order of `QUESTIONS`, in words for these settings.

    `publication` is who may see the ballots after the count, `trackers_apart` whether trackers and ballots
    are two lists that nothing joins, `may_change` whether a vote may be changed until the close. `keepers`
    is needed for the level sealed; without it the words for a secret ballot give no number.
    Raises `ValueError` for a sealed ballot without keepers.
    """
    words = {Level.RECORDED: _recorded, Level.SECRET: _secret, Level.SEALED: _sealed}[level]
    answers = words(_Setting(publication, keepers, trackers_apart, may_change))
    return tuple(Promise(key, question, answers[key]) for key, question in QUESTIONS.items())


def undetected(checking: Fraction, altered: int) -> Fraction:
    """The probability that nobody notices: `altered` ballots, a share `checking` of the voters looking.

    (1 - p)^m: each altered ballot goes unnoticed unless its own voter looks. Raises `ValueError` for a share
    beyond 0 and 1, or a negative number.
    """
    if not 0 <= checking <= 1 or altered < 0:
        raise ValueError("A share lies between 0 and 1, and a number of ballots is not negative.")
    return Fraction(1 - checking) ** altered


DETECTION: Final = (
    "A server that cheats is found out by the voters who look. When one in five of them does, ten altered "
    "votes all go unnoticed with a probability of 11 %, twenty with 1.2 %: (1 − p)^m for a share p of "
    "voters who look and m altered votes. This is no end-to-end verifiability."
)
_NO_PAGE: Final = "Nobody, on any page, in any mail or through the API: only how many have voted is shown."
_AUDIENCE: Final = {
    Publication.PUBLIC: "everybody",
    Publication.MEMBERS: "members",
    Publication.SCRUTINEERS: "the scrutineers",
}


@dataclass(frozen=True, slots=True)
class _Setting:
    publication: Publication
    keepers: Keepers | None
    trackers_apart: bool
    may_change: bool

    @property
    def is_listed(self) -> bool:
        """Whether voters themselves see the ballots."""
        return self.publication <= Publication.MEMBERS

    @property
    def audience(self) -> str:
        return _AUDIENCE.get(self.publication, "nobody")


def _recorded(setting: _Setting) -> dict[str, str]:
    if setting.publication is Publication.AGGREGATES:
        shown = "After the count only totals are shown; who voted how stays on record."
    else:
        shown = f"After the count {setting.audience} can read it."
    again = {
        Publication.SCRUTINEERS: "The scrutineers can count all votes again. Everybody else has their word.",
        Publication.AGGREGATES: "Nobody outside the server can: only totals are published.",
    }
    return {
        "encrypted": "Nowhere: this vote is on record. It is stored beside the name it is cast for. Only its "
        "way from your browser to the server is encrypted, as for every page.",
        "before_close": f"{_NO_PAGE} Whoever runs the server or reads its database can read every vote.",
        "while_open": "Whoever runs the server, or reads its database or its backups, and whoever may cast "
        "the same vote as you.",
        "afterwards": f"There is no key, and nothing is destroyed: who voted how is on record. {shown}",
        "own_vote": "Among your votes, at any time"
        + (", and after the count in the list of all votes." if setting.is_listed else "."),
        "count": again.get(
            setting.publication,
            f"{_capital(setting.audience)} can download the votes and count them again, with the program "
            "offered there or an own one.",
        ),
        "proof": "Yes, by showing your own page" + (", or the list." if setting.is_listed else "."),
        "change": "Yes, until the close: the last vote counts." if setting.may_change else _FIXED,
    }


def _secret(setting: _Setting) -> dict[str, str]:
    recipients = _recipients(setting.keepers)
    return {
        "encrypted": "On the server, when it arrives and before anything is stored. Its way there is "
        "encrypted as well, but the server's program sees it while it seals it. Stored is an envelope that "
        "only the key of this ballot opens.",
        "before_close": f"{_NO_PAGE} The key lies on the server, outside the database and its backups: "
        f"whoever runs the server could open envelopes against the rules, and so could {recipients} with a "
        "copy of the database.",
        "while_open": "Nobody who reads the database, its backups or its logs. Envelopes are kept beside "
        "names on purpose, so that a vote can be changed and counts once; whoever has the key as well can "
        f"link: whoever runs the server, or {recipients} with a copy of the database. So can whoever "
        "watches the server's program while votes arrive.",
        "afterwards": "Nobody, from anything the alliance keeps. There remain whoever recorded votes as they "
        "arrived, or kept both the key and the envelopes against the rules. " + _TOLD_BY_RESULT,
        **_checks(setting, _SAME_TRACKER),
        "change": _change(setting),
    }


def _sealed(setting: _Setting) -> dict[str, str]:
    if setting.keepers is None:
        raise ValueError("Sealed ballots are opened by officers: say how many, and how many it takes.")
    together = f"{setting.keepers.needed} of the {setting.keepers.number} officers together"
    checks = _checks(setting)
    return {
        "encrypted": "In your browser, before it is sent: the server gets an envelope that it cannot open, "
        "as long as the page it sent you does what it says.",
        "before_close": f"Nobody, unless {together} open envelopes before the close. How many have voted is "
        "shown.",
        "while_open": f"{_capital(together)}, with the server's help. So can whoever changes the page that "
        "your browser loads, or controls your device.",
        "afterwards": "Nobody, from anything the alliance or its officers keep. There remain officers, as "
        "many as it takes, who kept their keys against the rules, a changed page, and your own device. "
        + _TOLD_BY_RESULT,
        **checks,
        "own_vote": f"{checks['own_vote']} Look from a second device if you do not trust the first. The "
        "server cannot tell whether an envelope holds a ballot; one that does not open is not counted.",
        "change": _change(setting),
    }


_TOLD_BY_RESULT: Final = "And a result can tell by itself, when all vote alike or very few vote."
_SAME_TRACKER: Final = (
    " It could also show one tracker to two voters who vote alike, which they notice only by comparing."
)
_FIXED: Final = "No: the first vote counts."


def _recipients(keepers: Keepers | None) -> str:
    if keepers is None:
        return "each recovery recipient"
    return (
        f"each of the {keepers.number} recovery recipients"
        if keepers.number > 1
        else "the recovery recipient"
    )


def _checks(setting: _Setting, beyond: str = "") -> dict[str, str]:
    """The rows that depend on who sees the ballots; `beyond` is what looking does not find out."""
    return {
        "own_vote": _own_vote(setting, f"{DETECTION}{beyond}"),
        "count": _count(setting),
        "proof": f"{_proof(setting)} {_pressure(setting)}",
    }


def _own_vote(setting: _Setting, detection: str) -> str:
    if setting.publication is Publication.AGGREGATES:
        return "That your vote has arrived you see; how it was counted you cannot check."
    tracker = "When you have voted, a tracker of 16 signs is shown, once: only your envelope holds it."
    narrowed = "Where the ballots turn out to point at persons, fewer people see them than planned."
    if setting.publication is Publication.SCRUTINEERS:
        return (
            f"{tracker} Only the scrutineers see the ballots: they can read you the vote beside your "
            f"tracker, and then know that it is yours. {detection}"
        )
    if setting.trackers_apart:
        return (
            f"{tracker} After the count it must be in the list of trackers: your envelope was opened. What "
            f"was counted for it you cannot check. {narrowed}"
        )
    return (
        f"{tracker} After the count, find it in the list of ballots: the vote beside it must be yours. To "
        f"look without telling the server which is yours, download the list. {detection} {narrowed}"
    )


def _count(setting: _Setting) -> str:
    if setting.publication is Publication.AGGREGATES:
        return (
            "Nobody outside the server can: only totals are published. They must add up to the number of "
            "those who voted."
        )
    word = "" if setting.is_listed else " Everybody else has their word."
    return (
        f"{_capital(setting.audience)} can download the ballots, without names, and count them again, with "
        "the program offered there or an own one. There must be as many as voters marked on the roll, less "
        "the envelopes that did not open. That these are the ballots that were cast, only their voters can "
        f"tell.{word}"
    )


def _proof(setting: _Setting) -> str:
    if setting.publication is Publication.AGGREGATES:
        return "Not by anything that is published. Somebody may still watch you vote."
    if setting.publication is Publication.SCRUTINEERS:
        return "To the scrutineers, by telling them your tracker. Somebody else may still watch you vote."
    asked = "Somebody may also ask you for a rare ranking and look for it in the list."
    if setting.trackers_apart:
        return f"Not by your tracker: nothing published joins it to a vote. {asked}"
    return f"Yes: after the count, by showing your tracker. {asked}"


def _pressure(setting: _Setting) -> str:
    """What voting again does against pressure."""
    if not setting.may_change:
        return "Against pressure there is no help here in voting again."
    told = "" if setting.publication is Publication.AGGREGATES else _STALE
    return (
        "Against pressure you can vote again: only the last vote before the close counts, and only those "
        f"who may cast the same vote are told that it was changed. {told}It does not help against somebody "
        "who watches you until the close, or controls your account."
    )


_STALE: Final = (
    "But whoever got the tracker of an earlier vote, and sees the list, finds that it is not there. "
)


def _change(setting: _Setting) -> str:
    if not setting.may_change:
        return _FIXED
    return (
        "Yes, until the close: the new envelope takes the place of the old one, and only it is counted. "
        "Each vote has a new tracker; keep the last."
    )


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
