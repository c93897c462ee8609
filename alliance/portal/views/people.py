"""One person and their roles."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from alliance.web.edge import actor_of, now
from alliance.web.parts import Crumb
from members.models import Representation
from members.queries import people_visible_to
from projects.queries import proposals_visible_to
from projects.states import PROPOSAL

SHOWN = 10


def person(request: HttpRequest, handle: str) -> HttpResponse:
    """Roles with their terms, groups and proposals. The address is for the person and staff only."""
    by, at = actor_of(request), now()
    found = get_object_or_404(people_visible_to(by), handle=handle)
    roles = list(found.representations.select_related("organization").order_by("-from_on"))
    current = [each for each in roles if each.is_current(at.date())]
    seats = list(found.group_seats.select_related("group", "organization").order_by("-joined_at"))
    context = {
        "person": found,
        "crumbs": [Crumb("People", reverse("people")), Crumb(found.name)],
        "current": current,
        "past": [each for each in roles if each not in current],
        "seats": [seat for seat in seats if seat.left_at is None],
        "left": [seat for seat in seats if seat.left_at is not None],
        "proposals": [
            (each, PROPOSAL.state(each.state))
            for each in proposals_visible_to(by).filter(author=found)[:SHOWN]
        ],
        "summary": _summary(current),
        "shows_email": by.is_staff or by.user_id == found.pk,
    }
    return render(request, "portal/person.html", context)


def _summary(current: list[Representation]) -> str:
    return "; ".join(f"{each.get_role_display()} of {each.organization}" for each in current)
