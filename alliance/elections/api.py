"""Elections, candidates, voters and bodies in the REST API."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import path
from django_filters import rest_framework as filters
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from alliance.audit.queries import history_of
from alliance.audit.serializers import EventOut
from alliance.elections import rules
from alliance.elections.dates import plan_of
from alliance.elections.listings import (
    candidacies_known_to,
    questions_known_to,
    questions_with_answers,
    terms_known_to,
)
from alliance.elections.models import Candidacy, Election, EntitlementRequest, Term, Voter
from alliance.elections.operations import (
    BODY,
    CANDIDACY,
    ELECTION,
    OPERATIONS,
    QUESTION,
    REQUEST,
    SEAT,
    TERM,
    VOTER,
)
from alliance.elections.serializers import (
    BodyOut,
    BodySeatOut,
    CandidacyOut,
    ElectionDetailOut,
    ElectionOut,
    QuestionOut,
    RequestOut,
    StepOut,
    TermOut,
    VoterOut,
)
from alliance.elections.states import ELECTION as LIFE
from alliance.elections.timetable import timetable
from alliance.web.rest import (
    DetailView,
    Filters,
    ListView,
    PartsView,
    Reads,
    documented,
    offers_path,
    operation_api_urls,
)
from alliance.web.rest_defaults import SignedIn


class ElectionFilter(Filters):
    """Which elections."""

    q = filters.CharFilter(method="about", label="Words of the title or the body", max_length=200)
    state = filters.ChoiceFilter(choices=LIFE.choices())
    body = filters.CharFilter(field_name="body__slug", max_length=100, label="Slug of a body")

    def about(self, rows: QuerySet[Election], _: str, words: str) -> QuerySet[Election]:
        return rows.filter(Q(title__icontains=words) | Q(body__name__icontains=words))


@documented("elections", tag="elections")
class ElectionsAPIView(ListView):
    """Elections, the latest first."""

    resource = ELECTION
    serializer_class = ElectionOut
    filterset_class = ElectionFilter


@documented("election", tag="elections")
class ElectionAPIView(DetailView):
    """One election: rule in words, dates, contests, officers."""

    resource = ELECTION
    serializer_class = ElectionDetailOut

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().prefetch_related("contests__ballot")


@documented("election_timetable", tag="elections", answer=StepOut(many=True))
class TimetableAPIView(Reads):
    """The dated steps of an election, each with the reason for its date and what stands against it."""

    resource = ELECTION

    def get(self, request: Request, key: int) -> Response:  # noqa: ARG002
        election = self.resource.find(key, by=self.by)
        return Response(StepOut(timetable(plan_of(election)), many=True).data)


@documented("election_candidates", tag="elections")
class CandidatesAPIView(PartsView):
    """Who stands, or stood, in an election. A nomination that was not accepted is for those whom it
    concerns."""

    resource = ELECTION
    serializer_class = CandidacyOut

    def parts(self, subject: Any) -> QuerySet[Any]:  # noqa: ANN401
        return with_parts(candidacies_known_to(self.by).filter(election=subject))


def with_parts(candidacies: QuerySet[Candidacy]) -> QuerySet[Candidacy]:
    """Candidacies with what their JSON shows of others."""
    return candidacies.prefetch_related("nominations__organization", "endorsements__organization")


@documented("candidacy", tag="candidacies")
class CandidacyAPIView(DetailView):
    """One candidate: statement, nominations, endorsements."""

    resource = CANDIDACY
    serializer_class = CandidacyOut

    def get_queryset(self) -> QuerySet[Any]:
        return with_parts(super().get_queryset())


@documented("election_questions", tag="elections")
class QuestionsAPIView(PartsView):
    """Public questions to the candidates with their answers, the oldest first."""

    resource = ELECTION
    serializer_class = QuestionOut

    def parts(self, subject: Any) -> QuerySet[Any]:  # noqa: ANN401
        return questions_with_answers(questions_known_to(self.by).filter(election=subject))


@documented("election_voters", tag="elections")
class VotersAPIView(PartsView):
    """The list of voters, where the rule names a role: for those who run the election."""

    resource = ELECTION
    serializer_class = VoterOut
    permission_classes = [SignedIn]

    def parts(self, subject: Any) -> QuerySet[Any]:  # noqa: ANN401
        rules.may_see_voters(self.by, subject, self.at).require()
        return Voter.objects.filter(election=subject).select_related("election", "user", "organization")


@documented("election_requests", tag="elections")
class RequestsAPIView(PartsView):
    """Requests to be put on the list of voters: for those who run the election."""

    resource = ELECTION
    serializer_class = RequestOut
    permission_classes = [SignedIn]

    def parts(self, subject: Any) -> QuerySet[Any]:  # noqa: ANN401
        rules.may_see_voters(self.by, subject, self.at).require()
        found = EntitlementRequest.objects.filter(election=subject)
        return found.select_related("election", "user", "organization")


@documented("election_events", tag="elections")
class ElectionEventsAPIView(PartsView):
    """What happened in an election, oldest first."""

    resource = ELECTION
    serializer_class = EventOut

    def parts(self, subject: Any) -> QuerySet[Any]:  # noqa: ANN401
        return history_of(subject, by=self.by)


@documented("bodies", tag="bodies")
class BodiesAPIView(ListView):
    """Bodies of the charters in force, with seats that are filled by election or appointment."""

    resource = BODY
    serializer_class = BodyOut


@documented("body", tag="bodies")
class BodyAPIView(DetailView):
    """One body."""

    resource = BODY
    serializer_class = BodyOut


@documented("body_seats", tag="bodies")
class SeatsAPIView(PartsView):
    """The seats of a body."""

    resource = BODY
    serializer_class = BodySeatOut

    def parts(self, subject: Any) -> QuerySet[Any]:  # noqa: ANN401
        rows: QuerySet[Any] = subject.seats.existing(self.at.date()).select_related("body")
        return rows


class TermFilter(Filters):
    """Which terms."""

    on = filters.DateFilter(method="served", label="Only terms of that day")

    def served(self, rows: QuerySet[Term], _: str, day: Any) -> QuerySet[Term]:  # noqa: ANN401
        return rows.filter(pk__in=Term.objects.on(day).order_by().values("pk"))


@documented("body_terms", tag="bodies")
class TermsAPIView(PartsView):
    """Who holds and held the seats of a body, the newest first."""

    resource = BODY
    serializer_class = TermOut
    filterset_class = TermFilter

    def parts(self, subject: Any) -> QuerySet[Any]:  # noqa: ANN401
        return terms_known_to(self.by).filter(seat__body=subject).order_by("-from_on", "seat__number", "pk")


@documented("body_events", tag="bodies")
class BodyEventsAPIView(PartsView):
    """What happened to a body, oldest first."""

    resource = BODY
    serializer_class = EventOut

    def parts(self, subject: Any) -> QuerySet[Any]:  # noqa: ANN401
        return history_of(subject, by=self.by)


OUTPUTS: dict[str, type[BaseSerializer[Any]]] = {
    "election": ElectionDetailOut,
    "candidacy": CandidacyOut,
    "question": QuestionOut,
    "voter": VoterOut,
    "entitlement_request": RequestOut,
    "body": BodyOut,
    "seat": BodySeatOut,
    "term": TermOut,
}
OFFERED = (ELECTION, CANDIDACY, QUESTION, VOTER, REQUEST, BODY, SEAT, TERM)

urlpatterns = [
    path("elections/", ElectionsAPIView.as_view(), name="api-elections"),
    path("bodies/", BodiesAPIView.as_view(), name="api-bodies"),
    *operation_api_urls(OPERATIONS, OUTPUTS),
    path("elections/<election:key>/", ElectionAPIView.as_view(), name="api-election"),
    path("elections/<election:key>/timetable/", TimetableAPIView.as_view(), name="api-election_timetable"),
    path("elections/<election:key>/candidates/", CandidatesAPIView.as_view(), name="api-election_candidates"),
    path("elections/<election:key>/questions/", QuestionsAPIView.as_view(), name="api-election_questions"),
    path("elections/<election:key>/voters/", VotersAPIView.as_view(), name="api-election_voters"),
    path("elections/<election:key>/requests/", RequestsAPIView.as_view(), name="api-election_requests"),
    path("elections/<election:key>/events/", ElectionEventsAPIView.as_view(), name="api-election_events"),
    path("candidacies/<row:key>/", CandidacyAPIView.as_view(), name="api-candidacy"),
    path("bodies/<slug:key>/", BodyAPIView.as_view(), name="api-body"),
    path("bodies/<slug:key>/seats/", SeatsAPIView.as_view(), name="api-body_seats"),
    path("bodies/<slug:key>/terms/", TermsAPIView.as_view(), name="api-body_terms"),
    path("bodies/<slug:key>/events/", BodyEventsAPIView.as_view(), name="api-body_events"),
    *(offers_path(resource, OPERATIONS) for resource in OFFERED),
]
