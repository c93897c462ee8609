"""Who is told about representation, membership and working groups."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from django.urls import reverse

from alliance.notifications.kinds import Addressee, NoticeKind
from alliance.notifications.models import Urgency
from members import events
from members.models import Organization, Representation, WorkingGroup
from members.queries import chair_ids

STANDING = "You are always told when your standing changes."


class OrganizationNotice(NoticeKind):
    """About one member organization."""

    topic = "Your organization"
    urgency = Urgency.DUTY
    action = "Open its page"
    locked_because = STANDING

    @cached_property
    def organization(self) -> Organization:
        return Organization.objects.get(pk=self.event.subject_id)

    def about(self) -> str:
        return self.organization.name

    def path(self) -> str:
        return self.organization.get_absolute_url()

    def words(self) -> Mapping[str, Any]:
        return {**self.event.data, "organization": self.organization}


class RepresentativeAppointed(OrganizationNotice):
    """To the person appointed."""

    kind = "representative_appointed"
    label = "You are appointed to represent an organization"
    action = "Sign in and see what needs you"

    @cached_property
    def representation(self) -> Representation:
        return Representation.objects.get(pk=self.event.data["representation_id"])

    def path(self) -> str:
        return reverse("my_work")

    def audience(self) -> Iterable[Addressee]:
        reason = f"you are {self.event.data['role']} of {self.organization}"
        return [Addressee(self.event.data["person_id"], reason)]

    def words(self) -> Mapping[str, Any]:
        return {**super().words(), "representation": self.representation}


class RepresentationEnded(OrganizationNotice):
    """To the person whose mandate ends."""

    kind = "representation_ended"
    label = "Your representation of an organization ends"

    def audience(self) -> Iterable[Addressee]:
        return [Addressee(self.event.data["person_id"], f"you represented {self.organization}")]

    def words(self) -> Mapping[str, Any]:
        return {**super().words(), "until_on": date.fromisoformat(self.event.data["until_on"])}


class MembershipChanged(OrganizationNotice):
    """To its representatives: suspended, reinstated, ended, readmitted."""

    kind = "membership_changed"
    label = "Your organization's membership changes"

    def audience(self) -> Iterable[Addressee]:
        current = self.organization.representations.current(self.event.at.date())
        return [Addressee(each.user_id, f"you represent {self.organization}") for each in current]

    def words(self) -> Mapping[str, Any]:
        return {**super().words(), "deed": events.MEMBERSHIP_IS[self.event.kind]}


class GroupNotice(NoticeKind):
    """About one working group."""

    topic = "Working groups"
    action = "Open the group"

    @cached_property
    def group(self) -> WorkingGroup:
        return WorkingGroup.objects.get(pk=self.event.subject_id)

    def about(self) -> str:
        return self.group.name

    def path(self) -> str:
        return self.group.get_absolute_url()

    def words(self) -> Mapping[str, Any]:
        return {**self.event.data, "group": self.group}

    def everyone(self) -> list[Addressee]:
        seats = self.group.seats.present()
        return [Addressee(seat.user_id, f"you are in the group {self.group}") for seat in seats]


class GroupJoined(GroupNotice):
    """To the chairs."""

    kind = "group_joined"
    topic = "Groups you chair"
    label = "Somebody joins or leaves your group"

    def audience(self) -> Iterable[Addressee]:
        return [
            Addressee(user_id, f"you chair the group {self.group}") for user_id in chair_ids(self.group.pk)
        ]

    def words(self) -> Mapping[str, Any]:
        deed = "joined" if self.event.kind == events.GROUP_JOINED.name else "left"
        return {**super().words(), "deed": deed, "who": self.event.who}


class ChairChanged(GroupNotice):
    """To the person who becomes or ceases to be chair."""

    kind = "chair_changed"
    label = "You become chair of a group, or cease to be"
    urgency = Urgency.DUTY
    locked_because = STANDING

    def audience(self) -> Iterable[Addressee]:
        return [Addressee(self.event.data["person_id"], f"you are in the group {self.group}")]

    def words(self) -> Mapping[str, Any]:
        return {**super().words(), "is_chair": self.event.kind == events.CHAIR_APPOINTED.name}


class GroupChartered(GroupNotice):
    """To everyone in the group."""

    kind = "group_chartered"
    label = "A new charter of your group"
    urgency = Urgency.NEWS
    action = "Read the charter"

    def path(self) -> str:
        return reverse("group_charter", args=[self.group.slug])

    def audience(self) -> Iterable[Addressee]:
        return self.everyone()


class GroupClosed(GroupNotice):
    """To everyone in the group."""

    kind = "group_closed"
    label = "Your group is closed"

    def audience(self) -> Iterable[Addressee]:
        return self.everyone()
