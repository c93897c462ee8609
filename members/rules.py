"""Who may do what with members and groups, and if not, why."""

from datetime import datetime

from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Verdict, forbidden, now_if, permit
from members.models import GroupSeat, Organization, Representation, Role, WorkingGroup
from members.states import ACTIVE, CLOSED, GROUP, MEMBERSHIP

STAFF_ONLY = "Only staff may do that."
SIGN_IN = "Sign in first."


def is_staff(by: Actor) -> Verdict:
    """Staff of the alliance, or the system acting for them."""
    return permit(by.is_staff or by.is_system, STAFF_ONLY)


def may_admit(by: Actor, subject: object, at: datetime) -> Verdict:  # noqa: ARG001 -- one signature for all rules
    return is_staff(by)


def may_revise(by: Actor, organization: Organization, at: datetime) -> Verdict:
    """Staff, or the primary representative for the own organization."""
    return permit(
        by.is_staff or represents(by, organization, at, role=Role.PRIMARY),
        f"Only staff or the representative of {organization} may change its entry.",
    )


def may_suspend(by: Actor, organization: Organization, at: datetime) -> Verdict:  # noqa: ARG001
    return is_staff(by) & MEMBERSHIP.allows(organization.state, "suspend")


def may_reinstate(by: Actor, organization: Organization, at: datetime) -> Verdict:  # noqa: ARG001
    return is_staff(by) & MEMBERSHIP.allows(organization.state, "reinstate")


def may_end_membership(by: Actor, organization: Organization, at: datetime) -> Verdict:  # noqa: ARG001
    return is_staff(by) & MEMBERSHIP.allows(organization.state, "end")


def may_readmit(by: Actor, organization: Organization, at: datetime) -> Verdict:  # noqa: ARG001
    return is_staff(by) & MEMBERSHIP.allows(organization.state, "readmit")


def may_appoint(by: Actor, organization: Organization, at: datetime) -> Verdict:
    """Staff, or the primary representative (who may name an alternate or a successor)."""
    return permit(
        by.is_staff or represents(by, organization, at, role=Role.PRIMARY),
        f"Only staff or the representative of {organization} may appoint its representatives.",
    ) & now_if(organization.state == ACTIVE, f"The membership of {organization} is not active.")


def may_end_representation(by: Actor, organization: Organization, at: datetime) -> Verdict:
    """Staff or the primary representative."""
    return permit(
        by.is_staff or represents(by, organization, at, role=Role.PRIMARY),
        f"Only staff or the representative of {organization} may end a representation.",
    )


def represents(by: Actor, organization: Organization, at: datetime, *, role: Role | None = None) -> bool:
    """Whether this person represents the organization on that day."""
    if not by.is_signed_in:
        return False
    found = Representation.objects.current(at.date()).filter(organization=organization, user_id=by.person_id)
    return bool(found.filter(role=role).exists() if role else found.exists())


def is_chair(by: Actor, group: WorkingGroup) -> bool:
    """Whether this person chairs the group."""
    return by.is_signed_in and GroupSeat.objects.chairs().filter(group=group, user_id=by.person_id).exists()


def chairs(by: Actor, group: WorkingGroup) -> Verdict:
    """The group's chairs, and staff in their stead."""
    return permit(by.is_staff or is_chair(by, group), f"Only a chair of {group} or staff may do that.")


def acts_for_member(by: Actor, otherwise: str) -> Verdict:
    """The person has the hat of a member on (else ``otherwise``), and the membership is not suspended."""
    if by.organization_id is None:
        return forbidden(otherwise)
    active = Organization.objects.active().filter(pk=by.organization_id).exists()
    return now_if(active, f"The membership of {by.organization_name} is not active.")


def may_found_group(by: Actor, subject: object, at: datetime) -> Verdict:  # noqa: ARG001
    return is_staff(by)


def is_open(group: WorkingGroup) -> Verdict:
    """A closed group is read-only."""
    return now_if(group.state != CLOSED, "This working group is closed.")


def may_revise_charter(by: Actor, group: WorkingGroup, at: datetime) -> Verdict:  # noqa: ARG001
    return chairs(by, group) & is_open(group)


def may_join(by: Actor, group: WorkingGroup, at: datetime) -> Verdict:  # noqa: ARG001
    """Anyone who represents a member, once."""
    if not by.is_signed_in:
        return forbidden(SIGN_IN)
    seated = GroupSeat.objects.present().filter(group=group, user_id=by.person_id).exists()
    return (
        acts_for_member(by, "Only representatives of member organizations join working groups.")
        & is_open(group)
        & now_if(not seated, "You are in this group.")
    )


def may_leave(by: Actor, group: WorkingGroup, at: datetime) -> Verdict:  # noqa: ARG001
    seated = (
        by.is_signed_in and GroupSeat.objects.present().filter(group=group, user_id=by.person_id).exists()
    )
    return permit(bool(seated), "You are not in this group.")


def may_appoint_chair(by: Actor, group: WorkingGroup, at: datetime) -> Verdict:  # noqa: ARG001
    return is_staff(by) & is_open(group)


def may_relieve_chair(by: Actor, group: WorkingGroup, at: datetime) -> Verdict:  # noqa: ARG001
    return is_staff(by)


def may_close_group(by: Actor, group: WorkingGroup, at: datetime) -> Verdict:  # noqa: ARG001
    return is_staff(by) & GROUP.allows(group.state, "close")
