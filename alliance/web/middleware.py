"""What every request passes: security policy, time zone, and the page for a refusal."""

import zoneinfo
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import sync_only_middleware

from alliance.kernel.verdict import Refused

GetResponse = Callable[[HttpRequest], HttpResponseBase]
TIME_ZONE_COOKIE = "time_zone"


@sync_only_middleware
def content_security_policy(get_response: GetResponse) -> GetResponse:
    """Send the policy of ``settings.CONTENT_SECURITY_POLICY`` with every answer."""
    policy = "; ".join(f"{name} {value}" for name, value in settings.CONTENT_SECURITY_POLICY.items())

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        return response

    return middleware


def zone_of(request: HttpRequest) -> str:
    """The time zone of the account, else of the cookie, else of the alliance."""
    user = getattr(request, "user", None)
    chosen = getattr(user, "time_zone", "") or request.COOKIES.get(TIME_ZONE_COOKIE, "")
    return chosen if chosen in known_zones() else settings.TIME_ZONE


@cache
def known_zones() -> frozenset[str]:
    """The names of all time zones; reading them from the disk takes 20 ms, so once is enough."""
    return frozenset(zoneinfo.available_timezones())


PORTAL_METHODS = ("GET", "HEAD", "POST")


@sync_only_middleware
def portal_methods(get_response: GetResponse) -> GetResponse:
    """Pages speak GET, HEAD and POST; only the API knows more."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method in PORTAL_METHODS or request.path.startswith("/api/"):
            return get_response(request)
        return HttpResponseNotAllowed(PORTAL_METHODS)

    return middleware


@sync_only_middleware
def time_zone(get_response: GetResponse) -> GetResponse:
    """Show every time in the reader's zone."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with timezone.override(zoneinfo.ZoneInfo(zone_of(request))):
            return get_response(request)

    return middleware


class refusals:  # noqa: N801 -- a middleware is named like a function in settings
    """Answer an action's refusal with a page that says why."""

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused):
            context = {"reason": str(error), "title": error.title, "status": error.status}
            return render(request, "refused.html", context, status=error.status)
        return None
