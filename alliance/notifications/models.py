"""Who was told what, and whether by mail: a notice is a line of the inbox and of the mail ledger in one."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from alliance.audit.models import Event

TOO_OLD = "The e-mail could not be sent for two days and was dropped as too old."


class Urgency(models.TextChoices):
    """Why somebody is told; a duty's mail cannot be switched off while the duty lasts."""

    DUTY = "duty", "Duty"
    PERSONAL = "personal", "Personal"
    NEWS = "news", "News"


class MailState(models.TextChoices):
    """Where the mail of a notice stands."""

    QUEUED = "queued", "Waiting to be sent"
    SENT = "sent", "Sent"
    SUPPRESSED = "suppressed", "Not sent"
    FAILED = "failed", "Failed"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> Self:
        return self.filter(read_at=None, done_at=None)

    def pending(self) -> Self:
        """Not put aside by their reader."""
        return self.filter(done_at=None)

    def due(self, at: datetime) -> Self:
        """Whose mail should be tried now, oldest first."""
        return self.filter(mail_state=MailState.QUEUED, next_at__lte=at).order_by("next_at", "id")

    def overdue(self, since: datetime) -> Self:
        """Whose mail should have been tried before ``since``, and nobody was there to try it."""
        return self.filter(mail_state=MailState.QUEUED, next_at__lt=since)


class Notice(models.Model):
    """One person told of one event in one kind of words: once, as the database insists."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="notices")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=60)
    urgency = models.CharField(max_length=10, choices=Urgency)
    about = models.CharField(max_length=120, help_text="What people call the object: P-31.")
    subject = models.CharField(max_length=300)
    body = models.TextField()
    path = models.CharField(max_length=300)
    action = models.CharField("words of the link", max_length=60)
    reason = models.CharField("why this person is told", max_length=300)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    mail_state = models.CharField(max_length=12, choices=MailState, default=MailState.QUEUED)
    mail_note = models.CharField(max_length=500, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Notice"]] = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "recipient", "kind"], name="told_once"),
            models.CheckConstraint(
                condition=Q(mail_state=MailState.SENT, mailed_at__isnull=False)
                | (~Q(mail_state=MailState.SENT) & Q(mailed_at=None)),
                name="mailed_at_when_sent",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="inbox"),
            models.Index(fields=["recipient"], condition=Q(read_at=None, done_at=None), name="inbox_unread"),
            models.Index(
                fields=["next_at", "id"], condition=Q(mail_state=MailState.QUEUED), name="mail_queue"
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def mail_story(self) -> str:
        """What its reader should know: that the mail failed, was dropped or came late; mostly nothing."""
        if self.mail_state == MailState.FAILED:
            return "The e-mail could not be delivered, though it was tried several times."
        if self.mail_state == MailState.SENT or self.mail_note == TOO_OLD:
            return self.mail_note
        return ""


class Preference(models.Model):
    """A person's own choice about the mail of one kind of notice; without one the kind's urgency decides."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preferences")
    kind = models.CharField(max_length=60)
    by_mail = models.BooleanField()

    class Meta:
        ordering = ["user", "kind"]
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_choice_per_kind")]

    def __str__(self) -> str:
        return f"{self.kind}: {'mail' if self.by_mail else 'no mail'}"
