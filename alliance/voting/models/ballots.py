"""Ballots, the electoral roll, votes and results.

A ballot never names its subject by a foreign key: it freezes what it is about as text and a short id.
The electoral roll is a copy taken at opening: organization, people, weight, and the reason of each line.
"""

from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.module_loading import import_string

from alliance.charter.grammar import MotionRule
from alliance.voting.states import BALLOT, CHOICES, CLOSED, COUNTED, OPEN, OUTCOMES, VOID, Capacity


class Phase(StrEnum):
    """Where a ballot stands at an instant: its state and the clock together."""

    OPEN = "open"
    COUNTING = "counting"
    COUNTED = "counted"
    CANCELLED = "cancelled"


class BallotQuerySet(models.QuerySet["Ballot"]):
    def public(self) -> Self:
        return self.filter(is_public=True)

    def taking_votes(self, at: datetime) -> Self:
        return self.filter(state=OPEN, closes_at__gt=at)

    def due(self, at: datetime) -> Self:
        """Past their deadline and not yet closed."""
        return self.filter(state=OPEN, closes_at__lte=at)

    def with_turnout(self) -> Self:
        """Adds ``entitled_count`` and ``voted_count``: counted for the rows that are shown, not for all."""
        entitled = Elector.objects.entitled().filter(ballot=OuterRef("pk"))
        votes = Vote.objects.filter(elector__ballot=OuterRef("pk"))
        return self.annotate(
            entitled_count=_number_of(entitled, "ballot"), voted_count=_number_of(votes, "elector__ballot")
        )


def _number_of(rows: models.QuerySet[Any], ballot: str) -> Coalesce:
    """How many: ``count(*)``, which an index alone can answer."""
    counted = rows.order_by().values(ballot).annotate(number=Count("*")).values("number")
    return Coalesce(Subquery(counted), 0)


class Ballot(models.Model):
    """One question put to an electorate under a named rule."""

    question = models.CharField(max_length=200)
    explanation = models.TextField(blank=True)
    meaning_for = models.CharField("for means", max_length=300)
    meaning_against = models.CharField("against means", max_length=300)
    document_ref = models.CharField(max_length=40, blank=True, help_text="What is voted on: P-31.")
    document_version = models.PositiveIntegerField(null=True, blank=True)
    body_name = models.CharField("body", max_length=200)
    rule_id = models.CharField("rule", max_length=80)
    rule_data = models.JSONField()
    edition_label = models.CharField("charter edition", max_length=80)
    edition_digest = models.CharField(max_length=64)
    text_digest = models.CharField(
        max_length=64, help_text="SHA-256 of the frozen question, options and rule."
    )
    is_public = models.BooleanField("public", default=True)
    state = models.CharField(max_length=20, choices=BALLOT.choices(), default=BALLOT.initial)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Ballot"]] = BallotQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=models.F("opens_at")), name="ballot_closes_after_opening"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[OPEN, VOID], closed_at=None)
                | Q(state__in=[CLOSED, COUNTED], closed_at__isnull=False),
                name="ballot_closed_at_when_closed",
            ),
        ]
        indexes = [models.Index(fields=["state", "closes_at"], name="ballot_due")]

    def __str__(self) -> str:
        return f"{self.ref} {self.question}"

    def get_absolute_url(self) -> str:
        return reverse("ballot", args=[self.pk])

    @property
    def ref(self) -> str:
        return f"B-{self.pk}"

    @cached_property
    def rule(self) -> MotionRule:
        """The rule as it was when the ballot was opened."""
        return MotionRule.model_validate(self.rule_data)

    @cached_property
    def officers(self) -> frozenset[int]:
        """Ids of the returning officers beside staff: who leads now what the ballot is about; of a ballot
        about nothing that is led, whoever opened it."""
        leaders: list[int] | None = import_string(settings.RETURNING_OFFICERS)(self.pk)
        return frozenset(filter(None, [self.opened_by_id]) if leaders is None else leaders)

    def phase(self, at: datetime) -> Phase:
        """Where the ballot stands at that instant."""
        if self.state == OPEN:
            return Phase.OPEN if at < self.closes_at else Phase.COUNTING
        return {CLOSED: Phase.COUNTING, COUNTED: Phase.COUNTED, VOID: Phase.CANCELLED}[self.state]

    def meaning_of(self, choice: str) -> str:
        """What an option does; abstaining as the rule says."""
        meanings = {"for": self.meaning_for, "against": self.meaning_against}
        return meanings.get(choice) or self.rule.abstention_sentence


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
    """One line of the electoral roll: an organization, whether it may vote here, and why."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="electors")
    organization_id = models.BigIntegerField()
    organization_name = models.CharField(max_length=200)
    organization_slug = models.SlugField(max_length=200)
    weight = models.PositiveIntegerField(default=1)
    is_entitled = models.BooleanField("entitled")
    is_recused = models.BooleanField("recused", default=False)
    reason = models.CharField(max_length=300)

    objects: ClassVar[models.Manager["Elector"]] = ElectorQuerySet.as_manager()

    class Meta:
        verbose_name = "line of the electoral roll"
        verbose_name_plural = "electoral roll"
        ordering = ["organization_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["ballot", "organization_id"], name="one_roll_line_per_organization"
            ),
            models.CheckConstraint(
                condition=~Q(is_entitled=True, is_recused=True), name="recused_is_not_entitled"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_name} in B-{self.ballot_id}"

    @property
    def ref(self) -> str:
        return f"B-{self.ballot_id}"


class RollPersonQuerySet(models.QuerySet["RollPerson"]):
    def acting(self) -> Self:
        """Primary representatives, and alternates who were named for this ballot."""
        return self.filter(struck_at=None).filter(Q(capacity=Capacity.PRIMARY) | Q(named_at__isnull=False))


class RollPerson(models.Model):
    """A person on a roll line. An alternate may cast once named."""

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


class Vote(models.Model):
    """The one vote of a roll line; a change overwrites it and raises ``revision``."""

    elector = models.OneToOneField(Elector, on_delete=models.PROTECT, related_name="vote")
    choice = models.CharField(max_length=10, choices=CHOICES)
    cast_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    cast_by_name = models.CharField(max_length=120)
    cast_at = models.DateTimeField()
    receipt = models.CharField(max_length=14, unique=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["elector__organization_name"]

    def __str__(self) -> str:
        return f"Vote {self.receipt}"


class Result(models.Model):
    """How a ballot came out: written once, never recomputed in place."""

    ballot = models.OneToOneField(Ballot, on_delete=models.PROTECT, related_name="result")
    outcome = models.CharField(max_length=20, choices=OUTCOMES)
    record = models.JSONField()
    digest = models.CharField(max_length=64)
    counted_at = models.DateTimeField()

    class Meta:
        ordering = ["-counted_at"]

    def __str__(self) -> str:
        return f"Result of B-{self.ballot_id}: {self.get_outcome_display()}"

    @property
    def tally(self) -> dict[str, int]:
        """for, against, abstain, cast, participated, eligible."""
        found: dict[str, int] = self.record["tally"]
        return found

    @property
    def sentence(self) -> str:
        """34 for, 6 against, 3 abstained."""
        tally = self.tally
        return f"{tally['for']} for, {tally['against']} against, {tally['abstain']} abstained"
