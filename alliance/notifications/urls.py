from django.urls import path

from alliance.notifications import views

urlpatterns = [
    path("my/inbox/", views.inbox, name="inbox"),
    path("my/inbox/read/", views.mark_all_read, name="inbox_read_all"),
    path("my/inbox/<row:key>/open/", views.open_notice, name="notice_open"),
    path("my/inbox/<row:key>/read/", views.mark_read, name="notice_read"),
    path("my/inbox/<row:key>/done/", views.mark_done, name="notice_done"),
    path("my/preferences/", views.preferences, name="preferences"),
    path("u/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
