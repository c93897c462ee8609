"""The addresses that base.html links to, without the pages behind them, and the style guide."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import path

from alliance.web import converters
from alliance.web.styleguide import styleguide

NAMES = [
    "account_email",
    "account_login",
    "account_logout",
    "api_docs",
    "ballots",
    "bodies",
    "counts",
    "decisions",
    "elections",
    "groups",
    "help",
    "home",
    "inbox",
    "mfa_index",
    "my_work",
    "organizations",
    "people",
    "preferences",
    "projects",
    "proposals",
    "rules",
    "search",
    "set_theme",
    "set_time_zone",
    "tokens",
]


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


converters.register()
urlpatterns = [
    path("styleguide/", styleguide, name="styleguide"),
    path("admin/", admin.site.urls),
    *(path(f"{name}/", nothing, name=name) for name in NAMES),
]
