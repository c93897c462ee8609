"""Elections of people to seats: nominations, who needs no vote, the method, ties, caps, terms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Final, Literal, Self, TypeAlias

from pydantic import BeforeValidator, Field, model_validator

from alliance.charter.grammar.ballots import PUBLISH, SECRECY, Publish, Secrecy
from alliance.charter.grammar.conditions import Tally, evaluate
from alliance.charter.grammar.electorates import UNITS, Electorate, Unit
from alliance.charter.grammar.methods import Method
from alliance.charter.grammar.nominations import ExtendNominations, Nominations, Person
from alliance.charter.grammar.openings import Opening
from alliance.charter.grammar.prose import state, supposing
from alliance.charter.grammar.ties import ElectionTie
from alliance.charter.grammar.words import (
    Asks,
    CalendarSpan,
    Closed,
    Duration,
    Few,
    Line,
    Name,
    count_of,
    either,
    exactly_one,
    sentence,
    spaced,
)

AfterNominations: TypeAlias = Literal["acclaim", "reopen", "extend", "vote"]


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


class When(Closed):
    """A condition on candidates and open seats."""

    when: Asks


def _opening(data: object) -> object:
    return {"default": data} if isinstance(data, str) else data


class Voting(Closed):
    """The vote itself."""

    open: Annotated[Opening, BeforeValidator(_opening, json_schema_input_type=Duration | Opening)]
    timezone: Line | None = None
    by_program: bool = Field(default=False, description="whether programs may cast secret votes too")
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
        told += ["Programs may cast votes too."] if self.by_program else []
        return told + ([f"Published: {PUBLISH[self.publish]}."] if self.publish else [])


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
        when = {
            "during_count": "during the count",
            "after_count": "after the count",
            "at_nomination": "at nomination",
        }
        return f"Caps are kept {when[self.at]}: {how}."


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


def terms_shared(elected: Sequence[Person], ends: Iterable[date]) -> dict[Person, date]:
    """When each term ends under `short_terms`: the latest end for whoever was elected first, and so on.

    `elected` is in the order of election, ties already broken; `ends` has one date for each open seat. With
    fewer elected than seats the longest terms are filled first (W3C Process, #short-term).
    """
    return dict(zip(elected, sorted(ends, reverse=True), strict=False))
