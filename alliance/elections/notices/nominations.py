"""Who is told about nominations and questions. Nobody but those concerned hears of a nomination before it is
accepted."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from django.urls import reverse

from alliance.elections import events
from alliance.elections.electorates import roll_of_contest
from alliance.elections.models import (
    Answer,
    Candidacy,
    Election,
    Nomination,
    Question,
    Term,
)
from alliance.elections.notices.base import WHILE_STANDING, ElectionNotice
from alliance.elections.rules import may_accept_nomination, may_answer_question
from alliance.elections.rules.nominations import is_taking_nominations
from alliance.elections.rules.planning import is_free_to
from alliance.elections.states import NOMINATED
from alliance.kernel.actor import Actor, Interface
from alliance.kernel.verdict import Verdict, now_if
from alliance.notifications.kinds import Addressee
from alliance.notifications.models import Urgency


class CallForNominations(ElectionNotice):
    """To those who may nominate, while they can."""

    action = "Nominate"

    def path(self) -> str:
        return reverse("nominate", args=[self.election.pk])

    def audience(self) -> Iterable[Addressee]:
        return [
            Addressee(user_id, f"you may nominate in {self.election.ref}")
            for user_id in nominators_of(self.election, self.event.at)
        ]

    def still_true(self, user_id: int, at: datetime) -> Verdict:  # noqa: ARG002
        return is_taking_nominations(self.election, at)


def nominators_of(election: Election, at: datetime) -> set[int]:
    """Ids of the people who may nominate: who would vote now, and who holds the seats that the rule names;
    without officers where they may not."""
    found = {
        entry.user_id
        for contest in election.contests.all()
        for line in roll_of_contest(contest, at)
        if line.is_entitled or line.is_recused
        for entry in line.people
    }
    nominations = election.rule.election.nominations
    named = nominations.by.named_bodies if nominations and nominations.by else ()
    if named:
        held = Term.objects.on(at.date()).filter(
            seat__body__charter_body=election.charter_body, seat__body__charter_id__in=named
        )
        found = {pk for pk in held.values_list("user_id", flat=True) if pk is not None}
    for officer in election.officers.all():
        by = Actor(Interface.PORTAL, officer.user_id, "")
        if not is_free_to(by, election, "nominate"):
            found.discard(officer.user_id)
    return found


class NominationsOpened(CallForNominations):
    """To those who may nominate."""

    kind = "nominations_opened"
    label = "Nominations open in which you may take part"


class NominationsProlonged(CallForNominations):
    """To those who may nominate: there is more time, and why."""

    kind = "nominations_prolonged"
    label = "Nominations are open longer, or again"

    def words(self) -> Mapping[str, Any]:
        is_again = self.event.kind == events.NOMINATIONS_REOPENED.name
        return {**super().words(), "is_again": is_again}


class NominationsReminder(CallForNominations):
    """To those who may nominate and have not, and to nobody else."""

    kind = "nominations_reminder"
    label = "A reminder while you have nominated nobody"

    def audience(self) -> Iterable[Addressee]:
        acted = set(
            Nomination.objects.filter(candidacy__election=self.election).values_list(
                "nominator_id", flat=True
            )
        )
        return [each for each in super().audience() if each.user_id not in acted]

    def still_true(self, user_id: int, at: datetime) -> Verdict:
        made = Nomination.objects.filter(candidacy__election=self.election, nominator_id=user_id)
        return super().still_true(user_id, at) & now_if(not made.exists(), "A nomination was made.")


class CandidacyNotice(ElectionNotice):
    """About one candidacy, which is the event's subject."""

    urgency = Urgency.DUTY
    locked_because = WHILE_STANDING
    action = "Open the page of the candidate"

    @cached_property
    def candidacy(self) -> Candidacy:
        found = Candidacy.objects.select_related("election__body", "contest", "user")
        return found.get(pk=self.event.subject_id)

    @property
    def election(self) -> Election:
        return self.candidacy.election

    def path(self) -> str:
        return self.candidacy.get_absolute_url()

    def words(self) -> Mapping[str, Any]:
        return {**super().words(), "candidacy": self.candidacy, "contest": self.candidacy.contest}


