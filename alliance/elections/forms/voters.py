"""Input of the operations on the list of voters."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count

from alliance.elections.forms.nominations import SideForm
from alliance.elections.models import Election
from alliance.elections.queries import elections_visible_to
from alliance.elections.voters import COLUMNS, VoterLine, VotersError, read_voters
from alliance.web.fields import Choices, Line, Passage
from alliance.web.operations import OperationForm


class VotersForm(OperationForm):
    """Voters as lines of a table."""

    voters = Passage(
        label="Voters",
        max_length=2_000_000,
        rows=12,
        help_text=f"A table with commas (CSV). The first line names the columns: {', '.join(COLUMNS)}; "
        "name and email are needed. Whoever is on the list already is brought up to date.",
    )

    def clean_voters(self) -> list[VoterLine]:
        try:
            return read_voters(self.cleaned_data["voters"])
        except VotersError as error:
            raise ValidationError(error.problems) from None


class CopyVotersForm(OperationForm):
    """Whose list of voters is taken over."""

    from_election = forms.ModelChoiceField(
        label="Earlier election", queryset=Election.objects.none(), empty_label=None
    )

    def prepare(self) -> None:
        field: Any = self.fields["from_election"]
        listed = elections_visible_to(self.by).annotate(listed=Count("voters")).filter(listed__gt=0)
        field.queryset = listed.exclude(pk=self.subject.pk)


class AskToVoteForm(SideForm):
    """Why somebody should be on the list of voters."""

    text = Passage(
        label="Why you should be able to vote",
        max_length=2_000,
        rows=5,
        help_text="The officers of the election read it and answer.",
    )
    field_order = ["text", "organization", "affiliation"]

    def prepare(self) -> None:
        del self.fields["project"]


class DecideRequestForm(OperationForm):
    """Whether somebody is put on the list of voters, and why."""

    is_granted = Choices(label="Decision", choices=[("yes", "Put on the list"), ("no", "Refuse")])
    answer = Line(label="Answer", max_length=250, help_text="The person is told.")

    def arguments(self) -> dict[str, Any]:
        found = super().arguments()
        return {**found, "is_granted": found["is_granted"] == "yes"}
