"""Operations as API endpoints."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, resolve, reverse
from django.views.decorators.debug import sensitive_variables
from django_filters.rest_framework import FilterSet
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import exceptions, generics, serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from alliance.kernel.actor import Actor, Interface
from alliance.kernel.verdict import Forbidden
from alliance.web.edge import actor_of, hats_of, now
from alliance.web.operations import Offer, Operation, OperationForm, Resource, offers
from alliance.web.rest_defaults import PROBLEM_JSON, SAFE_METHODS, StrictJSONParser


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document describes the tokens."""

    target_class = "alliance.web.rest_defaults.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:  # noqa: ANN401, ARG002
        return {"type": "http", "scheme": "bearer"}


class ProblemOut(serializers.Serializer[Any]):
    """RFC 9457 problem details."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = serializers.DictField(  # type: ignore[assignment]  # the name that RFC 9457 clients expect
        child=serializers.ListField(child=serializers.CharField()), required=False
    )


PROBLEMS = {
    (code, PROBLEM_JSON): OpenApiResponse(ProblemOut, description=words)
    for code, words in {
        400: "The request could not be read.",
        401: "Not signed in.",
        403: "This person may not.",
        404: "Not found, or not visible to you.",
        409: "Not possible in the present state or at this time.",
        422: "A field is wrong; `errors` says which and how to mend it.",
        429: "Too many requests.",
    }.items()
}


ACTING_FOR_HEADER = "X-Acting-For"


def api_actor(request: Request) -> Actor:
    """Who calls the API, for the organization that ``X-Acting-For: <slug>`` names, else as in the portal.

    Raises:
        Forbidden: the caller does not represent that organization.
    """
    inner: HttpRequest = request._request  # noqa: SLF001 -- DRF keeps the authenticated user on its wrapper
    inner.user = request.user
    actor = actor_of(inner, Interface.API)
    wanted = request.headers.get(ACTING_FOR_HEADER)
    if not wanted or not actor.is_signed_in:
        return actor
    for hat in hats_of(inner):
        if hat.organization_slug == wanted:
            return actor.acting_for(hat.organization_id, hat.organization_name)
    message = f"You do not represent an organization with the address “{wanted[:80]}”."
    raise Forbidden(message)


ACTING_FOR = OpenApiParameter(
    ACTING_FOR_HEADER,
    location=OpenApiParameter.HEADER,
    description="Address (slug) of the organization for which you act, where you represent several.",
)


class Filters(FilterSet):  # type: ignore[misc]  # the library is untyped
    """Which rows of a list, by its address."""


class Reads(APIView):
    """What the reading views share: who asks, when, and a serializer that knows both."""

    resource: Resource

    @cached_property
    def by(self) -> Actor:
        return api_actor(self.request)

    @cached_property
    def at(self) -> datetime:
        return now()

    def get_queryset(self) -> QuerySet[Any]:
        return self.resource.visible(self.by)

    def get_object(self) -> Any:  # noqa: ANN401 -- an instance of the resource's model
        found = self.get_queryset().filter(**{self.resource.lookup: self.kwargs["key"]}).first()
        if found is None:
            raise Http404
        return found

    def get_serializer_context(self) -> dict[str, Any]:
        return {"by": self.by, "at": self.at, "request": self.request}


class ListView(Reads, generics.ListAPIView[Any]):
    """A page of what this reader may see."""


class DetailView(Reads, generics.RetrieveAPIView[Any]):
    """One object, if this reader may know of it."""


class PartsView(Reads, generics.ListAPIView[Any]):
    """What belongs to one object: its versions, comments, roll."""

    def parts(self, subject: Any) -> QuerySet[Any]:  # noqa: ANN401
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            return self.resource.visible(self.by).none()
        return self.parts(self.resource.find(self.kwargs["key"], by=self.by))


V = TypeVar("V", bound=type[APIView])


def documented(
    name: str,
    *,
    tag: str,
    answer: Any = None,  # noqa: ANN401 -- a serializer, or a type of OpenAPI
    parameters: Sequence[Any] = (),
) -> Callable[[V], V]:
    """Describe a reading view in the OpenAPI document; ``answer`` where the view names no serializer."""

    def describe(view: V) -> V:
        shown = answer or view.serializer_class(many=issubclass(view, generics.ListAPIView))  # type: ignore[attr-defined]
        responses: dict[Any, Any] = {200: shown, **PROBLEMS}
        schema = extend_schema(
            operation_id=name, tags=[tag], parameters=[ACTING_FOR, *parameters], responses=responses
        )
        return extend_schema_view(get=schema)(view)

    return describe


class NothingHereView(APIView):
    """Every address of the API that leads nowhere, whatever the method; a forgotten last slash is added."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
        with_slash = f"{request.path_info}/"
        if (
            request.method in SAFE_METHODS
            and not request.path_info.endswith("/")
            and leads_somewhere(with_slash)
        ):
            return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
        return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401, ARG002
        raise Http404


