"""Times in the words of a mail: always with their zone."""

from datetime import datetime

from django import template
from django.utils import dateformat, timezone

from alliance.web import moments

register = template.Library()


@register.filter
def moment_words(at: datetime) -> str:
    """``Thu 26 Nov 2026, 18:00 CET (17:00 UTC)``."""
    return moments.in_words(at)


@register.filter
def moment_short(at: datetime) -> str:
    """``Thu 26 Nov, 18:00 CET``: for a subject."""
    local = timezone.localtime(at)
    return f"{dateformat.format(local, 'D j M, H:i')} {moments.zone_label(local)}"


@register.filter
def day_short(at: datetime) -> str:
    """``Fri 27 Nov``."""
    return dateformat.format(timezone.localtime(at), "D j M")


@register.filter
def span_left(closes_at: datetime, now: datetime) -> str:
    """``2 days``, ``3 hours``, ``40 minutes``: from ``now`` to ``closes_at``, to the nearest."""
    minutes = max(0, round((closes_at - now).total_seconds() / 60))
    hours = round(minutes / 60)
    if hours >= 48:
        return f"{round(hours / 24)} days"
    if minutes >= 90:
        return f"{hours} hours"
    return "1 hour" if minutes >= 55 else f"{minutes} minutes"
