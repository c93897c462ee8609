"""What those who run a ballot are told, and whoever objected."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from django.urls import reverse

from alliance.notifications.kinds import Addressee
from alliance.notifications.models import Urgency
from alliance.notifications.queries import staff_ids
from alliance.voting.models import Objection
from alliance.voting.notices.ballots import BallotNotice


class OfficerNotice(BallotNotice):
    """To the returning officers of a ballot, and to staff."""

    topic = "Running ballots"
    action = "Open its desk"
    locked_because = "You run this ballot."
    closing = ""

    def path(self) -> str:
        return reverse("manage_ballot", args=[self.ballot.pk])

    def audience(self) -> Iterable[Addressee]:
        for user_id in staff_ids():
            yield Addressee(user_id, "you are staff of the alliance")
        for user_id in sorted(self.ballot.officers):
            yield Addressee(user_id, f"you run {self.ballot.ref}")


class ObjectionRaised(OfficerNotice):
    """To those who answer it."""

    kind = "objection_raised"
    label = "Somebody objects in a ballot that you run"
    action = "Answer it"

    @cached_property
    def objection(self) -> Objection:
        return Objection.objects.select_related("elector").get(pk=self.event.data["objection"])

    def path(self) -> str:
        answer = reverse("answer_objection", args=[self.ballot.pk])
        return f"{answer}?objection={self.objection.pk}"

    def words(self) -> Mapping[str, Any]:
        return {**super().words(), "objection": self.objection, "what": self.event.data["what"]}


class ObjectionAnswered(BallotNotice):
    """To whoever raised it."""

    kind = "objection_answered"
    label = "Your objection is answered"
    urgency = Urgency.PERSONAL
    action = "Read the answer"

    @cached_property
    def objection(self) -> Objection:
        return Objection.objects.select_related("elector").get(pk=self.event.data["objection"])

    def path(self) -> str:
        return self.objection.get_absolute_url()

    def audience(self) -> Iterable[Addressee]:
        return [Addressee(self.objection.raised_by_id, "you raised the objection")]

    def words(self) -> Mapping[str, Any]:
        return {**super().words(), "objection": self.objection}


class BallotTied(OfficerNotice):
    """A tie waits for the public value that was named before the vote."""

    kind = "ballot_tied"
    label = "A tie waits for a lot in a ballot that you run"
    action = "Enter the public value"

    def path(self) -> str:
        return reverse("draw_lot", args=[self.ballot.pk])


class KeyDestroyed(OfficerNotice):
    """The key of a secret ballot is gone."""

    kind = "key_destroyed"
    label = "The key of a secret ballot that you run is destroyed"
    urgency = Urgency.PERSONAL

    def audience(self) -> Iterable[Addressee]:
        return [Addressee(user_id, f"you run {self.ballot.ref}") for user_id in sorted(self.ballot.officers)]


class CountDisagreed(OfficerNotice):
    """To staff: an alarm."""

    kind = "count_disagreed"
    topic = "Running the alliance"
    label = "A second count differs from the published result"
    locked_because = "Staff are always told when something does not work."
    for_staff = True

    def audience(self) -> Iterable[Addressee]:
        return [Addressee(user_id, "you are staff of the alliance") for user_id in staff_ids()]

    def words(self) -> Mapping[str, Any]:
        return {
            **super().words(),
            "published": self.event.data["published"],
            "found": self.event.data["found"],
        }
