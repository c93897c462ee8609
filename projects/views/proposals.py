"""Proposals: the list, the board, and the pages of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from alliance.audit.models import Event
from alliance.audit.queries import history_of
from alliance.kernel.actor import Actor
from alliance.voting.queries import votes_owed_by
from alliance.web.edge import actor_of, now
from alliance.web.moments import day_in_words
from alliance.web.operations import Offer, Operation, offers
from alliance.web.parts import Crumb, Fact, Happening, Step, Tab
from members.rules import is_chair
from projects import operations, rules
from projects.forms import CommentForm
from projects.models import Proposal, ProposalKind, ProposalVersion, Review
from projects.queries import (
    Status,
    proposals_visible_to,
    reviews_visible_to,
    status_of,
    typical_days,
    with_review_counts,
    with_status,
)
from projects.states import (
    BOARD,
    DRAFT,
    IN_REVIEW,
    IN_VOTE,
    OPEN,
    PROPOSAL,
    REVIEW,
    SETTLED,
    SUBMITTED,
    WAITING,
)
from projects.views.filters import Facet, Filters

PER_PAGE = 50
PER_COLUMN = 30
FACETS = (
    Facet("state", "State", "state", titles=dict(PROPOSAL.choices())),
    Facet("kind", "Kind", "kind", titles=dict(ProposalKind.choices)),
    Facet("group", "Working group", "group__slug", "group__name"),
    Facet("organization", "Proposed by", "organization__slug", "organization__name"),
)
WORDS = ("title", "summary", "name")


@dataclass(frozen=True, slots=True)
class Row:
    """A proposal in a list: where it stands and for how long."""

    proposal: Proposal
    status: Status
    age: str


@dataclass(frozen=True, slots=True)
class Column:
    """A stage of the board."""

    name: str
    label: str
    rows: Sequence[Row]
    more: int


@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """Every proposal this reader may know of, as a table or as a board."""
    by, at = actor_of(request), now()
    visible = proposals_visible_to(by)
    filters = Filters(request.GET, facets=FACETS, words=WORDS, keep=["view"])
    found = with_status(filters.apply(visible))  # type: ignore[arg-type]
    board = request.GET.get("view") == "board"
    context: dict[str, Any] = {
        **filters.context(visible, path=reverse("proposals")),
        "offers": list(offers([operations.DRAFT_PROPOSAL], subject=None, by=by, at=at)),
        "table_url": filters.address(view=""),
        "board_url": filters.address(view="board"),
    }
    if board:
        columns = _columns(found, by, at)
        shown = sum(len(column.rows) + column.more for column in columns)
        return render(
            request,
            "projects/board.html",
            {**context, "columns": columns, "shown": shown, "view": "board"},
        )
    ordered = found.order_by(F("settled_at").desc(nulls_first=True), "-stage_since", "-pk")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    rows = [_row(proposal, by, at) for proposal in page]
    context |= {"rows": rows, "page": page, "shown": page.paginator.count}
    return render(request, "projects/proposals.html", context)


def _columns(found: Any, by: Actor, at: datetime) -> list[Column]:  # noqa: ANN401 -- QuerySet of proposals
    """The oldest of each stage, and how many more there are: only those shown are fetched."""
    on_board = found.filter(state__in=BOARD)
    totals = dict(on_board.order_by().values_list("state").annotate(number=Count("pk")))
    place = Window(RowNumber(), partition_by="state", order_by=["stage_since", "pk"])
    by_state: dict[str, list[Row]] = {name: [] for name in BOARD}
    for proposal in on_board.annotate(place=place).filter(place__lte=PER_COLUMN).order_by("state", "place"):
        by_state[proposal.state].append(_row(proposal, by, at))
    return [
        Column(name, PROPOSAL.state(name).label, rows, totals.get(name, 0) - len(rows))
        for name, rows in by_state.items()
    ]


def _row(proposal: Proposal, by: Actor, at: datetime) -> Row:
    return Row(proposal, status_of(proposal, to_member=by.is_signed_in), age_of(proposal, at))


def age_of(proposal: Proposal, at: datetime) -> str:
    """How long it has been on its way, or took."""
    begun = proposal.submitted_at or proposal.created_at
    if proposal.settled_at:
        return f"took {_days((proposal.settled_at - begun).days)}"
    return _days((at - begun).days)


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def clock_of(proposal: Proposal, at: datetime) -> str:
    """How long this has taken, beside how long it usually takes."""
    if proposal.state == DRAFT or proposal.submitted_at is None:
        return ""
    if proposal.settled_at is not None:
        return (
            f"From submission to the end it took {_days((proposal.settled_at - proposal.submitted_at).days)}."
        )
    spent = f"Day {(at - proposal.submitted_at).days + 1} since it was submitted"
    usual = typical_days()
    return (
        f"{spent}."
        if usual is None
        else f"{spent}; the last ones took {_days(usual)} to their decision (median)."
    )


@dataclass(frozen=True, slots=True)
class Role:
    """What a reader is to a proposal, in a sentence, and the page where the part is played."""

    sentence: str
    label: str = ""
    href: str = ""
    kind: str = "primary"


def roles_of(by: Actor, proposal: Proposal, at: datetime) -> list[Role]:
    """What the reader has to do with this proposal."""
    if not by.is_signed_in:
        return []
    found = []
    if proposal.author_id == by.user_id:
        found.append(Role("You wrote this proposal."))
    elif proposal.organization_id == by.organization_id:
        found.append(Role(f"{proposal.organization} proposes this."))
    own = next((each for each in proposal.reviews.all() if each.reviewer_id == by.user_id), None)
    if own is not None:
        found.append(_reviewer(own, proposal))
    if is_chair(by, proposal.group):
        leads = rules.leads(by, proposal)
        found.append(Role(f"You chair {proposal.group}." + ("" if leads else f" {leads.reason}")))
    if proposal.state == IN_VOTE and proposal.ballot is not None:
        owed = votes_owed_by(by.person_id, at).filter(ballot=proposal.ballot)
        found += [
            Role(
                f"You have not voted for {line.name}.",
                "Vote",
                reverse("cast_vote", args=[proposal.ballot.pk]),
            )
            for line in owed
        ]
    return found


def _reviewer(review: Review, proposal: Proposal) -> Role:
    href = reverse("review", args=[review.pk])
    over = proposal.state in {*SETTLED, IN_VOTE}
    match review.state:
        case "asked" if not over:
            return Role("You are asked for a review.", "Review", href)
        case "drafted" if not over:
            return Role("You are a reviewer; your draft is saved.", "Continue review", href)
        case "submitted":
            return Role("You reviewed this proposal.", "Read your review", href, "secondary")
        case "refused":
            return Role("You declined to review this.")
        case _:
            return Role("You were asked for a review; the round is over.", "Open it", href, "secondary")


def offered(proposal: Proposal, by: Actor, at: datetime) -> list[Offer]:
    """What the reader may do, and what only a fact that can still change forbids.

    What the state alone rules out needs no button: the status line says it already.
    """
    wanted = [operation for operation in operations.OF_PROPOSALS if _belongs(operation, proposal)]
    state = PROPOSAL.allows(proposal.state, "").reason
    return [
        each
        for each in offers(wanted, subject=proposal, by=by, at=at)
        if each.verdict or each.verdict.reason != state
    ]


def _belongs(operation: Operation, proposal: Proposal) -> bool:
    if operation in (operations.DRAFT_PROPOSAL, operations.COMMENT_ON_PROPOSAL):
        return False
    return operation is not operations.REVISE_DRAFT or proposal.state == DRAFT


def steps_of(proposal: Proposal) -> list[Step]:
    """The way from draft to decision, with the dates on which each stage was reached."""
    asked = [each.asked_at for each in proposal.reviews.all()]
    label = PROPOSAL.state(proposal.state).label
    settled = proposal.state in SETTLED
    reached: list[tuple[str, datetime | None]] = [
        ("Draft", proposal.created_at),
        ("Discussion", proposal.submitted_at),
        ("Review", min(asked, default=None)),
        ("Vote", proposal.ballot.opens_at if proposal.ballot else None),
        (label if settled else "Decision", proposal.settled_at),
    ]
    current = {DRAFT: 0, OPEN: 1, IN_REVIEW: 2, WAITING: 2, IN_VOTE: 3}.get(proposal.state, len(reached))
    return [
        _step(place, name, at, current, note=label if place == current and proposal.state == WAITING else "")
        for place, (name, at) in enumerate(reached)
    ]


def _step(place: int, name: str, at: datetime | None, current: int, note: str) -> Step:
    if place == current:
        return Step(name, at, "current", note)
    if place > current:
        return Step(name)
    return Step(name, at, "done") if at else Step(name, None, "skipped", "not reached")


def found_or_404(by: Actor, key: int) -> Proposal:
    """The proposal with all that its status line reads.

    Raises:
        Http404: there is none, or it is a draft of others.
    """
    counted = with_review_counts(with_status(proposals_visible_to(by)))
    proposal = counted.filter(pk=key).first()
    if proposal is None:
        message = f"No proposal P-{key}"
        raise Http404(message)
    return proposal


def frame(proposal: Proposal, by: Actor, at: datetime, *, tab: str) -> dict[str, Any]:
    """What stands above every page of a proposal."""
    return {
        "proposal": proposal,
        "status": status_of(proposal, to_member=by.is_signed_in),
        "decisions": list(proposal.decisions.all()),
        "clock": clock_of(proposal, at),
        "roles": roles_of(by, proposal, at),
        "offers": offered(proposal, by, at),
        "steps": steps_of(proposal),
        "tabs": tabs_of(proposal, tab),
        "crumbs": [Crumb("Proposals", reverse("proposals")), Crumb(proposal.ref)],
        "by": by,
        "at": at,
    }


def tabs_of(proposal: Proposal, current: str) -> list[Tab]:
    """The pages of a proposal."""
    counted: Any = proposal
    progress = f" {counted.submitted_count} of {counted.asked_count}" if counted.asked_count else ""
    tabs = [
        ("proposal", f"Read (v{proposal.latest_version})", None),
        ("proposal_versions", "Versions", proposal.latest_version),
        ("proposal_discussion", "Discussion", counted.comment_count),
        ("proposal_reviews", f"Reviews{progress}", None),
        ("proposal_timeline", "Timeline", None),
    ]
    return [
        Tab(label, reverse(name, args=[proposal.pk]), name == current, count) for name, label, count in tabs
    ]


@require_safe
def proposal(request: HttpRequest, key: int) -> HttpResponse:
    """The text of the latest version, with all that frames it."""
    by, at = actor_of(request), now()
    found = found_or_404(by, key)
    context = frame(found, by, at, tab="proposal")
    version = found.versions.get(number=found.latest_version)
    context |= {"version": version, "facts": facts_of(found, version)}
    return render(request, "projects/proposal.html", context)


def facts_of(proposal: Proposal, version: ProposalVersion) -> list[Fact]:
    """Side facts."""
    facts = [
        Fact("Asks for", proposal.get_kind_display()),
        Fact("Proposed by", proposal.organization, proposal.organization.get_absolute_url()),
        Fact("Author", proposal.author),
        Fact("Working group", proposal.group, proposal.group.get_absolute_url()),
        Fact(
            "Version",
            f"{version.number}, {day_in_words(version.at)}",
            reverse("proposal_versions", args=[proposal.pk]),
        ),
    ]
    if proposal.name:
        facts.insert(1, Fact("Would be named" if proposal.state not in SETTLED else "Name", proposal.name))
    if proposal.ballot is not None:
        ballot = proposal.ballot
        facts.append(Fact("Ballot", ballot.ref, ballot.get_absolute_url()))
        facts.append(Fact("Rule", ballot.rule.title, reverse("rule", args=[ballot.rule_id])))
    facts += [Fact("Decision", each.ref, each.get_absolute_url()) for each in proposal.decisions.all()]
    return facts


@require_safe
def proposal_versions(request: HttpRequest, key: int) -> HttpResponse:
    """Every published version, with what its author says has changed."""
    by, at = actor_of(request), now()
    found = found_or_404(by, key)
    context = frame(found, by, at, tab="proposal_versions")
    context["versions"] = found.versions.select_related("author")
    return render(request, "projects/proposal_versions.html", context)


@require_safe
def proposal_version(request: HttpRequest, key: int, number: int) -> HttpResponse:
    """The text of one version."""
    by, at = actor_of(request), now()
    found = found_or_404(by, key)
    version = _versions(found, number)[0]
    context = frame(found, by, at, tab="proposal_versions") | {"version": version}
    return render(request, "projects/proposal_version.html", context)


@require_safe
def proposal_diff(request: HttpRequest, key: int, old: int, new: int) -> HttpResponse:
    """What changed between two versions, word by word."""
    by, at = actor_of(request), now()
    found = found_or_404(by, key)
    before, after = _versions(found, old, new)
    context = frame(found, by, at, tab="proposal_versions") | {
        "old": before,
        "new": after,
        "older": old - 1 if old > 1 else 0,
        "newer": new + 1 if new < found.latest_version else 0,
    }
    return render(request, "projects/proposal_diff.html", context)


def _versions(proposal: Proposal, *numbers: int) -> list[ProposalVersion]:
    found = {each.number: each for each in proposal.versions.select_related("author")}
    try:
        return [found[number] for number in numbers]
    except KeyError as missing:
        message = f"{proposal.ref} has no version {missing}"
        raise Http404(message) from None


@require_safe
def proposal_discussion(request: HttpRequest, key: int) -> HttpResponse:
    """Comments, and the form for one more."""
    by, at = actor_of(request), now()
    found = found_or_404(by, key)
    verdict = rules.may_comment(by, found, at)
    context = frame(found, by, at, tab="proposal_discussion") | {
        "comments": found.comments.all(),
        "may_comment": verdict,
        "form": CommentForm(by=by, subject=found, at=at) if verdict else None,
    }
    return render(request, "projects/proposal_discussion.html", context)


@require_safe
def comment(request: HttpRequest, key: int) -> HttpResponse:
    """A comment's own address leads to its place in the discussion."""
    found = operations.COMMENT.find(key, by=actor_of(request))
    discussion = reverse("proposal_discussion", args=[found.proposal_id])
    return HttpResponseRedirect(f"{discussion}#comment-{found.pk}")


