"""What needs the reader, counted for every page's header."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from alliance.notifications.queries import unread_count
from alliance.portal.work import count_of_duties
from alliance.web.edge import now


def my_work(request: HttpRequest) -> dict[str, Any]:
    """Duties and unread notices of the person signed in: two queries where shown, and none for a visitor."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {
        "my_work_count": SimpleLazyObject(lambda: count_of_duties(user.pk, now())),
        "inbox_unread": SimpleLazyObject(lambda: unread_count(user.pk)),
    }
