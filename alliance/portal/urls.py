from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path


def page(request: HttpRequest, **_: object) -> HttpResponse:
    return render(request, "portal/page.html")


urlpatterns = [
    path("", page, name="home"),
    path("my/", page, name="my_work"),
    path("my/hat/", page, name="set_hat"),
    path("search/", page, name="search"),
    path("go/<str:ref>/", page, name="go"),
    path("help/", page, name="help"),
    path("help/<slug:topic>/", page, name="help_topic"),
    path("accessibility/", page, name="accessibility"),
    path("privacy/", page, name="privacy"),
    path("healthz", page, name="healthz"),
    path("robots.txt", page, name="robots"),
    path("members/<slug:slug>/", page, name="organization"),
    path("people/<slug:handle>/", page, name="person"),
    path("groups/<slug:slug>/", page, name="group"),
    path("groups/<slug:slug>/charter/", page, name="group_charter"),
    path("groups/<slug:slug>/people/", page, name="group_people"),
    path("groups/<slug:slug>/proposals/", page, name="group_proposals"),
]
