"""The rules in the REST API."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import path
from rest_framework import generics
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from alliance.charter.forms import CalculatorForm
from alliance.charter.models import CharterEdition
from alliance.charter.operations import EDITIONS, OPERATIONS
from alliance.charter.queries import charters_in_force, edition_in_force, rules_in_force
from alliance.charter.serializers import CharterEditionOut, CharterInForceOut, RuleOut, TrialIn, TrialOut
from alliance.charter.trials import Trial, trials, trials_under
from alliance.web.edge import now
from alliance.web.rest import api_actor, documented, operation_api_urls


@documented("rules", tag="rules", answer=RuleOut(many=True))
class RulesAPIView(APIView):
    """The rules of decision in force."""

    def get(self, request: Request) -> Response:  # noqa: ARG002
        return Response(RuleOut(rules_in_force(now()).values(), many=True).data)


@documented("rule", tag="rules", answer=RuleOut)
class RuleAPIView(APIView):
    """One rule in force."""

    def get(self, request: Request, slug: str) -> Response:  # noqa: ARG002
        rule = rules_in_force(now()).get(slug)
        if rule is None:
            raise Http404
        return Response(RuleOut(rule).data)


@documented("rule_trials", tag="rules", answer=TrialOut(many=True), parameters=[TrialIn])
class RuleTrialsAPIView(APIView):
    """What one tally would decide under each rule in force."""

    def get(self, request: Request) -> Response:
        form = CalculatorForm(request.query_params)
        if not form.is_valid():
            raise ValidationError(
                {name: [str(each) for each in errors] for name, errors in form.errors.items()}
            )
        return Response(TrialOut(self._trials(request, form), many=True).data)

    def _trials(self, request: Request, form: CalculatorForm) -> list[Trial]:
        if request.query_params.get("everywhere", "") not in ("", "0", "false"):
            tally = form.wide_tally()
            return [each for edition in charters_in_force(now()) for each in trials_under(edition, tally)]
        return trials(rules_in_force(now()).values(), form.tally())


@documented("charters", tag="rules", answer=CharterInForceOut(many=True))
class ChartersAPIView(APIView):
    """The charter in force of every body known here, our own first, with its rules in plain sentences."""

    def get(self, request: Request) -> Response:  # noqa: ARG002
        return Response(CharterInForceOut(charters_in_force(now()), many=True).data)


@documented("charter", tag="rules", answer=CharterInForceOut)
class CharterAPIView(APIView):
    """The charter of a body that is in force."""

    def get(self, request: Request, body: str) -> Response:  # noqa: ARG002
        edition = edition_in_force(now(), body)
        if edition is None:
            raise Http404
        return Response(CharterInForceOut(edition).data)


@documented("charter_editions", tag="charter-editions")
class CharterEditionsAPIView(generics.ListAPIView[CharterEdition]):
    """Every adopted edition of a charter, the newest first."""

    serializer_class = CharterEditionOut

    def get_queryset(self) -> QuerySet[CharterEdition, Any]:
        return EDITIONS.visible(api_actor(self.request))


@documented("charter_edition", tag="charter-editions")
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
    path("charters/", ChartersAPIView.as_view(), name="api-charters"),
    path("charters/<slug:body>/", CharterAPIView.as_view(), name="api-charter"),
    path("charter-editions/", CharterEditionsAPIView.as_view(), name="api-charter_editions"),
    path("charter-editions/<int:key>/", CharterEditionAPIView.as_view(), name="api-charter_edition"),
    *operation_api_urls(OPERATIONS, {EDITIONS.name: CharterEditionOut}),
]
