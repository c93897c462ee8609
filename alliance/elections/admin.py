"""Elections and bodies at the staff desk: read and search here, change by the operations."""

from django.contrib import admin

from alliance.elections.models import (
    Answer,
    Body,
    BodySeat,
    Candidacy,
    Contest,
    Election,
    Endorsement,
    EntitlementRequest,
    Nomination,
    Officer,
    Question,
    Term,
    Voter,
)
from alliance.elections.operations import (
    OF_BODIES,
    OF_CANDIDACIES,
    OF_ELECTIONS,
    OF_QUESTIONS,
    OF_REQUESTS,
    OF_SEATS,
    OF_TERMS,
    OF_VOTERS,
)
from alliance.web.admin_site import OperationAdmin, linked


@admin.register(Election)
class ElectionAdmin(OperationAdmin):
    operations = OF_ELECTIONS
    list_display = ["ref", "title", linked("body"), "state", "anchor_on", "voting_opens_at", "is_public"]
    list_display_links = ["ref", "title"]
    list_filter = ["state", "body", "is_public"]
    list_select_related = ["body"]
    search_fields = ["=id", "title", "body__name", "rule_id"]
    date_hierarchy = "anchor_on"


@admin.register(Contest)
class ContestAdmin(OperationAdmin):
    list_display = ["title", linked("election"), "number", "state", linked("ballot"), "outcome_at"]
    list_filter = ["state"]
    list_select_related = ["election", "ballot"]
    search_fields = ["title", "=election__id"]


@admin.register(Officer)
class OfficerAdmin(OperationAdmin):
    list_display = ["__str__", linked("user", "person"), linked("election"), "appointed_at"]
    list_select_related = ["user", "election"]
    search_fields = ["user__name", "=election__id"]


@admin.register(Candidacy)
class CandidacyAdmin(OperationAdmin):
    operations = OF_CANDIDACIES
    list_display = ["name", linked("election"), "contest", "state", "affiliation_name", "nominated_at"]
    list_filter = ["state"]
    list_select_related = ["election", "contest__election", "organization"]
    search_fields = ["name", "=election__id", "affiliation", "organization__name"]
    date_hierarchy = "nominated_at"


@admin.register(Nomination)
class NominationAdmin(OperationAdmin):
    list_display = ["name", linked("candidacy"), "affiliation_name", "at"]
    list_select_related = ["candidacy__contest__election", "organization"]
    search_fields = ["name", "candidacy__name", "=candidacy__election__id"]


@admin.register(Endorsement)
class EndorsementAdmin(OperationAdmin):
    list_display = ["name", linked("candidacy"), "affiliation_name", "at"]
    list_select_related = ["candidacy__contest__election", "organization"]
    search_fields = ["name", "candidacy__name", "=candidacy__election__id"]


@admin.register(Question)
class QuestionAdmin(OperationAdmin):
    operations = OF_QUESTIONS
    list_display = ["asked_by_name", linked("election"), "text", "asked_at", "hidden_at"]
    list_select_related = ["election"]
    search_fields = ["text", "asked_by_name", "=election__id"]
    date_hierarchy = "asked_at"


@admin.register(Answer)
class AnswerAdmin(OperationAdmin):
    list_display = [linked("candidacy"), linked("question"), "text", "at", "revised_at"]
    list_display_links = ["text"]
    list_select_related = ["candidacy__contest__election", "question"]
    search_fields = ["text", "candidacy__name"]


@admin.register(Voter)
class VoterAdmin(OperationAdmin):
    operations = OF_VOTERS
    list_display = ["name", linked("election"), linked("user", "person"), "reason", "registered_at"]
    list_select_related = ["election", "user"]
    search_fields = ["name", "user__email", "=election__id"]


@admin.register(EntitlementRequest)
class EntitlementRequestAdmin(OperationAdmin):
    operations = OF_REQUESTS
    list_display = ["name", linked("election"), "asked_at", "is_granted", "answer"]
    list_filter = ["is_granted"]
    list_select_related = ["election"]
    search_fields = ["name", "text", "=election__id"]


@admin.register(Body)
class BodyAdmin(OperationAdmin):
    operations = OF_BODIES
    list_display = ["name", "charter_body", "charter_id", "clause", "registered_at"]
    list_filter = ["charter_body"]
    search_fields = ["name", "slug", "charter_id"]


@admin.register(BodySeat)
class BodySeatAdmin(OperationAdmin):
    operations = OF_SEATS
    list_display = ["title", linked("body"), "group", "number", "is_voting", "abolished_on"]
    list_filter = ["body", "is_voting"]
    list_select_related = ["body"]
    search_fields = ["title", "body__name", "group"]


@admin.register(Term)
class TermAdmin(OperationAdmin):
    operations = OF_TERMS
    list_display = ["person_name", linked("seat"), "affiliation_name", "from_on", "until_on", "ended_on"]
    list_filter = ["seat__body"]
    list_select_related = ["seat__body", "organization"]
    search_fields = ["person_name", "seat__title", "affiliation", "organization__name"]
    date_hierarchy = "from_on"
