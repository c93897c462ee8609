"""Adopting an edition of a charter, and entering the charters of other bodies."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from alliance.audit.recording import record
from alliance.charter import rules
from alliance.charter.editions import shipped, shipped_bodies
from alliance.charter.events import CHARTER_ADOPTED
from alliance.charter.grammar import parse_charter
from alliance.charter.models import CharterEdition
from alliance.kernel.actor import Actor


@transaction.atomic
def adopt_edition(*, source: str, by: Actor, at: datetime) -> CharterEdition:
    """Enter an adopted charter, written in YAML. It can never be changed, only followed by a later edition.

    Raises:
        Forbidden: only staff may.
        CharterError: the text cannot be read, is not complete, or one of its examples fails.
        NotNow: the label was used before, or the date would reach back.
    """
    rules.may_adopt(by).require()
    text = source.replace("\r\n", "\n")
    charter = parse_charter(text, complete=True)
    heading = charter.heading
    _one_at_a_time(heading.id)
    earlier = CharterEdition.objects.filter(body=heading.id)
    rules.is_new_label(charter, known=earlier.filter(label=heading.edition).exists()).require()
    since = rules.in_force_since(charter)
    binding = heading.id == settings.CHARTER_BODY
    rules.is_next_edition(since, earlier.first(), at, binding=binding).require()
    edition = CharterEdition.objects.create(
        body=heading.id,
        label=heading.edition,
        title=heading.title,
        in_force_since=since,
        source=text,
        digest=_digest(text),
        adopted_at=at,
    )
    data = {"body": edition.body, "edition": edition.label, "digest": edition.digest}
    record(CHARTER_ADOPTED, subject=edition, by=by, at=at, data=data)
    return edition


@transaction.atomic
def adopt_library(*, by: Actor, at: datetime) -> list[CharterEdition]:
    """Enter the shipped charters of other bodies, to compare with; those known already are left out.

    Returns the editions entered now, none when all were known. Raises as `adopt_edition`.
    """
    texts = [shipped(body) for body in shipped_bodies() if body != settings.CHARTER_BODY]
    known = set(CharterEdition.objects.values_list("digest", flat=True))
    return [adopt_edition(source=text, by=by, at=at) for text in texts if _digest(text) not in known]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _one_at_a_time(body: str) -> None:
    """Before the first edition there is no row to lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"charter:{body}"])
