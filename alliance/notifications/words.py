"""The words of a notice, from its kind's templates, in the zone of the person who is told."""

import zoneinfo
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.backends.django import Template
from django.template.loader import get_template
from django.utils import timezone

from alliance.accounts.models import User


def zone_of(user: User) -> zoneinfo.ZoneInfo:
    """The person's own time zone, else the alliance's."""
    try:
        return zoneinfo.ZoneInfo(user.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)


def subject_and_body(kind: str, words: Mapping[str, Any], user: User) -> tuple[str, str]:
    """One line, and paragraphs parted by blank lines; the first says what to do, the link comes after it."""
    with timezone.override(zone_of(user)):
        subject = plain_text(f"notices/{kind}/subject.txt", words)
        body = plain_text(f"notices/{kind}/body.txt", words)
    return " ".join(subject.split())[:300], "\n\n".join(paragraphs(body))


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, each without blank lines."""
    found = ("\n".join(line.strip() for line in part.splitlines()) for part in text.split("\n\n"))
    return [part.strip() for part in found if part.strip()]


def plain_text(template: str, words: Mapping[str, Any]) -> str:
    """A template rendered without HTML escaping: it becomes a mail, not a page."""
    found = get_template(template)
    if not isinstance(found, Template):  # pragma: no cover -- the only engine in the settings
        raise TypeError(template)
    return found.template.render(Context(dict(words), autoescape=False)).strip()
