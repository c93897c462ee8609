"""Members and groups in the REST API."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import path
from django_filters import rest_framework as filters

from alliance.accounts.models import User
from alliance.audit.queries import history_of
from alliance.audit.serializers import EventOut
from alliance.web.operations import Resource
from alliance.web.rest import (
    DetailView,
    Filters,
    ListView,
    PartsView,
    documented,
    offers_path,
    operation_api_urls,
)
from members.models import FocusArea, Kind, Organization, Tier
from members.operations import GROUP, OPERATIONS, ORGANIZATION
from members.queries import people_visible_to, representations_of
from members.serializers import (
    CharterOut,
    FocusAreaOut,
    GroupOut,
    OrganizationOut,
    PersonOut,
    RepresentationOut,
    SeatOut,
    TierOut,
)
from members.states import GROUP as GROUP_LIFE
from members.states import MEMBERSHIP

PERSON = Resource("person", "people", User, people_visible_to, lookup="handle")


class OrganizationFilter(Filters):
    """Which members."""

    q = filters.CharFilter(method="named", label="Part of the name or of another name", max_length=200)
    kind = filters.ChoiceFilter(choices=Kind.choices)
    country = filters.CharFilter(field_name="country", max_length=2, label="ISO 3166-1 alpha-2")
    tier = filters.CharFilter(field_name="tier__slug", max_length=80)
    group = filters.CharFilter(method="in_group", label="Slug of a working group", max_length=160)
    state = filters.ChoiceFilter(choices=MEMBERSHIP.choices())

    def named(self, rows: QuerySet[Organization], _: str, words: str) -> QuerySet[Organization]:
        return rows.filter(Q(name__icontains=words) | Q(aliases__name__icontains=words)).distinct()

    def in_group(self, rows: QuerySet[Organization], _: str, slug: str) -> QuerySet[Organization]:
        return rows.filter(seats__group__slug=slug, seats__left_at=None).distinct()


@documented("members", tag="members")
class OrganizationsAPIView(ListView):
    """Member organizations, former ones included: filter by `state`."""

    resource = ORGANIZATION
    serializer_class = OrganizationOut
    filterset_class = OrganizationFilter

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().prefetch_related("aliases")


@documented("member", tag="members")
class OrganizationAPIView(DetailView):
    """One member organization."""

    resource = ORGANIZATION
    serializer_class = OrganizationOut


@documented("member_representatives", tag="members")
class RepresentationsAPIView(PartsView):
    """Who acts and has acted for a member, newest first."""

    resource = ORGANIZATION
    serializer_class = RepresentationOut

    def parts(self, subject: Any) -> QuerySet[Any]:  # noqa: ANN401
        return representations_of(subject)


@documented("member_events", tag="members")
class OrganizationEventsAPIView(PartsView):
    """What happened to a member."""

    resource = ORGANIZATION
    serializer_class = EventOut

    def parts(self, subject: Any) -> QuerySet[Any]:  # noqa: ANN401
        return history_of(subject, by=self.by)


class GroupFilter(Filters):
    """Which groups."""

    state = filters.ChoiceFilter(choices=GROUP_LIFE.choices())
    focus_area = filters.CharFilter(field_name="focus_area__slug", max_length=120)


@documented("groups", tag="groups")
class GroupsAPIView(ListView):
    """Working groups."""

    resource = GROUP
    serializer_class = GroupOut
    filterset_class = GroupFilter


@documented("group", tag="groups")
class GroupAPIView(DetailView):
    """One working group."""

    resource = GROUP
    serializer_class = GroupOut


@documented("group_charters", tag="groups")
class ChartersAPIView(PartsView):
    """Every version of a group's charter, newest first."""

    resource = GROUP
    serializer_class = CharterOut

    def parts(self, subject: Any) -> QuerySet[Any]:  # noqa: ANN401
        rows: QuerySet[Any] = subject.charters.order_by("-number")
        return rows


@documented("group_people", tag="groups")
class RosterAPIView(PartsView):
    """The present roster of a group."""

    resource = GROUP
    serializer_class = SeatOut

    def parts(self, subject: Any) -> QuerySet[Any]:  # noqa: ANN401
        rows: QuerySet[Any] = subject.seats.present().select_related("user", "organization")
        return rows


@documented("group_events", tag="groups")
class GroupEventsAPIView(PartsView):
    """What happened to a group."""

    resource = GROUP
    serializer_class = EventOut

    def parts(self, subject: Any) -> QuerySet[Any]:  # noqa: ANN401
        return history_of(subject, by=self.by)


class _People:
    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset()  # type: ignore[misc]
        return rows.prefetch_related("representations__organization", "group_seats__group")


@documented("people", tag="people")
class PeopleAPIView(_People, ListView):
    """People with a role in the alliance."""

    resource = PERSON
    serializer_class = PersonOut


@documented("person", tag="people")
class PersonAPIView(_People, DetailView):
    """One person and present roles."""

    resource = PERSON
    serializer_class = PersonOut


@documented("tiers", tag="members")
class TiersAPIView(ListView):
    """Kinds of membership."""

    serializer_class = TierOut

    def get_queryset(self) -> QuerySet[Any]:
        return Tier.objects.all()


@documented("focus_areas", tag="groups")
class FocusAreasAPIView(ListView):
    """Fields of work."""

    serializer_class = FocusAreaOut

    def get_queryset(self) -> QuerySet[Any]:
        return FocusArea.objects.all()


urlpatterns = [
    path("members/", OrganizationsAPIView.as_view(), name="api-members"),
    path("tiers/", TiersAPIView.as_view(), name="api-tiers"),
    path("focus-areas/", FocusAreasAPIView.as_view(), name="api-focus_areas"),
    path("groups/", GroupsAPIView.as_view(), name="api-groups"),
    path("people/", PeopleAPIView.as_view(), name="api-people"),
    *operation_api_urls(OPERATIONS, {"organization": OrganizationOut, "group": GroupOut}),
    path("members/<slug:key>/", OrganizationAPIView.as_view(), name="api-member"),
    path("members/<slug:key>/representatives/", RepresentationsAPIView.as_view(), name="api-representatives"),
    path("members/<slug:key>/events/", OrganizationEventsAPIView.as_view(), name="api-member_events"),
    path("groups/<slug:key>/", GroupAPIView.as_view(), name="api-group"),
    path("groups/<slug:key>/charters/", ChartersAPIView.as_view(), name="api-group_charters"),
    path("groups/<slug:key>/people/", RosterAPIView.as_view(), name="api-group_people"),
    path("groups/<slug:key>/events/", GroupEventsAPIView.as_view(), name="api-group_events"),
    offers_path(ORGANIZATION, OPERATIONS),
    offers_path(GROUP, OPERATIONS),
    path("people/<slug:key>/", PersonAPIView.as_view(), name="api-person"),
]
