from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.charter.grammar.durations import duration_in_words, duration_text, parse_duration


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
