"""ISO 8601 durations of fixed length: weeks, days, hours, minutes."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

FORM: Final = re.compile(r"P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?=\d)(?:(\d{1,5})H)?(?:(\d{1,6})M)?)?")


def parse_duration(text: str) -> timedelta:
    """Read "P14D", "P2W" or "PT72H"; `ValueError` for anything else.

    Months and years are refused: their length depends on the day on which one starts to count.
    """
    found = FORM.fullmatch(text)
    if found is None or text == "P":
        raise ValueError(
            f"“{text[:40]}” is not a duration. Write days as P14D, weeks as P2W, hours as PT72H."
        )
    weeks, days, hours, minutes = (int(part or 0) for part in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)


def duration_text(duration: timedelta) -> str:
    """The duration as ISO 8601 text, the form in which `parse_duration` reads it."""
    hours, seconds = divmod(duration.seconds, 3600)
    clock = "".join(f"{count}{unit}" for count, unit in ((hours, "H"), (seconds // 60, "M")) if count)
    days = f"{duration.days}D" if duration.days else ""
    return f"P{days}{'T' if clock else ''}{clock}" if days or clock else "PT0M"


def duration_in_words(duration: timedelta) -> str:
    """ "14 days", "72 hours" is "3 days", "1 day 12 hours"."""
    hours, seconds = divmod(duration.seconds, 3600)
    counts = ((duration.days, "day"), (hours, "hour"), (seconds // 60, "minute"))
    words = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in counts if count]
    return " ".join(words) or "no time"
