"""The electoral roll of a ballot: who may vote and why, what changed since the opening, who took part."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from alliance.kernel.actor import Actor
from alliance.kernel.verdict import NotNow, Verdict, permit
from alliance.voting import queries, rules
from alliance.voting.actions import electorate_of
from alliance.voting.models import Ballot, Elector, RollPerson
from alliance.voting.models.roll import PERSON
from alliance.voting.operations import BALLOT
from alliance.voting.roll import RollEntry, RollLine
from alliance.voting.states import PENDING
from alliance.voting.views.ballot import of_ballot
from alliance.web.downloads import csv_response
from alliance.web.edge import actor_of, now
from alliance.web.parts import Choice, Crumb

PER_PAGE = 500
HEAD = [
    "name",
    "key",
    "unit",
    "affiliation",
    "counts with",
    "class",
    "weight",
    "entitled",
    "recused",
    "reason",
]


@dataclass(frozen=True, slots=True)
class Row:
    """One line as it is shown; ``took_part`` is empty where that is not told."""

    name: str
    affiliation: str
    group: str
    voter_class: str
    weight: int
    is_entitled: bool
    is_recused: bool
    reason: str
    people: Sequence[RollPerson | RollEntry]
    took_part: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a line since the opening, and why."""

    at: datetime
    name: str
    before: str
    after: str
    why: str


def roll(request: HttpRequest, key: int) -> HttpResponse:
    """Every line with its reason. Who has voted is told after the count, to whom ``rules`` allows."""
    by, at = actor_of(request), now()
    subject = BALLOT.find(key, by=by)
    context = of_ballot(subject, by, at) | {
        "crumbs": [
            Crumb("Ballots", reverse("ballots")),
            Crumb(subject.ref, subject.get_absolute_url()),
            Crumb("Electoral roll"),
        ],
    }
    if subject.state in PENDING:
        return render(request, "voting/roll.html", context | _expected(subject, by, at))
    return render(request, "voting/roll.html", context | _fixed(request, subject, by, at))


def _expected(subject: Ballot, by: Actor, at: datetime) -> dict[str, Any]:
    """The roll as it would be fixed now."""
    lines = electorate_of(subject, at)
    told = permit(
        by.is_signed_in or not any(line.unit == PERSON for line in lines),
        "The people on this roll are shown to members. Sign in to read it.",
    )
    rows = [_row(line, line.people if by.is_signed_in else ()) for line in lines]
    entitled = sum(line.is_entitled for line in lines)
    recused = sum(line.is_recused for line in lines)
    return {
        "is_expected": True,
        "may_see_roll": told,
        "counts": {"entitled": entitled, "without": len(lines) - entitled, "recused": recused},
        **(_columns(rows) if told else {"reasons": _reasons((row.is_entitled, row.reason) for row in rows)}),
    }


def _fixed(request: HttpRequest, subject: Ballot, by: Actor, at: datetime) -> dict[str, Any]:
    every = queries.roll_of(subject)
    counts = every.aggregate(
        entitled=Count("pk", filter=Q(is_entitled=True)),
        recused=Count("pk", filter=Q(is_recused=True)),
        every=Count("pk"),
    )
    counts["without"] = counts["every"] - counts["entitled"]
    told = rules.may_see_roll(by, subject, at)
    if not told:
        reasons = _reasons(every.values_list("is_entitled", "reason"))
        return {"may_see_roll": told, "counts": counts, "reasons": reasons}
    who_voted = rules.may_see_who_voted(by, subject, at)
    if who_voted:
        counts["voted"] = every.filter(is_entitled=True, vote__isnull=False).count()
    words, show = request.GET.get("q", "").replace("\0", "").strip(), request.GET.get("show", "")
    found = _search(every, words, show, by, who_voted)
    if who_voted:
        found = found.select_related("vote")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [_row(line, _people(line, by), _took_part(line) if who_voted else "") for line in page]
    return {
        "may_see_roll": told,
        "may_see_who_voted": who_voted,
        "counts": counts,
        "page": page,
        "shown": page.paginator.count,
        "words": request.GET.get("q", ""),
        "show_choices": _show_choices(show, counts, who_voted),
        "changes": _changes(subject),
        **_columns(rows),
    }


def _row(line: Elector | RollLine, people: Iterable[RollPerson | RollEntry], took_part: str = "") -> Row:
    return Row(
        line.name,
        line.affiliation,
        line.group if line.group != line.name else "",
        line.voter_class,
        line.weight,
        line.is_entitled,
        line.is_recused,
        line.reason,
        tuple(people),
        took_part,
    )


