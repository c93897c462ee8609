"""Kinds of events: each app declares its own in ``events.py``."""

from dataclasses import dataclass
from enum import StrEnum

from alliance.kernel.actor import Interface


class Visibility(StrEnum):
    """Who may read an event in a timeline, list, feed or API answer."""

    PUBLIC = "public"
    MEMBERS = "members"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class EventKind:
    """A fact that can happen, in the past tense: ``proposal.submitted``.

    ``phrase`` completes "<who> …" and may use the keys of the event's data: "published version {version}".
    """

    name: str
    phrase: str
    visibility: Visibility = Visibility.PUBLIC

    def __str__(self) -> str:
        return self.name

    def __post_init__(self) -> None:
        _KINDS[self.name] = self


_KINDS: dict[str, EventKind] = {}


def all_kinds() -> list[EventKind]:
    """Every declared kind, by name."""
    return [_KINDS[name] for name in sorted(_KINDS)]


def kind_named(name: str) -> EventKind:
    """The declared kind, or one that says its bare name where it is no longer declared."""
    return _KINDS.get(name) or EventKind(name, name, Visibility.STAFF)


def visible_kinds(*, signed_in: bool, staff: bool) -> list[str]:
    """Names of the kinds this reader may see."""
    seen = {Visibility.PUBLIC}
    if signed_in:
        seen.add(Visibility.MEMBERS)
    if staff:
        seen.add(Visibility.STAFF)
    return [kind.name for kind in all_kinds() if kind.visibility in seen]


INTERFACE_CHOICES = [(interface.value, interface.value) for interface in Interface]
