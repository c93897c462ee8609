"""What the REST API composes from all parts: its index, the reader, the record."""

from typing import Any, cast

from django.db.models import QuerySet
from django.urls import path, reverse
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from alliance.accounts.models import AccessToken, User
from alliance.audit.kinds import all_kinds
from alliance.audit.serializers import EventOut
from alliance.notifications.queries import unread_count
from alliance.portal.queries import events_visible_to
from alliance.portal.serializers import MeOut
from alliance.portal.work import duties, waiting_on_others
from alliance.web.edge import hats_of
from alliance.web.fields import in_our_times
from alliance.web.rest import Filters, ListView, Reads, documented
from alliance.web.rest_defaults import SignedIn

LISTS = (
    "members",
    "tiers",
    "people",
    "groups",
    "focus_areas",
    "proposals",
    "reviews",
    "ballots",
    "votes",
    "elections",
    "bodies",
    "counts",
    "rules",
    "charter_editions",
    "decisions",
    "projects",
    "events",
    "inbox",
    "me",
)


@documented("index", tag="index", answer=OpenApiTypes.OBJECT)
class IndexAPIView(APIView):
    """Where everything is."""

    def get(self, request: Request) -> Response:
        addresses = {name: reverse(f"api-{name}") for name in LISTS}
        addresses |= {"openapi": reverse("api_schema"), "docs": reverse("api_docs")}
        return Response({name: request.build_absolute_uri(url) for name, url in addresses.items()})


@documented("me", tag="me", answer=MeOut)
class MeAPIView(Reads):
    """Who you are, for whom you act, and what waits for you."""

    permission_classes = [SignedIn]

    def get(self, request: Request) -> Response:
        by, user = self.by, cast("User", request.user)
        me: dict[str, Any] = {
            "handle": user.handle,
            "name": user.name,
            "email": user.email,
            "time_zone": user.time_zone,
            "is_staff": user.is_staff,
            "token_scope": request.auth.scope if isinstance(request.auth, AccessToken) else None,
            "acting_for": by.organization_name or None,
            "may_act_for": hats_of(request._request),  # noqa: SLF001 -- asked once per request, by the edge
            "work": duties(user.pk, self.at),
            "waiting_on_others": waiting_on_others(user.pk),
            "unread_notices": unread_count(user.pk),
        }
        return Response(MeOut(me).data)


class EventFilter(Filters):
    """Which events."""

    kind = filters.MultipleChoiceFilter(choices=lambda: [(kind.name, kind.name) for kind in all_kinds()])
    subject = filters.CharFilter(field_name="subject_ref", max_length=120, label="P-31, B-14, or a name")
    since = filters.NumberFilter(
        field_name="id",
        lookup_expr="gt",
        min_value=0,
        max_value=2**63 - 1,
        decimal_places=0,
        label="Only events after the one with this id",
    )
    after = filters.IsoDateTimeFilter(
        field_name="at", lookup_expr="gt", label="Only events after this time", validators=[in_our_times]
    )


@documented("events", tag="events")
class EventsAPIView(ListView):
    """The record as far as you may see it, oldest first. Poll with `since`, the last id you have."""

    serializer_class = EventOut
    filterset_class = EventFilter

    def get_queryset(self) -> QuerySet[Any]:
        return events_visible_to(self.by)


urlpatterns = [
    path("", IndexAPIView.as_view(), name="api-index"),
    path("me/", MeAPIView.as_view(), name="api-me"),
    path("events/", EventsAPIView.as_view(), name="api-events"),
]
