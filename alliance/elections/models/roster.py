"""The roster: bodies, their seats, and who holds which seat from a day until another."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from members.models import DateRange, Organization


class Affiliated(models.Model):
    """Somebody with a side: of a member organization, or with an employer in words.

    What counts as one side follows from the rule that asks, and is worked out when it is asked: see `sides`.
    """

    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    affiliation = models.CharField(max_length=200, blank=True, help_text="An employer that is no member.")
    project = models.CharField(max_length=120, blank=True, help_text="Where a rule asks for projects.")

    class Meta:
        abstract = True

    @property
    def affiliation_name(self) -> str:
        """The organization, or the employer as given; empty for nobody's."""
        return str(self.organization) if self.organization_id else self.affiliation


class Body(models.Model):
    """Those who decide together, under a name in a charter."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=100, unique=True)
    charter_body = models.SlugField("charter", max_length=80, help_text="Whose charter describes it.")
    charter_id = models.CharField("name in the charter", max_length=80)
    clause = models.CharField(max_length=300, blank=True)
    registered_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "bodies"
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["charter_body", "charter_id"], name="one_body_per_charter_name")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("body", args=[self.slug])

    @property
    def ref(self) -> str:
        return self.name


class BodySeatQuerySet(models.QuerySet["BodySeat"]):
    def existing(self, on: date) -> Self:
        """Seats that are not abolished by that day."""
        return self.filter(Q(abolished_on=None) | Q(abolished_on__gt=on))


class BodySeat(models.Model):
    """One seat of a body, in one of the groups its charter names."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="seats")
    group = models.CharField(max_length=80)
    number = models.PositiveSmallIntegerField(help_text="Counts through the body, from 1.")
    title = models.CharField(max_length=200)
    cohort = models.PositiveSmallIntegerField(
        default=0, help_text="Of staggered terms: 1 ends first. 0 where terms are not staggered."
    )
    is_voting = models.BooleanField("votes", default=True)
    abolished_on = models.DateField(null=True, blank=True)

    objects: ClassVar[models.Manager["BodySeat"]] = BodySeatQuerySet.as_manager()

    class Meta:
        verbose_name = "seat"
        ordering = ["body", "number"]
        constraints = [models.UniqueConstraint(fields=["body", "number"], name="seat_number_once")]

    def __str__(self) -> str:
        return f"{self.title} of {self.body}"


class TermQuerySet(models.QuerySet["Term"]):
    def on(self, day: date) -> Self:
        """Served on that day: from `from_on` up to, not including, the end."""
        return self.ending().filter(from_on__lte=day).filter(Q(over_on=None) | Q(over_on__gt=day))

    def ending(self) -> Self:
        """Adds `over_on`: the day on which it was ended, or else ends."""
        return self.annotate(over_on=Coalesce("ended_on", "until_on"))


class Term(Affiliated):
    """A person holds a seat from a day until another."""

    seat = models.ForeignKey(BodySeat, on_delete=models.PROTECT, related_name="terms")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="terms",
        verbose_name="person",
    )
    person_name = models.CharField("name", max_length=120)
    from_on = models.DateField("from")
    until_on = models.DateField("until", null=True, blank=True)
    ended_on = models.DateField("ended early", null=True, blank=True)
    end_reason = models.CharField("why", max_length=300, blank=True)
    leave_from = models.DateField("on leave from", null=True, blank=True)
    leave_until = models.DateField("until", null=True, blank=True)
    election = models.ForeignKey(
        "elections.Election", null=True, blank=True, on_delete=models.PROTECT, related_name="terms"
    )
    rank = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Place in that election.")

    objects: ClassVar[models.Manager["Term"]] = TermQuerySet.as_manager()

    class Meta:
        ordering = ["seat__number", "from_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")), name="term_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("from_on")), name="term_ended_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(leave_until=None) | Q(leave_until__gt=F("leave_from")),
                name="leave_ends_after_it_begins",
            ),
            ExclusionConstraint(
                name="one_holder_of_a_seat_at_a_time",
                expressions=[
                    (
                        DateRange("from_on", Coalesce("ended_on", "until_on"), RangeBoundary()),
                        RangeOperators.OVERLAPS,
                    ),
                    ("seat", RangeOperators.EQUAL),
                ],
            ),
        ]
        indexes = [models.Index(fields=["user"], name="term_by_person")]

    def __str__(self) -> str:
        return f"{self.person_name}, {self.seat}"

    @property
    def last_on(self) -> date | None:
        """The day on which it was ended, or else ends; None while it has no end."""
        return self.ended_on or self.until_on

    def is_on_leave(self, day: date) -> bool:
        """Whether the person is on leave that day."""
        begun = self.leave_from is not None and self.leave_from <= day
        return begun and (self.leave_until is None or self.leave_until > day)
