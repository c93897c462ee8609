"""This product as a side of casting.py.

Organizations, representatives and ballots are made by the product's own actions, sessions as signing in makes
them. The announcements that an opened ballot sends to every voter are marked as sent.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from alliance.accounts.models import User
from alliance.audit.models import Delivery
from alliance.charter.actions import adopt_edition
from alliance.charter.editions import shipped
from alliance.kernel.actor import Actor, Interface
from alliance.voting.actions import build_ballot, freeze_ballot, open_ballot, rehearse_ballot
from alliance.voting.models import Ballot, Vote
from alliance.voting.roll import OptionText
from members.actions import admit_organization, appoint_representative
from members.models import Role, Tier

BACKEND = "django.contrib.auth.backends.ModelBackend"
MEMBER_SINCE = date(2024, 3, 1)
CANDIDATES, SEATS = "ABCDEFGHI", 5
BATCH = 2_000


def prepare(voters: int, polls: str, level: str, method: str) -> dict[str, Any]:
    """Fill an empty database; the cookies of every voter, the polls, and the steps from form to receipt."""
    call_command("migrate", verbosity=0, interactive=False)
    at = timezone.now() - timedelta(days=1)
    adopt_edition(source=shipped(), by=Actor.system(), at=at)
    staff = User.objects.create_user("staff@members.example", name="Staff", is_staff=True)
    by = Actor(Interface.ADMIN, staff.pk, str(staff), is_staff=True)
    with transaction.atomic():
        people = members(voters, by, at)
    cookies = sessions(people)
    made = [open_poll(number, level, method, by, at) for number in range(int(polls))]
    Delivery.objects.filter(done_at=None).update(done_at=at)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return {
        "application": "alliance.wsgi:application",
        "web": ["--worker-class", "gthread", "--threads", "4", "--no-control-socket"],
        "voters": cookies,
        "polls": [{"poll": each.pk} for each in made],
        "steps": steps(level, method),
        "ahead": 2,
    }


def members(count: int, by: Actor, at: datetime) -> list[User]:
    """So many organizations, each with a primary representative, by the actions."""
    tier, _ = Tier.objects.get_or_create(slug="member", defaults={"name": "Member", "rank": 1})
    people = []
    for number in range(count):
        organization = admit_organization(
            name=f"Organization {number:05}",
            kind="company",
            country="CH",
            tier_id=tier.pk,
            since_on=MEMBER_SINCE,
            by=by,
            at=at,
        )
        appointed = appoint_representative(
            organization_id=organization.pk,
            name=f"Representative {number:05}",
            email=f"representative{number}@members.example",
            role=Role.PRIMARY,
            from_on=MEMBER_SINCE,
            by=by,
            at=at,
        )
        people.append(appointed.user)
    return people


def sessions(people: list[User]) -> list[str]:
    """A session for each person, as signing in makes it; the cookies that their browsers send."""
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
        cookies.append(f"sessionid={key}; csrftoken={get_random_string(32)}")
    Session.objects.bulk_create(rows, batch_size=BATCH)
    return cookies


def open_poll(number: int, level: str, method: str, by: Actor, at: datetime) -> Ballot:
    """A ballot among all members, open now: a motion, or five seats for nine candidates."""
    if method == "motion":
        kind: dict[str, Any] = {
            "question": f"Shall proposal {number} be adopted?",
            "body_name": "All members",
            "rule_id": "simple-majority",
            "meaning_for": "The text is adopted.",
            "meaning_against": "Nothing changes.",
        }
    else:
        kind = {
            "question": f"Who sits on steering committee {number}?",
            "body_name": "Steering committee",
            "rule_id": "steering-election",
            "options": [OptionText(f"Candidate {letter}") for letter in CANDIDATES],
            "counting": {"seats": SEATS},
        }
    closes_at = at + timedelta(days=14)
    ballot = build_ballot(**kind, level=level, opens_at=at, closes_at=closes_at, by=by, at=at)
    for action in (rehearse_ballot, freeze_ballot, open_ballot):
        ballot = action(ballot_id=ballot.pk, by=by, at=at)
    return ballot


def steps(level: str, method: str) -> list[dict[str, Any]]:
    """From the form to the receipt; that of a secret vote is the answer to the vote itself."""
    page = "/ballots/B-{poll}/vote/"
    marks = {"choice": ["for", "against", "abstain"]} if method == "motion" else ranks()
    chosen = {"csrfmiddlewaretoken": None, "elector": None, "replaces": None, **marks}
    checked = {"csrfmiddlewaretoken": None, "vote": None, "step": "cast"}
    is_secret = level == "secret"
    found = [
        {"name": "choose", "method": "GET", "path": page},
        {"name": "check", "method": "POST", "path": f"{page}check/", "send": chosen},
        {
            "name": "cast",
            "method": "POST",
            "path": page,
            "send": checked,
            "accepted": 200 if is_secret else 303,
        },
        {"name": "recorded", "method": "GET", "path": "{location}"},
    ]
    return found[:3] if is_secret else found


def ranks() -> dict[str, list[str]]:
    """Every voter begins with another candidate and ranks five."""
    count = len(CANDIDATES)
    return {
        f"mark_{at}": [
            str(rank) if (rank := 1 + (at - first) % count) <= SEATS else "" for first in range(count)
        ]
        for at in range(count)
    }


def check(poll: int, acknowledged: list[int]) -> dict[str, int]:
    """Votes stored in the poll, of a secret one those in an envelope, and how many of these are missing."""
    stored = Vote.objects.filter(elector__ballot_id=poll)
    if Ballot.objects.get(pk=poll).is_secret:
        stored = stored.filter(elector__envelope__isnull=False)
    names = {f"Representative {number:05}" for number in acknowledged}
    found = set(stored.values_list("cast_by__name", flat=True))
    return {"stored": len(found), "missing": len(names - found)}
