"""Input of the operations on nominations and candidates."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from alliance.elections import rules
from alliance.elections.forms.planning import MOST_QUESTIONS
from alliance.elections.models import Contest, Election
from alliance.elections.rules.parts import May, contests_for
from alliance.web.fields import Line, Moment, OrganizationField, Passage
from alliance.web.operations import OperationForm
from members.models import Organization
from members.people import names
from members.states import FORMER

LONGEST_ANSWER = 3_000


class ContestField(forms.ModelChoiceField[Any]):
    """The seats that an operation is about, by title."""

    def label_from_instance(self, obj: Contest) -> str:
        return f"{obj.title}: {obj.number} {'seat' if obj.number == 1 else 'seats'}"


class ContestForm(OperationForm):
    """Which seats of an election; where there is no choice, it is made already."""

    may: ClassVar[May]

    contest = ContestField(
        label="Seats",
        queryset=Contest.objects.none(),
        required=False,
        empty_label=None,
        help_text="May be left out where there is no choice.",
    )

    def prepare(self) -> None:
        self.offered = contests_for(type(self).may, self.by, self.subject, self.at)
        field: Any = self.fields["contest"]
        field.queryset = Contest.objects.filter(pk__in=[each.pk for each in self.offered])
        if len(self.offered) == 1:
            field.widget = forms.HiddenInput()
            self.initial["contest"] = self.offered[0].pk

    def clean_contest(self) -> Contest | None:
        contest: Contest | None = self.cleaned_data["contest"]
        if contest is None and len(self.offered) > 1:
            raise ValidationError("Say which seats.", code="required")
        return contest or next(iter(self.offered), None)


class LeaveOpenForm(ContestForm):
    """Seats that stay vacant, and why."""

    may = rules.may_leave_seats_open

    reason = Line(label="Reason", max_length=250, help_text="Kept on record and shown.")


class MemberField(OrganizationField):
    """A member of the alliance, where somebody works for one."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        kwargs.setdefault("label", "Member organization")
        super().__init__(
            queryset=Organization.objects.exclude(state=FORMER),
            required=False,
            empty_label="None of them",
            **kwargs,
        )


class SideForm(OperationForm):
    """With whom somebody is: limits for organizations are counted by it."""

    organization = MemberField(help_text="If the person works for one.")
    affiliation = Line(
        label="Employer",
        required=False,
        max_length=200,
        help_text="If it is no member. Left empty by those who have none.",
    )
    project = Line(label="Project", required=False, max_length=120, help_text="Which the person works on.")

    def needs_project(self) -> bool:
        """Whether the rule asks for projects at all."""
        return _needs_project(self.election)

    @property
    def election(self) -> Election:
        found: Election = self.subject if isinstance(self.subject, Election) else self.subject.election
        return found

    def prepare(self) -> None:
        if not self.needs_project():
            self.fields["project"].widget = forms.HiddenInput()


def _needs_project(election: Election) -> bool:
    asked = election.rule.election
    endorsements = asked.nominations.endorsements if asked.nominations else None
    from_others = endorsements is not None and endorsements.from_ == "other_projects"
    return from_others or any(cap.per == "project" for cap in election.constitution.caps)


class NominateForm(ContestForm, SideForm):
    """Who shall stand."""

    may = rules.may_nominate

    name = Line(label="Name", max_length=120, help_text="As it shall stand on the ballot.")
    email = forms.EmailField(
        label="E-mail address",
        required=False,
        max_length=254,
        help_text="Needed unless the person has a role in the alliance and a name of their own. "
        "A known address never makes a second account.",
    )
    field_order = ["contest", "name", "email", "organization", "affiliation", "project"]

    def prepare(self) -> None:
        ContestForm.prepare(self)
        SideForm.prepare(self)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self.user_id: int | None = None
        if data.get("name") and not data.get("email") and "email" not in self.errors:
            self._find(data["name"])
        return data

    def _find(self, name: str) -> None:
        """The person of that name who has a role here."""
        wanted = " ".join(name.split()).casefold()
        found = [each for each in names(self.by, on=self.at.date()) if each.name.casefold() == wanted]
        if len(found) == 1:
            self.user_id = found[0].user_id
        else:
            several = (
                f"{len(found)} people are called “{name[:60]}”"
                if found
                else f"Nobody is called “{name[:60]}” here"
            )
            self.add_error("email", f"{several}: give the e-mail address.")

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "user_id": self.user_id}


def _answer(number: int) -> Passage:
    return Passage(
        label=f"Answer {number}",
        required=False,
        max_length=LONGEST_ANSWER,
        rows=5,
        help_text=f"To question {number} of the election. Markdown.",
    )


class StatementForm(OperationForm):
    """The answers of a candidate to the questions that everyone is asked."""

    answer_1 = _answer(1)
    answer_2 = _answer(2)
    answer_3 = _answer(3)
    answer_4 = _answer(4)
    answer_5 = _answer(5)
    answer_6 = _answer(6)
    answer_7 = _answer(7)
    answer_8 = _answer(8)
    answer_9 = _answer(9)
    answer_10 = _answer(10)
    answer_11 = _answer(11)
    answer_12 = _answer(12)
    disclosures = Passage(
        label="What voters should know",
        required=False,
        max_length=2_000,
        rows=3,
        help_text="Other offices, who pays for your work, conflicts of interest.",
    )

    def prepare(self) -> None:
        questions: list[str] = self.subject.election.questions
        for place in range(MOST_QUESTIONS):
            name = f"answer_{place + 1}"
            if place >= len(questions):
                del self.fields[name]
                continue
            self.fields[name].label = questions[place]
            self.fields[name].help_text = ""
            answers = self.subject.answers
            self.initial.setdefault(name, answers[place] if place < len(answers) else "")
        self.initial.setdefault("disclosures", self.subject.disclosures)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        unasked = [name for name in self.data if name.startswith("answer_") and name not in self.fields]
        if any(self.data[name] for name in unasked):
            number = len(self.subject.election.questions)
            raise ValidationError(f"This election asks {number} questions.", code="unasked")
        return data

    def arguments(self) -> dict[str, Any]:
        found = super().arguments()
        asked = [name for name in self.fields if name.startswith("answer_")]
        answers = [found.pop(name) for name in asked]
        return {**found, "answers": answers}


class AcceptForm(StatementForm, SideForm):
    """A candidacy as the candidate wants it, with the statement."""

    def prepare(self) -> None:
        SideForm.prepare(self)
        StatementForm.prepare(self)
        candidacy = self.subject
        self.initial = {
            **self.initial,
            "organization": candidacy.organization and candidacy.organization.slug,
            "affiliation": candidacy.affiliation,
            "project": candidacy.project,
        }
        self.order_fields([*(name for name in self.fields if name.startswith("answer_")), "disclosures"])


class WithdrawForm(OperationForm):
    """Why somebody no longer stands."""

    reason = Line(label="Reason", required=False, max_length=300, help_text="Kept on record and shown.")


class ExtendForm(OperationForm):
    """A later close of nominations."""

    closes_at = Moment(
        label="Nominations close", help_text="Later than now announced. All later dates move with it."
    )
    reason = Line(label="Reason", max_length=250, help_text="Kept on record and shown.")

    def prepare(self) -> None:
        self.initial.setdefault("closes_at", self.subject.nominations_close_at)
