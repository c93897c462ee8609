"""Input of the operations on bodies, their seats and terms."""

from typing import Any

from django import forms

from alliance.charter.grammar.words import spaced
from alliance.charter.queries import charters_in_force
from alliance.elections.forms.nominations import MemberField
from alliance.elections.forms.people import AccountField, PeopleForm, SizesField
from alliance.elections.models import Body, Candidacy
from alliance.elections.queries import cap_breaches_of, last_contest_of, runners_up_of
from alliance.web.fields import Day, Line
from alliance.web.operations import OperationForm


class RegisterBodyForm(OperationForm):
    """A body of a charter in force."""

    body = forms.ChoiceField(
        label="Body", choices=[], help_text="As its charter describes it. Programs send charter/name."
    )
    sizes = SizesField(
        label="Numbers of seats",
        required=False,
        help_text="Where the charter leaves them open. One group a line, such as members: 4",
    )

    def prepare(self) -> None:
        known = set(Body.objects.values_list("charter_body", "charter_id"))
        field: Any = self.fields["body"]
        field.choices = [
            (f"{edition.body}/{name}", f"{body.name or spaced(name).capitalize()} ({edition.title})")
            for edition in charters_in_force(self.at)
            for name, body in edition.charter.bodies.items()
            if (edition.body, name) not in known
        ]

    def arguments(self) -> dict[str, Any]:
        charter_body, _, charter_id = self.cleaned_data["body"].partition("/")
        sizes = self.cleaned_data["sizes"]
        return {"charter_body": charter_body, "charter_id": charter_id, "sizes": sizes}


class ResizeForm(OperationForm):
    """How many seats a group has from now on."""

    group = forms.ChoiceField(label="Group of seats", choices=[])
    number = forms.IntegerField(label="Seats", min_value=0, max_value=200)

    def prepare(self) -> None:
        field: Any = self.fields["group"]
        groups = self.subject.seats.order_by("group").values_list("group", flat=True).distinct()
        field.choices = [(each, spaced(each).capitalize()) for each in groups]


class ExcessForm(OperationForm):
    """Of which side somebody leaves, by which public value, and when."""

    side = forms.ChoiceField(label="Side", choices=[], help_text="That holds more seats than it may.")
    value = Line(
        label="Public value",
        max_length=200,
        help_text="Something nobody could know before. Anybody can draw the same lot again from it.",
    )
    ended_on = Day(label="Last day", help_text="The seats are vacant from that day.")

    def prepare(self) -> None:
        self.initial.setdefault("ended_on", self.at.date())
        field: Any = self.fields["side"]
        found = cap_breaches_of(self.subject, self.at.date(), self.at)
        field.choices = [(each.side, f"{each.side}: {each.held} of {each.allowed}") for each in found]


class SeatPersonForm(PeopleForm):
    """Who holds a seat, and how long."""

    person_name = Line(
        label="Name", required=False, max_length=120, help_text="Of somebody without an account here."
    )
    user = AccountField(
        label="Account",
        required=False,
        help_text="Of somebody with one: name, e-mail address, or the last part of their page's address.",
    )
    organization = MemberField()
    affiliation = Line(label="Employer", required=False, max_length=200, help_text="If it is no member.")
    project = Line(label="Project", required=False, max_length=120, help_text="Where a rule asks for it.")
    from_on = Day(label="From")
    until_on = Day(label="Until", required=False, help_text="The day on which the next term begins.")
    field_order = ["user", "person_name"]

    def prepare(self) -> None:
        self.initial.setdefault("from_on", self.at.date())

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        named = data.get("user") or data.get("person_name")
        if not named and not {"user", "person_name"} & set(self.errors):
            self.add_error("user", "Say who holds the seat.")
        return data


class FillVacancyForm(OperationForm):
    """From when a vacant seat is filled, and who did not want it."""

    from_on = Day(label="From")
    declined = forms.ModelMultipleChoiceField(
        label="Did not want the seat",
        required=False,
        queryset=Candidacy.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="They are passed over; the next takes it.",
        error_messages={"invalid_pk_value": "Select a valid choice. “%(pk)s” is none of those next."},
    )
    candidacy = forms.ModelChoiceField(
        label="Whoever holds the role",
        required=False,
        queryset=Candidacy.objects.none(),
        empty_label="Whoever comes first",
        help_text="Only where the charter lets those move up who hold a role.",
    )
    role = Line(label="Role", required=False, max_length=80, help_text="Such as alternate.")

    def prepare(self) -> None:
        self.initial.setdefault("from_on", self.at.date())
        contest = last_contest_of(self.subject)
        waiting = [each.pk for each in runners_up_of(contest)] if contest else []
        for name in ("declined", "candidacy"):
            field: Any = self.fields[name]
            field.queryset = Candidacy.objects.filter(pk__in=waiting).select_related("contest")


class EndTermForm(OperationForm):
    """When a term ends, and why."""

    ended_on = Day(label="Last day", help_text="The seat is vacant from that day.")
    reason = Line(label="Reason", max_length=250, help_text="Kept on record and shown.")

    def prepare(self) -> None:
        self.initial.setdefault("ended_on", self.at.date())


class LeaveForm(OperationForm):
    """From when until when somebody is on leave."""

    leave_from = Day(label="From")
    leave_until = Day(label="Until", required=False, help_text="The day of coming back, if it is known.")

    def prepare(self) -> None:
        self.initial.setdefault("leave_from", self.at.date())


class AffiliationForm(OperationForm):
    """With whom somebody is from now on."""

    organization = MemberField()
    affiliation = Line(label="Employer", required=False, max_length=200, help_text="If it is no member.")

    def prepare(self) -> None:
        term = self.subject
        self.initial = {
            "organization": term.organization and term.organization.slug,
            "affiliation": term.affiliation,
        }
