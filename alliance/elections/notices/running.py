"""Who is told about running an election."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from alliance.elections.models import (
    EntitlementRequest,
)
from alliance.elections.notices.base import WHILE_RUNNING, ElectionNotice
from alliance.kernel.verdict import Verdict, now_if
from alliance.notifications.kinds import Addressee
from alliance.notifications.models import Urgency
from alliance.notifications.queries import staff_ids


class OfficerAppointed(ElectionNotice):
    """To the person who runs an election from now on."""

    kind = "officer_appointed"
    label = "You are appointed to run an election"
    urgency = Urgency.DUTY
    locked_because = WHILE_RUNNING
    action = "Open its desk"

    def path(self) -> str:
        return reverse("manage_election", args=[self.election.pk])

    def audience(self) -> Iterable[Addressee]:
        yield Addressee(self.event.data["person_id"], f"you run {self.election.ref}")

    def words(self) -> Mapping[str, Any]:
        officers = self.election.rule.election.officers
        return {**super().words(), "rule": officers.sentence if officers else ""}


class EntitlementAsked(ElectionNotice):
    """To who runs the election: somebody asks to be put on the list of voters."""

    kind = "entitlement_asked"
    label = "Somebody asks for the right to vote in an election you run"
    urgency = Urgency.DUTY
    locked_because = WHILE_RUNNING
    action = "Decide"

    def path(self) -> str:
        return reverse("decide_request", args=[self.event.data["request_id"]])

    def words(self) -> Mapping[str, Any]:
        request = EntitlementRequest.objects.get(pk=self.event.data["request_id"])
        return {**super().words(), "request": request}

    def audience(self) -> Iterable[Addressee]:
        found = list(self.officers())
        return found or [Addressee(user_id, "you are staff of the alliance") for user_id in staff_ids()]

    def still_true(self, user_id: int, at: datetime) -> Verdict:  # noqa: ARG002
        waiting = EntitlementRequest.objects.undecided().filter(pk=self.event.data["request_id"])
        return now_if(waiting.exists(), "It was decided.")


class EntitlementDecided(ElectionNotice):
    """To whoever asked for the right to vote: granted or not, and why."""

    kind = "entitlement_decided"
    label = "Your request to vote is decided"
    urgency = Urgency.DUTY
    locked_because = "You asked for it."

    def audience(self) -> Iterable[Addressee]:
        yield Addressee(self.event.data["person_id"], "you asked for the right to vote")

    def words(self) -> Mapping[str, Any]:
        data = self.event.data
        return {**super().words(), "verdict": data["verdict"], "answer": data["answer"]}
