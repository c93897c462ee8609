"""One organization, with everything it takes part in."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format

from alliance.audit.queries import history_of
from alliance.kernel.actor import Actor
from alliance.portal.queries import with_tones
from alliance.voting.models import Elector
from alliance.voting.models.roll import ORGANIZATION as LINE_OF_ORGANIZATION
from alliance.voting.published import said_on
from alliance.voting.queries import lines_with_votes
from alliance.web.edge import actor_of, now
from alliance.web.operations import offers
from alliance.web.parts import Crumb, Fact, Happening
from members.models import Organization, Representation
from members.operations import OF_ORGANIZATIONS, ORGANIZATION
from members.queries import corporate_group_of, organizations_visible_to, representations_of
from members.states import CLOSED, MEMBERSHIP
from projects.queries import decisions_visible_to, projects_visible_to, proposals_visible_to
from projects.states import PROPOSAL

SHOWN = 10
ON_IT = [operation for operation in OF_ORGANIZATIONS if not operation.creates]


def organization(request: HttpRequest, slug: str) -> HttpResponse:
    """The entry, the people who act for it, and what it proposed, decided and builds."""
    by, at = actor_of(request), now()
    found: Organization = ORGANIZATION.find(slug, by=by)
    current, others = _representatives(found, at.date())
    proposals = proposals_visible_to(by).filter(organization=found)
    context = {
        "organization": found,
        "state": MEMBERSHIP.state(found.state),
        "crumbs": [Crumb("Members", reverse("organizations")), Crumb(found.name)],
        "facts": _facts(found),
        "aliases": [alias.name for alias in found.aliases.all()],
        "current": current,
        "past": [each for each in others if each.from_on <= at.date()],
        "coming": [each for each in others if each.from_on > at.date()],
        "seats": found.seats.filter(left_at=None)
        .exclude(group__state=CLOSED)
        .select_related("group")
        .order_by("group__name"),
        "projects": projects_visible_to(by).filter(organizations=found),
        "proposals": [(each, PROPOSAL.state(each.state)) for each in proposals[:SHOWN]],
        "decisions": with_tones(decisions_visible_to(by).filter(organization=found)[:SHOWN]),
        "votes": _votes(found, by),
        "family": organizations_visible_to(by)
        .filter(pk__in=corporate_group_of(found.pk))
        .exclude(pk=found.pk),
        "happenings": [
            Happening(event.at, f"{event.who} {event.phrase}")
            for event in history_of(found, by=by).order_by("-id")[:30]
        ],
        "offers": [offer for offer in offers(ON_IT, subject=found, by=by, at=at) if offer.verdict],
    }
    return render(request, "portal/organization.html", context)


def _representatives(
    organization: Organization, on: date
) -> tuple[list[Representation], list[Representation]]:
    every = list(representations_of(organization))
    current = [each for each in every if each.is_current(on)]
    current.sort(key=lambda each: each.role, reverse=True)
    return current, [each for each in every if each not in current]


def _facts(organization: Organization) -> list[Fact]:
    facts = [
        Fact("Kind", organization.get_kind_display()),
        Fact("Country", organization.country.name),
        Fact("Tier", organization.tier.name),
        Fact("Member since", date_format(organization.since_on, "j M Y")),
    ]
    if organization.ended_on:
        facts.append(Fact("Membership ended", date_format(organization.ended_on, "j M Y")))
    if organization.parent:
        facts.append(Fact("Owned by", organization.parent.name, organization.parent.get_absolute_url()))
    if organization.website:
        shown = organization.website.split("//", 1)[-1].rstrip("/")
        facts.append(Fact("Website", shown, organization.website))
    return facts


def _votes(organization: Organization, by: Actor) -> list[tuple[Elector, str]]:
    """How it voted in the last counted ballots, as far as this reader may see who voted how."""
    lines = (
        lines_with_votes(by)
        .entitled()
        .filter(organization_id=organization.pk, unit=LINE_OF_ORGANIZATION)
        .select_related("ballot", "vote")
        .defer("ballot__manifest")
        .order_by("-ballot__closed_at")
    )
    return [(line, said_on(line)) for line in lines[:SHOWN]]
