"""Who holds which role: people with the organizations they act for and the groups they sit in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from alliance.accounts.models import User
from alliance.kernel.actor import Actor
from alliance.web.folding import fold
from members.models import GroupSeat, Representation
from members.queries import people_visible_to
from members.states import FORMER

ROLES = {"primary": "Representatives", "alternate": "Alternates", "chair": "Chairs"}


@dataclass(frozen=True, slots=True)
class Person:
    """A person with present roles."""

    user: User
    representations: tuple[Representation, ...]
    seats: tuple[GroupSeat, ...]

    @property
    def roles(self) -> set[str]:
        """Which of ``ROLES`` the person holds today."""
        held = {str(each.role) for each in self.representations}
        return held | ({"chair"} if any(seat.is_chair for seat in self.seats) else set())

    @property
    def organization_names(self) -> list[str]:
        return [each.organization.name for each in self.representations]


def people(by: Actor, *, on: date) -> list[Person]:
    """Everyone this reader may see, with their roles of that day; three queries whatever their number."""
    current = (
        Representation.objects.current(on).exclude(organization__state=FORMER).select_related("organization")
    )
    present = GroupSeat.objects.present().select_related("group")
    users: Iterable[User] = people_visible_to(by).prefetch_related(
        Prefetch("representations", queryset=current, to_attr="current_representations"),
        Prefetch("group_seats", queryset=present, to_attr="present_seats"),
    )
    found = [Person(user, tuple(user.current_representations), tuple(user.present_seats)) for user in users]  # type: ignore[attr-defined]  # set by Prefetch
    return sorted(found, key=lambda person: fold(person.user.name))
