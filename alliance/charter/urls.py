from alliance.charter.operations import OPERATIONS
from alliance.charter.views import charters, editions
from alliance.web.portal import operation_urls, page

urlpatterns = [
    page("rules/", charters.rules, name="rules"),
    page("rules/compare/", charters.compare, name="rules_compare"),
    page("rules/of/<slug:body>/", charters.charter, name="charter"),
    page("rules/of/<slug:body>/<slug:slug>/", charters.charter_rule, name="charter_rule"),
    page("rules/<slug:slug>/", charters.rule, name="rule"),
    page("charter-editions/<int:pk>/", editions.charter_edition, name="charter_edition"),
    page("charter-editions/<int:pk>/changes/", editions.charter_changes, name="charter_changes"),
    *operation_urls(OPERATIONS),
]
