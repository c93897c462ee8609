"""People, their tokens and the record at the staff desk; their apps lie below the web, hence the place."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest

from alliance.accounts import actions, rules
from alliance.accounts.models import AccessToken, User
from alliance.audit.models import Delivery, Event
from alliance.kernel.actor import Actor, Interface
from alliance.notifications.admin import NoticeAdmin
from alliance.notifications.models import Notice
from alliance.portal.queries import events_visible_to, notices_staff_may_list
from alliance.web.admin_site import OperationAdmin, linked
from alliance.web.edge import actor_of
from alliance.web.operations import Operation, Resource

admin.site.unregister([Authenticator, EmailAddress, Group])


@admin.register(User)
class UserAdmin(OperationAdmin):
    """People. Superusers correct names and say who is staff; all else follows from mandates."""

    list_display = ["name", "email", "handle", "is_staff", "is_active", "last_login"]
    list_filter = ["is_staff", "is_active"]
    search_fields = ["name", "email", "handle"]
    date_hierarchy = "joined_at"
    fields = ["name", "is_active", "is_staff", "email", "handle", "time_zone", "joined_at", "last_login"]
    readonly_fields = ["email", "handle", "time_zone", "joined_at", "last_login"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401, ARG002
        return bool(request.user.is_active and getattr(request.user, "is_superuser", False))


@admin.register(EmailAddress)
class EmailAddressAdmin(OperationAdmin):
    list_display = ["email", linked("user", "person"), "verified", "primary"]
    list_filter = ["verified", "primary"]
    list_select_related = ["user"]
    search_fields = ["email", "user__name"]


@admin.register(Authenticator)
class AuthenticatorAdmin(OperationAdmin):
    """Second factors and passkeys: that they exist, never what they hold."""

    list_display = ["__str__", linked("user", "person"), "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__email"]
    fields = ["user", "type", "created_at", "last_used_at"]


def _tokens(by: Actor) -> QuerySet[AccessToken]:
    return AccessToken.objects.all() if by.is_staff else AccessToken.objects.filter(user_id=by.person_id)


REVOKE_TOKEN = Operation(
    name="revoke_token",
    path="revoke",
    label="Revoke token",
    summary="End this token now and for good. Programs that use it are refused from then on.",
    resource=Resource("token", "tokens", AccessToken, _tokens, converter="row", lookup="pk"),
    action=actions.revoke_token,
    may=rules.may_revoke_token,
    subject_argument="token_id",
    done="The token is revoked.",
    danger=True,
    doors=frozenset({Interface.ADMIN}),
    not_offered="In the portal a page of its own does it; a program cannot end its own key.",
)


@admin.register(AccessToken)
class AccessTokenAdmin(OperationAdmin):
    operations = [REVOKE_TOKEN]
    list_display = [
        "name",
        "start",
        linked("user", "person"),
        "scope",
        "created_at",
        "last_used_at",
        "revoked_at",
    ]
    list_filter = ["scope"]
    list_select_related = ["user"]
    search_fields = ["name", "start", "user__name", "user__email"]
    date_hierarchy = "created_at"
    fields = ["name", "user", "scope", "start", "created_at", "expires_at", "last_used_at", "revoked_at"]


@admin.register(Event)
class EventAdmin(OperationAdmin):
    """The record."""

    list_display = ["at", "kind", "subject_ref", "who", "interface"]
    list_display_links = ["at", "kind"]
    list_filter = ["interface", "kind"]
    search_fields = ["kind", "subject_ref", "user_name", "organization_name"]
    date_hierarchy = "at"
    ordering = ["-id"]
    exclude = ["user"]
    readonly_fields = [linked("user", "person")]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return events_visible_to(actor_of(request, Interface.ADMIN)).order_by("-id")


admin.site.unregister(Notice)


@admin.register(Notice)
class LedgerAdmin(NoticeAdmin):
    """The mail ledger, without the lines that would tell who has voted before the count."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        return notices_staff_may_list(super().get_queryset(request))


@admin.register(Delivery)
class DeliveryAdmin(OperationAdmin):
    """The outbox."""

    list_display = ["id", linked("event"), "subscriber", "attempts", "next_at", "done_at", "error"]
    list_filter = [("done_at", admin.EmptyFieldListFilter), "subscriber"]
    list_select_related = ["event"]
    search_fields = ["subscriber", "error", "event__kind", "event__subject_ref"]
    date_hierarchy = "next_at"
    exclude = ["event"]
    readonly_fields = [linked("event")]
