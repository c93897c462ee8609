"""That a vote is in, and what it says: beside it when recorded, in an envelope when secret.

An envelope's link to its elector is kept on purpose, so that a vote can be changed, is counted once, and its
arrival can be seen. What it says is told by no row of the database until the box is written.
"""

from typing import Any, ClassVar

import psycopg
from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from psycopg import sql

from alliance.voting.models.roll import Elector
from alliance.voting.states import CHOICES, OUTCOMES


class Vote(models.Model):
    """The one vote of a roll line; a change overwrites it and raises ``revision``.

    ``choice`` and ``marks`` are empty in a secret ballot (the database refuses them there). ``submission`` is
    the SHA-256 of a random number that came with the form: the same form sent twice is one vote.
    """

    elector = models.OneToOneField(Elector, on_delete=models.PROTECT, related_name="vote")
    choice = models.CharField(max_length=10, choices=CHOICES, blank=True)
    marks = models.JSONField(null=True, blank=True)
    cast_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    cast_by_name = models.CharField(max_length=120)
    cast_at = models.DateTimeField()
    receipt = models.CharField(max_length=14, unique=True)
    revision = models.PositiveIntegerField(default=1)
    submission = models.CharField(max_length=64, blank=True, db_default="", default="", editable=False)
    is_checked = models.BooleanField("found in the box by its voter", default=False, db_default=False)

    class Meta:
        ordering = ["elector__name"]
        constraints = [
            models.CheckConstraint(condition=Q(choice="") | Q(marks=None), name="vote_says_one_thing")
        ]

    def __str__(self) -> str:
        return f"Vote {self.receipt}"


class Envelope(models.Model):
    """A sealed ballot: the bytes say nothing without the key, and are as long for every elector."""

    elector = models.OneToOneField(
        Elector, on_delete=models.PROTECT, related_name="envelope", primary_key=True
    )
    sealed = models.BinaryField()

    class Meta:
        ordering = ["elector"]

    def __str__(self) -> str:
        return f"Envelope of line {self.elector_id}"


class BoxManager(models.Manager["Box"]):
    def write(self, ballot: models.Model, *, text: str, digest: str, unopened: int) -> None:
        """Write the box of a ballot; its text travels beside the statement.

        Django's cursors write values into a statement, and PostgreSQL logs the statements that fail, are slow
        or are cut off by its shutdown.
        """
        row = {
            "ballot_id": ballot.pk,
            "voter_class": "",
            "text": text,
            "digest": digest,
            "unopened": unopened,
        }
        statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(self.model._meta.db_table),
            sql.SQL(", ").join(map(sql.Identifier, row)),
            sql.SQL(", ").join(sql.Placeholder() * len(row)),
        )
        connection.ensure_connection()
        with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
            cursor.execute(statement, list(row.values()))


class Box(models.Model):
    """What was voted in a secret ballot, beside trackers and in their order: one text for each class that is
    counted apart, written in one piece when the ballot is counted.

    One row holds the whole box, so that no row version, place or number in the database tells one ballot from
    another.
    """

    ballot = models.ForeignKey("voting.Ballot", on_delete=models.PROTECT, related_name="boxes")
    voter_class = models.CharField("class", max_length=80, blank=True)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    unopened = models.PositiveIntegerField(default=0)

    objects: ClassVar[BoxManager] = BoxManager()

    class Meta:
        ordering = ["ballot", "voter_class"]
        verbose_name_plural = "boxes"
        constraints = [
            models.UniqueConstraint(fields=["ballot", "voter_class"], name="one_box_per_class"),
        ]

    def __str__(self) -> str:
        return f"Box of B-{self.ballot_id}"


class Result(models.Model):
    """How a ballot came out: written once, never recomputed in place."""

    ballot = models.OneToOneField("voting.Ballot", on_delete=models.PROTECT, related_name="result")
    outcome = models.CharField(max_length=20, choices=OUTCOMES)
    record = models.JSONField()
    digest = models.CharField(max_length=64)
    turnout = models.JSONField(default=dict)
    disclosure = models.JSONField(default=list)
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
        if "tally" not in self.record:
            told: str = self.record["sentence"]
            return told
        tally = self.tally
        return f"{tally['for']} for, {tally['against']} against, {tally['abstain']} abstained"

    @property
    def elected(self) -> list[Any]:
        """Names in the order of election; empty for a motion."""
        return list(self.record.get("elected", []))
