"""A rule: what it decides, about what, by which steps, and what follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final, Self

from pydantic import Field, model_validator

from alliance.charter.grammar.ballots import Ballot, Effects
from alliance.charter.grammar.calendars import Blackout
from alliance.charter.grammar.conditions import classes_in, tallies_in
from alliance.charter.grammar.elections import Election
from alliance.charter.grammar.motions import CHOICES, Interpretation, MotionRule, OpenPeriod, VoteUnit
from alliance.charter.grammar.objections import Objection
from alliance.charter.grammar.prose import state
from alliance.charter.grammar.ranked import Ranked
from alliance.charter.grammar.steps import (
    BallotStep,
    ElectionStep,
    ObjectionStep,
    RankedStep,
    RatificationStep,
    Step,
    flat,
)
from alliance.charter.grammar.words import (
    MOTION_CLASSES,
    MOTION_TALLIES,
    Asks,
    CalendarSpan,
    Closed,
    Day,
    Line,
    Name,
    Names,
    Passage,
    either,
    exactly_one,
    spaced,
)

MOTION_UNITS: Final[dict[str, VoteUnit]] = {
    "organization": "organization",
    "organisation": "organization",
    "member_organization": "organization",
    "member_organisation": "organization",
    "corporate_group": "corporate_group",
    "related_companies": "corporate_group",
    "related_members": "corporate_group",
}


class Subject(Closed):
    """What the decision is about: a project that moves from one stage to another, a seat's holder, ..."""

    kind: Name
    from_: Names = Field(default=(), alias="from")
    to: Name | None = None
    body: Name | None = None

    @property
    def sentence(self) -> str:
        stages, to = either(map(spaced, self.from_)) if self.from_ else "", spaced(self.to or "")
        move = f" that becomes {to}" if to else ""
        if stages:
            move = f" that goes from {stages} to {to}" if to else f" that is {stages}"
        body = f" of the {spaced(self.body)}" if self.body else ""
        article = "an" if self.kind[0] in "aeio" else "a"
        return f"It is about {article} {spaced(self.kind)}{body}{move}."


class Appeal(Closed):
    """Under which rule the decision can be appealed, and until when."""

    rule: Name
    within: CalendarSpan

    @property
    def sentence(self) -> str:
        return f"It can be appealed within {self.within.words}, under “{spaced(self.rule)}”."


class Trigger(Closed):
    """The support it takes to start."""

    support: Asks
    within: CalendarSpan | None = None

    @property
    def sentence(self) -> str:
        time = f" within {self.within.words}" if self.within else ""
        return f"To start it, {state(self.support)}{time}."


class SeatGrant(Closed):
    """A seat that comes with the decision."""

    body: Name
    group: Name


class Grants(Closed):
    """What comes with the decision."""

    seat: SeatGrant

    @property
    def sentence(self) -> str:
        return f"It brings a {spaced(self.seat.group)} seat in the {spaced(self.seat.body)}."


class Rule(Closed):
    """How something is decided: in steps, or in one step written without them."""

    title: Line = ""
    clause: Line = ""
    text: Passage = ""
    in_force_since: Day | None = None
    decides: Names = ()
    subject: Subject | None = None
    trigger: Trigger | None = None
    steps: tuple[Step, ...] = ()
    ballot: Ballot | None = None
    election: Election | None = None
    objection: Objection | None = None
    ranked: Ranked | None = None
    appeal: Appeal | None = None
    reapply_after: CalendarSpan | None = None
    grants: Grants | None = None
    effect: Effects | None = None
    blackout: tuple[Blackout, ...] = ()
    interpretation: tuple[Interpretation, ...] = ()

    @model_validator(mode="after")
    def _decides_somehow(self) -> Self:
        exactly_one(self, ("steps", "ballot", "election", "objection", "ranked"))
        return self

    @property
    def path(self) -> tuple[Step, ...]:
        """The steps, also when the rule is one step written without them."""
        if self.ballot:
            return (BallotStep(ballot=self.ballot),)
        if self.election:
            return (ElectionStep(election=self.election),)
        if self.objection:
            return (ObjectionStep(objection=self.objection),)
        if self.ranked:
            return (RankedStep(ranked=self.ranked),)
        return self.steps

    @property
    def ballots(self) -> tuple[Ballot, ...]:
        """Every ballot on a question in this rule, in the order of the steps."""
        return tuple(_ballots(self.path))

    @property
    def objections(self) -> tuple[Objection, ...]:
        return tuple(step.objection for step in flat(self.path) if isinstance(step, ObjectionStep))

    @property
    def elections(self) -> tuple[Election, ...]:
        return tuple(step.election for step in flat(self.path) if isinstance(step, ElectionStep))

    @property
    def rankings(self) -> tuple[Ranked, ...]:
        return tuple(step.ranked for step in flat(self.path) if isinstance(step, RankedStep))

    @property
    def sentences(self) -> list[str]:
        """The rule as plain sentences, in the order in which things happen."""
        told = [part.sentence for part in (self.subject, self.trigger) if part]
        if self.decides:
            told.insert(0, f"It decides about {either(map(spaced, self.decides), 'and')}.")
        told += [each.sentence for each in self.blackout]
        for step in self.path:
            told += step.sentences
        told += self.effect.sentences if self.effect else []
        told += [part.sentence for part in (self.grants, self.appeal) if part]
        if self.reapply_after:
            told.append(f"What was refused may be put forward again after {self.reapply_after.words}.")
        return told

    def why_no_motion(self) -> str:
        """Why no ballot of members can be held here under this rule as it stands; empty when it can."""
        if self.steps or self.ballot is None:
            return "It is not one ballot on a question."
        return _why_no_motion(self.ballot)

    def motion(self, slug: str) -> MotionRule | None:
        """The rule as one under which members vote on a motion, or None, see `why_no_motion`."""
        return None if self.why_no_motion() else self._frozen(slug)

    def why_no_vote(self) -> str:
        """Why no ballot at all, of members or of a committee, can be held here under this rule."""
        if self.steps or self.ballot is None:
            return "It is not one ballot on a question."
        return _why_no_vote(self.ballot)

    def vote(self, slug: str) -> MotionRule | None:
        """The rule as one under which members or the people of a body vote, or None, see `why_no_vote`."""
        return None if self.why_no_vote() else self._frozen(slug)

    def _frozen(self, slug: str) -> MotionRule | None:
        ballot = self.ballot
        if ballot is None:
            return None
        given: dict[str, Any] = {}
        if (period := ballot.open) is not None:
            times = [each for each in (period.min, period.default, period.max) if each is not None]
            least, most = times[0], times[-1]
            given["open"] = OpenPeriod(
                min=period.min or least, default=period.default or least, max=period.max or most
            )
        return MotionRule(
            standing=ballot.electorate.standing,
            without_subject=ballot.electorate.except_ == "subject",
            notice=ballot.notice,
            close_early=ballot.close_early,
            proxies=ballot.proxies,
            by_program=ballot.by_program,
            secrecy=ballot.secrecy,
            publish=ballot.publish,
            id=slug,
            title=self.title or spaced(slug).capitalize(),
            clause=self.clause,
            text=self.text,
            body=ballot.electorate.body,
            vote_unit=MOTION_UNITS.get(ballot.vote_unit, "person"),
            options=tuple(choice for option in ballot.options for choice in CHOICES if choice == option.id),
            passes=ballot.passes,
            quorum=ballot.quorum,
            recuse=tuple(recusal.when for recusal in ballot.electorate.recuse),
            interpretation=self.interpretation,
            **given,
        )


