from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/page.html")


urlpatterns = [path("tokens/", page, name="tokens")]
