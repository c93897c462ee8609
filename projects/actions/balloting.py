"""From review to vote, and from the count to the decision."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from alliance.audit.recording import record
from alliance.charter.queries import rule_in_force
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import NotNow
from alliance.voting.actions import call_ballot
from alliance.voting.methods.record import digest
from alliance.voting.models import Ballot
from alliance.voting.states import NO_QUORUM, PASSED
from members.actions import found_group
from members.models import WorkingGroup
from members.queries import corporate_group_of, electorate
from members.rules import is_staff
from projects import events, rules
from projects.actions.projects import register_project
from projects.actions.proposals import locked, move
from projects.models import Decision, DecisionOutcome, Project, ProjectKind, Proposal, ProposalKind

PROPOSER = "proposer"
REVIEW_DECISION_AFTER_YEARS = 1


@transaction.atomic
def put_to_ballot(
    *,
    proposal_id: int,
    rule_id: str,
    closes_at: datetime,
    question: str,
    meaning_for: str,
    meaning_against: str,
    explanation: str = "",
    recused_ids: Iterable[int] = (),
    recusal_reason: str = "",
    by: Actor,
    at: datetime,
) -> Proposal:
    """Have the members vote on a reviewed proposal under a named rule; the text is frozen until it is
    settled.

    ``recused_ids`` are organizations with a conflict of interest; where the rule recuses the proposer, the
    proposing organization and its corporate group are added.

    Raises:
        Forbidden: neither chair nor staff. NotNow: not reviewed, the closing time does not fit the rule, or
        the name of what would be created is taken.
    """
    proposal = locked(proposal_id)
    rules.may_put_to_ballot(by, proposal, at).require()
    _refuse_taken_name(proposal)
    _, rule = rule_in_force(rule_id, at)
    recused = dict.fromkeys(recused_ids, recusal_reason or "conflict of interest.")
    if PROPOSER in rule.recuse:
        group = corporate_group_of(proposal.organization_id)
        recused |= dict.fromkeys(group, f"{proposal.organization} proposes {proposal.ref}.")
    proposal.ballot = call_ballot(
        question=question,
        explanation=explanation,
        meaning_for=meaning_for,
        meaning_against=meaning_against,
        body_name="All members",
        rule_id=rule_id,
        roll=electorate(rule, recused=recused, on=at.date()),
        closes_at=closes_at,
        document_ref=proposal.ref,
        document_version=proposal.latest_version,
        by=by,
        at=at,
    )
    proposal.save(update_fields=[*move(proposal, "ballot", at), "ballot"])
    record(
        events.PROPOSAL_PUT_TO_BALLOT,
        subject=proposal,
        by=by,
        at=at,
        data={"ballot": proposal.ballot.ref, "rule": rule_id},
    )
    return proposal


def _is_taken(proposal: Proposal) -> bool:
    """Whether what the proposal would create exists already."""
    if proposal.kind == ProposalKind.PROJECT:
        return Project.objects.filter(name__iexact=proposal.name).exists()
    if proposal.kind == ProposalKind.GROUP:
        return WorkingGroup.objects.filter(name__iexact=proposal.name).exists()
    return False


def _refuse_taken_name(proposal: Proposal) -> None:
    if _is_taken(proposal):
        noun = proposal.get_kind_display().lower().replace("a new", "a")
        message = f"There is {noun} named {proposal.name} already."
        raise NotNow(message)


@transaction.atomic
def settle_proposal(*, ballot_id: int, by: Actor, at: datetime) -> Decision | None:
    """Draw the consequence of a counted ballot: the decision, the proposal's state, and what it creates.

    None when the ballot is not about a proposal, or its consequence was drawn already.

    Raises:
        Forbidden: not the system.
    """
    found = Proposal.objects.filter(ballot_id=ballot_id).values_list("pk", flat=True).first()
    if found is None:
        return None
    proposal = locked(found)
    is_staff(by).require()
    ballot = Ballot.objects.select_related("result").get(pk=ballot_id)
    if proposal.state != "in_vote" or Decision.objects.filter(ballot=ballot).exists():
        return None
    decision = _record_decision(proposal, ballot, by=by, at=at)
    if ballot.result.outcome == PASSED:
        _accept(proposal, decision, by=by, at=at)
    elif ballot.result.outcome == NO_QUORUM:
        reason = f"{ballot.ref} had no quorum ({decision.ref}); the chair may call the vote again"
        _resume(proposal, reason, by=by, at=at)
    else:
        proposal.reasons = f"Declined by {ballot.ref}: {decision.sentence}"
        proposal.save(update_fields=[*move(proposal, "decline", at), "reasons"])
        data = {"ballot": ballot.ref, "decision": decision.ref}
        record(events.PROPOSAL_DECLINED, subject=proposal, by=by, at=at, data=data)
    return decision


def _accept(proposal: Proposal, decision: Decision, *, by: Actor, at: datetime) -> None:
    """A name that was taken while the members voted gets the proposal's short id: a decision never waits for
    a name."""
    proposal.reasons = ""
    proposal.save(update_fields=[*move(proposal, "accept", at), "reasons"])
    data = {"ballot": decision.ballot.ref, "decision": decision.ref}
    record(events.PROPOSAL_ACCEPTED, subject=proposal, by=by, at=at, data=data)
    name = f"{proposal.name[:100]} ({proposal.ref})" if _is_taken(proposal) else proposal.name
    if proposal.kind == ProposalKind.PROJECT:
        register_project(
            name=name,
            kind=ProjectKind.MANAGED,
            summary=proposal.summary,
            focus_area_id=proposal.group.focus_area_id,
            group_id=proposal.group_id,
            organization_ids=[proposal.organization_id],
            decision_id=decision.pk,
            by=by,
            at=at,
        )
    elif proposal.kind == ProposalKind.GROUP:
        found_group(
            name=name,
            mandate=proposal.summary[:600],
            founded_on=at.date(),
            focus_area_id=proposal.group.focus_area_id,
            by=by,
            at=at,
        )


def _resume(proposal: Proposal, reason: str, *, by: Actor, at: datetime) -> None:
    proposal.reasons = f"Back in review: {reason}."
    proposal.save(update_fields=[*move(proposal, "resume", at), "reasons"])
    record(events.PROPOSAL_UNDECIDED, subject=proposal, by=by, at=at, data={"reason": reason})


@transaction.atomic
def resume_review(*, ballot_id: int, reason: str, by: Actor, at: datetime) -> Proposal | None:
    """Bring a proposal back to review whose ballot was cancelled; None when there is none.

    Raises:
        Forbidden: not the system.
    """
    found = Proposal.objects.filter(ballot_id=ballot_id, state="in_vote").values_list("pk", flat=True).first()
    if found is None:
        return None
    proposal = locked(found)
    is_staff(by).require()
    _resume(proposal, f"B-{ballot_id} was cancelled ({reason})", by=by, at=at)
    return proposal


def _record_decision(proposal: Proposal, ballot: Ballot, *, by: Actor, at: datetime) -> Decision:
    outcomes = {PASSED: DecisionOutcome.ACCEPTED, NO_QUORUM: DecisionOutcome.NO_QUORUM}
    year, number = at.year, _next_number(at.year)
    result = ballot.result
    document = {
        "schema": "alliance.decision/1",
        "decision": f"D-{year}-{number}",
        "proposal": {"ref": proposal.ref, "version": proposal.latest_version, "title": proposal.title},
        "proposed_by": proposal.organization.name,
        "ballot": {
            "ref": ballot.ref,
            "question": ballot.question,
            "text": ballot.text_digest,
            "opened": ballot.opens_at.isoformat(),
            "closed": ballot.closes_at.isoformat(),
            "edition": {"label": ballot.edition_label, "digest": ballot.edition_digest},
        },
        "result": {"digest": result.digest, "record": result.record},
        "decided_at": at.isoformat(),
    }
    decision = Decision.objects.create(
        ref=f"D-{year}-{number}",
        year=year,
        number=number,
        kind=proposal.kind,
        title=proposal.title,
        outcome=outcomes.get(result.outcome, DecisionOutcome.DECLINED),
        sentence=result.sentence,
        rule_sentence=f"{ballot.rule.sentence} {ballot.rule.quorum_sentence}".strip(),
        clause=ballot.rule.clause,
        body_name=ballot.body_name,
        group=proposal.group,
        organization=proposal.organization,
        proposal=proposal,
        proposal_version=ballot.document_version or proposal.latest_version,
        ballot=ballot,
        decided_at=at,
        review_on=at.date().replace(year=at.year + REVIEW_DECISION_AFTER_YEARS, day=min(at.day, 28))
        if result.outcome == PASSED
        else None,
        record=document,
        digest=digest(document),
    )
    data = {"decision": decision.ref, "sentence": decision.sentence, "outcome": decision.outcome}
    record(events.DECISION_RECORDED, subject=decision, by=by, at=at, data=data)
    return decision


def _next_number(year: int) -> int:
    """The next number of the year, without gaps: taken under a lock that ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [0x444543, year])  # "DEC"
    last = Decision.objects.filter(year=year).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1
