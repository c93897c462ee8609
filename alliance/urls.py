"""Every address."""

from django.contrib import admin
from django.urls import include, path

from alliance.web import converters, views
from alliance.web.portal import page
from alliance.web.styleguide import styleguide

converters.register()
admin.autodiscover()

urlpatterns = [
    path("", include("members.urls")),
    path("", include("projects.urls")),
    path("", include("alliance.elections.urls")),
    path("", include("alliance.voting.urls")),
    path("", include("alliance.charter.urls")),
    path("", include("alliance.notifications.urls")),
    path("", include("alliance.portal.urls")),
    path("account/", include("allauth.urls")),
    path("preferences/theme/", views.set_theme, name="set_theme"),
    path("preferences/time-zone/", views.set_time_zone, name="set_time_zone"),
    page("styleguide/", styleguide, "styleguide"),
    path("admin/", admin.site.urls),
    path("api/", include("alliance.api")),
]

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.server_error
