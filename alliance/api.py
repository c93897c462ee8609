"""The REST API: every app's endpoints under one version, with the OpenAPI document and its page."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
