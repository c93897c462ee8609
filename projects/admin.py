"""Proposals, reviews, decisions and projects at the staff desk: read here, change by the operations."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from alliance.kernel.actor import Interface
from alliance.web.admin_site import OperationAdmin, linked
from alliance.web.edge import actor_of, now
from projects import rules
from projects.models import Comment, Decision, Project, Proposal, ProposalVersion, Review
from projects.operations import OPERATIONS, PROJECT, PROPOSAL, REVIEW
from projects.queries import reviews_visible_to
from projects.states import SUBMITTED

OF = {
    resource.name: [each for each in OPERATIONS if each.resource is resource]
    for resource in (PROPOSAL, REVIEW, PROJECT)
}


@admin.register(Proposal)
class ProposalAdmin(OperationAdmin):
    operations = OF["proposal"]
    list_display = ["ref", "title", "kind", "state", linked("group"), linked("organization"), "stage_since"]
    list_display_links = ["ref", "title"]
    list_filter = ["state", "kind", "group"]
    list_select_related = ["group", "organization"]
    search_fields = ["=id", "title", "summary", "organization__name", "author__name"]
    date_hierarchy = "created_at"
    exclude = ["group", "organization", "author", "ballot"]
    readonly_fields = [linked("group"), linked("organization"), linked("author"), linked("ballot")]


@admin.register(ProposalVersion)
class ProposalVersionAdmin(OperationAdmin):
    list_display = ["__str__", linked("proposal"), "number", "title", "note", "at"]
    list_select_related = ["proposal"]
    search_fields = ["title", "summary", "text", "note"]
    date_hierarchy = "at"


@admin.register(Comment)
class CommentAdmin(OperationAdmin):
    list_display = ["__str__", linked("proposal"), "author_name", "organization_name", "at"]
    list_select_related = ["proposal"]
    search_fields = ["text", "author_name", "organization_name"]
    date_hierarchy = "at"


@admin.register(Review)
class ReviewAdmin(OperationAdmin):
    """What a reviewer has drafted stays with the reviewer until it is submitted."""

    operations = OF["review"]
    list_display = ["__str__", linked("proposal"), linked("reviewer"), "state", "due_at", "submitted_at"]
    list_filter = ["state"]
    list_select_related = ["proposal", "reviewer"]
    search_fields = ["reviewer__name", "organization__name", "proposal__title"]
    date_hierarchy = "asked_at"
    judgement = ("recommendation", "remarks", "confidential")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        return reviews_visible_to(actor_of(request, Interface.ADMIN)).select_related("proposal")

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:  # noqa: ANN401
        if obj is None or obj.reviewer_id == request.user.pk:
            return []
        by = actor_of(request, Interface.ADMIN)
        shown = obj.state == SUBMITTED and rules.may_read_reviews(by, obj.proposal, now())
        return [] if shown else list(self.judgement)


@admin.register(Decision)
class DecisionAdmin(OperationAdmin):
    list_display = ["ref", "title", "outcome", linked("proposal"), linked("ballot"), "decided_at"]
    list_filter = ["outcome", "kind", "year", "group"]
    list_select_related = ["proposal", "ballot"]
    search_fields = ["ref", "title", "sentence", "organization__name", "digest"]
    date_hierarchy = "decided_at"


@admin.register(Project)
class ProjectAdmin(OperationAdmin):
    operations = OF["project"]
    list_display = ["name", "kind", "stage", "focus_area", linked("group"), "registered_at"]
    list_filter = ["stage", "kind", "focus_area"]
    list_select_related = ["focus_area", "group"]
    search_fields = ["name", "summary", "organizations__name", "repository"]
    date_hierarchy = "registered_at"
    exclude = ["decision"]
    readonly_fields = [linked("decision")]
