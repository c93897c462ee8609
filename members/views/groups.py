"""The list of working groups."""

from collections import Counter

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from alliance.web.edge import actor_of, now
from alliance.web.folding import found_in
from alliance.web.operations import offers
from alliance.web.parts import Chip, Choice
from members.models import GroupSeat
from members.operations import OF_GROUPS
from members.queries import groups_visible_to
from members.states import CLOSED, GROUP

FOUNDING = [operation for operation in OF_GROUPS if operation.creates]


def groups(request: HttpRequest) -> HttpResponse:
    """Working groups with their chairs and size; closed ones when asked for."""
    by, at = actor_of(request), now()
    words, state = request.GET.get("q", "").strip()[:200], request.GET.get("state", "")
    chairs = GroupSeat.objects.chairs().select_related("user")
    every = (
        groups_visible_to(by)
        .with_counts()
        .prefetch_related(Prefetch("seats", queryset=chairs, to_attr="present_chairs"))
    )
    named = [
        group for group in every if found_in(words, group.name, group.mandate, str(group.focus_area or ""))
    ]
    counts = Counter(group.state for group in named)
    known = {each.name for each in GROUP.states}
    shown = [group for group in named if (group.state == state if state in known else group.state != CLOSED)]
    context = {
        "rows": [(group, GROUP.state(group.state)) for group in shown],
        "words": words,
        "states": [
            Choice(each.name, each.label, counts[each.name], each.name == state) for each in GROUP.states
        ],
        "chips": _chips(words, state if state in known else ""),
        "closed": counts[CLOSED] if state != CLOSED else 0,
        "offers": list(offers(FOUNDING, subject=None, by=by, at=at)),
    }
    return render(request, "members/groups.html", context)


def _chips(words: str, state: str) -> list[Chip]:
    found = [Chip(f"“{words}”", f"?state={state}" if state else "?")] if words else []
    return found + ([Chip(GROUP.state(state).label, "?")] if state else [])
