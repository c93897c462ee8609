"""Reading members and groups."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from alliance.accounts.models import User
from alliance.charter.grammar import ContestRule, MotionRule
from alliance.kernel.actor import Actor
from alliance.voting.models import Ballot, Elector, RollPerson
from alliance.voting.models.roll import ORGANIZATION
from alliance.voting.roll import RollEntry, RollLine
from alliance.voting.states import Capacity
from alliance.web.edge import Hat
from members.models import (
    GroupSeat,
    Kind,
    Organization,
    OrganizationQuerySet,
    Representation,
    Role,
    WorkingGroup,
    WorkingGroupQuerySet,
)
from members.states import ACTIVE, FORMER

GROUP_UNITS = {"corporate_group", "related_companies", "related_members", "affiliation"}
CLASS_OF = {
    Kind.STARTUP: "enterprise",
    Kind.COMPANY: "enterprise",
    Kind.ENTERPRISE: "enterprise",
    Kind.UNIVERSITY: "academia",
    Kind.RESEARCH: "academia",
    Kind.GOVERNMENT: "public-interest",
    Kind.FOUNDATION: "public-interest",
    Kind.NONPROFIT: "public-interest",
}
CAPACITIES = {Role.PRIMARY: Capacity.PRIMARY, Role.ALTERNATE: Capacity.ALTERNATE}


def organizations_visible_to(by: Actor) -> OrganizationQuerySet:  # noqa: ARG001 -- all are public
    """Every organization, former members included: the directory narrows it."""
    every: OrganizationQuerySet = Organization.objects.select_related("tier", "parent")
    return every


def groups_visible_to(by: Actor) -> WorkingGroupQuerySet:  # noqa: ARG001 -- all are public
    """Every working group."""
    every: WorkingGroupQuerySet = WorkingGroup.objects.select_related("focus_area")
    return every


def people_visible_to(by: Actor) -> QuerySet[User]:
    """People with a role in the alliance; staff see everyone."""
    if by.is_staff:
        return User.objects.all()
    represents = Exists(Representation.objects.filter(user=OuterRef("pk")))
    sits = Exists(GroupSeat.objects.filter(user=OuterRef("pk")))
    return User.objects.filter(Q(represents) | Q(sits), is_active=True)


def hats_of(user_id: int, at: datetime) -> list[Hat]:
    """The organizations a person represents today, primary roles first (``settings.HATS``)."""
    current = (
        Representation.objects.current(at.date())
        .filter(user_id=user_id)
        .exclude(organization__state=FORMER)
        .order_by("-role", "organization__name")
        .values_list("organization_id", "organization__name", "role", "organization__slug")
    )
    return [Hat(*row) for row in current]


def representations_of(organization: Organization) -> QuerySet[Representation]:
    """All representations of an organization, newest first."""
    return organization.representations.select_related("user").order_by("-from_on", "-id")


def chairs_of(group: WorkingGroup) -> QuerySet[GroupSeat]:
    """Present chairs."""
    return group.seats.chairs().select_related("user", "organization__parent")


def chair_ids(group_id: int) -> list[int]:
    """Ids of the people who chair a group."""
    return list(
        GroupSeat.objects.chairs()
        .filter(group_id=group_id)
        .order_by("user_id")
        .values_list("user_id", flat=True)
    )


def corporate_groups() -> dict[int, int]:
    """Organization id -> id of the organization at the top of its corporate group."""
    parents = dict(Organization.objects.values_list("pk", "parent_id"))
    return {pk: _top_of(pk, parents) for pk in parents}


def _top_of(pk: int, parents: Mapping[int, int | None]) -> int:
    seen = {pk}
    while (parent := parents.get(pk)) is not None and parent not in seen:
        pk = parent
        seen.add(pk)
    return pk


def top_of(organization: Organization) -> int:
    """Id of the organization at the top of its corporate group, read along ``parent``."""
    seen: set[int] = set()
    while organization.parent is not None and organization.pk not in seen:
        seen.add(organization.pk)
        organization = organization.parent
    return organization.pk


def corporate_group_of(organization_id: int) -> set[int]:
    """Ids of all organizations of the same corporate group, itself included."""
    tops = corporate_groups()
    own = tops.get(organization_id, organization_id)
    return {pk for pk, top in tops.items() if top == own} | {organization_id}


def electorate_of_ballot(ballot: Ballot, at: datetime) -> list[RollLine] | None:
    """The whole membership, for a ballot that nobody else knows (``settings.ELECTORATES``)."""
    return electorate(ballot.rule, recused={}, on=at.date())


def electorate(rule: MotionRule | ContestRule, *, recused: Mapping[int, str], on: date) -> list[RollLine]:
    """The electoral roll of the whole membership on a day: one line per organization, with its reason.

    ``recused`` maps an organization's id to why it does not vote here. Where the rule counts corporate
    groups, the group's vote lies with its highest organization that is a voting member; the others are named
    with it, and a conflict of one of them is one of the vote.
    """
    organizations = list(Organization.objects.exclude(state=FORMER).select_related("tier").order_by("name"))
    people = _people_on(on)
    holder: dict[int, int] = {}
    if rule.vote_unit in GROUP_UNITS:
        holder = _vote_holders(organizations)
        recused = {**{holder.get(pk, pk): why for pk, why in recused.items()}, **recused}
    names = {each.pk: each.name for each in organizations}
    return [_roll_line(each, recused, holder, names, people.get(each.pk, ())) for each in organizations]


def _roll_line(
    organization: Organization,
    recused: Mapping[int, str],
    holder: Mapping[int, int],
    names: Mapping[int, str],
    people: Iterable[RollEntry],
) -> RollLine:
    held_by = holder.get(organization.pk, organization.pk)
    is_recused = is_entitled = False
    if organization.state != ACTIVE:
        reason = "No vote: the membership is suspended."
    elif not organization.tier.may_vote:
        reason = f"No vote: {organization.tier} members do not vote."
    elif held_by != organization.pk:
        reason = f"Votes with {names[held_by]}: one vote per corporate group."
    elif organization.pk in recused:
        reason, is_recused = f"Recused: {recused[organization.pk]}", True
    else:
        reason, is_entitled = f"{_member_word(organization)} since {organization.since_on:%-d %B %Y}.", True
    return RollLine(
        organization_id=organization.pk,
        name=organization.name,
        slug=organization.slug,
        group=names.get(held_by, organization.name),
        voter_class=CLASS_OF[Kind(organization.kind)],
        is_entitled=is_entitled,
        is_recused=is_recused,
        reason=reason,
        people=tuple(people),
    )


def _member_word(organization: Organization) -> str:
    tier = str(organization.tier)
    return tier if tier.casefold().endswith("member") else f"{tier} member"


def _vote_holders(organizations: Iterable[Organization]) -> dict[int, int]:
    """For each voting member, who casts its corporate group's vote: the nearest to the top that may vote."""
    voting = {each.pk: each for each in organizations if each.state == ACTIVE and each.tier.may_vote}
    parents = dict(Organization.objects.values_list("pk", "parent_id"))
    tops = {pk: _top_of(pk, parents) for pk in voting}
    holders: dict[int, int] = {}
    for pk in sorted(voting, key=lambda each: (_depth(each, parents), each)):
        holders.setdefault(tops[pk], pk)
    return {pk: holders[tops[pk]] for pk in voting}


