"""Periodic work on ballots: the rows say what is due."""

import logging

from celery import shared_task
from django.utils import timezone

from alliance.kernel.actor import Actor
from alliance.kernel.verdict import NotNow, Refused
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


@shared_task(name="voting.open_due")
def open_due() -> None:
    """Open every announced ballot whose time has come."""
    at = timezone.now()
    for ballot_id in queries.due_to_open(at):
        try:
            actions.open_ballot(ballot_id=ballot_id, by=Actor.system(), at=at)
        except Refused as refusal:
            logger.warning("ballot %s does not open: %s", ballot_id, refusal)


@shared_task(name="voting.count_due")
def count_due() -> None:
    """Count what is closed and has no result yet; certify what can no longer be disputed."""
    at = timezone.now()
    for ballot_id in queries.due_to_count(at):
        try:
            actions.count_ballot(ballot_id=ballot_id, by=Actor.system(), at=at)
        except Refused as refusal:
            logger.warning("ballot %s is not counted: %s", ballot_id, refusal)
    for ballot_id in queries.due_to_certify(at):
        try:
            actions.certify_ballot(ballot_id=ballot_id, by=Actor.system(), at=at)
        except Refused as refusal:
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
