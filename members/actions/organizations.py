"""The life of a membership."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from alliance.audit.kinds import EventKind
from alliance.audit.recording import record
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import NotNow
from alliance.web.slugs import free_slug
from members import events, rules
from members.models import Alias, Organization
from members.queries import corporate_groups
from members.states import MEMBERSHIP


@transaction.atomic
def admit_organization(
    *,
    name: str,
    kind: str,
    country: str,
    tier_id: int,
    since_on: date,
    website: str = "",
    summary: str = "",
    aliases: Iterable[str] = (),
    parent_id: int | None = None,
    source: str = "",
    by: Actor,
    at: datetime,
) -> Organization:
    """Admit an organization as a member.

    Raises:
        Forbidden: not staff. NotNow: a member of that name exists, or the membership would begin in the
        future.
    """
    rules.may_admit(by, None, at).require()
    if Organization.objects.filter(name__iexact=name).exists():
        message = f"There is a member named {name} already."
        raise NotNow(message)
    if since_on > at.date():
        raise NotNow("A membership is recorded when it begins, not before.")
    organization = Organization.objects.create(
        name=name,
        slug=free_slug(Organization, name, otherwise="organization", most=200),
        kind=kind,
        country=country,
        tier_id=tier_id,
        since_on=since_on,
        website=website,
        summary=summary,
        parent_id=parent_id,
        source=source,
        state=MEMBERSHIP.initial,
    )
    _set_aliases(organization, aliases)
    record(events.ORGANIZATION_ADMITTED, subject=organization, by=by, at=at, data={"name": name})
    return organization


def _set_aliases(organization: Organization, aliases: Iterable[str]) -> None:
    wanted = {alias.strip() for alias in aliases if alias.strip()}
    organization.aliases.exclude(name__in=wanted).delete()
    present = set(organization.aliases.values_list("name", flat=True))
    Alias.objects.bulk_create(
        Alias(organization=organization, name=name) for name in sorted(wanted - present)
    )


@transaction.atomic
def revise_organization(
    *,
    organization_id: int,
    name: str,
    kind: str,
    country: str,
    website: str = "",
    summary: str = "",
    aliases: Iterable[str] = (),
    parent_id: int | None = None,
    by: Actor,
    at: datetime,
) -> Organization:
    """Update a member's entry in the directory; its address stays. Sending the same entry again leaves no
    trace.

    Raises:
        Forbidden: neither staff nor its representative. NotNow: the name is taken, or the ownership is
        circular.
    """
    organization = Organization.objects.select_for_update().get(pk=organization_id)
    rules.may_revise(by, organization, at).require()
    if Organization.objects.filter(name__iexact=name).exclude(pk=organization_id).exists():
        message = f"There is another member named {name}."
        raise NotNow(message)
    if parent_id is not None and corporate_groups().get(parent_id) == organization_id:
        raise NotNow("An organization cannot be owned by one that it owns.")
    before = _entry(organization)
    organization.name, organization.kind, organization.country = name, kind, country
    organization.website, organization.summary = website, summary
    if by.is_staff:
        organization.parent_id = parent_id
    organization.save(update_fields=["name", "kind", "country", "website", "summary", "parent"])
    _set_aliases(organization, aliases)
    after = _entry(organization)
    if changed := [field for field in before if before[field] != after[field]]:
        record(
            events.ORGANIZATION_REVISED,
            subject=organization,
            by=by,
            at=at,
            data={"name": name, "changed": changed, "before": {field: before[field] for field in changed}},
        )
    return organization


def _entry(organization: Organization) -> dict[str, str]:
    """What the directory says, as texts to compare and to keep on record."""
    return {
        **{
            field: str(getattr(organization, field))
            for field in ("name", "kind", "country", "website", "summary")
        },
        "parent": str(organization.parent_id or ""),
        "aliases": "\n".join(sorted(organization.aliases.values_list("name", flat=True))),
    }


@transaction.atomic
def suspend_membership(*, organization_id: int, reason: str, by: Actor, at: datetime) -> Organization:
    """Suspend the rights of a member; its history and its open ballots stay as they are.

    Raises:
        Forbidden: not staff. NotNow: the membership is not active.
    """
    organization = Organization.objects.select_for_update().get(pk=organization_id)
    rules.may_suspend(by, organization, at).require()
    return _move(organization, "suspend", events.MEMBERSHIP_SUSPENDED, reason, by=by, at=at)


@transaction.atomic
def reinstate_membership(*, organization_id: int, by: Actor, at: datetime) -> Organization:
    """Give a suspended member its rights back.

    Raises:
        Forbidden: not staff. NotNow: the membership is not suspended.
    """
    organization = Organization.objects.select_for_update().get(pk=organization_id)
    rules.may_reinstate(by, organization, at).require()
    return _move(organization, "reinstate", events.MEMBERSHIP_REINSTATED, "", by=by, at=at)


@transaction.atomic
def end_membership(*, organization_id: int, reason: str, by: Actor, at: datetime) -> Organization:
    """End a membership; the organization stays on record as a former member.

    Raises:
        Forbidden: not staff. NotNow: the membership has ended.
    """
    organization = Organization.objects.select_for_update().get(pk=organization_id)
    rules.may_end_membership(by, organization, at).require()
    organization.ended_on = at.date()
    return _move(organization, "end", events.MEMBERSHIP_ENDED, reason, by=by, at=at)


@transaction.atomic
def readmit_organization(*, organization_id: int, by: Actor, at: datetime) -> Organization:
    """Take a former member back, from today.

    Raises:
        Forbidden: not staff. NotNow: the membership has not ended.
    """
    organization = Organization.objects.select_for_update().get(pk=organization_id)
    rules.may_readmit(by, organization, at).require()
    organization.since_on, organization.ended_on = at.date(), None
    return _move(organization, "readmit", events.MEMBERSHIP_READMITTED, "", by=by, at=at)


def _move(
    organization: Organization, move: str, kind: EventKind, reason: str, *, by: Actor, at: datetime
) -> Organization:
    organization.state = MEMBERSHIP.after(organization.state, move)
    organization.save(update_fields=["state", "since_on", "ended_on"])
    record(kind, subject=organization, by=by, at=at, data={"name": organization.name, "reason": reason})
    return organization
