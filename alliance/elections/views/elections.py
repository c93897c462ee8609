"""The list of elections, one election, and its ballots in turn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from alliance.audit.models import Event
from alliance.audit.queries import visible_events
from alliance.elections.dates import plan_of
from alliance.elections.duties import elections_to_run
from alliance.elections.listings import election_rows, past, running, upcoming
from alliance.elections.models import Candidacy, Contest, Election
from alliance.elections.operations import (
    ASK_QUESTION,
    ASK_TO_VOTE,
    NOMINATE,
    OF_ELECTIONS,
    REGISTER_TO_VOTE,
    STEP_DOWN,
)
from alliance.elections.queries import elections_visible_to
from alliance.elections.runbook import last_day_of, next_step, officer_names
from alliance.elections.standing import Standing, standing_of
from alliance.elections.states import NOMINATED, NOMINATING
from alliance.elections.timetable import timetable
from alliance.elections.views.frame import Visit
from alliance.kernel.actor import Actor
from alliance.voting import states as ballots
from alliance.voting.models import Ballot, Elector
from alliance.voting.queries import votes_owed_by
from alliance.voting.views.standing import Line, my_lines
from alliance.web.edge import actor_of, now
from alliance.web.moments import day_in_words
from alliance.web.operations import offers
from alliance.web.parts import Happening, Step

PER_PAGE = 30
PLANNING = [operation for operation in OF_ELECTIONS if operation.creates]
TAKING_PART = (NOMINATE, REGISTER_TO_VOTE, ASK_TO_VOTE, ASK_QUESTION)
AFTERWARDS = (STEP_DOWN,)
SHOWN_QUESTIONS = 3
RECENT = 8
MOST_EVENTS = 200


# The list ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Row:
    """One election in the list."""

    election: Election
    standing: Standing
    seats: int

    @property
    def note(self) -> str:
        seats = f"{self.seats} seat{'' if self.seats == 1 else 's'} of the {self.election.body}"
        return f"{seats}. {self.standing.sentence}"


@dataclass(frozen=True, slots=True)
class Doing:
    """Something the reader can or has to do in an election."""

    verb: str
    election: Election
    href: str
    due: datetime | None
    note: str


def elections(request: HttpRequest) -> HttpResponse:
    """What is running, what is planned, what is over, and what the reader has to do."""
    by, at = actor_of(request), now()
    visible = election_rows(elections_visible_to(by))
    page = Paginator(past(visible), PER_PAGE).get_page(request.GET.get("page"))
    under_way = list(running(visible))
    context = {
        "doings": sorted(_doings(by, under_way, at), key=lambda each: each.due or at),
        "running": [_row(each, at) for each in under_way],
        "upcoming": [_row(each, at) for each in upcoming(visible)],
        "past": [_row(each, at) for each in page.object_list],
        "page": page,
        "offers": list(offers(PLANNING, subject=None, by=by, at=at)),
        "signed_in": by.is_signed_in,
    }
    return render(request, "elections/elections.html", context)


def _row(election: Election, at: datetime) -> Row:
    return Row(election, standing_of(election, at), sum(each.number for each in election.contests.all()))


def _doings(by: Actor, under_way: Sequence[Election], at: datetime) -> Iterator[Doing]:
    """Duties first by deadline: to answer a nomination, to vote, to run it; then what the reader may do."""
    if by.user_id is None:
        return
    by_id = {each.pk: each for each in under_way}
    for nominee in Candidacy.objects.filter(user_id=by.user_id, state=NOMINATED, election__in=by_id):
        election = by_id[nominee.election_id]
        if election.state == NOMINATING and at < election.acceptance_until:
            note = f"You are nominated for the {election.body}."
            href = nominee.get_absolute_url()
            yield Doing("Accept or decline", election, href, election.acceptance_until, note)
    by_ref = {each.ref: each for each in under_way}
    owed: dict[str, list[Elector]] = {}
    for line in votes_owed_by(by.user_id, at).filter(ballot__document_ref__in=by_ref):
        owed.setdefault(line.ballot.document_ref, []).append(line)
    for ref, lines in owed.items():
        href = reverse("vote_in_election", args=[by_ref[ref].pk])
        names = ", ".join(dict.fromkeys(line.name for line in lines))
        yield Doing("Vote", by_ref[ref], href, lines[0].ballot.closes_at, f"for {names}")
    for election in elections_to_run(by.user_id, at).filter(pk__in=by_id):
        step = next_step(election, at)
        if not step.is_waiting:
            href = reverse("manage_election", args=[election.pk])
            yield Doing("Run", by_id[election.pk], href, None, step.sentence)


# One election -----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Field:
    """The seats of one group with those who stand for them."""

    contest: Contest
    candidates: tuple[Candidacy, ...]
    hidden: tuple[Candidacy, ...]
    gone: tuple[Candidacy, ...]

    @property
    def can_be_compared(self) -> bool:
        return len(self.candidates) > 1


def fields_of(visit: Visit) -> list[Field]:
    """Who stands for which seats, as far as the reader may know."""
    known = visit.candidates
    found = []
    for contest in visit.contests:
        own = [each for each in known if each.contest_id == contest.pk]
        found.append(
            Field(
                contest,
                tuple(each for each in own if each.is_standing),
                tuple(each for each in own if each.accepted_at is None),
                tuple(each for each in own if each.accepted_at is not None and not each.is_standing),
            )
        )
    return found


def election(request: HttpRequest, key: int) -> HttpResponse:
    """One election: where it stands, seats, candidates, dates, rule, questions, officers."""
    visit = Visit(request, key)
    subject, by, at = visit.election, visit.by, visit.at
    fields = fields_of(visit)
    nominations = subject.rule.election.nominations
    asked = subject.asked.public()
    happened = happenings(visit)
    plan = plan_of(subject)
    context = {
        **visit.frame("election"),
        "fields": fields,
        "own": [each for each in visit.candidates if by.is_signed_in and each.user_id == by.user_id],
        "steps": stages(visit),
        "dates": [(step, last_day_of(step, plan.zone)) for step in timetable(plan)],
        "offers": [offer for offer in offers(TAKING_PART, subject=subject, by=by, at=at) if offer.verdict],
        "afterwards": [offer for offer in offers(AFTERWARDS, subject=subject, by=by, at=at) if offer.verdict],
        "nominate": NOMINATE.may(by, subject, at),
        "is_nominating": subject.state == NOMINATING and at < subject.nominations_close_at,
        "how_to_nominate": nominations.sentences if nominations else [],
        "sentences": subject.rule.election.sentences,
        "caps": [each for cap in subject.constitution.caps for each in cap.sentences],
        "questions": asked.order_by("-asked_at", "-pk")[:SHOWN_QUESTIONS],
        "question_count": asked.count(),
        "officers": list(officer_names(subject)),
        "is_open": any(_is_being_voted_on(each, at) for each in visit.contests),
        "happenings": happened[:RECENT],
        "earlier": happened[RECENT:],
    }
    return render(request, "elections/election.html", context)


def _is_being_voted_on(contest: Contest, at: datetime) -> bool:
    """Whether the seats are being voted on."""
    ballot = contest.ballot
    return ballot is not None and ballot.state == ballots.OPEN and ballot.opens_at <= at < ballot.closes_at


def stages(visit: Visit) -> list[Step]:
    """The stages of the election for the stepper, with their days."""
    subject = visit.election
    begins, settled = subject.nominations_open_at, subject.acceptance_until
    found = [_stage("Nominations", begins, settled, visit.at)]
    if subject.rule.election.qualify is not None:
        found.append(_stage("Evaluation", settled, subject.qualification_closes_at, visit.at))
    closes = subject.voting_closes_at
    found.append(_stage("Vote", subject.voting_opens_at, closes, visit.at))
    certified = subject.certified_at
    found.append(_stage("Provisional result", closes, certified, visit.at))
    found.append(Step("Certified", certified.date() if certified else None, "done" if certified else "todo"))
    return found


def _stage(label: str, begins: datetime, ends: datetime | None, at: datetime) -> Step:
    if ends is not None and ends <= at:
        return Step(label, begins.date(), "done", f"to {day_in_words(ends)}")
    if begins <= at:
        return Step(label, begins.date(), "current", f"until {day_in_words(ends)}" if ends else "")
    return Step(label, None, "todo", f"from {day_in_words(begins)}")


def happenings(visit: Visit) -> list[Happening]:
    """What happened in the election, the latest first, as far as the reader may know."""
    known = [each.pk for each in visit.candidates]
    subjects = (
        Q(subject_type="elections.election", subject_id=visit.election.pk)
        | Q(subject_type="elections.contest", subject_id__in=[each.pk for each in visit.contests])
        | Q(subject_type="elections.candidacy", subject_id__in=known)
    )
    return [
        _happening(event)
        for event in visible_events(visit.by).filter(subjects).order_by("-at", "-pk")[:MOST_EVENTS]
    ]


def _happening(event: Event) -> Happening:
    phrase = event.phrase
    return Happening(event.at, f"{phrase[:1].upper()}{phrase[1:]}", by=event.who)


# The vote ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Turn:
    """One ballot of the election, and the reader's lines on its roll."""

    title: str
    ballot: Ballot
    lines: tuple[Line, ...]
    is_open: bool

    @property
    def is_owed(self) -> bool:
        """The reader may cast a vote here that is missing."""
        return any(line.verdict and line.vote is None for line in self.lines)

    @property
    def is_done(self) -> bool:
        """Every vote that is the reader's to cast is in."""
        mine = [line for line in self.lines if line.is_mine]
        return bool(mine) and all(line.vote is not None for line in mine)


def vote(request: HttpRequest, key: int) -> HttpResponse:
    """The ballots of an election in turn: which the reader has cast, and which is next."""
    visit = Visit(request, key)
    nominees = [each for each in visit.candidates if each.ballot_id]
    held = [(f"Is {each.name} qualified?", each.ballot) for each in nominees]
    held += [(each.title, each.ballot) for each in visit.contests]
    turns = [
        _turn(title, ballot, visit)
        for title, ballot in held
        if ballot is not None and ballot.state not in ballots.UNSEEN
    ]
    mine = [turn for turn in turns if turn.lines]
    context = {
        **visit.frame("vote_in_election", "Vote"),
        "turns": turns,
        "next": next((turn for turn in turns if turn.is_owed), None),
        "is_done": any(turn.is_done for turn in mine) and not any(turn.is_owed for turn in mine),
        "has_lines": bool(mine),
    }
    return render(request, "elections/vote.html", context)


def _turn(title: str, ballot: Ballot, visit: Visit) -> Turn:
    is_open = ballot.state == ballots.OPEN and ballot.opens_at <= visit.at < ballot.closes_at
    return Turn(title, ballot, tuple(my_lines(ballot, visit.by, visit.at)), is_open)
