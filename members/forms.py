"""Input of the operations on members and groups."""

from typing import Any

from django import forms
from django_countries import countries

from alliance.web.fields import Choices, Day, Line, OrganizationField, Passage
from alliance.web.operations import OperationForm, ReplacingForm
from members.models import FocusArea, GroupCharter, GroupSeat, Kind, Organization, Representation, Role, Tier


class SlugChoice(forms.ModelChoiceField[Any]):
    """One of a few named things, sent by its slug."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        kwargs.setdefault("to_field_name", "slug")
        super().__init__(**kwargs)


class OrganizationForm(OperationForm):
    """A member's entry in the directory."""

    name = Line(label="Name", max_length=200)
    kind = forms.ChoiceField(label="Kind", choices=Kind.choices)
    country = forms.ChoiceField(
        label="Country", choices=list(countries), help_text="Programs send the ISO 3166 code."
    )
    website = forms.URLField(label="Website", required=False, max_length=300, assume_scheme="https")
    summary = Passage(label="What it does", required=False, max_length=1000, rows=3)
    aliases = Passage(
        label="Other names", required=False, max_length=1000, rows=3, help_text="One a line; found by search."
    )
    parent = OrganizationField(
        label="Owned by",
        required=False,
        queryset=Organization.objects.all(),
        help_text="If another member owns it: the corporate group counts once wherever a rule says so.",
    )

    def clean_aliases(self) -> list[str]:
        found = [line.strip() for line in str(self.cleaned_data["aliases"]).splitlines() if line.strip()]
        if too_long := next((line for line in found if len(line) > 200), None):
            raise forms.ValidationError(f"“{too_long[:40]}…” is longer than 200 characters.")
        return found


class ReviseOrganizationForm(OrganizationForm):
    """A member's entry, as it now stands."""

    def prepare(self) -> None:
        organization: Organization = self.subject
        self.initial = {
            "name": organization.name,
            "kind": organization.kind,
            "country": organization.country.code,
            "website": organization.website,
            "summary": organization.summary,
            "aliases": "\n".join(alias.name for alias in organization.aliases.all()),
            "parent": organization.parent and organization.parent.slug,
        }
        self.fields["parent"].queryset = Organization.objects.exclude(pk=organization.pk)  # type: ignore[attr-defined]
        self.fields["parent"].disabled = not self.by.is_staff


class AdmitForm(OrganizationForm):
    """A new member."""

    tier = SlugChoice(label="Tier", queryset=Tier.objects.all(), empty_label=None)
    since_on = Day(label="Member since")

    def prepare(self) -> None:
        self.initial.setdefault("since_on", self.at.date())


class ReasonForm(OperationForm):
    """Why."""

    reason = Line(label="Reason", max_length=250, help_text="Kept on record and shown.")


class AppointForm(OperationForm):
    """A person who will act for the organization."""

    name = Line(label="Name", max_length=120)
    email = forms.EmailField(
        label="E-mail address", max_length=254, help_text="A known address never makes a second account."
    )
    role = Choices(label="Role", choices=Role.choices, initial=Role.ALTERNATE)
    from_on = Day(label="From")
    until_on = Day(label="Until", required=False, help_text="The day on which it ends; open if left empty.")

    def prepare(self) -> None:
        self.initial.setdefault("from_on", self.at.date())


class EndRepresentationForm(OperationForm):
    """Whose representation ends."""

    representation = forms.ModelChoiceField(
        label="Representation", queryset=Representation.objects.none(), empty_label=None
    )

    def prepare(self) -> None:
        current = self.subject.representations.current(self.at.date()).select_related("user", "organization")
        self.fields["representation"].queryset = current  # type: ignore[attr-defined]


class FoundGroupForm(OperationForm):
    """A new working group."""

    name = Line(label="Name", max_length=160)
    mandate = Passage(
        label="Mandate", max_length=600, rows=3, help_text="Two sentences: what the group is for."
    )
    focus_area = SlugChoice(label="Focus area", queryset=FocusArea.objects.all(), required=False)
    founded_on = Day(label="Founded on")

    def prepare(self) -> None:
        self.initial.setdefault("founded_on", self.at.date())


class CharterForm(ReplacingForm):
    """The next version of a charter."""

    text = Passage(label="Charter", max_length=60_000, rows=24, help_text="Markdown.")
    note = Line(label="What changed", required=False, max_length=300)
    replaces = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=1_000_000,
        widget=forms.HiddenInput,
        help_text="The version you saw (0: none).",
    )

    def latest(self) -> GroupCharter | None:
        found: GroupCharter | None = (
            self.subject.charters.select_related("adopted_by").order_by("-number").first()
        )
        return found

    def prepare(self) -> None:
        latest = self.latest()
        self.initial.setdefault("text", latest.text if latest else "")
        self.initial.setdefault("replaces", latest.number if latest else 0)


class SeatForm(OperationForm):
    """Who of the group."""

    seat = forms.ModelChoiceField(label="Person", queryset=GroupSeat.objects.none(), empty_label=None)

    def prepare(self) -> None:
        self.fields["seat"].queryset = self.seats()  # type: ignore[attr-defined]

    def seats(self) -> Any:  # noqa: ANN401 -- GroupSeatQuerySet
        return self.subject.seats.present().filter(is_chair=False).select_related("user", "group")


class ChairForm(SeatForm):
    """Which of the chairs."""

    def seats(self) -> Any:  # noqa: ANN401
        return self.subject.seats.chairs().select_related("user", "group")
