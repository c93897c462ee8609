"""wahlfang (from PyPI) as a side of casting.py: a secret election with yes, no or abstention for each option.

Its voters are signed in beforehand, as ours are: an access code is checked by Argon2, and only ten times an
hour from one address.
"""

from datetime import timedelta
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session as SignedIn
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django.utils.crypto import get_random_string
from vote.models import Application, Election, OpenVote, Session, Vote, Voter

BACKEND = "vote.authentication.AccessCodeBackend"
BATCH = 2_000


def prepare(count: int, polls: str, options: str) -> dict[str, Any]:
    """One session of elections, every voter entitled in each; the same options in each."""
    call_command("migrate", verbosity=0, interactive=False)
    session = Session.objects.create(title="Bench")
    voters = Voter.objects.bulk_create(
        [
            Voter(session=session, name=f"Voter {number}", password="argon2", logged_in=True)
            for number in range(count)
        ],
        batch_size=BATCH,
    )
    made = []
    for number in range(int(polls)):
        election = Election.objects.create(
            title=f"Shall proposal {number} be adopted?",
            session=session,
            start_date=timezone.now() - timedelta(days=1),
            end_date=timezone.now() + timedelta(days=13),
        )
        asked = {
            f"option{each}": str(
                Application.objects.create(election=election, display_name=f"Option {each}").pk
            )
            for each in range(int(options))
        }
        open_votes = [OpenVote(election=election, voter=each) for each in voters]
        OpenVote.objects.bulk_create(open_votes, batch_size=BATCH)
        made.append({"poll": election.pk, **asked})
    cookies = sessions(voters)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return {
        "application": "wahlfang.wsgi:application",
        "web": ["--worker-class", "gthread", "--threads", "4"],
        "voters": cookies,
        "polls": made,
        "steps": steps(int(options)),
        "ahead": 1,
    }


def sessions(voters: list[Voter]) -> list[str]:
    """A session for each voter; the cookies that their browsers send."""
    rows, cookies = [], []
    for voter in voters:
        key = get_random_string(32, "abcdefghijklmnopqrstuvwxyz0123456789")
        content = {SESSION_KEY: str(voter.pk), BACKEND_SESSION_KEY: BACKEND, HASH_SESSION_KEY: ""}
        expires = timezone.now() + timedelta(days=7)
        data = SessionStore().encode(content)
        rows.append(SignedIn(session_key=key, session_data=data, expire_date=expires))
        cookies.append(f"sessionid={key}; csrftoken={get_random_string(64)}")
    SignedIn.objects.bulk_create(rows, batch_size=BATCH)
    return cookies


def steps(options: int) -> list[dict[str, Any]]:
    answers = {f"{{option{each}}}": ["accept", "reject", "abstention"] for each in range(options)}
    page = "/vote/{poll}"
    return [
        {"name": "choose", "method": "GET", "path": page},
        {
            "name": "cast",
            "method": "POST",
            "path": page,
            "send": {"csrfmiddlewaretoken": None, **answers},
            "accepted": 302,
        },
        {"name": "recorded", "method": "GET", "path": "{location}"},
    ]


def check(poll: int, acknowledged: list[int]) -> dict[str, int]:
    """Votes bear no name: who has voted is whose right to vote is used up."""
    election = Election.objects.get(pk=poll)
    unused = set(OpenVote.objects.filter(election=election).values_list("voter__name", flat=True))
    stored = Vote.objects.filter(election=election).count() // election.applications.count()
    still_open = sum(f"Voter {number}" in unused for number in acknowledged)
    return {"stored": stored, "missing": max(still_open, len(acknowledged) - stored)}
