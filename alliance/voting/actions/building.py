"""From a question to an open ballot: build, rehearse, freeze, announce, open."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from alliance.audit.kinds import EventKind
from alliance.audit.recording import record
from alliance.charter.grammar import ContestRule, MotionRule
from alliance.charter.models import CharterEdition
from alliance.charter.queries import ballot_rule_in_force, edition_in_force
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import NotNow
from alliance.voting import events, keys, locks, rules
from alliance.voting.manifest import manifest_of, text_of
from alliance.voting.models import Ballot, Elector, RollPerson
from alliance.voting.options import form_of
from alliance.voting.roll import OptionText, RollLine
from alliance.voting.secrecy.envelope import PUBLIC_KEY_BYTES
from alliance.voting.states import BALLOT, DRAFT, FROZEN, MOTION, Level
from alliance.voting.verification import manifest_digest
from alliance.voting.verify import check_manifest

SEED_BYTES = 32
PUBLICATION_OF = {
    "anonymised_ballots": "public",
    "roll_call": "public",
    "totals": "aggregates",
    "who_voted": "aggregates",
}


@transaction.atomic
def build_ballot(
    *,
    question: str,
    body_name: str,
    opens_at: datetime,
    closes_at: datetime,
    rule_id: str = "",
    rule: MotionRule | ContestRule | None = None,
    charter_body: str = "",
    explanation: str = "",
    options: Sequence[OptionText] = (),
    counting: Mapping[str, Any] | None = None,
    meaning_for: str = "",
    meaning_against: str = "",
    level: str = "",
    publication: str = "",
    lot_source: str = "",
    objection_days: int = 0,
    dispute_days: int = 0,
    document_ref: str = "",
    document_version: int | None = None,
    is_public: bool = True,
    by: Actor,
    at: datetime,
) -> Ballot:
    """Prepare a ballot: nobody but those who prepare it knows of it, and all of it may still change.

    The rule is the one of that name in force for ``charter_body`` (this alliance's own when empty), or
    ``rule`` itself where a caller made one of a charter's parts. A motion takes ``meaning_for`` and
    ``meaning_against``; a contest takes ``options`` and, in ``counting``, ``seats`` and what else
    `alliance.voting.options` names. Without ``level`` and ``publication`` the rule decides.

    The caller has checked that ``by`` may put this question to this electorate.

    Raises:
        NotNow: no such rule is in force, or the times are outside what it allows. FormError: the options
        cannot stand on a form.
    """
    edition, found = _rule(rule_id, rule, charter_body, at)
    is_motion = isinstance(found, MotionRule)
    counted = dict(counting or {})
    ballot = Ballot(
        question=question,
        explanation=explanation,
        meaning_for=meaning_for,
        meaning_against=meaning_against,
        options=[asdict(each) for each in _answers(found, meaning_for, meaning_against) or options],
        form_data=form_of(found, [option.name for option in options], counted).recorded(),
        method=MOTION if isinstance(found, MotionRule) else found.election.method.rule,
        counting=counted if is_motion else {"seats": 1, **_method_options(found), **counted},
        document_ref=document_ref,
        document_version=document_version,
        body_name=body_name,
        rule_id=found.id,
        rule_data=found.model_dump(mode="json", by_alias=True),
        charter_body=charter_body,
        edition_label=edition.label if edition else "",
        edition_digest=edition.digest if edition else "",
        is_public=is_public,
        level=level_under(found, level),
        publication=publication_under(found, publication),
        lot_seed=secrets.token_hex(SEED_BYTES),
        lot_source=lot_source,
        state=BALLOT.initial,
        opened_by_id=by.user_id,
        opens_at=opens_at,
        closes_at=closes_at,
        objections_until=opens_at + timedelta(days=objection_days) if objection_days else None,
        dispute_days=dispute_days,
    )
    ballot.text_digest = manifest_digest(text_of(ballot))
    rules.is_well_timed(ballot, at).require()
    ballot.save(force_insert=True)
    record(events.BALLOT_BUILT, subject=ballot, by=by, at=at, data={"rule": found.id, "level": ballot.level})
    return ballot


def _rule(
    rule_id: str, rule: MotionRule | ContestRule | None, charter_body: str, at: datetime
) -> tuple[CharterEdition | None, MotionRule | ContestRule]:
    if rule is not None:
        return edition_in_force(at, charter_body or None), rule
    return ballot_rule_in_force(rule_id, at, charter_body or None)


def _answers(rule: MotionRule | ContestRule, meaning_for: str, meaning_against: str) -> list[OptionText]:
    """The answers to a motion with what each means; none for a contest, which has options of its own."""
    if not isinstance(rule, MotionRule):
        return []
    meanings = {"for": meaning_for, "against": meaning_against, "abstain": rule.abstention_sentence}
    return [OptionText(name, meaning=meanings[name]) for name in rule.options]


def _method_options(rule: MotionRule | ContestRule) -> dict[str, Any]:
    if isinstance(rule, MotionRule):
        return {}
    return {name: value for name, value in rule.election.method.options.items() if name == "unranked"}


@transaction.atomic
def revise_ballot(
    *,
    ballot_id: int,
    question: str,
    explanation: str = "",
    meaning_for: str = "",
    meaning_against: str = "",
    options: Sequence[OptionText] | None = None,
    counting: Mapping[str, Any] | None = None,
    level: str | None = None,
    publication: str | None = None,
    lot_source: str | None = None,
    objection_days: int | None = None,
    dispute_days: int | None = None,
    is_public: bool | None = None,
    opens_at: datetime,
    closes_at: datetime,
    by: Actor,
    at: datetime,
) -> Ballot:
    """Change the text or the times of a ballot that is not announced yet; it must be rehearsed again.

    What is None stays as it is; ``level`` and ``publication`` are empty for what the rule says. The rule
    itself does not change, and candidates of an election stay those of the election. Without any change
    nothing is recorded.

    Raises:
        Forbidden: not the returning officer. NotNow: it is announced, the times are outside the rule, or the
        rule says another level or publication. FormError: the options cannot stand on a form.
    """
    ballot = Ballot.objects.select_for_update().get(pk=ballot_id)
    rules.may_revise_ballot(by, ballot, at).require()
    before = (ballot.text_digest, *_arrangements(ballot))
    ballot.question, ballot.explanation = question, explanation
    if options is not None and not ballot.is_motion:
        _revise_options(ballot, options, counting)
    if level is not None or publication is not None:
        _revise_level(ballot, ballot.level if level is None else level, publication)
    if ballot.is_motion:
        ballot.meaning_for, ballot.meaning_against = meaning_for, meaning_against
        ballot.options = [asdict(each) for each in _answers(ballot.rule, meaning_for, meaning_against)]
    elif lot_source is not None:
        ballot.lot_source = lot_source
    ballot.opens_at, ballot.closes_at = opens_at, closes_at
    if objection_days is not None:
        ballot.objections_until = opens_at + timedelta(days=objection_days) if objection_days else None
    ballot.dispute_days = ballot.dispute_days if dispute_days is None else dispute_days
    ballot.is_public = ballot.is_public if is_public is None else is_public
    rules.is_well_timed(ballot, at).require()
    ballot.text_digest = manifest_digest(text_of(ballot))
    if before == (ballot.text_digest, *_arrangements(ballot)):
        return ballot
    if ballot.state != DRAFT:
        ballot.state = BALLOT.after(ballot.state, "revise")
        ballot.save(update_fields=["state"])
    ballot.save()
    record(events.BALLOT_REVISED, subject=ballot, by=by, at=at)
    return ballot


def _arrangements(ballot: Ballot) -> tuple[object, ...]:
    """What may be revised and is no part of the text."""
    return (
        ballot.opens_at,
        ballot.closes_at,
        ballot.objections_until,
        ballot.dispute_days,
        ballot.is_public,
    )


def _revise_options(
    ballot: Ballot, options: Sequence[OptionText], counting: Mapping[str, Any] | None
) -> None:
    given = [asdict(each) for each in options]
    if given != ballot.options and any(option["path"] for option in ballot.options):
        raise NotNow("The candidates of this ballot are those of its election.")
    ballot.options = given
    kept = {name: value for name, value in ballot.counting.items() if name != "cap"}
    ballot.counting = ballot.counting if counting is None else {**kept, **counting}
    ballot.form_data = form_of(ballot.rule, [option["name"] for option in given], ballot.counting).recorded()
    ballot.__dict__.pop("form", None)


def _revise_level(ballot: Ballot, level: str, publication: str | None) -> None:
    rules.is_kept_as_the_rule_says(ballot.rule, level, publication or "").require()
    ballot.level = level_under(ballot.rule, level)
    if publication is not None:
        ballot.publication = publication_under(ballot.rule, publication)


def level_under(rule: MotionRule | ContestRule, level: str) -> Level:
    """The level that was chosen, or what the rule says."""
    is_secret = level == Level.SECRET or (not level and rule.secrecy == "secret_ballot")
    return Level.SECRET if is_secret else Level.RECORDED


def publication_under(rule: MotionRule | ContestRule, publication: str) -> str:
    """To whom ballots are shown: as was chosen, or what the rule says."""
    return publication or PUBLICATION_OF.get(rule.publish or "", "public")


@transaction.atomic
def rehearse_ballot(*, ballot_id: int, by: Actor, at: datetime) -> Ballot:
    """Note once that the officer went through form, results and mails of exactly this text.

    Raises:
        Forbidden: not the returning officer. NotNow: the text is frozen already.
    """
    ballot = Ballot.objects.select_for_update().get(pk=ballot_id)
    rules.may_rehearse(by, ballot, at).require()
    if ballot.rehearsed_digest == ballot.text_digest:
        return ballot
    ballot.rehearsed_digest = ballot.text_digest
    ballot.save(update_fields=["rehearsed_digest"])
    record(events.BALLOT_REHEARSED, subject=ballot, by=by, at=at, data={"text": ballot.text_digest})
    return ballot


@transaction.atomic
def freeze_ballot(*, ballot_id: int, by: Actor, at: datetime) -> Ballot:
    """Freeze question, options, rule and method under their digest.

    Raises:
        Forbidden: not the returning officer. NotNow: this text was not rehearsed, or something blocks it.
    """
    ballot = Ballot.objects.select_for_update().get(pk=ballot_id)
    rules.may_freeze(by, ballot, at).require()
    return _move(ballot, "freeze", events.BALLOT_FROZEN, by=by, at=at, data={"text": ballot.text_digest})


@transaction.atomic
def announce_ballot(*, ballot_id: int, by: Actor, at: datetime) -> Ballot:
    """Give notice: the members are told what is asked, how it is counted, and when it opens.

    Raises:
        Forbidden: not the returning officer. NotNow: not frozen, or the notice would be shorter than the rule
        asks.
    """
    ballot = Ballot.objects.select_for_update().get(pk=ballot_id)
    rules.may_announce(by, ballot, at).require()
    ballot.announced_at = at
    ballot.save(update_fields=["announced_at"])
    return _move(ballot, "announce", events.BALLOT_ANNOUNCED, by=by, at=at, data={"text": ballot.text_digest})


@transaction.atomic
def open_ballot(*, ballot_id: int, by: Actor, at: datetime) -> Ballot:
    """Open a frozen or announced ballot: fix the electoral roll, make the key, freeze the manifest.

    The system does it at the announced time; an officer may open a ballot whose rule asks for no notice.

    Raises:
        Forbidden: neither the system nor the returning officer. NotNow: too early, too late, nobody may vote,
        or secret ballots cannot be held here.
    """
    locks.exclude(ballot_id)
    ballot = Ballot.objects.select_for_update().get(pk=ballot_id)
    rules.may_open(by, ballot, at).require()
    return _opened(ballot, electorate_of(ballot, at), by=by, at=at)


def electorate_of(ballot: Ballot, at: datetime) -> list[RollLine]:
    """The roll as it would be fixed now, asked of the app that knows what the ballot is about."""
    for path in settings.ELECTORATES:
        found: list[RollLine] | None = import_string(path)(ballot, at)
        if found is not None:
            return found
    return []


@transaction.atomic
def call_ballot(
    *,
    question: str,
    explanation: str,
    meaning_for: str,
    meaning_against: str,
    body_name: str,
    rule_id: str,
    roll: Sequence[RollLine],
    closes_at: datetime,
    document_ref: str = "",
    document_version: int | None = None,
    is_public: bool = True,
    by: Actor,
    at: datetime,
) -> Ballot:
    """Put a motion to the vote at once: build, freeze and open it with this roll, in one transaction.

    The caller has checked that ``by`` may put this question to this electorate.

    Raises:
        NotNow: no such rule is in force, the closing time is outside what the rule allows, or nobody may
        vote.
    """
    if not any(line.is_entitled for line in roll):
        raise NotNow("Nobody on the electoral roll may vote.")
    ballot = build_ballot(
        question=question,
        explanation=explanation,
        meaning_for=meaning_for,
        meaning_against=meaning_against,
        body_name=body_name,
        rule_id=rule_id,
        opens_at=at,
        closes_at=closes_at,
        document_ref=document_ref,
        document_version=document_version,
        is_public=is_public,
        by=by,
        at=at,
    )
    ballot.announced_at = at
    ballot.save(update_fields=["announced_at"])
    _move(ballot, "freeze", events.BALLOT_FROZEN, by=by, at=at, data={"text": ballot.text_digest})
    return _opened(ballot, roll, by=by, at=at)


def _opened(ballot: Ballot, roll: Sequence[RollLine], *, by: Actor, at: datetime) -> Ballot:
    if not any(line.is_entitled for line in roll):
        raise NotNow("Nobody on the electoral roll may vote.")
    rules.is_countable(ballot, roll).require()
    electors = _freeze_roll(ballot, roll)
    if ballot.is_secret:
        public = keys.store().create(str(ballot.key_ref), keys.recipients())
        if len(public) != PUBLIC_KEY_BYTES:
            raise NotNow("The key of this ballot could not be made.")
        ballot.public_key = public
    if ballot.announced_at is None:
        ballot.announced_at = at
    if ballot.state == FROZEN:
        _open_from(ballot, at)
    ballot.manifest = manifest_of(ballot, electors)
    check_manifest(ballot.manifest)  # what no verifier would accept is found now, not at the count
    ballot.manifest_digest = manifest_digest(ballot.manifest)
    fields = ["public_key", "announced_at", "opens_at", "objections_until", "manifest", "manifest_digest"]
    ballot.save(update_fields=fields)
    data = {
        "rule": ballot.rule_id,
        "entitled": sum(line.is_entitled for line in roll),
        "text": ballot.text_digest,
        "manifest": ballot.manifest_digest,
    }
    return _move(ballot, "open", events.BALLOT_OPENED, by=by, at=at, data=data)


def _open_from(ballot: Ballot, at: datetime) -> None:
    """An officer opens it now, sooner or later than planned; what counts from the opening counts from now."""
    if ballot.objections_until is not None:
        ballot.objections_until += at - ballot.opens_at
    ballot.opens_at = at


def _freeze_roll(ballot: Ballot, roll: Sequence[RollLine]) -> list[Elector]:
    electors = Elector.objects.bulk_create(
        Elector(
            ballot=ballot,
            unit=line.unit,
            name=line.name,
            slug=line.slug,
            organization_id=line.organization_id,
            affiliation=line.affiliation,
            group=line.group,
            voter_class=line.voter_class,
            weight=line.weight,
            is_entitled=line.is_entitled,
            is_recused=line.is_recused,
            reason=line.reason,
        )
        for line in roll
    )
    RollPerson.objects.bulk_create(
        RollPerson(elector=elector, user_id=entry.user_id, name=entry.name, capacity=entry.capacity)
        for elector, line in zip(electors, roll, strict=True)
        for entry in line.people
    )
    return electors


def _move(
    ballot: Ballot,
    move: str,
    kind: EventKind,
    *,
    by: Actor,
    at: datetime,
    data: Mapping[str, Any] | None = None,
) -> Ballot:
    ballot.state = BALLOT.after(ballot.state, move)
    ballot.save(update_fields=["state"])
    record(kind, subject=ballot, by=by, at=at, data=data)
    return ballot
