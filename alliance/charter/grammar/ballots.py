"""Ballots on one question: what may be answered, for how long, and what carries, voids or stops it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self, TypeAlias

from pydantic import BeforeValidator, Field, model_validator

from alliance.charter.grammar.conditions import Classes, Condition, Tally, evaluate
from alliance.charter.grammar.electorates import UNITS, Electorate, Merge, Proxies, Unit, Who
from alliance.charter.grammar.motions import Publish, Secrecy
from alliance.charter.grammar.openings import CloseEarly, Notice, Opening, SecondWindow
from alliance.charter.grammar.prose import explain, state, supposing
from alliance.charter.grammar.thresholds import abstention_told
from alliance.charter.grammar.ties import MotionTie
from alliance.charter.grammar.vetoes import Veto
from alliance.charter.grammar.words import (
    Asks,
    Closed,
    Line,
    Name,
    either,
    sentence,
    spaced,
)

__all__ = ["PUBLISH", "SECRECY", "Ballot", "Publish", "Secrecy", "decided", "votes_counted", "why"]

Held: TypeAlias = Literal["meeting", "electronic", "any", "mixed"]
HELD: Final[dict[Held, str]] = {
    "meeting": "The vote is taken at a meeting.",
    "electronic": "The vote is held electronically.",
    "any": "The vote is taken at a meeting or electronically.",
    "mixed": "Votes may be given at the meeting and electronically after it.",
}
SECRECY: Final[dict[Secrecy, str]] = {
    "open": "Votes are public.",
    "secret_ballot": "The ballot is secret.",
    "anonymous_until_close": "Votes are shown after the close.",
}
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
    by_program: bool = Field(default=False, description="whether programs may cast secret votes too")
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
        told += [self.abstention_sentence] if self.offers_abstention else []
        told += self._options_told
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
    def offers_abstention(self) -> bool:
        return any("abstain" in (option.id, option.is_) for option in self.options)

    @property
    def abstention_sentence(self) -> str:
        """What abstaining does; it follows from the bases, a ballot has no field for it."""
        return abstention_told(self.passes, self.quorum, offered=self.offers_abstention)

    @property
    def _options_told(self) -> list[str]:
        usual = {"for", "against", "abstain"}
        if all(option.id in usual and not option.label for option in self.options):
            return []
        told = [f"The answers are {either(option.words for option in self.options)}."]
        if (self.count_for, self.count_against) != ("for", "against"):
            favour, against = spaced(self.count_for), spaced(self.count_against)
            told.append(f"The answer “{favour}” counts as a vote for, “{against}” as one against.")
        return told

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
        told += ["Programs may cast votes too."] if self.by_program else []
        told += [f"Published: {PUBLISH[self.publish]}."] if self.publish else []
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
