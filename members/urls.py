from alliance.web.portal import operation_urls
from members.operations import OPERATIONS

urlpatterns = [
    *operation_urls(OPERATIONS),
]
