"""Worked examples: what each kind of rule must give, run whenever the charter is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeAlias

from pydantic import Field, Tag

from alliance.charter.grammar.ballots import decided, why
from alliance.charter.grammar.caps import breaches, within_cap
from alliance.charter.grammar.conditions import MissingTallyError
from alliance.charter.grammar.criteria import is_met
from alliance.charter.grammar.elections import AfterNominations, after_nominations
from alliance.charter.grammar.objections import is_approved
from alliance.charter.grammar.prose import explain
from alliance.charter.grammar.ranked import option_stays
from alliance.charter.grammar.rules import Rule, reapply_on
from alliance.charter.grammar.seats import Seat, seats_of, term_end
from alliance.charter.grammar.standing import Attendance, course, has_standing
from alliance.charter.grammar.words import Closed, Day, Facts, Few, Many, Map, Name, Passage, either, one_of

if TYPE_CHECKING:
    from alliance.charter.grammar.bodies import Body
    from alliance.charter.grammar.charters import Charter

ExampleOutcome: TypeAlias = Literal["passed", "not_passed", "no_quorum", "void"]
OUTCOMES: Final[dict[ExampleOutcome, str]] = {
    "passed": "passed",
    "not_passed": "not passed",
    "no_quorum": "not decided, for want of a quorum",
    "void": "void",
}
COUNTED: Final = (
    "seats", "eligible", "present", "for", "against", "abstain", "vetoes", "objections",
    "formal_objections_sustained", "approvals", "support", "supporters", "meeting_requests", "over_default",
    "under_default",
)  # fmt: skip


class Example(Closed):
    """A tally with the outcome it must have under a rule: a ballot, an objection, or one ranked option.

    `ballot` says which one when the rule has several, from 1. For an objection or a ranked option, passed
    means approved by silence, or still in the count.
    """

    rule: Name
    ballot: Few | None = None
    seats: Many | None = None
    eligible: Many | None = None
    present: Many | None = None
    votes_for: Many | None = Field(default=None, alias="for")
    against: Many | None = None
    abstain: Many | None = None
    vetoes: Many | None = None
    objections: Many | None = None
    formal_objections_sustained: Many | None = None
    approvals: Many | None = None
    support: Many | None = None
    supporters: Many | None = None
    meeting_requests: Many | None = None
    over_default: Many | None = None
    under_default: Many | None = None
    classes: Map[Map[Map[Many]]] | None = None
    constitutional: bool = False
    outcome: ExampleOutcome
    note: Passage = ""

    def tally(self) -> dict[str, int]:
        """The numbers given and those that follow: cast, participated, and seats when not said otherwise.

        Votes of a kind that is not given are none. `ValueError` when more took part than are entitled.
        """
        given = {name: getattr(self, "votes_for" if name == "for" else name) for name in COUNTED}
        tally: dict[str, int] = {name: number for name, number in given.items() if number is not None}
        if self.votes_for is not None:
            tally = {"against": 0, "abstain": 0, **tally}
            tally["cast"] = tally["for"] + tally["against"]
            tally["participated"] = tally["cast"] + tally["abstain"]
        if self.eligible is not None:
            tally.setdefault("seats", self.eligible)
            if tally.get("participated", 0) > self.eligible:
                counted = f"{tally['participated']} votes were counted"
                raise ValueError(f"{counted}, but only {self.eligible} are entitled to vote.")
        return tally

    def complaint(self, charter: Charter) -> str:
        rule = charter.rules.get(self.rule)
        if rule is None:
            return f"There is no rule “{self.rule}”."
        outcome, why = self._run(rule)
        if outcome == self.outcome:
            return ""
        return f"The example expects {OUTCOMES[self.outcome]}, the rule gives {OUTCOMES[outcome]}: {why}."

    def _run(self, rule: Rule) -> tuple[ExampleOutcome, str]:
        tally, classes = self.tally(), self.classes
        ballots = rule.ballots
        if ballots:
            number = self.ballot or 1
            if number > len(ballots) or (self.ballot is None and len(ballots) > 1):
                raise ValueError(f"Say which ballot is meant, with ballot: 1 to {len(ballots)}.")
            ballot = ballots[number - 1]
            outcome = decided(ballot, tally, classes)
            return outcome, why(ballot, outcome, tally, classes)
        if rule.objections:
            objection = rule.objections[0]
            return _yes(is_approved(objection, tally)), explain(objection.passes, tally)
        if rule.rankings:
            ranked = rule.rankings[0]
            asked = ranked.option_stays_if_constitutional if self.constitutional else ranked.option_stays_if
            stays = option_stays(ranked, tally, constitutional=self.constitutional)
            return _yes(stays), explain(asked, tally) if asked is not None else "nothing is asked"
        raise ValueError("This rule has nothing to count. Use nominations: for an election.")


def _yes(met: bool) -> ExampleOutcome:  # noqa: FBT001  # one word for one answer
    return "passed" if met else "not_passed"


class _Checked(Closed):
    """An example with one number or answer that is compared with what the charter gives."""

    note: Passage = ""

    def complaint(self, charter: Charter) -> str:
        expected, given = self.answers(charter)
        return (
            ""
            if expected == given
            else f"The example expects {_shown(expected)}, the charter gives {_shown(given)}."
        )

    def answers(self, charter: Charter) -> tuple[Any, Any]:
        raise NotImplementedError


class StandingExample(_Checked):
    """Meetings in their order, or activity in a time, and whether somebody then may vote."""

    standing: Name
    meetings: tuple[Attendance, ...] = ()
    activity: Map[Many] | None = None
    had: bool = True
    in_meeting: tuple[bool, ...] | None = None
    now: bool

    def answers(self, charter: Charter) -> tuple[Any, Any]:
        body, name = _part(charter, self.standing)
        standing = body.standing_named(name)
        if standing is None:
            raise ValueError(f"There is no standing “{self.standing}”.")
        if self.activity is not None:
            return self.now, has_standing(standing, self.activity, had=self.had)
        found = course(standing, self.meetings)
        if self.in_meeting is None:
            return self.now, found.now
        return (self.in_meeting, self.now), (found.in_meeting, found.now)


class SeatsExample(_Checked):
    """How many seats of a group there are when there are so many of a kind."""

    seats: Name
    among: Map[Map[Many]] | None = None
    count: Many

    def answers(self, charter: Charter) -> tuple[Any, Any]:
        return self.count, seats_of(_seat(charter, self.seats), self.among or {})


class CapExample(_Checked):
    """Who holds how many, and who holds how many too many; or a ranking and who takes the seats."""

    cap: Name
    number: Few = 1
    size: Many
    held: Map[Many] | None = None
    excess: Map[Many] | None = None
    ranked: tuple[Name, ...] = ()
    sides: Map[Name] | None = None
    open: Many = 0
    seated: tuple[Name, ...] | None = None

    def answers(self, charter: Charter) -> tuple[Any, Any]:
        body = _body(charter, self.cap)
        if self.number > len(body.caps):
            raise ValueError(f"“{self.cap}” has no cap {self.number}.")
        cap = body.caps[self.number - 1]
        tally = {"seats": self.size, "eligible": self.size}
        held = [side for side, number in (self.held or {}).items() for _ in range(number)]
        if self.seated is not None:
            taking, _ = within_cap(
                cap, self.ranked, self.sides or {}, seats=self.open, tally=tally, sitting=held
            )
            return self.seated, tuple(taking)
        too_many = {side: breach.excess for side, breach in breaches(cap, held, tally).items()}
        return dict(self.excess or {}), too_many


class NominationsExample(_Checked):
    """So many candidates for so many seats, and what follows."""

    nominations: Name
    candidates: Many
    seats_open: Many
    seats_least: Many | None = None
    then: AfterNominations

    def answers(self, charter: Charter) -> tuple[Any, Any]:
        rule = _rule(charter, self.nominations)
        if not rule.elections:
            raise ValueError(f"“{self.nominations}” is no election.")
        tally = {"candidates": self.candidates, "seats_open": self.seats_open}
        if self.seats_least is not None:
            tally["seats_least"] = self.seats_least
        return self.then, after_nominations(rule.elections[0], tally)


class TermExample(_Checked):
    """When a term ends."""

    term: Name
    starts: Day
    cohort: Many = 0
    ends: Day

    def answers(self, charter: Charter) -> tuple[Any, Any]:
        return self.ends, term_end(_seat(charter, self.term), self.starts, cohort=self.cohort)


class ReapplyExample(_Checked):
    """When what was refused may be put forward again."""

    reapply: Name
    refused: Day
    again: Day

    def answers(self, charter: Charter) -> tuple[Any, Any]:
        return self.again, reapply_on(_rule(charter, self.reapply), self.refused)


class CriterionExample(_Checked):
    """Facts about a project, and whether they meet a criterion."""

    criterion: Name
    of: Name
    facts: Facts
    met: bool

    def answers(self, charter: Charter) -> tuple[Any, Any]:
        found = next((each for each in charter.criteria.get(self.of, ()) if each.id == self.criterion), None)
        if found is None:
            raise ValueError(f"There is no criterion “{self.criterion}” in “{self.of}”.")
        return self.met, is_met(found, self.facts)


AnyExample: TypeAlias = Annotated[
    Annotated[Example, Tag("[rule]")]
    | Annotated[StandingExample, Tag("[standing]")]
    | Annotated[CapExample, Tag("[cap]")]
    | Annotated[NominationsExample, Tag("[nominations]")]
    | Annotated[TermExample, Tag("[term]")]
    | Annotated[ReapplyExample, Tag("[reapply]")]
    | Annotated[CriterionExample, Tag("[criterion]")]
    | Annotated[SeatsExample, Tag("[seats]")],
    one_of("rule", "standing", "cap", "nominations", "term", "reapply", "criterion", "seats"),
]
"""An example, of the kind its words say."""


def failures(charter: Charter, examples: Sequence[Example | _Checked]) -> Iterator[tuple[int, str]]:
    """The examples that do not come out, by their place, each with what came out instead."""
    for index, example in enumerate(examples):
        try:
            complaint = example.complaint(charter)
        except MissingTallyError as error:
            complaint = f"The example does not say “{error.name}”."
        except ValueError as error:
            complaint = str(error)
        if complaint:
            yield index, complaint


def _body(charter: Charter, name: str) -> Body:
    if name not in charter.bodies:
        raise ValueError(f"There is no body “{name}”. Use {either(charter.bodies or ['bodies: first'])}.")
    return charter.bodies[name]


def _part(charter: Charter, dotted: str) -> tuple[Body, str]:
    body, _, name = dotted.partition(".")
    return _body(charter, body), name


def _seat(charter: Charter, dotted: str) -> Seat:
    body, group = _part(charter, dotted)
    seat = body.seat(group)
    if seat is None:
        raise ValueError(f"There are no seats “{dotted}”.")
    return seat


def _rule(charter: Charter, slug: str) -> Rule:
    if slug not in charter.rules:
        raise ValueError(f"There is no rule “{slug}”.")
    return charter.rules[slug]


def _shown(answer: object) -> str:
    match answer:
        case bool():
            return "yes" if answer else "no"
        case Mapping():
            return ", ".join(f"{name} {number}" for name, number in answer.items()) or "nothing"
        case tuple():
            return ", ".join(map(_shown, answer)) or "nobody"
        case _:
            return str(answer)
