"""Elections of people to seats: nominations, who needs no vote, the method, ties, caps, terms."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Annotated, Final, Literal, Self, TypeAlias, TypeVar

from pydantic import BeforeValidator, Field, Tag, model_validator

from alliance.charter.grammar.ballots import PUBLISH, SECRECY, Casting, Opening, Publish, Secrecy
from alliance.charter.grammar.conditions import Tally, evaluate
from alliance.charter.grammar.electorates import UNITS, Electorate, Unit, Who
from alliance.charter.grammar.methods import TITLES, Method
from alliance.charter.grammar.prose import state, supposing
from alliance.charter.grammar.words import (
    Asks,
    CalendarSpan,
    Closed,
    Duration,
    Few,
    Line,
    Many,
    Name,
    count_of,
    either,
    exactly_one,
    one_of,
    sentence,
    spaced,
)

AfterNominations: TypeAlias = Literal["acclaim", "reopen", "extend", "vote"]
Person = TypeVar("Person", bound=Hashable)
Side = TypeVar("Side", bound=Hashable)


def _number(data: object) -> object:
    return {"number": data} if isinstance(data, int) else data


class _SeatsOpen(Closed):
    """Which seats the election fills: a number, or those of a body that end or are empty."""

    number: Few | None = None
    expiring_and_vacant: Name | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        exactly_one(self, ("number", "expiring_and_vacant"))
        return self

    @property
    def sentence(self) -> str:
        if self.number:
            return f"The election fills {count_of(self.number, 'seat')}."
        body, _, group = (self.expiring_and_vacant or "").partition(".")
        kind = f"{spaced(group)} " if group else ""
        return f"The election fills the {kind}seats of the {spaced(body)} whose term ends or that are vacant."


SeatsOpen: TypeAlias = Annotated[
    _SeatsOpen, BeforeValidator(_number, json_schema_input_type=int | _SeatsOpen)
]


class Qualify(Closed):
    """A vote on each nominee before the election."""

    each_candidate: Literal[True] = True
    electorate: Electorate
    quorum: Asks | None = None
    passes: Asks
    evaluation: CalendarSpan | None = None

    @property
    def sentences(self) -> list[str]:
        time = f" after an evaluation of at least {self.evaluation.words}" if self.evaluation else ""
        found = f"Each nominee must first be found qualified by {self.electorate.words}{time}"
        told = [f"{found}: {state(self.passes)}."]
        return told + ([sentence("For that,", state(self.quorum))] if self.quorum is not None else [])


FROM: Final = {"electorate": "voters", "anyone": "anyone", "other_projects": "other projects"}


def _kinds(data: object) -> object:
    return (data,) if isinstance(data, str) else data


Kind: TypeAlias = Literal["affiliation", "corporate_group", "project"]
Kinds: TypeAlias = Annotated[
    tuple[Kind, ...], BeforeValidator(_kinds, json_schema_input_type=Kind | tuple[Kind, ...])
]


class Endorsements(Closed):
    """Those who support a nominee: how many, from whom, and from how many different sides."""

    min: Few
    from_: Literal["electorate", "anyone", "other_projects"] = Field(default="electorate", alias="from")
    distinct: Kinds = ()
    self_counts: bool = False
    nominee_side_counts: bool = Field(
        default=True, description="whether an endorser may be of the nominee's own side"
    )

    @property
    def sentence(self) -> str:
        who = FROM[self.from_]
        kinds = either([UNITS[kind][1] for kind in self.distinct] or [""], "and")
        distinct = f" of as many different {kinds}" if self.distinct else ""
        own = "; the nominee's own counts" if self.self_counts else ""
        side = "" if self.nominee_side_counts else ", none of them the nominee's"
        return f"A nominee needs {count_of(self.min, 'endorsement')} from {who}{distinct}{side}{own}."


class Nominations(Closed):
    """How one becomes a candidate."""

    open: CalendarSpan | None = None
    self_: Literal["allowed", "not_allowed"] | None = Field(default=None, alias="self")
    by: Who | None = None
    acceptance: Literal["required", "not_required"] | None = None
    per_voter: Few | None = None
    per_voter_same_affiliation: Many | None = None
    endorsements: Endorsements | None = None
    eligible: Line | None = None

    @property
    def sentences(self) -> list[str]:
        told = [f"Nominations are open for {self.open.words}."] if self.open else []
        if self.by:
            told.append(f"Nominations are made by {self.by.words}.")
        if self.eligible:
            told.append(sentence(f"Candidates: {self.eligible}"))
        if self.per_voter:
            own = self.per_voter_same_affiliation
            limit = "" if own is None else f", at most {count_of(own, 'of', 'of')} the voter's own side"
            told.append(f"Each voter may nominate {count_of(self.per_voter, 'person', 'people')}{limit}.")
        if self.self_:
            told.append(f"Nominating oneself is {spaced(self.self_)}.")
        if self.acceptance == "required":
            told.append("A nomination must be accepted by the nominee.")
        if self.endorsements:
            told.append(self.endorsements.sentence)
        return told


class When(Closed):
    """A condition on candidates and open seats."""

    when: Asks


class ExtendNominations(Closed):
    """More time for nominations, and to whom they are opened meanwhile."""

    when: Asks
    by: CalendarSpan
    open_to: Who | None = None

    @property
    def sentence(self) -> str:
        to = f" and opened to {self.open_to.words}" if self.open_to else ""
        return f"Nominations are prolonged by {self.by.words}{to} when {supposing(self.when)}."


def _opening(data: object) -> object:
    return {"default": data} if isinstance(data, str) else data


class Voting(Closed):
    """The vote itself."""

    open: Annotated[Opening, BeforeValidator(_opening, json_schema_input_type=Duration | Opening)]
    timezone: Line | None = None
    secrecy: Secrecy | None = None
    publish: Publish | None = None

    @property
    def sentences(self) -> list[str]:
        told = self.open.sentences
        if self.timezone:
            told.append(
                "The last day ends when it is over everywhere on Earth."
                if self.timezone == "aoe"
                else f"Times are those of {self.timezone}."
            )
        told += [SECRECY[self.secrecy]] if self.secrecy else []
        return told + ([f"Published are {PUBLISH[self.publish]}."] if self.publish else [])


class Officers(Closed):
    """Those who run the election, and what they may not do meanwhile."""

    count: Few | None = None
    appointed_by: Name | None = None
    may_not: tuple[Literal["stand", "nominate", "endorse", "vote", "campaign"], ...] = ()

    @property
    def sentence(self) -> str:
        number = count_of(self.count, "officer") if self.count else "officers"
        by = f" appointed by the {spaced(self.appointed_by)}" if self.appointed_by else ""
        limits = f" They may not {either(self.may_not)}." if self.may_not else ""
        return f"The election is run by {number}{by}.{limits}"


class CapEnforcement(Closed):
    """When and how the caps of the body are applied to the result."""

    at: Literal["during_count", "after_count", "at_nomination"]
    how: Literal["exclude_remaining_of_full_affiliation", "skip_in_order", "remedies_of_the_body"]

    @property
    def sentence(self) -> str:
        how = {
            "exclude_remaining_of_full_affiliation": (
                "once a side is full, its other candidates are excluded and their votes go on"
            ),
            "skip_in_order": "candidates of a side that is full are skipped",
            "remedies_of_the_body": "the remedies of the body follow",
        }[self.how]
        return f"Caps are kept {spaced(self.at)}: {how}."


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

RANKS: Final = r"^[1-9]\d{0,3}(-[1-9]\d{0,3})?$"


def _as_rank(data: object) -> object:
    return str(data) if isinstance(data, int) else data


class TermByRank(Closed):
    """How long those elected in these places serve: the shortest terms may go to the lowest ranked."""

    rank: Annotated[str, BeforeValidator(_as_rank), Field(pattern=RANKS)]
    term: CalendarSpan | None = None
    seat: Literal["primary", "alternate"] | None = None

    @property
    def places(self) -> range:
        first, _, last = self.rank.partition("-")
        return range(int(first), int(last or first) + 1)

    @property
    def sentence(self) -> str:
        places = f"place {self.rank}" if len(self.places) == 1 else f"places {self.rank.replace('-', ' to ')}"
        term = f" serve for {self.term.words}" if self.term else ""
        seat = (
            f" become {self.seat}s"
            if self.seat == "alternate"
            else (" are primary members" if self.seat else "")
        )
        return f"Those in {places}{term}{' and' if term and seat else ''}{seat}."


class Election(Closed):
    """People are elected to seats."""

    seats_open: SeatsOpen | None = None
    electorate: Electorate | None = None
    vote_unit: Unit = "person"
    officers: Officers | None = None
    qualify: Qualify | None = None
    nominations: Nominations | None = None
    extend_nominations: tuple[ExtendNominations, ...] = ()
    acclaim: When | None = None
    reopen_nominations: When | None = None
    vote: Voting | None = None
    method: Method
    cap_enforcement: CapEnforcement | None = None
    tie: tuple[ElectionTie, ...] = ()
    terms: tuple[TermByRank, ...] = ()
    short_terms: Literal["lowest_ranked"] | None = None
    campaigning: Line | None = None

    @property
    def sentences(self) -> list[str]:
        told = [self.seats_open.sentence] if self.seats_open else []
        told += self.electorate.sentences if self.electorate else []
        told.append(f"Each {UNITS[self.vote_unit][0]} has one ballot.")
        told += [self.officers.sentence] if self.officers else []
        told += self.nominations.sentences if self.nominations else []
        told += [each.sentence for each in self.extend_nominations]
        told += self.qualify.sentences if self.qualify else []
        if self.acclaim:
            told.append(f"All candidates are elected without a vote when {supposing(self.acclaim.when)}.")
        if self.reopen_nominations:
            told.append(f"Nominations are opened again when {supposing(self.reopen_nominations.when)}.")
        told += self.vote.sentences if self.vote else []
        told += self.method.sentences
        told += [self.cap_enforcement.sentence] if self.cap_enforcement else []
        if self.tie:
            told.append(f"In a tie, {'; failing that, '.join(step.words for step in self.tie)}.")
        told += [each.sentence for each in self.terms]
        told += ["The shortest terms go to those ranked lowest."] if self.short_terms else []
        return told + ([sentence(self.campaigning)] if self.campaigning else [])


def after_nominations(election: Election, tally: Tally) -> AfterNominations:
    """What follows when nominations close, `tally` with `candidates` and `seats_open`.

    More time comes first, then opening again, then election without a vote, else the vote. Where both of the
    last hold (too few candidates), those there are elected and nominations open again for the other seats:
    the answer is `reopen`, and whoever stands may be declared elected. Raises `MissingTallyError`.
    """
    if any(evaluate(each.when, tally) for each in election.extend_nominations):
        return "extend"
    if election.reopen_nominations and evaluate(election.reopen_nominations.when, tally):
        return "reopen"
    if election.acclaim and evaluate(election.acclaim.when, tally):
        return "acclaim"
    return "vote"


def is_endorsed(
    endorsements: Endorsements, nominee: Person, endorsers: Iterable[Person], sides: Mapping[Person, Side]
) -> bool:
    """Whether the endorsements are enough, from as many different sides when the charter asks for that.

    `endorsers` are those whose endorsement is of the right electorate; `sides` has the affiliation of each.
    Whoever has none is a side of their own. When `distinct` names several kinds, a side is a tuple with one
    for each kind, and endorsers must differ from one another in all of them.
    """
    valid = {each for each in endorsers if endorsements.self_counts or each != nominee}
    several = len(endorsements.distinct) > 1
    of_each = {each: _sides_of(each, sides, several=several) for each in {*valid, nominee}}
    if not endorsements.nominee_side_counts:
        valid = {each for each in valid if _are_apart(of_each[each], of_each[nominee])}
    if not endorsements.distinct:
        return len(valid) >= endorsements.min
    return _has_apart(list({of_each[each] for each in valid}), endorsements.min)


def _sides_of(person: Person, sides: Mapping[Person, Side], *, several: bool) -> tuple[Hashable, ...]:
    side: Hashable = sides.get(person)
    if side is None:
        return ((person,),)
    return side if several and isinstance(side, tuple) else (side,)


def _are_apart(one: tuple[Hashable, ...], other: tuple[Hashable, ...]) -> bool:
    return all(first != second for first, second in zip(one, other, strict=False))


def _has_apart(sides: Sequence[tuple[Hashable, ...]], number: int) -> bool:
    """Whether so many of these differ from one another in every kind."""
    if number == 0:
        return True
    return any(
        _has_apart([other for other in sides[place:] if _are_apart(one, other)], number - 1)
        for place, one in enumerate(sides[: len(sides) - number + 1], 1)
    )


def nominations_allowed(
    nominations: Nominations, voter_side: Side | None, nominated: Iterable[Side | None]
) -> bool:
    """Whether one voter may make these nominations: how many in all, and how many of the voter's own side."""
    chosen = list(nominated)
    if nominations.per_voter is not None and len(chosen) > nominations.per_voter:
        return False
    own = nominations.per_voter_same_affiliation
    return own is None or voter_side is None or chosen.count(voter_side) <= own


def terms_shared(elected: Sequence[Person], ends: Iterable[date]) -> dict[Person, date]:
    """When each term ends under `short_terms`: the latest end for whoever was elected first, and so on.

    `elected` is in the order of election, ties already broken; `ends` has one date for each open seat. With
    fewer elected than seats the longest terms are filled first (W3C Process, #short-term).
    """
    return dict(zip(elected, sorted(ends, reverse=True), strict=False))
