"""Public questions to all candidates, and their answers side by side."""

from datetime import datetime

from django.db import transaction

from alliance.audit.recording import record
from alliance.elections import events, rules
from alliance.elections.actions.planning import locked
from alliance.elections.models import Answer, Candidacy, Question
from alliance.kernel.actor import Actor


def _locked(question_id: int) -> Question:
    return Question.objects.select_for_update(of=("self",)).select_related("election").get(pk=question_id)


@transaction.atomic
def ask_question(*, election_id: int, text: str, by: Actor, at: datetime) -> Question:
    """Ask all candidates of an election a question, in public; the same person asks the same once.

    Raises:
        Forbidden: not signed in. NotNow: candidates are not asked now.
    """
    election = locked(election_id)
    rules.may_ask_question(by, election, at).require()
    same = election.asked.filter(asked_by_id=by.person_id, text=text.strip()).first()
    if same is not None:
        return same
    question = Question.objects.create(
        election=election,
        text=text.strip(),
        asked_by_id=by.person_id,
        asked_by_name=by.name,
        organization_name=by.organization_name,
        asked_at=at,
    )
    data = {"question_id": question.pk}
    record(events.QUESTION_ASKED, subject=election, by=by, at=at, data=data)
    return question


@transaction.atomic
def answer_question(*, question_id: int, candidacy_id: int, text: str, by: Actor, at: datetime) -> Answer:
    """Answer a question as a candidate, or change the answer; sending it again leaves no trace.

    Raises:
        Forbidden: not this candidate. NotNow: not standing, the question is hidden, or the vote has closed.
    """
    question = _locked(question_id)
    candidacy = Candidacy.objects.get(pk=candidacy_id, election_id=question.election_id)
    rules.may_answer_question(by, question, candidacy, at).require()
    answer = Answer.objects.filter(question=question, candidacy=candidacy).first()
    if answer is not None and answer.text == text.strip():
        return answer
    if answer is None:
        answer = Answer(question=question, candidacy=candidacy, at=at)
    else:
        answer.revised_at = at
    answer.text = text.strip()
    answer.save()
    data = {"question_id": question.pk, "person": candidacy.name}
    record(events.QUESTION_ANSWERED, subject=question.election, by=by, at=at, data=data)
    return answer


@transaction.atomic
def hide_question(*, question_id: int, reason: str, by: Actor, at: datetime) -> Question:
    """Take a question and its answers off the public page.

    Raises:
        Forbidden: neither an officer of the election nor staff. NotNow: it is hidden.
    """
    question = _locked(question_id)
    rules.may_hide_question(by, question, at).require()
    question.hidden_at, question.hidden_reason = at, reason
    question.save(update_fields=["hidden_at", "hidden_reason"])
    data = {"question_id": question.pk, "reason": reason}
    record(events.QUESTION_HIDDEN, subject=question.election, by=by, at=at, data=data)
    return question


@transaction.atomic
def show_question(*, question_id: int, by: Actor, at: datetime) -> Question:
    """Put a hidden question back on the public page.

    Raises:
        Forbidden: neither an officer of the election nor staff. NotNow: it is shown.
    """
    question = _locked(question_id)
    rules.may_show_question(by, question, at).require()
    question.hidden_at, question.hidden_reason = None, ""
    question.save(update_fields=["hidden_at", "hidden_reason"])
    record(events.QUESTION_SHOWN, subject=question.election, by=by, at=at, data={"question_id": question.pk})
    return question
