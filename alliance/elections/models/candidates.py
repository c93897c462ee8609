"""Candidates, who nominated and who endorses them."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from alliance.elections.models.elections import Contest, Election
from alliance.elections.models.roster import Affiliated
from alliance.elections.states import CANDIDACY, STANDING
from alliance.voting.models import Ballot


class CandidacyQuerySet(models.QuerySet["Candidacy"]):
    def standing(self) -> Self:
        """Who may still be elected."""
        return self.filter(state__in=STANDING)

    def public(self) -> Self:
        """Those whose nomination was accepted at some time: until then it is nobody's business."""
        return self.filter(accepted_at__isnull=False)


class Candidacy(Affiliated):
    """A person nominated for the seats of a contest."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="candidacies")
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="candidacies")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="candidacies",
        verbose_name="person",
    )
    name = models.CharField(max_length=120, help_text="As it stands on the ballot.")
    handle = models.CharField(max_length=80, blank=True)
    slug = models.SlugField(max_length=120)
    state = models.CharField(max_length=20, choices=CANDIDACY.choices(), default=CANDIDACY.initial)
    answers = models.JSONField(default=list, help_text="To the questions of the election, in their order.")
    disclosures = models.TextField(blank=True)
    reason = models.CharField("why no longer", max_length=300, blank=True)
    ballot = models.OneToOneField(
        Ballot,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="qualification vote",
    )
    nominated_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Candidacy"]] = CandidacyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "candidacies"
        ordering = ["contest", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["contest", "user"], name="one_candidacy_per_person"),
            models.UniqueConstraint(fields=["contest", "name"], name="one_candidate_per_name"),
            models.UniqueConstraint(fields=["election", "slug"], name="candidate_slug_once"),
            models.CheckConstraint(
                condition=~Q(state__in=STANDING) | Q(accepted_at__isnull=False),
                name="candidate_has_accepted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} for {self.contest}"

    def get_absolute_url(self) -> str:
        return reverse("candidate", args=[self.election_id, self.slug])

    @property
    def path(self) -> str:
        """The address of the candidate's page, as it is printed on a ballot."""
        return f"/elections/{self.ref}/candidates/{self.slug}/"

    @property
    def ref(self) -> str:
        return f"E-{self.election_id}"

    @property
    def is_standing(self) -> bool:
        return self.state in STANDING


class Nomination(Affiliated):
    """Somebody nominated a candidate. ``unit`` is what the limits of the rule are counted by."""

    candidacy = models.ForeignKey(Candidacy, on_delete=models.PROTECT, related_name="nominations")
    nominator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    unit = models.CharField(max_length=220, editable=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["candidacy", "nominator"], name="nominated_once")]

    def __str__(self) -> str:
        return f"{self.name} nominated {self.candidacy}"


class Endorsement(Affiliated):
    """A voter supports a candidate."""

    candidacy = models.ForeignKey(Candidacy, on_delete=models.PROTECT, related_name="endorsements")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["candidacy", "user"], name="endorsed_once")]

    def __str__(self) -> str:
        return f"{self.name} endorses {self.candidacy}"
