"""OpenSlides (from PyPI) as a side of casting.py: pseudonymous electronic votes on motions.

Its pages are one program in the browser, which loads everything beforehand: a vote is one request.
"""

from __future__ import annotations  # it runs with Python 3.8

from datetime import timedelta
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django.utils.crypto import get_random_string
from openslides.motions.models import Motion, MotionPoll, MotionVote
from openslides.users.models import Group, User
from openslides.utils.cache import element_cache
from openslides.utils.startup import run_startup_hooks

BACKEND = "django.contrib.auth.backends.ModelBackend"
BATCH = 2_000
CSRF = "C" * 64


def prepare(count: int, polls: str) -> dict[str, Any]:
    """Delegates who are present, in a group that may vote on every motion."""
    call_command("migrate", verbosity=0, interactive=False)
    run_startup_hooks()
    group = Group.objects.get(name="Delegates")
    people = User.objects.bulk_create(
        [
            User(username=f"delegate{number}", last_name=f"Delegate {number}", is_present=True)
            for number in range(count)
        ],
        batch_size=BATCH,
    )
    members = User.groups.through
    members.objects.bulk_create([members(user=each, group=group) for each in people], batch_size=BATCH)
    made = []
    for number in range(int(polls)):
        motion = Motion(title=f"Proposal {number}", text="The text is adopted.")
        motion.save(skip_autoupdate=True)
        poll = MotionPoll(
            motion=motion,
            title="Vote",
            type=MotionPoll.TYPE_PSEUDOANONYMOUS,
            pollmethod=MotionPoll.POLLMETHOD_YNA,
            state=MotionPoll.STATE_STARTED,
            onehundred_percent_base="YNA",
            majority_method="simple",
        )
        poll.save(skip_autoupdate=True)
        poll.groups.add(group)
        poll.create_options()
        made.append({"poll": poll.pk})
    cookies = sessions(people)
    element_cache.ensure_cache(reset=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return {
        "application": "openslides.asgi:application",
        "web": ["--worker-class", "uvicorn.workers.UvicornWorker"],
        "voters": cookies,
        "polls": made,
        "steps": steps(),
        "ahead": 0,
    }


def sessions(people: list[User]) -> list[str]:
    """A session for each delegate; the cookies that their browsers send."""
    rows, cookies = [], []
    for user in people:
        key = get_random_string(32, "abcdefghijklmnopqrstuvwxyz0123456789")
        content = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: BACKEND,
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
        data, expires = SessionStore().encode(content), timezone.now() + timedelta(days=7)
        rows.append(Session(session_key=key, session_data=data, expire_date=expires))
        cookies.append(f"OpenSlidesSessionID={key}; OpenSlidesCsrfToken={CSRF}")
    Session.objects.bulk_create(rows, batch_size=BATCH)
    return cookies


def steps() -> list[dict[str, Any]]:
    return [
        {
            "name": "cast",
            "method": "POST",
            "path": "/rest/motions/motion-poll/{poll}/vote/",
            "send": {"csrfmiddlewaretoken": CSRF, "data": ["Y", "N", "A"]},
            "accepted": 200,
        },
    ]


def check(poll: int, acknowledged: list[int]) -> dict[str, int]:
    """Votes bear no name: who has voted stands in a list beside them."""
    voted = set(MotionPoll.objects.get(pk=poll).voted.values_list("username", flat=True))
    stored = MotionVote.objects.filter(option__poll_id=poll).count()
    unnamed = sum(f"delegate{number}" not in voted for number in acknowledged)
    return {"stored": stored, "missing": max(unnamed, len(acknowledged) - stored)}
