from django.urls import path

from alliance.portal.views import finding, groups, home, machine, my, organizations, people, tokens
from alliance.portal.views import help as helping
from alliance.web.portal import page

urlpatterns = [
    page("", home.home, name="home"),
    page("my/", my.my_work, name="my_work"),
    path("my/hat/", my.set_hat, name="set_hat"),
    page("search/", finding.search_page, name="search"),
    page("go/<str:ref>/", finding.go, name="go"),
    page("help/", helping.help_index, name="help"),
    page("help/<slug:topic>/", helping.help_topic, name="help_topic"),
    page("accessibility/", helping.accessibility, name="accessibility"),
    page("privacy/", helping.privacy, name="privacy"),
    page("healthz", machine.healthz, name="healthz"),
    page("robots.txt", machine.robots, name="robots"),
    path("account/tokens/", tokens.tokens, name="tokens"),
    path("account/tokens/<row:pk>/revoke/", tokens.revoke_token, name="revoke_token"),
    page("members/<slug:slug>/", organizations.organization, name="organization"),
    page("people/<slug:handle>/", people.person, name="person"),
    page("groups/<slug:slug>/", groups.group, name="group"),
    page("groups/<slug:slug>/charter/", groups.group_charter, name="group_charter"),
    page("groups/<slug:slug>/people/", groups.group_people, name="group_people"),
    page("groups/<slug:slug>/proposals/", groups.group_proposals, name="group_proposals"),
]
