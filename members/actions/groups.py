"""The life of a working group."""

from datetime import date, datetime

from django.db import transaction

from alliance.audit.recording import record
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Forbidden, NotNow
from alliance.web.slugs import free_slug
from members import events, rules
from members.models import GroupCharter, GroupSeat, WorkingGroup
from members.states import FORMING, GROUP


@transaction.atomic
def found_group(
    *,
    name: str,
    mandate: str,
    founded_on: date,
    focus_area_id: int | None = None,
    source: str = "",
    by: Actor,
    at: datetime,
) -> WorkingGroup:
    """Found a working group; it is forming until its charter is adopted.

    Raises:
        Forbidden: not staff. NotNow: a group of that name exists.
    """
    rules.may_found_group(by, None, at).require()
    if WorkingGroup.objects.filter(name__iexact=name).exists():
        message = f"There is a working group named {name} already."
        raise NotNow(message)
    group = WorkingGroup.objects.create(
        name=name,
        slug=free_slug(WorkingGroup, name, otherwise="group", most=160),
        mandate=mandate,
        focus_area_id=focus_area_id,
        founded_on=founded_on,
        source=source,
        state=GROUP.initial,
    )
    record(events.GROUP_FOUNDED, subject=group, by=by, at=at, data={"name": name})
    return group


@transaction.atomic
def revise_charter(
    *, group_id: int, text: str, note: str = "", replaces: int | None = None, by: Actor, at: datetime
) -> GroupCharter:
    """Adopt the next version of a group's charter; the first one makes a forming group active.

    ``replaces`` is the version the writer saw (0: none).

    Raises:
        Forbidden: neither chair nor staff. NotNow: the group is closed, or another version was adopted
        meanwhile.
    """
    group = WorkingGroup.objects.select_for_update().get(pk=group_id)
    rules.may_revise_charter(by, group, at).require()
    latest = group.charters.order_by("-number").first()
    number = latest.number if latest else 0
    if replaces is not None and replaces != number:
        message = (
            f"Charter version {number} was adopted meanwhile. "
            "Your text is kept below: compare, then adopt again."
        )
        raise NotNow(message)
    if latest is not None and latest.text == text:
        message = f"This is the text of version {number}, unchanged."
        raise NotNow(message)
    charter = GroupCharter.objects.create(
        group=group, number=number + 1, text=text, note=note, adopted_at=at, adopted_by_id=by.user_id
    )
    if group.state == FORMING:
        group.state = GROUP.after(group.state, "charter")
        group.save(update_fields=["state"])
    record(
        events.GROUP_CHARTERED, subject=group, by=by, at=at, data={"version": charter.number, "note": note}
    )
    return charter


@transaction.atomic
def join_group(*, group_id: int, by: Actor, at: datetime) -> GroupSeat:
    """Take a seat in a group, for the organization the person acts for.

    Raises:
        Forbidden: not a representative. NotNow: the group is closed, or the person is in it.
    """
    group = WorkingGroup.objects.select_for_update().get(pk=group_id)
    rules.may_join(by, group, at).require()
    if by.user_id is None or by.organization_id is None:
        raise Forbidden(rules.SIGN_IN)
    seat = GroupSeat.objects.create(
        group=group, user_id=by.user_id, organization_id=by.organization_id, joined_at=at
    )
    record(events.GROUP_JOINED, subject=group, by=by, at=at, data={"group": group.name, "person": by.name})
    return seat


@transaction.atomic
def leave_group(*, group_id: int, by: Actor, at: datetime) -> WorkingGroup:
    """Give up one's seat; a chair gives up the chair with it.

    Raises:
        Forbidden: not in the group.
    """
    group = WorkingGroup.objects.select_for_update().get(pk=group_id)
    rules.may_leave(by, group, at).require()
    seat = GroupSeat.objects.select_for_update().get(group=group, user_id=by.person_id, left_at=None)
    seat.left_at = at
    seat.save(update_fields=["left_at"])
    record(events.GROUP_LEFT, subject=group, by=by, at=at, data={"group": group.name, "person": by.name})
    return group


@transaction.atomic
def appoint_chair(*, group_id: int, seat_id: int, by: Actor, at: datetime) -> GroupSeat:
    """Make a person of the group one of its chairs.

    Raises:
        Forbidden: not staff. NotNow: the group is closed, or the person is a chair or has left.
    """
    group = WorkingGroup.objects.select_for_update().get(pk=group_id)
    rules.may_appoint_chair(by, group, at).require()
    seat = (
        GroupSeat.objects.select_for_update(of=("self",)).select_related("user").get(pk=seat_id, group=group)
    )
    if seat.left_at is not None:
        message = f"{seat.user} has left this group."
        raise NotNow(message)
    if seat.is_chair:
        message = f"{seat.user} is a chair of this group."
        raise NotNow(message)
    seat.is_chair = True
    seat.save(update_fields=["is_chair"])
    data = {"person": str(seat.user), "person_id": seat.user_id}
    record(events.CHAIR_APPOINTED, subject=group, by=by, at=at, data=data)
    return seat


@transaction.atomic
def relieve_chair(*, group_id: int, seat_id: int, by: Actor, at: datetime) -> GroupSeat:
    """Make a chair an ordinary member of the group again.

    Raises:
        Forbidden: not staff. NotNow: the person is not a chair.
    """
    group = WorkingGroup.objects.select_for_update().get(pk=group_id)
    rules.may_relieve_chair(by, group, at).require()
    seat = (
        GroupSeat.objects.select_for_update(of=("self",)).select_related("user").get(pk=seat_id, group=group)
    )
    if not seat.is_chair:
        message = f"{seat.user} is not a chair of this group."
        raise NotNow(message)
    seat.is_chair = False
    seat.save(update_fields=["is_chair"])
    data = {"person": str(seat.user), "person_id": seat.user_id}
    record(events.CHAIR_RELIEVED, subject=group, by=by, at=at, data=data)
    return seat


@transaction.atomic
def close_group(*, group_id: int, reason: str, by: Actor, at: datetime) -> WorkingGroup:
    """Close a group for good; everything stays readable.

    Raises:
        Forbidden: not staff. NotNow: it is closed.
    """
    group = WorkingGroup.objects.select_for_update().get(pk=group_id)
    rules.may_close_group(by, group, at).require()
    group.state = GROUP.after(group.state, "close")
    group.closed_on = at.date()
    group.save(update_fields=["state", "closed_on"])
    record(events.GROUP_CLOSED, subject=group, by=by, at=at, data={"reason": reason})
    return group
