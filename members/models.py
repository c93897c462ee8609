"""Organizations, who represents them, and the working groups."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Count, Exists, F, Func, OuterRef, Q
from django.urls import reverse
from django_countries.fields import CountryField

from members.states import ACTIVE, CLOSED, FORMER, GROUP, MEMBERSHIP


class Kind(models.TextChoices):
    """Kinds of organizations; ``enterprise`` where the source does not tell start-up from company."""

    STARTUP = "startup", "Start-up"
    COMPANY = "company", "Company"
    ENTERPRISE = "enterprise", "Start-up or company"
    GOVERNMENT = "government", "Government"
    RESEARCH = "research", "Research institute"
    UNIVERSITY = "university", "University"
    FOUNDATION = "foundation", "Foundation"
    NONPROFIT = "nonprofit", "Non-profit or science organization"


class Role(models.TextChoices):
    """In what role a person represents an organization."""

    PRIMARY = "primary", "Representative"
    ALTERNATE = "alternate", "Alternate"


class Tier(models.Model):
    """A kind of membership."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    rank = models.PositiveIntegerField(default=1, help_text="1 comes first in lists.")
    may_vote = models.BooleanField("members vote", default=True)

    class Meta:
        ordering = ["rank", "name"]

    def __str__(self) -> str:
        return self.name


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def members(self) -> Self:
        """Organizations whose membership has not ended."""
        return self.exclude(state=FORMER)

    def active(self) -> Self:
        return self.filter(state=ACTIVE)

    def with_counts(self) -> Self:
        """Adds ``group_count``: working groups in which the organization has a seat."""
        return self.annotate(
            group_count=Count(
                "seats__group", filter=Q(seats__left_at=None) & ~Q(seats__group__state=CLOSED), distinct=True
            )
        )


class Organization(models.Model):
    """A member organization."""

    name = models.CharField(max_length=200, unique=True)
    slug = models.SlugField(max_length=200, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    country = CountryField()
    website = models.URLField(max_length=300, blank=True)
    summary = models.TextField("what it does", blank=True, max_length=1000)
    tier = models.ForeignKey(Tier, on_delete=models.PROTECT, related_name="organizations")
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="subsidiaries",
        verbose_name="owned by",
        help_text="The corporate group counts once wherever a rule says so.",
    )
    state = models.CharField(
        "membership", max_length=20, choices=MEMBERSHIP.choices(), default=MEMBERSHIP.initial
    )
    since_on = models.DateField("member since")
    ended_on = models.DateField("membership ended", null=True, blank=True)
    source = models.CharField(max_length=300, blank=True, help_text="Where these facts are published.")

    objects: ClassVar[models.Manager["Organization"]] = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("id")), name="organization_does_not_own_itself"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("since_on")),
                name="membership_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organization", args=[self.slug])

    @property
    def ref(self) -> str:
        return self.name


class Alias(models.Model):
    """Another name under which an organization is known and found."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "aliases"
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="alias_once")]

    def __str__(self) -> str:
        return self.name


class DateRange(Func):
    """PostgreSQL's ``daterange``."""

    function = "daterange"
    output_field = DateRangeField()


class RepresentationQuerySet(models.QuerySet["Representation"]):
    def current(self, on: date) -> Self:
        """In force on that day: from ``from_on`` up to, not including, ``until_on``."""
        return self.filter(from_on__lte=on).filter(Q(until_on=None) | Q(until_on__gt=on))


class Representation(models.Model):
    """A person acts for an organization, from a day until another."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="representations")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="representations",
        verbose_name="person",
    )
    role = models.CharField(max_length=20, choices=Role)
    from_on = models.DateField("from")
    until_on = models.DateField("until", null=True, blank=True)

    objects: ClassVar[models.Manager["Representation"]] = RepresentationQuerySet.as_manager()

    class Meta:
        ordering = ["organization__name", "-role", "from_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="representation_ends_after_it_begins",
            ),
            ExclusionConstraint(
                name="one_primary_representative_at_a_time",
                expressions=[
                    (DateRange("from_on", "until_on", RangeBoundary()), RangeOperators.OVERLAPS),
                    ("organization", RangeOperators.EQUAL),
                ],
                condition=Q(role=Role.PRIMARY),
            ),
            ExclusionConstraint(
                name="one_role_of_a_person_at_a_time",
                expressions=[
                    (DateRange("from_on", "until_on", RangeBoundary()), RangeOperators.OVERLAPS),
                    ("organization", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display().lower()} of {self.organization}"

    def is_current(self, on: date) -> bool:
        return self.from_on <= on and (self.until_on is None or self.until_on > on)


class FocusArea(models.Model):
    """A field of work of the alliance."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    code = models.CharField(max_length=20, blank=True)
    period = models.CharField(max_length=40, blank=True)
    summary = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class WorkingGroupQuerySet(models.QuerySet["WorkingGroup"]):
    def open(self) -> Self:
        return self.exclude(state=CLOSED)

    def with_counts(self) -> Self:
        """Adds ``person_count`` and ``organization_count`` of the present roster."""
        present = Q(seats__left_at=None)
        return self.annotate(
            person_count=Count("seats", filter=present, distinct=True),
            organization_count=Count("seats__organization", filter=present, distinct=True),
        )


class WorkingGroup(models.Model):
    """Where work happens: people of member organizations under a charter."""

    name = models.CharField(max_length=160, unique=True)
    slug = models.SlugField(max_length=160, unique=True)
    mandate = models.TextField(max_length=600, help_text="Two sentences: what the group is for.")
    focus_area = models.ForeignKey(
        FocusArea, null=True, blank=True, on_delete=models.PROTECT, related_name="working_groups"
    )
    state = models.CharField(max_length=20, choices=GROUP.choices(), default=GROUP.initial)
    founded_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    objects: ClassVar[models.Manager["WorkingGroup"]] = WorkingGroupQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("group", args=[self.slug])

    @property
    def ref(self) -> str:
        return self.name


class GroupCharter(models.Model):
    """One version of a working group's charter."""

    group = models.ForeignKey(WorkingGroup, on_delete=models.PROTECT, related_name="charters")
    number = models.PositiveIntegerField("version")
    text = models.TextField()
    note = models.CharField("what changed", max_length=300, blank=True)
    adopted_at = models.DateTimeField()
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["group", "-number"]
        constraints = [models.UniqueConstraint(fields=["group", "number"], name="charter_number_once")]

    def __str__(self) -> str:
        return f"Charter version {self.number} of {self.group}"


class GroupSeatQuerySet(models.QuerySet["GroupSeat"]):
    def present(self) -> Self:
        return self.filter(left_at=None)

    def chairs(self) -> Self:
        """Who leads now; with its membership an organization's chairs end."""
        return self.present().filter(is_chair=True).exclude(organization__state=FORMER)


class GroupSeat(models.Model):
    """A person's place in a working group, for an organization."""

    group = models.ForeignKey(WorkingGroup, on_delete=models.PROTECT, related_name="seats")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="group_seats", verbose_name="person"
    )
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="seats")
    is_chair = models.BooleanField("chair", default=False)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["GroupSeat"]] = GroupSeatQuerySet.as_manager()

    class Meta:
        ordering = ["-is_chair", "user__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "user"], condition=Q(left_at=None), name="one_seat_per_person"
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("joined_at")), name="seat_left_after_joined"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.group}"


def has_current_representative(on: date) -> Exists:
    """For filtering organizations: somebody represents it on that day."""
    return Exists(Representation.objects.filter(organization=OuterRef("pk")).current(on))
