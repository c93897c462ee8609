"""From an order of the candidates to seats: walk down, pass over full groups, never hide a tie for a seat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from alliance.voting.methods.catalogue import CountError, Method
from alliance.voting.methods.options import Cap, Lot, Options
from alliance.voting.methods.profile import Profile, ScoreSheet
from alliance.voting.methods.record import CapStep, Found, Tie, Undecided

Order: TypeAlias = list[list[str]]
"""Names from the first to the last; equals share a list, in the order in which the ballots name them."""


@dataclass
class Seating:
    """Seats being filled, and what was met on the way: the parts of the record that follow from an order."""

    seats: int
    lot: Lot
    cap: Cap | None
    elected: list[str] = field(default_factory=list)
    waiting: int = 0
    between: list[str] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    caps: list[CapStep] = field(default_factory=list)
    _used: Counter[str] = field(default_factory=Counter)

    @property
    def left(self) -> int:
        """Seats that are neither filled nor waiting for a lot."""
        return self.seats - len(self.elected) - self.waiting

    @property
    def undecided(self) -> Undecided | None:
        return {"seats": self.waiting, "between": self.between} if self.waiting else None

    @property
    def sentence(self) -> str:
        """The result in plain English."""
        parts = []
        if self.elected:
            parts.append(f"Elected: {listed(self.elected)}.")
        if self.waiting:
            verb = "waits" if self.waiting == 1 else "wait"
            parts.append(
                f"{_seats(self.waiting)} {verb} for a lot, because {listed(self.between)} are tied for it."
            )
        if self.left:
            stays, it = ("stays", "it") if self.left == 1 else ("stay", "them")
            parts.append(f"{_seats(self.left)} {stays} vacant: nobody is left who may take {it}.")
        return " ".join(parts)

    def found(self) -> Found:
        """These parts as the record names them."""
        return {
            "undecided": self.undecided,
            "vacant": self.left,
            "ties": self.ties,
            "caps": self.caps,
            "sentence": self.sentence,
        }

    def without_full(self, candidates: Sequence[str]) -> list[str]:
        """Those who may still be seated; the others, whose group is full, are noted."""
        noted = {each["candidate"] for each in self.caps}
        full = [each for each in candidates if not self._room(each) and each not in noted]
        self.caps += [self._passed_over(each) for each in full]
        return [each for each in candidates if self._room(each)]

    def settle(self, at: str, equals: Sequence[str]) -> None:
        """Seat those who are equal at one place of the order, as far as it is certain or a lot decides."""
        within = self.without_full(equals)
        groups = Counter(self._group(each) for each in within)
        scarce = {
            self._group(each): self._room(each)
            for each in within
            if self._room(each) < groups[self._group(each)]
        }
        takers = sum(scarce.get(group, size) for group, size in groups.items())
        if len(within) > 1:
            self.ties.append(_tie(at, within, is_decisive=bool(scarce) or takers > self.left))
        if self.lot.order:
            self._seat_by_lot(within)
        elif takers > self.left:
            self.wait(self.left, within)
        else:
            for group, room in scarce.items():
                self.wait(room, [each for each in within if self._group(each) == group])
                self._used[group] += room
            self._seat([each for each in within if self._group(each) not in scarce])

    def _seat_by_lot(self, within: Sequence[str]) -> None:
        before = len(self.elected)
        for each in sorted(within, key=self.lot.order.index):
            if not self.left:
                break
            if self._room(each):
                self._seat([each])
            else:
                self.caps.append(self._passed_over(each))
        if len(within) > 1 and self.ties[-1]["is_decisive"]:
            chosen = self.elected[before:]
            self.ties[-1] |= {"chosen": chosen, "broken_by": self.lot.source, "is_lot": True}

    def take(self, candidate: str) -> None:
        """Elect one candidate whose group has room."""
        self._seat([candidate])

    def has_room(self, candidate: str, elected: Sequence[str]) -> bool:
        """Whether the candidate's group would have room if these were elected, whoever is elected so far."""
        room = self.cap.room(candidate) if self.cap else None
        group = self._group(candidate)
        return room is None or room > sum(self._group(each) == group for each in elected)

    def _seat(self, names: Sequence[str]) -> None:
        self.elected += names
        self._used.update(self._group(each) for each in names)

    def wait(self, seats: int, between: Sequence[str]) -> None:
        """Leave so many seats open until a lot is drawn between these."""
        self.waiting += seats
        self.between += between

    def _group(self, candidate: str) -> str:
        return self.cap.groups.get(candidate, "") if self.cap else ""

    def _room(self, candidate: str) -> int:
        """How many of the candidate's group may still be seated; without a group there is always room."""
        room = self.cap.room(candidate) if self.cap else None
        return (
            len(self.between) + self.seats
            if room is None
            else max(0, room - self._used[self._group(candidate)])
        )

    def _passed_over(self, candidate: str) -> CapStep:
        group, limit = self._group(candidate), self.cap.most if self.cap else 0
        return {
            "candidate": candidate,
            "group": group,
            "limit": limit,
            "sentence": f"{candidate} is passed over: at most {limit} of {group} may sit.",
        }


def seat(order: Order, seats: int, lot: Lot, cap: Cap | None) -> Seating:
    """Fill the seats from the top of the order.

    Whoever has a full group is passed over. A tie that decides who is seated is broken by the lot; without a
    lot the seats wait, and the walk goes on below only where every outcome leads to the same seats.
    """
    seating, place = Seating(seats, lot, cap), 1
    for equals in order:
        if not seating.left:
            break
        last = place + len(equals) - 1
        seating.settle(f"place {place}" if last == place else f"places {place} to {last}", equals)
        place = last + 1
    return seating


def ranked(ballots: Profile | ScoreSheet, method: Method) -> Profile:
    """The ballots as rankings; `CountError` when they hold points."""
    if isinstance(ballots, Profile):
        return ballots
    raise CountError(f"{method.title} counts ranks, and these ballots have points. Read them as ranks.")


def seats_of(ballots: Profile | ScoreSheet, options: Options) -> int:
    return ballots.seats if options.seats is None else options.seats


def lot_of(ballots: Profile | ScoreSheet, options: Options) -> Lot:
    """The lot drawn for the count, or else the one the file of ballots states.

    Raises `CountError` when it leaves out somebody who stands.
    """
    lot = options.lot
    if not lot.order and isinstance(ballots, Profile) and ballots.tie_order:
        lot = Lot(tuple(ballots.names(ballots.tie_order)), "order stated in the file of the ballots")
    standing = [name for i, name in enumerate(ballots.candidates) if i not in ballots.withdrawn]
    missing = sorted(set(standing) - set(lot.order))
    if lot.order and missing:
        raise CountError(f"The lot does not place {listed(missing)}. Draw it between all candidates.")
    return lot


def flattened(order: Order) -> list[str | list[str]]:
    """The order as the record has it: a name, or the names of those who are equal."""
    return [each[0] if len(each) == 1 else list(each) for each in order]


def listed(names: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""


def _seats(number: int) -> str:
    return "1 seat" if number == 1 else f"{number} seats"


def _tie(at: str, between: Sequence[str], *, is_decisive: bool) -> Tie:
    return {
        "at": at,
        "between": list(between),
        "chosen": [],
        "broken_by": None,
        "is_lot": False,
        "is_decisive": is_decisive,
    }