def leads_somewhere(address: str) -> bool:
    """Whether a view of its own stands at the address."""
    return getattr(resolve(address).func, "cls", None) is not NothingHereView


class OfferOut(serializers.Serializer[Any]):
    """Something you may do with an object, or may not at this moment, and why not."""

    operation = serializers.CharField(source="operation.name")
    label = serializers.CharField()  # type: ignore[assignment]  # hides an attribute that a serializer does not use
    summary = serializers.CharField(source="operation.summary")
    possible = serializers.SerializerMethodField()
    reason = serializers.CharField(source="verdict.reason", help_text="Why not; empty when possible.")
    address = serializers.SerializerMethodField(help_text="Where to POST it.")
    url = serializers.CharField(help_text="The page in the portal that does it.")

    def get_possible(self, offer: Offer) -> bool:
        return bool(offer.verdict)

    def get_address(self, offer: Offer) -> str:
        operation = offer.operation
        key = [] if operation.creates else [operation.resource.key(self.context["subject"])]
        return reverse(f"api-{operation.name}", args=key)


class OffersView(Reads):
    """What you may do with an object now, and what only the moment forbids, with the reason."""

    operations: Sequence[Operation] = ()

    def get(self, request: Request, key: Any) -> Response:  # noqa: ANN401, ARG002
        subject = self.resource.find(key, by=self.by)
        found = offers(self.operations, subject=subject, by=self.by, at=self.at)
        return Response(OfferOut(found, many=True, context={"subject": subject}).data)


def offers_path(resource: Resource, operations: Iterable[Operation]) -> URLPattern:
    """``<plural>/<key>/offers/``: which of the operations on the object the reader may perform."""
    own = [
        each for each in operations if each.resource is resource and not each.creates and _is_at_the_api(each)
    ]
    view: type[APIView] = type(
        f"{resource.name.title()}OffersView",
        (OffersView,),
        {"resource": resource, "operations": own, "__doc__": OffersView.__doc__},
    )
    name = f"{resource.name}_offers"
    shown = documented(name, tag=resource.plural, answer=OfferOut(many=True))(view)
    return path(f"{resource.plural}/<{resource.converter}:key>/offers/", shown.as_view(), name=f"api-{name}")


def _is_at_the_api(operation: Operation) -> bool:
    return Interface.API in operation.doors


def serializer_for(form: type[OperationForm], name: str) -> type[serializers.Serializer[Any]]:
    """A DRF serializer with the types of a form's fields, for checking JSON and for the OpenAPI document."""
    fields: dict[str, Any] = {"__module__": __name__, "__doc__": (form.__doc__ or "").strip()}
    for field_name, field in form.base_fields.items():
        fields[field_name] = _serializer_field(field)
    return type(name, (serializers.Serializer,), fields)


