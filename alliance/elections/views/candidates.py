"""Candidates: one, several side by side, the public questions to all of them, and how one is nominated."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from alliance.elections.listings import (
    nominations_known_to,
    questions_known_to,
    questions_with_answers,
)
from alliance.elections.models import Answer, Candidacy, Question
from alliance.elections.operations import (
    ASK_QUESTION,
    NOMINATE,
    OF_CANDIDACIES,
    OF_QUESTIONS,
)
from alliance.elections.serializers import statement_of
from alliance.elections.states import CANDIDACY, DECIDED
from alliance.elections.views.elections import Field, fields_of
from alliance.elections.views.frame import Visit, crumbs
from alliance.voting.states import UNSEEN
from alliance.web.operations import Offer, offers
from alliance.web.parts import Crumb
from alliance.web.portal import OperationView

MOST_COMPARED = 4


def candidate(request: HttpRequest, key: int, slug: str) -> HttpResponse:
    """One candidate: statement, answers, endorsements, affiliation, disclosures."""
    visit = Visit(request, key)
    found = next((each for each in visit.candidates if each.slug == slug), None)
    if found is None:
        message = f"No candidate {slug} in {visit.election.ref}"
        raise Http404(message)
    nominations = visit.election.rule.election.nominations
    asked = nominations.endorsements if nominations else None
    questions = questions_known_to(visit.by).filter(election=visit.election, hidden_at=None)
    replies = {each.question_id: each for each in Answer.objects.filter(candidacy=found)}
    ballot = found.ballot if found.ballot_id else None
    context = {
        **visit.frame("candidate"),
        "candidate": found,
        **_outcome_for(visit, found),
        "statement": statement_of(found),
        "has_statement": any(found.answers) or bool(found.disclosures),
        "endorsements": list(found.endorsements.all()),
        "endorsements_needed": asked.min if asked else 0,
        "nominations": nominations_known_to(visit.by, found),
        "answered": [(each, replies[each.pk]) for each in questions if each.pk in replies],
        "unanswered": [each for each in questions if each.pk not in replies],
        "qualification": ballot if ballot is not None and ballot.state not in UNSEEN else None,
        "offers": list(offers(OF_CANDIDACIES, subject=found, by=visit.by, at=visit.at)),
        "ask": ASK_QUESTION.may(visit.by, visit.election, visit.at),
        "is_own": visit.by.is_signed_in and found.user_id == visit.by.user_id,
        "crumbs": [*crumbs(visit.election, found.name)],
    }
    return render(request, "elections/candidate.html", context)


def _outcome_for(visit: Visit, candidacy: Candidacy) -> dict[str, Any]:
    """The word for where a candidate stands; once it is decided, whether the person is elected."""
    contest = next(each for each in visit.contests if each.pk == candidacy.contest_id)
    state = CANDIDACY.state(candidacy.state)
    word = {"state_label": state.label, "state_tone": state.tone, "is_elected": None}
    if not candidacy.is_standing or not contest.outcome:
        return word
    if candidacy.pk in {each["candidacy"] for each in contest.elected}:
        return {"state_label": "Elected", "state_tone": "good", "is_elected": True}
    if contest.state == DECIDED:
        return {"state_label": "Not elected", "state_tone": "neutral", "is_elected": False}
    return word


# Side by side -----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Compared:
    """One question with what each of those compared says to it, in their order."""

    question: str
    texts: tuple[str, ...]
    note: str = ""


def compare(request: HttpRequest, key: int) -> HttpResponse:
    """Two to four candidates side by side: the address says which."""
    visit = Visit(request, key)
    fields = [field for field in fields_of(visit) if field.candidates]
    chosen = _chosen(fields, request.GET.getlist("c"))
    context = {
        **visit.frame("compare_candidates", "Compare candidates"),
        "fields": fields,
        "chosen": chosen,
        "slugs": {each.slug for each in chosen},
        "too_many": len(request.GET.getlist("c")) > MOST_COMPARED,
        "too_few": bool(request.GET.getlist("c")) and len(chosen) < 2,
        "rows": _compared(visit, chosen) if len(chosen) > 1 else [],
    }
    return render(request, "elections/compare.html", context)


def _chosen(fields: Sequence[Field], slugs: Sequence[str]) -> list[Candidacy]:
    known = {each.slug: each for field in fields for each in field.candidates}
    return [known[slug] for slug in dict.fromkeys(slugs) if slug in known][:MOST_COMPARED]


def _compared(visit: Visit, chosen: Sequence[Candidacy]) -> list[Compared]:
    statements = [statement_of(each) for each in chosen]
    rows = [
        Compared(question, tuple(statement[place]["answer"] for statement in statements))
        for place, question in enumerate(visit.election.questions)
    ]
    rows.append(Compared("What voters should know", tuple(each.disclosures for each in chosen)))
    asked = questions_known_to(visit.by).filter(election=visit.election, hidden_at=None)
    for question in questions_with_answers(asked):
        replies = {each.candidacy_id: each.text for each in question.answers.all()}
        texts = tuple(replies.get(each.pk, "") for each in chosen)
        rows.append(Compared(question.text, texts, f"asked by {question.asked_by_name}"))
    return [row for row in rows if any(row.texts) or not row.note]


# Questions --------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Asked:
    """A question, who has answered it, who has not, and what the reader may do with it."""

    question: Question
    silent: tuple[Candidacy, ...]
    offers: tuple[Offer, ...]


def questions(request: HttpRequest, key: int) -> HttpResponse:
    """The public questions with the answers of all candidates side by side."""
    visit = Visit(request, key)
    standing = [each for each in visit.candidates if each.is_standing]
    found = questions_with_answers(questions_known_to(visit.by).filter(election=visit.election))
    context = {
        **visit.frame("election_questions", "Questions"),
        "asked": [_asked(each, standing, visit) for each in found.order_by("-asked_at", "-pk")],
        "ask": ASK_QUESTION.may(visit.by, visit.election, visit.at),
        "standing_count": len(standing),
    }
    return render(request, "elections/questions.html", context)


def _asked(question: Question, standing: Sequence[Candidacy], visit: Visit) -> Asked:
    question.election = visit.election
    answered = {each.candidacy_id for each in question.answers.all()}
    silent = tuple(each for each in standing if each.pk not in answered)
    is_party = visit.runs_it or any(each.user_id == visit.by.user_id for each in standing)
    found = (
        tuple(
            offer
            for offer in offers(OF_QUESTIONS, subject=question, by=visit.by, at=visit.at)
            if offer.verdict
        )
        if is_party and visit.by.is_signed_in
        else ()
    )
    return Asked(question, silent, found)


# Nominating -------------------------------------------------------------------------------------------------
class NominateView(OperationView):
    """Who may nominate whom, by the rule, beside the form; the reader's own name with one press."""

    operation = NOMINATE

    def _email(self) -> str:
        return str(getattr(self.request.user, "email", ""))

    def make_form(self, data: Any = None, files: Any = None) -> Any:  # noqa: ANN401
        form = super().make_form(data, files)
        if data is None and "myself" in self.request.GET:
            form.initial = {**form.initial, "name": self.by.name, "email": self._email()}
        return form

    def context(self) -> dict[str, Any]:
        nominations = self.subject.rule.election.nominations
        return {
            **super().context(),
            "election": self.subject,
            "sentences": nominations.sentences if nominations else [],
            "may_stand": nominations is None or nominations.self_ != "not_allowed",
            "is_myself": "myself" in self.request.GET,
            "crumbs": [
                Crumb("Elections", reverse("elections")),
                Crumb(self.subject.ref, self.subject.get_absolute_url()),
                Crumb("Nominate"),
            ],
        }
