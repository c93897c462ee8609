"""Proposals, reviews, decisions and projects as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from members.models import FocusArea
from members.serializers import GroupRef, OrganizationRef, PersonRef
from projects import rules
from projects.models import Comment, Decision, Project, Proposal, ProposalVersion, Review
from projects.queries import status_of
from projects.states import SUBMITTED


class StatusOut(serializers.Serializer[Any]):
    """Where a proposal stands, who has the ball, and until when."""

    label = serializers.CharField()  # type: ignore[assignment]  # hides an attribute that a serializer does not use
    sentence = serializers.CharField()
    until = serializers.DateTimeField(allow_null=True)


class ProposalOut(serializers.ModelSerializer[Proposal]):
    """Something an organization asks the alliance to decide."""

    ref = serializers.CharField()
    kind_label = serializers.CharField(source="get_kind_display")
    status = serializers.SerializerMethodField()
    group = GroupRef()
    organization = OrganizationRef()
    author = PersonRef()
    ballot = serializers.CharField(source="ballot.ref", default=None, allow_null=True, help_text="B-14")
    url = serializers.CharField(source="get_absolute_url", help_text="Its page in the portal.")

    class Meta:
        model = Proposal
        fields = [
            "ref",
            "kind",
            "kind_label",
            "title",
            "summary",
            "name",
            "state",
            "status",
            "group",
            "organization",
            "author",
            "latest_version",
            "ballot",
            "reasons",
            "created_at",
            "submitted_at",
            "stage_since",
            "settled_at",
            "url",
        ]

    @extend_schema_field(StatusOut)
    def get_status(self, proposal: Proposal) -> dict[str, Any]:
        found: dict[str, Any] = StatusOut(status_of(proposal, to_member=self.context["by"].is_signed_in)).data
        return found


class VersionRef(serializers.ModelSerializer[ProposalVersion]):
    """A published version of a proposal."""

    author = PersonRef()

    class Meta:
        model = ProposalVersion
        fields = ["number", "title", "note", "author", "at"]


class VersionOut(VersionRef):
    """A published version with its text."""

    class Meta(VersionRef.Meta):
        fields = [*VersionRef.Meta.fields, "summary", "text"]


class CommentOut(serializers.ModelSerializer[Comment]):
    """A remark in the discussion."""

    proposal = serializers.CharField(source="proposal.ref")
    author = PersonRef()

    class Meta:
        model = Comment
        fields = ["id", "proposal", "version", "author", "author_name", "organization_name", "text", "at"]


class ReviewOut(serializers.ModelSerializer[Review]):
    """A review that was asked for; what it says is empty for others until it is submitted."""

    proposal = serializers.CharField(source="proposal.ref")
    title = serializers.CharField(source="proposal.title")
    reviewer = PersonRef()
    organization = OrganizationRef()
    state_label = serializers.CharField(source="get_state_display")
    late = serializers.SerializerMethodField()
    recommendation = serializers.SerializerMethodField()
    remarks = serializers.SerializerMethodField(help_text="For the author, Markdown.")
    url = serializers.CharField(source="get_absolute_url", help_text="Its page in the portal.")

    class Meta:
        model = Review
        fields = [
            "id",
            "proposal",
            "title",
            "reviewer",
            "organization",
            "reason",
            "state",
            "state_label",
            "late",
            "version",
            "recommendation",
            "remarks",
            "refusal",
            "asked_at",
            "due_at",
            "submitted_at",
            "url",
        ]

    def get_late(self, review: Review) -> bool:
        return review.is_late(self.context["at"])

    def get_recommendation(self, review: Review) -> str:
        return review.recommendation if self._is_readable(review) else ""

    def get_remarks(self, review: Review) -> str:
        return review.remarks if self._is_readable(review) else ""

    def _is_own(self, review: Review) -> bool:
        return bool(self.context["by"].user_id == review.reviewer_id)

    def _is_readable(self, review: Review) -> bool:
        return review.state == SUBMITTED or self._is_own(review)


class ReviewDetailOut(ReviewOut):
    """A review with what it says to the chairs, for those who may read that."""

    confidential = serializers.SerializerMethodField(help_text="For the chairs; empty for others.")

    class Meta(ReviewOut.Meta):
        fields = [*ReviewOut.Meta.fields, "confidential"]

    def get_confidential(self, review: Review) -> str:
        if self._is_own(review):
            return review.confidential
        may_read = rules.may_read_confidential(self.context["by"], review.proposal, self.context["at"])
        return review.confidential if may_read and review.state == SUBMITTED else ""


class DecisionOut(serializers.ModelSerializer[Decision]):
    """An outcome on permanent record."""

    kind_label = serializers.CharField(source="get_kind_display")
    outcome_label = serializers.CharField(source="get_outcome_display")
    group = GroupRef()
    organization = OrganizationRef()
    proposal = serializers.CharField(source="proposal.ref")
    ballot = serializers.CharField(source="ballot.ref")
    url = serializers.CharField(source="get_absolute_url", help_text="Its page in the portal.")

    class Meta:
        model = Decision
        fields = [
            "ref",
            "kind",
            "kind_label",
            "title",
            "outcome",
            "outcome_label",
            "sentence",
            "rule_sentence",
            "clause",
            "body_name",
            "group",
            "organization",
            "proposal",
            "proposal_version",
            "ballot",
            "decided_at",
            "review_on",
            "digest",
            "url",
        ]


class DecisionDetailOut(DecisionOut):
    """A decision with the record of which its digest is taken."""

    class Meta(DecisionOut.Meta):
        fields = [*DecisionOut.Meta.fields, "record"]


class ProjectOut(serializers.ModelSerializer[Project]):
    """Something the alliance builds."""

    kind_label = serializers.CharField(source="get_kind_display")
    stage_label = serializers.CharField(source="get_stage_display")
    focus_area = serializers.SlugRelatedField[FocusArea](slug_field="slug", read_only=True)
    group = GroupRef(allow_null=True)
    organizations = OrganizationRef(many=True)
    decision = serializers.CharField(source="decision.ref", default=None, allow_null=True)
    url = serializers.CharField(source="get_absolute_url", help_text="Its page in the portal.")

    class Meta:
        model = Project
        fields = [
            "slug",
            "name",
            "kind",
            "kind_label",
            "summary",
            "stage",
            "stage_label",
            "focus_area",
            "group",
            "organizations",
            "repository",
            "decision",
            "registered_at",
            "source",
            "url",
        ]
