"""Who reacts to an event: read from the one page that ``settings.SUBSCRIPTIONS`` names."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from alliance.audit.models import Event

Subscriber = Callable[[Event], None]


@cache
def _subscriptions() -> Mapping[str, Sequence[Subscriber]]:
    table: Mapping[str, Sequence[Subscriber]] = import_string(settings.SUBSCRIPTIONS)
    return table


def name_of(subscriber: Subscriber) -> str:
    """The stable name under which a delivery is owed to it."""
    return (
        getattr(subscriber, "subscriber_name", None) or f"{subscriber.__module__}.{subscriber.__qualname__}"
    )


def subscribers_of(kind: str) -> list[str]:
    """Names of all subscribers of an event kind, in order."""
    return [name_of(subscriber) for subscriber in _subscriptions().get(kind, ())]


def subscriber_named(kind: str, name: str) -> Subscriber | None:
    """The subscriber, or None when it no longer subscribes to that kind."""
    return next((each for each in _subscriptions().get(kind, ()) if name_of(each) == name), None)
