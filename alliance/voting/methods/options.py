"""What may be chosen for a count, apart from the method."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal, TypeAlias

Unranked: TypeAlias = Literal["excluded", "last"]


@dataclass(frozen=True, slots=True)
class Lot:
    """One order of the candidates, used for every lot of a count: the earlier is favoured.

    `order` is empty when no lot has been drawn; then a tie that decides about a seat is reported, not broken.
    `source` says in words where the order comes from, and `seed` lets anybody draw it again.
    """

    order: tuple[str, ...] = ()
    source: str = "no lot has been drawn"
    seed: str = ""

    @classmethod
    def drawn(cls, seed: str, candidates: Iterable[str]) -> Lot:
        """The order of SHA-256 over `seed|name` in UTF-8, the smallest first (in the manner of RFC 3797).

        The seed joins what was committed before the vote with a public value that nobody knew at the close.
        """
        order = sorted(candidates, key=lambda name: hashlib.sha256(f"{seed}|{name}".encode()).digest())
        return cls(tuple(order), "lot drawn by SHA-256 of the seed and each name", seed)

    def recorded(self) -> dict[str, Any]:
        return {"order": list(self.order), "source": self.source, "seed": self.seed}


@dataclass(frozen=True, slots=True)
class Cap:
    """At most so many of one group may sit.

    `limit` is a whole number, or a fraction of `size` (the seats of the whole body) cut to a whole number, at
    least `least`. `groups` gives the group of each candidate who has one; `sitting` how many of a group stay
    in the body and count.
    """

    limit: int | Fraction
    groups: Mapping[str, str]
    size: int = 0
    least: int = 0
    sitting: Mapping[str, int] = field(default_factory=dict)

    @property
    def most(self) -> int:
        """How many of one group may sit, sitting members included."""
        if isinstance(self.limit, int):
            return max(self.limit, self.least)
        return max(int(self.limit * self.size), self.least)

    def room(self, candidate: str) -> int | None:
        """How many candidates of this one's group may still be elected; None without a group."""
        group = self.groups.get(candidate)
        return None if group is None else max(0, self.most - self.sitting.get(group, 0))

    def recorded(self) -> dict[str, Any]:
        """As the record keeps it: a fraction is told from a whole number by its bar, "3/3" by "1/1"."""
        limit = self.limit
        return {
            "limit": str(limit) if isinstance(limit, int) else f"{limit.numerator}/{limit.denominator}",
            "size": self.size,
            "least": self.least,
            "most": self.most,
            "groups": dict(self.groups),
            "sitting": dict(self.sitting),
        }


@dataclass(frozen=True, slots=True)
class Options:
    """How to count, apart from the method.

    `seats`: those the ballots name when None. `unranked`: the method's own reading when None.
    `first_excluded`: candidates who are excluded before any other, such as undeclared write-ins.
    `default_option`, `eligible` and `ratios` (an option's majority over the default, 1 when not named) are
    for methods with a default option. `progress` is told the share of the work done, from 0 to 1.
    """

    seats: int | None = None
    unranked: Unranked | None = None
    lot: Lot = Lot()
    cap: Cap | None = None
    first_excluded: tuple[str, ...] = ()
    default_option: str = ""
    eligible: int | None = None
    ratios: Mapping[str, Fraction] = field(default_factory=dict)
    progress: Callable[[float], None] | None = None

    def recorded(self, seats: int, unranked: Unranked | None = None) -> dict[str, Any]:
        """The settings as the record keeps them: `seats` and `unranked` as used, the others when given."""
        given = {
            "unranked": unranked,
            "lot": self.lot.order and self.lot.recorded(),
            "cap": self.cap and self.cap.recorded(),
            "first_excluded": list(self.first_excluded),
            "default_option": self.default_option,
            "eligible": self.eligible,
            "ratios": {name: str(ratio) for name, ratio in self.ratios.items()},
        }
        return {"seats": seats} | {name: value for name, value in given.items() if value}
