"""What needs the reader, counted for every page's header."""

from typing import Any

from django.http import HttpRequest


def my_work(request: HttpRequest) -> dict[str, Any]:
    """Counts in the header."""
    return {"my_work_count": 0, "inbox_unread": 0}
