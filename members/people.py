"""Who holds which role: people with the organizations they act for and the groups they sit in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from alliance.accounts.models import User
from alliance.kernel.actor import Actor
from alliance.web.folding import fold
from members.models import GroupSeat, Representation, RepresentationQuerySet
from members.queries import people_visible_to
from members.states import FORMER

ROLES = {"primary": "Representatives", "alternate": "Alternates", "chair": "Chairs"}


@dataclass(frozen=True, slots=True)
class Name:
    """What a person is found by: a name, present roles of ``ROLES``, and the organizations acted for."""

    user_id: int
    name: str
    handle: str
    roles: frozenset[str]
    organizations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """A person with present roles."""

    user: User
    representations: tuple[Representation, ...]
    seats: tuple[GroupSeat, ...]


def names(by: Actor, *, on: date) -> list[Name]:
    """Everyone this reader may see, by name; three queries whatever their number, and no model instances."""
    roles: dict[int, set[str]] = {}
    organizations: dict[int, list[str]] = {}
    for user_id, role, organization in _current(on).values_list("user_id", "role", "organization__name"):
        roles.setdefault(user_id, set()).add(role)
        organizations.setdefault(user_id, []).append(organization)
    for user_id in GroupSeat.objects.chairs().order_by().values_list("user_id", flat=True):
        roles.setdefault(user_id, set()).add("chair")
    found = [
        Name(pk, name, handle, frozenset(roles.get(pk, ())), tuple(organizations.get(pk, ())))
        for pk, name, handle in people_visible_to(by).values_list("pk", "name", "handle")
    ]
    return sorted(found, key=lambda each: fold(each.name))


def people(found: Sequence[Name], *, on: date) -> list[Person]:
    """These people with their roles of that day, in the same order; three queries whatever their number."""
    present = GroupSeat.objects.present().select_related("group")
    current = _current(on).select_related("organization")
    users = User.objects.prefetch_related(
        Prefetch("representations", queryset=current, to_attr="current_representations"),
        Prefetch("group_seats", queryset=present, to_attr="present_seats"),
    ).in_bulk([each.user_id for each in found])
    return [
        Person(user, tuple(user.current_representations), tuple(user.present_seats))
        for user in (users[each.user_id] for each in found)
    ]


def _current(on: date) -> RepresentationQuerySet:
    every: RepresentationQuerySet = Representation.objects.current(on)
    return every.exclude(organization__state=FORMER)
