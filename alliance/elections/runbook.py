"""The desk of those who run an election: the one next step, and the dated steps with their messages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse

from alliance.charter.grammar.words import count_of
from alliance.elections.dates import plan_of
from alliance.elections.models import Candidacy, Contest, Election
from alliance.elections.outcomes import Outcome
from alliance.elections.rules.voters import has_list
from alliance.elections.states import (
    ACCEPTED,
    BALLOTING,
    CANCELLED,
    CERTIFIED,
    COUNTED,
    NOMINATING,
    PLANNED,
    PROVISIONAL,
    QUALIFYING,
    READY,
    VOTING,
)
from alliance.elections.timetable import CONTINGENT, Draft, Step, dates_of, subject_and_body, timetable
from alliance.elections.timetable.days_off import in_words
from alliance.voting import states as ballots
from alliance.voting.models import Ballot
from alliance.voting.rules import is_tied

PAGES: Final = {
    "call_for_nominations": "nominate",
    "nominations_reminder": "nominate",
    "nominations_reopened": "nominate",
    "eligibility": "election",
    "nominated": "election",
    "statement": "election",
    "qualification": "vote_in_election",
    "notice": "election",
    "voting_open": "vote_in_election",
    "vote_reminder": "vote_in_election",
    "result_embargoed": "election_result",
    "result_provisional": "election_result",
    "elected_without_vote": "election_result",
    "result_certified": "election_certificate",
    "retrospective": "election",
}
"""The page to which each drafted message leads; the others lead to the page of the body."""


# The next step ----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class NextStep:
    """What is to be done now, or waited for. ``operation`` names what does it, ``href`` is where else."""

    sentence: str
    operation: str = ""
    href: str = ""
    button: str = ""
    until: datetime | None = None

    @property
    def is_waiting(self) -> bool:
        """Nobody who runs the election has to act."""
        return not (self.operation or self.href)


def next_step(election: Election, at: datetime) -> NextStep:
    """The one next step of those who run the election."""
    return _STEPS[election.state](election, at)


def _planned(election: Election, at: datetime) -> NextStep:
    officers = election.rule.election.officers
    needed = (officers.count or 0) if officers else 0
    missing = needed - election.officers.count()
    if missing > 0:
        return NextStep(
            f"Appoint {count_of(missing, 'officer')}: the rule asks for {needed}.", "appoint_officer"
        )
    if has_list(election) and not election.voters.exists():
        return NextStep("Put the voters on the list: they can nominate as soon as it opens.", "list_voters")
    opens = election.nominations_open_at
    if at < opens:
        return NextStep("Nothing waits for you. Nominations open by themselves.", until=opens)
    if at >= election.nominations_close_at:
        return NextStep("The time for nominations has passed. Move the dates.", "reschedule_election")
    return NextStep("Open nominations.", "open_nominations")


def _nominating(election: Election, at: datetime) -> NextStep:
    if waiting := election.entitlement_requests.undecided().count():
        desk = reverse("manage_election", args=[election.pk])
        return NextStep(
            f"Answer {count_of(waiting, 'request')} to vote.", href=f"{desk}#requests", button="See them"
        )
    standing = election.candidacies.standing().count()
    seats = sum(contest.open_seats for contest in election.contests.all())
    so_far = f"{_capital(count_of(standing, 'candidate'))} for {count_of(seats, 'seat')} so far."
    if at < election.nominations_close_at:
        return NextStep(
            f"Nothing waits for you: nominations are open. {so_far}", until=election.nominations_close_at
        )
    if at < election.acceptance_until:
        return NextStep(
            f"Nothing waits for you: nominees accept or decline. {so_far}", until=election.acceptance_until
        )
    return NextStep("Settle who stands.", "close_nominations")


def _qualifying(election: Election, at: datetime) -> NextStep:
    until = election.evaluation_until
    if until is not None and at < until:
        return NextStep("Nothing waits for you: nominees are being evaluated.", until=until)
    if election.candidacies.filter(state=ACCEPTED, ballot=None).exists():
        return NextStep("Call the vote on each nominee.", "call_qualification")
    return NextStep(
        "Nothing waits for you: it is voted on each nominee.", until=election.qualification_closes_at
    )


def _balloting(election: Election, at: datetime) -> NextStep:  # noqa: ARG001 -- as the others
    contests = list(election.contests.select_related("ballot").order_by("pk"))
    if (unsettled := _unsettled(contests)) is not None:
        return unsettled
    if any(each.state == READY for each in contests):
        return NextStep("Prepare the ballots.", "prepare_vote")
    held = [each.ballot for each in contests if each.ballot is not None and each.state == VOTING]
    return _of_ballots(held)


def _of_ballots(held: Sequence[Ballot]) -> NextStep:
    for ballot in held:
        if ballot.state == ballots.DRAFT and ballot.rehearsed_digest != ballot.text_digest:
            return NextStep(
                f"Rehearse {ballot.ref}: its form, its result, a tie, the mails.",
                href=desk_of(ballot),
                button=f"Rehearse {ballot.ref}",
            )
    if any(ballot.state in ballots.UNSEEN for ballot in held):
        return NextStep("Announce the vote.", "announce_vote")
    if any(is_tied(ballot) for ballot in held):
        return NextStep("Enter the public value that decides the tie.", "draw_contest_lot")
    opens = [ballot.opens_at for ballot in held if ballot.state == ballots.SCHEDULED]
    if opens:
        return NextStep("Nothing waits for you. The vote opens by itself.", until=min(opens))
    closes = [ballot.closes_at for ballot in held if ballot.state == ballots.OPEN]
    if closes:
        return NextStep("Nothing waits for you: the vote is open.", until=min(closes))
    return NextStep("Nothing waits for you: the votes are being counted.")


def _unsettled(contests: Sequence[Contest]) -> NextStep | None:
    for contest in contests:
        if contest.state != COUNTED:
            continue
        outcome = Outcome.of(contest.outcome, seats=contest.number)
        if outcome.undecided is not None:
            return NextStep(f"Draw the lot of “{contest.title}”.", "draw_contest_lot")
        told = " ".join(each.sentence for each in outcome.to_settle)
        return NextStep(f"Settle “{contest.title}”. {told}", "step_down")
    return None


def _provisional(election: Election, at: datetime) -> NextStep:
    contests = list(election.contests.select_related("ballot").order_by("pk"))
    if (unsettled := _unsettled(contests)) is not None:
        return unsettled
    counted = [
        each.ballot for each in contests if each.ballot is not None and each.ballot.state == ballots.COUNTED
    ]
    for ballot in counted:
        if objections := ballot.objections.filter(answered_at=None).count():
            return NextStep(
                f"Answer {count_of(objections, 'objection')} to the result of {ballot.ref}.",
                href=ballot.get_absolute_url(),
                button="See it" if objections == 1 else "See them",
            )
    ends = [ballot.dispute_until for ballot in counted if ballot.dispute_until]
    if ends and at < max(ends):
        return NextStep(
            "Nothing waits for you: objections to the result are taken. Then it is certified by itself.",
            until=max(ends),
        )
    if counted:
        return NextStep(
            f"Certify the result of {counted[0].ref}.", href=desk_of(counted[0]), button="Certify"
        )
    return NextStep("Certify the election.", "certify_election")


def _certified(election: Election, at: datetime) -> NextStep:  # noqa: ARG001
    return NextStep("Nothing is left to do: the election is certified.")


def _cancelled(election: Election, at: datetime) -> NextStep:  # noqa: ARG001
    return NextStep("Nothing is left to do: the election was cancelled.")


_STEPS = {
    PLANNED: _planned,
    NOMINATING: _nominating,
    QUALIFYING: _qualifying,
    BALLOTING: _balloting,
    PROVISIONAL: _provisional,
    CERTIFIED: _certified,
    CANCELLED: _cancelled,
}


def desk_of(ballot: Ballot) -> str:
    """Where a ballot is rehearsed, announced and certified."""
    return reverse("manage_ballot", args=[ballot.pk])


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


# The dated steps --------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Message:
    """A drafted message with its gaps filled: to be read, changed and sent by whoever runs the election."""

    name: str
    to: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class DatedStep:
    """A step of the runbook with where it stands by the clock."""

    step: Step
    state: str
    messages: tuple[Message, ...]
    last_day: str = ""


def last_day_of(step: Step, zone: str) -> str:
    """ "last day Sat 5 Dec 2026, everywhere on Earth", where the end is of another day in UTC."""
    if step.last == step.ends.astimezone(UTC).date():
        return ""
    where = "everywhere on Earth" if zone == "aoe" else f"in {zone}"
    return f"last day {in_words(step.last)}, {where}"


def runbook_of(election: Election, at: datetime) -> list[DatedStep]:
    """The steps of an election by date, each with its messages as they read on the day of the step."""
    plan = plan_of(election)
    steps = timetable(plan)
    words = words_for(election, steps, at)
    return [
        DatedStep(
            step,
            _state(step, at),
            tuple(message_of(draft, election, {**words, "now": step.starts}) for draft in step.drafts),
            last_day_of(step, plan.zone),
        )
        for step in steps
    ]


def other_messages(election: Election, at: datetime) -> list[Message]:
    """The messages that no date needs, but too few candidates, or no more than seats."""
    words = words_for(election, timetable(plan_of(election)), at)
    return [message_of(draft, election, words) for draft in CONTINGENT]


def _state(step: Step, at: datetime) -> str:
    if step.ends < at:
        return "done"
    return "current" if step.starts <= at else "todo"


def message_of(draft: Draft, election: Election, words: dict[str, Any]) -> Message:
    """A draft with these words in its gaps."""
    page = PAGES.get(draft.name)
    path = reverse(page, args=[election.pk]) if page else election.body.get_absolute_url()
    given = {**words, "url": f"{settings.SITE_URL}{path}"}
    template: Any = get_template(draft.template)
    text = template.template.render(Context(given, autoescape=False))
    subject, body = subject_and_body(text)
    return Message(draft.name, draft.to, subject, body)


def words_for(election: Election, steps: Sequence[Step], at: datetime) -> dict[str, Any]:
    """What stands in the gaps of all drafts; in brackets what is not known yet, or differs from reader to
    reader."""
    contests = list(election.contests.select_related("ballot").order_by("pk"))
    standing = Candidacy.objects.standing().filter(election=election).order_by("name")
    elected = [each["name"] for contest in contests for each in contest.elected]
    told = " ".join(str(contest.outcome.get("sentence", "")) for contest in contests).strip()
    nominations = election.rule.election.nominations
    endorsements = nominations.endorsements if nominations else None
    qualify = election.rule.election.qualify
    return {
        **dates_of(steps),
        "election": f"{election.ref} {election.title}",
        "body": election.body.name,
        "seats": sum(contest.number for contest in contests),
        "portal": settings.SITE_URL,
        "officers": ", ".join(officer_names(election)) or "the staff of the alliance",
        "contact": settings.REPLY_TO_EMAIL,
        "name": "[name]",
        "nominator": "[who nominated]",
        "endorsements": (endorsements.min or 0) if endorsements else 0,
        "candidates": list(standing.values_list("name", flat=True)) or ["[names of the candidates]"],
        "elected": elected or ["[names of those elected]"],
        "sentence": told or "[The result in one sentence.]",
        "quorum": " ".join(qualify.sentences[1:]) if qualify else "",
        "secrecy": _secrecy(election),
        "change": "You can change your vote until the vote closes.",
        "own_vote": "the page of the result says how you check that your vote is counted.",
        "now": at,
    }


def _secrecy(election: Election) -> str:
    level = "secret" if election.rule.secrecy == "secret_ballot" else "recorded"
    return f"The ballot is {level}: what that means, and what it does not, stands on its page."


def officer_names(election: Election) -> Iterator[str]:
    """Those who run the election beside staff, by name."""
    return (str(officer.user) for officer in election.officers.select_related("user"))
