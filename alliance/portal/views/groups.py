"""One working group: overview, charter, people, proposals."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format

from alliance.audit.queries import history_of
from alliance.kernel.actor import Actor
from alliance.portal.queries import with_tones
from alliance.voting.queries import ballots_visible_to, turnout_of
from alliance.web.edge import actor_of, now
from alliance.web.operations import Offer, offers
from alliance.web.parts import Crumb, Fact, Happening, Tab
from members.models import GroupCharter, WorkingGroup
from members.operations import GROUP, OF_GROUPS
from members.queries import chairs_of
from members.rules import may_join
from members.states import GROUP as GROUP_LIFE
from projects.queries import (
    decisions_visible_to,
    projects_visible_to,
    proposals_visible_to,
    status_of,
    with_status,
)
from projects.states import PROPOSAL

SHOWN = 8
RECENT = 6
TAKING_PART = ("join_group", "leave_group")
ON_IT = [operation for operation in OF_GROUPS if not operation.creates]


def group(request: HttpRequest, slug: str) -> HttpResponse:
    """What the group is for and what is going on."""
    by, at = actor_of(request), now()
    found = GROUP.find(slug, by=by)
    open_ones = with_status(proposals_visible_to(by).filter(group=found).unsettled().order_by("stage_since"))
    refs = [proposal.ref for proposal in open_ones]
    offered = _offers(found, by, at)
    happenings = [
        Happening(event.at, f"{event.who} {event.phrase}")
        for event in history_of(found, by=by).order_by("-id")[:60]
    ]
    voting = ballots_visible_to(by).taking_votes(at).filter(document_ref__in=refs).with_turnout()
    context = {
        **_shared(found, by, "group"),
        "proposals": [(each, status_of(each, to_member=by.is_signed_in)) for each in open_ones[:SHOWN]],
        "ballots": [(each, turnout_of(each)) for each in voting.order_by("closes_at")],
        "decisions": with_tones(decisions_visible_to(by).filter(group=found)[:SHOWN]),
        "projects": projects_visible_to(by).filter(group=found),
        "facts": _facts(found),
        "join": may_join(by, found, at),
        "happenings": happenings[:RECENT],
        "earlier": happenings[RECENT:],
        "taking_part": [offer for offer in offered if offer.operation.name in TAKING_PART],
        "leading": [offer for offer in offered if offer.operation.name not in TAKING_PART],
    }
    return render(request, "portal/group.html", context)


def group_charter(request: HttpRequest, slug: str) -> HttpResponse:
    """A version of the charter, and what changed between two."""
    by, at = actor_of(request), now()
    found = GROUP.find(slug, by=by)
    versions = list(found.charters.select_related("adopted_by"))
    shown = _version(versions, request.GET.get("version", "")) or (versions[0] if versions else None)
    context = {
        **_shared(found, by, "group_charter"),
        "versions": versions,
        "shown": shown,
        "compared": _version(versions, request.GET.get("with", "")),
        "offers": _offers(found, by, at, "revise_charter"),
    }
    return render(request, "portal/group_charter.html", context)


def group_people(request: HttpRequest, slug: str) -> HttpResponse:
    """The roster: who sits in the group for whom, and who has left."""
    by, at = actor_of(request), now()
    found = GROUP.find(slug, by=by)
    seats = list(found.seats.select_related("user", "organization"))
    context = {
        **_shared(found, by, "group_people"),
        "present": [seat for seat in seats if seat.left_at is None],
        "left": sorted((seat for seat in seats if seat.left_at), key=lambda seat: seat.left_at, reverse=True),
        "offers": _offers(found, by, at, *TAKING_PART, "appoint_chair", "relieve_chair"),
    }
    return render(request, "portal/group_people.html", context)


def group_proposals(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that was proposed in the group."""
    by = actor_of(request)
    found = GROUP.find(slug, by=by)
    every = with_status(proposals_visible_to(by).filter(group=found))
    context = {
        **_shared(found, by, "group_proposals"),
        "rows": [
            (each, PROPOSAL.state(each.state), status_of(each, to_member=by.is_signed_in)) for each in every
        ],
    }
    return render(request, "portal/group_proposals.html", context)


def _offers(found: WorkingGroup, by: Actor, at: datetime, *names: str) -> list[Offer]:
    """What the reader may do here, of these operations or of all; who can leave is not told about joining."""
    asked = [operation for operation in ON_IT if not names or operation.name in names]
    offered = list(offers(asked, subject=found, by=by, at=at))
    is_in = any(offer.operation.name == "leave_group" and offer.verdict for offer in offered)
    return [offer for offer in offered if not (is_in and offer.operation.name == "join_group")]


def _shared(found: WorkingGroup, by: Actor, page: str) -> dict[str, Any]:
    present = found.seats.present()
    tabs = (
        ("group", "Overview", None),
        ("group_charter", "Charter", None),
        ("group_people", "People", present.count()),
        ("group_proposals", "Proposals", proposals_visible_to(by).filter(group=found).count()),
    )
    return {
        "group": found,
        "state": GROUP_LIFE.state(found.state),
        "crumbs": [Crumb("Groups", reverse("groups")), Crumb(found.name)],
        "chairs": list(chairs_of(found)),
        "organization_count": present.values("organization").distinct().order_by().count(),
        "person_count": tabs[2][2],
        "tabs": [
            Tab(label, reverse(name, args=[found.slug]), current=name == page, count=count)
            for name, label, count in tabs
        ],
    }


def _facts(found: WorkingGroup) -> list[Fact]:
    facts = [Fact("Founded", date_format(found.founded_on, "j M Y"))]
    if found.closed_on:
        facts.append(Fact("Closed", date_format(found.closed_on, "j M Y")))
    if found.focus_area:
        facts.append(Fact("Focus area", found.focus_area.name))
    return facts


def _version(versions: list[GroupCharter], number: str) -> GroupCharter | None:
    return next((each for each in versions if str(each.number) == number), None)