def _ballots(steps: Sequence[Step]) -> Iterator[Ballot]:
    for step in flat(steps):
        if isinstance(step, BallotStep):
            yield step.ballot
        elif isinstance(step, RatificationStep) and step.ratification.ballot:
            yield step.ratification.ballot


HELD_HERE: Final = frozenset(
    {"electorate", "vote_unit", "options", "count_for", "count_against", "held", "open", "quorum", "passes"}
    | {"notice", "secrecy", "run_by", "may_change_vote", "by_program"}
)
"""The parts of a ballot that the count of members' motions keeps, or that bind people and not the count."""


def _why_no_motion(ballot: Ballot) -> str:
    names = [option.id for option in ballot.options]
    period = ballot.open
    if ballot.vote_unit not in MOTION_UNITS:
        return "Its votes are not those of member organizations."
    if ballot.held == "meeting":
        return "It is decided at a meeting."
    if not set(names) <= set(CHOICES):
        return "Its answers are not for, against and abstain."
    if not _is_counted_here(ballot):
        return "It asks for more than the count of members' votes gives."
    if _is_withheld_by_class(ballot):
        return WITHHELD_BY_CLASS
    if ballot.model_fields_set - HELD_HERE or ballot.electorate.model_fields_set - {"body", "recuse"}:
        return "It has rules beyond those of a vote of the whole membership."
    if period and (None in (period.min, period.default, period.max) or period.extend):
        return "It does not say how long a vote is open: min, default and max."
    return ""


WITHHELD_BY_CLASS: Final = (
    "It asks by class of voters and does not publish who voted how: the figures of a small class would."
)


def _is_counted_here(ballot: Ballot) -> bool:
    """Whether the count gives every number that a condition asks for, of all and by class."""
    return all(
        set(tallies_in(condition)) <= MOTION_TALLIES and set(classes_in(condition)) <= MOTION_CLASSES
        for condition in ballot.conditions
    )


def _is_withheld_by_class(ballot: Ballot) -> bool:
    asks_classes = any(True for condition in ballot.conditions for _ in classes_in(condition))
    is_withheld = ballot.secrecy == "secret_ballot" or ballot.publish in {"totals", "who_voted"}
    return asks_classes and is_withheld


BY_COMMITTEE: Final = HELD_HERE | {"close_early", "proxies", "publish", "tie"}
"""What a ballot of a committee may have besides: the roll, the box and the close know these parts. A tie does
not pass, and whoever has a casting vote uses it at a meeting."""


def _why_no_vote(ballot: Ballot) -> str:
    names = [option.id for option in ballot.options]
    period = ballot.open
    if ballot.vote_unit not in MOTION_UNITS and ballot.vote_unit != "person":
        return f"Its votes are those of a {spaced(ballot.vote_unit)}."
    if ballot.held == "meeting":
        return "It is decided at a meeting."
    if not set(names) <= set(CHOICES):
        return "Its answers are not for, against and abstain."
    if not _is_counted_here(ballot):
        return "It asks for more than the count of votes gives."
    if _is_withheld_by_class(ballot):
        return WITHHELD_BY_CLASS
    known = {"body", "bodies", "recuse", "standing", "except_"}
    if ballot.model_fields_set - BY_COMMITTEE or ballot.electorate.model_fields_set - known:
        return "It has rules beyond those of one vote of a body."
    if period and (period.extend or not any((period.min, period.default, period.max))):
        return "It does not say how long a vote is open."
    return ""


def reapply_on(rule: Rule, refused: date) -> date:
    """The day from which what was refused may be put forward again; at once when the rule does not say."""
    return rule.reapply_after.after(refused) if rule.reapply_after else refused
