"""Ballots on one question: what may be answered, for how long, and what carries, voids or stops it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Final, Literal, Self, TypeAlias

from pydantic import BeforeValidator, Field, Tag, model_validator

from alliance.charter.grammar.conditions import Classes, Condition, Tally, evaluate
from alliance.charter.grammar.durations import duration_in_words
from alliance.charter.grammar.electorates import UNITS, Electorate, Merge, Proxies, Ruling, Unit, Who
from alliance.charter.grammar.prose import explain, state, supposing
from alliance.charter.grammar.words import (
    Asks,
    CalendarSpan,
    Closed,
    Duration,
    Few,
    Line,
    Name,
    count_of,
    one_of,
    sentence,
    spaced,
)

Held: TypeAlias = Literal["meeting", "electronic", "any", "mixed"]
HELD: Final[dict[Held, str]] = {
    "meeting": "The vote is taken at a meeting.",
    "electronic": "The vote is held electronically.",
    "any": "The vote is taken at a meeting or electronically.",
    "mixed": "Votes may be given at the meeting and electronically after it.",
}
Secrecy: TypeAlias = Literal["open", "secret_ballot", "anonymous_until_close"]
SECRECY: Final[dict[Secrecy, str]] = {
    "open": "Votes are public.",
    "secret_ballot": "The ballot is secret.",
    "anonymous_until_close": "Votes are shown after the close.",
}
Publish: TypeAlias = Literal["anonymised_ballots", "totals", "roll_call", "who_voted"]
PUBLISH: Final[dict[Publish, str]] = {
    "anonymised_ballots": "the ballots without names",
    "totals": "the totals only",
    "roll_call": "who voted how",
    "who_voted": "who has voted, not how",
}
DecisionOutcome: TypeAlias = Literal["passed", "not_passed", "no_quorum", "void"]
OPEN_TALLIES: Final = frozenset(
    {
        "vetoes",
        "objections",
        "formal_objections_sustained",
        "approvals",
        "support",
        "supporters",
        "meeting_requests",
    }
)
"""What may still change in any way until the close, apart from the votes themselves."""


class Extend(Closed):
    """Who may extend, and to how long."""

    by: Literal["any_voter", "chair", "returning_officer"]
    to: Duration
    when: Asks | None = None

    @property
    def words(self) -> str:
        who = {"any_voter": "any voter", "chair": "the chair", "returning_officer": "the returning officer"}
        condition = f" when {supposing(self.when)}" if self.when is not None else ""
        return f"{who[self.by]} may extend it to {duration_in_words(self.to)}{condition}"


class Opening(Closed):
    """How long a vote is open: `default`, within `min` and `max`; or so many full business days."""

    min: Duration | None = None
    default: Duration | None = None
    max: Duration | None = None
    business_days: Few | None = None
    calendar: Name | None = None
    ends: Line | None = Field(default=None, description="aoe, or a time zone in which the last day ends")
    extend: Extend | None = None
    restarts_on: Literal["material_change"] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        times = [each for each in (self.min, self.default, self.max) if each is not None]
        if not times and not self.business_days:
            raise ValueError("Say how long, with min, default, max or business_days")
        if times != sorted(times) or any(each <= timedelta(0) for each in times):
            raise ValueError("The open period must keep 0 < min <= default <= max")
        if self.extend and times and self.extend.to < times[0]:
            raise ValueError("It cannot be extended to less than it is open anyway")
        if bool(self.business_days) != bool(self.calendar):
            raise ValueError("Business days need a calendar, and a calendar needs business_days")
        return self

    @property
    def sentences(self) -> list[str]:
        told = []
        if self.min is not None and self.min == self.max:
            told.append(f"Open for {duration_in_words(self.min)}.")
        elif bounds := self._bounds:
            told.append(sentence(f"Open {'; '.join(bounds)}"))
        if self.business_days and self.calendar:
            days = count_of(self.business_days, "full business day")
            told.append(f"Open for at least {days} ({spaced(self.calendar)}).")
        if self.ends:
            where = "everywhere on Earth" if self.ends == "aoe" else f"in {self.ends}"
            told.append(f"The last day ends when it is over {where}.")
        if self.extend:
            told.append(sentence(self.extend.words))
        if self.restarts_on:
            told.append(f"The time starts again on a {spaced(self.restarts_on)}.")
        return told

    @property
    def _bounds(self) -> list[str]:
        shortest = f"at least {duration_in_words(self.min)}" if self.min else ""
        longest = f"at most {duration_in_words(self.max)}" if self.max else ""
        within = " and ".join(part for part in (shortest, longest) if part)
        if self.default is None or (self.default == self.min and not self.max):
            return [f"for {within}"] if within else []
        return [f"for {duration_in_words(self.default)}", *([f"{within} may be chosen"] if within else [])]


def closes_at(opening: Opening, opened: datetime, *, extended: bool = False) -> datetime:
    """When a vote opened then is to close: after `default`, else `min`, else `max`, or as extended.

    A time in business days depends on its calendar: `ValueError`, see `calendars.last_business_day`.
    """
    if extended and opening.extend:
        return opened + opening.extend.to
    length = opening.default or opening.min or opening.max
    if length is None:
        raise ValueError("This time is counted in business days.")
    return opened + length


class Notice(Closed):
    """How long before a meeting or vote it must be announced."""

    min: CalendarSpan
    emergency: CalendarSpan | None = None

    @property
    def sentence(self) -> str:
        less = f"; in an emergency {self.emergency.words}" if self.emergency else ""
        return f"Announced at least {self.min.words} before{less}."


class CloseEarly(Closed):
    """Closing before time, once the votes still to come cannot change the outcome."""

    when: Literal["passed", "decided"]
    not_before: Duration | None = None

    @property
    def sentence(self) -> str:
        what = "it is passed and no vote still to come can change that"
        if self.when == "decided":
            what = "no vote still to come can change the outcome"
        least = f", though not before {duration_in_words(self.not_before)}" if self.not_before else ""
        return f"It closes early once {what}{least}."


class SecondWindow(Closed):
    """More time for votes after a meeting or a vote without quorum."""

    when: Literal["no_quorum"]
    open: Opening
    emergency: Opening | None = None

    @property
    def sentence(self) -> str:
        told = f"Without quorum, votes may still be given: {_lowered(self.open)}"
        return f"{told} After an emergency meeting: {_lowered(self.emergency)}" if self.emergency else told


def _lowered(opening: Opening) -> str:
    time = " ".join(opening.sentences)
    return f"{time[:1].lower()}{time[1:]}"


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


def _option(data: object) -> object:
    return {"id": data} if isinstance(data, str) else data


class _Option(Closed):
    id: Name
    label: Line | None = None
    is_: Literal["veto", "for", "against", "abstain"] | None = Field(default=None, alias="is")

    @property
    def words(self) -> str:
        word = self.label or spaced(self.id)
        return f"{word} ({spaced(self.id)})" if self.label else word


Option: TypeAlias = Annotated[_Option, BeforeValidator(_option, json_schema_input_type=Name | _Option)]


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


class Effects(Closed):
    """What follows from the outcome, apart from the wording of the question."""

    passed: Name | None = None
    not_passed: Name | None = None

    @property
    def sentences(self) -> list[str]:
        found = (("When it passes", self.passed), ("When it does not pass", self.not_passed))
        return [f"{when}: {spaced(what)}." for when, what in found if what]


def _default_options() -> tuple[_Option, ...]:
    return tuple(_Option(id=choice) for choice in ("for", "against", "abstain"))


class Ballot(Closed):
    """A vote on one question."""

    electorate: Electorate
    advisory: Who | None = None
    vote_unit: Unit = "person"
    options: tuple[Option, ...] = Field(default_factory=_default_options)
    count_for: Name = "for"
    count_against: Name = "against"
    held: Held | None = None
    run_by: Who | None = None
    notice: Notice | None = None
    open: Opening | None = None
    close_early: CloseEarly | None = None
    second_window: SecondWindow | None = None
    quorum: Asks | None = None
    passes: Asks
    void_if: tuple[Asks, ...] = ()
    veto: Veto | None = None
    merge: Merge | None = None
    proxies: Proxies | None = None
    may_change_vote: bool | None = None
    secrecy: Secrecy | None = None
    publish: Publish | None = None
    tie: tuple[MotionTie, ...] = ()
    undecided_at_close: Literal["stays_open_while_vetoed", "fails", "extended"] | None = None
    frozen_artifacts: bool = False
    effect: Effects | None = None

    @model_validator(mode="after")
    def _options_can_decide(self) -> Self:
        ids = [option.id for option in self.options]
        if len(set(ids)) != len(ids) or not {self.count_for, self.count_against} <= set(ids):
            raise ValueError(
                f"The options must name {self.count_for} and {self.count_against}, and each option once"
            )
        if any(option.is_ == "veto" for option in self.options) and self.veto is None:
            raise ValueError("An option that is a veto needs veto: with what it does")
        return self

    def has_quorum(self, tally: Tally, classes: Classes | None = None) -> bool:
        return self.quorum is None or evaluate(self.quorum, tally, classes)

    def passes_with(self, tally: Tally, classes: Classes | None = None) -> bool:
        return evaluate(self.passes, tally, classes)

    @property
    def conditions(self) -> list[Condition]:
        """Every condition on the votes."""
        return [each for each in (self.quorum, self.passes, *self.void_if) if each is not None]

    @property
    def sentences(self) -> list[str]:
        """The whole ballot in plain sentences: who, when it passes, the quorum, time, what stops it."""
        told = [*self.electorate.sentences, self.unit_sentence, sentence(state(self.passes))]
        told.append("There is no quorum." if self.quorum is None else sentence("Quorum:", state(self.quorum)))
        told += [HELD[self.held]] if self.held else []
        told += [f"It is run by {self.run_by.words}."] if self.run_by else []
        told += [f"Votes of {self.advisory.words} besides are advisory."] if self.advisory else []
        for part in (self.notice, self.close_early, self.second_window, self.merge, self.proxies):
            told += [part.sentence] if part else []
        for several in (self.open, self.veto, self.effect):
            told += several.sentences if several else []
        told += [sentence("It is void if", supposing(condition)) for condition in self.void_if]
        return told + self._closing

    @property
    def unit_sentence(self) -> str:
        """ "Each person has one vote."."""
        return f"Each {UNITS[self.vote_unit][0]} has one vote."

    @property
    def _closing(self) -> list[str]:
        told = []
        if self.may_change_vote is not None:
            told.append(f"A vote {'may' if self.may_change_vote else 'may not'} be changed until the close.")
        told += [SECRECY[self.secrecy]] if self.secrecy else []
        told += [f"Published are {PUBLISH[self.publish]}."] if self.publish else []
        if self.tie:
            told.append(f"In a tie, {'; failing that, '.join(step.words for step in self.tie)}.")
        if self.undecided_at_close:
            told.append(UNDECIDED[self.undecided_at_close])
        if self.frozen_artifacts:
            told.append("What is voted on does not change during the vote.")
        return told


UNDECIDED: Final = {
    "stays_open_while_vetoed": "While a veto stands, it stays open.",
    "fails": "What is undecided at the close has failed.",
    "extended": "What is undecided at the close is extended.",
}


def decided(ballot: Ballot, tally: Tally, classes: Classes | None = None) -> DecisionOutcome:
    """What the tally decides: void before anything else, then the quorum, then the condition of passing.

    Raises `MissingTallyError` when a condition asks for a number that is not in `tally` or `classes`.
    """
    if any(evaluate(condition, tally, classes) for condition in ballot.void_if):
        return "void"
    if not ballot.has_quorum(tally, classes):
        return "no_quorum"
    return "passed" if ballot.passes_with(tally, classes) else "not_passed"


def why(ballot: Ballot, outcome: DecisionOutcome, tally: Tally, classes: Classes | None = None) -> str:
    """The condition that decided, with the numbers put in; raises `MissingTallyError`."""
    if outcome == "void":
        return "; ".join(explain(each, tally, classes) for each in ballot.void_if)
    if outcome == "no_quorum" and ballot.quorum is not None:
        return explain(ballot.quorum, tally, classes)
    return explain(ballot.passes, tally, classes)


def votes_counted(ballot: Ballot, votes: Mapping[str, int]) -> dict[str, int]:
    """The tallies for, against, abstain of a count by option, under the ballot's own names.

    An option that is a veto counts as `against` and in `vetoes`; whether it stands is asked apart.
    `ValueError` for an option that is not on the ballot.
    """
    meaning = {option.id: option.is_ or option.id for option in ballot.options}
    counted = {"for": 0, "against": 0, "abstain": 0, "vetoes": 0}
    for option, number in votes.items():
        if option not in meaning:
            raise ValueError(f"“{option}” is not an option of this ballot.")
        if option == ballot.count_for:
            counted["for"] += number
        elif option == ballot.count_against or meaning[option] == "veto":
            counted["against"] += number
        elif meaning[option] == "abstain":
            counted["abstain"] += number
        counted["vetoes"] += number if meaning[option] == "veto" else 0
    counted["cast"] = counted["for"] + counted["against"]
    counted["participated"] = counted["cast"] + counted["abstain"]
    return counted
