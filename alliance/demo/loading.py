"""Loads the demo alliance: whole or not at all."""

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction

from alliance.demo.crowd import fill
from alliance.demo.director import Director
from alliance.demo.sign_ins import open_accounts
from alliance.demo.stage import set_stage
from members.models import Organization

Say = Callable[[str], None]


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
    if size > len(stage.organizations):
        fill(stage, size, say)
    open_accounts()
    _wake_nobody()


def _wake_nobody() -> None:
    """Every consequence has been delivered: the worker need not be told of thousands of events."""
    connection.run_on_commit.clear()
