"""Ballots in the REST API."""

from hashlib import sha256
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_variables
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request
from rest_framework.response import Response

from alliance.audit.queries import history_of
from alliance.audit.serializers import EventOut
from alliance.voting import rules
from alliance.voting.methods import METHODS
from alliance.voting.models import Ballot, Count, Elector, Phase
from alliance.voting.operations import BALLOT, COUNT, OPERATIONS, VOTE
from alliance.voting.published import box_of, files_for
from alliance.voting.queries import (
    came_out,
    in_phase,
    lines_of,
    objections_of,
    roll_call,
    roll_changes,
    roll_of,
    votes_owed_by,
)
from alliance.voting.serializers import (
    BallotDetailOut,
    BallotOut,
    BoxedBallotOut,
    CountDetailOut,
    CountOut,
    ElectorOut,
    FileOut,
    ForecastOut,
    MyLineOut,
    ObjectionOut,
    ResultOut,
    RollCallOut,
    RollChangeOut,
    VoteOut,
    marks_by_name,
)
from alliance.voting.states import OUTCOMES
from alliance.voting.turnout import pace_of
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
    outcome = filters.ChoiceFilter(choices=OUTCOMES, method="came_out")
    document = filters.CharFilter(
        field_name="document_ref", lookup_expr="iexact", max_length=40, label="P-31"
    )
    owed = filters.BooleanFilter(method="owed_by_me", label="Only those in which your vote is missing")

    def about(self, rows: QuerySet[Ballot], _: str, words: str) -> QuerySet[Ballot]:
        return rows.filter(Q(question__icontains=words) | Q(document_ref__iexact=words))

    def in_phase(self, rows: QuerySet[Ballot], _: str, phase: str) -> QuerySet[Ballot]:
        return rows.filter(in_phase(Phase(phase), now()))

    def came_out(self, rows: QuerySet[Ballot], _: str, outcome: str) -> QuerySet[Ballot]:
        return rows.filter(came_out(outcome))

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
    """The electoral roll, fixed when the ballot opened: every line with its reason; who took part after the
    count, where that is told. People on a roll are shown to members."""

    resource = BALLOT
    serializer_class = ElectorOut
    told = False

    def parts(self, subject: Any) -> QuerySet[Any]:  # noqa: ANN401
        rules.may_see_roll(self.by, subject, self.at).require()
        self.told = bool(rules.may_see_who_voted(self.by, subject, self.at))
        lines = roll_of(subject)
        return lines.select_related("vote") if self.told else lines

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "who_voted": self.told}


@documented("ballot_roll_changes", tag="ballots", answer=RollChangeOut(many=True))
class RollChangesAPIView(Reads):
    """What became of the roll since the opening, the first change first."""

    resource = BALLOT

    def get(self, request: Request, key: int) -> Response:  # noqa: ARG002
        ballot = self.resource.find(key, by=self.by)
        rules.may_see_roll(self.by, ballot, self.at).require()
        return Response(RollChangeOut(roll_changes(ballot), many=True).data)


@documented("ballot_objections", tag="ballots")
class ObjectionsAPIView(PartsView):
    """Objections to the roll and to a provisional result, with their answers: for members."""

    resource = BALLOT
    serializer_class = ObjectionOut
    permission_classes = [SignedIn]

    def parts(self, subject: Any) -> QuerySet[Any]:  # noqa: ANN401
        rules.may_see_objections(self.by, subject, self.at).require()
        return objections_of(subject)


@documented("ballot_forecast", tag="ballots", answer=ForecastOut)
class ForecastAPIView(Reads):
    """How many will have voted at the close; while the ballot is open."""

    resource = BALLOT

    def get(self, request: Request, key: int) -> Response:  # noqa: ARG002
        ballot = self.resource.find(key, by=self.by)
        rules.is_taking_votes(ballot, self.at).require()
        return Response(ForecastOut(pace_of(ballot, self.at).forecast).data)


@documented("ballot_manifest", tag="ballots", answer=OpenApiTypes.OBJECT)
class ManifestAPIView(Reads):
    """What was asked, of whom, and how it is counted, frozen at the opening: its canonical JSON has the
    published digest. Not found before."""

    resource = BALLOT

    def get(self, request: Request, key: int) -> Response:  # noqa: ARG002
        ballot = self.resource.find(key, by=self.by)
        if ballot.manifest is None:
            raise Http404
        return Response(ballot.manifest)


@documented("ballot_box", tag="ballots", answer=BoxedBallotOut(many=True))
class BoxAPIView(Reads):
    """The ballots of a secret ballot beside their trackers, in the order of these, as they were counted: to
    whom the rule, and the check at the close, show them."""

    resource = BALLOT

    @method_decorator(sensitive_variables())
    def get(self, request: Request, key: int) -> Response:  # noqa: ARG002
        ballot = self.resource.find(key, by=self.by)
        rules.may_see_ballots(self.by, ballot, self.at).require()
        box = box_of(ballot)
        if box is None:
            raise Http404
        rows = [
            {"tracker": row.tracker.code, "marks": marks_by_name(ballot, row.ballot.marks)}
            for row in box.rows
        ]
        return Response(BoxedBallotOut(rows, many=True).data)


@documented("ballot_files", tag="ballots", answer=FileOut(many=True))
class FilesAPIView(Reads):
    """The files of the verification.zip as this reader gets them, with their digests."""

    resource = BALLOT

    @method_decorator(sensitive_variables())
    def get(self, request: Request, key: int) -> Response:  # noqa: ARG002
        ballot = self.resource.find(key, by=self.by)
        rules.may_see_result(self.by, ballot, self.at).require()
        files = files_for(self.by, ballot, self.at)
        rows = [
            {"name": name, "size": len(data), "sha256": sha256(data).hexdigest()}
            for name, data in files.items()
        ]
        return Response(FileOut(rows, many=True).data)


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
    """Who voted how: shown with the result to whom the rule publishes it, never before, of a secret ballot
    never."""

    resource = BALLOT
    serializer_class = RollCallOut

    def parts(self, subject: Any) -> QuerySet[Elector]:  # noqa: ANN401
        rules.may_see_votes(self.by, subject, self.at).require()
        return roll_call(subject).select_related("ballot")


@documented("ballot_result", tag="ballots", answer=ResultOut)
class ResultAPIView(Reads):
    """How the ballot came out; not found before it is counted, nor when it was cancelled afterwards."""

    resource = BALLOT

    def get(self, request: Request, key: int) -> Response:  # noqa: ARG002
        ballot = self.resource.find(key, by=self.by)
        if not rules.may_see_result(self.by, ballot, self.at):
            raise Http404
        return Response(ResultOut(ballot.result).data)


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
        rows = super().get_queryset().select_related("elector__ballot")
        return rows.order_by("-cast_at", "-id")


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
    path("ballots/<ballot:key>/roll/changes/", RollChangesAPIView.as_view(), name="api-ballot_roll_changes"),
    path("ballots/<ballot:key>/objections/", ObjectionsAPIView.as_view(), name="api-ballot_objections"),
    path("ballots/<ballot:key>/forecast/", ForecastAPIView.as_view(), name="api-ballot_forecast"),
    path("ballots/<ballot:key>/manifest/", ManifestAPIView.as_view(), name="api-ballot_manifest"),
    path("ballots/<ballot:key>/box/", BoxAPIView.as_view(), name="api-ballot_box"),
    path("ballots/<ballot:key>/files/", FilesAPIView.as_view(), name="api-ballot_files"),
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
