"""Proposals, reviews, decisions and projects in the REST API."""

from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path
from django_filters import rest_framework as filters
from rest_framework.serializers import BaseSerializer

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
from alliance.web.rest_defaults import SignedIn
from projects.models import Decision, DecisionOutcome, Project, ProjectKind, Proposal, ProposalKind, Review
from projects.operations import OPERATIONS, PROJECT, PROPOSAL, REVIEW
from projects.queries import decisions_visible_to, reviews_readable_by, with_status
from projects.serializers import (
    CommentOut,
    DecisionDetailOut,
    DecisionOut,
    ProjectOut,
    ProposalOut,
    ReviewDetailOut,
    ReviewOut,
    VersionOut,
    VersionRef,
)
from projects.states import PROJECT as PROJECT_LIFE
from projects.states import PROPOSAL as PROPOSAL_LIFE
from projects.states import REVIEW as REVIEW_LIFE

DECISION = Resource(
    "decision", "decisions", Decision, decisions_visible_to, converter="decision", lookup="ref"
)


class ProposalFilter(Filters):
    """Which proposals."""

    q = filters.CharFilter(method="about", label="Words of title, summary or name", max_length=200)
    state = filters.MultipleChoiceFilter(choices=PROPOSAL_LIFE.choices())
    kind = filters.ChoiceFilter(choices=ProposalKind.choices)
    group = filters.CharFilter(field_name="group__slug", max_length=160, label="Slug of a working group")
    organization = filters.CharFilter(
        field_name="organization__slug", max_length=200, label="Slug of the proposing member"
    )
    author = filters.CharFilter(field_name="author__handle", max_length=80, label="Handle of a person")

    def about(self, rows: QuerySet[Proposal], _: str, words: str) -> QuerySet[Proposal]:
        for word in words.split():
            rows = rows.filter(
                Q(title__icontains=word) | Q(summary__icontains=word) | Q(name__icontains=word)
            )
        return rows


@documented("proposals", tag="proposals")
class ProposalsAPIView(ListView):
    """Every proposal you may know of, the latest change first."""

    resource = PROPOSAL
    serializer_class = ProposalOut
    filterset_class = ProposalFilter

    def get_queryset(self) -> QuerySet[Any]:
        return with_status(super().get_queryset())  # type: ignore[arg-type]


@documented("proposal", tag="proposals")
class ProposalAPIView(DetailView):
    """One proposal and where it stands; its text is in its versions."""

    resource = PROPOSAL
    serializer_class = ProposalOut


@documented("proposal_versions", tag="proposals")
class VersionsAPIView(PartsView):
    """The versions of a proposal, newest first."""

    resource = PROPOSAL
    serializer_class = VersionRef

    def parts(self, subject: Any) -> QuerySet[Any]:  # noqa: ANN401
        rows: QuerySet[Any] = subject.versions.select_related("author").order_by("-number")
        return rows


@documented("proposal_version", tag="proposals")
class VersionAPIView(DetailView):
    """One version with its text."""

    resource = PROPOSAL
    serializer_class = VersionOut

    def get_object(self) -> Any:  # noqa: ANN401
        subject = super().get_object()
        return get_object_or_404(subject.versions.select_related("author"), number=self.kwargs["number"])


@documented("proposal_comments", tag="proposals")
class CommentsAPIView(PartsView):
    """The discussion of a proposal, oldest first."""

    resource = PROPOSAL
    serializer_class = CommentOut

    def parts(self, subject: Any) -> QuerySet[Any]:  # noqa: ANN401
        rows: QuerySet[Any] = subject.comments.select_related("proposal", "author").order_by("at", "id")
        return rows


@documented("proposal_reviews", tag="proposals")
class ProposalReviewsAPIView(PartsView):
    """The reviews of a proposal that you may read."""

    resource = PROPOSAL
    serializer_class = ReviewOut
    permission_classes = [SignedIn]

    def parts(self, subject: Any) -> QuerySet[Any]:  # noqa: ANN401
        return reviews_readable_by(self.by).filter(proposal=subject).order_by("submitted_at", "due_at")


@documented("proposal_events", tag="proposals")
class ProposalEventsAPIView(PartsView):
    """What happened to a proposal, oldest first."""

    resource = PROPOSAL
    serializer_class = EventOut

    def parts(self, subject: Any) -> QuerySet[Any]:  # noqa: ANN401
        return history_of(subject, by=self.by)


class ReviewFilter(Filters):
    """Which reviews."""

    mine = filters.BooleanFilter(method="asked_of_me", label="Only those asked of you")
    state = filters.ChoiceFilter(choices=REVIEW_LIFE.choices())

    def asked_of_me(self, rows: QuerySet[Review], _: str, only: bool) -> QuerySet[Review]:  # noqa: FBT001
        own = Q(reviewer_id=self.request.user.pk)
        return rows.filter(own if only else ~own)


@documented("reviews", tag="reviews")
class ReviewsAPIView(ListView):
    """Reviews asked of you and those you may read, due first."""

    resource = REVIEW
    serializer_class = ReviewOut
    filterset_class = ReviewFilter
    permission_classes = [SignedIn]

    def get_queryset(self) -> QuerySet[Any]:
        return reviews_readable_by(self.by)


