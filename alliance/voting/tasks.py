"""Periodic work on ballots: the rows say what is due."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from celery import shared_task
from django.utils import timezone

from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Refused
from alliance.voting import actions, queries

logger = logging.getLogger(__name__)


@shared_task(name="voting.close_due")
def close_due() -> None:
    """Close every ballot whose deadline has passed."""
    at = timezone.now()
    _each(
        queries.due_to_close(at), actions.close_ballot, at, refused=logging.INFO
    )  # another worker was first


@shared_task(name="voting.open_due")
def open_due() -> None:
    """Open every announced ballot whose time has come."""
    at = timezone.now()
    _each(queries.due_to_open(at), actions.open_ballot, at, refused=logging.WARNING)


@shared_task(name="voting.count_due")
def count_due() -> None:
    """Count what is closed and has no result yet; certify what can no longer be disputed."""
    at = timezone.now()
    _each(queries.due_to_count(at), actions.count_ballot, at, refused=logging.WARNING)
    _each(queries.due_to_certify(at), actions.certify_ballot, at, refused=logging.INFO)


@shared_task(name="voting.remind")
def remind() -> None:
    """Remind those who have not voted, at each milestone once."""
    at = timezone.now()
    for ballot_id, milestone in queries.due_reminders(at):
        _each([ballot_id], actions.remind_voters, at, refused=logging.INFO, milestone=milestone)


def _each(
    ballot_ids: Iterable[int],
    action: Callable[..., object],
    at: datetime,
    *,
    refused: int,
    **given: str,
) -> None:
    """One ballot after the other: what is in the way of one is logged, and keeps no other waiting."""
    for ballot_id in ballot_ids:
        try:
            action(ballot_id=ballot_id, by=Actor.system(), at=at, **given)
        except Refused as refusal:
            logger.log(refused, "%s of ballot %s: %s", action.__name__, ballot_id, refusal)
        except Exception:
            logger.exception("%s of ballot %s failed", action.__name__, ballot_id)
