"""Search, and short ids as addresses."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from alliance.portal.search import named, search
from alliance.web.edge import actor_of, now

LONGEST_QUERY = 200


def search_page(request: HttpRequest) -> HttpResponse:
    """Results by kind; an id that names something visible leads straight there."""
    words = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    by = actor_of(request)
    if target := named(words, by):
        return redirect(target)
    groups = search(words, by=by, at=now())
    context = {"words": words, "groups": groups, "total": sum(group.total for group in groups)}
    return render(request, "portal/search.html", context)


def go(request: HttpRequest, ref: str) -> HttpResponse:
    """From a short id to its page.

    Raises:
        Http404: nothing of that id, or nothing this reader may see.
    """
    target = named(ref, actor_of(request))
    if target is None:
        raise Http404(f"Nothing is called {ref}")
    return redirect(target)
