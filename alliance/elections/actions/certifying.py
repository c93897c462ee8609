"""Certifying an election, and writing the terms of those elected to the roster."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from alliance.audit.recording import record
from alliance.elections import events, rules
from alliance.elections.actions.planning import locked, move
from alliance.elections.actions.roster import close_term, locked_term, note_term, refuse_overlap
from alliance.elections.models import BodySeat, Candidacy, Contest, Election, Term
from alliance.elections.outcomes import Outcome
from alliance.elections.queries import contest_of_ballot, places_of
from alliance.elections.states import PROVISIONAL
from alliance.elections.tenure import Tenure, tenures
from alliance.kernel.actor import Actor
from alliance.voting.methods.record import digest
from members.rules import is_staff

SCHEMA = "alliance.election/1"


@transaction.atomic
def certify_election(*, election_id: int, by: Actor, at: datetime) -> Election:
    """Declare an election final: the terms of those elected are written to the roster, and all of it into one
    record.

    Terms begin when those before end, or on the day the election names, or today. Whoever stepped down from a
    seat that the election did not fill leaves it when the new terms begin.

    Raises:
        Forbidden: neither an officer of the election, staff nor the system. NotNow: a contest is not decided,
        or a ballot is provisional.
    """
    election = locked(election_id)
    rules.may_certify_election(by, election, at).require()
    day = max(election.terms_from_on or at.date(), at.date())
    contests = list(election.contests.select_related("ballot").order_by("pk"))
    terms: list[Term] = []
    for contest in contests:
        contest.election = election
        outcome = Outcome.of(contest.outcome, seats=contest.number)
        _end_terms(outcome, day, by=by, at=at)
        terms += _seat(contest, outcome, day, by=by, at=at)
    election.certified_at = at
    election.record = _document(election, contests, terms, at)
    election.digest = digest(election.record)
    election.save(update_fields=[*move(election, "certify"), "certified_at", "record", "digest"])
    data = {
        "digest": election.digest,
        "elected": [each["name"] for contest in contests for each in contest.elected],
        "term_ids": [term.pk for term in terms],
    }
    record(events.ELECTION_CERTIFIED, subject=election, by=by, at=at, data=data)
    return election


def _end_terms(outcome: Outcome, day: date, *, by: Actor, at: datetime) -> None:
    for gone in outcome.gone:
        if gone.term is not None:
            term = locked_term(gone.term)
            close_term(term, max(day, term.from_on), gone.reason[:300], by=by, at=at)


def _seat(contest: Contest, outcome: Outcome, day: date, *, by: Actor, at: datetime) -> list[Term]:
    election = contest.election
    seats = {seat.pk: seat for seat in contest.seats.select_related("body")}
    found = tenures(
        outcome.elected_ids,
        places_of(seats.values()),
        rule=election.rule.election,
        constitution=election.constitution,
        day=day,
    )
    return [
        _begin(election, seats[each.seat], each, rank, by=by, at=at)
        for rank, each in enumerate(found, start=1)
    ]


def _begin(election: Election, seat: BodySeat, tenure: Tenure, rank: int, *, by: Actor, at: datetime) -> Term:
    person = Candidacy.objects.select_related("organization").get(pk=tenure.person)
    for present in Term.objects.on(tenure.from_on).filter(seat=seat):
        close_term(locked_term(present.pk), tenure.from_on, f"{election.ref} filled the seat", by=by, at=at)
    refuse_overlap(seat, tenure.from_on, tenure.until_on)
    term = Term.objects.create(
        seat=seat,
        user_id=person.user_id,
        person_name=person.name,
        organization_id=person.organization_id,
        affiliation=person.affiliation,
        project=person.project,
        from_on=tenure.from_on,
        until_on=tenure.until_on,
        election=election,
        rank=rank,
    )
    note_term(term, by=by, at=at)
    return term


def _document(election: Election, contests: list[Contest], terms: list[Term], at: datetime) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "election": election.ref,
        "title": election.title,
        "body": election.body.name,
        "rule": {"id": election.rule_id, "data": election.rule_data},
        "edition": {"label": election.edition_label, "digest": election.edition_digest},
        "contests": [
            {
                "title": contest.title,
                "group": contest.group,
                "seats": contest.number,
                "ballot": contest.ballot.ref if contest.ballot else None,
                "outcome": contest.outcome,
            }
            for contest in contests
        ],
        "terms": [
            {
                "seat": term.seat.title,
                "person": term.person_name,
                "affiliation": term.affiliation_name,
                "from": term.from_on.isoformat(),
                "until": term.until_on and term.until_on.isoformat(),
            }
            for term in terms
        ],
        "certified_at": at.isoformat(),
    }


@transaction.atomic
def certify_when_ballots_are(*, ballot_id: int, by: Actor, at: datetime) -> Election | None:
    """Certify the election of a certified ballot when nothing of it is left to wait for; None otherwise.

    Raises:
        Forbidden: not the system.
    """
    contest = contest_of_ballot(ballot_id)
    if contest is None:
        return None
    is_staff(by).require()
    election = locked(contest.election_id)
    if election.state != PROVISIONAL or rules.blocking_certification(election):
        return None
    return certify_election(election_id=election.pk, by=by, at=at)
