"""The list of voters where the rule names a role, and requests to be put on it."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from alliance.elections.models.elections import Election
from alliance.elections.models.roster import Affiliated


class Voter(Affiliated):
    """A person entitled by a role, such as a maintainer or a contributor, and why."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="voters")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="person"
    )
    name = models.CharField(max_length=120)
    reason = models.CharField(max_length=200)
    listed_at = models.DateTimeField()
    registered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["election", "user"], name="listed_once")]

    def __str__(self) -> str:
        return f"{self.name}, voter in E-{self.election_id}"


class EntitlementRequestQuerySet(models.QuerySet["EntitlementRequest"]):
    def undecided(self) -> Self:
        return self.filter(decided_at=None)


class EntitlementRequest(Affiliated):
    """Somebody who is not on the list asks to be, and what the officers decided."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="entitlement_requests")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="person"
    )
    name = models.CharField(max_length=120)
    text = models.TextField("why", max_length=2000)
    asked_at = models.DateTimeField()
    is_granted = models.BooleanField("granted", null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["EntitlementRequest"]] = EntitlementRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "request to vote"
        verbose_name_plural = "requests to vote"
        ordering = ["asked_at", "id"]
        constraints = [models.UniqueConstraint(fields=["election", "user"], name="asked_to_vote_once")]

    def __str__(self) -> str:
        return f"{self.name} asks to vote in E-{self.election_id}"

    @property
    def ref(self) -> str:
        return f"E-{self.election_id}"
