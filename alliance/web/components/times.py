"""Times and dates. This is an edge: the clock is read here when the context does not bring ``now``."""

from datetime import date, datetime

from django.template import Context
from django.utils import timezone

from alliance.web.components.library import Parts, inline_tag
from alliance.web.moments import day_in_words, in_words, relative


@inline_tag("components/deadline.html", takes_context=True)
def deadline(context: Context, *, at: datetime) -> Parts:
    """``Thu 26 Nov 2026, 18:00 CET (17:00 UTC), in 2 days`` in the reader's zone."""
    now = context.get("now") or timezone.now()
    return {"at": at, "words": in_words(at), "relative": relative(at, now)}


@inline_tag("components/moment.html")
def moment(*, at: datetime) -> Parts:
    """``Thu 26 Nov 2026, 18:00 CET (17:00 UTC)``: when something happened."""
    return {"at": at, "words": in_words(at)}


@inline_tag("components/on_date.html")
def on_date(*, on: date) -> Parts:
    """``26 Nov 2026``."""
    return {
        "on": timezone.localtime(on).date() if isinstance(on, datetime) else on,
        "words": day_in_words(on),
    }