def _serializer_field(field: forms.Field) -> serializers.Field[Any, Any, Any, Any]:  # noqa: C901 -- a table of cases
    common: dict[str, Any] = {
        "required": field.required,
        "help_text": str(field.help_text or field.label or ""),
    }
    optional = {**common, "allow_null": not field.required}
    match field:
        case forms.ModelMultipleChoiceField() | forms.MultipleChoiceField():
            child = serializers.CharField(max_length=200)
            return serializers.ListField(
                child=child, allow_empty=not field.required, max_length=500, **common
            )
        case forms.ModelChoiceField():
            return serializers.CharField(max_length=200, allow_blank=not field.required, **optional)
        case forms.TypedChoiceField() | forms.ChoiceField():
            return serializers.CharField(max_length=200, allow_blank=not field.required, **optional)
        case forms.JSONField():
            child_of = serializers.IntegerField(allow_null=True)
            return serializers.DictField(child=child_of, **optional)
        case forms.FileField():
            return serializers.FileField(max_length=field.max_length, **common)
        case forms.BooleanField():
            return serializers.BooleanField(**common)
        case forms.IntegerField():
            bounds = {"min_value": field.min_value, "max_value": field.max_value}
            given: dict[str, Any] = {name: value for name, value in bounds.items() if value is not None}
            return serializers.IntegerField(**given, **optional)
        case forms.DateTimeField():
            return serializers.DateTimeField(**optional)
        case forms.DateField():
            return serializers.DateField(**optional)
        case forms.CharField():
            return serializers.CharField(
                max_length=field.max_length, allow_blank=not field.required, trim_whitespace=False, **common
            )
    message = f"No serializer field for {type(field).__name__}"
    raise TypeError(message)


class OperationAPIView(APIView):
    """POST performs the operation; the answer is the object as it now stands."""

    operation: Operation
    input_serializer: type[serializers.Serializer[Any]]
    output_serializer: type[serializers.BaseSerializer[Any]]

    def post(self, request: Request, key: Any = None) -> Response:  # noqa: ANN401
        by, at = api_actor(request), now()
        operation = self.operation
        subject = None if key is None else operation.resource.find(key, by=by)
        verdict = operation.may(by, subject, at)
        if verdict.refusal is Forbidden:
            verdict.require()
        try:
            form = self.read(request, subject, by, at)
        except exceptions.APIException:
            verdict.require()
            raise
        result = operation.perform(form=form, subject=subject, by=by, at=at)
        code = status.HTTP_201_CREATED if operation.creates else status.HTTP_200_OK
        changed: Any = result if isinstance(result, operation.result.model) else subject
        shown = operation.result.visible(by).filter(pk=changed.pk).first()
        if shown is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        return Response(self.output_serializer(shown, context={"by": by, "at": at}).data, status=code)

    @sensitive_variables()
    def read(self, request: Request, subject: Any, by: Actor, at: datetime) -> OperationForm:  # noqa: ANN401
        """The operation's valid form. What was sent, a vote for one, stands in no error report.

        Raises:
            APIException: no JSON object, a wrong type, an unknown field, or what the form refuses.
        """
        typed = self.input_serializer(data=request.data)
        typed.is_valid(raise_exception=True)
        if unknown := sorted(set(request.data) - set(typed.fields)):
            raise exceptions.ValidationError({name: ["There is no such field."] for name in unknown})
        form = self.operation.form(request.data, request.FILES, by=by, subject=subject, at=at)
        if not form.is_valid():
            raise exceptions.ValidationError(
                {
                    "" if name == NON_FIELD_ERRORS else name: [str(error) for error in errors]
                    for name, errors in form.errors.items()
                }
            )
        return form


def operation_api_urls(
    operations: Iterable[Operation], outputs: Mapping[str, type[serializers.BaseSerializer[Any]]]
) -> list[URLPattern]:
    """One POST endpoint per operation; ``outputs`` maps a resource's name to its serializer."""
    patterns = []
    for operation in operations:
        if not _is_at_the_api(operation):
            continue
        output = outputs[operation.result.name]
        camel = "".join(word.title() for word in operation.name.split("_"))
        given = serializer_for(operation.form, camel)
        view: type[APIView] = type(
            f"{camel}APIView",
            (OperationAPIView,),
            {
                "operation": operation,
                "input_serializer": given,
                "output_serializer": output,
                "__doc__": operation.summary,
                **({"parser_classes": [MultiPartParser, StrictJSONParser]} if operation.takes_files else {}),
            },
        )
        schema = extend_schema(
            operation_id=operation.name,
            summary=operation.label,
            description=operation.summary,
            tags=[operation.resource.plural],
            parameters=[ACTING_FOR],
            request=given,
            responses={201 if operation.creates else 200: output, **PROBLEMS},
        )
        shown = extend_schema_view(post=schema)(view)
        patterns.append(path(operation.route(), shown.as_view(), name=f"api-{operation.name}"))
    return patterns
