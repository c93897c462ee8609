"""Input of the operations on proposals, reviews and projects."""

from datetime import timedelta
from typing import Any

from django import forms

from alliance.accounts.models import User
from alliance.charter.queries import rules_in_force
from alliance.web.fields import Choices, Line, Moment, Passage, PersonField
from alliance.web.operations import OperationForm, ReplacingForm
from members.forms import SlugChoice
from members.models import FocusArea, Organization, WorkingGroup
from members.states import CLOSED, FORMER
from projects.models import ProjectKind, Proposal, ProposalKind, ProposalVersion, Recommendation
from projects.queries import REVIEW_DAYS, Candidate, reviewer_candidates

TEMPLATE = "\n\n\n".join(
    ("## Purpose", "## What would change", "## Scope and out of scope", "## Who does the work, and by when\n")
)


class DraftForm(OperationForm):
    """A proposal's draft."""

    kind = Choices(label="What do you propose?", choices=ProposalKind.choices)
    title = Line(label="Title", max_length=160, help_text="What is decided, in one line.")
    group = SlugChoice(
        label="Working group",
        queryset=WorkingGroup.objects.exclude(state=CLOSED),
        empty_label=None,
        help_text="It discusses and reviews the proposal.",
    )
    name = Line(
        label="Name of the project or group",
        required=False,
        max_length=120,
        help_text="For a new project or working group: created when the proposal is accepted.",
    )
    summary = Passage(
        label="In one paragraph", max_length=1200, rows=4, help_text="What will change if this passes?"
    )
    text = Passage(label="Proposal", max_length=60_000, rows=20, help_text="Markdown.", initial=TEMPLATE)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("kind") in {ProposalKind.PROJECT, ProposalKind.GROUP} and not data.get("name"):
            self.add_error("name", "Give the name of the project or group that would be created.")
        return data


class ReviseDraftForm(DraftForm, ReplacingForm):
    """A proposal's draft, as last saved."""

    replaces = Moment(
        required=False,
        widget=forms.HiddenInput,
        help_text="When the draft you started from was saved (``at`` of version 1): "
        "what somebody else saved meanwhile is not overwritten unseen.",
    )

    def latest(self) -> ProposalVersion:
        proposal: Proposal = self.subject
        return proposal.versions.select_related("author").get(number=1)

    def mark(self, latest: ProposalVersion) -> str:
        return latest.at.isoformat()

    def prepare(self) -> None:
        proposal: Proposal = self.subject
        version = self.latest()
        self.initial = {
            "kind": proposal.kind,
            "title": proposal.title,
            "group": proposal.group.slug,
            "name": proposal.name,
            "summary": proposal.summary,
            "text": version.text,
            "replaces": self.mark(version),
        }


class VersionForm(ReplacingForm):
    """The next version of a proposal."""

    title = Line(label="Title", max_length=160)
    summary = Passage(label="In one paragraph", max_length=1200, rows=4)
    text = Passage(label="Proposal", max_length=60_000, rows=20, help_text="Markdown.")
    note = Line(
        label="What changed", max_length=300, help_text="One line for those who read the last version."
    )
    replaces = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=1_000_000,
        widget=forms.HiddenInput,
        help_text="The version you started from: nothing published meanwhile is overwritten unseen.",
    )

    def latest(self) -> ProposalVersion:
        proposal: Proposal = self.subject
        return proposal.versions.select_related("author").get(number=proposal.latest_version)

    def prepare(self) -> None:
        latest = self.latest()
        self.initial = {
            "title": latest.title,
            "summary": latest.summary,
            "text": latest.text,
            "replaces": latest.number,
        }


class CommentForm(OperationForm):
    """A remark in the discussion."""

    text = Passage(label="Comment", max_length=8_000, rows=5, help_text="Markdown. Public.")


class ReturnForm(OperationForm):
    """What the author should do."""

    note = Passage(
        label="What is missing", max_length=2_000, rows=4, help_text="The author and all readers see it."
    )


class WithdrawForm(OperationForm):
    """Why a proposal is withdrawn."""

    reason = Line(label="Reason", max_length=300, help_text="Kept on record and shown.")


class CandidateField(PersonField):
    """A person of the group who has no conflict, shown with the organization and what is on the desk
    already."""

    candidates: dict[int, Candidate]

    def label_from_instance(self, obj: User) -> str:
        candidate = self.candidates[obj.pk]
        load = f"{candidate.load} reviews open" if candidate.load else "no open review"
        return f"{obj.name} ({candidate.organization}), {load}"


