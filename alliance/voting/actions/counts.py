"""Counting a file of ballots."""

import zlib
from datetime import datetime

from django.db import connection, transaction

from alliance.audit.recording import record
from alliance.kernel.actor import Actor
from alliance.voting import events, rules
from alliance.voting.counting import Choices, counted
from alliance.voting.methods.record import digest
from alliance.voting.models import Count


@transaction.atomic
def count_ballots(
    *,
    title: str,
    body_name: str,
    file_name: str,
    ballots: bytes,
    choices: Choices,
    ballots_are_public: bool = False,
    by: Actor,
    at: datetime,
) -> Count:
    """Count a file of ballots and keep file, choices and result record as one row that never changes.

    Raises:
        Forbidden: only staff may.
        CountError: the file cannot be read, or not be counted as chosen; nothing is kept.
        NotNow: under this title the same file was counted in the same way already.
    """
    rules.may_count_ballots(by).require()
    found = counted(ballots, file_name, choices)
    _one_at_a_time(digest(found))
    earlier = Count.objects.filter(title=title, digest=digest(found)).only("pk").first()
    rules.is_new_count(earlier).require()
    kept = Count.objects.create(
        title=title,
        body_name=body_name,
        file_name=file_name,
        packed=zlib.compress(ballots),
        ballots_are_public=ballots_are_public,
        options=choices.as_data(),
        method=found["method"]["name"],
        method_version=found["method"]["version"],
        sentence=found["sentence"],
        record=found,
        digest=digest(found),
        counted_by_id=by.user_id,
        counted_at=at,
    )
    data = {"title": title, "method": kept.method, "digest": kept.digest, "sentence": kept.sentence}
    record(events.COUNT_RECORDED, subject=kept, by=by, at=at, data=data)
    return kept


def _one_at_a_time(found: str) -> None:
    """Of two equal counts sent at the same moment the second sees the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"count:{found}"])
