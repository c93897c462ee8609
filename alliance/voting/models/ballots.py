"""Ballots: one question, or one contest for seats, put to an electorate under a named rule.

A ballot never names its subject by a foreign key: it freezes what it is about as text and a short id.
"""

import uuid
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.module_loading import import_string

from alliance.charter.grammar import ContestRule, MotionRule
from alliance.voting.models.roll import Elector
from alliance.voting.models.votes import Vote
from alliance.voting.secrecy.ballot_form import BallotForm
from alliance.voting.states import (
    BALLOT,
    CERTIFIED,
    CLOSED,
    COUNTED,
    DRAFT,
    FROZEN,
    LEVELS,
    MOTION,
    OPEN,
    PENDING,
    PUBLICATIONS,
    SCHEDULED,
    UNSEEN,
    VOID,
    Level,
)


class Phase(StrEnum):
    """Where a ballot stands at an instant: its state and the clock together."""

    PREPARED = "prepared"
    SCHEDULED = "scheduled"
    OPEN = "open"
    COUNTING = "counting"
    COUNTED = "counted"
    CANCELLED = "cancelled"


PHASES = {
    DRAFT: Phase.PREPARED,
    FROZEN: Phase.PREPARED,
    SCHEDULED: Phase.SCHEDULED,
    CLOSED: Phase.COUNTING,
    COUNTED: Phase.COUNTED,
    CERTIFIED: Phase.COUNTED,
    VOID: Phase.CANCELLED,
}


class BallotQuerySet(models.QuerySet["Ballot"]):
    def public(self) -> Self:
        return self.filter(is_public=True)

    def seen(self) -> Self:
        """No longer in preparation. One that was cancelled before anybody knew of it stays unknown."""
        return self.exclude(state__in=UNSEEN).exclude(state=VOID, announced_at=None)

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
    meaning_for = models.CharField("for means", max_length=300, blank=True)
    meaning_against = models.CharField("against means", max_length=300, blank=True)
    options = models.JSONField(default=list, help_text="What can be marked, in the order of the form.")
    form_data = models.JSONField("form", default=dict)
    method = models.CharField(max_length=40, default=MOTION)
    counting = models.JSONField(default=dict, help_text="Seats, caps and what else the count needs.")
    document_ref = models.CharField(max_length=40, blank=True, help_text="What is voted on: P-31.")
    document_version = models.PositiveIntegerField(null=True, blank=True)
    body_name = models.CharField("body", max_length=200)
    rule_id = models.CharField("rule", max_length=80)
    rule_data = models.JSONField()
    charter_body = models.CharField("charter of", max_length=80, blank=True)
    edition_label = models.CharField("charter edition", max_length=300)
    edition_digest = models.CharField(max_length=64)
    text_digest = models.CharField(
        max_length=64, help_text="SHA-256 of the frozen question, options and rule."
    )
    rehearsed_digest = models.CharField(max_length=64, blank=True)
    is_public = models.BooleanField("public", default=True)
    level = models.CharField("secrecy", max_length=10, choices=LEVELS, default=Level.RECORDED)
    publication = models.CharField(
        "ballots are shown to", max_length=12, choices=PUBLICATIONS, default="public"
    )
    published = models.CharField("shown after the check to", max_length=12, choices=PUBLICATIONS, blank=True)
    key_ref = models.UUIDField(
        "key", default=uuid.uuid4, db_default=RandomUUID(), editable=False, unique=True
    )
    public_key = models.BinaryField(null=True, editable=False)
    manifest = models.JSONField(null=True, blank=True, editable=False)
    manifest_digest = models.CharField(max_length=64, blank=True)
    lot_seed = models.CharField(max_length=64, blank=True, editable=False)
    lot_source = models.CharField("public value for lots", max_length=300, blank=True)
    lot_value = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=20, choices=BALLOT.choices(), default=BALLOT.initial)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    announced_at = models.DateTimeField(null=True, blank=True)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    objections_until = models.DateTimeField("objections to the roll until", null=True, blank=True)
    dispute_days = models.PositiveSmallIntegerField(default=0)
    dispute_until = models.DateTimeField("objections to the result until", null=True, blank=True)
    certified_at = models.DateTimeField(null=True, blank=True)
    key_destroyed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Ballot"]] = BallotQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=models.F("opens_at")), name="ballot_closes_after_opening"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[*PENDING, OPEN], closed_at=None)
                | Q(state=VOID)
                | Q(state__in=[CLOSED, COUNTED, CERTIFIED], closed_at__isnull=False),
                name="ballot_closed_at_when_closed",
            ),
            models.CheckConstraint(
                condition=Q(level=Level.RECORDED, public_key=None)
                | Q(level=Level.SECRET, state__in=[*PENDING, VOID])
                | Q(level=Level.SECRET, public_key__isnull=False),
                name="secret_ballot_has_a_key_when_open",
            ),
            models.CheckConstraint(
                condition=Q(key_destroyed_at=None) | Q(state__in=[CERTIFIED, VOID]),
                name="key_lives_until_certified",
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

    @property
    def is_motion(self) -> bool:
        """A question for or against, not a contest between options."""
        return self.method == MOTION

    @property
    def is_secret(self) -> bool:
        return self.level == Level.SECRET

    @property
    def seats(self) -> int:
        return int(self.counting.get("seats", 1))

    @cached_property
    def rule(self) -> MotionRule | ContestRule:
        """The rule as it was when the ballot was frozen."""
        kind = MotionRule if "passes" in self.rule_data else ContestRule
        return kind.model_validate(self.rule_data)

    @cached_property
    def motion_rule(self) -> MotionRule:
        """The rule of a motion.

        Raises:
            TypeError: it is a contest.
        """
        if not isinstance(self.rule, MotionRule):
            message = f"{self.ref} is no motion"
            raise TypeError(message)
        return self.rule

    @cached_property
    def form(self) -> BallotForm:
        """What may be marked."""
        return BallotForm.from_record(self.form_data)

    @cached_property
    def officers(self) -> frozenset[int]:
        """Ids of the returning officers beside staff: who leads now what the ballot is about; of a ballot
        about nothing that is led, whoever opened it."""
        answers = (import_string(path)(self.pk) for path in settings.RETURNING_OFFICERS)
        leaders: list[int] | None = next((each for each in answers if each is not None), None)
        return frozenset(filter(None, [self.opened_by_id]) if leaders is None else leaders)

    def phase(self, at: datetime) -> Phase:
        """Where the ballot stands at that instant."""
        if self.state == OPEN:
            return Phase.OPEN if at < self.closes_at else Phase.COUNTING
        return PHASES[self.state]

    @property
    def is_provisional(self) -> bool:
        """Counted, and still open to objections."""
        return self.state == COUNTED and self.dispute_until is not None

    def meaning_of(self, choice: str) -> str:
        """What an option does; abstaining as the rule says."""
        return next((each.get("meaning", "") for each in self.options if each["name"] == choice), "")
