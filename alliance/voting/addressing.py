"""Voters as they are addressed: for organizations, for themselves, for those whose proxy they hold."""

from collections.abc import Iterable
from dataclasses import dataclass

from alliance.notifications.kinds import Addressee, joined
from alliance.voting.models.roll import ORGANIZATION, PERSON
from alliance.voting.states import Capacity


@dataclass(frozen=True, slots=True)
class Place:
    """A person's place on a roll line."""

    user_id: int
    line: str
    unit: str
    capacity: str

    @property
    def is_own(self) -> bool:
        """The line of that very person."""
        return self.unit == PERSON and self.capacity != Capacity.PROXY


def addressees(places: Iterable[Place]) -> list[Addressee]:
    """Each person once, with all lines they act for."""
    found: dict[int, list[Place]] = {}
    for place in places:
        found.setdefault(place.user_id, []).append(place)
    return [addressee(own) for own in found.values()]


def addressee(places: list[Place]) -> Addressee:
    """One person. ``for_whom`` is read after “vote”: “ for Hill and Lake”, or nothing for the own vote alone;
    ``represents`` says whether there may be an alternate."""
    others = sorted(place.line for place in places if not place.is_own)
    reason, for_whom = "you stand on the electoral roll", ""
    if others:
        own = ["yourself"] if len(others) < len(places) else []
        names = joined([*own, *others])
        reason, for_whom = f"you vote for {names}", f" for {names}"
    represents = any(place.unit == ORGANIZATION for place in places)
    return Addressee(places[0].user_id, reason, {"for_whom": for_whom, "represents": represents})
