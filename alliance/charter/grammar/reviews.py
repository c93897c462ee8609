"""Reviews that come round: how often, of what, by whom, and what they may open."""

from __future__ import annotations

from datetime import date
from typing import Literal

from alliance.charter.grammar.electorates import Who
from alliance.charter.grammar.words import (
    CalendarSpan,
    Closed,
    Line,
    Name,
    Names,
    either,
    every,
    sentence,
    spaced,
)


class Reviewed(Closed):
    """What is reviewed."""

    kind: Literal["project", "working_group", "group", "member", "charter"]
    stages: Names = ()

    @property
    def words(self) -> str:
        stages = f" in {either(map(spaced, self.stages))}" if self.stages else ""
        return f"each {spaced(self.kind)}{stages}"


class Review(Closed):
    """A review that comes round."""

    id: Name
    title: Line | None = None
    every: CalendarSpan
    of: Reviewed
    by: Who
    cure: CalendarSpan | None = None
    may_open: Names = ()

    @property
    def sentences(self) -> list[str]:
        told = [sentence(f"{every(self.every)}, {self.of.words} is reviewed by {self.by.words}")]
        if self.cure:
            told.append(f"What falls short has {self.cure.words} to be mended.")
        if self.may_open:
            told.append(f"The review may open {either(f'“{spaced(rule)}”' for rule in self.may_open)}.")
        return told


def next_review(review: Review, last: date) -> date:
    """When the next review is due after the last one."""
    return review.every.after(last)
