"""A vote on each nominee before the election (CNCF charter, 6(e)(ii))."""

from datetime import datetime, timedelta

from django.db import transaction

from alliance.audit.recording import record
from alliance.charter.grammar import MotionRule, OpenPeriod
from alliance.charter.grammar.words import spaced
from alliance.elections import events, rules
from alliance.elections.actions.candidates import locked_candidacy
from alliance.elections.actions.planning import locked, move_candidacy
from alliance.elections.actions.settling import advance, answer_for, conclude
from alliance.elections.models import Candidacy, Election
from alliance.elections.queries import nominee_of_ballot
from alliance.elections.states import ACCEPTED, EVALUATING, QUALIFYING
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import NotNow
from alliance.voting.actions import build_ballot, freeze_ballot, open_ballot, rehearse_ballot
from alliance.voting.models import Ballot
from alliance.voting.states import PASSED
from members.rules import is_staff

OPEN_FOR = OpenPeriod(min=timedelta(days=1), default=timedelta(days=7), max=timedelta(days=60))


@transaction.atomic
def call_qualification(
    *, election_id: int, closes_at: datetime | None = None, by: Actor, at: datetime
) -> Election:
    """Have those whom the rule names vote on each nominee alone, once the evaluation is over.

    Raises:
        Forbidden: neither an officer of the election nor staff. NotNow: the evaluation goes on, or the votes
        are called already.
    """
    election = locked(election_id)
    rules.may_call_qualification(by, election, at).require()
    rule = qualification_rule(election)
    planned = election.qualification_closes_at or at
    closes = closes_at or max(planned, at + OPEN_FOR.min)
    nominees = election.candidacies.filter(state=ACCEPTED, ballot=None, contest__state=EVALUATING)
    for nominee in nominees.select_related("contest", "organization").order_by("pk"):
        nominee.ballot = _called(election, nominee, rule, closes, by=by, at=at)
    data = {"number": len(nominees), "closes": closes.isoformat()}
    record(events.QUALIFICATION_CALLED, subject=election, by=by, at=at, data=data)
    return election


def qualification_rule(election: Election) -> MotionRule:
    """The rule of the vote on each nominee, made from the rule of the election.

    Raises:
        NotNow: the rule of the election asks for no such vote.
    """
    qualify = election.rule.election.qualify
    if qualify is None:
        raise NotNow("The rule of this election has no vote on nominees.")
    return MotionRule(
        id=f"{election.rule_id}-qualification"[:80].strip("-"),
        title=f"{election.rule.title}: vote on a nominee",
        clause=election.rule.clause,
        text=" ".join(qualify.sentences),
        body=election.rule.body,
        vote_unit="person",
        passes=qualify.passes,
        quorum=qualify.quorum,
        open=OPEN_FOR,
        interpretation=election.rule.interpretation,
    )


def _called(
    election: Election,
    nominee: Candidacy,
    rule: MotionRule,
    closes_at: datetime,
    *,
    by: Actor,
    at: datetime,
) -> Ballot:
    ballot = build_ballot(
        question=f"Is {nominee.name} qualified for the {nominee.contest.title} of the {election.body}?"[:200],
        explanation=nominee.affiliation_name,
        meaning_for=f"{nominee.name} may stand in the election.",
        meaning_against=f"{nominee.name} does not stand in the election.",
        body_name=_electorate_name(election),
        rule=rule,
        charter_body=election.charter_body,
        opens_at=at,
        closes_at=closes_at,
        document_ref=election.ref,
        is_public=election.is_public,
        by=by,
        at=at,
    )
    nominee.ballot = ballot
    nominee.save(update_fields=["ballot"])
    rehearse_ballot(ballot_id=ballot.pk, by=by, at=at)
    freeze_ballot(ballot_id=ballot.pk, by=by, at=at)
    return open_ballot(ballot_id=ballot.pk, by=by, at=at)


def _electorate_name(election: Election) -> str:
    qualify = election.rule.election.qualify
    words = qualify.electorate.words if qualify else spaced(election.body.charter_id)
    return f"{words[:1].upper()}{words[1:]}"[:200]


@transaction.atomic
def read_qualification(*, ballot_id: int, by: Actor, at: datetime) -> Candidacy | None:
    """Draw the consequence of a counted vote on a nominee; after the last one, what the rule says follows.

    None when the ballot is not on a nominee, or its consequence was drawn already.

    Raises:
        Forbidden: not the system.
    """
    nominee = nominee_of_ballot(ballot_id)
    if nominee is None:
        return None
    is_staff(by).require()
    nominee = locked_candidacy(nominee.pk)
    if nominee.state != ACCEPTED or nominee.election.state != QUALIFYING:
        return None
    ballot = Ballot.objects.select_related("result").get(pk=ballot_id)
    data = {"sentence": ballot.result.sentence, "ballot": ballot.ref, "outcome": ballot.result.outcome}
    if ballot.result.outcome == PASSED:
        move_candidacy(nominee, "qualify", events.CANDIDATE_QUALIFIED, by=by, at=at, data=data)
    else:
        nominee.reason = f"{ballot.ref}: {ballot.result.get_outcome_display().lower()}."
        move_candidacy(nominee, "fall_short", events.CANDIDATE_UNQUALIFIED, by=by, at=at, data=data)
    conclude_evaluation(nominee.election_id, by=by, at=at)
    return nominee


def conclude_evaluation(election_id: int, *, by: Actor, at: datetime) -> None:
    """When no nominee waits for a vote any more, move each contest on as the rule says."""
    election = locked(election_id)
    contests = list(election.contests.filter(state=EVALUATING).order_by("pk"))
    waiting = election.candidacies.filter(state=ACCEPTED, contest__in=contests)
    if election.state != QUALIFYING or waiting.exists():
        return
    for contest in contests:
        contest.election = election
        conclude(contest, answer_for(contest), by=by, at=at)
    advance(election, by=by, at=at)


@transaction.atomic
def release_nominee(*, ballot_id: int, by: Actor, at: datetime) -> Candidacy | None:
    """Free a nominee from a cancelled vote, so that another can be called; None when there is none.

    Raises:
        Forbidden: not the system.
    """
    nominee = nominee_of_ballot(ballot_id)
    if nominee is None:
        return None
    is_staff(by).require()
    nominee = locked_candidacy(nominee.pk)
    if nominee.state != ACCEPTED or nominee.election.state != QUALIFYING:
        return None
    nominee.ballot = None
    nominee.save(update_fields=["ballot"])
    data = {"person": nominee.name, "ballot": f"B-{ballot_id}", "number": 0}
    record(events.QUALIFICATION_CALLED, subject=nominee.election, by=by, at=at, data=data)
    return nominee
