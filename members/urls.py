from alliance.web.portal import operation_urls, page
from members.operations import OPERATIONS
from members.views import groups, organizations, people

urlpatterns = [
    page("members/", organizations.organizations, name="organizations"),
    page("members.csv", organizations.organizations_csv, name="organizations_csv"),
    page("members.json", organizations.organizations_json, name="organizations_json"),
    page("people/", people.people_list, name="people"),
    page("groups/", groups.groups, name="groups"),
    *operation_urls(OPERATIONS),
]
