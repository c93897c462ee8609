"""How ties are broken, in a vote on a question and in an election."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Tag

from alliance.charter.grammar.methods import TITLES, Method
from alliance.charter.grammar.words import (
    Closed,
    Line,
    Name,
    one_of,
    spaced,
)


class Casting(Closed):
    """Somebody decides a tie."""

    casting: Name

    @property
    def words(self) -> str:
        return f"the {spaced(self.casting)} decides"


class TieLot(Closed):
    """A lot decides a tie."""

    lot: Literal["verifiable", "coin"]

    @property
    def words(self) -> str:
        return "a coin is flipped" if self.lot == "coin" else "a lot that can be checked is drawn"


class Refer(Closed):
    """A tie goes to somebody else."""

    refer_to: Name

    @property
    def words(self) -> str:
        return f"it is referred to the {spaced(self.refer_to)}"


MotionTie: TypeAlias = Annotated[
    Annotated[Casting, Tag("[casting]")]
    | Annotated[TieLot, Tag("[lot]")]
    | Annotated[Refer, Tag("[refer_to]")],
    one_of("casting", "lot", "refer_to"),
]


class EarlierRound(Closed):
    """The latest earlier round in which those tied differ."""

    earlier_round: Literal["largest_lead", "most_recent"]

    @property
    def words(self) -> str:
        return "the latest earlier round in which those tied differ decides"


def _lot(data: object) -> object:
    return {"verifiable": data == "verifiable"} if isinstance(data, str) else data


class _LotRule(Closed):
    verifiable: bool = True
    seed_from: Line | None = None


_Lot: TypeAlias = Annotated[
    _LotRule, BeforeValidator(_lot, json_schema_input_type=Literal["verifiable", "random"] | _LotRule)
]


class ElectionLot(Closed):
    """A lot that anybody can draw again."""

    lot: _Lot

    @property
    def words(self) -> str:
        seed = f" (its seed: {self.lot.seed_from})" if self.lot.seed_from else ""
        return f"a lot that can be checked decides{seed}" if self.lot.verifiable else "a lot decides"


class CoinFlip(Closed):
    """A coin flipped in public."""

    coin: Literal["non_involved_member", "officer"]

    @property
    def words(self) -> str:
        return f"a coin flipped by a {spaced(self.coin)} decides"


class Agreement(Closed):
    """Those tied agree."""

    agree_among: Literal["tied"]

    @property
    def words(self) -> str:
        return "those tied agree among themselves"


class Recount(Closed):
    """Another counting rule among those tied."""

    method: Method

    @property
    def words(self) -> str:
        return f"the ballots are counted again among those tied {TITLES[self.method.rule]}"


class RunOff(Closed):
    """Another vote among those tied."""

    run_off: Literal["tied"]

    @property
    def words(self) -> str:
        return "there is another vote among those tied"


ElectionTie: TypeAlias = Annotated[
    Annotated[EarlierRound, Tag("[earlier_round]")]
    | Annotated[ElectionLot, Tag("[lot]")]
    | Annotated[CoinFlip, Tag("[coin]")]
    | Annotated[Agreement, Tag("[agree_among]")]
    | Annotated[Recount, Tag("[method]")]
    | Annotated[RunOff, Tag("[run_off]")]
    | Annotated[Casting, Tag("[casting]")],
    one_of("earlier_round", "lot", "coin", "agree_among", "method", "run_off", "casting"),
]
