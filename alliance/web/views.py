"""Theme, time zone, and the pages for what went wrong."""

from functools import cache
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from alliance.web.context import THEMES
from alliance.web.middleware import TIME_ZONE_COOKIE, known_zones, zone_of
from alliance.web.portal import SeeOther
from alliance.web.rest_defaults import PROBLEM_JSON, WENT_WRONG

YEAR = 365 * 24 * 3600
REGIONS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def _back(request: HttpRequest) -> SeeOther:
    target = request.POST.get("next") or request.GET.get("next") or request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return SeeOther(target if safe else reverse("home"))


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember light or dark; anything else goes back to the system's choice."""
    response = _back(request)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie("theme", theme, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie("theme")
    return response


@cache
def _zones() -> list[str]:
    return sorted(zone for zone in known_zones() if zone.split("/", 1)[0] in REGIONS or zone == "UTC")


@require_http_methods(["GET", "HEAD", "POST"])
def set_time_zone(request: HttpRequest) -> HttpResponse:
    """Choose the zone in which times are shown; kept with the account when signed in, else in a cookie."""
    zones = _zones()
    if request.method == "POST":
        zone = request.POST.get("zone", "")
        if zone in zones:
            response = _back(request)
            if request.user.is_authenticated:
                request.user.time_zone = zone
                request.user.save(update_fields=["time_zone"])
            response.set_cookie(
                TIME_ZONE_COOKIE, zone, max_age=YEAR, samesite="Lax", secure=request.is_secure()
            )
            return response
        context = {"zones": zones, "error": "Choose a time zone from the list.", "current": zone}
        return render(request, "time_zone.html", context, status=422)
    context = {"zones": zones, "current": zone_of(request), "next": request.GET.get("next", "")}
    return render(request, "time_zone.html", context)


def _problem(status: int, detail: str) -> HttpResponse:
    """What went wrong before or after a view of the API could say so itself."""
    title = HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JsonResponse(body, status=status, content_type=PROBLEM_JSON)


def _is_for_a_program(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """400."""
    if _is_for_a_program(request):
        return _problem(400, "The request could not be read.")
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: which role sees the page and who grants it."""
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """404: a search with the words of the address, save the first when it only names a list."""
    parts = request.path.strip("/").split("/")
    words = " ".join(" ".join(parts[1:] or parts).replace("-", " ").split())[:80]
    return render(request, "404.html", {"words": words}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a page that needs neither database nor session."""
    if _is_for_a_program(request):
        return _problem(500, WENT_WRONG)
    return HttpResponseServerError(render_to_string("500.html", {"name": settings.ALLIANCE_NAME}))