class AssignForm(OperationForm):
    """Who reviews, and until when."""

    reviewer = CandidateField(label="Reviewer", queryset=User.objects.none(), empty_label=None)
    due_at = Moment(label="Due", required=False, help_text="Fourteen days from now if left empty.")

    def prepare(self) -> None:
        self.candidates = reviewer_candidates(self.subject)
        free = {each.user.pk: each for each in self.candidates if each.verdict}
        field: Any = self.fields["reviewer"]
        field.candidates = free
        field.queryset = User.objects.filter(pk__in=free).order_by("name")
        self.initial.setdefault("due_at", self.at + REVIEW_DAYS)


class ReviewDraftForm(OperationForm):
    """A review that is not finished."""

    recommendation = Choices(label="Recommendation", choices=Recommendation.choices, required=False)
    remarks = Passage(
        label="For the author",
        required=False,
        max_length=20_000,
        rows=10,
        help_text="Members and the author read it.",
    )
    confidential = Passage(
        label="For the chairs only",
        required=False,
        max_length=8_000,
        rows=4,
        help_text="Chairs and staff read it.",
    )

    def prepare(self) -> None:
        review = self.subject
        self.initial = {
            "recommendation": review.recommendation,
            "remarks": review.remarks,
            "confidential": review.confidential,
        }


class ReviewForm(ReviewDraftForm):
    """A finished review."""

    recommendation = Choices(label="Recommendation", choices=Recommendation.choices)
    remarks = Passage(
        label="For the author", max_length=20_000, rows=10, help_text="Members and the author read it."
    )


class RefuseReviewForm(OperationForm):
    """Why someone does not review."""

    reason = Line(
        label="Reason",
        max_length=300,
        help_text="A conflict of interest, no time, not my field. Chairs see it.",
    )


class PutToBallotForm(OperationForm):
    """The question, the options' meanings, the rule and the time."""

    rule_id = forms.ChoiceField(
        label="Rule", choices=[], help_text="Threshold and quorum, as the charter has them."
    )
    question = Line(label="Question", max_length=200, help_text="To be answered for or against.")
    meaning_for = Line(label="“For” means", max_length=300)
    meaning_against = Line(label="“Against” means", max_length=300)
    explanation = Passage(label="Why now", required=False, max_length=5_000, rows=4, help_text="Markdown.")
    closes_at = Moment(label="Closes", help_text="Within the limits of the rule.")
    recused = forms.ModelMultipleChoiceField(
        label="Recused organizations",
        required=False,
        queryset=Organization.objects.exclude(state=FORMER),
        to_field_name="slug",
        help_text="With a conflict of interest: they do not vote and do not count.",
    )
    recusal_reason = Line(label="Reason for recusal", required=False, max_length=200)

    def prepare(self) -> None:
        proposal: Proposal = self.subject
        rules = list(rules_in_force(self.at).values())
        choices: Any = self.fields["rule_id"]
        choices.choices = [
            (rule.id, f"{rule.title}: {rule.sentence} {rule.quorum_sentence}") for rule in rules
        ]
        self.initial.setdefault("question", f"Shall the alliance adopt “{proposal.title}”?"[:200])
        self.initial.setdefault(
            "meaning_for", f"{proposal.ref} is adopted as it stands in version {proposal.latest_version}."
        )
        self.initial.setdefault("meaning_against", "Nothing changes; the author may propose again.")
        period = rules[0].open.default if rules else timedelta(days=14)
        self.initial.setdefault("closes_at", self.at + period)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("recused") and not data.get("recusal_reason"):
            self.add_error("recusal_reason", "Say why these organizations are recused: the roll shows it.")
        return data


class ProjectForm(OperationForm):
    """A project that exists."""

    name = Line(label="Name", max_length=120)
    kind = Choices(label="Kind", choices=ProjectKind.choices)
    summary = Passage(label="What it is", required=False, max_length=1200, rows=3)
    focus_area = SlugChoice(label="Focus area", queryset=FocusArea.objects.all(), required=False)
    group = SlugChoice(label="Working group", queryset=WorkingGroup.objects.all(), required=False)
    organizations = forms.ModelMultipleChoiceField(
        label="Developed by", required=False, queryset=Organization.objects.all(), to_field_name="slug"
    )
    repository = forms.URLField(
        label="Repository or site", required=False, max_length=300, assume_scheme="https"
    )

    def arguments(self) -> dict[str, Any]:
        found = super().arguments()
        found["organization_ids"] = found.pop("organizations_ids")
        return found
