"""Everything that changes members, representatives and groups: lock, check, change, record."""

from members.actions.groups import (
    appoint_chair,
    close_group,
    found_group,
    join_group,
    leave_group,
    relieve_chair,
    revise_charter,
)
from members.actions.organizations import (
    admit_organization,
    end_membership,
    readmit_organization,
    reinstate_membership,
    revise_organization,
    suspend_membership,
)
from members.actions.representation import appoint_representative, end_representation

__all__ = [
    "admit_organization",
    "appoint_chair",
    "appoint_representative",
    "close_group",
    "end_membership",
    "end_representation",
    "found_group",
    "join_group",
    "leave_group",
    "readmit_organization",
    "reinstate_membership",
    "relieve_chair",
    "revise_charter",
    "revise_organization",
    "suspend_membership",
]
