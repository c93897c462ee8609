"""The directory of members: what can be filtered by, and how many each filter would leave."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self

from django.http import QueryDict

from alliance.kernel.actor import Actor
from alliance.web.folding import fold, found_in
from alliance.web.parts import BarRow, Chip, Choice
from members.models import GroupSeat, Kind, Organization
from members.queries import organizations_visible_to
from members.states import CLOSED, FORMER, MEMBERSHIP


@dataclass(frozen=True)
class Entry:
    """One organization with the words it is found by and the groups it sits in."""

    organization: Organization
    aliases: tuple[str, ...]
    groups: dict[str, str]
    state_label: str
    state_tone: str

    @cached_property
    def country(self) -> str:
        return str(self.organization.country.name)

    @cached_property
    def facets(self) -> dict[str, Mapping[str, str]]:
        """What the entry has of each of ``FACETS``."""
        return {facet.name: facet.values(self) for facet in FACETS}


def entries(by: Actor) -> list[Entry]:
    """Every organization this reader may see; three queries whatever their number."""
    groups = _groups()
    every = organizations_visible_to(by).prefetch_related("aliases")
    found = [_entry(each, groups.get(each.pk, {})) for each in every]
    return sorted(found, key=lambda entry: fold(entry.organization.name))


def _groups() -> dict[int, dict[str, str]]:
    """Organization id -> slug and name of the open groups in which it has a seat."""
    found: dict[int, dict[str, str]] = {}
    seats = GroupSeat.objects.present().exclude(group__state=CLOSED).order_by("group__name")
    rows = seats.values_list("organization_id", "group__slug", "group__name").distinct()
    for organization_id, slug, name in rows:
        found.setdefault(organization_id, {})[slug] = name
    return found


def _entry(organization: Organization, groups: dict[str, str]) -> Entry:
    state = MEMBERSHIP.state(organization.state)
    return Entry(
        organization=organization,
        aliases=tuple(alias.name for alias in organization.aliases.all()),
        groups=groups,
        state_label=state.label,
        state_tone=state.tone,
    )


@dataclass(frozen=True, slots=True)
class Facet:
    """Something to filter by: what an entry has of it, as value -> label."""

    name: str
    label: str
    values: Callable[[Entry], Mapping[str, str]]
    order: tuple[str, ...] = ()


FACETS = (
    Facet(
        "kind",
        "Kind",
        lambda entry: {entry.organization.kind: str(Kind(entry.organization.kind).label)},
        order=tuple(Kind.values),
    ),
    Facet("tier", "Tier", lambda entry: {entry.organization.tier.slug: entry.organization.tier.name}),
    Facet("country", "Country", lambda entry: {entry.organization.country.code: entry.country}),
    Facet("group", "Working group", lambda entry: entry.groups),
    Facet(
        "since",
        "Member since",
        lambda entry: {str(entry.organization.since_on.year): str(entry.organization.since_on.year)},
    ),
    Facet(
        "state",
        "Membership",
        lambda entry: {entry.organization.state: entry.state_label},
        order=tuple(state.name for state in MEMBERSHIP.states),
    ),
)


@dataclass(frozen=True, slots=True)
class Selection:
    """What the reader asked for: words, and for each facet the values ticked."""

    words: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, query: QueryDict) -> Self:
        """From an address; what is empty does not count."""
        chosen = {facet.name: tuple(filter(None, query.getlist(facet.name))) for facet in FACETS}
        return cls(
            query.get("q", "").strip()[:200], {name: values for name, values in chosen.items() if values}
        )

    def only(self, name: str, *values: str) -> Self:
        """The same with these values of a facet and no others; none takes the facet away."""
        others = {key: kept for key, kept in self.chosen.items() if key != name}
        return replace(self, chosen={**others, name: values} if values else others)

    def without(self, name: str, value: str) -> Self:
        """The same with one value left out."""
        return self.only(name, *(each for each in self.chosen.get(name, ()) if each != value))

    def admits(self, entry: Entry, *, but: str = "") -> bool:
        """Former members are shown only when asked for; the facet ``but`` is left out of account."""
        if "state" not in {*self.chosen, but} and entry.organization.state == FORMER:
            return False
        return found_in(self.words, entry.organization.name, *entry.aliases) and all(
            not entry.facets[name].keys().isdisjoint(values)
            for name, values in self.chosen.items()
            if name != but
        )

    def query(self, **more: str) -> str:
        """The same as part of an address."""
        written = QueryDict(mutable=True)
        if self.words:
            written["q"] = self.words
        for name, values in self.chosen.items():
            written.setlist(name, list(values))
        written.update({name: value for name, value in more.items() if value})
        return f"?{written.urlencode()}" if written else "?"


def choices(facet: Facet, every: Iterable[Entry], selection: Selection) -> list[Choice]:
    """The values of a facet with the number of entries each would leave, given all other filters."""
    labels: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for entry in every:
        values = entry.facets[facet.name]
        labels.update(values)
        if selection.admits(entry, but=facet.name):
            counts.update(values.keys())
    chosen = selection.chosen.get(facet.name, ())
    shown = [value for value in labels if counts[value] or value in chosen]
    rank = {value: number for number, value in enumerate(facet.order)}
    shown.sort(key=lambda value: (rank.get(value, len(rank)), labels[value]))
    return [Choice(value, labels[value], counts[value], value in chosen) for value in shown]


def chips(every: Iterable[Entry], selection: Selection, *, view: str) -> list[Chip]:
    """The filters in force; each links to the list without it."""
    labels = {facet.name: _labels(facet, every) for facet in FACETS}
    found = [
        Chip(labels[name].get(value, value), selection.without(name, value).query(view=view))
        for name, values in selection.chosen.items()
        for value in values
    ]
    if selection.words:
        found.insert(0, Chip(f"“{selection.words}”", replace(selection, words="").query(view=view)))
    return found


def repairs(every: Iterable[Entry], selection: Selection, *, view: str) -> list[tuple[Chip, int]]:
    """For a list that came out empty: each filter whose removal would leave something, and how many."""
    labels = {facet.name: _labels(facet, every) for facet in FACETS}
    options = [(name, value) for name, values in selection.chosen.items() for value in values]
    narrower = [(labels[name].get(value, value), selection.without(name, value)) for name, value in options]
    if selection.words:
        narrower.append((f"“{selection.words}”", replace(selection, words="")))
    counted = [
        (Chip(label, other.query(view=view)), sum(other.admits(entry) for entry in every))
        for label, other in narrower
    ]
    return [(chip, count) for chip, count in counted if count]


def _labels(facet: Facet, every: Iterable[Entry]) -> dict[str, str]:
    return {value: label for entry in every for value, label in entry.facets[facet.name].items()}


def by_country(shown: Iterable[Entry], selection: Selection) -> list[BarRow]:
    """Members per country, most first."""
    names: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for entry in shown:
        code = entry.organization.country.code
        names[code] = entry.country
        counts[code] += 1
    ranked = sorted(counts, key=lambda code: (-counts[code], names[code]))
    return [BarRow(names[code], counts[code], selection.only("country", code).query()) for code in ranked]
