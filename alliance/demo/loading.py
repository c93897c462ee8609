"""Loads the demo alliance: whole or not at all."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from alliance.demo.committees import elect_committees
from alliance.demo.crowd import fill
from alliance.demo.director import Director
from alliance.demo.elections import hold_elections
from alliance.demo.sign_ins import open_accounts
from alliance.demo.stage import set_stage
from alliance.notifications.models import Notice
from members.models import Organization

Say = Callable[[str], None]
NEWS = timedelta(days=3)


def is_loaded() -> bool:
    """Whether there is an alliance in the database already, the demonstration's or another."""
    return Organization.objects.exists()


@transaction.atomic
def load(*, now: datetime, size: int, say: Say) -> None:
    """Make the demo alliance with its history up to ``now``, in one transaction.

    ``size`` beyond the organizations of the fixture adds invented ones; ``say`` tells the progress.
    """
    stage = set_stage(now, say)
    director = Director(stage)
    say(f"{director.stage_all()} proposals with their reviews, ballots and decisions: playing 20 months")
    director.perform()
    hold_elections(stage)
    say(f"{elect_committees(stage)} elections of committees")
    if size > len(stage.organizations):
        fill(stage, size, say)
    open_accounts()
    _read_the_past(now)
    _wake_nobody()


def _read_the_past(now: datetime) -> None:
    """What people were told longer ago than a few days they have read."""
    Notice.objects.filter(created_at__lt=now - NEWS, read_at=None).update(read_at=F("created_at"))


def _wake_nobody() -> None:
    """Every consequence has been delivered: the worker need not be told of thousands of events."""
    connection.run_on_commit.clear()
