"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from alliance.web.edge import actor_of, hats_of, now

THEMES = ("light", "dark")


def site(request: HttpRequest) -> dict[str, Any]:
    """The installation, the reader's theme and zone, and who is asking."""
    theme = request.COOKIES.get("theme", "")
    signed_in = getattr(request, "user", None) is not None and request.user.is_authenticated
    return {
        "site": {"name": settings.ALLIANCE_NAME, "demo": settings.ALLIANCE_DEMO, "url": settings.SITE_URL},
        "theme": theme if theme in THEMES else "",
        "zone": timezone.get_current_timezone_name(),
        "now": now(),
        "actor": actor_of(request) if signed_in else None,
        "hats": hats_of(request) if signed_in else [],
    }
