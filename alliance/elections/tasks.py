"""Periodic work on elections: the rows say what is due."""

import logging

from celery import shared_task
from django.utils import timezone

from alliance.elections import actions, queries
from alliance.elections.actions.reminding import remind_of_nominations
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Refused

logger = logging.getLogger(__name__)


@shared_task(name="elections.keep_dates")
def keep_dates() -> None:
    """Open and close the nominations whose time has come."""
    at = timezone.now()
    for election_id, action in queries.nominations_due(at):
        try:
            getattr(actions, action)(election_id=election_id, by=Actor.system(), at=at)
        except Refused as refusal:
            logger.info("election %s: %s", election_id, refusal)


@shared_task(name="elections.remind")
def remind() -> None:
    """Remind of nominations that close soon; each close is reminded of once."""
    at = timezone.now()
    for election_id in queries.nominations_to_remind_of(at):
        try:
            remind_of_nominations(election_id=election_id, by=Actor.system(), at=at)
        except Refused as refusal:
            logger.info("election %s: %s", election_id, refusal)
