"""How firmly a result stands: the same votes measured on other bases. Pure and exact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from alliance.charter.grammar import MotionRule
from alliance.charter.grammar.prose import percentages

BASES: Final[dict[str, str]] = {
    "cast": "Of for and against; abstentions do not count",
    "participated": "Of all votes; abstentions count as against",
    "eligible": "Of all entitled; not voting counts as against",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """Votes for as a share of one base, and whether the rule's own fraction of it was reached.

    `share` is None when the base is empty.
    """

    base: str
    words: str
    votes_for: int
    total: int
    fraction: Fraction
    is_reached: bool
    is_the_rule: bool

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.votes_for, self.total) if self.total else None

    @property
    def percent(self) -> str:
        """As the sentence of the count says it: a share never looks like a threshold it does not reach."""
        return "none" if self.share is None else percentages(self.share, self.fraction)[0]


def readings(rule: MotionRule, tally: Mapping[str, int]) -> list[Reading]:
    """The rule's fraction asked of each base in turn; empty when the rule is not one share of one base."""
    line = rule.threshold
    if line is None or line.base not in BASES:
        return []
    found = []
    for base, words in BASES.items():
        needed = line.fraction * tally[base]
        reached = tally["for"] > needed if line.strict else tally["for"] >= needed
        found.append(
            Reading(base, words, tally["for"], tally[base], line.fraction, reached, base == line.base)
        )
    return found
