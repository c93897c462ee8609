"""The electoral roll: a copy taken at opening of who may vote, with the reason of each line."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Exists, OuterRef, Q

from alliance.voting.states import Capacity

ORGANIZATION, PERSON = "organization", "person"
UNITS = [(ORGANIZATION, "Organization"), (PERSON, "Person")]


class ElectorQuerySet(models.QuerySet["Elector"]):
    def entitled(self) -> Self:
        return self.filter(is_entitled=True)

    def of_person(self, user_id: int | None) -> Self:
        """Roll lines on which this person stands, whether or not they may act now."""
        return self.filter(
            Exists(RollPerson.objects.filter(elector=OuterRef("pk"), user_id=user_id or 0, struck_at=None))
        )

    def castable_by(self, user_id: int | None) -> Self:
        """Entitled roll lines for which this person may cast now."""
        acting = RollPerson.objects.filter(elector=OuterRef("pk"), user_id=user_id or 0).acting()
        return self.entitled().filter(Exists(acting))


class Elector(models.Model):
    """One line of the electoral roll: an organization or a person, whether it may vote here, and why."""

    ballot = models.ForeignKey("voting.Ballot", on_delete=models.PROTECT, related_name="electors")
    unit = models.CharField(max_length=12, choices=UNITS, default=ORGANIZATION)
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=200)
    organization_id = models.BigIntegerField(null=True, blank=True)
    affiliation = models.CharField(max_length=200, blank=True)
    group = models.CharField("counts with", max_length=200, blank=True)
    voter_class = models.CharField("class", max_length=80, blank=True)
    weight = models.PositiveIntegerField(default=1)
    is_entitled = models.BooleanField("entitled")
    is_recused = models.BooleanField("recused", default=False)
    reason = models.CharField(max_length=300)
    slot = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), editable=False, unique=True)

    objects: ClassVar[models.Manager["Elector"]] = ElectorQuerySet.as_manager()

    class Meta:
        verbose_name = "line of the electoral roll"
        verbose_name_plural = "electoral roll"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["ballot", "slug"], name="one_roll_line_per_name"),
            models.UniqueConstraint(
                fields=["ballot", "organization_id"],
                condition=Q(unit=ORGANIZATION),
                name="one_roll_line_per_organization",
            ),
            models.CheckConstraint(
                condition=Q(unit=PERSON) | Q(organization_id__isnull=False),
                name="organization_line_names_one",
            ),
            models.CheckConstraint(
                condition=~Q(is_entitled=True, is_recused=True), name="recused_is_not_entitled"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} in B-{self.ballot_id}"

    @property
    def ref(self) -> str:
        return f"B-{self.ballot_id}"


class RollPersonQuerySet(models.QuerySet["RollPerson"]):
    def acting(self) -> Self:
        """Primary representatives, and alternates or proxies who were named for this ballot."""
        return self.filter(struck_at=None).filter(Q(capacity=Capacity.PRIMARY) | Q(named_at__isnull=False))


class RollPerson(models.Model):
    """A person on a roll line. An alternate or a proxy may cast once named."""

    elector = models.ForeignKey(Elector, on_delete=models.PROTECT, related_name="people")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    capacity = models.CharField(max_length=20, choices=[(each.value, each.value) for each in Capacity])
    named_at = models.DateTimeField(null=True, blank=True)
    struck_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["RollPerson"]] = RollPersonQuerySet.as_manager()

    class Meta:
        verbose_name = "person on the roll"
        verbose_name_plural = "people on the roll"
        ordering = ["-capacity", "name"]
        constraints = [models.UniqueConstraint(fields=["elector", "user"], name="one_roll_place_per_person")]
        indexes = [models.Index(fields=["user"], condition=Q(struck_at=None), name="roll_by_person")]

    def __str__(self) -> str:
        return f"{self.name} ({self.capacity})"

    @property
    def is_acting(self) -> bool:
        return self.struck_at is None and (self.capacity == Capacity.PRIMARY or self.named_at is not None)
