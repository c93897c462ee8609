"""The edge: here, and only here, a request becomes an Actor and the clock is read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.module_loading import import_string

from alliance.kernel.actor import Actor, Interface

ACTING_FOR = "acting_for"


@dataclass(frozen=True, slots=True)
class Hat:
    """An organization that a person may act for."""

    organization_id: int
    organization_name: str
    role: str
    organization_slug: str = ""


@cache
def _hats_query() -> Callable[[int, datetime], list[Hat]]:
    query: Callable[[int, datetime], list[Hat]] = import_string(settings.HATS)
    return query


def now() -> datetime:
    """The instant at which this request is answered."""
    return timezone.now()


def hats_of(request: HttpRequest) -> list[Hat]:
    """Organizations this request's person represents today, asked once per request."""
    cached: list[Hat] | None = getattr(request, "_hats", None)
    if cached is None:
        user = request.user
        cached = _hats_query()(user.pk, now()) if user.is_authenticated else []
        request._hats = cached  # type: ignore[attr-defined]  # noqa: SLF001 -- a memory that lives as long as the request
    return cached


def actor_of(request: HttpRequest, interface: Interface = Interface.PORTAL) -> Actor:
    """Who is asking, through which door, with which hat on (the chosen one, else the first)."""
    user = request.user
    if not user.is_authenticated:
        return Actor.anonymous(interface)
    actor = Actor(interface=interface, user_id=user.pk, name=str(user), is_staff=user.is_staff)
    hats = hats_of(request)
    chosen = request.session.get(ACTING_FOR) if hasattr(request, "session") else None
    hat = next((hat for hat in hats if hat.organization_id == chosen), hats[0] if hats else None)
    return actor.acting_for(hat.organization_id, hat.organization_name) if hat else actor
