"""Why a step is when it is: the part of the rule that says so, or what is usual where it says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from alliance.charter.grammar.durations import Span
from alliance.charter.grammar.electorates import UNITS
from alliance.charter.grammar.words import spaced
from alliance.elections.timetable.plan import (
    USUAL_NOMINATIONS,
    USUAL_QUALIFICATION,
    USUAL_VOTE,
    Plan,
)

Ground = tuple[str, str]
"""The part of the rule, such as `nominations.open`, empty for what is only usual; and a sentence."""

EMBARGO_WHY: Final = "A day before, so that nobody reads first on a public page whether they are elected."


def grounds_of(plan: Plan) -> dict[str, Ground]:
    """The ground of each step this election has, by key; a step without one is not part of it."""
    return dict([*_before(plan), *_qualifying(plan), *_voting(plan), *_after(plan)])


def _before(plan: Plan) -> Iterator[tuple[str, Ground]]:
    election = plan.election
    nominations, electorate = election.nominations, election.electorate
    if election.officers:
        told = f"{election.officers.sentence} Two weeks before nominations are usual."
        yield "officers", ("officers", told)
    if nominations and nominations.open:
        yield "nominations_open", ("nominations.open", f"Nominations are open for {nominations.open.words}.")
    else:
        yield "nominations_open", _usual("nominations", USUAL_NOMINATIONS)
    yield "nominations_reminder", ("", "While there is time to find somebody.")
    yield "nominations_close", ("", _what_follows(plan))
    if nominations and nominations.acceptance == "required":
        yield "acceptance", ("nominations.acceptance", "A nomination must be accepted; a day is left for it.")
    yield "statements", ("", "Voters read what candidates say before they vote.")
    if electorate and electorate.registered:
        time = electorate.registered.words
        yield "registration", ("electorate.registered", f"Voters register within {time} before the vote.")
    if electorate and electorate.exceptions:
        yield "eligibility", ("electorate.exceptions", electorate.exceptions.sentence)


def _qualifying(plan: Plan) -> Iterator[tuple[str, Ground]]:
    qualify = plan.election.qualify
    if not qualify:
        return
    if qualify.evaluation:
        words = qualify.evaluation.words
        yield "evaluation", ("qualify.evaluation", f"Nominees are evaluated for at least {words}.")
    usual = _usual("this vote", USUAL_QUALIFICATION)[1]
    yield "qualification", ("qualify", f"{' '.join(qualify.sentences)} {usual}")


def _what_follows(plan: Plan) -> str:
    if plan.election.qualify:
        return "The evaluation of nominees follows."
    if plan.notice:
        return "Two days before the notice of the vote, for acceptance and statements."
    return "Two days before the vote, for acceptance and statements."


def _voting(plan: Plan) -> Iterator[tuple[str, Ground]]:
    vote = plan.election.vote
    yield "rehearsal", ("", "Tried with invented voters first; then the text is frozen, with its digest.")
    yield "questions", ("", "From when it is known who stands, as long as votes can be changed.")
    if plan.notice:
        yield "notice", ("notice", f"The vote is announced at least {plan.notice.words} before.")
    else:
        yield "notice", ("", "The rule asks for no notice; it goes out when it is known who stands.")
    yield "voting_open", ("", "The day from which all others are reckoned.")
    for time in ("7_days", "2_days", "3_hours"):
        words = time.replace("_", " ")
        yield f"reminder_{time}", ("", f"{words} before the close, to those who have not voted.")
    if vote:
        told = [*vote.open.sentences]
        if vote.timezone and not vote.open.ends:
            where = "everywhere on Earth" if vote.timezone == "aoe" else f"in {vote.timezone}"
            told.append(f"The last day ends when it is over {where}.")
        yield "voting_close", ("vote.open", " ".join(told))
    else:
        yield "voting_close", _usual("the vote", USUAL_VOTE)
    yield "count", ("", "As soon as the vote has closed.")


def _after(plan: Plan) -> Iterator[tuple[str, Ground]]:
    vote = plan.election.vote
    yield "embargo", ("", EMBARGO_WHY)
    yield "provisional", ("", "The first working day that leaves a day between count and publication.")
    yield "dispute", ("", f"Objections to the result are taken for {plan.dispute.words}.")
    yield "certification", ("", "When objections are answered.")
    if vote and vote.secrecy == "secret_ballot":
        yield "key_destroyed", ("vote.secrecy", "After the last day on which a count may be disputed.")
    ends = "The terms before end." if plan.terms_begin else "The day after certification; no date is given."
    yield "terms_begin", ("", ends)
    yield "retrospective", ("", "A week after certification, while it is remembered.")


def _usual(what: str, time: Span) -> Ground:
    return "", f"The rule gives no time for {what}; {time.words} are usual."


def who_acts(plan: Plan) -> dict[str, str]:
    """Who must act in each step, in words."""
    election = plan.election
    nominations, officers = election.nominations, election.officers
    appointed = f"the {spaced(officers.appointed_by)}" if officers and officers.appointed_by else ""
    voters = f"the {UNITS[election.vote_unit][1]} entitled to vote"
    by = nominations.by.words if nominations and nominations.by else voters
    return {
        "officers": appointed or "whoever calls the election",
        "nominations_close": by,
        "acceptance": "nominees",
        "statements": "candidates",
        "questions": "voters and candidates",
        "registration": "voters",
        "eligibility": "those who are not on the roll",
        "evaluation": "nominees and those who evaluate them",
        "qualification": election.qualify.electorate.words if election.qualify else "",
        "voting_close": voters,
        "dispute": "members",
        "terms_begin": "those elected",
        **dict.fromkeys(("count", "key_destroyed", "voting_open"), "the portal"),
        **dict.fromkeys(("reminder_7_days", "reminder_2_days", "reminder_3_hours"), "the portal"),
    }
