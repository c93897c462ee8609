"""How a contest came out: who is elected and in which order, who was passed over, what is left to settle.

Pure: no database. People are known by the ids of their candidacies, or of their terms where they sit already.
`Outcome.recorded` is what a contest keeps and pages show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from typing import Any, Final, Literal, Self

from alliance.charter.grammar.caps import Cap, breaches
from alliance.charter.grammar.electorates import UNITS
from alliance.charter.grammar.words import count_of, either
from alliance.elections.seating import Seating, seated

SCHEMA: Final = "alliance.contest/1"
How = Literal["acclamation", "count", "lot", "moving_up"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who stands: the id of the candidacy, the name on the ballot, the side if there is one."""

    id: int
    name: str
    side: str | None = None


@dataclass(frozen=True, slots=True)
class Elected:
    """Somebody takes a seat; `rank` is the place in the order of election."""

    candidacy: int
    name: str
    side: str | None
    rank: int
    by: How


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Somebody who would be elected but for a cap."""

    candidacy: int
    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Gone:
    """Somebody who gave up a seat: one just elected (`candidacy`), or a member who sits (`term`)."""

    name: str
    reason: str
    by: Literal["agreement", "lot"]
    candidacy: int | None = None
    term: int | None = None


@dataclass(frozen=True, slots=True)
class Undecided:
    """What only a lot decides: `seats` between equals, or the `order` of those elected to unequal terms."""

    what: Literal["seats", "order"]
    between: tuple[int, ...]
    seats: int = 0


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a seat, or was elected to one."""

    name: str
    group: str
    candidacy: int | None = None
    term: int | None = None


