"""Signing in, and the pages of one's account: in our design, and working."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from alliance.accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"
OWN_PAGES = [
    "/account/email/",
    "/account/password/change/",
    "/account/2fa/",
    "/account/2fa/totp/activate/",
    "/account/2fa/webauthn/add/",
    "/account/2fa/webauthn/",
    "/account/2fa/recovery-codes/generate/",
    "/account/tokens/",
    "/account/logout/",
]


@pytest.fixture
def person() -> User:
    user = User.objects.create_user("ada@members.example", PASSWORD, name="Ada")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def sign_in(client: Client, email: str = "ada@members.example", password: str = PASSWORD, **more: str):
    return client.post("/account/login/", {"login": email, "password": password, **more})


def test_signing_in_leads_to_my_work_or_where_one_wanted_to_go(client: Client, person: User) -> None:
    assert sign_in(client)["Location"] == "/my/"
    assert sign_in(Client(), next="/ballots/")["Location"] == "/ballots/"
    assert sign_in(Client(), next="https://evil.example/")["Location"] == "/my/"
    assert sign_in(Client(), email="ADA@members.example").status_code == 302


def test_a_wrong_password_is_told_in_the_page(client: Client, person: User) -> None:
    answer = sign_in(client, password="wrong")
    page = answer.content.decode()
    assert "error-summary" in page
    assert "Error: Sign in" in page
    assert 'value="ada@members.example"' in page
    assert "wrong" not in page.split("<main", 1)[1].split("error-summary")[0]


def test_the_page_offers_three_ways_and_no_registration(client: Client) -> None:
    page = client.get("/account/login/").content.decode()
    assert "Sign in with a passkey" in page
    assert "/account/login/code/" in page
    assert "/account/signup/" not in page
    assert "Sign up" not in client.get("/account/signup/").content.decode()


def test_what_concerns_safety_asks_again(client: Client, person: User) -> None:
    sign_in(client)
    asked = client.get("/account/2fa/totp/activate/")
    assert asked["Location"].startswith("/account/reauthenticate/")
    assert "Is it you?" in client.get(asked["Location"]).content.decode()
    wrong = client.post(asked["Location"], {"password": "wrong"})
    assert "error-summary" in wrong.content.decode()
    right = client.post(asked["Location"], {"password": PASSWORD, "next": "/account/2fa/totp/activate/"})
    assert right["Location"] == "/account/2fa/totp/activate/"


def test_a_code_by_mail_signs_in(client: Client, person: User) -> None:
    answer = client.post("/account/login/code/", {"email": person.email}, follow=True)
    assert answer.status_code == 200
    code = next(line.strip() for line in mail.outbox[0].body.splitlines() if _is_code(line.strip()))
    done = client.post("/account/login/code/confirm/", {"code": code})
    assert done["Location"] == "/my/"


def _is_code(line: str) -> bool:
    return 4 <= len(line) <= 12 and line.replace("-", "").isalnum() and line == line.upper()


@pytest.mark.parametrize("address", OWN_PAGES)
def test_account_pages_are_our_own(client: Client, person: User, address: str) -> None:
    sign_in(client)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    answer = client.get(address)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert page.count("<h1") == 1
    assert '<main id="main"' in page
    assert " style=" not in page
    assert "onclick" not in page


@pytest.mark.parametrize(
    "address",
    ["/account/login/", "/account/login/code/", "/account/password/reset/", "/account/password/reset/done/"],
)
def test_entrance_pages_are_our_own(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.content.decode().count("<h1") == 1
    assert " style=" not in answer.content.decode()


def test_a_password_reset_by_mail(client: Client, person: User) -> None:
    assert client.post("/account/password/reset/", {"email": person.email}).status_code == 302
    assert len(mail.outbox) == 1
    unknown = client.post("/account/password/reset/", {"email": "nobody@members.example"})
    assert unknown.status_code == 302


def test_signing_out_takes_a_button(client: Client, person: User) -> None:
    sign_in(client)
    assert client.get("/account/logout/").status_code == 200
    assert client.get("/my/").status_code == 200
    assert client.post("/account/logout/")["Location"] == "/"
    assert client.get("/my/").status_code == 302


def test_demo_people_are_named_on_a_demonstration_only(client: Client, settings) -> None:
    settings.ALLIANCE_DEMO = False
    assert "Look around as" not in client.get("/account/login/").content.decode()
    settings.ALLIANCE_DEMO = True
    page = client.get("/account/login/").content.decode()
    assert "Look around as" in page
    assert "staff@demo.example" in page
