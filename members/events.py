"""Facts about members, their representatives and the working groups."""

from alliance.audit.kinds import EventKind

ORGANIZATION_ADMITTED = EventKind("organization.admitted", "admitted {name} as a member")
ORGANIZATION_REVISED = EventKind("organization.revised", "updated the entry of {name}")
MEMBERSHIP_SUSPENDED = EventKind("membership.suspended", "suspended the membership of {name}: {reason}")
MEMBERSHIP_REINSTATED = EventKind("membership.reinstated", "reinstated the membership of {name}")
MEMBERSHIP_ENDED = EventKind("membership.ended", "ended the membership of {name}: {reason}")
MEMBERSHIP_READMITTED = EventKind("membership.readmitted", "readmitted {name}")
REPRESENTATIVE_APPOINTED = EventKind(
    "representative.appointed", "appointed {person} as {role} of {organization}"
)
REPRESENTATION_ENDED = EventKind("representation.ended", "ended {person}'s representation of {organization}")
GROUP_FOUNDED = EventKind("group.founded", "founded the group {name}")
GROUP_CHARTERED = EventKind("group.chartered", "adopted charter version {version}")
GROUP_CLOSED = EventKind("group.closed", "closed the group: {reason}")
GROUP_JOINED = EventKind("group.joined", "joined {group}")
GROUP_LEFT = EventKind("group.left", "left {group}")
CHAIR_APPOINTED = EventKind("group.chair_appointed", "appointed {person} as chair")
CHAIR_RELIEVED = EventKind("group.chair_relieved", "relieved {person} as chair")

MEMBERSHIP_IS = {
    MEMBERSHIP_SUSPENDED.name: "suspended",
    MEMBERSHIP_REINSTATED.name: "reinstated",
    MEMBERSHIP_ENDED.name: "ended",
    MEMBERSHIP_READMITTED.name: "taken up again",
}
