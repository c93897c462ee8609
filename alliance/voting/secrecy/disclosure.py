"""What publishing a box would tell about single voters, and how far it should therefore go.

A ranking in a small electorate is nearly a signature, and whoever buys or forces a vote can ask for a certain
one: Teague, Ramchen, Naish, Coercion-Resistant Tallying for STV Voting, EVT 2008. That no vote shall be told
from what is published is also the aim of Council of Europe CM/Rec(2017)5 on the secrecy of the vote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from typing import Final

from alliance.voting.secrecy.box import Box
from alliance.voting.secrecy.withheld import discreet


class Publication(IntEnum):
    """Who may see the box, from everybody to nobody."""

    PUBLIC = 0
    MEMBERS = 1
    SCRUTINEERS = 2
    AGGREGATES = 3


def publication_named(name: str) -> Publication:
    """The publication of that word, as a ballot keeps it: "members"."""
    return Publication[name.upper()]


FEWEST_VOTERS: Final = 5
FEWEST_IN_CLASS: Final = 3
MOST_UNIQUE: Final = Fraction(1, 5)


@dataclass(frozen=True, slots=True)
class Limits:
    """A box says too much with fewer voters, fewer in one of several classes, or more unique ballots."""

    fewest_voters: int = FEWEST_VOTERS
    fewest_in_class: int = FEWEST_IN_CLASS
    most_unique: Fraction = MOST_UNIQUE


@dataclass(frozen=True, slots=True)
class Finding:
    """One way in which single votes show; `code` is stable, `asks_for` the widest publication that mends it.

    `in_totals` is true when the totals tell it as well: then even they say too much, and only an outcome
    without figures would not. Findings tell part of the result: until it may be seen, they are for officers.
    """

    code: str
    sentence: str
    asks_for: Publication
    in_totals: bool = False


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What was found, and the widest publication that is recommended, never wider than `wished`."""

    findings: tuple[Finding, ...]
    recommended: Publication


@discreet
def check_disclosure(
    boxes: Mapping[str, Box], wished: Publication = Publication.PUBLIC, limits: Limits | None = None
) -> Disclosure:
    """What the boxes, by the name of their class of voters, would tell about single voters.

    `wished` is what the rule of the ballot would publish. Without classes there is one box, by any name.
    """
    found = tuple(_findings(boxes, limits or Limits()))
    return Disclosure(found, max([wished, *(each.asks_for for each in found)]))


def _findings(boxes: Mapping[str, Box], limits: Limits) -> Iterator[Finding]:
    voted = {name: box for name, box in boxes.items() if box.rows}
    marks = [ballot.marks for box in voted.values() for ballot in box.ballots]
    if marks and len(marks) < limits.fewest_voters:
        yield Finding(
            "few-voters",
            f"Fewer than {limits.fewest_voters} voted ({len(marks)}): "
            "who knows some of the votes can work out the others.",
            Publication.AGGREGATES,
            in_totals=True,
        )
    if marks and len(set(marks)) == 1:
        yield Finding(
            "unanimous",
            "All ballots say the same: whoever is known to have voted is known to have voted so.",
            Publication.AGGREGATES,
            in_totals=True,
        )
    if len(boxes) > 1:
        for name, box in voted.items():
            yield from _of_class(name, box, limits)
    yield from _unique(voted, limits)


def _of_class(name: str, box: Box, limits: Limits) -> Iterator[Finding]:
    if len(box.rows) == 1:
        yield Finding(
            "class-of-one",
            f"One voter of “{name}” voted: figures for this class are that voter's ballot.",
            Publication.AGGREGATES,
            in_totals=True,
        )
    elif len(box.rows) < limits.fewest_in_class:
        yield Finding(
            "small-class",
            f"Fewer than {limits.fewest_in_class} of “{name}” voted ({len(box.rows)}): "
            "figures for this class nearly tell each ballot.",
            Publication.AGGREGATES,
            in_totals=True,
        )
    elif len(set(box.ballots)) == 1:
        yield Finding(
            "unanimous-class",
            f"All ballots of “{name}” say the same: figures for this class tell how each of it voted.",
            Publication.AGGREGATES,
            in_totals=True,
        )


def _unique(boxes: Mapping[str, Box], limits: Limits) -> Iterator[Finding]:
    """Unique is a ballot that is the only one of its kind in its box, for each box is a list of its own."""
    total = sum(len(box.rows) for box in boxes.values())
    unique = sum(
        number == 1
        for box in boxes.values()
        for number in Counter(each.marks for each in box.ballots).values()
    )
    if total and Fraction(unique, total) > limits.most_unique:
        yield Finding(
            "unique-ballots",
            f"{unique} of {total} ballots are the only one of their kind: who knows part of such a ballot, "
            "or asked for it, finds it in the list.",
            Publication.SCRUTINEERS,
        )
