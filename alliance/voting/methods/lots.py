"""Lots in a count by transfers: who is taken of the tied, and whether that decides who is elected."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from alliance.voting.methods.seats import lot_of

if TYPE_CHECKING:
    from alliance.voting.methods.options import Options
    from alliance.voting.methods.profile import Profile

Purpose: TypeAlias = Literal["first", "last"]
"""Who is taken: the one whom the lot favours (to be elected, to move first), or the one it favours least."""

MOST_TRIALS: Final = 64
MOST_BALLOTS: Final = 20_000_000
"""How often, and over how many ballots in all, a count is tried again to see what a lot decides."""


@dataclass(frozen=True, slots=True)
class Draw:
    """One use of the lot: the tied, and the one who was taken."""

    tied: tuple[int, ...]
    taken: int


@dataclass
class Lots:
    """One order of all candidates, used for every lot of a count.

    A lot that was drawn favours the earlier. The order that a file of ballots states, or else the order of
    its candidates, is the order in which the tied are taken, as the reference programs have it: the first is
    excluded first, and its surplus moves first. `script` are the candidates to take in the first draws
    instead, to see what another outcome of the lot leads to.
    """

    order: Sequence[int]
    source: str
    is_drawn: bool
    script: Sequence[int] = ()
    draws: list[Draw] = field(default_factory=list)

    def take(self, tied: Sequence[int], purpose: Purpose) -> int:
        """The one who is taken of those who are tied."""
        places = sorted(tied, key=self.order.index)
        taken = places[-1] if self.is_drawn and purpose == "last" else places[0]
        if len(self.draws) < len(self.script):
            taken = self.script[len(self.draws)]
        self.draws.append(Draw(tuple(tied), taken))
        return taken

    @property
    def is_trial(self) -> bool:
        """Whether the count only tries another outcome of a lot, so that its rounds need not be told."""
        return bool(self.script)

    def scripted(self, script: Sequence[int]) -> Lots:
        return Lots(self.order, self.source, self.is_drawn, script)


def lots_for(profile: Profile, options: Options) -> Lots:
    """The lot drawn for the count, or the order in the file; `CountError` if the lot leaves somebody out."""
    if options.lot.order:
        names = lot_of(profile, options).order
        number = {name: each for each, name in enumerate(profile.candidates)}
        return Lots([number[name] for name in names if name in number], options.lot.source, is_drawn=True)
    if profile.tie_order:
        return Lots(profile.tie_order, "order for ties stated in the file", is_drawn=False)
    return Lots(range(len(profile.candidates)), "order of the candidates in the file", is_drawn=False)


def decisive(
    draws: Sequence[Draw],
    elected: set[int],
    elected_with: Callable[[Sequence[int]], set[int]],
    ballots: int,
) -> list[bool | None]:
    """For each draw, whether taking another of the tied elects other people, later draws as usual.

    `elected_with` counts again with a script of whom to take. None for all when that takes too many counts.
    """
    trials = sum(len(draw.tied) - 1 for draw in draws)
    if trials > MOST_TRIALS or trials * ballots > MOST_BALLOTS:
        return [None] * len(draws)
    taken = [draw.taken for draw in draws]
    return [
        any(elected_with([*taken[:step], other]) != elected for other in draw.tied if other != draw.taken)
        for step, draw in enumerate(draws)
    ]
