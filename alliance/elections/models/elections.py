"""Elections and their contests: which seats are filled, under which rule, on which dates."""

from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from alliance.charter.grammar import Body as Constitution
from alliance.charter.grammar import ContestRule
from alliance.elections.models.roster import Body, BodySeat
from alliance.elections.states import CERTIFIED, CONTEST, DECIDED, ELECTION, ENDED, NOMINATING, PLANNED
from alliance.voting.models import Ballot


class Anchor(models.TextChoices):
    """What happens on the one day from which all other dates follow."""

    OPENS = "opens", "The vote opens"
    CLOSES = "closes", "The vote closes"


class ElectionQuerySet(models.QuerySet["Election"]):
    def public(self) -> Self:
        return self.filter(is_public=True)

    def unsettled(self) -> Self:
        return self.exclude(state__in=ENDED)

    def nominations_due(self, at: datetime) -> Self:
        """Planned elections whose nominations open by then, and those whose nominees had their time."""
        return self.filter(
            Q(state=PLANNED, nominations_open_at__lte=at) | Q(state=NOMINATING, acceptance_until__lte=at)
        )


class Election(models.Model):
    """People are elected to seats of a body, under a rule frozen when it was planned."""

    title = models.CharField(max_length=200)
    explanation = models.TextField(blank=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="elections")
    charter_body = models.SlugField("charter", max_length=80)
    rule_id = models.CharField("rule", max_length=80)
    rule_data = models.JSONField()
    body_data = models.JSONField(help_text="The body as its charter describes it.")
    edition_label = models.CharField("charter edition", max_length=300)
    edition_digest = models.CharField(max_length=64)
    anchor = models.CharField(max_length=10, choices=Anchor, default=Anchor.CLOSES)
    anchor_on = models.DateField(help_text="The one day from which all other dates follow.")
    nominations_open_at = models.DateTimeField()
    nominations_close_at = models.DateTimeField()
    acceptance_until = models.DateTimeField()
    evaluation_until = models.DateTimeField(null=True, blank=True)
    qualification_closes_at = models.DateTimeField(null=True, blank=True)
    voting_opens_at = models.DateTimeField()
    voting_closes_at = models.DateTimeField()
    terms_from_on = models.DateField(
        "terms begin on", null=True, blank=True, help_text="Where no term ends before: else on certification."
    )
    questions = models.JSONField(default=list, help_text="What every candidate is asked.")
    is_public = models.BooleanField("public", default=True)
    state = models.CharField(max_length=20, choices=ELECTION.choices(), default=ELECTION.initial)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    planned_at = models.DateTimeField()
    reason = models.CharField("why cancelled", max_length=300, blank=True)
    certified_at = models.DateTimeField(null=True, blank=True)
    record = models.JSONField(null=True, blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)

    objects: ClassVar[models.Manager["Election"]] = ElectionQuerySet.as_manager()

    class Meta:
        ordering = ["-anchor_on", "-id"]
        indexes = [models.Index(fields=["state", "acceptance_until"], name="election_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(nominations_close_at__gt=models.F("nominations_open_at"))
                & Q(acceptance_until__gte=models.F("nominations_close_at"))
                & Q(voting_opens_at__gte=models.F("acceptance_until"))
                & Q(voting_closes_at__gt=models.F("voting_opens_at")),
                name="election_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state=CERTIFIED, certified_at__isnull=False, record__isnull=False)
                | (~Q(state=CERTIFIED) & Q(certified_at=None)),
                name="election_certified_at_when_certified",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("election", args=[self.pk])

    @property
    def ref(self) -> str:
        return f"E-{self.pk}"

    @cached_property
    def rule(self) -> ContestRule:
        """The rule as it was when the election was planned."""
        return ContestRule.model_validate(self.rule_data)

    @cached_property
    def constitution(self) -> Constitution:
        """The body as its charter described it when the election was planned."""
        return Constitution.model_validate(self.body_data)

    def is_taking_nominations(self, at: datetime) -> bool:
        """Nominations are open, and their close, which is data, has not passed."""
        return self.state == NOMINATING and self.nominations_open_at <= at < self.nominations_close_at


class Contest(models.Model):
    """The seats of one group that an election fills, and how that came out (`outcomes.Outcome`)."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="contests")
    group = models.CharField("group of seats", max_length=80, blank=True)
    title = models.CharField(max_length=200)
    number = models.PositiveSmallIntegerField("seats to fill")
    least = models.PositiveSmallIntegerField("at least", default=0)
    seats = models.ManyToManyField(BodySeat, blank=True, related_name="contests")
    voter_class = models.CharField(max_length=80, blank=True, help_text="Which class of members votes.")
    state = models.CharField(max_length=20, choices=CONTEST.choices(), default=CONTEST.initial)
    ballot = models.OneToOneField(Ballot, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    extensions = models.JSONField(default=list, editable=False)
    reopenings = models.PositiveSmallIntegerField("opened again", default=0, editable=False)
    outcome = models.JSONField(default=dict)
    outcome_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["election", "id"]
        constraints = [
            models.UniqueConstraint(fields=["election", "group"], name="one_contest_per_group"),
            models.CheckConstraint(
                condition=Q(number__gte=1) & Q(least__lte=models.F("number")), name="contest_fills_seats"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} in E-{self.election_id}"

    @property
    def ref(self) -> str:
        return f"E-{self.election_id}"

    @property
    def is_decided(self) -> bool:
        return self.state == DECIDED

    @property
    def elected(self) -> list[dict[str, Any]]:
        """Who is elected so far, first elected first: `candidacy`, `name`, `side`, `rank`, `by`."""
        found: list[dict[str, Any]] = self.outcome.get("elected", [])
        return found

    @property
    def open_seats(self) -> int:
        """Seats nobody is elected to yet."""
        return self.number - len(self.elected)


class Officer(models.Model):
    """Somebody who runs an election beside staff."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="officers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="person"
    )
    appointed_at = models.DateTimeField()

    class Meta:
        verbose_name = "election officer"
        ordering = ["election", "user__name"]
        constraints = [models.UniqueConstraint(fields=["election", "user"], name="officer_once")]

    def __str__(self) -> str:
        return f"{self.user}, officer of E-{self.election_id}"