@dataclass(frozen=True, slots=True)
class Excess:
    """One side that holds more seats than a cap allows, and what the charter says to that."""

    unit: str
    side: str
    held: int
    allowed: int
    candidacies: tuple[int, ...]
    terms: tuple[int, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class LotDrawn:
    """A lot, so that anybody can draw it again: SHA-256 over `seed|name`, the smallest first."""

    about: Literal["seats", "order", "cap"]
    seed: str
    value: str
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a contest so far. ``order`` has everybody who was counted, equals in one place."""

    seats: int
    elected: tuple[Elected, ...] = ()
    order: tuple[tuple[int, ...], ...] = ()
    passed_over: tuple[PassedOver, ...] = ()
    gone: tuple[Gone, ...] = ()
    undecided: Undecided | None = None
    to_settle: tuple[Excess, ...] = ()
    lots: tuple[LotDrawn, ...] = ()
    is_acclaimed: bool = False
    left_open: int = 0
    ballot: str = ""
    digest: str = ""

    @property
    def elected_ids(self) -> list[int]:
        return [each.candidacy for each in self.elected]

    @property
    def gone_ids(self) -> set[int]:
        return {each.candidacy for each in self.gone if each.candidacy is not None}

    @property
    def open_seats(self) -> int:
        """Seats nobody is elected to, those that wait for a lot not among them."""
        waiting = self.undecided.seats if self.undecided else 0
        return self.seats - len(self.elected) - waiting

    @property
    def runners_up(self) -> list[int]:
        """Those not elected, in the order of the count: who moves up when a seat falls vacant.

        Equals stand in the order of the lot where one was drawn for seats, else as the ballots name them.
        """
        out = {*self.elected_ids, *self.gone_ids}
        return [each for place in self.order for each in place if each not in out]

    @property
    def is_settled(self) -> bool:
        """Nothing is left to draw or to agree on."""
        return self.undecided is None and not self.to_settle

    @property
    def sentence(self) -> str:
        """The outcome in plain English."""
        names = [each.name for each in self.elected]
        parts = [f"{either(names, 'and')} {'is' if len(names) == 1 else 'are'} elected." if names else ""]
        parts[0] = (
            parts[0].removesuffix(".") + " without a vote." if names and self.is_acclaimed else parts[0]
        )
        if self.undecided and self.undecided.what == "seats":
            wait = "waits" if self.undecided.seats == 1 else "wait"
            parts.append(f"{_capital(count_of(self.undecided.seats, 'seat'))} {wait} for a lot.")
        if self.open_seats:
            stay = "stays" if self.open_seats == 1 else "stay"
            parts.append(f"{_capital(count_of(self.open_seats, 'seat'))} {stay} open.")
        parts += [each.sentence for each in self.to_settle]
        return " ".join(parts) or "Nobody is elected."

    def recorded(self) -> dict[str, Any]:
        """Plain data: the fields by name, with the list of runners-up and the sentence for those who read."""
        return {
            "schema": SCHEMA,
            **asdict(self),
            "vacant": self.open_seats,
            "runners_up": self.runners_up,
            "sentence": self.sentence,
        }

    @classmethod
    def of(cls, record: Mapping[str, Any], *, seats: int) -> Self:
        """The outcome that `recorded` wrote down; of a contest without one yet, an empty one."""
        if not record:
            return cls(seats)
        undecided = record["undecided"]
        return cls(
            seats=record["seats"],
            elected=tuple(Elected(**each) for each in record["elected"]),
            order=tuple(tuple(place) for place in record["order"]),
            passed_over=tuple(PassedOver(**each) for each in record["passed_over"]),
            gone=tuple(Gone(**each) for each in record["gone"]),
            undecided=undecided and Undecided(**{**undecided, "between": tuple(undecided["between"])}),
            to_settle=tuple(
                Excess(**{**each, "candidacies": tuple(each["candidacies"]), "terms": tuple(each["terms"])})
                for each in record["to_settle"]
            ),
            lots=tuple(LotDrawn(**{**each, "order": tuple(each["order"])}) for each in record["lots"]),
            is_acclaimed=record["is_acclaimed"],
            left_open=record["left_open"],
            ballot=record["ballot"],
            digest=record["digest"],
        )

    # Who takes the seats ------------------------------------------------------------------------------------
    def with_acclaimed(self, candidates: Sequence[Candidate]) -> Outcome:
        """Those who stand are elected without a vote."""
        return replace(self.plus(candidates, "acclamation"), is_acclaimed=True)

    def with_count(self, record: Mapping[str, Any], candidates: Mapping[str, Candidate]) -> Outcome:
        """As a count says (`alliance.count/1`), its own caps applied; `candidates` by their names on it."""
        names = {each["candidate"]: each["sentence"] for each in record["caps"]}
        undecided = record["undecided"]
        counted = replace(
            self._ranked(record, candidates),
            passed_over=tuple(PassedOver(candidates[name].id, name, told) for name, told in names.items()),
            undecided=undecided
            and Undecided(
                "seats", tuple(candidates[name].id for name in undecided["between"]), undecided["seats"]
            ),
        )
        return counted.plus([candidates[name] for name in record["elected"]], "count")

    def with_walk(
        self,
        record: Mapping[str, Any],
        candidates: Mapping[str, Candidate],
        *,
        cap: Cap,
        tally: Mapping[str, int | Fraction],
        sitting: Sequence[str],
        lot: Sequence[int] = (),
    ) -> Outcome:
        """Down the order of a count, skipping whoever's side is full."""
        counted = self._ranked(record, candidates)
        by_id = {each.id: each for each in candidates.values()}
        sides = {each.id: each.side for each in by_id.values() if each.side is not None}
        found: Seating = seated(
            counted.order, sides, cap=cap, seats=self.open_seats, tally=tally, sitting=sitting, lot=lot
        )
        skipped = tuple(
            PassedOver(
                each,
                by_id[each].name,
                f"{by_id[each].name} is passed over: {by_id[each].side} holds as many seats as it may.",
            )
            for each in found.skipped
        )
        undecided = Undecided("seats", found.between, found.waiting) if found.waiting else None
        seated_ = counted.plus([by_id[each] for each in found.taken], "count")
        return replace(seated_, passed_over=skipped, undecided=undecided)

    def _ranked(self, record: Mapping[str, Any], candidates: Mapping[str, Candidate]) -> Outcome:
        return replace(self, order=_order(record, candidates))

    def plus(self, candidates: Sequence[Candidate], by: How) -> Outcome:
        """These are elected after those who are."""
        ranked = enumerate(candidates, start=len(self.elected) + 1)
        added = tuple(Elected(each.id, each.name, each.side, rank, by) for rank, each in ranked)
        return replace(self, elected=(*self.elected, *added))

    # What is left to settle ---------------------------------------------------------------------------------
    def without(self, gone: Gone, *, next_up: Candidate | None = None) -> Outcome:
        """Somebody gave up a seat, and the next in the order moves up where there is one."""
        kept = tuple(each for each in self.elected if each.candidacy != gone.candidacy)
        ranked = tuple(replace(each, rank=rank) for rank, each in enumerate(kept, start=1))
        left = replace(self, elected=ranked, gone=(*self.gone, gone))
        return left.plus([next_up], "moving_up") if next_up else left

    def with_lot(self, lot: LotDrawn, drawn: Sequence[Candidate]) -> Outcome:
        """A lot was drawn among those elected, the favoured first: they are elected in that order."""
        cleared = replace(self, undecided=None, lots=(*self.lots, lot))
        place = {each.id: number for number, each in enumerate(drawn)}
        sorted_ = sorted(self.elected, key=lambda each: place.get(each.candidacy, len(place)))
        ranked = tuple(replace(each, rank=rank) for rank, each in enumerate(sorted_, start=1))
        return replace(cleared, elected=ranked)


def _order(record: Mapping[str, Any], candidates: Mapping[str, Candidate]) -> tuple[tuple[int, ...], ...]:
    """Everybody from the first to the last: as the count ranks them, or as they were elected and left it.

    A count by rounds ranks nobody: those not elected follow in the opposite order of their exclusion.
    """
    ranked = record["order"]
    if not ranked:
        last = [
            [name for name in each["excluded"] if name not in record["elected"]]
            for each in reversed(record["rounds"])
        ]
        placed = {*record["elected"], *(name for place in last for name in place)}
        remaining = [name for name in candidates if name not in placed]
        ranked = [*record["elected"], *([remaining] if remaining else []), *filter(None, last)]
    places = ([place] if isinstance(place, str) else place for place in ranked)
    return tuple(tuple(candidates[name].id for name in place) for place in places)


def excesses(
    caps: Iterable[Cap],
    holders: Sequence[Holder],
    side: Callable[[Holder, Cap], str | None],
    tally: Callable[[Cap], Mapping[str, int | Fraction]],
) -> tuple[Excess, ...]:
    """The sides that hold more seats than a cap allows; `side` and `tally` answer for the unit of a cap."""
    found = []
    for cap in caps:
        counted = [each for each in holders if not cap.scope or each.group in cap.scope]
        sides = [side(each, cap) for each in counted]
        for name, breach in breaches(cap, sides, tally(cap)).items():
            concerned = [each for each, own in zip(counted, sides, strict=True) if own == name]
            found.append(
                Excess(
                    unit=UNITS[cap.per][0],
                    side=name,
                    held=breach.held,
                    allowed=breach.allowed,
                    candidacies=tuple(each.candidacy for each in concerned if each.candidacy is not None),
                    terms=tuple(each.term for each in concerned if each.term is not None),
                    sentence=_told(cap, name, breach.held, breach.allowed),
                )
            )
    return tuple(found)


def _told(cap: Cap, side: str, held: int, allowed: int) -> str:
    remedies = "; if that is not enough, ".join(step.words for step in cap.on_breach)
    what = f"{side} would hold {count_of(held, 'seat')}, and may hold {allowed}"
    return f"{_capital(what)}: {remedies}." if remedies else f"{_capital(what)}."


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
