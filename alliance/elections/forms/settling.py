"""Input of the operations from the vote to the certificate."""

from typing import Any

from django import forms

from alliance.elections import rules
from alliance.elections.actions.balloting import DISPUTE_DAYS
from alliance.elections.forms.nominations import ContestForm
from alliance.elections.models import Candidacy
from alliance.elections.rules.parts import concerned
from alliance.web.fields import Choices, Line, Moment
from alliance.web.operations import OperationForm


class QualificationForm(OperationForm):
    """How long it may be voted on each nominee."""

    closes_at = Moment(
        label="The votes close", required=False, help_text="As the timetable has it, if left empty."
    )

    def prepare(self) -> None:
        self.initial.setdefault("closes_at", self.subject.qualification_closes_at)


class PrepareVoteForm(OperationForm):
    """What the rule leaves open about the vote."""

    dispute_days = forms.IntegerField(
        label="Days for objections to the result",
        min_value=0,
        max_value=60,
        initial=DISPUTE_DAYS,
        help_text="The result is provisional until then.",
    )
    lot_source = Line(
        label="Public value that decides ties",
        required=False,
        max_length=200,
        help_text="Something nobody can know before the vote closes, such as the lottery numbers of a "
        "named day. As the rule has it, if left empty.",
    )


class StepDownForm(OperationForm):
    """Who gives up which seat, and why."""

    who = Choices(label="Who gives up a seat", choices=[])
    reason = Line(label="Reason", max_length=250, help_text="Kept on record and shown.")

    def prepare(self) -> None:
        self.found = {
            f"{'candidacy' if isinstance(each, Candidacy) else 'term'}-{each.pk}": (contest, each)
            for contest, each in concerned(self.subject)
            if rules.may_step_down(self.by, each, contest, self.at)
        }
        field: Any = self.fields["who"]
        field.choices = [
            (value, _described(each, contest.title)) for value, (contest, each) in self.found.items()
        ]

    def arguments(self) -> dict[str, Any]:
        contest, subject = self.found[self.cleaned_data["who"]]
        name = "candidacy_id" if isinstance(subject, Candidacy) else "term_id"
        return {"contest_id": contest.pk, name: subject.pk, "reason": self.cleaned_data["reason"]}


def _described(subject: Any, title: str) -> str:  # noqa: ANN401 -- Candidacy | Term
    if isinstance(subject, Candidacy):
        return f"{subject.name}, elected for “{title}”"
    return f"{subject.person_name}, who holds {subject.seat.title}"


class DrawLotForm(ContestForm):
    """The public value from which the lot follows."""

    may = rules.may_draw_lot

    value = Line(
        label="Public value",
        max_length=200,
        help_text="As it was published. Anybody can draw the same lot again from it.",
    )
