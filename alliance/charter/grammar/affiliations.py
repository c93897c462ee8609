"""When two people count as of one side: their organization, or all organizations under one ownership."""

from __future__ import annotations

from alliance.charter.grammar.electorates import UNITS, Ruling, Unit
from alliance.charter.grammar.words import Closed, Line, Name, Names, spaced


class Undecided(Closed):
    """Who rules when an affiliation is disputed."""

    ruling_by: Name
    of: Line | None = None
    passes: Ruling | None = None


class Affiliation(Closed):
    """The unit in which caps and votes see people together."""

    unit: Unit
    rule: Line | None = None
    as_of: Names = ()
    undecided: Undecided | None = None

    @property
    def sentences(self) -> list[str]:
        unit = UNITS[self.unit][0]
        told = [f"Affiliation is by {unit}{f': {self.rule}' if self.rule else ''}."]
        if self.as_of:
            told.append(f"It counts at these moments: {', '.join(map(spaced, self.as_of))}.")
        if self.undecided:
            told.append(f"A disputed affiliation is ruled on by the {spaced(self.undecided.ruling_by)}.")
        return told
