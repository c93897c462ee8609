"""What all of the REST API shares and its settings name: tokens, permissions, pages, problem details."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest
from django.views import View
from rest_framework import exceptions, status
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.pagination import PageNumberPagination
from rest_framework.parsers import JSONParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from alliance.accounts.models import AccessToken, Scope, User
from alliance.kernel.verdict import Refused
from alliance.web.edge import now

logger = logging.getLogger("django.request")

PROBLEM_JSON = "application/problem+json"
WENT_WRONG = "Something went wrong on our side. It is in the log; please tell staff if it happens again."
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class TokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer alliance_…``"""

    keyword = "bearer"

    def authenticate(self, request: Request) -> tuple[User, AccessToken] | None:
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != self.keyword.encode():
            return None
        if len(words) != 2:
            raise exceptions.AuthenticationFailed("Write: Authorization: Bearer TOKEN.")
        at = now()
        digest = AccessToken.digest_of(words[1].decode("latin-1"))
        token = AccessToken.objects.filter(digest=digest).select_related("user").usable(at).first()
        if token is None or not token.user.is_active:
            raise exceptions.AuthenticationFailed("This token is unknown, revoked or expired.")
        if token.last_used_at is None or (at - token.last_used_at).total_seconds() > 60:
            AccessToken.objects.filter(pk=token.pk).update(last_used_at=at)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002
        return "Bearer"


class ReadsAreOpen(BasePermission):
    """Anyone may read what is public; acting needs a person, and a token needs the scope for it."""

    message = "Sign in, or send a token."

    def has_permission(self, request: Request, view: View) -> bool:  # noqa: ARG002
        if request.method in SAFE_METHODS:
            return True
        if isinstance(request.auth, AccessToken) and request.auth.scope != Scope.ACT:
            raise exceptions.PermissionDenied("This token may only read. Create one that may act.")
        return bool(request.user and request.user.is_authenticated)


class SignedIn(BasePermission):
    """Only for a known person."""

    message = "Sign in, or send a token."

    def has_permission(self, request: Request, view: View) -> bool:  # noqa: ARG002
        return bool(request.user and request.user.is_authenticated)


class StrictJSONParser(JSONParser):
    """JSON objects only."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:  # noqa: ANN401
        try:
            data = super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise exceptions.ParseError("The JSON is nested too deeply.") from None
        if not isinstance(data, dict):
            raise exceptions.ParseError('Send a JSON object: {"name": value}.')
        return data


class Pages(PageNumberPagination):
    """``?page=2&page_size=100``; at most 200 rows a page."""

    page_size_query_param = "page_size"
    max_page_size = 200


def problem(code: int, title: str, detail: str, **more: Any) -> Response:  # noqa: ANN401
    """An answer in RFC 9457 form."""
    body = {"type": "about:blank", "title": title, "status": code, "detail": detail, **more}
    return Response(body, status=code, content_type=PROBLEM_JSON)


def problem_details(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's exception handler: every refusal and error as problem details, in the portal's words."""
    if isinstance(error, Refused):
        return problem(error.status, error.title, str(error))
    if isinstance(error, Http404):
        return problem(404, "Not found", "There is nothing here, or you may not see it.")
    if isinstance(error, RequestDataTooBig):
        return problem(413, HTTPStatus(413).phrase, "The request is larger than any operation needs.")
    if isinstance(error, SuspiciousOperation):
        return problem(400, HTTPStatus(400).phrase, "The request could not be read.")
    if isinstance(error, PermissionDenied):
        return problem(403, "Not permitted", str(error) or "You may not do this.")
    if isinstance(error, exceptions.ValidationError):
        return problem(
            422, "Check your input", "Some fields need attention.", errors=error_lists(error.detail)
        )
    if isinstance(error, exceptions.APIException):
        answer = problem(error.status_code, HTTPStatus(error.status_code).phrase, str(error.detail))
        if error.status_code == status.HTTP_401_UNAUTHORIZED:
            answer["WWW-Authenticate"] = "Bearer"
        if (wait := getattr(error, "wait", None)) is not None:
            answer["Retry-After"] = str(int(wait) + 1)
        return answer
    return failure(error, context["request"]._request)  # noqa: SLF001 -- the signal's receivers know Django's request


def failure(error: Exception, request: HttpRequest) -> Response:
    """An error of ours: logged with its traceback, told as one sentence."""
    got_request_exception.send(sender=None, request=request)
    logger.error("Internal Server Error: %s", request.path, exc_info=error, extra={"request": request})
    return problem(500, "Internal Server Error", WENT_WRONG)


def printable(name: Any) -> str:  # noqa: ANN401 -- a key of what was sent
    """A field's name as it may stand in an answer: at most 80 characters, each of which UTF-8 can hold."""
    return str(name)[:80].encode(errors="replace").decode()


def error_lists(detail: Any) -> dict[str, list[str]]:  # noqa: ANN401 -- DRF nests lists and dicts freely
    """Field name -> messages, flat."""
    if isinstance(detail, Mapping):
        return {
            printable(name): [str(each) for each in value] if isinstance(value, list) else [str(value)]
            for name, value in detail.items()
        }
    return {"": [str(each) for each in detail]}
