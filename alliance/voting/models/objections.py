"""Objections: to the electoral roll, or to a provisional result; each is answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from alliance.voting.models.roll import Elector
from alliance.voting.states import OBJECTIONS


class Objection(models.Model):
    """What somebody holds to be wrong, and what the returning officer answered."""

    ballot = models.ForeignKey("voting.Ballot", on_delete=models.PROTECT, related_name="objections")
    kind = models.CharField(max_length=10, choices=OBJECTIONS)
    elector = models.ForeignKey(
        Elector, null=True, blank=True, on_delete=models.PROTECT, related_name="objections"
    )
    text = models.TextField(max_length=2000)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    raised_by_name = models.CharField(max_length=120)
    organization_name = models.CharField(max_length=200, blank=True)
    raised_at = models.DateTimeField()
    is_upheld = models.BooleanField("upheld", null=True, blank=True)
    answer = models.TextField(max_length=2000, blank=True)
    answered_by_name = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["raised_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, is_upheld=None, answer="")
                | (Q(answered_at__isnull=False, is_upheld__isnull=False) & ~Q(answer="")),
                name="objection_is_answered_whole",
            )
        ]

    def __str__(self) -> str:
        return f"Objection {self.pk} in B-{self.ballot_id}"

    def get_absolute_url(self) -> str:
        return f"{reverse('ballot_objections', args=[self.ballot_id])}#objection-{self.pk}"

    @property
    def ref(self) -> str:
        return f"B-{self.ballot_id}"
