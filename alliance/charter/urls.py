from alliance.charter.operations import OPERATIONS
from alliance.charter.views import editions, rules
from alliance.web.portal import operation_urls, page

urlpatterns = [
    page("rules/", rules.rules, name="rules"),
    page("rules/compare/", rules.compare, name="rules_compare"),
    page("rules/of/<slug:body>/", rules.charter, name="charter"),
    page("rules/of/<slug:body>/<slug:slug>/", rules.charter_rule, name="charter_rule"),
    page("rules/<slug:slug>/", rules.rule, name="rule"),
    page("charter-editions/<int:pk>/", editions.charter_edition, name="charter_edition"),
    page("charter-editions/<int:pk>/changes/", editions.charter_changes, name="charter_changes"),
    *operation_urls(OPERATIONS),
]
