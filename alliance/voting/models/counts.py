"""Counts: a file of ballots, how it was counted, and what came out. Written once, never changed."""

import zlib
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

if TYPE_CHECKING:
    from alliance.voting.methods.record import CountRecord


class Count(models.Model):
    """One count of one file of ballots; counting the file again makes another row."""

    title = models.CharField(max_length=200)
    body_name = models.CharField("body", max_length=200, help_text="Who elects, or for which body.")
    file_name = models.CharField("file", max_length=200)
    packed = models.BinaryField("ballots", help_text="The bytes of the file, compressed with zlib.")
    ballots_are_public = models.BooleanField("ballots are published", default=False)
    options = models.JSONField(help_text="What was chosen for the count, as it was typed.")
    method = models.CharField(max_length=40)
    method_version = models.PositiveSmallIntegerField()
    sentence = models.TextField(help_text="The outcome in words.")
    record = models.JSONField()
    digest = models.CharField("SHA-256 of the record", max_length=64)
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    counted_at = models.DateTimeField()

    class Meta:
        ordering = ["-counted_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="count_digest_is_sha256"
            )
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("count", args=[self.pk])

    @property
    def ref(self) -> str:
        return f"C-{self.pk}"

    @property
    def ballots(self) -> bytes:
        """The file as it was sent."""
        return zlib.decompress(bytes(self.packed))

    @property
    def found(self) -> "CountRecord":
        """The result record, see `alliance.voting.methods.record`."""
        return cast("CountRecord", self.record)
