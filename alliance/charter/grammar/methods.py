"""How the ballots of an election are counted, in a charter's words, and the counting rule that is meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self, TypeAlias

from pydantic import BeforeValidator, model_validator

from alliance.charter.grammar.words import Closed, Few, exactly_one

MethodName: TypeAlias = Literal[
    "plurality",
    "approval",
    "score",
    "irv",
    "scottish-2007",
    "wigm-prf",
    "wigm-exact",
    "minneapolis-2013",
    "meek-prf",
    "schulze-wv",
    "schulze-margins",
    "ranked-pairs-wv",
    "condorcet-irv",
    "debian",
]
TITLES: Final[dict[MethodName, str]] = {
    "plurality": "by plurality",
    "approval": "by approval voting",
    "score": "by score voting",
    "irv": "by instant-runoff voting",
    "scottish-2007": "by single transferable vote (Scottish rules of 2007)",
    "wigm-prf": "by single transferable vote (weighted inclusive Gregory, reference rule)",
    "wigm-exact": "by single transferable vote (weighted inclusive Gregory, exact fractions)",
    "minneapolis-2013": "by single transferable vote (Minneapolis rules of 2013)",
    "meek-prf": "by single transferable vote (Meek, reference rule)",
    "schulze-wv": "by Condorcet's method (Schulze, winning votes)",
    "schulze-margins": "by Condorcet's method (Schulze, margins)",
    "ranked-pairs-wv": "by Condorcet's method (ranked pairs, winning votes)",
    "condorcet-irv": "by Condorcet's method with instant runoff",
    "debian": "by Debian's method with a default option",
}


class Transferable(Closed):
    """Single transferable vote."""

    quota: Literal["droop"] = "droop"
    surplus: Literal["weighted-inclusive-gregory", "meek"] = "weighted-inclusive-gregory"
    arithmetic: Literal["exact", "5-decimals", "4-decimals", "9-decimals"] = "exact"
    equal_ranks: Literal["split", "refused"] | None = None
    unranked: Literal["exhausted"] = "exhausted"

    @model_validator(mode="after")
    def _has_a_rule(self) -> Self:
        if (self.surplus, self.arithmetic) not in TRANSFERS:
            known = " or ".join(f"{surplus} with {places}" for surplus, places in TRANSFERS)
            raise ValueError(f"This is counted with {known}")
        return self


TRANSFERS: Final[dict[tuple[str, str], MethodName]] = {
    ("weighted-inclusive-gregory", "exact"): "wigm-exact",
    ("weighted-inclusive-gregory", "5-decimals"): "scottish-2007",
    ("weighted-inclusive-gregory", "4-decimals"): "wigm-prf",
    ("meek", "9-decimals"): "meek-prf",
}


class Condorcet(Closed):
    """Pairwise comparison, with what decides when nobody beats everybody."""

    completion: Literal["schulze", "irv", "ranked_pairs"]
    strength: Literal["winning_votes", "margins"] = "winning_votes"
    unranked: Literal["excluded", "last"] = "last"
    equal_ranks: Literal["allowed", "refused"] = "allowed"

    @model_validator(mode="after")
    def _has_a_rule(self) -> Self:
        if self.strength == "margins" and self.completion != "schulze":
            raise ValueError("Margins are counted with completion: schulze")
        return self


class Approval(Closed):
    """Each voter approves of as many as wanted, or of at most `max`."""

    max: Few | None = None


class Nothing(Closed):
    """A method without choices."""


def _named(data: object) -> object:
    return {"name": data} if isinstance(data, str) else data


class _Method(Closed):
    """One counting rule: by name, or described by its parts."""

    name: MethodName | None = None
    stv: Transferable | None = None
    condorcet: Condorcet | None = None
    approval: Approval | None = None
    plurality: Nothing | None = None
    irv: Nothing | None = None
    score: Nothing | None = None
    unranked: Literal["excluded", "last"] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        exactly_one(self, ("name", "stv", "condorcet", "approval", "plurality", "irv", "score"))
        return self

    @property
    def rule(self) -> MethodName:
        """The name of the counting rule, as `manage.py count --method` takes it."""
        if self.name:
            return self.name
        if self.stv:
            return TRANSFERS[self.stv.surplus, self.stv.arithmetic]
        if self.condorcet:
            return _completed(self.condorcet)
        plain: tuple[tuple[object, MethodName], ...] = (
            (self.approval, "approval"),
            (self.plurality, "plurality"),
            (self.irv, "irv"),
        )
        return next((name for given, name in plain if given is not None), "score")

    @property
    def options(self) -> Mapping[str, str | int]:
        """What is chosen apart from the rule: `unranked`, and for approval the most names on a ballot."""
        found: dict[str, str | int] = {}
        if unranked := (self.condorcet.unranked if self.condorcet else self.unranked):
            found["unranked"] = unranked
        if self.approval and self.approval.max:
            found["max"] = self.approval.max
        return found

    @property
    def sentences(self) -> list[str]:
        """ "Counted by Condorcet's method with instant runoff.", and what leaving somebody unranked means."""
        told = [f"Counted {TITLES[self.rule]}."]
        if unranked := self.options.get("unranked"):
            means = "no opinion on them" if unranked == "excluded" else "ranking them below all others"
            told.append(f"Leaving candidates unranked is {means}.")
        if most := self.options.get("max"):
            told.append(f"Each ballot may name at most {most}.")
        return told


def _completed(condorcet: Condorcet) -> MethodName:
    if condorcet.completion == "irv":
        return "condorcet-irv"
    if condorcet.completion == "ranked_pairs":
        return "ranked-pairs-wv"
    return "schulze-margins" if condorcet.strength == "margins" else "schulze-wv"


Method: TypeAlias = Annotated[_Method, BeforeValidator(_named, json_schema_input_type=MethodName | _Method)]
