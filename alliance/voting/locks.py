"""Advisory locks that order casting against closing.

Every cast holds the ballot's lock shared until it has committed; closing takes it exclusively. So a vote is
either committed before the close, and counted, or it sees the closed ballot, and is refused. A plain read of
the state loses acknowledged votes; ``SELECT … FOR SHARE`` starves the close.

Whoever holds a lock also commits to the disk, on a server that is set not to wait for it as well: a vote is
acknowledged, and a key destroyed, only after what went before is durable.
"""

from datetime import timedelta

from django.db import connection

_SPACE = 0x42414C  # "BAL": the first half of the two-part lock key
_STATEMENTS = {
    function: f"""
        SELECT clock_timestamp() - statement_timestamp(), set_config('synchronous_commit',
            CASE WHEN asked = 'off' THEN 'on' ELSE asked END, true)
        FROM (SELECT {function}(%s, %s), current_setting('synchronous_commit') AS asked) AS held
    """  # noqa: S608 -- two fixed names
    for function in ("pg_advisory_xact_lock", "pg_advisory_xact_lock_shared")
}


def share(ballot_id: int) -> timedelta:
    """Hold the ballot open until this transaction ends; how many whole milliseconds that took, by the
    database's clock."""
    return _lock("pg_advisory_xact_lock_shared", ballot_id)


def exclude(ballot_id: int) -> timedelta:
    """Wait for every running cast and keep new ones out until this transaction ends; how long that took."""
    return _lock("pg_advisory_xact_lock", ballot_id)


def _lock(function: str, ballot_id: int) -> timedelta:
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENTS[function], [_SPACE, ballot_id % 2**31])
        waited: timedelta = cursor.fetchone()[0]
    return waited - waited % timedelta(milliseconds=1)