def _people(line: Elector, by: Actor) -> list[RollPerson]:
    return [each for each in line.people.all() if each.struck_at is None] if by.is_signed_in else []


def _took_part(line: Elector) -> str:
    if not line.is_entitled:
        return "–"
    return "Yes" if getattr(line, "vote", None) else "No"


def _columns(rows: Sequence[Row]) -> dict[str, Any]:
    """The rows, and which columns say anything."""
    return {
        "rows": rows,
        "has_classes": any(row.voter_class for row in rows),
        "has_weights": any(row.weight != 1 for row in rows),
    }


def _reasons(lines: Iterable[tuple[bool, str]]) -> list[tuple[bool, str, int]]:
    """How many lines may, and may not, vote for each reason: the roll without names."""
    found = Counter(lines)
    return sorted(
        ((entitled, reason, number) for (entitled, reason), number in found.items()),
        key=lambda each: (not each[0], -each[2], each[1]),
    )


def _show_choices(show: str, counts: Mapping[str, int], who_voted: Verdict) -> list[Choice]:
    known = {"entitled": "May vote", "without": "May not vote"}
    numbers = {"entitled": counts["entitled"], "without": counts["without"]}
    if who_voted:
        known |= {"voted": "Took part", "silent": "Did not take part"}
        numbers |= {"voted": counts["voted"], "silent": counts["entitled"] - counts["voted"]}
    return [Choice(name, label, numbers[name], selected=show == name) for name, label in known.items()]


def _search(
    every: QuerySet[Elector], words: str, show: str, by: Actor, who_voted: Verdict
) -> QuerySet[Elector]:
    found = every
    if show in {"entitled", "without"}:
        found = found.filter(is_entitled=show == "entitled")
    if show in {"voted", "silent"} and who_voted:
        found = found.filter(is_entitled=True, vote__isnull=show == "silent")
    if words:
        matching = Q(name__icontains=words) | Q(reason__icontains=words) | Q(affiliation__icontains=words)
        if by.is_signed_in:
            matching |= Q(people__name__icontains=words, people__struck_at=None)
        found = found.filter(matching).distinct()
    return found


def _changes(subject: Ballot) -> list[Change]:
    return [
        Change(
            datetime.fromisoformat(change["at"]),
            (change["after"] or change["before"])["name"],
            _side(change["before"]),
            _side(change["after"]),
            change["reason"],
        )
        for change in queries.roll_changes(subject)
    ]


def _side(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return "Not on the roll."
    may = "May vote." if row["entitled"] else "Recused." if row["recused"] else "May not vote."
    weight = "" if row["weight"] == 1 else f" Weight {row['weight']}."
    return f"{may}{weight} {row['reason']}"


def roll_csv(request: HttpRequest, key: int) -> HttpResponse:
    """The roll as a file, with who took part where that is told.

    Raises:
        Forbidden: the people on it are for members (403). NotNow: it is fixed at the opening (409).
    """
    by, at = actor_of(request), now()
    subject = BALLOT.find(key, by=by)
    if subject.state in PENDING:
        raise NotNow("The electoral roll is fixed when the ballot opens.")
    rules.may_see_roll(by, subject, at).require()
    who_voted = rules.may_see_who_voted(by, subject, at)
    heads = [*HEAD, *(["who votes"] if by.is_signed_in else []), *(["took part"] if who_voted else [])]
    lines = queries.roll_of(subject)
    found = lines.select_related("vote") if who_voted else lines
    rows = (_cells(line, by, told=bool(who_voted)) for line in found)
    return csv_response(f"{subject.ref}-roll.csv", heads, rows)


def _cells(line: Elector, by: Actor, *, told: bool) -> list[object]:
    cells: list[object] = [
        *(line.name, line.slug, line.get_unit_display(), line.affiliation, line.group, line.voter_class),
        *(line.weight, _yes(line.is_entitled), _yes(line.is_recused), line.reason),
    ]
    if by.is_signed_in:
        cells.append("; ".join(f"{each.name} ({each.capacity})" for each in _people(line, by)))
    if told:
        cells.append(_yes(getattr(line, "vote", None) is not None) if line.is_entitled else "")
    return cells


def _yes(fact: bool) -> str:  # noqa: FBT001 -- a cell
    return "yes" if fact else "no"
