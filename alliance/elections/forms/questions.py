"""Input of the operations on public questions and answers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from alliance.elections.models import Candidacy
from alliance.web.fields import Passage
from alliance.web.operations import OperationForm


class AskForm(OperationForm):
    """A question to all candidates."""

    text = Passage(
        label="Question",
        max_length=1_000,
        rows=4,
        help_text="To all candidates. It is public, with your name and the answers.",
    )


class OwnCandidacyField(forms.ModelChoiceField[Any]):
    """One of the own candidacies, by its seats."""

    def label_from_instance(self, obj: Candidacy) -> str:
        return obj.contest.title


class AnswerForm(OperationForm):
    """What a candidate answers."""

    candidacy = OwnCandidacyField(
        label="As candidate for",
        required=False,
        queryset=Candidacy.objects.none(),
        empty_label=None,
        help_text="May be left out by those who stand for one kind of seats.",
    )
    text = Passage(
        label="Answer",
        max_length=4_000,
        rows=6,
        help_text="Markdown. You can change it until the vote closes.",
    )

    def prepare(self) -> None:
        own = Candidacy.objects.standing().filter(election=self.subject.election, user_id=self.by.person_id)
        self.own = list(own.select_related("contest"))
        field: Any = self.fields["candidacy"]
        field.queryset = own.select_related("contest")
        if len(self.own) == 1:
            field.widget = forms.HiddenInput()
            self.initial["candidacy"] = self.own[0].pk
        answer = self.subject.answers.filter(candidacy__in=self.own).first()
        self.initial.setdefault("text", answer.text if answer else "")

    def clean_candidacy(self) -> Candidacy:
        candidacy: Candidacy | None = self.cleaned_data["candidacy"]
        if candidacy is not None:
            return candidacy
        if len(self.own) != 1:
            raise ValidationError("Say as candidate for which seats.", code="required")
        return self.own[0]
