"""The desk of those who run an election: planning it, and its runbook."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from alliance.charter.grammar import ContestRule
from alliance.charter.queries import charters_in_force
from alliance.elections.checks import hints_on
from alliance.elections.dates import plan_from
from alliance.elections.models import Body, Candidacy
from alliance.elections.operations import ADMIT_CANDIDACY, AT_THE_DESK, PLAN_ELECTION, REFUSE_CANDIDACY
from alliance.elections.queries import holders_of
from alliance.elections.rules import blocking_certification, runs
from alliance.elections.rules.voters import has_list, is_before_vote
from alliance.elections.runbook import desk_of, next_step, other_messages, runbook_of
from alliance.elections.states import ACCEPTED, EVALUATING, INELIGIBLE, TAKING
from alliance.elections.timetable import Step, timetable
from alliance.elections.views.frame import Visit
from alliance.web.operations import OperationForm, offers
from alliance.web.parts import Crumb
from alliance.web.portal import OperationView

VOTERS_PER_PAGE = 100
CHECKS = {ACCEPTED: "refuse_candidacy", INELIGIBLE: "admit_candidacy"}
LABELS = {each.name: each.label for each in (REFUSE_CANDIDACY, ADMIT_CANDIDACY)}


class DeskView(OperationView):
    """A step of those who run an election: they go on at its desk."""

    def next_url(self, result: Any) -> str:  # noqa: ANN401, ARG002 -- as its base
        return reverse("manage_election", args=[self.subject.pk])

    def context(self) -> dict[str, Any]:
        desk = reverse("manage_election", args=[self.subject.pk])
        return {
            "subject_url": desk,
            "crumbs": [
                Crumb("Elections", reverse("elections")),
                Crumb(self.subject.ref, self.subject.get_absolute_url()),
                Crumb("Desk", desk),
                Crumb(self.operation.label),
            ],
        }


@login_required
def manage(request: HttpRequest, key: int) -> HttpResponse:
    """The runbook: one next step, the dated steps with their messages, ballots, voters, candidates to check.

    Raises:
        Forbidden: neither an officer of the election nor staff.
    """
    visit = Visit(request, key)
    election, by, at = visit.election, visit.by, visit.at
    runs(by, election).require()
    step = next_step(election, at)
    offered = {each.operation.name: each for each in offers(AT_THE_DESK, subject=election, by=by, at=at)}
    listed = bool(has_list(election))
    every = election.voters.select_related("user", "organization")
    voters = Paginator(every, VOTERS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **visit.frame("manage_election", "Desk"),
        "next": step,
        "next_offer": offered.get(step.operation),
        "blocking": blocking_certification(election),
        "offers": [
            each for each in offered.values() if each.verdict and each.operation.name != step.operation
        ],
        "ballots": [(each, each.ballot and desk_of(each.ballot)) for each in visit.contests],
        "steps": runbook_of(election, at),
        "other_messages": other_messages(election, at),
        "officers": election.officers.select_related("user"),
        "requests": election.entitlement_requests.select_related("organization"),
        "may_decide": bool(is_before_vote(election, at)),
        "to_check": _to_check(visit),
        "has_list": listed,
        "may_list": listed and bool(is_before_vote(election, at)),
        "voters": voters,
        "voter_count": voters.paginator.count,
    }
    return render(request, "elections/manage.html", context)


@dataclass(frozen=True, slots=True)
class Checked:
    """Somebody nominated, and the operation by which that can be refused or admitted, if any can now."""

    candidate: Candidacy
    hints: tuple[str, ...] = ()
    operation: str = ""

    @property
    def label(self) -> str:
        return LABELS.get(self.operation, "")

    @property
    def href(self) -> str:
        return reverse(self.operation, args=[self.candidate.pk]) if self.operation else ""


def _to_check(visit: Visit) -> list[Checked]:
    """Nominees and candidates, with what those who run the election may decide about each."""
    open_ = {contest.pk for contest in visit.contests if contest.state in (TAKING, EVALUATING)}
    return [
        Checked(each, tuple(hints_on(each, visit.at)), CHECKS.get(each.state, ""))
        if each.contest_id in open_ and not visit.is_over
        else Checked(each)
        for each in visit.candidates
    ]


# Planning ---------------------------------------------------------------------------------------------------
class PlanView(OperationView):
    """First the body and the rule, then the day; all dates can be seen before anything is planned."""

    operation = PLAN_ELECTION
    steps: tuple[Step, ...] = ()
    trouble = ""

    def post(self, request: HttpRequest, **given: Any) -> HttpResponse:  # noqa: ANN401
        if request.POST.get("step") != "preview":
            return super().post(request, **given)
        self.operation.may(self.by, None, self.at).require()
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.page(request, form, status=422)
        self.steps, self.trouble = self.preview(form)
        return self.page(request, form)

    def preview(self, form: OperationForm) -> tuple[tuple[Step, ...], str]:
        """The timetable of what stands in the form, or why there is none."""
        given = form.cleaned_data
        rule = _rule(given["body"], given["rule_id"], self.at)
        try:
            plan = plan_from(
                rule,
                anchor=given["anchor"],
                anchor_on=given["anchor_on"],
                terms_begin=given["terms_from_on"],
            )
            return timetable(plan, today=self.at.date()), ""
        except ValueError as error:
            return (), str(error)

    def make_form(self, data: Any = None, files: Any = None) -> OperationForm:  # noqa: ANN401
        form = super().make_form(data, files)
        for name in ("body", "rule_id"):
            if name in self.request.GET:
                form.initial[name] = self.request.GET[name]
        slug = (data or self.request.GET).get("body", "").replace("\0", "")
        body = Body.objects.filter(slug=slug[:100]).first()
        if body is not None:
            own = set(body.seats.existing(self.at.date()).values_list("group", flat=True))
            groups: Any = form.fields["groups"]
            groups.choices = [each for each in groups.choices if each[0] in own]
        return form

    def context(self) -> dict[str, Any]:
        return {
            "subject_url": reverse("elections"),
            "steps": self.steps,
            "trouble": self.trouble,
            "choices": _choices(self.at),
            "chosen": "body" in self.request.GET or self.request.method == "POST",
            "crumbs": [Crumb("Elections", reverse("elections")), Crumb("Plan an election")],
        }


def _rule(body: Body, rule_id: str, at: datetime) -> ContestRule:
    edition = next(each for each in charters_in_force(at) if each.body == body.charter_body)
    return edition.charter.contests[rule_id]


@dataclass(frozen=True, slots=True)
class Choice:
    """A body whose seats an election may fill, and the rules by which it may."""

    body: Body
    rules: tuple[ContestRule, ...]
    seats: int
    vacant: int
    next_end: date | None


def _choices(at: datetime) -> list[Choice]:
    """Each body with the elections of its charter that fill its seats, or seats of no body in particular."""
    charters = {edition.body: edition.charter for edition in charters_in_force(at)}
    today = at.date()
    found = []
    for body in Body.objects.all():
        charter = charters.get(body.charter_body)
        rules = charter.contests.values() if charter else ()
        own = tuple(rule for rule in rules if rule.body in (None, body.charter_id))
        if not own:
            continue
        seats = body.seats.existing(today).count()
        held = list(holders_of(body, today))
        ends = [term.last_on for term in held if term.last_on is not None]
        found.append(Choice(body, own, seats, seats - len(held), min(ends, default=None)))
    return found
