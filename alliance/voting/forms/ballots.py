"""Input of the operations on ballots."""

from typing import Any

from django import forms

from alliance.voting.models import Elector, RollPerson
from alliance.voting.rules import is_returning_officer, primary_lines
from alliance.voting.states import CHOICES, Capacity
from alliance.web.fields import Choices, Line, Moment
from alliance.web.operations import OperationForm
from alliance.web.parts import Explained


class ElectorField(forms.ModelChoiceField[Any]):
    """An organization on the roll, sent by its slug."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(queryset=Elector.objects.none(), to_field_name="slug", **kwargs)  # type: ignore[arg-type]

    def label_from_instance(self, obj: Elector) -> str:
        return obj.name


class VoteForm(OperationForm):
    """A choice, for one organization on the roll."""

    elector = ElectorField(
        label="Voting for",
        required=False,
        help_text="The organization. May be left out when you vote for one only.",
    )
    choice = Choices(
        label="Your vote", choices=CHOICES, error_messages={"required": "Choose one of the options."}
    )
    replaces = forms.IntegerField(
        label="Revision replaced",
        required=False,
        min_value=0,
        max_value=1_000_000,
        widget=forms.HiddenInput,
        help_text="The revision of the vote you saw (0: none). "
        "With it, a colleague's newer vote is not overwritten.",
    )

    def prepare(self) -> None:
        lines = self.subject.electors.castable_by(self.by.user_id)
        self.fields["elector"].queryset = lines  # type: ignore[attr-defined]
        self.lines = list(lines)
        self.fields["choice"].choices = [pair for pair in CHOICES if pair[0] in self.subject.rule.options]  # type: ignore[attr-defined]

    def clean_elector(self) -> Elector:
        elector: Elector | None = self.cleaned_data["elector"]
        if elector is None:
            if len(self.lines) != 1:
                names = ", ".join(line.name for line in self.lines)
                raise forms.ValidationError(f"Say for which organization you vote: {names}.")
            elector = self.lines[0]
        return elector


class ChooseForm(VoteForm):
    """The vote form of the portal: each option with what it does; the organization was chosen before."""

    def prepare(self) -> None:
        super().prepare()
        self.fields["elector"].widget = forms.HiddenInput()
        offered = self.fields["choice"].choices  # type: ignore[attr-defined]
        self.fields["choice"].choices = [  # type: ignore[attr-defined]
            (value, Explained(label, self.subject.meaning_of(value))) for value, label in offered
        ]


class NameAlternateForm(OperationForm):
    """Which alternate may cast this vote."""

    person = forms.ModelChoiceField(label="Alternate", queryset=RollPerson.objects.none(), empty_label=None)

    def prepare(self) -> None:
        self.fields["person"].queryset = RollPerson.objects.filter(  # type: ignore[attr-defined]
            elector__in=primary_lines(self.by, self.subject),
            capacity=Capacity.ALTERNATE,
            struck_at=None,
            named_at=None,
        )


class RecuseForm(OperationForm):
    """Which organization does not vote here, and why."""

    elector = ElectorField(label="Organization", empty_label=None)
    reason = Line(label="Reason", max_length=250, help_text="Shown on the electoral roll.")

    def prepare(self) -> None:
        lines = self.subject.electors.entitled()
        if not is_returning_officer(self.by, self.subject):
            lines = lines.filter(pk__in=primary_lines(self.by, self.subject))
        self.fields["elector"].queryset = lines  # type: ignore[attr-defined]


class ExtendForm(OperationForm):
    """A later close."""

    closes_at = Moment(
        label="New closing time", help_text="Later than now announced. Programs: ISO 8601 with offset."
    )
    reason = Line(label="Reason", max_length=250, help_text="Every voter is told.")


class CancelForm(OperationForm):
    """Why the ballot is cancelled."""

    reason = Line(
        label="Reason", max_length=250, help_text="Every voter is told. Votes already cast are not counted."
    )
