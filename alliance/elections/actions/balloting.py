"""The vote on a contest, and what its count leaves to settle."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from alliance.audit.recording import record
from alliance.charter.grammar.caps import Cap, LowestRanked
from alliance.charter.grammar.ties import CoinFlip, ElectionLot
from alliance.charter.grammar.words import count_of, spaced
from alliance.elections import events, rules
from alliance.elections.actions.candidates import locked_contest
from alliance.elections.actions.planning import locked, move, move_contest
from alliance.elections.actions.settling import (
    Room,
    advance,
    answer_for,
    conclude,
    field_of,
    give_up,
    room_of,
    settle,
)
from alliance.elections.models import Candidacy, Contest, Election, Term
from alliance.elections.outcomes import Candidate, Gone, LotDrawn, Outcome
from alliance.elections.queries import contest_of_ballot
from alliance.elections.states import CANCELLED, PROVISIONAL, READY, VOTING
from alliance.kernel.actor import Actor
from alliance.voting import actions as voting
from alliance.voting.methods import Lot
from alliance.voting.models import Ballot, Result
from alliance.voting.roll import OptionText
from alliance.voting.rules import is_tied
from alliance.voting.states import DRAFT, FROZEN
from members.rules import is_staff

USUAL_LOT = "a public value that the election officers name before the vote closes"
DISPUTE_DAYS = 7
LATE = timedelta(days=1)


@transaction.atomic
def prepare_vote(
    *,
    election_id: int,
    dispute_days: int = DISPUTE_DAYS,
    lot_source: str = "",
    by: Actor,
    at: datetime,
) -> Election:
    """Build a draft ballot for each contest whose field is settled: its candidates, seats and caps.

    A contest that has no more candidates than seats by now needs none. ``lot_source`` is the public value
    that decides ties with the committed seed, where the rule does not name it.

    Raises:
        Forbidden: neither an officer of the election nor staff. NotNow: who stands is not settled, or the
        ballots are prepared.
    """
    election = locked(election_id)
    rules.may_prepare_vote(by, election, at).require()
    _set_time(election, at)
    prepared = []
    for contest in election.contests.filter(state=READY).order_by("pk"):
        contest.election = election
        answer = answer_for(contest)
        if answer != "vote":
            conclude(contest, answer, by=by, at=at)
            continue
        contest.ballot = _built(contest, dispute_days, lot_source, by=by, at=at)
        prepared.append(contest.ballot.ref)
        data = {"ballot": contest.ballot.ref}
        move_contest(contest, "vote", events.CONTEST_IN_VOTE, by=by, at=at, data=data)
    if prepared:
        record(events.VOTE_PREPARED, subject=election, by=by, at=at, data={"ballots": prepared})
    advance(election, by=by, at=at)
    return election


def _set_time(election: Election, at: datetime) -> None:
    """A vote that is prepared late opens a day later, for as long as planned."""
    if at < election.voting_opens_at:
        return
    length = election.voting_closes_at - election.voting_opens_at
    election.voting_opens_at = at + LATE
    election.voting_closes_at = election.voting_opens_at + length
    election.save(update_fields=["voting_opens_at", "voting_closes_at"])


def _built(contest: Contest, dispute_days: int, lot_source: str, *, by: Actor, at: datetime) -> Ballot:
    election = contest.election
    candidates, _ = field_of(contest)
    seats = contest.open_seats
    return voting.build_ballot(
        question=f"{contest.title} of the {election.body}: {count_of(seats, 'seat')}"[:200],
        explanation=election.explanation,
        options=[
            OptionText(each.name, affiliation=each.affiliation_name, path=each.path) for each in candidates
        ],
        counting={"seats": seats, **_cap_in_count(contest, candidates, at)},
        body_name=_electorate_name(election),
        rule=election.rule,
        charter_body=election.charter_body,
        opens_at=election.voting_opens_at,
        closes_at=election.voting_closes_at,
        lot_source=lot_source or _lot_source(election),
        dispute_days=dispute_days,
        document_ref=election.ref,
        is_public=election.is_public,
        by=by,
        at=at,
    )


def _electorate_name(election: Election) -> str:
    who = election.rule.election.electorate
    words = who.words if who else f"the {spaced(election.body.charter_id)}"
    return f"{words[:1].upper()}{words[1:]}"[:200]


def _lot_source(election: Election) -> str:
    """The public value of the lot, as the rule names it."""
    for step in election.rule.election.tie:
        if isinstance(step, ElectionLot) and step.lot.seed_from:
            return step.lot.seed_from
        if isinstance(step, CoinFlip):
            return f"a coin flipped by a {spaced(step.coin)}"
    return USUAL_LOT


def _cap_in_count(contest: Contest, candidates: Sequence[Candidacy], at: datetime) -> dict[str, Any]:
    """The cap as the count keeps it, where the rule says that it is kept during the count."""
    kept = contest.election.rule.election.cap_enforcement
    room = room_of(contest.election, at)
    cap = room.cap_on(contest)
    if kept is None or kept.at != "during_count" or cap is None:
        return {}
    tally = room.tally(cap)
    sitting: dict[str, int] = {}
    outcome = Outcome.of(contest.outcome, seats=contest.number)
    if cap.count_sitting:
        sitting = dict(Counter(room.sitting_sides(contest, outcome)))
    sides = {each.name: room.side(each, cap) for each in candidates}
    groups = {name: side for name, side in sides.items() if side is not None}
    return {
        "cap": {
            "limit": room.limit(cap),
            "size": tally["seats"],
            "least": 0,
            "groups": groups,
            "sitting": {side: number for side, number in sitting.items() if side in set(groups.values())},
        }
    }


@transaction.atomic
def announce_vote(*, election_id: int, by: Actor, at: datetime) -> Election:
    """Freeze the rehearsed ballots of the election and announce them; they open at their time.

    Raises:
        Forbidden: neither an officer of the election nor staff. NotNow: a ballot is not prepared or not
        rehearsed, or the vote is announced.
    """
    election = locked(election_id)
    rules.may_announce_vote(by, election, at).require()
    announced = []
    for contest in election.contests.filter(state=VOTING).select_related("ballot").order_by("pk"):
        ballot = contest.ballot
        if ballot is None:
            continue
        if ballot.state == DRAFT:
            ballot = voting.freeze_ballot(ballot_id=ballot.pk, by=by, at=at)
        if ballot.state == FROZEN:
            voting.announce_ballot(ballot_id=ballot.pk, by=by, at=at)
            announced.append(ballot.ref)
    record(events.VOTE_ANNOUNCED, subject=election, by=by, at=at, data={"ballots": announced})
    return election


# The count --------------------------------------------------------------------------------------------------
@transaction.atomic
def read_count(*, ballot_id: int, by: Actor, at: datetime) -> Contest | None:
    """Draw the consequence of a counted ballot: who is elected, and what is left to settle.

    None when the ballot is of no contest, or its consequence was drawn already.

    Raises:
        Forbidden: not the system.
    """
    found = contest_of_ballot(ballot_id)
    if found is None:
        return None
    is_staff(by).require()
    contest = locked_contest(found.pk)
    if contest.state != VOTING or contest.election.state == CANCELLED:
        return None
    room = room_of(contest.election, at)
    result = Result.objects.select_related("ballot").get(ballot_id=ballot_id)
    outcome = _read(room, contest, result)
    settle(
        contest, outcome, events.CONTEST_COUNTED, room=room, by=by, at=at, data={"ballot": f"B-{ballot_id}"}
    )
    advance(contest.election, by=by, at=at)
    return contest


def _read(room: Room, contest: Contest, result: Result, lot: Sequence[int] = ()) -> Outcome:
    """The outcome of a count, after those elected without a vote before it."""
    before = Outcome.of(contest.outcome, seats=contest.number)
    acclaimed = tuple(each for each in before.elected if each.by == "acclamation")
    start = Outcome(contest.number, elected=acclaimed, lots=before.lots, gone=before.gone)
    record_ = result.record
    names = {option["name"] for option in result.ballot.options}
    standing = [each for each in room.candidacies.values() if each.contest_id == contest.pk]
    candidates = {each.name: each for each in room.candidates(contest, standing) if each.name in names}
    cap = room.cap_on(contest)
    if cap is not None and _walks(contest.election, cap):
        outcome = start.with_walk(
            record_,
            candidates,
            cap=cap,
            tally=room.tally(cap),
            sitting=room.sitting_sides(contest, start),
            lot=lot or _lot_of(record_, candidates),
        )
    else:
        outcome = start.with_count(record_, candidates)
    return replace(outcome, ballot=result.ballot.ref, digest=result.digest)


def _walks(election: Election, cap: Cap) -> bool:
    """Whether seats go down the order of the count, past whoever's side is full."""
    kept = election.rule.election.cap_enforcement
    if kept is None or kept.at != "after_count":
        return False
    lowest_leave = bool(cap.on_breach) and isinstance(cap.on_breach[0], LowestRanked)
    return kept.how == "skip_in_order" or lowest_leave


