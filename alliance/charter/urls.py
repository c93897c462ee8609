from alliance.charter import views
from alliance.charter.operations import OPERATIONS
from alliance.web.portal import operation_urls, page

urlpatterns = [
    page("rules/", views.rules, name="rules"),
    page("rules/<slug:slug>/", views.rule, name="rule"),
    page("charter-editions/<int:pk>/", views.charter_edition, name="charter_edition"),
    *operation_urls(OPERATIONS),
]
