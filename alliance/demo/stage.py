"""The demo alliance before anything is proposed: charter, members, groups and projects, by the actions."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from alliance.accounts.models import User
from alliance.audit.dispatch import deliver, due
from alliance.audit.models import Delivery
from alliance.charter.actions import adopt_edition, adopt_library
from alliance.charter.editions import shipped
from alliance.charter.grammar import parse_charter
from alliance.charter.rules import in_force_since
from alliance.demo import facts
from alliance.kernel.actor import Actor, Interface
from members import actions as members
from members.models import FocusArea, Organization, Role, Tier, WorkingGroup
from projects import actions as projects

DOMAIN = "demo.example"
HISTORY = timedelta(days=600)
ALTERNATES = (
    "cern",
    "cornell",
    "epfl",
    "ethz",
    "hugging-face",
    "ibm",
    "intel",
    "meta",
    "nyu",
    "tum",
    "utokyo",
)


@dataclass
class Stage:
    """Everyone by the short name of the organization; ``now`` is the instant up to which history is made."""

    now: datetime
    staff: User
    organizations: dict[str, Organization] = field(default_factory=dict)
    representatives: dict[str, User] = field(default_factory=dict)
    alternates: dict[str, User] = field(default_factory=dict)
    groups: dict[str, WorkingGroup] = field(default_factory=dict)

    @property
    def opening(self) -> datetime:
        """When the demo alliance's record begins."""
        return datetime.combine((self.now - HISTORY).date(), time(9), tzinfo=UTC)

    @property
    def by_staff(self) -> Actor:
        return Actor(Interface.ADMIN, self.staff.pk, str(self.staff), is_staff=True)

    def by(self, short: str, interface: Interface = Interface.PORTAL) -> Actor:
        """The representative of that organization, acting for it; ``staff`` is the alliance's staff."""
        if short == "staff":
            return self.by_staff
        return self._acting(self.representatives[short], short, interface)

    def by_alternate(self, short: str) -> Actor:
        return self._acting(self.alternates[short], short, Interface.PORTAL)

    def _acting(self, user: User, short: str, interface: Interface) -> Actor:
        organization = self.organizations[short]
        return Actor(interface, user.pk, str(user)).acting_for(organization.pk, organization.name)


def set_stage(now: datetime, say: Callable[[str], None]) -> Stage:
    """Bring the members, groups and projects of the fixture on record, as of ``Stage.opening``."""
    staff = User.objects.create_user(
        f"staff@{DOMAIN}", name="Staff of the alliance", is_staff=True, is_superuser=True
    )
    stage = Stage(now=now, staff=staff)
    _adopt_charter(stage)
    _admit_members(stage)
    say(f"{len(stage.organizations)} organizations and their representatives")
    _found_groups(stage)
    say(f"{len(stage.groups)} working groups with their rosters")
    say(f"{_register_projects(stage)} projects")
    deliver_history(now, told=False)
    return stage


def deliver_history(at: datetime, *, told: bool) -> None:
    """Draw the consequences of what has happened by ``at``; unless ``told``, people get no notice of it."""
    while True:
        if not told:
            Delivery.objects.filter(done_at=None, subscriber__startswith="notice:").update(
                done_at=at, error="Made as history: nobody was told."
            )
        ids = due(at=at)
        if not ids:
            return
        for delivery_id in ids:
            deliver(delivery_id=delivery_id, at=at)


def _adopt_charter(stage: Stage) -> None:
    """The shipped edition; before it, where its date leaves a gap in the history, the same rules on trial.

    The charters of other bodies are there to compare with from the first day.
    """
    text, opening = shipped(), stage.opening
    adopt_library(by=stage.by_staff, at=opening)
    since = in_force_since(parse_charter(text))
    if since > opening.date():
        trial = re.sub(r"(?m)^  edition: .*$", '  edition: "0, on trial"', text, count=1)
        trial = re.sub(r"(?m)^  in_force_since: .*$", f"  in_force_since: {opening.date()}", trial, count=1)
        adopt_edition(source=trial, by=stage.by_staff, at=opening)
    adopt_edition(
        source=text, by=stage.by_staff, at=min(max(opening, _morning(since) - timedelta(days=20)), stage.now)
    )


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9), tzinfo=UTC)


