from alliance.web.portal import operation_urls
from projects.operations import OPERATIONS

urlpatterns = [
    *operation_urls(OPERATIONS),
]
