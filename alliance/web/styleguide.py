"""The living style guide: every component with plausible content, on one page."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from alliance.kernel.verdict import forbidden, not_now
from alliance.web.parts import (
    TONES,
    BarRow,
    Chip,
    Choice,
    Crumb,
    Explained,
    Fact,
    Happening,
    Point,
    Series,
    Step,
    Tab,
    TurnoutRow,
)

_OLD = "1 Purpose\n\nThe group will describe how datasets state their origin.\n\nIt meets every month."
_NEW = (
    "1 Purpose\n\nThe group will agree on how datasets state their origin and licence.\n\n"
    "It meets every month.\n\nIt reports to the Steering Committee."
)
_TEXT = """## Scope

The group writes **one** schema and a [test suite](https://example.org/).

* datasets published by members
* models trained on them

| Deliverable | By |
|---|---|
| Schema v1.0 | Feb 2027 |

> Out of scope: licensing advice.
"""


class ExampleForm(forms.Form):
    """One field of each sort."""

    title = forms.CharField(max_length=80, help_text="One line. It becomes the name of the proposal.")
    kind = forms.ChoiceField(choices=[("group", "New working group"), ("standard", "Standard")])
    vote = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[
            ("for", Explained("For", "ES-3 becomes mandatory for badges from 1 February.")),
            ("against", Explained("Against", "Nothing changes; the group revises.")),
            ("abstain", Explained("Abstain", "Counts toward quorum, not toward the two thirds.")),
        ],
    )
    areas = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("data", "Data"), ("evaluation", "Evaluation")],
    )
    text = forms.CharField(widget=forms.Textarea, required=False, help_text="Markdown.")
    due = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    told = forms.BooleanField(required=False, label="Tell the working group", help_text="One mail, now.")


def _steps(day: date) -> list[Step]:
    return [
        Step("Draft", day - timedelta(days=21), "done"),
        Step("Discussion", day - timedelta(days=19), "done"),
        Step("Review", day - timedelta(days=12), "current", "waiting on 2 of 3 reviewers"),
        Step("Vote"),
        Step("Decision"),
    ]


def _growth(today: date) -> list[Point]:
    joined = [3, 5, 9, 14, 21, 34, 48, 55, 61, 74, 85]
    return [Point(today - timedelta(days=130 * (len(joined) - i)), value) for i, value in enumerate(joined)]


def _daily(today: date, *values: int) -> list[Point]:
    first = today - timedelta(days=len(values))
    return [Point(first + timedelta(days=day), value) for day, value in enumerate(values)]


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component."""
    now = timezone.now()
    today = timezone.localdate()
    errors = ExampleForm(
        {"title": "", "kind": "group", "due": "soon"}, use_required_attribute=False, prefix="wrong"
    )
    rows = [f"Member {number}" for number in range(1, 231)]
    context = {
        "tones": sorted(TONES),
        "crumbs": [Crumb("Proposals", "#"), Crumb("P-31")],
        "tabs": [
            Tab("Read (v4)", "#read", current=True),
            Tab("Changes 3 to 4", "#diff"),
            Tab("Discussion", "#d", count=18),
            Tab("Reviews", "#r", count=1),
            Tab("Timeline", "#t"),
        ],
        "steps": _steps(today),
        "soon": now + timedelta(days=2, hours=5),
        "today_at": now + timedelta(hours=5),
        "today": today,
        "facts": [
            Fact("Body", "Steering Committee", "#"),
            Fact("Rule", "Two thirds of for and against"),
            Fact("Quorum", "30 of 58 entitled"),
            Fact("Authors", "R. Okafor, L. Haas"),
        ],
        "happenings": [
            Happening(now - timedelta(days=1), "Version 4 published", "#", "R. Okafor", "info"),
            Happening(now - timedelta(days=3), "Review: accept with changes", "#", "K. Sato", "good"),
            Happening(datetime(2026, 11, 5, 9, tzinfo=UTC), "Opened for discussion", "", "L. Haas", "open"),
        ],
        "kinds": [
            Choice("company", "Company", 61, selected=True),
            Choice("university", "University", 48),
            Choice("nonprofit", "Non-profit", 21),
        ],
        "countries": [Choice("CH", "Switzerland", 9), Choice("US", "United States", 41)],
        "chips": [Chip("Company", "#")],
        "forbidden": forbidden("Only representatives of member organizations may vote."),
        "not_now": not_now("The ballot opens on Thu 12 Nov 2026, 09:00 CET (08:00 UTC)."),
        "two_thirds": Fraction(2, 3),
        "half": Fraction(1, 2),
        "turnout": [
            TurnoutRow("B-12", 43, 58, 30, "#"),
            TurnoutRow("B-11", 22, 58, 30, "#"),
            TurnoutRow("B-10", 51, 57, 29, "#"),
        ],
        "by_country": [
            BarRow("United States", 41, "#"),
            BarRow("Japan", 9, "#"),
            BarRow("Switzerland", 6, "#"),
            BarRow("India", 5, "#"),
        ],
        "growth": _growth(today),
        "cumulative": _daily(today, 2, 5, 9, 11, 12, 14, 17, 18, 20, 23),
        "usual": Series("median of the last 10", _daily(today, 1, 4, 8, 12, 15, 18, 22, 24, 27, 29)),
        "pace": [(Fraction(each, 20), Fraction(min(each * 2, 23), 58)) for each in range(14)],
        "usual_pace": [(Fraction(each, 20), Fraction(each * 2, 58)) for each in range(21)],
        "quorum_share": Fraction(30, 58),
        "last_week": now - timedelta(days=7),
        "old": _OLD,
        "new": _NEW,
        "text": _TEXT,
        "form": ExampleForm(use_required_attribute=False),
        "wrong": errors,
        "page": Paginator(rows, 20).get_page(request.GET.get("page", 4)),
    }
    return render(request, "styleguide.html", context)
