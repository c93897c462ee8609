"""Proposals and their versions, comments and reviews; decisions; projects."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from alliance.voting.models import Ballot
from members.models import FocusArea, Organization, WorkingGroup
from projects.states import PENDING, PROJECT, PROPOSAL, REVIEW, SETTLED, SUBMITTED


class ProposalKind(models.TextChoices):
    """What a proposal asks for."""

    PROJECT = "project", "A new project"
    GROUP = "group", "A new working group"
    STANDARD = "standard", "A standard or benchmark"
    POLICY = "policy", "A policy or position"


class ProjectKind(models.TextChoices):
    """Who governs a project."""

    MANAGED = "managed", "Managed by the alliance"
    SUPPORTED = "supported", "Supported, governed by a member"


class Recommendation(models.TextChoices):
    """What a reviewer recommends."""

    ACCEPT = "accept", "Accept"
    ACCEPT_WITH_CHANGES = "accept_with_changes", "Accept with changes"
    NOT_YET = "not_yet", "Not yet"
    DECLINE = "decline", "Decline"


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def unsettled(self) -> Self:
        return self.exclude(state__in=SETTLED)


class Proposal(models.Model):
    """Something an organization asks the alliance to decide. ``title`` and ``summary`` are those of the
    latest version."""

    kind = models.CharField(max_length=20, choices=ProposalKind)
    title = models.CharField(max_length=160)
    summary = models.TextField(max_length=1200)
    name = models.CharField(
        "name of the project or group",
        max_length=120,
        blank=True,
        help_text="Created when the proposal is accepted.",
    )
    group = models.ForeignKey(
        WorkingGroup, on_delete=models.PROTECT, related_name="proposals", verbose_name="working group"
    )
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="proposals")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="proposals")
    state = models.CharField(max_length=20, choices=PROPOSAL.choices(), default=PROPOSAL.initial)
    latest_version = models.PositiveIntegerField(default=1)
    ballot = models.OneToOneField(Ballot, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reasons = models.TextField(blank=True, help_text="Why it was returned, withdrawn, declined or lapsed.")
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    stage_since = models.DateTimeField(help_text="When it came into its present state.")
    settled_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Proposal"]] = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-stage_since", "-id"]
        indexes = [models.Index(fields=["state", "-stage_since"], name="proposal_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SETTLED, settled_at__isnull=False)
                | (~Q(state__in=SETTLED) & Q(settled_at=None)),
                name="proposal_settled_at_when_settled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("proposal", args=[self.pk])

    @property
    def ref(self) -> str:
        return f"P-{self.pk}"


class ProposalVersion(models.Model):
    """The text of a proposal as published (or, for version 1 of a draft, as last saved)."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    summary = models.TextField(max_length=1200)
    text = models.TextField()
    note = models.CharField("what changed", max_length=300, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["proposal", "-number"]
        constraints = [models.UniqueConstraint(fields=["proposal", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return f"P-{self.proposal_id} version {self.number}"


class Comment(models.Model):
    """A remark in the discussion, on the version its author read."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="comments")
    version = models.PositiveIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments")
    author_name = models.CharField(max_length=120)
    organization_name = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"Comment of {self.author_name} on P-{self.proposal_id}"


class ReviewQuerySet(models.QuerySet["Review"]):
    def pending(self) -> Self:
        return self.filter(state__in=PENDING)

    def submitted(self) -> Self:
        return self.filter(state=SUBMITTED)


class Review(models.Model):
    """A reviewer's judgement of one proposal, asked for by a chair."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=300, help_text="Why this reviewer.")
    state = models.CharField(max_length=20, choices=REVIEW.choices(), default=REVIEW.initial)
    version = models.PositiveIntegerField(help_text="The version that was read.")
    recommendation = models.CharField(max_length=30, choices=Recommendation, blank=True)
    remarks = models.TextField("for the author", blank=True)
    confidential = models.TextField("for the chairs only", blank=True)
    refusal = models.CharField("why not reviewed", max_length=300, blank=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    saved_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Review"]] = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "reviewer"], name="one_review_per_reviewer"),
            models.CheckConstraint(
                condition=~Q(state=SUBMITTED) | (Q(submitted_at__isnull=False) & ~Q(recommendation="")),
                name="submitted_review_is_complete",
            ),
        ]
        indexes = [models.Index(fields=["reviewer", "state", "due_at"], name="review_queue")]

    def __str__(self) -> str:
        return f"Review of P-{self.proposal_id} by {self.reviewer}"

    def get_absolute_url(self) -> str:
        return reverse("review", args=[self.pk])

    def is_late(self, at: datetime) -> bool:
        return self.state in PENDING and at > self.due_at


class DecisionOutcome(models.TextChoices):
    """What was decided."""

    ACCEPTED = "accepted", "Passed"
    DECLINED = "declined", "Not passed"
    NO_QUORUM = "no_quorum", "No quorum"


class Decision(models.Model):
    """The permanent record of an outcome: written once, refused to change by the database."""

    ref = models.CharField(max_length=20, unique=True)
    year = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=ProposalKind)
    title = models.CharField(max_length=160)
    outcome = models.CharField(max_length=20, choices=DecisionOutcome)
    sentence = models.CharField(max_length=400)
    rule_sentence = models.TextField()
    clause = models.CharField(max_length=300, blank=True)
    body_name = models.CharField("decided by", max_length=200)
    group = models.ForeignKey(
        WorkingGroup, on_delete=models.PROTECT, related_name="decisions", verbose_name="working group"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="decisions", verbose_name="proposed by"
    )
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="decisions")
    proposal_version = models.PositiveIntegerField()
    ballot = models.OneToOneField(Ballot, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    review_on = models.DateField(null=True, blank=True)
    record = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-decided_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["year", "number"], name="decision_number_once")]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("decision", args=[self.ref])


class ProjectQuerySet(models.QuerySet["Project"]):
    def active(self) -> Self:
        return self.exclude(stage="archived")


class Project(models.Model):
    """Something the alliance builds."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    kind = models.CharField(max_length=20, choices=ProjectKind, default=ProjectKind.MANAGED)
    summary = models.TextField(blank=True, max_length=1200)
    stage = models.CharField(max_length=20, choices=PROJECT.choices(), default=PROJECT.initial)
    focus_area = models.ForeignKey(
        FocusArea, null=True, blank=True, on_delete=models.PROTECT, related_name="projects"
    )
    group = models.ForeignKey(
        WorkingGroup,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="projects",
        verbose_name="working group",
    )
    organizations = models.ManyToManyField(
        Organization, blank=True, related_name="projects", verbose_name="developed by"
    )
    repository = models.URLField("repository or site", max_length=300, blank=True)
    decision = models.OneToOneField(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="project"
    )
    registered_at = models.DateTimeField()
    source = models.CharField(max_length=300, blank=True)

    objects: ClassVar[models.Manager["Project"]] = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("project", args=[self.slug])

    @property
    def ref(self) -> str:
        return self.name
