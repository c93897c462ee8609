"""Who acts: named once, at the edge, and handed down by keyword."""

from dataclasses import dataclass, replace
from enum import StrEnum


class Interface(StrEnum):
    """The door through which a change came in."""

    PORTAL = "portal"
    API = "api"
    ADMIN = "admin"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or the system) at one interface, acting for at most one organization."""

    interface: Interface
    user_id: int | None = None
    name: str = ""
    is_staff: bool = False
    organization_id: int | None = None
    organization_name: str = ""

    @classmethod
    def anonymous(cls, interface: Interface = Interface.PORTAL) -> "Actor":
        """Somebody who has not signed in."""
        return cls(interface=interface)

    @classmethod
    def system(cls) -> "Actor":
        """The system itself: a deadline that passed, a reaction to an event."""
        return cls(interface=Interface.SYSTEM, name="Alliance")

    @property
    def is_system(self) -> bool:
        return self.interface is Interface.SYSTEM

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None

    @property
    def person_id(self) -> int:
        """The person's id for a look-up: 0, which nobody has, when not signed in."""
        return self.user_id or 0

    def acting_for(self, organization_id: int, organization_name: str) -> "Actor":
        """The same person with another organization's hat on."""
        return replace(self, organization_id=organization_id, organization_name=organization_name)
