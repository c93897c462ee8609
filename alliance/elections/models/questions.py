"""What voters ask all candidates in public, and what each answers."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from alliance.elections.models.candidates import Candidacy
from alliance.elections.models.elections import Election


class QuestionQuerySet(models.QuerySet["Question"]):
    def public(self) -> Self:
        return self.filter(hidden_at=None)


class Question(models.Model):
    """A question that every candidate of an election may answer, side by side."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="asked")
    text = models.TextField(max_length=1000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_by_name = models.CharField(max_length=120)
    organization_name = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_reason = models.CharField("why hidden", max_length=300, blank=True)

    objects: ClassVar[models.Manager["Question"]] = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]

    def __str__(self) -> str:
        return f"Question of {self.asked_by_name} in E-{self.election_id}"

    @property
    def ref(self) -> str:
        return f"E-{self.election_id}"


class Answer(models.Model):
    """What one candidate answers."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    candidacy = models.ForeignKey(Candidacy, on_delete=models.PROTECT, related_name="replies")
    text = models.TextField(max_length=4000)
    at = models.DateTimeField()
    revised_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["candidacy__name", "id"]
        constraints = [models.UniqueConstraint(fields=["question", "candidacy"], name="answered_once")]

    def __str__(self) -> str:
        return f"Answer of {self.candidacy.name}"
