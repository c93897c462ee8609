"""What a caller hands over to freeze an electoral roll."""

from dataclasses import dataclass

from alliance.voting.states import Capacity


@dataclass(frozen=True, slots=True)
class RollEntry:
    """A person who may act on a roll line."""

    user_id: int
    name: str
    capacity: Capacity


@dataclass(frozen=True, slots=True)
class RollLine:
    """One organization, whether it may vote, and why; the people are those who represent it at opening."""

    organization_id: int
    organization_name: str
    organization_slug: str
    is_entitled: bool
    reason: str
    is_recused: bool = False
    weight: int = 1
    people: tuple[RollEntry, ...] = ()
