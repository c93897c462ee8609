from django.urls import path

from alliance.charter import views
from alliance.charter.operations import OPERATIONS
from alliance.web.portal import operation_urls

urlpatterns = [
    path("rules/", views.rules, name="rules"),
    path("rules/<slug:slug>/", views.rule, name="rule"),
    path("charter-editions/<int:pk>/", views.charter_edition, name="charter_edition"),
    *operation_urls(OPERATIONS),
]
