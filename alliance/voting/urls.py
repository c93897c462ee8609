from alliance.voting.operations import OPERATIONS
from alliance.web.portal import operation_urls

urlpatterns = [
    *operation_urls(OPERATIONS),
]
