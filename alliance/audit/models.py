"""The record: what happened, and what of its consequences is still to be delivered."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Cast

from alliance.audit.kinds import INTERFACE_CHOICES, kind_named


class CurrentTransaction(models.Func):
    """The id of the running transaction, never reused (``xid8``)."""

    function = "pg_current_xact_id"
    output_field = models.TextField()

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **extra: Any) -> Any:  # noqa: ANN401 -- Django's own signature
        return super().as_sql(compiler, connection, template="%(function)s()::text", **extra)


class Event(models.Model):
    """One fact, written in the transaction that made it true and never changed: the database refuses."""

    kind = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    subject_ref = models.CharField(max_length=120, blank=True, help_text="What people call it: P-31.")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="person"
    )
    user_name = models.CharField(max_length=120, blank=True)
    organization_id = models.BigIntegerField(null=True)
    organization_name = models.CharField(max_length=200, blank=True)
    interface = models.CharField(max_length=10, choices=INTERFACE_CHOICES)
    at = models.DateTimeField()
    data = models.JSONField(default=dict)
    transaction = models.BigIntegerField(
        db_default=Cast(CurrentTransaction(), models.BigIntegerField()), editable=False
    )

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="event_by_subject"),
            models.Index(fields=["kind", "at"], name="event_by_kind"),
            models.Index(fields=["-at"], name="event_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_ref}".strip()

    @property
    def who(self) -> str:
        """The person's name with the organization, or the system's."""
        if self.organization_name and self.organization_name not in self.user_name:
            return f"{self.user_name} ({self.organization_name})"
        return self.user_name

    @property
    def phrase(self) -> str:
        """What happened, to be read after ``who``."""
        return kind_named(self.kind).phrase.format_map(_Blank(self.data))


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


class Delivery(models.Model):
    """One consequence of an event that a subscriber owes: the outbox."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries")
    subscriber = models.CharField(max_length=160)
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "subscriber"], name="one_delivery_per_subscriber"),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=models.Q(done_at=None), name="delivery_pending"),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber} of event {self.event_id}"
