"""Projects: the list, and the page of one."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from alliance.audit.queries import history_of
from alliance.web.edge import actor_of, now
from alliance.web.operations import offers
from alliance.web.parts import Crumb, Fact
from projects import operations
from projects.models import Project, ProjectKind
from projects.queries import projects_visible_to
from projects.states import PROJECT
from projects.views.filters import Facet, Filters
from projects.views.proposals import happening

PER_PAGE = 100
FACETS = (
    Facet("kind", "Kind", "kind", titles=dict(ProjectKind.choices)),
    Facet("focus_area", "Focus area", "focus_area__slug", "focus_area__name"),
    Facet("organization", "Developed by", "organizations__slug", "organizations__name"),
    Facet("stage", "Stage", "stage", titles=dict(PROJECT.choices())),
)
WORDS = ("name", "summary")


@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """What the alliance builds."""
    by, at = actor_of(request), now()
    visible = projects_visible_to(by)
    filters = Filters(request.GET, facets=FACETS, words=WORDS)
    page = Paginator(filters.apply(visible), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **filters.context(visible, path=reverse("projects")),
        "rows": [(each, PROJECT.state(each.stage)) for each in page],
        "page": page,
        "shown": page.paginator.count,
        "offers": list(offers([operations.REGISTER_PROJECT], subject=None, by=by, at=at)),
    }
    return render(request, "projects/projects.html", context)


@require_safe
def project(request: HttpRequest, slug: str) -> HttpResponse:
    """One project: what it is, who builds it, and the decision behind it."""
    by, at = actor_of(request), now()
    found = operations.PROJECT.find(slug, by=by)
    context = {
        "project": found,
        "stage": PROJECT.state(found.stage),
        "facts": _facts(found),
        "developers": found.organizations.all(),
        "entries": [happening(event) for event in history_of(found, by=by)],
        "offers": [
            each
            for each in offers(
                [operations.ARCHIVE_PROJECT, operations.REVIVE_PROJECT], subject=found, by=by, at=at
            )
            if each.verdict
        ],
        "crumbs": [Crumb("Projects", reverse("projects")), Crumb(found.name)],
    }
    return render(request, "projects/project.html", context)


def _facts(project: Project) -> list[Fact]:
    facts = [Fact("Kind", project.get_kind_display())]
    if project.focus_area is not None:
        facts.append(Fact("Focus area", project.focus_area))
    if project.group is not None:
        facts.append(Fact("Working group", project.group, project.group.get_absolute_url()))
    if project.source:
        facts.append(Fact("Source", project.source))
    return facts
