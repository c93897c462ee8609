"""Vetoes: votes against that stop a decision while they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from alliance.charter.grammar.electorates import Ruling
from alliance.charter.grammar.words import (
    Closed,
)


class Veto(Closed):
    """A vote against that stops the decision while it stands."""

    needs: Literal["justification", "nothing"] = "nothing"
    validity_ruled_by: Ruling | None = None
    withdrawable: bool = True
    overridable: bool = False

    @property
    def sentences(self) -> list[str]:
        reason = " that gives a justification" if self.needs == "justification" else ""
        told = [
            f"A veto{reason} stops the decision" + (" until it is withdrawn." if self.withdrawable else ".")
        ]
        told.append("It can be overridden." if self.overridable else "It cannot be overridden.")
        if self.validity_ruled_by:
            told.append(
                f"Whether it is valid is ruled on by {self.validity_ruled_by.words.removesuffix(',')}."
            )
        return told


@dataclass(frozen=True, slots=True)
class VetoCast:
    """A veto as it was cast: was it justified, ruled valid (None: no ruling), withdrawn, overridden?"""

    justified: bool = True
    ruled_valid: bool | None = None
    withdrawn: bool = False
    overridden: bool = False


def standing_vetoes(veto: Veto, cast: Iterable[VetoCast]) -> int:
    """How many vetoes stand: the tally `vetoes`."""
    return sum(_stands(veto, each) for each in cast)


def _stands(veto: Veto, cast: VetoCast) -> bool:
    if veto.needs == "justification" and not cast.justified:
        return False
    if veto.validity_ruled_by and cast.ruled_valid is False:
        return False
    return not (veto.withdrawable and cast.withdrawn) and not (veto.overridable and cast.overridden)
