from django.urls import path

from alliance.portal.views import finding, groups, home, machine, my, organizations, people, tokens
from alliance.portal.views import help as helping

urlpatterns = [
    path("", home.home, name="home"),
    path("my/", my.my_work, name="my_work"),
    path("my/hat/", my.set_hat, name="set_hat"),
    path("search/", finding.search_page, name="search"),
    path("go/<str:ref>/", finding.go, name="go"),
    path("help/", helping.help_index, name="help"),
    path("help/<slug:topic>/", helping.help_topic, name="help_topic"),
    path("accessibility/", helping.accessibility, name="accessibility"),
    path("privacy/", helping.privacy, name="privacy"),
    path("healthz", machine.healthz, name="healthz"),
    path("robots.txt", machine.robots, name="robots"),
    path("account/tokens/", tokens.tokens, name="tokens"),
    path("account/tokens/<row:pk>/revoke/", tokens.revoke_token, name="revoke_token"),
    path("members/<slug:slug>/", organizations.organization, name="organization"),
    path("people/<slug:handle>/", people.person, name="person"),
    path("groups/<slug:slug>/", groups.group, name="group"),
    path("groups/<slug:slug>/charter/", groups.group_charter, name="group_charter"),
    path("groups/<slug:slug>/people/", groups.group_people, name="group_people"),
    path("groups/<slug:slug>/proposals/", groups.group_proposals, name="group_proposals"),
]
