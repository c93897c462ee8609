from django.urls import path

from alliance.web.portal import operation_urls
from members.operations import OPERATIONS
from members.views import groups, organizations, people

urlpatterns = [
    path("members/", organizations.organizations, name="organizations"),
    path("members.csv", organizations.organizations_csv, name="organizations_csv"),
    path("members.json", organizations.organizations_json, name="organizations_json"),
    path("people/", people.people_list, name="people"),
    path("groups/", groups.groups, name="groups"),
    *operation_urls(OPERATIONS),
]
