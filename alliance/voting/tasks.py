"""Periodic work on ballots: the rows say what is due."""

import logging

from celery import shared_task
from django.utils import timezone

from alliance.kernel.actor import Actor
from alliance.kernel.verdict import NotNow
from alliance.voting import actions, queries

logger = logging.getLogger(__name__)


@shared_task(name="voting.close_due")
def close_due() -> None:
    """Close every ballot whose deadline has passed."""
    at = timezone.now()
    for ballot_id in queries.due_to_close(at):
        try:
            actions.close_ballot(ballot_id=ballot_id, by=Actor.system(), at=at)
        except NotNow as refusal:  # another worker was first
            logger.info("ballot %s: %s", ballot_id, refusal)


@shared_task(name="voting.remind")
def remind() -> None:
    """Remind those who have not voted, at each milestone once."""
    at = timezone.now()
    for ballot_id, milestone in queries.due_reminders(at):
        try:
            actions.remind_voters(ballot_id=ballot_id, milestone=milestone, by=Actor.system(), at=at)
        except NotNow as refusal:
            logger.info("ballot %s: %s", ballot_id, refusal)
