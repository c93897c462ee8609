"""Lists and files to take along."""

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def file_response(text: str | bytes, content_type: str, name: str) -> HttpResponse:
    """A file called ``name`` to download."""
    response = HttpResponse(text, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def csv_response(name: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A CSV file called ``name`` with its column heads; the mark at its start says that it is UTF-8."""
    response = file_response("\ufeff", "text/csv; charset=utf-8", name)
    writer = csv.writer(response)
    writer.writerow(heads)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return response
