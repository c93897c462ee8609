"""Who counts as of one side: an organization, its corporate group, or an employer in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol, Self

from alliance.charter.grammar.electorates import Unit
from members.models import Alias, Organization
from members.queries import corporate_groups

ORGANIZATIONS: Final = frozenset(
    {"organization", "organisation", "member_organization", "member_organisation"}
)
GROUPS: Final = frozenset(
    {"corporate_group", "related_companies", "related_members", "affiliation", "primary_affiliation"}
    | {"employer"}
)
NOBODYS: Final = frozenset(
    {"", "-", "none", "n/a", "independent", "individual", "unaffiliated", "self", "self-employed"}
)
"""What people write who belong to nobody's side."""


class HasSide(Protocol):
    """Whoever can be of a side: a candidate, a holder of a seat, a voter."""

    @property
    def organization_id(self) -> int | None: ...
    @property
    def affiliation(self) -> str: ...
    @property
    def project(self) -> str: ...


@dataclass
class Sides:
    """The sides as they are now: read once, then asked for each person.

    An employer in words that is a member's name, or another name of one, is that member. Of other employers
    capitals and spaces make no difference; the spelling met first names the side.
    """

    tops: Mapping[int, int]
    names: Mapping[int, str]
    known: Mapping[str, int]
    _spelling: dict[str, str] = field(default_factory=dict)

    @classmethod
    def now(cls) -> Self:
        """The members, their other names and their owners, read from the database."""
        names = dict(Organization.objects.values_list("pk", "name"))
        known = {name.casefold(): pk for name, pk in Alias.objects.values_list("name", "organization_id")}
        known |= {name.casefold(): pk for pk, name in names.items()}
        return cls(corporate_groups(), names, known)

    def of(self, who: HasSide, unit: Unit = "corporate_group") -> str | None:
        """The side of somebody in the unit of a rule; None for whoever has none, and for `person`."""
        if unit == "person":
            return None
        if unit == "project":
            return who.project or None
        organization_id = who.organization_id or self.known.get(_key(who.affiliation))
        if organization_id is not None:
            own = organization_id if unit in ORGANIZATIONS else self.tops.get(organization_id)
            return self.names.get(own or organization_id)
        key = _key(who.affiliation)
        return None if key in NOBODYS else self._spelling.setdefault(key, " ".join(who.affiliation.split()))

    def organization_of(self, who: HasSide) -> int | None:
        """The member somebody is of, also when it was given in words."""
        return who.organization_id or self.known.get(_key(who.affiliation))


def _key(affiliation: str) -> str:
    return " ".join(affiliation.split()).casefold()
