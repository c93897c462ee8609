"""The rules as pages: sentences made from the data, a calculator, and the adopted text itself."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format

from alliance.audit.models import Event
from alliance.charter.forms import CalculatorForm
from alliance.charter.grammar import MotionRule
from alliance.charter.models import CharterEdition
from alliance.charter.operations import OPERATIONS
from alliance.charter.queries import edition_in_force, editions
from alliance.charter.trials import trial, trials
from alliance.web.edge import actor_of, now
from alliance.web.operations import offers
from alliance.web.parts import Crumb, Fact

DRAWN = frozenset({"cast", "participated", "eligible"})
SAMPLE = {"entitled": 58, "votes_for": 23, "against": 4, "abstain": 12}


def rules(request: HttpRequest) -> HttpResponse:
    """Every rule in force, and what a typed tally would decide under each."""
    at = now()
    edition = edition_in_force(at)
    form = _calculator(request)
    in_force = [] if edition is None else list(edition.charter.rules.values())
    context = {
        "edition": edition,
        "rules": in_force,
        "facts": [] if edition is None else _edition_facts(edition),
        "editions": editions(),
        "form": form,
        "trials": trials(in_force, form.tally()) if form.is_valid() else [],
        "offers": list(offers(OPERATIONS, subject=None, by=actor_of(request), at=at)),
    }
    return render(request, "charter/rules.html", context)


def rule(request: HttpRequest, slug: str) -> HttpResponse:
    """One rule in force, with what a typed tally would decide under it and under the others."""
    edition = edition_in_force(now())
    found = None if edition is None else edition.charter.rules.get(slug)
    if edition is None or found is None:
        raise Http404
    form = _calculator(request)
    context: dict[str, Any] = {
        "edition": edition,
        "rule": found,
        "body": edition.charter.bodies.get(found.body or ""),
        "examples": [
            (example, trial(found, example.tally()))
            for example in edition.charter.examples
            if example.rule == slug
        ],
        "crumbs": [Crumb("Rules", reverse("rules")), Crumb(found.title)],
        "facts": [*_rule_facts(found), *_edition_facts(edition)],
        "form": form,
    }
    if form.is_valid():
        tally = form.tally()
        others = [other for other in edition.charter.rules.values() if other.id != slug]
        context |= {"trial": trial(found, tally), "others": trials(others, tally), "bar": _bar(found, tally)}
    return render(request, "charter/rule.html", context)


def charter_edition(request: HttpRequest, pk: int) -> HttpResponse:
    """The text of an edition as it was adopted, with its digest."""
    edition = get_object_or_404(CharterEdition, pk=pk)
    adopted = Event.objects.filter(subject_type="charter.charteredition", subject_id=edition.pk).first()
    facts = [Fact("In force since", _day(edition.in_force_since)), Fact("Adopted", _day(edition.adopted_at))]
    if adopted is not None and adopted.who:
        facts.append(Fact("Entered by", adopted.who))
    context = {
        "edition": edition,
        "rules": edition.charter.rules.values(),
        "facts": facts,
        "crumbs": [Crumb("Rules", reverse("rules")), Crumb(f"Edition {edition.label}")],
    }
    return render(request, "charter/charter_edition.html", context)


def _calculator(request: HttpRequest) -> CalculatorForm:
    typed = any(name in request.GET for name in CalculatorForm.base_fields)
    return CalculatorForm(request.GET if typed else None, initial=SAMPLE)


def _edition_facts(edition: CharterEdition) -> list[Fact]:
    return [
        Fact("Charter", f"{edition.title}, edition {edition.label}", edition.get_absolute_url()),
        Fact("In force since", _day(edition.in_force_since)),
    ]


def _rule_facts(found: MotionRule) -> list[Fact]:
    units = {"organization": "one per member organization", "corporate_group": "one per corporate group"}
    facts = [Fact("Clause", found.clause), Fact("Votes", units[found.vote_unit])]
    if found.recuse:
        facts.append(Fact("Recused", ", ".join(role.replace("-", " ") for role in found.recuse)))
    return facts


def _bar(found: MotionRule, tally: dict[str, int]) -> dict[str, Any]:
    line = found.threshold if found.threshold and found.threshold.base in DRAWN else None
    return {
        "in_favour": tally["for"],
        "against": tally["against"],
        "abstained": tally["abstain"],
        "not_voted": tally["eligible"] - tally["participated"],
        "threshold": line and line.fraction,
        "base": line.base if line else "cast",
        "strict": bool(line and line.strict),
    }


def _day(on: Any) -> str:  # noqa: ANN401 -- a date, or a datetime in the reader's zone
    return date_format(on, "j M Y")