def _admit_members(stage: Stage) -> None:
    tier, _ = Tier.objects.get_or_create(slug="member", defaults={"name": "Member", "rank": 1})
    at = stage.opening
    for row in facts.rows("organizations"):
        parent = next((each for each in stage.organizations.values() if each.name == row["parent"]), None)
        stage.organizations[row["short"]] = members.admit_organization(
            name=row["name"],
            kind=row["kind"],
            country=row["country"],
            tier_id=tier.pk,
            since_on=date.fromisoformat(row["since_on"]),
            website=row["website"],
            aliases=facts.words(row["aliases"]),
            parent_id=parent.pk if parent else None,
            source=row["source"],
            by=stage.by_staff,
            at=at,
        )
        stage.representatives[row["short"]] = _appoint(stage, row["short"], Role.PRIMARY)
    for short in ALTERNATES:
        stage.alternates[short] = _appoint(stage, short, Role.ALTERNATE)


def _appoint(stage: Stage, short: str, role: Role) -> User:
    organization = stage.organizations[short]
    word = {Role.PRIMARY: "Representative", Role.ALTERNATE: "Alternate"}[role]
    return members.appoint_representative(
        organization_id=organization.pk,
        name=f"{word} of {organization.name}"[:120],
        email=f"{word.lower()}@{short}.{DOMAIN}",
        role=role,
        from_on=organization.since_on,
        by=stage.by_staff,
        at=stage.opening,
    ).user


def _found_groups(stage: Stage) -> None:
    for row in facts.rows("focus_areas"):
        FocusArea.objects.create(slug=_slug(row["name"]), **row)
    areas = dict(FocusArea.objects.values_list("name", "pk"))
    for row in facts.document("groups"):
        at = max(stage.opening, _morning(row["founded_on"]))
        group = members.found_group(
            name=row["name"],
            mandate=row["mandate"],
            founded_on=row["founded_on"],
            focus_area_id=areas[row["focus_area"]],
            source=row["source"],
            by=stage.by_staff,
            at=at,
        )
        open_group(stage, group, chairs=row["chairs"], others=row["members"], at=at)
        stage.groups[group.slug] = group


def open_group(
    stage: Stage, group: WorkingGroup, *, chairs: Iterable[str], others: Iterable[str], at: datetime
) -> None:
    """Adopt a group's first charter, have representatives join it, and appoint its chairs."""
    text = _group_charter(group.name, group.mandate)
    members.revise_charter(group_id=group.pk, text=text, note="First charter", by=stage.by_staff, at=at)
    for short in others:
        members.join_group(group_id=group.pk, by=stage.by(short), at=at)
    for short in chairs:
        seat = members.join_group(group_id=group.pk, by=stage.by(short), at=at)
        members.appoint_chair(group_id=group.pk, seat_id=seat.pk, by=stage.by_staff, at=at)


def _group_charter(name: str, mandate: str) -> str:
    return (
        f"# Charter of {name}\n\n## Mandate\n\n{mandate}\n\n## Members\n\n"
        "Every representative of a member organization may join, and leave at any time.\n\n## Chairs\n\n"
        "Chairs are appointed by the alliance's staff after hearing the group. A chair whose own "
        "organization proposes something leaves its review to another chair or to staff.\n\n## Work\n\n"
        "The group discusses and reviews proposals in its field. It decides nothing that binds the members: "
        "that is for a ballot of all members.\n\n## Reporting\n\n"
        "The chairs report to all members twice a year.\n"
    )


def _register_projects(stage: Stage) -> int:
    areas = dict(FocusArea.objects.values_list("name", "pk"))
    by_name = {each.name: each.pk for each in stage.organizations.values()}
    rows = facts.rows("projects")
    for row in rows:
        projects.register_project(
            name=row["name"],
            kind=row["kind"],
            focus_area_id=areas[row["focus_area"]],
            organization_ids=[by_name[each] for each in facts.words(row["organizations"])],
            repository=row["repository"],
            source=row["source"],
            by=stage.by_staff,
            at=stage.opening,
        )
    return len(rows)


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