@require_safe
def proposal_reviews(request: HttpRequest, key: int) -> HttpResponse:
    """The reviews, as far as this reader may see them."""
    by, at = actor_of(request), now()
    found = found_or_404(by, key)
    verdict = rules.may_read_reviews(by, found, at)
    visible = reviews_visible_to(by).filter(proposal=found).order_by("submitted_at", "due_at")
    shown = list(visible) if verdict else [each for each in visible if each.reviewer_id == by.user_id]
    context = frame(found, by, at, tab="proposal_reviews") | {
        "may_read": verdict,
        "may_read_confidential": rules.may_read_confidential(by, found, at),
        "submitted": [each for each in shown if each.state == SUBMITTED],
        "others": [
            (each, label_of(each, at), list(offers([operations.REMIND_REVIEWER], subject=each, by=by, at=at)))
            for each in shown
            if each.state != SUBMITTED
        ],
    }
    return render(request, "projects/proposal_reviews.html", context)


def label_of(review: Review, at: datetime) -> tuple[str, str]:
    """The word for where a review stands, and its tone."""
    if review.is_late(at):
        return "Late", "urgent"
    state = REVIEW.state(review.state)
    return state.label, state.tone


@require_safe
def proposal_timeline(request: HttpRequest, key: int) -> HttpResponse:
    """What happened, oldest first."""
    by, at = actor_of(request), now()
    found = found_or_404(by, key)
    context = frame(found, by, at, tab="proposal_timeline")
    context["entries"] = [happening(event) for event in history_of(found, by=by)]
    return render(request, "projects/proposal_timeline.html", context)


def happening(event: Event) -> Happening:
    """An event as a line of a timeline, linked to what it made."""
    return Happening(event.at, f"{capfirst(event.phrase).rstrip('.')}.", _made_by(event), event.who)


def _made_by(event: Event) -> str:
    decision, ballot = event.data.get("decision"), event.data.get("ballot")
    if decision:
        return reverse("decision", args=[decision])
    if ballot:
        return reverse("ballot", args=[int(str(ballot).removeprefix("B-"))])
    if event.kind == "proposal.version_published":
        return reverse("proposal_version", args=[event.subject_id, event.data["version"]])
    return ""
