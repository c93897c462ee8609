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
from alliance.charter.queries import rule_in_force
from alliance.kernel.actor import Actor, Interface
from alliance.voting.actions import call_ballot
from alliance.voting.models import Ballot, Vote
from members.actions import admit_organization, appoint_representative
from members.models import Role, Tier
from members.queries import electorate

BACKEND = "django.contrib.auth.backends.ModelBackend"
MEMBER_SINCE = date(2024, 3, 1)
BATCH = 2_000


def prepare(voters: int, polls: str, level: str, method: str) -> dict[str, Any]:
    """Fill an empty database; the cookies of every voter, the polls, and the steps from form to receipt."""
    call_command("migrate", verbosity=0, interactive=False)
    at = timezone.now() - timedelta(days=1)
    adopt_edition(source=shipped(), by=Actor.system(), at=at)
    with transaction.atomic():
        people = members(voters, at)
    cookies = sessions(people)
    made = [open_poll(number, at, level, method) for number in range(int(polls))]
    Delivery.objects.filter(done_at=None).update(done_at=at)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return {
        "application": "alliance.wsgi:application",
        "voters": cookies,
        "polls": [{"poll": each.pk} for each in made],
        "steps": steps(),
        "ahead": 2,
    }


def members(count: int, at: datetime) -> list[User]:
    """So many organizations, each with a primary representative, by the actions."""
    tier, _ = Tier.objects.get_or_create(slug="member", defaults={"name": "Member", "rank": 1})
    staff = User.objects.create_user("staff@members.example", name="Staff", is_staff=True)
    people, by = [], Actor(Interface.ADMIN, staff.pk, str(staff), is_staff=True)
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
        store = SessionStore()
        key = get_random_string(32, "abcdefghijklmnopqrstuvwxyz0123456789")
        content = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: BACKEND,
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
        rows.append(
            Session(
                session_key=key,
                session_data=store.encode(content),
                expire_date=timezone.now() + timedelta(days=7),
            )
        )
        cookies.append(f"sessionid={key}; csrftoken={get_random_string(32)}")
    Session.objects.bulk_create(rows, batch_size=BATCH)
    return cookies


def open_poll(number: int, at: datetime, level: str, method: str) -> Ballot:
    """A ballot of that kind among all members, open now."""
    if (level, method) != ("recorded", "motion"):
        raise SystemExit(f"no voter here knows the pages of a {level} ballot counted by {method}")
    rule = rule_in_force("simple-majority", at)[1]
    return call_ballot(
        question=f"Shall proposal {number} be adopted?",
        explanation="",
        meaning_for="The text is adopted.",
        meaning_against="Nothing changes.",
        body_name="All members",
        rule_id="simple-majority",
        roll=electorate(rule, recused={}, on=at.date()),
        closes_at=at + timedelta(days=14),
        by=Actor.system(),
        at=at,
    )


def steps() -> list[dict[str, Any]]:
    page = "/ballots/B-{poll}/vote/"
    chosen = {
        "csrfmiddlewaretoken": None,
        "elector": None,
        "replaces": None,
        "choice": ["for", "against", "abstain"],
    }
    checked = {"csrfmiddlewaretoken": None, "vote": None, "step": "cast"}
    return [
        {"name": "choose", "method": "GET", "path": page},
        {"name": "check", "method": "POST", "path": f"{page}check/", "send": chosen},
        {"name": "cast", "method": "POST", "path": page, "send": checked, "accepted": 303},
        {"name": "recorded", "method": "GET", "path": "{location}"},
    ]


def check(poll: int, acknowledged: list[int]) -> dict[str, int]:
    """Votes stored in the poll, and how many acknowledged ones are not among them."""
    stored = Vote.objects.filter(elector__ballot_id=poll)
    names = {f"Representative {number:05}" for number in acknowledged}
    found = set(stored.values_list("cast_by__name", flat=True))
    return {"stored": len(found), "missing": len(names - found)}
