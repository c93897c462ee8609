"""The rules as pages: sentences made from the data, and a calculator."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from alliance.charter.bars import bar_of
from alliance.charter.forms import CalculatorForm
from alliance.charter.grammar import MotionRule, Rule, state
from alliance.charter.grammar.examples import OUTCOMES, Example
from alliance.charter.grammar.methods import TITLES
from alliance.charter.grammar.words import sentence, spaced
from alliance.charter.models import CharterEdition
from alliance.charter.operations import OPERATIONS
from alliance.charter.queries import charters_in_force, edition_in_force, editions
from alliance.charter.trials import Trial, asked_by, trial, trials, trials_under
from alliance.charter.views.editions import above, day
from alliance.web.edge import actor_of, now
from alliance.web.operations import offers
from alliance.web.parts import Crumb, Fact

EXAMPLE_WORDS = {
    "seats": "seats",
    "eligible": "entitled",
    "present": "present",
    "votes_for": "for",
    "against": "against",
    "abstain": "abstained",
    "vetoes": "vetoes",
    "objections": "objections",
    "formal_objections_sustained": "objections sustained",
    "approvals": "approvals",
    "support": "in support",
    "supporters": "supporters",
    "meeting_requests": "requests for a meeting",
    "over_default": "over the default",
    "under_default": "under the default",
}
SAMPLE = {"entitled": 58, "votes_for": 23, "against": 4, "abstain": 12}


def rules(request: HttpRequest) -> HttpResponse:
    """Our own rules in force, what a typed tally would decide under each, and whose other rules are known."""
    at = now()
    edition = edition_in_force(at)
    motions = {} if edition is None else edition.charter.motions
    asked = set() if edition is None else asked_by([edition.charter.rules[slug] for slug in motions])
    form = _calculator(request).asking(asked)
    context = {
        "edition": edition,
        "motions": motions.values(),
        "other_rules": _other_rules(edition),
        "others": [each for each in charters_in_force(at) if each != edition],
        "facts": [] if edition is None else _edition_facts(edition),
        "form": form,
        "trials": trials(motions.values(), form.tally()) if form.is_valid() else [],
        "offers": list(offers(OPERATIONS, subject=None, by=actor_of(request), at=at)),
        **_parts(edition),
    }
    return render(request, "charter/rules.html", context)


def charter(request: HttpRequest, body: str) -> HttpResponse:
    """The charter of a body: its composition, its rules and its criteria in sentences, and its editions."""
    edition = edition_in_force(now(), body)
    if edition is None:
        raise Http404
    context = {
        "edition": edition,
        "crumbs": [Crumb("Rules", reverse("rules")), Crumb(edition.title)],
        "facts": _edition_facts(edition),
        **_parts(edition),
    }
    return render(request, "charter/charter.html", context)


def rule(request: HttpRequest, slug: str) -> HttpResponse:
    """A rule of this alliance; the name of a body leads to its charter."""
    edition = edition_in_force(now())
    if edition is not None and slug in edition.charter.rules:
        return _rule_page(request, edition, slug)
    if edition_in_force(now(), slug) is not None:
        return redirect("charter", slug)
    raise Http404


def charter_rule(request: HttpRequest, body: str, slug: str) -> HttpResponse:
    """A rule of any body."""
    edition = edition_in_force(now(), body)
    if edition is None or slug not in edition.charter.rules:
        raise Http404
    return _rule_page(request, edition, slug)


def compare(request: HttpRequest) -> HttpResponse:
    """One tally under every ballot of every charter known here, a sample before one is typed."""
    form = _calculator(request, CalculatorForm(SAMPLE))
    known = charters_in_force(now())
    found: list[tuple[str, list[Trial]]] = []
    if form.is_valid():
        tally = form.wide_tally()
        for edition in known:
            if under := list(trials_under(edition, tally)):
                passing = sum(each.outcome == "passed" for each in under)
                found.append((f"{edition.title}: would pass under {passing} of {len(under)}", under))
    outcomes = [each.outcome for _, under in found for each in under]
    context = {
        "crumbs": [Crumb("Rules", reverse("rules")), Crumb("Would it have passed?")],
        "form": form,
        "found": found,
        "passing": outcomes.count("passed"),
        "tried": len(outcomes),
        "charters": len(known),
    }
    return render(request, "charter/compare.html", context)


def _rule_page(request: HttpRequest, edition: CharterEdition, slug: str) -> HttpResponse:
    found, motion = edition.charter.rules[slug], edition.charter.motions.get(slug)
    form = _calculator(request).asking(asked_by([found]))
    title = found.title or slug
    context: dict[str, Any] = {
        "edition": edition,
        "rule": found,
        "title": title,
        "clause": _clause_words(found.clause or ""),
        "motion": motion,
        "bodies": _bodies(edition, found),
        "examples": [_example(each) for each in edition.charter.examples_of(slug)],
        "crumbs": [*above(edition), Crumb(title)],
        "facts": [*_rule_facts(found, motion), *_edition_facts(edition)],
        "form": form if found.ballots or found.objections else None,
    }
    if form.is_valid():
        tally = form.wide_tally()
        under = list(trials_under(edition, tally))
        context |= {
            "trials": [trial(motion, tally)] if motion else [each for each in under if each.slug == slug],
            "others": [each for each in under if each.slug != slug],
            "bar": bar_of(motion, tally) if motion else None,
            "typed": request.GET.urlencode(),
        }
    return render(request, "charter/rule.html", context)


def _calculator(request: HttpRequest, otherwise: CalculatorForm | None = None) -> CalculatorForm:
    """What was typed, or else this form, or else a sample that waits to be calculated."""
    if any(name in request.GET for name in CalculatorForm.base_fields):
        return CalculatorForm(request.GET)
    return otherwise or CalculatorForm(initial=SAMPLE)


def _parts(edition: CharterEdition | None) -> dict[str, Any]:
    """What a charter is made of, as its page shows it."""
    if edition is None:
        return {"editions": editions()}
    return {
        "charter": edition.charter,
        "rules": [_card(slug, rule) for slug, rule in edition.charter.rules.items()],
        "criteria": [(spaced(name).capitalize(), each) for name, each in edition.charter.criteria.items()],
        "bodies": [
            (slug, body, _clause_words(body.clause or "")) for slug, body in edition.charter.bodies.items()
        ],
        "editions": editions(edition.body),
    }


def _example(example: Example) -> dict[str, str]:
    """A worked example in words: its numbers, what comes out, and the note beside it."""
    numbers = ((getattr(example, name), word) for name, word in EXAMPLE_WORDS.items())
    tally = ", ".join(f"{number} {word}" for number, word in numbers if number is not None)
    return {"tally": tally, "outcome": OUTCOMES[example.outcome].capitalize(), "note": example.note}


@dataclass(frozen=True, slots=True)
class RuleCard:
    """A rule in a list of rules: its name, and the sentences that decide."""

    slug: str
    title: str
    clause: str
    sentences: list[str]

    @property
    def clause_words(self) -> str:
        return _clause_words(self.clause)


def _clause_words(clause: str) -> str:
    """ "Clause 3.1", but "Charter 6(c)(vii)": a clause that begins with a word says itself what it is."""
    return f"Clause {clause}" if clause[:1].isdigit() else clause[:1].upper() + clause[1:]


def _card(slug: str, rule: Rule) -> RuleCard:
    """What decides: when each vote passes, with which quorum, what silence needs, how ranks are counted.

    A rule that leaves the decision to another is told as it begins.
    """
    told = [sentence(state(ballot.passes)) for ballot in rule.ballots]
    told += [
        sentence("Quorum:", state(ballot.quorum)) for ballot in rule.ballots if ballot.quorum is not None
    ]
    told += [objection.decision_sentence for objection in rule.objections]
    told += [ranked.staying_sentence for ranked in rule.rankings if ranked.staying_sentence]
    methods = [ranked.method for ranked in rule.rankings] + [election.method for election in rule.elections]
    told += [sentence("Counted", TITLES[method.rule]) for method in methods]
    return RuleCard(
        slug, rule.title or slug, rule.clause or "", list(dict.fromkeys(told)) or rule.sentences[:3]
    )


def _other_rules(edition: CharterEdition | None) -> list[RuleCard]:
    """The rules under which members do not vote on a motion."""
    if edition is None:
        return []
    charter = edition.charter
    return [_card(slug, rule) for slug, rule in charter.rules.items() if slug not in charter.motions]


def _bodies(edition: CharterEdition, found: Rule) -> list[Any]:
    """The bodies that vote under a rule."""
    names = {name for ballot in found.ballots for name in ballot.electorate.named_bodies}
    return [body for name, body in edition.charter.bodies.items() if name in names]


def _edition_facts(edition: CharterEdition) -> list[Fact]:
    return [
        Fact("Charter", f"{edition.title}, edition {edition.label}", edition.get_absolute_url()),
        Fact("In force since", day(edition.in_force_since)),
    ]


def _rule_facts(found: Rule, motion: MotionRule | None) -> list[Fact]:
    facts = [Fact("Clause", found.clause)] if found.clause else []
    if found.in_force_since:
        facts.append(Fact("This rule since", day(found.in_force_since)))
    if motion is not None:
        units = {"organization": "one per member organization", "corporate_group": "one per corporate group"}
        facts.append(Fact("Votes", units[motion.vote_unit]))
        if motion.recuse:
            facts.append(Fact("Recused", ", ".join(role.replace("-", " ") for role in motion.recuse)))
    return facts
