from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.charter.grammar.durations import (
    Span,
    duration_in_words,
    duration_text,
    parse_duration,
    parse_span,
)


@pytest.mark.parametrize(
    ("text", "duration", "canonical", "words"),
    [
        ("P14D", timedelta(days=14), "P14D", "14 days"),
        ("P2W", timedelta(days=14), "P14D", "14 days"),
        ("PT72H", timedelta(days=3), "P3D", "3 days"),
        ("PT12H", timedelta(hours=12), "PT12H", "12 hours"),
        ("P1DT1H30M", timedelta(hours=25, minutes=30), "P1DT1H30M", "1 day 1 hour 30 minutes"),
        ("PT0M", timedelta(0), "PT0M", "no time"),
    ],
)
def test_durations(text: str, duration: timedelta, canonical: str, words: str) -> None:
    assert parse_duration(text) == duration
    assert duration_text(duration) == canonical
    assert duration_in_words(duration) == words


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "14", "14D", "P1M", "P1Y", "P-1D", "P1.5D", "p1d", "P1D ", "P99999D"]
)
def test_other_durations_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a duration"):
        parse_duration(text)


@given(st.integers(0, 500_000))
def test_text_and_back(minutes: int) -> None:
    duration = timedelta(minutes=minutes)
    assert parse_duration(duration_text(duration)) == duration


@pytest.mark.parametrize(
    ("text", "start", "end", "words"),
    [
        ("P2Y", "2026-02-01", "2028-02-01", "2 years"),
        ("P6M", "2026-08-31", "2027-02-28", "6 months"),
        ("P1Y", "2024-02-29", "2025-02-28", "1 year"),
        ("P1Y6M", "2026-07-01", "2028-01-01", "1 year 6 months"),
        ("P1M1D", "2026-01-31", "2026-03-01", "1 month 1 day"),
        ("P26W", "2026-01-01", "2026-07-02", "182 days"),
        ("P12M", "2026-01-01", "2027-01-01", "1 year"),
        ("PT0M", "2026-01-01", "2026-01-01", "no time"),
    ],
)
def test_spans_on_the_calendar(text: str, start: str, end: str, words: str) -> None:
    span = parse_span(text)
    assert span.after(date.fromisoformat(start)) == date.fromisoformat(end)
    assert span.words == words
    assert parse_span(str(span)) == span


def test_spans_backwards_and_at_the_edge_of_the_calendar() -> None:
    assert parse_span("P4W").before(date(2026, 3, 24)) == date(2026, 2, 24)
    assert parse_span("P1M").before(date(2026, 3, 31)) == date(2026, 2, 28)
    for beyond in (parse_span("P999Y").times(9).after, parse_span("P999Y").times(3).before):
        with pytest.raises(ValueError, match="beyond the years of the calendar"):
            beyond(date(2026, 1, 1))
    with pytest.raises(ValueError, match="beyond the years of the calendar"):
        parse_span("P9999D").times(400).after(datetime(9000, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("text", ["", "P", "P1", "1Y", "P1Y-6M", "P1.5Y", "P6MT", "P1M1Y"])
def test_other_spans_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a duration"):
        parse_span(text)


@given(st.integers(0, 60), st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)))
def test_months_keep_the_day_where_the_month_has_it(months: int, start: date) -> None:
    end = Span(months).after(start)
    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)
