"""Rules about parts of an election, asked of the whole: whether they hold for any part, and for which."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, TypeAlias

from alliance.elections.models import Candidacy, Contest, Election, Question, Term
from alliance.elections.outcomes import Outcome
from alliance.elections.rules.balloting import may_step_down
from alliance.elections.rules.planning import runs
from alliance.elections.rules.questions import may_answer_question
from alliance.elections.states import COUNTED, DECIDED
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Forbidden, Verdict, forbidden, not_now

May: TypeAlias = Callable[[Actor, Any, datetime], Verdict]

NOTHING_TO_GIVE_UP = "Nobody here has a seat to give up."


def contests_for(may: May, by: Actor, election: Election, at: datetime) -> list[Contest]:
    """The contests of an election of which a rule says yes."""
    return [each for each in _contests(election) if may(by, each, at)]


def for_any_contest(may: May) -> May:
    """The rule that says yes of an election when ``may`` says yes of any of its contests."""

    def verdict(by: Actor, election: Election, at: datetime) -> Verdict:
        found = [may(by, each, at) for each in _contests(election)]
        return _best(found) if found else not_now("This election fills no seats.")

    return verdict


def _contests(election: Election) -> list[Contest]:
    found = list(election.contests.select_related("ballot").order_by("pk"))
    for each in found:
        each.election = election
    return found


def _best(found: list[Verdict]) -> Verdict:
    """A yes before what only the moment forbids, and that before what this person may not do."""
    return next((each for each in found if each), None) or next(
        (each for each in found if each.refusal is not Forbidden), found[0]
    )


def concerned(election: Election) -> Iterator[tuple[Contest, Candidacy | Term]]:
    """Everybody who was elected, or who sits on a side that has too many, with the contest it is about."""
    for contest in _contests(election):
        if contest.state not in (COUNTED, DECIDED):
            continue
        outcome = Outcome.of(contest.outcome, seats=contest.number)
        terms = [pk for each in outcome.to_settle for pk in each.terms]
        for candidacy in Candidacy.objects.filter(pk__in=outcome.elected_ids).order_by("name"):
            yield contest, candidacy
        for term in Term.objects.filter(pk__in=terms).select_related("seat__body").order_by("person_name"):
            yield contest, term


def may_step_down_in(by: Actor, election: Election, at: datetime) -> Verdict:
    """Whether the person may record that anybody gives up a seat after this election."""
    found = [may_step_down(by, subject, contest, at) for contest, subject in concerned(election)]
    if found:
        return _best(found)
    may_record = runs(by, election)
    return not_now(NOTHING_TO_GIVE_UP) if may_record else forbidden(may_record.reason)


def may_answer(by: Actor, question: Question, at: datetime) -> Verdict:
    """Whether the person may answer a question as any of the candidates."""
    own = Candidacy.objects.filter(election_id=question.election_id, user_id=by.user_id or 0)
    found = [may_answer_question(by, question, each, at) for each in own]
    return _best(found) if found else forbidden("Only the candidates may answer.")
