"""What follows when it is known who stands or how a contest was counted: steps that several actions share."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from alliance.audit.kinds import EventKind
from alliance.audit.recording import record
from alliance.charter.grammar.bodies import RunnerUp
from alliance.charter.grammar.caps import Cap, LowestRanked, limit
from alliance.charter.grammar.elections import AfterNominations, after_nominations
from alliance.charter.grammar.nominations import Endorsements, is_endorsed
from alliance.elections import events
from alliance.elections.actions.planning import keep, move, move_candidacy, move_contest
from alliance.elections.dates import postponed
from alliance.elections.models import Candidacy, Contest, Election, Term
from alliance.elections.outcomes import Candidate, Excess, Gone, Holder, Outcome, Undecided, excesses
from alliance.elections.queries import holders_of, places_of, size_of
from alliance.elections.seating import seated
from alliance.elections.sides import HasSide, Sides
from alliance.elections.states import (
    ACCEPTED,
    BALLOTING,
    COUNTED,
    DECIDED,
    EVALUATING,
    NOMINATED,
    NOMINATING,
    PROVISIONAL,
    READY,
    TAKING,
    VOTING,
)
from alliance.elections.tenure import are_unequal
from alliance.elections.timetable.plan import USUAL_NOMINATIONS
from alliance.kernel.actor import Actor

CHECKED_HERE = {"at_election", "during_count", "during_term"}


@dataclass
class Room:
    """Who sits when new terms begin, and who was elected so far: what the caps of the body count."""

    election: Election
    day: date

    @cached_property
    def sides(self) -> Sides:
        return Sides.now()

    @cached_property
    def caps(self) -> list[Cap]:
        """The caps on seats that are checked at an election."""
        return [
            cap
            for cap in self.election.constitution.caps
            if cap.of == "seats" and (not cap.checked or CHECKED_HERE & set(cap.checked))
        ]

    @cached_property
    def contests(self) -> list[Contest]:
        return list(self.election.contests.select_related("ballot").order_by("pk"))

    @cached_property
    def candidacies(self) -> Mapping[int, Candidacy]:
        found = Candidacy.objects.filter(election=self.election).select_related("organization")
        return {each.pk: each for each in found}

    @cached_property
    def sitting(self) -> Mapping[int, Term]:
        """The terms that go on: of seats that this election does not fill."""
        up = {seat.pk for contest in self.contests for seat in contest.seats.all()}
        return {term.pk: term for term in holders_of(self.election.body, self.day) if term.seat_id not in up}

    def cap_on(self, contest: Contest) -> Cap | None:
        """The cap that holds for the seats of a contest: the first of the charter."""
        return next((cap for cap in self.caps if not cap.scope or contest.group in cap.scope), None)

    def tally(self, cap: Cap) -> dict[str, int]:
        return size_of(self.election.body, cap, self.day)

    def limit(self, cap: Cap) -> int:
        """How many seats one side may hold."""
        return limit(cap, self.tally(cap))

    def side(self, who: HasSide, cap: Cap | None) -> str | None:
        return self.sides.of(who, cap.per if cap else "corporate_group")

    def candidates(self, contest: Contest, standing: Iterable[Candidacy]) -> list[Candidate]:
        """Candidates with their sides as the cap of the contest sees them."""
        cap = self.cap_on(contest)
        return [Candidate(each.pk, each.name, self.side(each, cap)) for each in standing]

    def sitting_sides(self, contest: Contest, outcome: Outcome) -> list[str]:
        """The sides of all who sit or are elected already, as the cap of the contest sees them."""
        cap = self.cap_on(contest)
        if cap is None:
            return []
        people: list[HasSide] = [
            self.sitting[each.term] if each.term else self.candidacies[each.candidacy or 0]
            for each in self._holders(contest, outcome)
            if not cap.scope or each.group in cap.scope
        ]
        return [side for each in people if (side := self.side(each, cap)) is not None]

    def excesses(self, contest: Contest, outcome: Outcome) -> tuple[Excess, ...]:
        """The sides that hold too many seats with those elected in this contest."""
        own = set(outcome.elected_ids)

        def side(holder: Holder, cap: Cap) -> str | None:
            who = self.sitting[holder.term] if holder.term else self.candidacies[holder.candidacy or 0]
            return self.side(who, cap)

        found = excesses(self.caps, self._holders(contest, outcome), side, self.tally)
        return tuple(each for each in found if own & set(each.candidacies))

    def _holders(self, contest: Contest, outcome: Outcome) -> list[Holder]:
        outcomes = [(each, self._outcome_of(each, contest, outcome)) for each in self.contests]
        gone = {each.term for _, found in outcomes for each in found.gone if each.term}
        holders = [
            Holder(term.person_name, term.seat.group, term=pk)
            for pk, term in self.sitting.items()
            if pk not in gone
        ]
        for each, found in outcomes:
            holders += [Holder(one.name, each.group, candidacy=one.candidacy) for one in found.elected]
        return holders

    def _outcome_of(self, each: Contest, contest: Contest, outcome: Outcome) -> Outcome:
        return outcome if each.pk == contest.pk else Outcome.of(each.outcome, seats=each.number)


def room_of(election: Election, at: datetime) -> Room:
    """What the caps count, on the day when new terms begin."""
    return Room(election, election.terms_from_on or max(at, election.voting_closes_at).date())


# Who stands -------------------------------------------------------------------------------------------------
def field_of(contest: Contest) -> tuple[list[Candidacy], list[Candidacy]]:
    """Who may be elected, and who lacks the endorsements that the rule asks for."""
    election = contest.election
    nominations = election.rule.election.nominations
    asked = nominations.endorsements if nominations else None
    standing = list(contest.candidacies.standing().select_related("organization").order_by("name"))
    elected = {each["candidacy"] for each in contest.elected}
    standing = [each for each in standing if each.pk not in elected]
    if election.rule.election.qualify is not None and contest.state != TAKING:
        standing = [each for each in standing if each.state != ACCEPTED]
    if asked is None:
        return standing, []
    sides = Sides.now()
    short = [each for each in standing if not _has_endorsements(each, asked, sides)]
    return [each for each in standing if each not in short], short


def _has_endorsements(candidacy: Candidacy, asked: Endorsements, sides: Sides) -> bool:
    given = list(candidacy.endorsements.select_related("organization"))
    people = {each.user_id: _side(each, asked, sides) for each in given}
    nominee = candidacy.user_id or -candidacy.pk
    known = {who: side for who, side in people.items() if side is not None}
    own = _side(candidacy, asked, sides)
    known |= {nominee: own} if own is not None else {}
    return is_endorsed(asked, nominee, people, known)


def _side(who: HasSide, asked: Endorsements, sides: Sides) -> object | None:
    """The side in which endorsers must differ; of several kinds one for each, a missing one unlike any."""
    if len(asked.distinct) < 2:
        return sides.of(who, asked.distinct[0] if asked.distinct else "affiliation")
    return tuple(sides.of(who, kind) or object() for kind in asked.distinct)


def answer_for(contest: Contest) -> AfterNominations:
    """What the rule says now that nominations are closed and no more time is given (`after_nominations`).

    With nobody to choose between there is no vote, whatever the rule says: all are elected, or nominations
    open again when there is nobody.
    """
    candidates, _ = field_of(contest)
    rule = contest.election.rule.election.model_copy(update={"extend_nominations": ()})
    answer = after_nominations(rule, tally_of(contest, len(candidates)))
    if answer == "vote" and len(candidates) <= contest.open_seats:
        return "acclaim" if candidates else "reopen"
    return answer


def tally_of(contest: Contest, candidates: int) -> dict[str, int]:
    """What the rule asks when nominations close."""
    least = max(0, contest.least - len(contest.elected))
    return {"candidates": candidates, "seats_open": contest.open_seats, "seats_least": least}


def close_field(contest: Contest, *, by: Actor, at: datetime) -> None:
    """Nominations nobody accepted lapse, and whoever lacks endorsements does not stand."""
    for each in contest.candidacies.filter(state=NOMINATED).select_related("contest"):
        move_candidacy(each, "lapse", events.NOMINATION_LAPSED, by=by, at=at)
    _, short = field_of(contest)
    for each in short:
        each.reason = "Too few endorsements."
        data = {"sentence": "too few endorsements"}
        move_candidacy(each, "fall_short", events.CANDIDATE_UNQUALIFIED, by=by, at=at, data=data)


def conclude(contest: Contest, answer: AfterNominations, *, by: Actor, at: datetime) -> None:
    """Move a contest on as the rule says: to the vote, to election without one, or back to nominations."""
    election = contest.election
    if answer in ("acclaim", "vote"):
        close_field(contest, by=by, at=at)
    candidates, _ = field_of(contest)
    if answer == "vote":
        data = {"candidates": len(candidates)}
        if contest.state != READY:
            move_contest(contest, "stand", events.CONTEST_READY, by=by, at=at, data=data)
        return
    if answer == "acclaim":
        acclaim(contest, candidates, by=by, at=at)
        return
    if candidates and _acclaims(election, len(candidates), contest):
        _declare(contest, candidates, by=by, at=at)
    contest.reopenings += 1
    if contest.state == TAKING:
        contest.save()
    else:
        why = f"{len(candidates)} candidates for {contest.number} seats"
        move_contest(contest, "reopen", events.CONTEST_RECALLED, by=by, at=at, data={"reason": why})


def _acclaims(election: Election, candidates: int, contest: Contest) -> bool:
    """Whether those who stand are elected although there are too few of them."""
    rule = election.rule.election
    if rule.acclaim is None:
        return False
    alone = rule.model_copy(update={"reopen_nominations": None, "extend_nominations": ()})
    return after_nominations(alone, tally_of(contest, candidates)) == "acclaim"


def _declare(contest: Contest, candidates: Sequence[Candidacy], *, by: Actor, at: datetime) -> None:
    """Those who stand are elected without a vote, and nominations go on for the other seats."""
    room = room_of(contest.election, at)
    outcome = Outcome.of(contest.outcome, seats=contest.number)
    keep(contest, outcome.with_acclaimed(room.candidates(contest, candidates)), at)
    contest.save()
    data = {
        "title": contest.title,
        "election": contest.ref,
        "elected": ", ".join(each.name for each in candidates),
        "candidacy_ids": [each.pk for each in candidates],
    }
    record(events.CONTEST_ACCLAIMED, subject=contest, by=by, at=at, data=data)


def acclaim(contest: Contest, candidates: Sequence[Candidacy], *, by: Actor, at: datetime) -> None:
    """All who stand are elected without a vote; a lot orders them where their terms differ."""
    election = contest.election
    room = room_of(election, at)
    outcome = Outcome.of(contest.outcome, seats=contest.number)
    outcome = outcome.with_acclaimed(room.candidates(contest, candidates))
    places = places_of(contest.seats.all())
    if len(outcome.elected) > 1 and are_unequal(
        places, rule=election.rule.election, constitution=election.constitution, day=room.day
    ):
        outcome = replace(outcome, undecided=Undecided("order", tuple(outcome.elected_ids)))
    data = {
        "elected": ", ".join(each.name for each in candidates) or "nobody",
        "candidacy_ids": [each.pk for each in candidates],
    }
    settle(contest, outcome, events.CONTEST_ACCLAIMED, room=room, by=by, at=at, data=data)


def settle(
    contest: Contest,
    outcome: Outcome,
    kind: EventKind,
    *,
    room: Room,
    by: Actor,
    at: datetime,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Keep an outcome, and decide the contest when nothing is left to draw or to agree on."""
    outcome = replace(outcome, to_settle=room.excesses(contest, outcome))
    keep(contest, outcome, at)
    told = {"sentence": outcome.sentence, **(data or {})}
    if outcome.is_settled and contest.state != DECIDED:
        move_contest(contest, "decide", kind, by=by, at=at, data=told)
    elif not outcome.is_settled and contest.state not in (COUNTED, DECIDED):
        move_contest(contest, "count", kind, by=by, at=at, data=told)
    else:
        contest.save()
        record(
            kind,
            subject=contest,
            by=by,
            at=at,
            data={"title": contest.title, "election": contest.ref, **told},
        )


