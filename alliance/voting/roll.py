"""What a caller hands over to build a ballot and to freeze its electoral roll."""

from dataclasses import dataclass
from typing import Literal

from alliance.voting.states import Capacity


@dataclass(frozen=True, slots=True)
class RollEntry:
    """A person who may act on a roll line."""

    user_id: int
    name: str
    capacity: Capacity


@dataclass(frozen=True, slots=True)
class RollLine:
    """One organization or person, whether it may vote, and why; the people are those who act for it at
    opening.

    ``slug`` is its address in the ballot. ``group`` is what counts as one, such as a corporate group;
    ``affiliation`` a person's organization; ``voter_class`` the class of voters it belongs to.
    """

    name: str
    slug: str
    is_entitled: bool
    reason: str
    unit: Literal["organization", "person"] = "organization"
    organization_id: int | None = None
    affiliation: str = ""
    group: str = ""
    voter_class: str = ""
    is_recused: bool = False
    weight: int = 1
    people: tuple[RollEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class OptionText:
    """One thing that can be marked: a candidate with an affiliation and a page, or an answer and what it
    means."""

    name: str
    affiliation: str = ""
    meaning: str = ""
    path: str = ""