def _lot_of(found: Mapping[str, Any], candidates: Mapping[str, Candidate]) -> list[int]:
    """The lot a count was made with, where one was drawn."""
    lot = found["options"].get("lot") or {}
    return [candidates[name].id for name in lot.get("order", ()) if name in candidates]


@transaction.atomic
def recall_contest(*, ballot_id: int, reason: str, by: Actor, at: datetime) -> Contest | None:
    """Take a contest back whose ballot was cancelled, so that another can be prepared; None when there is
    none.

    Raises:
        Forbidden: not the system.
    """
    found = contest_of_ballot(ballot_id)
    if found is None:
        return None
    is_staff(by).require()
    contest = locked_contest(found.pk)
    election = contest.election
    if election.state == CANCELLED:
        return None
    before = Outcome.of(contest.outcome, seats=contest.number)
    acclaimed = tuple(each for each in before.elected if each.by == "acclamation")
    contest.ballot = None
    contest.outcome = Outcome(contest.number, elected=acclaimed).recorded() if acclaimed else {}
    data = {"reason": f"B-{ballot_id} was cancelled ({reason})"}
    move_contest(contest, "recall", events.CONTEST_RECALLED, by=by, at=at, data=data)
    if election.state == PROVISIONAL:
        election.save(update_fields=move(election, "recall"))
        record(events.RESULT_RECALLED, subject=election, by=by, at=at, data=data)
    return contest


