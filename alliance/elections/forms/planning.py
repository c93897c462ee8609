"""Input of the operations by which an election is planned and run."""

from datetime import datetime
from typing import Any

from django import forms

from alliance.charter.queries import charters_in_force
from alliance.elections.actions.planning import QUESTIONS
from alliance.elections.forms.people import AccountField, LinesField, PeopleForm, SizesField
from alliance.elections.models import Anchor, Body, BodySeat, Officer
from alliance.web.fields import Choices, Day, Line, Passage
from alliance.web.operations import OperationForm

MOST_QUESTIONS = 12


class ReasonForm(OperationForm):
    """Why."""

    reason = Line(label="Reason", max_length=250, help_text="Kept on record and shown.")


class AnchorForm(OperationForm):
    """The one day from which all other dates follow."""

    anchor_on = Day(label="The one day", help_text="All other dates follow from it and from the rule.")
    anchor = Choices(label="What happens on that day", choices=Anchor.choices, initial=Anchor.CLOSES)


class PlanElectionForm(AnchorForm):
    """A new election: the body whose seats it fills, the rule, and one day."""

    body = forms.ModelChoiceField(
        label="Body",
        queryset=Body.objects.all(),
        to_field_name="slug",
        empty_label=None,
        help_text="Whose seats are filled.",
    )
    rule_id = forms.ChoiceField(label="Rule", choices=[], help_text="As the charter in force has it.")
    title = Line(label="Title", max_length=200, help_text="Such as: Steering committee 2027.")
    explanation = Passage(
        label="What candidates and voters should know",
        required=False,
        max_length=5_000,
        rows=4,
        help_text="Markdown.",
    )
    groups = forms.MultipleChoiceField(
        label="Groups of seats",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="All whose seats end or are empty, if none is chosen.",
    )
    numbers = SizesField(
        label="Seats to fill",
        required=False,
        help_text="Only where they do not follow from the roster. One group a line, such as enterprise: 2",
    )
    questions = LinesField(
        label="What every candidate is asked",
        required=False,
        most=MOST_QUESTIONS,
        help_text="One question a line. The usual ones if left empty.",
    )
    terms_from_on = Day(
        label="Terms begin on",
        required=False,
        help_text="Where no term ends before. When the election is certified, if left empty.",
    )
    is_hidden = forms.BooleanField(
        label="Hide it",
        required=False,
        help_text="For a rehearsal: only its officers and staff see it.",
    )
    field_order = ["body", "rule_id", "title", "anchor_on", "anchor"]

    def prepare(self) -> None:
        fields: Any = self.fields
        fields["rule_id"].choices = rule_choices(self.at)
        groups = BodySeat.objects.existing(self.at.date()).order_by("group")
        fields["groups"].choices = [
            (each, each.replace("-", " ")) for each in groups.values_list("group", flat=True).distinct()
        ]
        self.initial.setdefault("questions", "\n".join(QUESTIONS))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        body = data.get("body")
        if body is not None and data.get("rule_id"):
            edition = next(
                (each for each in charters_in_force(self.at) if each.body == body.charter_body), None
            )
            if edition is None or data["rule_id"] not in edition.charter.contests:
                self.add_error("rule_id", f"The charter of the {body} has no election of this name.")
        if body is not None and data.get("groups"):
            own = set(body.seats.values_list("group", flat=True))
            if foreign := [each for each in data["groups"] if each not in own]:
                self.add_error("groups", f"The {body} has no {foreign[0].replace('-', ' ')} seats.")
        return data

    def arguments(self) -> dict[str, Any]:
        found = super().arguments()
        found["questions"] = found["questions"] or None
        found["is_public"] = not found.pop("is_hidden")
        return found


def rule_choices(at: datetime) -> list[tuple[str, str]]:
    """The elections of the charters in force whose bodies are registered, by id."""
    registered = set(Body.objects.values_list("charter_body", flat=True))
    found: dict[str, str] = {}
    for edition in charters_in_force(at):
        if edition.body in registered:
            for rule in edition.charter.contests.values():
                clause = f" (clause {rule.clause})" if rule.clause else ""
                found.setdefault(rule.id, f"{rule.title}{clause}")
    return list(found.items())


class RescheduleForm(AnchorForm):
    """Another day, and why."""

    reason = Line(label="Reason", max_length=250, help_text="Kept on record and shown.")

    def prepare(self) -> None:
        self.initial = {"anchor_on": self.subject.anchor_on, "anchor": self.subject.anchor}


class QuestionsForm(OperationForm):
    """What every candidate is asked in the statement."""

    questions = LinesField(
        label="Questions", most=MOST_QUESTIONS, help_text="One a line. Every candidate answers all of them."
    )

    def prepare(self) -> None:
        self.initial = {"questions": "\n".join(self.subject.questions)}


class OfficerForm(PeopleForm):
    """Who will run the election."""

    user = AccountField(
        label="Person", help_text="Name, e-mail address, or the last part of the address of their page."
    )


class OfficerField(forms.ModelChoiceField[Any]):
    """One of the officers, by name."""

    def label_from_instance(self, obj: Officer) -> str:
        return str(obj.user)


class RelieveForm(OperationForm):
    """Which of the officers."""

    user = OfficerField(label="Officer", queryset=Officer.objects.none(), empty_label=None)

    def prepare(self) -> None:
        field: Any = self.fields["user"]
        field.queryset = self.subject.officers.select_related("user")

    def arguments(self) -> dict[str, Any]:
        return {"user_id": self.cleaned_data["user"].user_id}