# Where the election stands ----------------------------------------------------------------------------------
def advance(election: Election, *, by: Actor, at: datetime) -> None:
    """Bring the election to where its contests are: nominating, in vote, or with a provisional result."""
    states = set(election.contests.values_list("state", flat=True))
    if TAKING in states:
        if election.state != NOMINATING:
            election.save(update_fields=move(election, "reopen"))
            reopen(election, at)
            data = {"reason": "there are too few candidates"}
            record(events.NOMINATIONS_REOPENED, subject=election, by=by, at=at, data=data)
    elif states & {READY, VOTING}:
        if election.state != BALLOTING:
            election.save(update_fields=move(election, "vote"))
            record(events.NOMINATIONS_CLOSED, subject=election, by=by, at=at)
    elif EVALUATING not in states and election.state != PROVISIONAL:
        election.save(update_fields=move(election, "declare"))
        record(events.RESULT_DECLARED, subject=election, by=by, at=at)


def reopen(election: Election, at: datetime) -> None:
    """Give nominations as much time again as the rule gives them, and move all later dates with them."""
    nominations = election.rule.election.nominations
    span = (nominations.open if nominations else None) or USUAL_NOMINATIONS
    postpone(election, span.after(at))


def postpone(election: Election, closes_at: datetime) -> None:
    """Move the close of nominations, and all later dates by as much."""
    dates = postponed(election, closes_at - election.nominations_close_at)
    for name, value in dates.items():
        setattr(election, name, value)
    election.save(update_fields=list(dates))


