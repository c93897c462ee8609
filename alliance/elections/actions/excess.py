"""A side that holds more seats than it may in the middle of a term, such as after a change of employer."""

from datetime import date, datetime

from django.db import transaction

from alliance.audit.recording import record
from alliance.charter.grammar.caps import Cap
from alliance.elections import events, rules
from alliance.elections.actions.roster import close_term, locked_term
from alliance.elections.constitution import constitution_of
from alliance.elections.models import Body, Term
from alliance.elections.queries import cap_breaches_of
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import NotNow
from alliance.voting.methods import Lot


@transaction.atomic
def draw_for_excess(
    *, body_id: int, side: str, value: str, ended_on: date, by: Actor, at: datetime
) -> list[Term]:
    """Let a lot decide who of a side leaves a body in which it holds too many seats, where its charter has a
    lot for that and those concerned did not agree (CNCF charter, 6(b)(iv)); the terms that end.

    The lot is the order of SHA-256 over a seed made of the body, the side and a public ``value``, and each
    name: the last leave until the cap is met.

    Raises:
        Forbidden: not staff. NotNow: the side holds no more than it may, or the charter has no lot for it.
    """
    body = Body.objects.select_for_update().get(pk=body_id)
    rules.may_draw_for_excess(by, body, at).require()
    breach = next((each for each in cap_breaches_of(body, at.date(), at) if each.side == side), None)
    if breach is None:
        message = f"{side} holds no more seats of the {body} than it may."
        raise NotNow(message)
    if not any(_has_lot(cap) for cap in _caps(body, at)):
        raise NotNow(f"The charter has no lot for this. {breach.sentence}")
    terms = {term.person_name: term for term in map(locked_term, breach.terms)}
    seed = f"{body.slug}|{side}|{value}"
    lot = Lot.drawn(seed, terms)
    data = {"body": body.name, "side": side, "value": value, "seed": seed, "order": list(lot.order)}
    record(events.EXCESS_DRAWN, subject=body, by=by, at=at, data=data)
    leaving = [terms[name] for name in lot.order[breach.allowed - breach.held :]]
    reason = f"A lot among those of {side}."
    return [close_term(term, max(ended_on, term.from_on), reason, by=by, at=at) for term in leaving]


def _caps(body: Body, at: datetime) -> tuple[Cap, ...]:
    described = constitution_of(body, at)
    return described.caps if described else ()


def _has_lot(cap: Cap) -> bool:
    remedies = [*cap.on_breach, *([cap.on_affiliation_change] if cap.on_affiliation_change else [])]
    return any("lot" in remedy.model_fields_set for remedy in remedies)
