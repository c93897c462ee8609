"""The mail ledger at the staff desk. What a notice says is between the alliance and its reader."""

from django.contrib import admin

from alliance.notifications.models import Notice, Preference
from alliance.notifications.operations import OPERATIONS
from alliance.web.admin_site import OperationAdmin, linked


@admin.register(Notice)
class NoticeAdmin(OperationAdmin):
    operations = OPERATIONS
    list_display = [
        "subject",
        linked("recipient"),
        "kind",
        "urgency",
        "mail_state",
        "mail_note",
        "created_at",
    ]
    list_filter = ["mail_state", "urgency", "kind"]
    list_select_related = ["recipient"]
    search_fields = ["subject", "about", "recipient__name", "recipient__email", "mail_note"]
    date_hierarchy = "created_at"
    exclude = ["body", "event"]
    readonly_fields = [linked("event")]


@admin.register(Preference)
class PreferenceAdmin(OperationAdmin):
    list_display = ["__str__", linked("user", "person"), "kind", "by_mail"]
    list_filter = ["by_mail", "kind"]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__email", "kind"]
