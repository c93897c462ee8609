"""What the alliance builds."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from alliance.audit.recording import record
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import NotNow
from alliance.web.slugs import free_slug
from projects import events, rules
from projects.models import Project, ProjectKind
from projects.states import PROJECT


@transaction.atomic
def register_project(
    *,
    name: str,
    kind: str = ProjectKind.MANAGED,
    summary: str = "",
    focus_area_id: int | None = None,
    group_id: int | None = None,
    organization_ids: Iterable[int] = (),
    repository: str = "",
    decision_id: int | None = None,
    source: str = "",
    by: Actor,
    at: datetime,
) -> Project:
    """Put a project on record: by a decision, or by staff for one that exists.

    Raises:
        Forbidden: neither system nor staff. NotNow: there is a project of that name.
    """
    rules.may_register_project(by, None, at).require()
    if Project.objects.filter(name__iexact=name).exists():
        message = f"There is a project named {name} already."
        raise NotNow(message)
    project = Project.objects.create(
        name=name,
        slug=free_slug(Project, name, otherwise="project", most=120),
        kind=kind,
        summary=summary,
        stage=PROJECT.initial,
        focus_area_id=focus_area_id,
        group_id=group_id,
        repository=repository,
        decision_id=decision_id,
        registered_at=at,
        source=source,
    )
    project.organizations.set(organization_ids)
    record(events.PROJECT_REGISTERED, subject=project, by=by, at=at, data={"name": name})
    return project


@transaction.atomic
def archive_project(*, project_id: int, reason: str, by: Actor, at: datetime) -> Project:
    """Archive a project; it stays on record.

    Raises:
        Forbidden: not staff. NotNow: it is archived.
    """
    project = Project.objects.select_for_update().get(pk=project_id)
    rules.may_archive(by, project, at).require()
    project.stage = PROJECT.after(project.stage, "archive")
    project.save(update_fields=["stage"])
    record(events.PROJECT_ARCHIVED, subject=project, by=by, at=at, data={"reason": reason})
    return project


@transaction.atomic
def revive_project(*, project_id: int, by: Actor, at: datetime) -> Project:
    """Take an archived project up again.

    Raises:
        Forbidden: not staff. NotNow: it is not archived.
    """
    project = Project.objects.select_for_update().get(pk=project_id)
    rules.may_revive(by, project, at).require()
    project.stage = PROJECT.after(project.stage, "revive")
    project.save(update_fields=["stage"])
    record(events.PROJECT_REVIVED, subject=project, by=by, at=at)
    return project
