"""Ballots and counts at the staff desk. Who voted, and how, is shown where it is published."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from alliance.kernel.actor import Interface
from alliance.voting.models import Ballot, Count, Elector, Objection, Result, RollPerson, Vote
from alliance.voting.operations import COUNT_BALLOTS, DRAFT_BALLOT, OF_BALLOTS
from alliance.voting.queries import lines_with_votes
from alliance.web.admin_site import OperationAdmin, linked
from alliance.web.edge import actor_of


@admin.register(Ballot)
class BallotAdmin(OperationAdmin):
    """Ballots in every state. Neither the seed of a lot nor an envelope or a box is shown here."""

    operations = [DRAFT_BALLOT, *OF_BALLOTS]
    list_display = ["ref", "question", "state", "level", "document_ref", "rule_id", "opens_at", "closes_at"]
    list_display_links = ["ref", "question"]
    list_filter = ["state", "level", "method", "rule_id", "is_public"]
    search_fields = ["=id", "question", "document_ref", "text_digest"]
    date_hierarchy = "opens_at"


@admin.register(Elector)
class ElectorAdmin(OperationAdmin):
    list_display = ["__str__", linked("ballot"), "name", "unit", "is_entitled", "is_recused", "reason"]
    list_filter = ["unit", "is_entitled", "is_recused", "voter_class"]
    list_select_related = ["ballot"]
    search_fields = ["name", "reason", "=ballot__id"]


@admin.register(Objection)
class ObjectionAdmin(OperationAdmin):
    """Objections with their answers; they are answered at the desk of their ballot."""

    list_display = ["__str__", linked("ballot"), "kind", "raised_by_name", "raised_at", "is_upheld"]
    list_filter = ["kind", "is_upheld"]
    list_select_related = ["ballot"]
    search_fields = ["=ballot__id", "text", "answer", "raised_by_name", "organization_name"]
    date_hierarchy = "raised_at"


@admin.register(RollPerson)
class RollPersonAdmin(OperationAdmin):
    list_display = ["name", linked("elector", "roll line"), "capacity", "named_at", "struck_at"]
    list_filter = ["capacity"]
    list_select_related = ["elector"]
    search_fields = ["name", "elector__name", "=elector__ballot__id"]


@admin.register(Vote)
class VoteAdmin(OperationAdmin):
    """Votes that staff may see beside names: ``rules.may_see_votes``, asked of the database."""

    list_display = [
        "receipt",
        linked("elector", "roll line"),
        "choice",
        "cast_by_name",
        "cast_at",
        "revision",
    ]
    list_filter = ["choice"]
    list_select_related = ["elector"]
    search_fields = ["receipt", "cast_by_name", "elector__name", "=elector__ballot__id"]
    date_hierarchy = "cast_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Vote]:
        told = lines_with_votes(actor_of(request, Interface.ADMIN))
        return super().get_queryset(request).filter(elector__in=told)


@admin.register(Result)
class ResultAdmin(OperationAdmin):
    list_display = ["__str__", linked("ballot"), "outcome", "sentence", "counted_at"]
    list_filter = ["outcome"]
    list_select_related = ["ballot"]
    search_fields = ["=ballot__id", "ballot__question", "digest"]
    date_hierarchy = "counted_at"


@admin.register(Count)
class CountAdmin(OperationAdmin):
    """Counts of ballot files. The ballots themselves are downloaded in the portal."""

    operations = [COUNT_BALLOTS]
    exclude = ["packed"]
    list_display = ["ref", "title", "body_name", "method", "sentence", "counted_at"]
    list_display_links = ["ref", "title"]
    list_filter = ["method"]
    search_fields = ["=id", "title", "body_name", "sentence", "digest"]
    date_hierarchy = "counted_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Count]:
        return super().get_queryset(request).defer("packed", "record")
