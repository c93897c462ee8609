"""The list of voters of an election whose rule names a role."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Lower

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
    wanted = [line.email.casefold() for line in voters]
    found = User.objects.annotate(address=Lower("email")).filter(address__in=wanted)
    known = {user.email.casefold(): user for user in found}
    entries = [
        (
            known.get(line.email.casefold()) or User.objects.create_user(line.email, name=line.name),
            _Entry(line.name, line.reason, None, line.affiliation, line.project),
        )
        for line in voters
    ]
    return _listed(election, entries, by=by, at=at)


@dataclass(frozen=True, slots=True)
class _Entry:
    """What the list says of a voter."""

    name: str
    reason: str
    organization_id: int | None
    affiliation: str
    project: str

    def put_into(self, voter: Voter) -> bool:
        """Bring a row up to date; whether anything changed."""
        given = {each.name: getattr(self, each.name) for each in fields(self)}
        given["reason"] = (self.reason or USUAL_REASON)[:200]
        changed = {name: value for name, value in given.items() if getattr(voter, name) != value}
        for name, value in changed.items():
            setattr(voter, name, value)
        return bool(changed)


def _put_on_list(election: Election, entries: Iterable[tuple[User, _Entry]], at: datetime) -> tuple[int, int]:
    """How many were not on the list, and of how many it says something else now."""
    present = {voter.user_id: voter for voter in election.voters.all()}
    new: list[Voter] = []
    changed = 0
    for user, entry in entries:
        voter = present.get(user.pk)
        if voter is None:
            voter = present[user.pk] = Voter(election=election, user=user, listed_at=at)
            new.append(voter)
            entry.put_into(voter)
        elif entry.put_into(voter):
            changed += 1
            if voter.pk is not None:
                voter.save()
    Voter.objects.bulk_create(new)
    return len(new), changed


def _listed(election: Election, entries: Iterable[tuple[User, _Entry]], *, by: Actor, at: datetime) -> int:
    """How many were not on the list; what changes nothing leaves no trace."""
    added, changed = _put_on_list(election, entries, at)
    if added or changed:
        record(events.VOTERS_LISTED, subject=election, by=by, at=at, data={"number": added})
    return added


@transaction.atomic
def copy_voters(*, election_id: int, from_election_id: int, by: Actor, at: datetime) -> int:
    """Take over the list of an earlier election as it was: nobody's eligibility is looked at anew.

    Raises:
        Forbidden: neither an officer of the election nor staff. NotNow: the rule needs no list, or the
        roll is fixed.
    """
    election = locked(election_id)
    rules.may_copy_voters(by, election, at).require()
    earlier = Voter.objects.filter(election_id=from_election_id).select_related("user")
    entries = [(voter.user, _entry_of(voter)) for voter in earlier]
    return _listed(election, entries, by=by, at=at)


def _entry_of(row: Voter | EntitlementRequest, reason: str = "") -> _Entry:
    why = reason or (row.reason if isinstance(row, Voter) else "")
    return _Entry(row.name, why, row.organization_id, row.affiliation, row.project)


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
        _put_on_list(election, [(request.user, _entry_of(request, reason))], at)
    verdict = "granted" if is_granted else "refused"
    data = {"person": request.name, "person_id": request.user_id, "verdict": verdict, "answer": answer}
    record(events.ENTITLEMENT_DECIDED, subject=election, by=by, at=at, data=data)
    return request
