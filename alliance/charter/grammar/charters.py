"""A charter: whose it is, its bodies, rules, criteria and reviews; its examples run when it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Final

from pydantic import Field, ValidationError

from alliance.charter.grammar.affiliations import Affiliation
from alliance.charter.grammar.bodies import Body
from alliance.charter.grammar.calendars import BusinessCalendar
from alliance.charter.grammar.contests import ContestRule, contest_rule
from alliance.charter.grammar.criteria import Criterion
from alliance.charter.grammar.examples import AnyExample, Example, failures
from alliance.charter.grammar.motions import Interpretation, MotionRule
from alliance.charter.grammar.problems import problems_of, words_of
from alliance.charter.grammar.references import missing_parts, unknown_names
from alliance.charter.grammar.reviews import Review
from alliance.charter.grammar.rules import Rule
from alliance.charter.grammar.source import CharterError, Document, Problem, read_yaml
from alliance.charter.grammar.words import Closed, Day, Line, Map, Name, Passage, Slug, spaced


class Heading(Closed):
    """Whose charter this is, which edition, and what it says about itself."""

    id: Slug
    edition: Line
    title: Line = ""
    text: Passage = ""
    source: Passage = ""
    in_force_since: Day | None = None

    @property
    def name(self) -> str:
        """Its title, or else whose charter it is."""
        return self.title or spaced(self.id).capitalize()


class Charter(Closed):
    """An edition of a charter, ready to be applied."""

    heading: Heading = Field(alias="charter")
    affiliation: Affiliation | None = None
    calendars: Map[BusinessCalendar] = Field(default_factory=dict, validate_default=True)
    bodies: Map[Body] = Field(default_factory=dict, validate_default=True)
    stages: tuple[Name, ...] = ()
    rules: Map[Rule] = Field(min_length=1)
    criteria: Map[tuple[Criterion, ...]] = Field(default_factory=dict, validate_default=True)
    reviews: tuple[Review, ...] = ()
    interpretation: tuple[Interpretation, ...] = ()
    examples: tuple[AnyExample, ...] = ()

    @cached_property
    def motions(self) -> Mapping[str, MotionRule]:
        """The rules under which members can vote on a motion here, by name, in the order of the charter."""
        found = ((slug, rule.motion(slug)) for slug, rule in self.rules.items())
        return MappingProxyType({slug: motion for slug, motion in found if motion is not None})

    @cached_property
    def votes(self) -> Mapping[str, MotionRule]:
        """The rules under which a ballot on a question can be held here, of members or of a body's people."""
        found = ((slug, rule.vote(slug)) for slug, rule in self.rules.items())
        return MappingProxyType({slug: vote for slug, vote in found if vote is not None})

    @cached_property
    def contests(self) -> Mapping[str, ContestRule]:
        """The rules under which people or options are elected, by name, in the order of the charter."""
        found = ((slug, contest_rule(slug, rule, dict(self.bodies))) for slug, rule in self.rules.items())
        return MappingProxyType({slug: contest for slug, contest in found if contest is not None})

    def examples_of(self, slug: str) -> list[Example]:
        """The worked examples of tallies under a rule."""
        return [each for each in self.examples if isinstance(each, Example) and each.rule == slug]


WORDS: Final = words_of(Charter)
"""Every word of the grammar, for suggestions."""


def parse_charter(source: str, *, complete: bool = False) -> Charter:
    """Read a charter from YAML and run its examples.

    `complete` asks for what an edition needs that is to be adopted: title, date, clauses, and that every name
    in it is described.

    Raises `CharterError`, whose problems each name the line, the place in the charter and a repair.
    """
    document = read_yaml(source)
    try:
        charter = Charter.model_validate(document.data)
    except ValidationError as error:
        raise CharterError(problems_of(error, document, WORDS)) from error
    if problems := [*_names(charter, document, complete=complete), *_failed_examples(charter, document)]:
        raise CharterError(problems)
    return charter


def _names(charter: Charter, document: Document, *, complete: bool) -> Iterator[Problem]:
    missing = missing_parts(charter) if complete else ()
    for path, message, repair in (*missing, *unknown_names(charter, complete=complete)):
        yield Problem(document.line_of(path), path, message, repair)


def _failed_examples(charter: Charter, document: Document) -> Iterator[Problem]:
    for index, complaint in failures(charter, charter.examples):
        path = ("examples", index)
        yield Problem(document.line_of(path), path, complaint, "Correct the example or the rule.")
