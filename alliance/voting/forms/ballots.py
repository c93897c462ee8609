"""Input of the operations on ballots."""

from typing import Any

from django import forms
from django.views.decorators.debug import sensitive_variables

from alliance.kernel.actor import Interface
from alliance.voting.models import Elector, RollPerson
from alliance.voting.rules import is_returning_officer, primary_lines
from alliance.voting.secrecy.ballot_form import Ballot as Marked
from alliance.voting.secrecy.ballot_form import BallotForm, BallotRefusedError
from alliance.voting.secrecy.tracker import read_code
from alliance.voting.secrecy.withheld import SecrecyError, discreet
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


class LineForm(OperationForm):
    """For which line of the roll, and which vote of it the voter has seen."""

    elector = ElectorField(
        label="Voting for",
        required=False,
        help_text="The line of the roll. May be left out when you vote for one only.",
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

    def clean_elector(self) -> Elector:
        elector: Elector | None = self.cleaned_data["elector"]
        if elector is None:
            if len(self.lines) != 1:
                names = ", ".join(line.name for line in self.lines)
                raise forms.ValidationError(f"Say for whom you vote: {names}.")
            elector = self.lines[0]
        return elector


class VoteForm(LineForm):
    """What is marked: the choice on a motion, or the marks on the form of a contest."""

    choice = Choices(
        label="Your vote", choices=CHOICES, required=False, help_text="On a motion: for, against or abstain."
    )
    marks = forms.JSONField(
        label="Marks",
        required=False,
        help_text="In a contest: the rank, score or 1 of each option you mark, by its name.",
    )
    tracker = Line(
        label="Tracker",
        required=False,
        max_length=40,
        help_text="In a secret ballot: 16 letters and digits that you drew at random and keep; "
        "the published box shows your ballot beside them.",
    )
    submission = Line(
        label="Submission",
        required=False,
        max_length=64,
        help_text="A random text of your own: sent twice with it, a vote is recorded once.",
    )

    def prepare(self) -> None:
        super().prepare()
        if self.subject.is_motion:
            self.fields["choice"].choices = [  # type: ignore[attr-defined]
                pair for pair in CHOICES if pair[0] in self.subject.form.options
            ]

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("tracker"):
            try:
                cleaned["tracker"] = read_code(cleaned["tracker"])
            except SecrecyError as error:
                self.add_error("tracker", str(error))
        elif self.subject.is_secret and self.by.interface is Interface.API:
            self.add_error("tracker", "Draw a tracker at random and send it: nobody can tell it you later.")
        field = "choice" if self.subject.is_motion else "marks"
        given = cleaned.pop("choice", ""), cleaned.pop("marks", None)
        if field not in self.errors:
            try:
                cleaned["marked"] = _marked(self.subject.form, *given)
            except SecrecyError as error:
                said = "Choose one of the options." if self.subject.is_motion else str(error)
                self.add_error(field, said)
        return cleaned

    def arguments(self) -> dict[str, Any]:
        return {
            "elector_id": self.cleaned_data["elector"].pk,
            "marks": self.cleaned_data["marked"],
            "tracker": self.cleaned_data.get("tracker") or None,
            "submission": self.cleaned_data.get("submission", ""),
            "replaces": self.cleaned_data.get("replaces"),
        }


@discreet
def _marked(form: BallotForm, choice: str, marks: object) -> Marked:
    """The ballot of a choice, of marks by name, or of a list of marks in the order of the form."""
    if choice and marks in (None, "", {}, []):
        return form.choice(choice)
    if isinstance(marks, list):
        return form.checked(Marked(tuple(marks)))
    if not isinstance(marks, dict):
        raise BallotRefusedError("Send the marks as an object: the name of each marked option, and its mark.")
    if unknown := sorted(set(marks) - set(form.options)):
        raise BallotRefusedError(f"“{unknown[0][:60]}” is no option of this ballot.")
    return form.checked(Marked(tuple(marks.get(name) for name in form.options)))


class ChooseForm(LineForm):
    """The form of a motion in the portal: each answer with what it does; the line was chosen before."""

    choice = Choices(
        label="Your vote", choices=CHOICES, error_messages={"required": "Choose one of the options."}
    )

    def prepare(self) -> None:
        super().prepare()
        self.fields["elector"].widget = forms.HiddenInput()
        self.fields["choice"].choices = [  # type: ignore[attr-defined]
            (value, Explained(label, self.subject.meaning_of(value)))
            for value, label in CHOICES
            if value in self.subject.form.options
        ]


class ConfirmForm(OperationForm):
    """Whose vote was found."""

    elector = ElectorField(label="Vote of", empty_label=None)

    def prepare(self) -> None:
        lines = self.subject.electors.of_person(self.by.user_id).filter(vote__isnull=False)
        self.fields["elector"].queryset = lines  # type: ignore[attr-defined]


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