def _depth(pk: int, parents: Mapping[int, int | None]) -> int:
    depth, seen = 0, {pk}
    while (parent := parents.get(pk)) is not None and parent not in seen:
        pk, depth = parent, depth + 1
        seen.add(pk)
    return depth


def _people_on(on: date) -> dict[int, list[RollEntry]]:
    found: dict[int, list[RollEntry]] = {}
    current = Representation.objects.current(on).select_related("user").order_by("-role", "user__name")
    for each in current:
        found.setdefault(each.organization_id, []).append(entry_of(each))
    return found


def entry_of(representation: Representation) -> RollEntry:
    """The person of a representation as they stand on a roll."""
    capacity = CAPACITIES[Role(representation.role)]
    return RollEntry(representation.user_id, str(representation.user), capacity)


def mandates_ended(at: datetime) -> list[tuple[int, int]]:
    """Organization and person of everyone on an open ballot's roll who represented it and does not today.

    Who never did stands there by another right, such as a seat, or a proxy.
    """
    ever = Representation.objects.filter(
        organization_id=OuterRef("elector__organization_id"), user_id=OuterRef("user_id")
    )
    today = Representation.objects.current(at.date()).filter(
        organization_id=OuterRef("elector__organization_id"), user_id=OuterRef("user_id")
    )
    stale = RollPerson.objects.filter(
        Exists(ever),
        ~Exists(today),
        struck_at=None,
        elector__unit=ORGANIZATION,
        elector__ballot__in=Ballot.objects.taking_votes(at),
    ).exclude(capacity=Capacity.PROXY)
    rows = stale.order_by().values_list("elector__organization_id", "user_id").distinct()
    return [(organization_id or 0, user_id) for organization_id, user_id in rows]


def mandates_begun(at: datetime) -> list[Representation]:
    """Today's representations whose person is missing on the organization's line in an open ballot."""
    standing = RollPerson.objects.filter(
        elector=OuterRef("pk"), user_id=OuterRef(OuterRef("user_id")), struck_at=None
    )
    lines = Elector.objects.filter(
        ~Exists(standing),
        unit=ORGANIZATION,
        organization_id=OuterRef("organization_id"),
        ballot__in=Ballot.objects.taking_votes(at),
    )
    return list(Representation.objects.current(at.date()).filter(Exists(lines)).select_related("user"))