# What is left to settle -------------------------------------------------------------------------------------
@transaction.atomic
def step_down(
    *,
    contest_id: int,
    reason: str,
    candidacy_id: int | None = None,
    term_id: int | None = None,
    by: Actor,
    at: datetime,
) -> Contest:
    """Give up a seat before the election is certified: of one just elected, or of a member whose side would
    have too many (CNCF charter, 6(b)(iv)). A term ends when the new terms begin.

    Where the charter lets the next move up, the next in the order whose side has room takes the seat;
    otherwise it stays open, to be filled as the body fills vacancies.

    Raises:
        Forbidden: neither the person nor an officer of the election. NotNow: there is no such seat to give
        up, or the election is certified.
    """
    contest = locked_contest(contest_id)
    subject: Candidacy | Term = (
        Candidacy.objects.get(pk=candidacy_id, election=contest.election)
        if candidacy_id is not None
        else Term.objects.select_related("seat__body").get(pk=term_id or 0, seat__body=contest.election.body)
    )
    rules.may_step_down(by, subject, contest, at).require()
    room = room_of(contest.election, at)
    name = subject.name if isinstance(subject, Candidacy) else subject.person_name
    gone = Gone(name, reason, "agreement", candidacy=candidacy_id, term=term_id)
    data = {"person": name, "reason": reason, "contest": contest.title}
    record(events.STEPPED_DOWN, subject=contest, by=by, at=at, data=data)
    give_up(room, gone, by=by, at=at)
    advance(contest.election, by=by, at=at)
    contest.refresh_from_db()
    return contest