class Nominated(CandidacyNotice):
    """To the person nominated: accept or decline."""

    kind = "nominated"
    label = "You are nominated"
    locked_because = "Whoever nominated you waits for your answer. It ends when you accept or decline."
    action = "Accept or decline"

    def audience(self) -> Iterable[Addressee]:
        if self.candidacy.user_id is not None:
            yield Addressee(self.candidacy.user_id, f"{self.event.user_name} nominated you")

    def words(self) -> Mapping[str, Any]:
        nominations = self.election.rule.election.nominations
        endorsements = nominations.endorsements if nominations else None
        return {
            **super().words(),
            "nominator": self.event.user_name,
            "endorsements": endorsements.min if endorsements else 0,
        }

    def still_true(self, user_id: int, at: datetime) -> Verdict:
        by = Actor(Interface.PORTAL, user_id, "")
        return may_accept_nomination(by, self.candidacy, at)


class AnswerToNominationDue(ElectionNotice):
    """To those nominated who have not answered, and to nobody else."""

    kind = "nomination_unanswered"
    label = "A reminder while you have not answered a nomination"
    urgency = Urgency.DUTY
    locked_because = Nominated.locked_because
    action = "Accept or decline"

    def _waiting(self) -> Any:  # noqa: ANN401 -- a queryset
        return Candidacy.objects.filter(election=self.election, state=NOMINATED, user__isnull=False)

    def audience(self) -> Iterable[Addressee]:
        return [Addressee(each.user_id, "you are nominated") for each in self._waiting()]

    def still_true(self, user_id: int, at: datetime) -> Verdict:
        return now_if(self._waiting().filter(user_id=user_id).exists(), "It was answered.") & now_if(
            at < self.election.acceptance_until, "The time to accept is over."
        )


class NominationAnswered(CandidacyNotice):
    """To those who nominated: the person accepts, or does not."""

    kind = "nomination_answered"
    label = "Somebody you nominated accepts or declines"
    urgency = Urgency.PERSONAL

    def audience(self) -> Iterable[Addressee]:
        return [
            Addressee(each.nominator_id, f"you nominated {self.candidacy.name}")
            for each in self.candidacy.nominations.all()
        ]

    def words(self) -> Mapping[str, Any]:
        accepts = self.event.kind == events.NOMINATION_ACCEPTED.name
        return {**super().words(), "accepts": accepts}


class CandidacyJudged(CandidacyNotice):
    """To the candidate: found eligible or not, qualified or not, and why."""

    kind = "candidacy_judged"
    label = "It is decided whether you may stand"

    def audience(self) -> Iterable[Addressee]:
        if self.candidacy.user_id is not None:
            yield Addressee(self.candidacy.user_id, "you stand, or meant to")

    def words(self) -> Mapping[str, Any]:
        data = self.event.data
        stands = self.event.kind in {
            events.CANDIDATE_ADMITTED.name,
            events.CANDIDATE_QUALIFIED.name,
        }
        return {**super().words(), "stands": stands, "sentence": data.get("sentence", "")}


class QuestionAsked(ElectionNotice):
    """To the candidates: voters wait for an answer, which is public."""

    kind = "question_asked"
    label = "The candidates are asked a question while you stand"
    urgency = Urgency.DUTY
    locked_because = WHILE_STANDING
    action = "Answer"

    @cached_property
    def question(self) -> Question:
        return Question.objects.select_related("election").get(pk=self.event.data["question_id"])

    def path(self) -> str:
        return reverse("answer_question", args=[self.question.pk])

    def words(self) -> Mapping[str, Any]:
        return {**super().words(), "question": self.question}

    def audience(self) -> Iterable[Addressee]:
        standing = Candidacy.objects.standing().filter(election=self.election, user__isnull=False)
        return [
            Addressee(each.user_id, f"you stand in {self.election.ref}") for each in standing if each.user_id
        ]

    def still_true(self, user_id: int, at: datetime) -> Verdict:
        own = Candidacy.objects.filter(election=self.election, user_id=user_id).first()
        if own is None:
            return now_if(False, "The person does not stand.")  # noqa: FBT003 -- reads as a sentence
        answered = Answer.objects.filter(question=self.question, candidacy=own)
        by = Actor(Interface.PORTAL, user_id, "")
        return may_answer_question(by, self.question, own, at) & now_if(
            not answered.exists(), "It was answered."
        )


class QuestionAnswered(ElectionNotice):
    """To whoever asked: a candidate has answered."""

    kind = "question_answered"
    label = "A candidate answers your question"
    action = "Read the answers"

    @cached_property
    def question(self) -> Question:
        return Question.objects.get(pk=self.event.data["question_id"])

    def path(self) -> str:
        return f"{reverse('election_questions', args=[self.election.pk])}#question-{self.question.pk}"

    def words(self) -> Mapping[str, Any]:
        return {**super().words(), "question": self.question, "candidate": self.event.data["person"]}

    def audience(self) -> Iterable[Addressee]:
        yield Addressee(self.question.asked_by_id, "you asked the candidates")
