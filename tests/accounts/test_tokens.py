"""Access tokens: made for oneself, shown once, used until they end."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from alliance.accounts import actions
from alliance.accounts.models import AccessToken, Scope, User
from alliance.accounts.rules import MOST_TOKENS
from alliance.kernel.actor import Actor, Interface
from alliance.kernel.verdict import Forbidden, NotNow

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def person() -> User:
    return User.objects.create_user("ada@members.example", "correct horse battery staple", name="Ada")


@pytest.fixture
def other() -> User:
    return User.objects.create_user("bo@members.example", "correct horse battery staple", name="Bo")


def by(user: User) -> Actor:
    return Actor(Interface.PORTAL, user.pk, str(user), is_staff=user.is_staff)


def secret_of(person: User, **given: object) -> tuple[AccessToken, str]:
    return actions.create_token(
        **{"name": "export", "scope": Scope.READ, "by": by(person), "at": AT, **given}
    )


def test_only_a_hash_is_kept(person: User) -> None:
    token, secret = secret_of(person)
    assert secret.startswith("alliance_")
    assert token.digest == AccessToken.digest_of(secret)
    assert secret not in str(AccessToken.objects.filter(pk=token.pk).values().get())
    assert secret.startswith(token.start)


def test_a_visitor_makes_none_and_nobody_makes_too_many(person: User) -> None:
    with pytest.raises(Forbidden, match="Sign in first"):
        actions.create_token(name="x", scope=Scope.READ, by=Actor.anonymous(), at=AT)
    for number in range(MOST_TOKENS):
        token, _ = secret_of(person, name=f"token {number}")
    with pytest.raises(NotNow, match="Revoke one"):
        secret_of(person)
    actions.revoke_token(token_id=token.pk, by=by(person), at=AT)
    secret_of(person)


def test_a_token_ends_in_the_future(person: User) -> None:
    with pytest.raises(NotNow, match="in the future"):
        secret_of(person, expires_at=AT)
    token, _ = secret_of(person, expires_at=AT + timedelta(days=1))
    assert AccessToken.objects.usable(AT).filter(pk=token.pk).exists()
    assert not AccessToken.objects.usable(AT + timedelta(days=1)).filter(pk=token.pk).exists()


def test_only_the_owner_and_staff_revoke_and_only_once(person: User, other: User) -> None:
    token, _ = secret_of(person)
    with pytest.raises(Forbidden):
        actions.revoke_token(token_id=token.pk, by=by(other), at=AT)
    actions.revoke_token(token_id=token.pk, by=by(person), at=AT)
    with pytest.raises(NotNow, match="revoked already"):
        actions.revoke_token(token_id=token.pk, by=by(person), at=AT)


def test_the_page_shows_the_secret_once(client: Client, person: User) -> None:
    client.force_login(person)
    made = client.post("/account/tokens/", {"name": "export", "scope": "act", "days": "30"})
    assert made.status_code == 201
    assert "no-store" in made["Cache-Control"]
    secret = made.context["secret"]
    assert secret in made.content.decode()
    assert secret not in client.get("/account/tokens/").content.decode()
    token = AccessToken.objects.get()
    assert token.scope == Scope.ACT
    assert token.expires_at - token.created_at == timedelta(days=30)
    answer = Client().get("/api/v1/me/", headers={"authorization": f"Bearer {secret}"})
    assert answer.status_code == 200
    assert client.post(f"/account/tokens/{token.pk}/revoke/").status_code == 303
    assert Client().get("/api/v1/me/", headers={"authorization": f"Bearer {secret}"}).status_code == 401


@pytest.mark.parametrize(
    "typed",
    [{}, {"name": "", "scope": "read", "days": "30"}, {"name": "x", "scope": "all", "days": "30"},
     {"name": "x", "scope": "read", "days": "3"}, {"name": "x\x00", "scope": "read", "days": "30"}],
)  # fmt: skip
def test_wrong_input_makes_no_token(client: Client, person: User, typed: dict[str, str]) -> None:
    client.force_login(person)
    assert client.post("/account/tokens/", typed).status_code == 422
    assert not AccessToken.objects.exists()


def test_tokens_of_others_are_not_there(client: Client, person: User, other: User) -> None:
    token, _ = secret_of(person, name="private export")
    client.force_login(other)
    assert "private export" not in client.get("/account/tokens/").content.decode()
    assert client.post(f"/account/tokens/{token.pk}/revoke/").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


def test_a_visitor_signs_in_first(client: Client) -> None:
    assert client.get("/account/tokens/")["Location"] == "/account/login/?next=/account/tokens/"
