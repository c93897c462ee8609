"""Members and groups as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from alliance.accounts.models import User
from members.models import (
    FocusArea,
    GroupCharter,
    GroupSeat,
    Organization,
    Representation,
    Tier,
    WorkingGroup,
)


class TierOut(serializers.ModelSerializer[Tier]):
    """A kind of membership."""

    class Meta:
        model = Tier
        fields = ["slug", "name", "may_vote"]


class FocusAreaOut(serializers.ModelSerializer[FocusArea]):
    """A field of work."""

    class Meta:
        model = FocusArea
        fields = ["slug", "name", "code", "period", "summary", "source"]


class PersonRef(serializers.ModelSerializer[User]):
    """A person, by name and address."""

    url = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = User
        fields = ["handle", "name", "url"]


class OrganizationRef(serializers.ModelSerializer[Organization]):
    """An organization, by name and address."""

    url = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = Organization
        fields = ["slug", "name", "url"]


class GroupRef(serializers.ModelSerializer[WorkingGroup]):
    """A working group, by name and address."""

    url = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = WorkingGroup
        fields = ["slug", "name", "url"]


class OrganizationOut(serializers.ModelSerializer[Organization]):
    """A member organization."""

    kind_label = serializers.CharField(source="get_kind_display")
    country = serializers.CharField(source="country.code", help_text="ISO 3166-1 alpha-2.")
    country_name = serializers.CharField(source="country.name")
    tier = serializers.SlugRelatedField[Tier](slug_field="slug", read_only=True)
    parent = OrganizationRef(allow_null=True)
    aliases = serializers.SlugRelatedField[Any](slug_field="name", many=True, read_only=True)
    state_label = serializers.CharField(source="get_state_display")
    url = serializers.CharField(source="get_absolute_url", help_text="Its page in the portal.")

    class Meta:
        model = Organization
        fields = [
            "slug",
            "name",
            "kind",
            "kind_label",
            "country",
            "country_name",
            "tier",
            "parent",
            "aliases",
            "website",
            "summary",
            "state",
            "state_label",
            "since_on",
            "ended_on",
            "source",
            "url",
        ]


class RepresentationOut(serializers.ModelSerializer[Representation]):
    """Who acts for an organization, and since when."""

    person = PersonRef(source="user")

    class Meta:
        model = Representation
        fields = ["id", "person", "role", "from_on", "until_on"]


class GroupOut(serializers.ModelSerializer[WorkingGroup]):
    """A working group."""

    focus_area = serializers.SlugRelatedField[FocusArea](slug_field="slug", read_only=True)
    state_label = serializers.CharField(source="get_state_display")
    url = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = WorkingGroup
        fields = [
            "slug",
            "name",
            "mandate",
            "focus_area",
            "state",
            "state_label",
            "founded_on",
            "closed_on",
            "source",
            "url",
        ]


class CharterOut(serializers.ModelSerializer[GroupCharter]):
    """A version of a group's charter."""

    class Meta:
        model = GroupCharter
        fields = ["number", "text", "note", "adopted_at"]


class SeatOut(serializers.ModelSerializer[GroupSeat]):
    """A person's place in a group."""

    person = PersonRef(source="user")
    organization = OrganizationRef()

    class Meta:
        model = GroupSeat
        fields = ["id", "person", "organization", "is_chair", "joined_at", "left_at"]


class RoleOut(serializers.ModelSerializer[Representation]):
    """An organization for which a person acts."""

    organization = OrganizationRef()

    class Meta:
        model = Representation
        fields = ["organization", "role", "from_on", "until_on"]


class PlaceOut(serializers.ModelSerializer[GroupSeat]):
    """A group in which a person sits."""

    group = GroupRef()

    class Meta:
        model = GroupSeat
        fields = ["group", "is_chair", "joined_at"]


class PersonOut(PersonRef):
    """A person with present roles."""

    represents = serializers.SerializerMethodField()
    groups = serializers.SerializerMethodField()

    class Meta(PersonRef.Meta):
        fields = [*PersonRef.Meta.fields, "represents", "groups"]

    @extend_schema_field(RoleOut(many=True))
    def get_represents(self, person: User) -> list[dict[str, Any]]:
        on = self.context["at"].date()
        current = [each for each in person.representations.all() if each.is_current(on)]
        return list(RoleOut(current, many=True).data)

    @extend_schema_field(PlaceOut(many=True))
    def get_groups(self, person: User) -> list[dict[str, Any]]:
        present = [seat for seat in person.group_seats.all() if seat.left_at is None]
        return list(PlaceOut(present, many=True).data)
