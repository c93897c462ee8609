"""The rules in the REST API."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from alliance.charter.forms import CalculatorForm
from alliance.charter.models import CharterEdition
from alliance.charter.operations import EDITIONS, OPERATIONS
from alliance.charter.queries import rules_in_force
from alliance.charter.serializers import CharterEditionOut, RuleOut, TrialIn, TrialOut
from alliance.charter.trials import trials
from alliance.web.edge import now
from alliance.web.rest import PROBLEMS, api_actor, operation_api_urls


class RulesAPIView(APIView):
    """The rules of decision in force."""

    @extend_schema(operation_id="rules", tags=["rules"], responses=RuleOut(many=True))
    def get(self, request: Request) -> Response:  # noqa: ARG002
        return Response(RuleOut(rules_in_force(now()).values(), many=True).data)


class RuleAPIView(APIView):
    """One rule in force."""

    @extend_schema(operation_id="rule", tags=["rules"], responses={200: RuleOut, **PROBLEMS})
    def get(self, request: Request, slug: str) -> Response:  # noqa: ARG002
        rule = rules_in_force(now()).get(slug)
        if rule is None:
            raise Http404
        return Response(RuleOut(rule).data)


class RuleTrialsAPIView(APIView):
    """What one tally would decide under each rule in force."""

    @extend_schema(
        operation_id="rule_trials",
        tags=["rules"],
        parameters=[TrialIn],
        responses={200: TrialOut(many=True), **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        form = CalculatorForm(request.query_params)
        if not form.is_valid():
            raise ValidationError(
                {name: [str(each) for each in errors] for name, errors in form.errors.items()}
            )
        return Response(TrialOut(trials(rules_in_force(now()).values(), form.tally()), many=True).data)


@extend_schema(operation_id="charter_editions", tags=["charter-editions"])
class CharterEditionsAPIView(generics.ListAPIView[CharterEdition]):
    """Every adopted edition of a charter, the newest first."""

    serializer_class = CharterEditionOut

    def get_queryset(self) -> QuerySet[CharterEdition, Any]:
        return EDITIONS.visible(api_actor(self.request))


@extend_schema(operation_id="charter_edition", tags=["charter-editions"])
class CharterEditionAPIView(generics.RetrieveAPIView[CharterEdition]):
    """One adopted edition with its full text."""

    serializer_class = CharterEditionOut

    def get_object(self) -> CharterEdition:
        found: CharterEdition = EDITIONS.find(self.kwargs["key"], by=api_actor(self.request))
        return found


urlpatterns = [
    path("rules/", RulesAPIView.as_view(), name="api-rules"),
    path("rules/<slug:slug>/", RuleAPIView.as_view(), name="api-rule"),
    path("rule-trials/", RuleTrialsAPIView.as_view(), name="api-rule_trials"),
    path("charter-editions/", CharterEditionsAPIView.as_view(), name="api-charter_editions"),
    path("charter-editions/<int:key>/", CharterEditionAPIView.as_view(), name="api-charter_edition"),
    *operation_api_urls(OPERATIONS, {EDITIONS.name: CharterEditionOut}),
]
