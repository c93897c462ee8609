"""Periodic work on proposals and reviews: the rows say what is due."""

import logging

from celery import shared_task
from django.utils import timezone

from alliance.kernel.actor import Actor
from alliance.kernel.verdict import NotNow
from projects import actions, queries

logger = logging.getLogger(__name__)


@shared_task(name="projects.remind")
def remind() -> None:
    """Remind reviewers before and after their due date, at each milestone once."""
    at = timezone.now()
    for review_id, milestone in queries.due_review_reminders(at):
        try:
            actions.remind_reviewer(review_id=review_id, milestone=milestone, by=Actor.system(), at=at)
        except NotNow as refusal:  # another worker was first
            logger.info("review %s: %s", review_id, refusal)


@shared_task(name="projects.lapse")
def lapse() -> None:
    """Close proposals whose author has not answered for the set time."""
    at = timezone.now()
    for proposal_id in queries.lapsing(at):
        try:
            actions.lapse_proposal(proposal_id=proposal_id, by=Actor.system(), at=at)
        except NotNow as refusal:
            logger.info("proposal %s: %s", proposal_id, refusal)
