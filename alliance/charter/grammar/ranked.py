"""Ballots that rank several options, one of which may be the default (Debian's constitution, A.5)."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from alliance.charter.grammar.ballots import PUBLISH, SECRECY, Publish, Secrecy
from alliance.charter.grammar.conditions import Tally, evaluate, value
from alliance.charter.grammar.electorates import UNITS, Electorate, Unit
from alliance.charter.grammar.methods import Method
from alliance.charter.grammar.openings import Opening
from alliance.charter.grammar.prose import noun, state
from alliance.charter.grammar.ties import ElectionTie
from alliance.charter.grammar.words import AnyNumber, Asks, Closed, Name, sentence, spaced


class Sponsors(Closed):
    """How many must stand behind an option before it is on the ballot."""

    min: AnyNumber

    @property
    def sentence(self) -> str:
        return f"An option needs as many sponsors as {noun(self.min)}."


class Ranked(Closed):
    """Voters rank options; each must first hold its own against the default option."""

    electorate: Electorate
    vote_unit: Unit = "person"
    options_from: Literal["ballot_options", "proposals"] = "ballot_options"
    default_option: Name | None = None
    option_stays_if: Asks | None = None
    option_stays_if_constitutional: Asks | None = None
    sponsors: Sponsors | None = None
    open: Opening | None = None
    secrecy: Secrecy | None = None
    publish: Publish | None = None
    method: Method
    tie: tuple[ElectionTie, ...] = ()

    @model_validator(mode="after")
    def _default_is_named(self) -> Self:
        if self.default_option is None and (self.option_stays_if or self.option_stays_if_constitutional):
            raise ValueError("Options can only be measured against a default_option that is named")
        return self

    @property
    def sentences(self) -> list[str]:
        told = [*self.electorate.sentences, f"Each {UNITS[self.vote_unit][0]} ranks the options."]
        told += [self.sponsors.sentence] if self.sponsors else []
        if self.default_option:
            told.append(f"The default option is “{spaced(self.default_option)}”.")
        told += [self.staying_sentence] if self.staying_sentence else []
        if self.option_stays_if_constitutional is not None:
            condition = state(self.option_stays_if_constitutional)
            told.append(sentence("For one that changes the constitution,", condition))
        told += self.open.sentences if self.open else []
        told += self.method.sentences
        told += [SECRECY[self.secrecy]] if self.secrecy else []
        told += [f"Published: {PUBLISH[self.publish]}."] if self.publish else []
        if self.tie:
            told.append(f"In a tie, {'; failing that, '.join(step.words for step in self.tie)}.")
        return told

    @property
    def staying_sentence(self) -> str:
        """What an option needs over the default option; empty when nothing is asked."""
        if self.option_stays_if is None:
            return ""
        return sentence("For an option to stay,", state(self.option_stays_if))


def option_stays(ranked: Ranked, tally: Tally, *, constitutional: bool = False) -> bool:
    """Whether an option is still in the count, `tally` with over_default, under_default and eligible.

    One that changes the constitution must meet both conditions. Raises `MissingTallyError`.
    """
    asked = [ranked.option_stays_if]
    if constitutional:
        asked.append(ranked.option_stays_if_constitutional)
    return all(evaluate(condition, tally) for condition in asked if condition is not None)


def sponsors_needed(ranked: Ranked, eligible: int) -> int:
    """How many sponsors an option needs among so many entitled: K = min(5, Q) for Debian, rounded up."""
    return 0 if ranked.sponsors is None else value(ranked.sponsors.min, {"eligible": eligible}).ceil()
