"""The directory of members, on screen and to take along."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from alliance.web.downloads import csv_response
from alliance.web.edge import actor_of, now
from alliance.web.operations import offers
from members import directory
from members.directory import FACETS, Entry, Selection
from members.operations import OF_ORGANIZATIONS

ADMITTING = [operation for operation in OF_ORGANIZATIONS if operation.creates]
PAGE = 200
VIEWS = {"table": "Table", "cards": "Cards", "countries": "Countries"}
COLUMNS = (
    "name",
    "other_names",
    "kind",
    "tier",
    "country",
    "member_since",
    "membership",
    "groups",
    "website",
)


def organizations(request: HttpRequest) -> HttpResponse:
    """Every member, filtered by what the address says: on one page up to ``PAGE`` of them."""
    by, at = actor_of(request), now()
    every, selection = directory.entries(by), Selection.read(request.GET)
    shown = [entry for entry in every if selection.admits(entry)]
    view = request.GET.get("view", "") if request.GET.get("view") in VIEWS else "table"
    kept = _kept(view)
    countries = {entry.organization.country.code for entry in shown}
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    context = {
        "entries": page.object_list,
        "page": page,
        "total": len(shown),
        "country_count": len(countries),
        "words": selection.words,
        "view": view,
        "views": [(name, VIEWS[name], selection.query(view=_kept(name))) for name in VIEWS],
        "facets": {facet.name: (facet, directory.choices(facet, every, selection)) for facet in FACETS},
        "chips": directory.chips(every, selection, view=kept),
        "clear": Selection().query(view=kept),
        "repairs": [] if shown else directory.repairs(every, selection, view=kept),
        "bars": directory.by_country(shown, selection) if view == "countries" else [],
        "query": selection.query(),
        "offers": list(offers(ADMITTING, subject=None, by=by, at=at)),
    }
    return render(request, "members/organizations.html", context)


def _kept(view: str) -> str:
    return "" if view == "table" else view


def organizations_csv(request: HttpRequest) -> HttpResponse:
    """The same rows as a table for spreadsheets."""
    rows = _chosen(request)
    return csv_response("members.csv", COLUMNS, ([_flat(value) for value in row.values()] for row in rows))


def organizations_json(request: HttpRequest) -> HttpResponse:
    """The same rows for programs."""
    written = {"ensure_ascii": False, "indent": 1}
    response = JsonResponse(_chosen(request), safe=False, json_dumps_params=written)
    response["Content-Disposition"] = 'attachment; filename="members.json"'
    return response


def _chosen(request: HttpRequest) -> list[dict[str, str | list[str]]]:
    selection = Selection.read(request.GET)
    return [_row(entry) for entry in directory.entries(actor_of(request)) if selection.admits(entry)]


def _row(entry: Entry) -> dict[str, str | list[str]]:
    organization = entry.organization
    values: tuple[str | list[str], ...] = (
        organization.name,
        list(entry.aliases),
        organization.get_kind_display(),
        organization.tier.name,
        organization.country.code,
        organization.since_on.isoformat(),
        entry.state_label,
        list(entry.groups.values()),
        organization.website,
    )
    return dict(zip(COLUMNS, values, strict=True))


def _flat(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "; ".join(value)
