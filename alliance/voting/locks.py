"""Advisory locks that order casting against closing.

Every cast holds the ballot's lock shared until it has committed; closing takes it exclusively. So a vote is
either committed before the close, and counted, or it sees the closed ballot, and is refused. A plain read of
the state loses acknowledged votes; ``SELECT … FOR SHARE`` starves the close.
"""

from django.db import connection

_SPACE = 0x42414C  # "BAL": the first half of the two-part lock key


def share(ballot_id: int) -> None:
    """Hold the ballot open until this transaction ends."""
    _lock("pg_advisory_xact_lock_shared", ballot_id)


def exclude(ballot_id: int) -> None:
    """Wait for every running cast and keep new ones out until this transaction ends."""
    _lock("pg_advisory_xact_lock", ballot_id)


def _lock(function: str, ballot_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [_SPACE, ballot_id % 2**31])
