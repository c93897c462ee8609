"""The rule of an election as it is frozen into a ballot: the charter's words with the caps of the body."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from alliance.charter.grammar.ballots import Publish, Secrecy
from alliance.charter.grammar.bodies import Body
from alliance.charter.grammar.caps import Cap
from alliance.charter.grammar.conditions import Tally
from alliance.charter.grammar.elections import Election
from alliance.charter.grammar.electorates import UNITS, Proxies
from alliance.charter.grammar.motions import Interpretation, OpenPeriod
from alliance.charter.grammar.openings import CloseEarly, Notice, Opening
from alliance.charter.grammar.rules import Rule
from alliance.charter.grammar.words import Closed, Line, Passage, Slug, spaced

USUAL: Final = timedelta(days=14)
"""How long an election is open where the charter does not say."""


class ContestRule(Closed):
    """The rule under which people, or options, are elected: read from a charter, frozen into a ballot.

    It answers what a `MotionRule` answers, so that a ballot of either kind is shown by the same pages.
    `model_dump(mode="json", by_alias=True)` gives plain data, `model_validate` makes an equal rule of it.
    """

    id: Slug
    title: Line
    clause: Annotated[str, StringConstraints(max_length=300, strip_whitespace=True)] = ""
    text: Passage = ""
    body: Slug | None = None
    election: Election
    caps: tuple[Cap, ...] = ()
    open: OpenPeriod = Field(
        default_factory=lambda: OpenPeriod(min=timedelta(days=1), default=USUAL, max=USUAL * 4)
    )
    interpretation: tuple[Interpretation, ...] = ()

    @property
    def vote_unit(self) -> str:
        return self.election.vote_unit

    @property
    def units(self) -> str:
        """Those who have one ballot each, in the plural."""
        return UNITS[self.vote_unit][1]

    @property
    def sentence(self) -> str:
        """How the ballots are counted."""
        return " ".join(self.election.method.sentences)

    @property
    def quorum_sentence(self) -> str:
        return "There is no quorum: any turnout is enough."

    @property
    def abstention_sentence(self) -> str:
        return "A ballot that ranks nobody counts as taking part and elects nobody."

    @property
    def secrecy(self) -> Secrecy | None:
        return self.election.vote.secrecy if self.election.vote else None

    @property
    def publish(self) -> Publish | None:
        return self.election.vote.publish if self.election.vote else None

    @property
    def by_program(self) -> bool:
        return bool(self.election.vote and self.election.vote.by_program)

    @property
    def notice(self) -> Notice | None:
        return None

    @property
    def close_early(self) -> CloseEarly | None:
        return None

    @property
    def proxies(self) -> Proxies | None:
        return None

    @property
    def quorum_asks_classes(self) -> bool:
        return False

    def quorum_needed(self, tally: Tally) -> int | None:  # noqa: ARG002 -- as a MotionRule is asked
        """No election of the charters read asks for a turnout."""
        return 0


def contest_rule(slug: str, rule: Rule, bodies: dict[str, Body] | None = None) -> ContestRule | None:
    """The election of a rule with the caps of the body whose seats it fills; None when it is no election."""
    if not rule.elections:
        return None
    election = rule.elections[0]
    named = (election.seats_open.expiring_and_vacant or "") if election.seats_open else ""
    body = named.partition(".")[0] or None
    caps = (bodies or {})[body].caps if body and bodies and body in bodies else ()
    given = {"open": period} if (period := _period(election.vote.open if election.vote else None)) else {}
    return ContestRule(
        id=slug,
        title=rule.title or spaced(slug).capitalize(),
        clause=rule.clause,
        text=rule.text,
        body=body,
        election=election,
        caps=caps,
        interpretation=rule.interpretation,
        **given,
    )


def _period(opening: Opening | None) -> OpenPeriod | None:
    """What the charter says of the time; a single length may be exceeded, up to twice, never shortened."""
    lengths = [each for each in (opening.min, opening.default, opening.max) if each] if opening else []
    if opening is None or not lengths:
        return None
    least = opening.min or lengths[0]
    usual = opening.default or least
    return OpenPeriod(min=least, default=usual, max=opening.max or usual * 2)
