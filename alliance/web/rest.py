"""Operations as API endpoints."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import URLPattern, path
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import exceptions, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from alliance.kernel.actor import Actor, Interface
from alliance.web.edge import actor_of, now
from alliance.web.operations import Operation, OperationForm
from alliance.web.rest_defaults import PROBLEM_JSON


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


def api_actor(request: Request) -> Actor:
    """Who calls the API."""
    inner: HttpRequest = request._request  # noqa: SLF001 -- DRF keeps the authenticated user on its wrapper
    inner.user = request.user
    return actor_of(inner, Interface.API)


def serializer_for(form: type[OperationForm], name: str) -> type[serializers.Serializer[Any]]:
    """A DRF serializer with the types of a form's fields, for checking JSON and for the OpenAPI document."""
    fields: dict[str, Any] = {"__module__": __name__, "__doc__": (form.__doc__ or "").strip()}
    for field_name, field in form.base_fields.items():
        fields[field_name] = _serializer_field(field)
    return type(name, (serializers.Serializer,), fields)


def _serializer_field(field: forms.Field) -> serializers.Field[Any, Any, Any, Any]:
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
        operation.may(by, subject, at).require()
        typed = self.input_serializer(data=request.data)
        typed.is_valid(raise_exception=True)
        if unknown := sorted(set(request.data) - set(typed.fields)):
            raise exceptions.ValidationError({name: ["There is no such field."] for name in unknown})
        form = operation.form(request.data, by=by, subject=subject, at=at)
        if not form.is_valid():
            raise exceptions.ValidationError(
                {name: [str(error) for error in errors] for name, errors in form.errors.items()}
            )
        result = operation.perform(form=form, subject=subject, by=by, at=at)
        code = status.HTTP_201_CREATED if operation.creates else status.HTTP_200_OK
        changed: Any = result if isinstance(result, operation.result.model) else subject
        shown = operation.result.visible(by).filter(pk=changed.pk).first()
        if shown is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        return Response(self.output_serializer(shown, context={"by": by, "at": at}).data, status=code)


def operation_api_urls(
    operations: Iterable[Operation], outputs: Mapping[str, type[serializers.BaseSerializer[Any]]]
) -> list[URLPattern]:
    """One POST endpoint per operation; ``outputs`` maps a resource's name to its serializer."""
    patterns = []
    for operation in operations:
        if Interface.API not in operation.doors:
            continue
        output = outputs[operation.result.name]
        camel = "".join(word.title() for word in operation.name.split("_"))
        given = serializer_for(operation.form, f"{camel}In")
        view: type[APIView] = type(
            f"{camel}APIView",
            (OperationAPIView,),
            {
                "operation": operation,
                "input_serializer": given,
                "output_serializer": output,
                "__doc__": operation.summary,
            },
        )
        schema = extend_schema(
            operation_id=operation.name,
            summary=operation.label,
            description=operation.summary,
            tags=[operation.resource.plural],
            request=given,
            responses={201 if operation.creates else 200: output, **PROBLEMS},
        )
        patterns.append(path(operation.route(), schema(view).as_view(), name=f"api-{operation.name}"))
    return patterns
