"""What one tally would decide under each rule of a charter."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, Self, TypeAlias

from django.urls import reverse

from alliance.charter.grammar import (
    Ballot,
    MissingTallyError,
    MotionRule,
    Objection,
    Rule,
    decided,
    explain,
    is_approved,
    outcome_under,
    passes_explained,
    quorum_explained,
    tallies_in,
)
from alliance.charter.models import CharterEdition

Found: TypeAlias = Literal["passed", "not_passed", "no_quorum", "void", "unknown"]
WORDS: Final[dict[Found, tuple[str, str]]] = {
    "passed": ("Would pass", "good"),
    "not_passed": ("Would not pass", "neutral"),
    "no_quorum": ("No quorum", "neutral"),
    "void": ("Would be void", "neutral"),
    "unknown": ("Cannot be said", "neutral"),
}


@dataclass(frozen=True, slots=True)
class Trial:
    """A tally under a rule: the outcome, and the conditions with the numbers put in."""

    slug: str
    title: str
    outcome: Found
    quorum: str
    passes: str
    body: str = ""
    edition: str = ""

    @property
    def label(self) -> str:
        return WORDS[self.outcome][0]

    @property
    def tone(self) -> str:
        return WORDS[self.outcome][1]

    @property
    def reason(self) -> str:
        """Why: the condition that decided."""
        return self.quorum if self.outcome == "no_quorum" else self.passes

    @property
    def url(self) -> str:
        """The page of the rule, another body's when one is named."""
        return (
            reverse("charter_rule", args=[self.body, self.slug])
            if self.body
            else reverse("rule", args=[self.slug])
        )

    def of(self, edition: CharterEdition) -> Self:
        """The same, under the name of the body whose rule it is."""
        return type(self)(
            self.slug, self.title, self.outcome, self.quorum, self.passes, edition.body, edition.title
        )


def trial(rule: MotionRule, tally: Mapping[str, int]) -> Trial:
    """The tally under a rule on which members vote here; `unknown` when it asks for classes as well."""
    try:
        quorum, passes = quorum_explained(rule, tally), passes_explained(rule, tally)
        return Trial(rule.id, rule.title, outcome_under(rule, tally), quorum, passes)
    except MissingTallyError as error:
        return _unknown(rule.id, rule.title, error)


def trials(rules: Iterable[MotionRule], tally: Mapping[str, int]) -> list[Trial]:
    """The tally under several rules, in their order."""
    return [trial(rule, tally) for rule in rules]


def ballot_trial(slug: str, title: str, ballot: Ballot, tally: Mapping[str, int]) -> Trial:
    """The tally under a ballot of any charter; `unknown` when it asks for more than the tally has."""
    try:
        quorum = "" if ballot.quorum is None else explain(ballot.quorum, tally)
        return Trial(slug, title, decided(ballot, tally), quorum, explain(ballot.passes, tally))
    except MissingTallyError as error:
        return _unknown(slug, title, error)


def objection_trial(slug: str, title: str, objection: Objection, tally: Mapping[str, int]) -> Trial:
    """The tally where silence approves; `unknown` when it asks for more than the tally has."""
    try:
        outcome: Found = "passed" if is_approved(objection, tally) else "not_passed"
        return Trial(slug, title, outcome, "", explain(objection.passes, tally))
    except MissingTallyError as error:
        return _unknown(slug, title, error)


def _unknown(slug: str, title: str, error: MissingTallyError) -> Trial:
    reason = f"It also asks for “{error.name.replace('_', ' ')}”, which these numbers do not say."
    return Trial(slug, title, "unknown", "", reason)


def trials_under(edition: CharterEdition, tally: Mapping[str, int]) -> Iterator[Trial]:
    """The tally under every vote and every call for objections of a charter, named after their rules."""
    for slug, rule in edition.charter.rules.items():
        for objection in rule.objections:
            yield objection_trial(slug, rule.title or slug, objection, tally).of(edition)
        for number, ballot in enumerate(rule.ballots, 1):
            name = f"{rule.title or slug}, vote {number}" if len(rule.ballots) > 1 else rule.title or slug
            yield ballot_trial(slug, name, ballot, tally).of(edition)


def asked_by(rules: Collection[Rule]) -> set[str]:
    """The tallies that the votes and the calls for objections of these rules ask for."""
    ballots = [condition for rule in rules for ballot in rule.ballots for condition in ballot.conditions]
    silence = [objection.passes for rule in rules for objection in rule.objections]
    return {name for condition in (*ballots, *silence) for name in tallies_in(condition)}
