"""Input about charters."""

from collections.abc import Collection
from typing import Self

from django import forms

from alliance.charter.grammar import CharterError, parse_charter
from alliance.charter.grammar.motions import motion_tally
from alliance.charter.grammar.source import LONGEST
from alliance.web.operations import OperationForm

MANY = 1_000_000
ASKED_ONLY = {
    "present": {"present"},
    "seats": {"seats"},
    "vetoes": {"vetoes"},
    "objections": {"objections", "formal_objections_sustained"},
}
"""Numbers that few rules ask for, and the tallies they are typed for."""


class AdoptEditionForm(OperationForm):
    """The text of an edition."""

    source = forms.CharField(
        label="Charter",
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false"}),
        help_text="The full text in YAML. Its examples are run before it is adopted.",
    )

    def clean_source(self) -> str:
        source: str = self.cleaned_data["source"]
        try:
            parse_charter(source, complete=True)
        except CharterError as error:
            raise forms.ValidationError([str(problem) for problem in error.problems]) from error
        return source


class CalculatorForm(forms.Form):
    """A tally to try a rule on."""

    use_required_attribute = False

    entitled = forms.IntegerField(
        min_value=1, max_value=MANY, error_messages={"required": "Write how many are entitled to vote."}
    )
    votes_for = forms.IntegerField(
        label="For", min_value=0, max_value=MANY, error_messages={"required": "Write how many votes are for."}
    )
    against = forms.IntegerField(
        min_value=0, max_value=MANY, error_messages={"required": "Write how many votes are against."}
    )
    abstain = forms.IntegerField(label="Abstained", min_value=0, max_value=MANY, required=False)
    present = forms.IntegerField(label="Present", min_value=0, max_value=MANY, required=False)
    seats = forms.IntegerField(label="Seats", min_value=0, max_value=MANY, required=False)
    vetoes = forms.IntegerField(label="Vetoes", min_value=0, max_value=MANY, required=False)
    objections = forms.IntegerField(label="Objections", min_value=0, max_value=MANY, required=False)

    def asking(self, tallies: Collection[str]) -> Self:
        """The same form, without the numbers that no rule with these tallies asks for."""
        for name, asked in ASKED_ONLY.items():
            if asked.isdisjoint(tallies):
                del self.fields[name]
        return self

    def clean_abstain(self) -> int:
        return self.cleaned_data["abstain"] or 0

    def clean(self) -> dict[str, int]:
        given: dict[str, int] = super().clean() or {}
        counted = [given.get(name) for name in ("votes_for", "against", "abstain")]
        entitled = given.get("entitled")
        if entitled is not None and sum(number or 0 for number in counted) > entitled:
            message = f"{sum(number or 0 for number in counted)} took part, but only {entitled} are entitled."
            self.add_error("entitled", message)
        present = given.get("present")
        if present is not None and present < sum(number or 0 for number in counted):
            self.add_error(
                "present", f"{sum(number or 0 for number in counted)} voted, but {present} are present."
            )
        return given

    def tally(self) -> dict[str, int]:
        """The complete tally of what was typed; only when valid."""
        typed = self.cleaned_data
        return motion_tally(
            votes_for=typed["votes_for"],
            against=typed["against"],
            abstain=typed["abstain"],
            eligible=typed["entitled"],
            seats=typed.get("seats"),
        )

    def wide_tally(self) -> dict[str, int]:
        """The tally for any rule: without other numbers, those present voted, and nobody objected.

        Every veto stands and every objection is sustained; votes for are approvals, too.
        """
        tally, typed = self.tally(), self.cleaned_data
        present = typed.get("present")
        objections = typed.get("objections") or 0
        support = dict.fromkeys(("approvals", "support", "supporters"), tally["for"])
        return {
            **tally,
            **support,
            "vetoes": typed.get("vetoes") or 0,
            "objections": objections,
            "formal_objections_sustained": objections,
            "meeting_requests": 0,
            "present": tally["participated"] if present is None else present,
        }
