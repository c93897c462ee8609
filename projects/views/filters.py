"""Filters of a list: they live in its address, and each value says how many rows it would leave."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

from alliance.web.parts import Chip, Choice

M = TypeVar("M", bound=Model)
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Facet:
    """One property to filter by: its name in the address, and the column compared with the value.

    The words people read are those of ``titles``, else those of the column ``title``.
    """

    name: str
    label: str
    column: str
    title: str = ""
    titles: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class FilterList:
    """A facet with its choices, as the filter bar takes it."""

    name: str
    label: str
    choices: list[Choice]


class Filters:
    """What an address asks for, applied to a list and shown above it."""

    def __init__(
        self, asked: QueryDict, *, facets: Sequence[Facet], words: Sequence[str], keep: Sequence[str] = ()
    ) -> None:
        """``words`` are the columns searched for ``q``; ``keep`` are parameters that are no filters."""
        self.facets, self.words = facets, words
        self.asked = {name: asked.get(name, "").replace("\x00", "").strip()[:LONGEST] for name in asked}
        self.q = self.asked.get("q", "")
        self.chosen = {facet.name: value for facet in facets if (value := self.asked.get(facet.name, ""))}
        self.kept = {name: value for name in keep if (value := self.asked.get(name, ""))}

    def apply(self, rows: QuerySet[M]) -> QuerySet[M]:
        """The rows that satisfy every filter."""
        columns = {facet.name: facet.column for facet in self.facets}
        for name, value in self.chosen.items():
            rows = rows.filter(**{columns[name]: value})
        return self.search(rows)

    def search(self, rows: QuerySet[M]) -> QuerySet[M]:
        """The rows in which every typed word occurs."""
        for word in self.q.split():
            anywhere = Q()
            for column in self.words:
                anywhere |= Q(**{f"{column}__icontains": word})
            rows = rows.filter(anywhere)
        return rows

    def lists(self, rows: QuerySet[M]) -> list[FilterList]:
        """Each facet's values, counted over the rows that satisfy the other filters. One query."""
        columns = [column for facet in self.facets for column in (facet.column, facet.title or facet.column)]
        found = set(self.search(rows).order_by().values_list("pk", *columns))
        return [self._list(index, facet, found) for index, facet in enumerate(self.facets)]

    def _list(self, index: int, facet: Facet, found: set[tuple[Any, ...]]) -> FilterList:
        others = {
            1 + 2 * place: self.chosen[each.name]
            for place, each in enumerate(self.facets)
            if place != index and each.name in self.chosen
        }
        left = {
            (row[0], row[1 + 2 * index], row[2 + 2 * index])
            for row in found
            if row[1 + 2 * index] is not None
            and all(str(row[place]) == value for place, value in others.items())
        }
        counts = Counter((str(value), str(title)) for _, value, title in left)
        titles = facet.titles or {}
        named = [(value, titles.get(value, title), count) for (value, title), count in counts.items()]
        order = list(titles)
        named.sort(
            key=lambda each: (order.index(each[0]) if each[0] in order else len(order), each[1].casefold())
        )
        chosen = self.chosen.get(facet.name, "")
        choices = [Choice(value, title, count, value == chosen) for value, title, count in named]
        if chosen and chosen not in {each.value for each in choices}:
            choices.append(Choice(chosen, titles.get(chosen, chosen), 0, selected=True))
        return FilterList(facet.name, facet.label, choices)

    def chips(self, lists: Sequence[FilterList]) -> list[Chip]:
        """The filters in force, each linked to the page without it."""
        chips = [
            Chip(f"{each.label}: {choice.label}", self.address(without=each.name))
            for each in lists
            for choice in each.choices
            if choice.selected
        ]
        return [Chip(f"“{self.q}”", self.address(without="q")), *chips] if self.q else chips

    def address(self, without: str = "", **changed: str) -> str:
        """The query string of this list, with a filter left out or values changed."""
        query = QueryDict(mutable=True)
        every = {"q": self.q, **self.chosen, **self.kept} | changed
        query.update({name: value for name, value in every.items() if value and name != without})
        return f"?{query.urlencode()}"

    def context(self, rows: QuerySet[M], *, path: str) -> dict[str, Any]:
        """What ``projects/filters.html`` shows."""
        lists = self.lists(rows)
        kept = "&".join(f"{name}={value}" for name, value in self.kept.items())
        return {
            "filters": lists,
            "chips": self.chips(lists),
            "q": self.q,
            "query": self.address(),
            "clear": f"{path}?{kept}" if kept else path,
        }
