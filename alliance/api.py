"""The REST API: every app's endpoints under one version, with the OpenAPI document and its page."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from alliance.web.rest import NothingHereView

V1: list[URLPattern | URLResolver] = [
    path("", include("alliance.portal.api")),
    path("", include("members.api")),
    path("", include("projects.api")),
    path("", include("alliance.elections.api")),
    path("", include("alliance.voting.api")),
    path("", include("alliance.charter.api")),
    path("", include("alliance.notifications.api")),
    path("openapi.json", SpectacularAPIView.as_view(), name="api_schema"),
]

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="api_docs"), name="api"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api_schema", template_name="api_docs.html"),
        name="api_docs",
    ),
    path("v1/", include(V1)),
    re_path("", NothingHereView.as_view()),
]
