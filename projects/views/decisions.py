"""Decisions: the register, the permanent record of one, its certificate and its data."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from alliance.charter.bars import bar_of
from alliance.kernel.actor import Actor
from alliance.voting.methods.record import canonical_json, digest
from alliance.voting.queries import ballots_visible_to
from alliance.web.downloads import csv_response
from alliance.web.edge import actor_of
from alliance.web.moments import day_in_words
from alliance.web.parts import Crumb, Fact
from alliance.web.qr import qr_code
from projects.models import Decision, DecisionOutcome, ProposalKind
from projects.queries import decisions_visible_to
from projects.views.filters import Facet, Filters

PER_PAGE = 100
IN_FEED = 30
TONES = {
    DecisionOutcome.ACCEPTED: "good",
    DecisionOutcome.DECLINED: "neutral",
    DecisionOutcome.NO_QUORUM: "neutral",
}
FACETS = (
    Facet("outcome", "Outcome", "outcome", titles=dict(DecisionOutcome.choices)),
    Facet("kind", "Kind", "kind", titles=dict(ProposalKind.choices)),
    Facet("body", "Decided by", "body_name"),
    Facet("group", "Working group", "group__slug", "group__name"),
    Facet("year", "Year", "year"),
)
WORDS = ("ref", "title", "sentence", "organization__name")
COLUMNS = (
    "Decision", "Decided at (UTC)", "Outcome", "Title", "Kind", "For", "Against", "Abstained", "Took part",
    "Entitled", "Rule", "Clause", "Decided by", "Working group", "Proposed by", "Proposal", "Version",
    "Ballot", "SHA-256 of the record", "Address",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the register."""

    decision: Decision
    tone: str


@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """The register of outcomes, the newest first, by year."""
    visible = decisions_visible_to(actor_of(request)).defer("record", "ballot__rule_data")
    filters = _filters(request)
    found = filters.apply(visible)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **filters.context(visible, path=reverse("decisions")),
        "entries": [Entry(each, TONES[DecisionOutcome(each.outcome)]) for each in page],
        "page": page,
        "shown": page.paginator.count,
        "counts": _counts(found),
    }
    return render(request, "projects/decisions.html", context)


def _filters(request: HttpRequest) -> Filters:
    asked = request.GET.copy()
    if asked.get("year", "0").isdecimal() is False or len(asked.get("year", "")) > 4:
        asked["year"] = "0"
    return Filters(asked, facets=FACETS, words=WORDS)


def _counts(found: Any) -> str:  # noqa: ANN401 -- QuerySet of decisions
    """How many, how they came out, and how long they took."""
    rows = list(found.order_by().values_list("outcome", "proposal__submitted_at", "decided_at"))
    if not rows:
        return ""
    parts = [
        f"{number} {outcome.label.lower()}"
        for outcome in DecisionOutcome
        if (number := sum(row[0] == outcome for row in rows))
    ]
    days = [(decided - submitted).days for _, submitted, decided in rows if submitted]
    took = f" From submission {_span(round(median(days)), len(days))}." if days else ""
    return f"{len(rows)} decision{'' if len(rows) == 1 else 's'}: {', '.join(parts)}.{took}"


def _span(days: int, decisions: int) -> str:
    words = f"{days} day{'' if days == 1 else 's'}"
    return f"it took {words}" if decisions == 1 else f"they took {words} (median)"


@require_safe
def decisions_csv(request: HttpRequest) -> HttpResponse:
    """The register as a table, with the filters of the page."""
    found = _filters(request).apply(decisions_visible_to(actor_of(request))).select_related("ballot__result")
    return csv_response("decisions.csv", COLUMNS, (_csv_row(each) for each in found))


def _csv_row(decision: Decision) -> Sequence[object]:
    tally = decision.record["result"]["record"]["tally"]
    return [
        decision.ref,
        f"{decision.decided_at:%Y-%m-%dT%H:%M:%SZ}",
        decision.get_outcome_display(),
        decision.title,
        decision.get_kind_display(),
        tally["for"],
        tally["against"],
        tally["abstain"],
        tally["participated"],
        tally["eligible"],
        decision.rule_sentence,
        decision.clause,
        decision.body_name,
        decision.group.name,
        decision.organization.name,
        decision.proposal.ref,
        decision.proposal_version,
        decision.ballot.ref,
        decision.digest,
        permalink(decision),
    ]  # fmt: skip