@transaction.atomic
def draw_lot(*, contest_id: int, value: str, by: Actor, at: datetime) -> Contest:
    """Enter a public value that nobody could know before, and let it decide what waits for a lot.

    A tie in the count is decided with the seed that was committed before the vote (the ballot is counted
    again). Equals that a cap leaves, the order of those elected without a vote to unequal terms, and who
    leaves when a side has too many are decided by the order of SHA-256 over seed and names.

    Raises:
        Forbidden: neither an officer of the election nor staff. NotNow: nothing waits for a lot.
    """
    contest = locked_contest(contest_id)
    rules.may_draw_lot(by, contest, at).require()
    if contest.ballot is not None and contest.state == VOTING and is_tied(contest.ballot):
        voting.draw_lot(ballot_id=contest.ballot.pk, value=value, by=by, at=at)
        data = {"title": contest.title, "election": contest.ref, "value": value}
        data |= {"sentence": "the ballots are counted again"}
        record(events.LOT_DRAWN, subject=contest, by=by, at=at, data=data)
        return contest
    room = room_of(contest.election, at)
    outcome = Outcome.of(contest.outcome, seats=contest.number)
    if outcome.undecided is not None:
        _decide(room, contest, outcome, value, by=by, at=at)
    else:
        _thin_out(room, contest, outcome, value, by=by, at=at)
    advance(contest.election, by=by, at=at)
    contest.refresh_from_db()
    return contest


def _seed(contest: Contest, about: str, value: str) -> str:
    return f"{contest.ref}|{contest.title}|{about}|{value}"


def _decide(room: Room, contest: Contest, outcome: Outcome, value: str, *, by: Actor, at: datetime) -> None:
    undecided = outcome.undecided
    if undecided is None:
        return
    names = {room.candidacies[pk].name: pk for pk in undecided.between}
    seed = _seed(contest, undecided.what, value)
    lot = Lot.drawn(seed, names)
    drawn = LotDrawn(undecided.what, seed, value, lot.order)
    if undecided.what == "order":
        favoured = room.candidates(contest, [room.candidacies[names[name]] for name in lot.order])
        decided = outcome.with_lot(drawn, favoured)
    else:
        result = Result.objects.select_related("ballot").get(ballot=contest.ballot)
        everybody = [pk for place in outcome.order for pk in place]
        order = [*(names[name] for name in lot.order), *(pk for pk in everybody if pk not in names.values())]
        read = _read(room, contest, result, order)
        decided = replace(read, lots=(*outcome.lots, drawn))
    data = {"value": value}
    settle(contest, decided, events.LOT_DRAWN, room=room, by=by, at=at, data=data)


def _thin_out(room: Room, contest: Contest, outcome: Outcome, value: str, *, by: Actor, at: datetime) -> None:
    """Of each side that has too many, the last in the lot leave until the cap is met."""
    for excess in outcome.to_settle:
        people: dict[str, tuple[int | None, int | None]] = {
            **{room.candidacies[pk].name: (pk, None) for pk in excess.candidacies},
            **{room.sitting[pk].person_name: (None, pk) for pk in excess.terms},
        }
        seed = _seed(contest, f"cap {excess.side}", value)
        lot = Lot.drawn(seed, people)
        drawn = LotDrawn("cap", seed, value, lot.order)
        mine = next(each for each in room.contests if each.pk == contest.pk)
        kept = Outcome.of(mine.outcome, seats=mine.number)
        settle(
            mine,
            replace(kept, lots=(*kept.lots, drawn)),
            events.LOT_DRAWN,
            room=room,
            by=by,
            at=at,
            data={"value": value},
        )
        for name in lot.order[excess.allowed - excess.held :]:
            candidacy, term = people[name]
            gone = Gone(name, f"a lot among those of {excess.side}", "lot", candidacy=candidacy, term=term)
            give_up(room, gone, by=by, at=at)
