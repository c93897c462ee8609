"""Kinds of notices: each app declares its own in ``notices.py``, one small class per notice."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, ClassVar

from django.conf import settings
from django.utils.module_loading import import_string

from alliance.audit.models import Event
from alliance.kernel.verdict import YES, Verdict
from alliance.notifications.models import Urgency


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody to be told. ``reason`` completes "You get this because …"; ``words`` are this text's own."""

    user_id: int
    reason: str
    words: Mapping[str, Any] = field(default_factory=dict)


class NoticeKind:
    """What one kind of notice says about one event, to whom, and until when it is true.

    The words are in ``templates/notices/<kind>/subject.txt`` and ``body.txt``, which know ``event``,
    ``about``, ``why`` (the reason given with the event), ``person``, and ``words()``. They are written once,
    in the zone of the person who is told, and say no more than the page behind the link.
    """

    kind: ClassVar[str]
    topic: ClassVar[str]
    label: ClassVar[str]
    urgency: ClassVar[Urgency] = Urgency.PERSONAL
    action: ClassVar[str] = "Open"
    locked_because: ClassVar[str] = "You owe this to others while you have the role."
    closing: ClassVar[str] = ""
    tells_the_doer: ClassVar[bool] = False
    for_staff: ClassVar[bool] = False

    def __init__(self, event: Event) -> None:
        self.event = event

    def audience(self) -> Iterable[Addressee]:
        """Whom this event concerns; who did it is left out unless ``tells_the_doer``."""
        raise NotImplementedError

    def about(self) -> str:
        """What people call the object: its notices stand together, and their mails are one thread."""
        return self.event.subject_ref

    def path(self) -> str:
        """Where the link leads, below the portal's address."""
        raise NotImplementedError

    def words(self) -> Mapping[str, Any]:
        """What the templates may use, the same for everyone."""
        return {}

    def still_true(self, user_id: int, at: datetime) -> Verdict:  # noqa: ARG002 -- for the kinds that go stale
        """Asked just before mailing: whether this person should still be told."""
        return YES


@cache
def _declared() -> Mapping[str, type[NoticeKind]]:
    table: Mapping[str, Sequence[object]] = import_string(settings.SUBSCRIPTIONS)
    found = [getattr(each, "notice", None) for subscribers in table.values() for each in subscribers]
    found.append(import_string("alliance.notifications.failing.DeliveryFailing"))
    return {kind.kind: kind for kind in found if kind is not None}


def all_kinds() -> list[type[NoticeKind]]:
    """Every kind in use, in the order of the subscriptions."""
    return list(_declared().values())


def kind_named(name: str) -> type[NoticeKind] | None:
    """The kind of that name, or None when it is no longer used."""
    return _declared().get(name)


def joined(names: Iterable[str]) -> str:
    """``A``, ``A and B``, ``A, B and C``."""
    *most, last = list(names)
    return f"{', '.join(most)} and {last}" if most else last
