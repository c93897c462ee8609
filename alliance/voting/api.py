"""Ballots in the REST API."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import path
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request
from rest_framework.response import Response

from alliance.audit.queries import history_of
from alliance.audit.serializers import EventOut
from alliance.voting import rules
from alliance.voting.methods import METHODS
from alliance.voting.models import Ballot, Count, Elector, Phase, Result
from alliance.voting.operations import BALLOT, COUNT, OPERATIONS, VOTE
from alliance.voting.queries import in_phase, lines_of, roll_call, roll_of, votes_owed_by
from alliance.voting.serializers import (
    BallotDetailOut,
    BallotOut,
    CountDetailOut,
    CountOut,
    ElectorOut,
    MyLineOut,
    ResultOut,
    RollCallOut,
    VoteOut,
)
from alliance.voting.states import OUTCOMES
from alliance.web.edge import now
from alliance.web.rest import (
    DetailView,
    Filters,
    ListView,
    PartsView,
    Reads,
    api_actor,
    documented,
    offers_path,
    operation_api_urls,
)
from alliance.web.rest_defaults import SignedIn


class BallotFilter(Filters):
    """Which ballots."""

    q = filters.CharFilter(
        method="about", label="Words of the question, or the document voted on", max_length=200
    )
    phase = filters.ChoiceFilter(choices=[(each.value, each.value) for each in Phase], method="in_phase")
    outcome = filters.ChoiceFilter(choices=OUTCOMES, field_name="result__outcome")
    document = filters.CharFilter(
        field_name="document_ref", lookup_expr="iexact", max_length=40, label="P-31"
    )
    owed = filters.BooleanFilter(method="owed_by_me", label="Only those in which your vote is missing")

    def about(self, rows: QuerySet[Ballot], _: str, words: str) -> QuerySet[Ballot]:
        return rows.filter(Q(question__icontains=words) | Q(document_ref__iexact=words))

    def in_phase(self, rows: QuerySet[Ballot], _: str, phase: str) -> QuerySet[Ballot]:
        return rows.filter(in_phase(Phase(phase), now()))

    def owed_by_me(self, rows: QuerySet[Ballot], _: str, only: bool) -> QuerySet[Ballot]:  # noqa: FBT001
        owed = votes_owed_by(api_actor(self.request).person_id, now()).order_by().values("ballot_id")
        return rows.filter(pk__in=owed) if only else rows.exclude(pk__in=owed)


@documented("ballots", tag="ballots")
class BallotsAPIView(ListView):
    """What is and was voted on, the latest first."""

    resource = BALLOT
    serializer_class = BallotOut
    filterset_class = BallotFilter

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset().with_turnout()  # type: ignore[attr-defined]
        return rows.select_related("result").order_by("-opens_at", "-id")


@documented("ballot", tag="ballots")
class BallotAPIView(DetailView):
    """One ballot: question, options and their meaning, rule, turnout."""

    resource = BALLOT
    serializer_class = BallotDetailOut

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().with_turnout().select_related("result")  # type: ignore[attr-defined, no-any-return]


@documented("ballot_roll", tag="ballots")
class RollAPIView(PartsView):
    """The electoral roll, fixed when the ballot opened: every organization with its reason."""

    resource = BALLOT
    serializer_class = ElectorOut

    def parts(self, subject: Any) -> QuerySet[Any]:  # noqa: ANN401
        return roll_of(subject)


@documented("ballot_mine", tag="ballots", answer=MyLineOut(many=True))
class MyLinesAPIView(Reads):
    """The roll lines on which you stand, with what is cast for them."""

    resource = BALLOT
    permission_classes = [SignedIn]

    def get(self, request: Request, key: int) -> Response:  # noqa: ARG002
        ballot = self.resource.find(key, by=self.by)
        lines = lines_of(ballot, self.by.user_id)
        return Response(MyLineOut(lines, many=True, context=self.get_serializer_context()).data)


@documented("ballot_votes", tag="ballots")
class RollCallAPIView(PartsView):
    """Who voted how: published with the result, never before."""

    resource = BALLOT
    serializer_class = RollCallOut

    def parts(self, subject: Any) -> QuerySet[Elector]:  # noqa: ANN401
        rules.may_see_votes(self.by, subject, self.at).require()
        return roll_call(subject)


@documented("ballot_result", tag="ballots", answer=ResultOut)
class ResultAPIView(Reads):
    """How the ballot came out; not found before it is counted."""

    resource = BALLOT

    def get(self, request: Request, key: int) -> Response:  # noqa: ARG002
        ballot = self.resource.find(key, by=self.by)
        found = Result.objects.filter(ballot=ballot).select_related("ballot").first()
        if found is None:
            raise Http404
        return Response(ResultOut(found).data)


@documented("ballot_events", tag="ballots")
class BallotEventsAPIView(PartsView):
    """What happened to a ballot, oldest first."""

    resource = BALLOT
    serializer_class = EventOut

    def parts(self, subject: Any) -> QuerySet[Any]:  # noqa: ANN401
        return history_of(subject, by=self.by)


@documented("votes", tag="votes")
class VotesAPIView(ListView):
    """Votes of the organizations on whose roll lines you stand, the latest first."""

    resource = VOTE
    serializer_class = VoteOut
    permission_classes = [SignedIn]

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().order_by("-cast_at", "-id")


class CountFilter(Filters):
    """Which counts."""

    q = filters.CharFilter(method="about", label="Words of title, body or outcome", max_length=200)
    method = filters.ChoiceFilter(choices=[(name, name) for name in METHODS])

    def about(self, rows: QuerySet[Count], _: str, words: str) -> QuerySet[Count]:
        found = Q(title__icontains=words) | Q(body_name__icontains=words) | Q(sentence__icontains=words)
        return rows.filter(found)


@documented("counts", tag="counts")
class CountsAPIView(ListView):
    """Counts of files of ballots, the latest first."""

    resource = COUNT
    serializer_class = CountOut
    filterset_class = CountFilter

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().order_by("-counted_at", "-id")


@documented("count", tag="counts")
class CountAPIView(DetailView):
    """One count with its result record."""

    resource = COUNT
    serializer_class = CountDetailOut


@documented("count_record", tag="counts", answer=OpenApiTypes.OBJECT)
class CountRecordAPIView(Reads):
    """The result record alone: its canonical JSON has the published digest."""

    resource = COUNT

    def get(self, request: Request, key: int) -> Response:  # noqa: ARG002
        return Response(self.resource.find(key, by=self.by).record)


urlpatterns = [
    path("ballots/", BallotsAPIView.as_view(), name="api-ballots"),
    path("ballots/<ballot:key>/", BallotAPIView.as_view(), name="api-ballot"),
    path("ballots/<ballot:key>/roll/", RollAPIView.as_view(), name="api-ballot_roll"),
    path("ballots/<ballot:key>/mine/", MyLinesAPIView.as_view(), name="api-ballot_mine"),
    path("ballots/<ballot:key>/votes/", RollCallAPIView.as_view(), name="api-ballot_votes"),
    path("ballots/<ballot:key>/result/", ResultAPIView.as_view(), name="api-ballot_result"),
    path("ballots/<ballot:key>/events/", BallotEventsAPIView.as_view(), name="api-ballot_events"),
    path("votes/", VotesAPIView.as_view(), name="api-votes"),
    path("counts/", CountsAPIView.as_view(), name="api-counts"),
    path("counts/<count:key>/", CountAPIView.as_view(), name="api-count"),
    path("counts/<count:key>/record/", CountRecordAPIView.as_view(), name="api-count_record"),
    offers_path(BALLOT, OPERATIONS),
    *operation_api_urls(OPERATIONS, {"ballot": BallotDetailOut, "vote": VoteOut, "count": CountDetailOut}),
]
