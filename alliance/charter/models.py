"""Editions of charters: adopted once, in force from a date, and never changed (the database refuses)."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from alliance.charter.grammar import Charter, parse_charter


class CharterEditionQuerySet(models.QuerySet["CharterEdition"]):
    def of_body(self, body: str) -> Self:
        return self.filter(body=body)

    def in_force(self, at: datetime) -> Self:
        """Adopted and in force at that instant; the first one rules, later ones were replaced by it."""
        return self.filter(adopted_at__lte=at, in_force_since__lte=at.astimezone(UTC).date()).order_by(
            "-in_force_since", "-adopted_at", "-pk"
        )


class CharterEdition(models.Model):
    """The full text of a charter as it was adopted."""

    body = models.SlugField(max_length=80, help_text="Whose charter it is.")
    label = models.CharField("edition", max_length=300)
    title = models.CharField(max_length=300)
    in_force_since = models.DateField()
    source = models.TextField("text (YAML)")
    digest = models.CharField("SHA-256", max_length=64, unique=True)
    adopted_at = models.DateTimeField()

    objects: ClassVar[models.Manager["CharterEdition"]] = CharterEditionQuerySet.as_manager()

    class Meta:
        verbose_name = "charter edition"
        ordering = ["-in_force_since", "-adopted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["body", "label"], name="one_charter_edition_per_label"),
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="charter_digest_is_sha256"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, edition {self.label}"

    def get_absolute_url(self) -> str:
        return reverse("charter_edition", args=[self.pk])

    @property
    def ref(self) -> str:
        return f"{self.body} {self.label}"

    @property
    def charter(self) -> Charter:
        """The text, read: bodies, rules, examples."""
        return _read(self.source)


_read = lru_cache(maxsize=128)(parse_charter)
