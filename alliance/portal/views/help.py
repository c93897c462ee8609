"""Help at the point of need, written in Markdown beside this package."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from alliance.web.parts import Crumb

FOLDER = Path(__file__).resolve().parent.parent / "help"
TOPICS = ("start", "signing-in", "voting", "proposing", "reviewing", "chairing", "members", "api")
NOTICES = ("accessibility", "privacy")


@dataclass(frozen=True, slots=True)
class Article:
    """A help text: its first line is the title, the first paragraph says what it is about."""

    slug: str
    title: str
    lead: str
    text: str


@cache
def article(slug: str) -> Article:
    """The article of that name, from its file."""
    title, lead, text = (FOLDER / f"{slug}.md").read_text(encoding="utf-8").split("\n\n", 2)
    return Article(slug, title.removeprefix("# "), lead, text)


def help_index(request: HttpRequest) -> HttpResponse:
    """Every topic, and whom to ask."""
    context = {
        "articles": [article(slug) for slug in TOPICS],
        "accessibility": article("accessibility"),
        "contact": settings.REPLY_TO_EMAIL,
    }
    return render(request, "portal/help.html", context)


def help_topic(request: HttpRequest, topic: str) -> HttpResponse:
    """One topic."""
    if topic not in TOPICS:
        raise Http404
    return _page(request, topic)


def accessibility(request: HttpRequest) -> HttpResponse:
    """What works, what is known not to, and whom to tell."""
    return _page(request, "accessibility")


def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, why, and who sees it."""
    return _page(request, "privacy")


def _page(request: HttpRequest, slug: str) -> HttpResponse:
    found = article(slug)
    context = {
        "article": found,
        "others": [article(each) for each in TOPICS if each != slug],
        "crumbs": [Crumb("Help", reverse("help")), Crumb(found.title)],
        "contact": settings.REPLY_TO_EMAIL,
    }
    return render(request, "portal/help_topic.html", context)
