"""The adopted text itself, and what changed from one edition to the next."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format

from alliance.audit.models import Event
from alliance.charter.changes import changes
from alliance.charter.models import CharterEdition
from alliance.charter.queries import edition_before
from alliance.web.parts import Crumb, Fact


def charter_edition(request: HttpRequest, pk: int) -> HttpResponse:
    """The text of an edition as it was adopted, with its digest."""
    edition = get_object_or_404(CharterEdition, pk=pk)
    adopted = Event.objects.filter(subject_type="charter.charteredition", subject_id=edition.pk).first()
    facts = [Fact("In force since", day(edition.in_force_since)), Fact("Adopted", day(edition.adopted_at))]
    if adopted is not None and adopted.who:
        facts.append(Fact("Entered by", adopted.who))
    context = {
        "edition": edition,
        "rules": edition.charter.motions.values(),
        "before": edition_before(edition),
        "facts": facts,
        "crumbs": [*above(edition), Crumb(f"Edition {edition.label}")],
    }
    return render(request, "charter/charter_edition.html", context)


def charter_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What an edition changed: rule by rule in sentences, then the text word by word."""
    edition = get_object_or_404(CharterEdition, pk=pk)
    before = edition_before(edition)
    if before is None:
        raise Http404
    context = {
        "edition": edition,
        "before": before,
        "changes": changes(before.charter, edition.charter),
        "crumbs": [
            *above(edition),
            Crumb(f"Edition {edition.label}", edition.get_absolute_url()),
            Crumb("Changes"),
        ],
    }
    return render(request, "charter/charter_changes.html", context)


def above(edition: CharterEdition) -> list[Crumb]:
    """The way to a charter's own pages."""
    return [Crumb("Rules", reverse("rules")), Crumb(edition.title, reverse("charter", args=[edition.body]))]


def day(on: Any) -> str:  # noqa: ANN401 -- a date, or a datetime in the reader's zone
    return date_format(on, "j M Y")
