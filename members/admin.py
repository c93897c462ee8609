"""Members and groups at the staff desk: read and search here, change by the operations."""

from typing import Any

from django.contrib import admin

from alliance.web.admin_site import OperationAdmin, linked
from members.models import (
    Alias,
    FocusArea,
    GroupCharter,
    GroupSeat,
    Organization,
    Representation,
    Tier,
    WorkingGroup,
)
from members.operations import OF_GROUPS, OF_ORGANIZATIONS


class ReadOnlyInline(admin.TabularInline[Any, Any]):
    """Rows that belong to the object, to read."""

    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:  # noqa: ANN401, ARG002
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:  # noqa: ANN401, ARG002
        return False

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:  # noqa: ANN401, ARG002
        return bool(request.user.is_staff)


class RepresentationInline(ReadOnlyInline):
    model = Representation
    fields = ["user", "role", "from_on", "until_on"]


class SeatInline(ReadOnlyInline):
    model = GroupSeat
    fields = ["user", "organization", "is_chair", "joined_at", "left_at"]


@admin.register(Organization)
class OrganizationAdmin(OperationAdmin):
    operations = OF_ORGANIZATIONS
    inlines = [RepresentationInline]
    list_display = ["name", "kind", "country", "tier", "state", "since_on"]
    list_filter = ["state", "kind", "tier", "country"]
    list_select_related = ["tier"]
    search_fields = ["name", "aliases__name", "slug", "website"]
    date_hierarchy = "since_on"
    readonly_fields = [linked("parent", "owned by")]
    exclude = ["parent"]


@admin.register(Tier)
class TierAdmin(OperationAdmin):
    list_display = ["name", "rank", "may_vote"]
    search_fields = ["name"]


@admin.register(Alias)
class AliasAdmin(OperationAdmin):
    list_display = ["name", linked("organization")]
    list_select_related = ["organization"]
    search_fields = ["name", "organization__name"]


@admin.register(Representation)
class RepresentationAdmin(OperationAdmin):
    list_display = [
        "__str__",
        linked("user", "person"),
        linked("organization"),
        "role",
        "from_on",
        "until_on",
    ]
    list_filter = ["role"]
    list_select_related = ["user", "organization"]
    search_fields = ["user__name", "user__email", "organization__name"]
    date_hierarchy = "from_on"


@admin.register(FocusArea)
class FocusAreaAdmin(OperationAdmin):
    list_display = ["name", "code", "period", "source"]
    search_fields = ["name", "code", "summary"]


@admin.register(WorkingGroup)
class WorkingGroupAdmin(OperationAdmin):
    operations = OF_GROUPS
    inlines = [SeatInline]
    list_display = ["name", "state", "focus_area", "founded_on"]
    list_filter = ["state", "focus_area"]
    list_select_related = ["focus_area"]
    search_fields = ["name", "mandate"]
    date_hierarchy = "founded_on"


@admin.register(GroupCharter)
class GroupCharterAdmin(OperationAdmin):
    list_display = ["__str__", linked("group"), "number", "note", "adopted_at"]
    list_select_related = ["group"]
    search_fields = ["group__name", "text", "note"]
    date_hierarchy = "adopted_at"


@admin.register(GroupSeat)
class GroupSeatAdmin(OperationAdmin):
    list_display = [
        "__str__",
        linked("user", "person"),
        linked("group"),
        linked("organization"),
        "is_chair",
        "left_at",
    ]
    list_filter = ["is_chair", "group"]
    list_select_related = ["user", "group", "organization"]
    search_fields = ["user__name", "group__name", "organization__name"]
    date_hierarchy = "joined_at"
