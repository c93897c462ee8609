"""Preparing a ballot that is about nothing but itself: a motion, or a contest among options."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import transaction

from alliance.charter.grammar import Charter, ContestRule, MotionRule
from alliance.charter.grammar.conditions import Const, Share
from alliance.charter.grammar.electorates import Electorate
from alliance.charter.grammar.words import spaced
from alliance.charter.queries import edition_in_force
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import NotNow
from alliance.voting import rules
from alliance.voting.actions.building import build_ballot, electorate_of
from alliance.voting.models import Ballot
from alliance.voting.models.roll import PERSON
from alliance.voting.roll import OptionText
from alliance.voting.states import UNSEEN

NO_BALLOT_YET = 0
"""The number of a ballot that is asked about before there is one: no subject points to it."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A rule under which a ballot can be prepared now, and who votes under it."""

    rule: MotionRule | ContestRule
    body_name: str

    @property
    def is_motion(self) -> bool:
        return isinstance(self.rule, MotionRule)


@transaction.atomic
def draft_ballot(
    *,
    rule_id: str,
    question: str,
    opens_at: datetime,
    closes_at: datetime,
    explanation: str = "",
    meaning_for: str = "",
    meaning_against: str = "",
    options: Sequence[OptionText] = (),
    seats: int = 1,
    level: str = "",
    publication: str = "",
    lot_source: str = "",
    objection_days: int = 0,
    dispute_days: int = 0,
    is_public: bool = True,
    by: Actor,
    at: datetime,
) -> Ballot:
    """Prepare a ballot under a rule of this alliance's charter: a motion, or a contest among ``options``.

    It is about nothing but its own text. A proposal's ballot is called from the proposal, an election's is
    built from its candidates.

    Raises:
        Forbidden: not staff. NotNow: nobody votes under that rule here, the rule says another level or
        publication, the times are outside what it allows, or the same ballot is in preparation.
    """
    rules.may_build(by, None, at).require()
    offered = rules_on_offer(at).get(rule_id)
    if offered is None:
        message = f"No ballot can be prepared under “{rule_id}”."
        raise NotNow(message)
    rules.is_kept_as_the_rule_says(offered.rule, level, publication).require()
    ballot = build_ballot(
        question=question,
        explanation=explanation,
        meaning_for=meaning_for,
        meaning_against=meaning_against,
        options=() if offered.is_motion else options,
        counting={} if offered.is_motion else {"seats": seats, **cap_among(offered.rule, options, seats)},
        rule_id=rule_id,
        body_name=offered.body_name,
        level=level,
        publication=publication,
        lot_source="" if offered.is_motion else lot_source,
        opens_at=opens_at,
        closes_at=closes_at,
        objection_days=objection_days,
        dispute_days=dispute_days,
        is_public=is_public,
        by=by,
        at=at,
    )
    same = Ballot.objects.filter(state__in=UNSEEN, text_digest=ballot.text_digest).exclude(pk=ballot.pk)
    if (earlier := same.first()) is not None:
        message = f"The same ballot is in preparation: {earlier.ref}."
        raise NotNow(message)
    return ballot


def rules_on_offer(at: datetime) -> dict[str, Offered]:
    """The rules of the charter in force under which somebody here would vote, by their short names.

    The members vote under a rule of an open body; the people of any other body only where an app knows who
    holds its seats.
    """
    edition = edition_in_force(at)
    return {} if edition is None else dict(_offered(edition.charter, at))


def _offered(charter: Charter, at: datetime) -> Iterator[tuple[str, Offered]]:
    found: dict[str, MotionRule | ContestRule] = {**charter.votes, **charter.contests}
    for slug, rule in found.items():
        who = _who(charter, slug, rule)
        if len(who) == 1 and (_is_open(charter, who[0]) or _has_voters(rule, at)):
            yield slug, Offered(rule, _name_of(charter, who[0]))


def _who(charter: Charter, slug: str, rule: MotionRule | ContestRule) -> tuple[str, ...]:
    """The bodies that vote under a rule; none where it names holders of a role."""
    said: Electorate | None = None
    if isinstance(rule, ContestRule):
        said = rule.election.electorate
        if said is None:
            return (rule.body,) if rule.body else ()
    elif ballot := charter.rules[slug].ballot:
        said = ballot.electorate
    return said.named_bodies if said else ()


def _is_open(charter: Charter, body: str) -> bool:
    return body in charter.bodies and charter.bodies[body].members == "open"


def _name_of(charter: Charter, body: str) -> str:
    named = charter.bodies[body].name if body in charter.bodies else ""
    return named or spaced(body).capitalize()


def _has_voters(rule: MotionRule | ContestRule, at: datetime) -> bool:
    """Whether the seats of a closed body are held by people who may vote."""
    asked = Ballot(
        pk=NO_BALLOT_YET,
        rule_id=rule.id,
        rule_data=rule.model_dump(mode="json", by_alias=True),
        opens_at=at,
        closes_at=at + rule.open.default,
    )
    return any(line.is_entitled and line.unit == PERSON for line in electorate_of(asked, at))


def cap_among(rule: MotionRule | ContestRule, options: Sequence[OptionText], seats: int) -> Mapping[str, Any]:
    """The cap of a contest that is kept during the count, with each option's affiliation as its side."""
    groups = {option.name: option.affiliation for option in options if option.affiliation}
    kept = rule.election.cap_enforcement if isinstance(rule, ContestRule) else None
    if not groups or kept is None or kept.at != "during_count" or not isinstance(rule, ContestRule):
        return {}
    for cap in rule.caps:
        if (limit := _limit(cap.max)) is not None and cap.of == "seats":
            text = str(limit) if limit.denominator == 1 else f"{limit.numerator}/{limit.denominator}"
            return {"cap": {"limit": text, "size": seats, "least": 0, "groups": groups, "sitting": {}}}
    return {}


def _limit(most: object) -> Fraction | None:
    match most:
        case Const(value=number) if number.denominator == 1:
            return number
        case Share(frac=fraction):
            return fraction
    return None
