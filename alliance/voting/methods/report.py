"""The record of a count as text for people and as a sheet; nothing is counted here."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from textwrap import TextWrapper
from typing import Any

from alliance.voting.methods.catalogue import METHODS
from alliance.voting.methods.formats.sheet import guarded
from alliance.voting.methods.seats import listed

_WIDTH = 100
_NAME = 28
_NOTHING = "–"
_DECISIVE = {
    True: "Another outcome would have elected other people.",
    False: "No other outcome changes who is elected.",
}


def text_report(record: dict[str, Any]) -> str:
    """The whole record in plain English, with its tables, at most 100 columns wide except for tables."""
    parts = [_heading(record), *_result(record), *_rounds(record), *_totals(record), *_pairwise(record)]
    parts += _notes("Defeats not counted", (record["pairwise"] or {}).get("left_out", []))
    parts += _notes("Ties", [_tie(each) for each in record["ties"]])
    parts += _notes("Seat caps", [each["sentence"] for each in record["caps"]])
    parts += _notes("Dropped", [each["sentence"] for each in record["dropped"]])
    parts.append(f"Ballots read from SHA-256 {record['input']['digest'] or _NOTHING}")
    return "\n\n".join(parts) + "\n"


def _heading(record: dict[str, Any]) -> str:
    method, given = record["method"], record["input"]
    known = METHODS.get(method["name"])
    size = f"{len(given['candidates'])} candidates, {_counted(record['options'].get('seats', 1), 'seat')}"
    lines = [
        given["title"] or "Election",
        f"{method['title']} ({method['name']}, version {method['version']})",
        *([f"After {known.source}"] if known else []),
        f"{size}, {given['ballots']} ballots: {given['valid']} valid, {given['blank']} without a choice",
    ]
    if given["withdrawn"]:
        lines.append(f"Withdrawn: {', '.join(given['withdrawn'])}")
    if record["quota"]:
        lines.append(f"Quota {record['quota']['value']}: {record['quota']['formula']}")
    return "\n".join(line for whole in lines for line in _wrapped(whole))


def _result(record: dict[str, Any]) -> list[str]:
    lines = [*_wrapped(record["sentence"])]
    elected = [f"  {place}. {name}" for place, name in enumerate(record["elected"], start=1)]
    undecided = record["undecided"]
    if undecided:
        lines += _wrapped(
            f"Undecided: {_counted(undecided['seats'], 'seat')} between {', '.join(undecided['between'])}. "
            "Draw a lot and count again with --seed.",
        )
    if record["vacant"]:
        lines.append(f"Vacant: {_counted(record['vacant'], 'seat')}.")
    found = [
        "\n".join(["RESULT", *lines]),
        "\n".join(["Elected, in this order:", *(elected or [f"  {_NOTHING}"])]),
    ]
    if record["order"]:
        found.append("\n".join(["Full order:", *_order(record["order"])]))
    return found


def _order(order: Sequence[str | list[str]]) -> Iterator[str]:
    place = 1
    for each in order:
        names = [each] if isinstance(each, str) else each
        yield f"  {place}. {' = '.join(names)}"
        place += len(names)


def _rounds(record: dict[str, Any]) -> list[str]:
    if not record["rounds"]:
        return []
    sentences = [line for each in record["rounds"] for line in _wrapped(_round(each), "  ")]
    header = ["Round", *(str(each["number"]) for each in record["rounds"])]
    return ["\n".join(["ROUNDS", *sentences]), _table([header, *_votes_by_round(record)])]


def _round(told: dict[str, Any]) -> str:
    return f"Round {told['number']}. {told['sentence']}"


def _votes_by_round(record: dict[str, Any]) -> list[list[str]]:
    rounds = record["rounds"]
    names = [each for each in record["input"]["candidates"] if any(each in one["votes"] for one in rounds)]
    rows = [[name, *(each["votes"].get(name, _NOTHING) for each in rounds)] for name in names]
    rows.append(["Exhausted", *(each["exhausted"] for each in rounds)])
    if any(each["loss"].strip("0.") for each in rounds):
        rows.append(["Lost by rounding", *(each["loss"] for each in rounds)])
    return rows


def _totals(record: dict[str, Any]) -> list[str]:
    if not record["totals"] or record["rounds"]:
        return []
    return ["\n".join(["TOTALS", _table([[name, total] for name, total in record["totals"].items()])])]


def _pairwise(record: dict[str, Any]) -> list[str]:
    pairs = record["pairwise"]
    if not pairs:
        return []
    tables = [("Ballots that prefer the row to the column", pairs["candidates"], pairs["matrix"])]
    if pairs.get("paths"):
        compared = pairs.get("path_candidates", pairs["candidates"])
        tables.append((f"Strongest paths ({pairs.get('strength', '')})", compared, pairs["paths"]))
    return [f"{title.upper()}\n{_square(names, rows)}" for title, names, rows in tables]


def _square(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    header = ["", *(str(at) for at in range(1, len(names) + 1))]
    named = [[f"{at} {name}", *row] for at, (name, row) in enumerate(zip(names, rows, strict=True), start=1)]
    return _table([header, *named])


def _notes(title: str, sentences: Sequence[str]) -> list[str]:
    lines = [line for each in sentences for line in _wrapped(f"- {each}", "  ")]
    return ["\n".join([title.upper(), *lines])] if lines else []


def _tie(tie: dict[str, Any]) -> str:
    said = tie["at"][:1].upper() + tie["at"][1:]
    where = said if "round" not in tie or "round" in said else f"Round {tie['round']}, {tie['at']}"
    tied = f"{where}: {listed(tie['between'])} were tied"
    if not tie["broken_by"]:
        return f"{tied}, and the tie stands."
    taken = f"{listed(tie['chosen'])} {'was' if len(tie['chosen']) == 1 else 'were'} taken, "
    what = f"; {taken if tie['chosen'] else ''}by {tie['broken_by']}"
    if not tie["is_lot"] or "is_decisive" not in tie:
        return f"{tied}{what}."
    return f"{tied}{what}. " + _DECISIVE[tie["is_decisive"]]


def _wrapped(text: str, hanging: str = "") -> list[str]:
    return TextWrapper(_WIDTH, subsequent_indent=hanging, break_on_hyphens=False).wrap(text)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _table(rows: Sequence[Sequence[str]]) -> str:
    """Cells in columns, the first to the left and cut, the others to the right."""
    short = [[row[0] if len(row[0]) <= _NAME else f"{row[0][: _NAME - 1]}…", *row[1:]] for row in rows]
    widths = [max(len(row[at]) for row in short) for at in range(len(short[0]))]
    lines = (
        "  ".join(
            cell.rjust(width) if at else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in short
    )
    return "\n".join(line.rstrip() for line in lines)


def sheet_report(record: dict[str, Any]) -> str:
    """The rounds as CSV, a row for each candidate; without rounds the totals, or the matrix of pairs.

    No cell can be taken for a formula.
    """
    rounds, pairs, totals = record["rounds"], record["pairwise"], record["totals"] or {}
    rows: list[list[str]]
    if rounds:
        rows = [["Candidate", *(f"Round {each['number']}" for each in rounds), "Outcome"]]
        rows += [[*row, _outcome(record, row[0])] for row in _votes_by_round(record)]
        rows.append(["What happened", *(each["sentence"] for each in rounds), record["sentence"]])
    elif pairs:
        rows = [["Preferred to", *pairs["candidates"], "Outcome"]]
        for name, row in zip(pairs["candidates"], pairs["matrix"], strict=True):
            rows.append([name, *row, _outcome(record, name)])
    else:
        rows = [["Candidate", "Total", "Outcome"]]
        rows += [[name, total, _outcome(record, name)] for name, total in totals.items()]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue()


def _outcome(record: dict[str, Any], name: str) -> str:
    if name in record["elected"]:
        return f"elected {record['elected'].index(name) + 1}"
    excluded = next((each["number"] for each in record["rounds"] if name in each["excluded"]), None)
    return f"excluded in round {excluded}" if excluded else ""
