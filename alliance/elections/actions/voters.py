"""The list of voters of an election whose rule names a role."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from alliance.accounts.models import User
from alliance.audit.recording import record
from alliance.elections import events, rules
from alliance.elections.actions.planning import locked
from alliance.elections.models import Election, EntitlementRequest, Voter
from alliance.elections.voters import VoterLine
from alliance.kernel.actor import Actor

USUAL_REASON = "Entitled by the rule of the election."


@transaction.atomic
def list_voters(*, election_id: int, voters: Sequence[VoterLine], by: Actor, at: datetime) -> int:
    """Put people on the list of voters; how many were not on it. Whoever is on it is brought up to date.

    A known address never makes a second account.

    Raises:
        Forbidden: neither an officer of the election nor staff. NotNow: the rule needs no list, or the
        roll is fixed.
    """
    election = locked(election_id)
    rules.may_list_voters(by, election, at).require()
    emails = [line.email for line in voters]
    known = {user.email.casefold(): user for user in User.objects.filter(email__in=emails)}
    added = 0
    for line in voters:
        user = (
            known.get(line.email.casefold())
            or User.objects.filter(email__iexact=line.email).first()
            or User.objects.create_user(line.email, name=line.name)
        )
        added += _listed(election, user, line.name, line.reason, None, line.affiliation, line.project, at=at)
    _note(election, added, by=by, at=at)
    return added


def _listed(
    election: Election,
    user: User,
    name: str,
    reason: str,
    organization_id: int | None,
    affiliation: str,
    project: str,
    *,
    at: datetime,
) -> bool:
    _, is_new = Voter.objects.update_or_create(
        election=election,
        user=user,
        defaults={
            "name": name,
            "reason": (reason or USUAL_REASON)[:200],
            "organization_id": organization_id,
            "affiliation": affiliation,
            "project": project,
        },
        create_defaults={
            "name": name,
            "reason": (reason or USUAL_REASON)[:200],
            "organization_id": organization_id,
            "affiliation": affiliation,
            "project": project,
            "listed_at": at,
        },
    )
    return is_new


def _note(election: Election, number: int, *, by: Actor, at: datetime) -> None:
    record(events.VOTERS_LISTED, subject=election, by=by, at=at, data={"number": number})


@transaction.atomic
def copy_voters(*, election_id: int, from_election_id: int, by: Actor, at: datetime) -> int:
    """Take over the list of an earlier election as it was: nobody's eligibility is looked at anew.

    Raises:
        Forbidden: neither an officer of the election nor staff. NotNow: the rule needs no list, or the
        roll is fixed.
    """
    election = locked(election_id)
    rules.may_copy_voters(by, election, at).require()
    added = sum(
        _listed(
            election,
            voter.user,
            voter.name,
            voter.reason,
            voter.organization_id,
            voter.affiliation,
            voter.project,
            at=at,
        )
        for voter in Voter.objects.filter(election_id=from_election_id).select_related("user")
    )
    _note(election, added, by=by, at=at)
    return added


@transaction.atomic
def remove_voter(*, voter_id: int, by: Actor, at: datetime) -> Election:
    """Take somebody off the list of voters.

    Raises:
        Forbidden: neither an officer of the election nor staff. NotNow: the roll is fixed.
    """
    election = locked(Voter.objects.values_list("election_id", flat=True).get(pk=voter_id))
    voter = Voter.objects.select_related("election").get(pk=voter_id)
    rules.may_remove_voter(by, voter, at).require()
    voter.delete()
    data = {"person": voter.name, "person_id": voter.user_id}
    record(events.VOTER_REMOVED, subject=election, by=by, at=at, data=data)
    return election


@transaction.atomic
def register_to_vote(*, election_id: int, by: Actor, at: datetime) -> Voter:
    """Register for a vote whose rule asks listed voters to.

    Raises:
        Forbidden: not on the list. NotNow: nobody needs to, registered already, or the roll is fixed.
    """
    election = locked(election_id)
    rules.may_register_to_vote(by, election, at).require()
    voter = Voter.objects.select_for_update().get(election=election, user_id=by.person_id)
    voter.registered_at = at
    voter.save(update_fields=["registered_at"])
    record(events.VOTER_REGISTERED, subject=election, by=by, at=at, data={"person": voter.name})
    return voter


@transaction.atomic
def ask_to_vote(
    *,
    election_id: int,
    text: str,
    organization_id: int | None = None,
    affiliation: str = "",
    by: Actor,
    at: datetime,
) -> EntitlementRequest:
    """Ask to be put on the list of voters.

    Raises:
        Forbidden: not signed in. NotNow: the rule makes no exceptions, asked already, or too late.
    """
    election = locked(election_id)
    rules.may_ask_to_vote(by, election, at).require()
    request = EntitlementRequest.objects.create(
        election=election,
        user_id=by.person_id,
        name=by.name,
        text=text,
        organization_id=organization_id,
        affiliation=affiliation,
        asked_at=at,
    )
    data = {"person": by.name, "request_id": request.pk}
    record(events.ENTITLEMENT_ASKED, subject=election, by=by, at=at, data=data)
    return request


@transaction.atomic
def decide_request(
    *, request_id: int, is_granted: bool, answer: str, by: Actor, at: datetime
) -> EntitlementRequest:
    """Grant or refuse a request to vote, with an answer; who is granted it is put on the list.

    Raises:
        Forbidden: neither an officer of the election nor staff. NotNow: decided, or the roll is fixed.
    """
    election = locked(EntitlementRequest.objects.values_list("election_id", flat=True).get(pk=request_id))
    request = (
        EntitlementRequest.objects.select_for_update(of=("self",))
        .select_related("election", "user")
        .get(pk=request_id)
    )
    rules.may_decide_request(by, request, at).require()
    request.is_granted, request.answer, request.decided_at = is_granted, answer, at
    request.save(update_fields=["is_granted", "answer", "decided_at"])
    if is_granted:
        reason = f"Exception granted by the officers: {answer}"
        _listed(
            election,
            request.user,
            request.name,
            reason,
            request.organization_id,
            request.affiliation,
            request.project,
            at=at,
        )
    verdict = "granted" if is_granted else "refused"
    data = {"person": request.name, "person_id": request.user_id, "verdict": verdict, "answer": answer}
    record(events.ENTITLEMENT_DECIDED, subject=election, by=by, at=at, data=data)
    return request
