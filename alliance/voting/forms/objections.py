"""Input of objections and their answers."""

from typing import Any

from django import forms

from alliance.voting.actions.objecting import ENTITLE, NONE, STRIKE
from alliance.voting.forms.ballots import ElectorField
from alliance.voting.models import Objection
from alliance.voting.rules import is_taking_votes, may_object
from alliance.voting.states import OBJECTIONS
from alliance.web.fields import Choices, Passage
from alliance.web.operations import OperationForm
from alliance.web.parts import Explained

ROLL = "roll"
UPHELD, REJECTED = "upheld", "rejected"


class RaiseObjectionForm(OperationForm):
    """What is wrong, with the roll or with the provisional result."""

    kind = Choices(label="What do you object to?", choices=OBJECTIONS)
    elector = ElectorField(
        label="Line of the roll",
        required=False,
        empty_label="No single line",
        help_text="Where the objection is about one line: who may vote there, or may not.",
    )
    text = Passage(
        label="What is wrong, and why",
        max_length=2_000,
        rows=6,
        help_text="Members read it, with your name and the answer.",
    )

    def prepare(self) -> None:
        possible = [
            (kind, label) for kind, label in OBJECTIONS if may_object(self.by, self.subject, kind, self.at)
        ]
        self.fields["kind"].choices = possible  # type: ignore[attr-defined]
        self.fields["elector"].queryset = self.subject.electors.all()  # type: ignore[attr-defined]
        if len(possible) == 1:
            self.initial.setdefault("kind", possible[0][0])
        if ROLL not in dict(possible):
            self.fields["elector"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("elector") is not None and given.get("kind") not in {ROLL, None}:
            self.add_error("elector", "Only an objection to the roll is about one of its lines.")
        return given


class ObjectionField(forms.ModelChoiceField[Any]):
    """An objection that waits for its answer, sent by its number."""

    def label_from_instance(self, obj: Objection) -> str:
        about = f" about {obj.elector.name}" if obj.elector else ""
        return f"{obj.raised_by_name}{about}: {obj.text[:100]}"


class AnswerObjectionForm(OperationForm):
    """Upheld or rejected, with reasons, and what follows for the line it is about."""

    objection = ObjectionField(label="Objection", queryset=Objection.objects.none(), empty_label=None)
    verdict = Choices(
        label="Your decision",
        choices=[
            (UPHELD, Explained("Upheld", "The objection is right.")),
            (REJECTED, Explained("Rejected", "Roll or result stand as they are.")),
        ],
    )
    effect = Choices(
        label="What follows for the roll line",
        required=False,
        choices=[
            (NONE, Explained("Nothing", "The line stays as it is.")),
            (ENTITLE, Explained("It may vote", "The line is put among those who may vote.")),
            (
                STRIKE,
                Explained("It may not vote", "The line is struck off; a vote that it cast is taken out."),
            ),
        ],
        help_text="Only for an upheld objection to a line, and only while votes are taken. The line as it "
        "was stays on record.",
    )
    answer = Passage(
        label="Answer",
        max_length=2_000,
        rows=5,
        help_text="With reasons. Members read it beside the objection.",
    )

    def prepare(self) -> None:
        waiting = self.subject.objections.filter(answered_at=None).select_related("elector")
        self.fields["objection"].queryset = waiting  # type: ignore[attr-defined]
        self.initial.setdefault("effect", NONE)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        objection: Objection | None = given.get("objection")
        if given.get("effect") not in {ENTITLE, STRIKE} or objection is None or "verdict" not in given:
            return given
        if given["verdict"] != UPHELD:
            self.add_error("effect", "A rejected objection changes nothing. Choose “Nothing”, or uphold it.")
        elif objection.elector is None:
            self.add_error("effect", "This objection is about no single line. Choose “Nothing”.")
        elif not (taking := is_taking_votes(self.subject, self.at)):
            self.add_error("effect", f"{taking.reason} The roll is not changed any more. Choose “Nothing”.")
        elif (given["effect"] == ENTITLE) == objection.elector.is_entitled:
            may = "may vote" if objection.elector.is_entitled else "may not vote"
            self.add_error("effect", f"{objection.elector.name} {may} already. Choose “Nothing”.")
        return given

    def arguments(self) -> dict[str, Any]:
        found = super().arguments()
        found["is_upheld"] = found.pop("verdict") == UPHELD
        found["effect"] = found["effect"] or NONE
        return found