@documented("review", tag="reviews")
class ReviewAPIView(DetailView):
    """One review."""

    resource = REVIEW
    serializer_class = ReviewDetailOut
    permission_classes = [SignedIn]

    def get_queryset(self) -> QuerySet[Any]:
        return reviews_readable_by(self.by)


class DecisionFilter(Filters):
    """Which decisions."""

    q = filters.CharFilter(method="about", label="Words of the title, or the short id", max_length=200)
    outcome = filters.ChoiceFilter(choices=DecisionOutcome.choices)
    kind = filters.ChoiceFilter(choices=ProposalKind.choices)
    group = filters.CharFilter(field_name="group__slug", max_length=160, label="Slug of a working group")
    organization = filters.CharFilter(
        field_name="organization__slug", max_length=200, label="Slug of the proposing member"
    )
    year = filters.NumberFilter(min_value=2000, max_value=9999, decimal_places=0)
    proposal = filters.CharFilter(
        field_name="ballot__document_ref", lookup_expr="iexact", max_length=40, label="P-31"
    )

    def about(self, rows: QuerySet[Decision], _: str, words: str) -> QuerySet[Decision]:
        return rows.filter(Q(title__icontains=words) | Q(ref__iexact=words))


@documented("decisions", tag="decisions")
class DecisionsAPIView(ListView):
    """The register of outcomes, newest first."""

    resource = DECISION
    serializer_class = DecisionOut
    filterset_class = DecisionFilter

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().defer("record", "ballot__rule_data")


@documented("decision", tag="decisions")
class DecisionAPIView(DetailView):
    """The permanent record of one outcome."""

    resource = DECISION
    serializer_class = DecisionDetailOut


class ProjectFilter(Filters):
    """Which projects."""

    q = filters.CharFilter(method="about", label="Words of name or summary", max_length=200)
    stage = filters.ChoiceFilter(choices=PROJECT_LIFE.choices())
    kind = filters.ChoiceFilter(choices=ProjectKind.choices)
    focus_area = filters.CharFilter(field_name="focus_area__slug", max_length=120)
    group = filters.CharFilter(field_name="group__slug", max_length=160, label="Slug of a working group")
    organization = filters.CharFilter(
        field_name="organizations__slug", max_length=200, label="Slug of a member that develops it"
    )

    def about(self, rows: QuerySet[Project], _: str, words: str) -> QuerySet[Project]:
        return rows.filter(Q(name__icontains=words) | Q(summary__icontains=words))


@documented("projects", tag="projects")
class ProjectsAPIView(ListView):
    """What the alliance builds."""

    resource = PROJECT
    serializer_class = ProjectOut
    filterset_class = ProjectFilter


@documented("project", tag="projects")
class ProjectAPIView(DetailView):
    """One project."""

    resource = PROJECT
    serializer_class = ProjectOut


@documented("project_events", tag="projects")
class ProjectEventsAPIView(PartsView):
    """What happened to a project, oldest first."""

    resource = PROJECT
    serializer_class = EventOut

    def parts(self, subject: Any) -> QuerySet[Any]:  # noqa: ANN401
        return history_of(subject, by=self.by)


OUTPUTS: dict[str, type[BaseSerializer[Any]]] = {
    "proposal": ProposalOut,
    "comment": CommentOut,
    "review": ReviewDetailOut,
    "project": ProjectOut,
}

VERSIONS = "proposals/<proposal:key>/versions/"

urlpatterns = [
    path("proposals/", ProposalsAPIView.as_view(), name="api-proposals"),
    path("reviews/", ReviewsAPIView.as_view(), name="api-reviews"),
    path("decisions/", DecisionsAPIView.as_view(), name="api-decisions"),
    path("projects/", ProjectsAPIView.as_view(), name="api-projects"),
    *operation_api_urls(OPERATIONS, OUTPUTS),
    path("proposals/<proposal:key>/", ProposalAPIView.as_view(), name="api-proposal"),
    path(VERSIONS, VersionsAPIView.as_view(), name="api-proposal_versions"),
    path(f"{VERSIONS}<row:number>/", VersionAPIView.as_view(), name="api-proposal_version"),
    path("proposals/<proposal:key>/comments/", CommentsAPIView.as_view(), name="api-proposal_comments"),
    path("proposals/<proposal:key>/reviews/", ProposalReviewsAPIView.as_view(), name="api-proposal_reviews"),
    path("proposals/<proposal:key>/events/", ProposalEventsAPIView.as_view(), name="api-proposal_events"),
    path("reviews/<row:key>/", ReviewAPIView.as_view(), name="api-review"),
    path("decisions/<decision:key>/", DecisionAPIView.as_view(), name="api-decision"),
    path("projects/<slug:key>/", ProjectAPIView.as_view(), name="api-project"),
    path("projects/<slug:key>/events/", ProjectEventsAPIView.as_view(), name="api-project_events"),
    offers_path(PROPOSAL, OPERATIONS),
    offers_path(REVIEW, OPERATIONS),
    offers_path(PROJECT, OPERATIONS),
]
