"""Rules of motions: who votes in which units, what the quorum is, and when a motion passes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from fractions import Fraction
from typing import Annotated, Final, Literal, Self, TypeAlias

from pydantic import Field, StringConstraints, model_validator

from alliance.charter.grammar.conditions import (
    All,
    AnyOf,
    Classes,
    Compare,
    Condition,
    Count,
    Share,
    Tally,
    classes_in,
    evaluate,
    tallies_in,
    value,
    without_classes,
)
from alliance.charter.grammar.durations import duration_in_words
from alliance.charter.grammar.electorates import Proxies
from alliance.charter.grammar.exact import Exact
from alliance.charter.grammar.openings import CloseEarly, Notice
from alliance.charter.grammar.prose import explain, state
from alliance.charter.grammar.thresholds import Threshold, abstention_told, threshold_of
from alliance.charter.grammar.words import Closed, Duration, Line, MotionCondition, Names, Passage, Slug

Choice: TypeAlias = Literal["for", "against", "abstain"]
Outcome: TypeAlias = Literal["passed", "not_passed", "no_quorum"]
VoteUnit: TypeAlias = Literal["organization", "corporate_group", "person"]
Secrecy: TypeAlias = Literal["open", "secret_ballot", "anonymous_until_close"]
Publish: TypeAlias = Literal["anonymised_ballots", "totals", "roll_call", "who_voted"]

CHOICES: Final[tuple[Choice, ...]] = ("for", "against", "abstain")
UNITS: Final[dict[str, str]] = {
    "organization": "members",
    "corporate_group": "corporate groups",
    "person": "people",
}
TURNOUT: Final = frozenset({"participated", "present", "cast"})


class OpenPeriod(Closed):
    """How long a ballot is open: `default` unless whoever opens it chooses between `min` and `max`."""

    min: Duration
    default: Duration
    max: Duration

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not timedelta(0) < self.min <= self.default <= self.max:
            raise ValueError("The open period must keep 0 < min <= default <= max.")
        return self

    @property
    def sentence(self) -> str:
        """ "Open for 14 days; at least 3 days and at most 60 days may be chosen."."""
        if self.min == self.max:
            return f"Open for {duration_in_words(self.default)}."
        return (
            f"Open for {duration_in_words(self.default)}; at least {duration_in_words(self.min)} and at most "
            f"{duration_in_words(self.max)} may be chosen."
        )


class Interpretation(Closed):
    """The chosen reading of words in a charter that can be read in more than one way."""

    text: Passage
    reading: Passage
    adopted_by: Line


class MotionRule(Closed):
    """The rule under which a motion is voted: read from a charter, frozen into a ballot when it opens.

    `model_dump(mode="json")` gives plain data, from which `model_validate` makes an equal rule again.
    """

    id: Slug
    title: Line
    clause: Annotated[str, StringConstraints(max_length=300, strip_whitespace=True)] = ""
    text: Passage = ""
    body: Slug | None = None
    vote_unit: VoteUnit = "organization"
    options: tuple[Choice, ...] = CHOICES
    passes: MotionCondition
    quorum: MotionCondition | None = None
    recuse: tuple[Slug, ...] = ()
    standing: Names = ()
    without_subject: bool = False
    notice: Notice | None = None
    close_early: CloseEarly | None = None
    proxies: Proxies | None = None
    by_program: bool = False
    secrecy: Secrecy | None = None
    publish: Publish | None = None
    open: OpenPeriod = Field(
        default_factory=lambda: OpenPeriod(
            min=timedelta(days=3), default=timedelta(days=14), max=timedelta(days=60)
        )
    )
    interpretation: tuple[Interpretation, ...] = ()

    @model_validator(mode="after")
    def _options_can_decide(self) -> Self:
        if len(set(self.options)) != len(self.options) or not {"for", "against"} <= set(self.options):
            raise ValueError("The options must name for and against, and each option once.")
        return self

    @property
    def void_if(self) -> tuple[Condition, ...]:
        """Nothing voids a motion held here, other than its cancellation."""
        return ()

    @property
    def threshold(self) -> Threshold | None:
        """The line votes for must reach, or None when passing is not one share of one base."""
        return threshold_of(self.passes)

    @property
    def classes_by(self) -> str:
        """By which classes of voters its conditions ask, "" when they ask of all together only."""
        asked = (by for each in (self.quorum, self.passes) if each is not None for by in classes_in(each))
        return next(asked, "")

    @property
    def quorum_asks_classes(self) -> bool:
        """Whether the quorum depends on who took part in each class."""
        return self.quorum is not None and any(True for _ in classes_in(self.quorum))

    def quorum_needed(self, tally: Tally, classes: Classes | None = None) -> int | None:
        """The smallest turnout that meets the quorum, other numbers as in `tally` and `classes`.

        0 when the rule has no quorum, None when no turnout of those entitled would meet it. Without `classes`
        it is the turnout that the quorum asks of all together, whatever it asks by class besides.
        """
        asked = self.quorum
        if asked is not None and classes is None:
            asked = without_classes(asked)
        return 0 if asked is None else _turnout_needed(asked, tally, classes)

    def has_quorum(self, tally: Tally, classes: Classes | None = None) -> bool:
        """Whether the tally meets the quorum; always, when the rule has none.

        Raises `MissingTallyError` when the rule asks by class and `classes` does not say.
        """
        return self.quorum is None or evaluate(self.quorum, tally, classes)

    def passes_with(self, tally: Tally, classes: Classes | None = None) -> bool:
        """Whether the tally meets the condition of passing; the quorum is asked apart.

        Raises `MissingTallyError` as `has_quorum` does.
        """
        return evaluate(self.passes, tally, classes)

    @property
    def units(self) -> str:
        """Those who have one vote each, in the plural: "members", "corporate groups"."""
        return UNITS[self.vote_unit]

    @property
    def sentence(self) -> str:
        """When a motion passes, as a sentence."""
        return self._in_words(state(self.passes))

    @property
    def quorum_sentence(self) -> str:
        """What the quorum is, as a sentence."""
        if self.quorum is None:
            return "There is no quorum: any turnout is enough."
        return self._in_words(state(self.quorum))

    @property
    def abstention_sentence(self) -> str:
        """What abstaining does under this rule; it follows from the bases, the rule has no field for it."""
        return abstention_told(self.passes, self.quorum, offered="abstain" in self.options)

    def _in_words(self, clause: str) -> str:
        text = clause.replace("members", self.units)
        return f"{text[:1].upper()}{text[1:]}."


def motion_tally(
    *, votes_for: int, against: int, abstain: int, eligible: int, seats: int | None = None
) -> dict[str, int]:
    """The complete tally of a motion: what was counted, and the sums `cast` and `participated`.

    `seats` counts every seat of the body, also those recused; without it, it is the number entitled.
    Raises `ValueError` when a number is negative or more took part than are entitled.
    """
    participated = votes_for + against + abstain
    total = eligible if seats is None else seats
    if min(votes_for, against, abstain, eligible, total) < 0:
        raise ValueError("Votes cannot be fewer than none.")
    if participated > eligible:
        raise ValueError(f"{participated} votes were counted, but only {eligible} are entitled to vote.")
    return {
        "seats": total,
        "eligible": eligible,
        "participated": participated,
        "cast": votes_for + against,
        "for": votes_for,
        "against": against,
        "abstain": abstain,
    }


def outcome_under(
    rule: MotionRule, tally: Mapping[str, int | Fraction], classes: Classes | None = None
) -> Outcome:
    """What this tally decides under the rule; without quorum nothing is decided.

    Raises `MissingTallyError` when the rule asks by class and `classes` does not say.
    """
    if not rule.has_quorum(tally, classes):
        return "no_quorum"
    return "passed" if rule.passes_with(tally, classes) else "not_passed"


def quorum_explained(rule: MotionRule, tally: Tally, classes: Classes | None = None) -> str:
    """The quorum with the numbers put in: "43 of 58 entitled took part, at least 29 needed".

    Raises `MissingTallyError` when the quorum asks by class and `classes` does not say.
    """
    if rule.quorum is None:
        return rule.quorum_sentence
    needed = rule.quorum_needed(tally, classes)
    is_turnout = set(tallies_in(rule.quorum)) <= {"participated", "eligible"}
    if needed is not None and is_turnout and not rule.quorum_asks_classes:
        turnout = f"{tally['participated']} of {tally['eligible']} entitled {rule.units} took part"
        return f"{turnout}, at least {needed} needed."
    return f"{explain(rule.quorum, tally, classes)}."


def passes_explained(rule: MotionRule, tally: Tally, classes: Classes | None = None) -> str:
    """The condition of passing with the numbers put in, as a sentence.

    Raises `MissingTallyError` when it asks by class and `classes` does not say.
    """
    return f"{explain(rule.passes, tally, classes)}."


def _turnout_needed(condition: Condition, tally: Tally, classes: Classes | None) -> int | None:
    match condition:
        case All(of=parts):
            needed = [_turnout_needed(part, tally, classes) for part in parts]
            reachable = [each for each in needed if each is not None]
            return max(reachable) if len(reachable) == len(needed) else None
        case AnyOf(of=parts):
            choices = [_turnout_needed(part, tally, classes) for part in parts]
            return min((each for each in choices if each is not None), default=None)
        case Compare(op=("gt" | "gte") as op, left=Count(tally=name), right=right) if name in TURNOUT:
            return _within(_smallest(op, value(right, tally, classes)), tally, right)
        case Compare(op="lt", left=left, right=Count(tally=name) as right) if name in TURNOUT:
            return _turnout_needed(Compare("gt", right, left), tally, classes)
        case Compare(op="lte", left=left, right=Count(tally=name) as right) if name in TURNOUT:
            return _turnout_needed(Compare("gte", right, left), tally, classes)
        case _:
            return 0 if evaluate(condition, tally, classes) else None


def _smallest(op: str, line: Exact) -> int:
    return line.floor() + 1 if op == "gt" else line.ceil()


def _within(needed: int, tally: Tally, right: object) -> int | None:
    if isinstance(right, Share) and needed == 0:
        return None
    return needed if needed <= tally["eligible"] else None