def permalink(decision: Decision) -> str:
    """The address that stays."""
    return f"{settings.SITE_URL.rstrip('/')}{decision.get_absolute_url()}"


class DecisionFeed(Feed[Decision, None]):
    """The latest decisions as an Atom feed."""

    feed_type = Atom1Feed
    author_name = settings.ALLIANCE_NAME

    def title(self) -> str:
        return f"Decisions of {settings.ALLIANCE_NAME}"

    def link(self) -> str:
        return reverse("decisions")

    def subtitle(self) -> str:
        return "Every outcome with its count, whichever way it went."

    def items(self) -> list[Decision]:
        return list(decisions_visible_to(Actor.anonymous())[:IN_FEED])

    def item_title(self, item: Any) -> str:  # noqa: ANN401 -- the stubs allow any model
        return f"{item.ref} {item.title}: {item.get_outcome_display()}"

    def item_description(self, item: Any) -> str:  # noqa: ANN401
        return f"{item.sentence}. {item.rule_sentence}"

    def item_pubdate(self, item: Any) -> Any:  # noqa: ANN401
        return item.decided_at

    def item_updateddate(self, item: Any) -> Any:  # noqa: ANN401
        return item.decided_at

    def item_guid(self, item: Any) -> str:  # noqa: ANN401
        return permalink(item)


@require_safe
def decision(request: HttpRequest, ref: str) -> HttpResponse:
    """The permanent record."""
    found, context = _record(request, ref)
    earlier = decisions_visible_to(actor_of(request)).filter(proposal=found.proposal).exclude(pk=found.pk)
    context |= {
        "history": [Entry(each, TONES[DecisionOutcome(each.outcome)]) for each in earlier],
        "project": getattr(found, "project", None),
        "crumbs": [Crumb("Decisions", reverse("decisions")), Crumb(found.ref)],
    }
    return render(request, "projects/decision.html", context)


@require_safe
def decision_certificate(request: HttpRequest, ref: str) -> HttpResponse:
    """The record on one sheet of paper, with its address as a QR code."""
    found, context = _record(request, ref)
    context |= {
        "qr": qr_code(permalink(found)),
        "crumbs": [
            Crumb("Decisions", reverse("decisions")),
            Crumb(found.ref, found.get_absolute_url()),
            Crumb("Certificate"),
        ],
    }
    return render(request, "projects/certificate.html", context)


@require_safe
def decision_record(request: HttpRequest, ref: str) -> HttpResponse:
    """The record as data, byte for byte what its digest was taken of."""
    found = _find(actor_of(request), ref)
    response = HttpResponse(canonical_json(found.record), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{found.ref}.json"'
    return response


def _find(by: Actor, ref: str) -> Decision:
    found = (
        decisions_visible_to(by).select_related("ballot__result", "ballot__opened_by").filter(ref=ref).first()
    )
    if found is None:
        message = f"No decision {ref}"
        raise Http404(message)
    return found


def _record(request: HttpRequest, ref: str) -> tuple[Decision, dict[str, Any]]:
    by = actor_of(request)
    found = _find(by, ref)
    result = found.record["result"]["record"]
    sees_ballot = ballots_visible_to(by).filter(pk=found.ballot_id).exists()
    context = {
        "decision": found,
        "tone": TONES[DecisionOutcome(found.outcome)],
        "ballot": found.ballot if sees_ballot else None,
        "rule": found.ballot.rule,
        "passes": result["passes"]["sentence"],
        "quorum": result["quorum"],
        "tally": result["tally"],
        "bar": bar_of(found.ballot.motion_rule, result["tally"]),
        "edition": found.record["ballot"]["edition"],
        "permalink": permalink(found),
        "matches": digest(found.record) == found.digest,
        "facts": _facts(found),
    }
    return found, context


def _facts(decision: Decision) -> list[Fact]:
    proposal = decision.proposal
    text = reverse("proposal_version", args=[proposal.pk, decision.proposal_version])
    facts = [
        Fact("Decided by", decision.body_name),
        Fact("Kind", decision.get_kind_display()),
        Fact("Proposed by", decision.organization, decision.organization.get_absolute_url()),
        Fact("Working group", decision.group, decision.group.get_absolute_url()),
        Fact("Proposal", proposal.ref, proposal.get_absolute_url()),
        Fact("Text decided on", f"Version {decision.proposal_version}", text),
    ]
    if decision.review_on is not None:
        facts.append(Fact("To be reviewed", day_in_words(decision.review_on)))
    return facts
