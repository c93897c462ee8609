"""A charter: who it is for, its bodies, its rules, and worked examples that are run whenever it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Annotated, Any, Final

from pydantic import Field, ValidationError

from alliance.charter.grammar.motions import (
    CHOICES,
    Choice,
    Closed,
    Interpretation,
    Line,
    MotionCondition,
    MotionRule,
    OpenPeriod,
    Outcome,
    Passage,
    Slug,
    VoteUnit,
    motion_tally,
    outcome_under,
    passes_explained,
    quorum_explained,
)
from alliance.charter.grammar.source import CharterError, Document, Path, Problem, read_yaml

Votes = Annotated[int, Field(ge=0, le=10_000_000)]

OUTCOMES: Final[dict[Outcome, str]] = {
    "passed": "passed",
    "not_passed": "not passed",
    "no_quorum": "not decided, for want of a quorum",
}


class Heading(Closed):
    """Whose charter this is, which edition, and what it says about itself."""

    id: Slug
    edition: Line
    title: Line
    text: Passage = ""
    in_force_since: date


class Body(Closed):
    """Those who decide together."""

    name: Line
    text: Passage = ""


class Example(Closed):
    """A tally with the outcome it must have under a rule of the charter."""

    rule: Slug
    eligible: Votes
    votes_for: Votes = Field(alias="for")
    against: Votes = 0
    abstain: Votes = 0
    seats: Votes | None = None
    outcome: Outcome
    note: Passage = ""

    def tally(self) -> dict[str, int]:
        """The complete tally; raises `ValueError` when more took part than are entitled."""
        return motion_tally(
            votes_for=self.votes_for,
            against=self.against,
            abstain=self.abstain,
            eligible=self.eligible,
            seats=self.seats,
        )


class Charter(Closed):
    """An edition of a charter, ready to be applied."""

    heading: Heading
    bodies: dict[Slug, Body]
    rules: dict[Slug, MotionRule]
    examples: tuple[Example, ...] = ()


class _Electorate(Closed):
    body: Slug
    recuse: tuple[Slug, ...] = ()


class _Ballot(Closed):
    electorate: _Electorate
    vote_unit: VoteUnit
    options: tuple[Choice, ...] = CHOICES
    quorum: MotionCondition | None = None
    passes: MotionCondition
    open: OpenPeriod | None = None


class _Rule(Closed):
    title: Line
    clause: Line
    text: Passage = ""
    ballot: _Ballot
    interpretation: tuple[Interpretation, ...] = ()

    def motion(self, slug: str) -> MotionRule:
        ballot = self.ballot
        given: dict[str, Any] = {} if ballot.open is None else {"open": ballot.open}
        return MotionRule(
            id=slug,
            title=self.title,
            clause=self.clause,
            text=self.text,
            body=ballot.electorate.body,
            vote_unit=ballot.vote_unit,
            options=ballot.options,
            passes=ballot.passes,
            quorum=ballot.quorum,
            recuse=ballot.electorate.recuse,
            interpretation=self.interpretation,
            **given,
        )


class _Source(Closed):
    """A charter as it is written in YAML."""

    charter: Heading
    bodies: dict[Slug, Body] = Field(min_length=1)
    rules: dict[Slug, _Rule] = Field(min_length=1)
    examples: tuple[Example, ...] = ()


WORDS: Final = sorted(
    {
        field.alias or name
        for model in (
            _Source,
            Heading,
            Body,
            _Rule,
            _Ballot,
            _Electorate,
            OpenPeriod,
            Interpretation,
            Example,
        )
        for name, field in model.model_fields.items()
    }
)


def parse_charter(source: str) -> Charter:
    """Read a charter from YAML and run its examples.

    Raises `CharterError`, whose problems each name the line, the place in the charter and a repair.
    """
    document = read_yaml(source)
    try:
        written = _Source.model_validate(document.data)
    except ValidationError as error:
        raise CharterError(_problems(error, document, ())) from error
    charter = Charter(
        heading=written.charter,
        bodies=written.bodies,
        rules=dict(_rules(written.rules, document)),
        examples=written.examples,
    )
    if problems := [*_unknown_bodies(charter, document), *_failed_examples(charter, document)]:
        raise CharterError(problems)
    return charter


def _rules(written: Mapping[str, _Rule], document: Document) -> Iterator[tuple[str, MotionRule]]:
    for slug, rule in written.items():
        try:
            yield slug, rule.motion(slug)
        except ValidationError as error:
            raise CharterError(_problems(error, document, ("rules", slug))) from error


def _unknown_bodies(charter: Charter, document: Document) -> Iterator[Problem]:
    for slug, rule in charter.rules.items():
        if rule.body not in charter.bodies:
            path = ("rules", slug, "ballot", "electorate", "body")
            message = f"The body “{rule.body}” is not described."
            yield Problem(document.line_of(path), path, message, f"Use one of {', '.join(charter.bodies)}.")


def _failed_examples(charter: Charter, document: Document) -> Iterator[Problem]:
    for index, example in enumerate(charter.examples):
        path = ("examples", index)
        if complaint := _complaint(charter, example):
            repair = "Correct the example or the rule."
            yield Problem(document.line_of(path), path, complaint, repair)


def _complaint(charter: Charter, example: Example) -> str:
    rule = charter.rules.get(example.rule)
    if rule is None:
        return f"There is no rule “{example.rule}”."
    try:
        tally = example.tally()
    except ValueError as error:
        return str(error)
    outcome = outcome_under(rule, tally)
    if outcome == example.outcome:
        return ""
    why = quorum_explained(rule, tally) if outcome == "no_quorum" else passes_explained(rule, tally)
    return f"The example expects {OUTCOMES[example.outcome]}, the rule gives {OUTCOMES[outcome]}: {why}"


def _problems(error: ValidationError, document: Document, above: Path) -> Iterator[Problem]:
    for each in error.errors(include_url=False, include_input=False):
        context = each.get("ctx", {})
        path: Path = (*above, *(step for step in each["loc"] if step != "[key]"), *context.get("path", ()))
        message, repair = _in_words(each["type"], each["msg"], path, context)
        yield Problem(document.line_of(path), path, message, repair)


def _in_words(kind: str, message: str, path: Path, context: Mapping[str, Any]) -> tuple[str, str]:
    last = path[-1] if path else ""
    match kind:
        case "condition":
            return context["message"], context["repair"]
        case "missing":
            return f"“{last}” is missing.", f"Add {last}: with its value."
        case "extra_forbidden":
            close = get_close_matches(str(last), WORDS, n=1)
            return f"“{last}” is not known here.", f"Did you mean “{close[0]}”?" if close else "Leave it out."
        case "literal_error":
            known = str(context["expected"]).replace("'", "")
            return "This word is not known here.", f"Use {known}."
        case "model_type" | "dict_type":
            return "Here words with values are needed.", "Write word: value, one on each line."
        case "string_pattern_mismatch":
            return f"“{last}” is not a short name.", "Use small letters, digits and hyphens: two-thirds."
        case _:
            text = message.removeprefix("Value error, ").removesuffix(".")
            return f"{text}.", ""
