"""Seat caps within a count by rounds: who may still be elected, and who is needed to fill the seats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from alliance.voting.methods.seats import listed

if TYPE_CHECKING:
    from alliance.voting.methods.options import Cap
    from alliance.voting.methods.record import CapStep


class Room:
    """How many of each group may still be elected; without a cap there is room for all."""

    def __init__(self, cap: Cap | None, candidates: Sequence[str]) -> None:
        self._cap = cap
        self._names = candidates
        self._group = [cap.groups.get(name) if cap else None for name in candidates]
        self._left = {
            group: cap.room(name) or 0
            for name, group in zip(candidates, self._group, strict=True)
            if cap and group is not None
        }

    def has(self, candidate: int) -> bool:
        """Whether one more of the candidate's group may be elected."""
        group = self._group[candidate]
        return group is None or self._left[group] > 0

    def take(self, candidate: int) -> None:
        """The candidate is elected."""
        group = self._group[candidate]
        if group is not None:
            self._left[group] -= 1

    def electable(self, candidates: Iterable[int]) -> int:
        """How many of the candidates could be elected together."""
        by_group = Counter(self._group[each] for each in candidates)
        return sum(
            number if group is None else min(number, self._left[group]) for group, number in by_group.items()
        )

    def spare(self, candidates: Sequence[int], seats: int) -> list[int]:
        """Those who may be excluded without a seat staying vacant that could be filled."""
        if self._cap is None:
            return list(candidates) if len(candidates) > seats else []
        needed = min(seats, self.electable(candidates))
        return [each for each in candidates if self.electable([c for c in candidates if c != each]) >= needed]

    def group_of(self, candidate: int, candidates: Iterable[int]) -> list[int]:
        """Those of the candidate's group; without a group, the candidate alone."""
        group = self._group[candidate]
        return [candidate] if group is None else [each for each in candidates if self._group[each] == group]

    def full(self, candidates: Iterable[int]) -> list[int]:
        """Those whose group has no room left."""
        return [each for each in candidates if not self.has(each)]

    def reason(self, full: Iterable[int]) -> str:
        """Why they are out: “at most 2 of North may sit”."""
        steps = [self.step(each, 0) for each in full]
        return listed(
            list(dict.fromkeys(f"at most {each['limit']} of {each['group']} may sit" for each in steps))
        )

    def step(self, candidate: int, round_number: int) -> CapStep:
        """The event for the record: the candidate is out because the group is full."""
        group, limit = self._group[candidate] or "", self._cap.most if self._cap else 0
        name = self._names[candidate]
        return {
            "candidate": name,
            "group": group,
            "limit": limit,
            "round": round_number,
            "sentence": f"{name} is passed over: at most {limit} of {group} may sit.",
        }
