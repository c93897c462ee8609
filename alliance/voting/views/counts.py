"""Counts: the register, one count with everything that was found, and its files."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from alliance.kernel.actor import Actor
from alliance.voting import queries, rules
from alliance.voting.counting import Choices as CountChoices
from alliance.voting.counting import as_blt
from alliance.voting.methods import METHODS, report
from alliance.voting.methods.record import canonical_json
from alliance.voting.models import Count
from alliance.voting.operations import COUNT, COUNT_BALLOTS
from alliance.voting.views.counted import described, drawn, figures_of
from alliance.voting.views.standing import Word
from alliance.web.downloads import file_response
from alliance.web.edge import actor_of, now
from alliance.web.operations import offers
from alliance.web.parts import Chip, Choice, Crumb, Fact
from alliance.web.qr import qr_code

PER_PAGE = 50


def counts(request: HttpRequest) -> HttpResponse:
    """The register of counts, the newest first; filters stand in the address."""
    by = actor_of(request)
    visible = queries.counts_visible_to(by)
    words, method = request.GET.get("q", "").replace("\0", "").strip(), request.GET.get("method", "")
    found = visible
    if words:
        found = found.filter(
            Q(title__icontains=words) | Q(body_name__icontains=words) | Q(sentence__icontains=words)
        )
    if method in METHODS:
        found = found.filter(method=method)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    used = set(visible.order_by().values_list("method", flat=True).distinct())
    context = {
        "page": page,
        "shown": page.paginator.count,
        "words": words,
        "method_choices": [
            Choice(each.name, each.title, selected=each.name == method)
            for each in METHODS.values()
            if each.name in used
        ],
        "chips": _chips(request, words, method),
        "clear": reverse("counts"),
        "offers": list(offers([COUNT_BALLOTS], subject=None, by=by, at=now())),
    }
    return render(request, "voting/counts.html", context)


def _chips(request: HttpRequest, words: str, method: str) -> list[Chip]:
    found = []
    for name, label in (
        ("q", words and f"“{words}”"),
        ("method", METHODS[method].title if method in METHODS else ""),
    ):
        if label:
            rest = request.GET.copy()
            rest.pop(name, None)
            rest.pop("page", None)
            found.append(Chip(label, f"?{rest.urlencode()}" if rest else reverse("counts")))
    return found


def count(request: HttpRequest, key: int) -> HttpResponse:
    """Who is elected and why: everything the record says, drawn."""
    by = actor_of(request)
    subject: Count = COUNT.find(key, by=by)
    context = {
        **shown(subject, by),
        **drawn(subject.found),
        "rounds_url": reverse("count_rounds", args=[subject.pk]),
        "crumbs": [Crumb("Counts", reverse("counts")), Crumb(subject.ref)],
    }
    return render(request, "voting/count.html", context)


def shown(subject: Count, by: Actor) -> dict[str, Any]:
    """What every page about one count shows."""
    found = subject.found
    method = METHODS.get(subject.method)
    return {
        "count": subject,
        **described(found),
        "word": Word("Tied for a seat", "warn") if found["undecided"] else Word("Counted", "good"),
        "facts": [Fact("Body", subject.body_name), *figures_of(found), Fact("File", subject.file_name)],
        "may_read_ballots": rules.may_read_ballots(by, subject),
        "has_blt": method is not None and method.marks == "ranks",
    }


def count_certificate(request: HttpRequest, key: int) -> HttpResponse:
    """The result on one sheet of paper, with its address as a QR code."""
    by = actor_of(request)
    subject: Count = COUNT.find(key, by=by)
    permalink = f"{settings.SITE_URL.rstrip('/')}{subject.get_absolute_url()}"
    context = {
        **shown(subject, by),
        "permalink": permalink,
        "qr": qr_code(permalink),
        "crumbs": [
            Crumb("Counts", reverse("counts")),
            Crumb(subject.ref, subject.get_absolute_url()),
            Crumb("Certificate"),
        ],
    }
    return render(request, "voting/count_certificate.html", context)


def record_json(request: HttpRequest, key: int) -> HttpResponse:
    """The result record, byte for byte the text whose SHA-256 is published as its digest."""
    subject: Count = COUNT.find(key, by=actor_of(request))
    return file_response(canonical_json(subject.record), "application/json", f"{subject.ref}-record.json")


def rounds_csv(request: HttpRequest, key: int) -> HttpResponse:
    """The rounds as a table; without rounds the totals, or the matrix of pairs."""
    subject: Count = COUNT.find(key, by=actor_of(request))
    return file_response(report.sheet_report(subject.record), "text/csv; charset=utf-8", f"{subject.ref}.csv")


def report_txt(request: HttpRequest, key: int) -> HttpResponse:
    """The whole record in plain English."""
    subject: Count = COUNT.find(key, by=actor_of(request))
    return file_response(
        report.text_report(subject.record), "text/plain; charset=utf-8", f"{subject.ref}.txt"
    )


def ballots_blt(request: HttpRequest, key: int) -> HttpResponse:
    """The ballots, equal ones joined and sorted, so that their order says nothing.

    Raises:
        Forbidden: they are not published (403).
        Http404: they have scores, for which there is no such format.
    """
    by = actor_of(request)
    subject: Count = COUNT.find(key, by=by)
    rules.may_read_ballots(by, subject).require()
    text = as_blt(subject.ballots, subject.file_name, CountChoices.of(subject.options))
    if text is None:
        raise Http404
    return file_response(text, "text/plain; charset=utf-8", f"{subject.ref}.blt")
