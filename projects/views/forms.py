"""Form pages that show more than a form: writing a proposal, asking a reviewer, calling the vote."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from alliance.charter.queries import edition_in_force, rules_in_force
from alliance.kernel.verdict import Refused
from alliance.web.operations import Operation, OperationForm, ReplacingForm
from alliance.web.parts import Crumb
from alliance.web.portal import OperationView
from members.queries import electorate
from projects.actions.balloting import PROPOSER
from projects.forms import AssignForm
from projects.models import Proposal
from projects.operations import ASSIGN_REVIEWER, DRAFT_PROPOSAL, PUBLISH_VERSION, PUT_TO_BALLOT, REVISE_DRAFT


def _asks_for_json(request: HttpRequest) -> bool:
    """Whether a page's own script saves, rather than a person who waits for a page."""
    return request.headers.get("Accept", "") == "application/json"


def _problem(status: int, detail: str) -> JsonResponse:
    """A refusal that a script can show (RFC 9457)."""
    return JsonResponse(
        {"status": status, "detail": detail.rstrip(".")},
        status=status,
        content_type="application/problem+json",
    )


def _first_error(form: OperationForm) -> str:
    """The first message, with the label of its field."""
    for name, messages in form.errors.items():
        label = f"{form.fields[name].label}: " if name in form.fields else ""
        return f"{label}{messages[0]}"
    return ""


class SavingView(OperationView):
    """Takes a draft from the person who presses the button, and from the page's script, answered in JSON."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:  # noqa: ANN401
        return self.keep(request) if _asks_for_json(request) else super().post(request, **kwargs)

    def keep(self, request: HttpRequest) -> HttpResponse:
        try:
            self.operation.may(self.by, self.subject, self.at).require()
            form = self.make_form(request.POST)
            if not form.is_valid():
                return _problem(422, _first_error(form))
            self.operation.perform(form=form, subject=self.subject, by=self.by, at=self.at)
        except Refused as refusal:
            return _problem(refusal.status, str(refusal))
        return JsonResponse({"saved_at": self.at.isoformat(), **self.kept(form)})

    def kept(self, form: OperationForm) -> dict[str, str]:
        """What the page's script writes back: which saving the next one replaces, where that is asked."""
        return {"replaces": form.mark(form.latest())} if isinstance(form, ReplacingForm) else {}


class ProposalFormView(OperationView):
    """A form page of a proposal, with its place in the portal."""

    def context(self) -> dict[str, Any]:
        crumbs = [Crumb("Proposals", reverse("proposals"))]
        if self.subject is not None:
            crumbs.append(Crumb(self.subject.ref, self.subject.get_absolute_url()))
        return {**super().context(), "crumbs": [*crumbs, Crumb(self.operation.label)]}


class DraftView(SavingView, ProposalFormView):
    """Writing a draft, which saves itself once it exists."""

    def context(self) -> dict[str, Any]:
        proposal = cast("Proposal | None", self.subject)
        autosave = reverse("revise_draft", args=[proposal.pk]) if proposal else ""
        return {**super().context(), "autosave": autosave}


class AssignView(ProposalFormView):
    """Choosing a reviewer from everybody in the group, those with a conflict shown with their reason."""

    def page(self, request: HttpRequest, form: OperationForm, status: int = 200) -> HttpResponse:
        self.candidates = cast("AssignForm", form).candidates
        return super().page(request, form, status)

    def context(self) -> dict[str, Any]:
        return {**super().context(), "candidates": self.candidates}


class PutToBallotView(ProposalFormView):
    """Calling the vote: the rules explained, and what is frozen named."""

    def context(self) -> dict[str, Any]:
        proposal = cast("Proposal", self.subject)
        rules = list(rules_in_force(self.at).values())
        proposer = {proposal.organization_id: f"{proposal.organization} proposes {proposal.ref}."}
        roll = (
            electorate(rules[0], recused=proposer if PROPOSER in rules[0].recuse else {}, on=self.at.date())
            if rules
            else []
        )
        return {
            **super().context(),
            "rules": rules,
            "edition": edition_in_force(self.at),
            "entitled": sum(line.is_entitled for line in roll),
        }


VIEWS: list[tuple[Operation, type[OperationView]]] = [
    (DRAFT_PROPOSAL, DraftView),
    (REVISE_DRAFT, DraftView),
    (PUBLISH_VERSION, ProposalFormView),
    (ASSIGN_REVIEWER, AssignView),
    (PUT_TO_BALLOT, PutToBallotView),
]