# Who gives up a seat ----------------------------------------------------------------------------------------
def give_up(room: Room, gone: Gone, *, by: Actor, at: datetime) -> None:
    """Somebody leaves a seat: one just elected, whose place the next may take, or a member who sits."""
    subject = room.candidacies[gone.candidacy] if gone.candidacy else None
    for contest in room.contests:
        outcome = Outcome.of(contest.outcome, seats=contest.number)
        concerned = (
            gone.candidacy in outcome.elected_ids
            if subject
            else any(gone.term in each.terms for each in outcome.to_settle)
        )
        if concerned:
            left = outcome.without(gone)
            left = _moved_up(room, contest, left) if subject else left
            data = {"person": gone.name, "reason": gone.reason}
            settle(contest, left, events.CONTEST_DECIDED, room=room, by=by, at=at, data=data)
            break
    for contest in room.contests:
        if contest.state == COUNTED:
            outcome = Outcome.of(contest.outcome, seats=contest.number)
            if outcome.undecided is None and not room.excesses(contest, outcome):
                settle(contest, outcome, events.CONTEST_DECIDED, room=room, by=by, at=at)


def _moved_up(room: Room, contest: Contest, outcome: Outcome) -> Outcome:
    """The next in the order takes a seat that was given up, where the charter lets the next move up at once;
    where equals come next, the seat stays open."""
    constitution = room.election.constitution
    by_rank = any(isinstance(step, LowestRanked) for cap in room.caps for step in cap.on_breach)
    by_vacancy = any(isinstance(step, RunnerUp) and not step.runner_up.where for step in constitution.vacancy)
    if not by_rank and not by_vacancy:
        return outcome
    cap = room.cap_on(contest)
    waiting = set(outcome.runners_up)
    order = [[each for each in place if each in waiting] for place in outcome.order]
    candidates = {
        each.id: each for each in room.candidates(contest, map(room.candidacies.__getitem__, waiting))
    }
    found = seated(
        [place for place in order if place],
        {pk: each.side for pk, each in candidates.items() if each.side is not None},
        cap=cap,
        seats=1,
        tally=room.tally(cap) if cap else {},
        sitting=room.sitting_sides(contest, outcome),
    )
    return outcome.plus([candidates[each] for each in found.taken], "moving_up")
