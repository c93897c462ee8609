"""Times and dates in words: always with their zone, the month always in letters."""

from datetime import UTC, date, datetime, timedelta

from django.utils import dateformat, timezone

_DAY = timedelta(days=1)


def zone_label(at: datetime) -> str:
    """The name of the zone of ``at``: ``CET``, or ``UTC+05:30`` where the zone has only a number."""
    name = at.tzname() or "UTC"
    if name[0] not in "+-":
        return name
    return f"UTC{name[:3]}:{name[3:]}" if name[3:] else f"UTC{name}"


def in_words(at: datetime) -> str:
    """``Thu 26 Nov 2026, 18:00 CET (17:00 UTC)`` in the active zone; UTC is said once only.

    Args:
        at: an aware datetime.
    """
    local = timezone.localtime(at)
    words = f"{dateformat.format(local, 'D j M Y, H:i')} {zone_label(local)}"
    if local.utcoffset() == timedelta():
        return words
    universal = at.astimezone(UTC)
    same_day = universal.date() == local.date()
    return f"{words} ({dateformat.format(universal, 'H:i' if same_day else 'D j M, H:i')} UTC)"


def day_in_words(on: date) -> str:
    """``26 Nov 2026``; a datetime is shown as its day in the active zone."""
    day = timezone.localtime(on) if isinstance(on, datetime) else on
    return dateformat.format(day, "j M Y")


def relative(at: datetime, now: datetime) -> str:
    """The distance from ``now`` to ``at``: ``in 5 h``, ``3 days ago``, ``now``. Never rounded up.

    static/js/site.js says the same in the same words while a page stays open.
    """
    distance = abs(at - now)
    if distance < timedelta(minutes=1):
        return "now"
    amount = _amount(distance)
    return f"in {amount}" if at > now else f"{amount} ago"


def _amount(distance: timedelta) -> str:
    if distance < timedelta(hours=1):
        return f"{distance // timedelta(minutes=1)} min"
    if distance < 2 * _DAY:
        return f"{distance // timedelta(hours=1)} h"
    if distance < 60 * _DAY:
        return f"{distance // _DAY} days"
    if distance < 730 * _DAY:
        return f"{distance // (30 * _DAY)} months"
    return f"{distance // (365 * _DAY)} years"
