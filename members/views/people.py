"""The list of people."""

from collections import Counter

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from alliance.web.edge import actor_of, now
from alliance.web.folding import found_in
from alliance.web.parts import Chip, Choice
from members.people import ROLES, names, people

PAGE = 200


def people_list(request: HttpRequest) -> HttpResponse:
    """People by name, filtered by words and by role."""
    by, at = actor_of(request), now()
    words, role = request.GET.get("q", "").strip()[:200], request.GET.get("role", "")
    named = [each for each in names(by, on=at.date()) if found_in(words, each.name, *each.organizations)]
    counts = Counter(held for each in named for held in each.roles)
    shown = [each for each in named if role not in ROLES or role in each.roles]
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "people": people(list(page), on=at.date()),
        "total": len(shown),
        "words": words,
        "roles": [Choice(name, label, counts[name], name == role) for name, label in ROLES.items()],
        "chips": _chips(words, role if role in ROLES else ""),
    }
    return render(request, "members/people.html", context)


def _chips(words: str, role: str) -> list[Chip]:
    found = []
    if words:
        found.append(Chip(f"“{words}”", _address(role=role)))
    if role:
        found.append(Chip(ROLES[role], _address(q=words)))
    return found


def _address(**given: str) -> str:
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in given.items() if value})
    return f"?{query.urlencode()}"
