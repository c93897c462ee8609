"""Forms that are no operation, filters of lists, and addresses: odd input is answered, never with an error of ours."""

# ruff: noqa: E501 -- tables of what is sent

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alliance.accounts.models import AccessToken
from alliance.audit.models import Event
from projects.models import Review
from tests.cast import PASSWORD, Cast, draft, in_review, in_vote, raise_curtain
from tests.interfaces.doors import client_for
from tests.interfaces.forms_sent import Page, send
from tests.interfaces.odd_input import KEYS, QUERIES
from tests.journeys.stories import decided

LONG = "x" * 100_000
ODD = [
    "",
    " ",
    LONG,
    "a\x00b",
    "a\ud800b",
    "\x1b[31m",
    "<script>alert(1)</script>",
    "9" * 40,
    "-1",
    "../../etc",
    "%s{{7*7}}",
]
ELSEWHERE = [
    "https://evil.example/", "//evil.example/", "/\\evil.example/", "\\\\evil.example", "///evil.example", "http:evil.example",
    "javascript:alert(1)", " https://evil.example", "\thttps://evil.example", "https:\\\\evil.example", "/\t/evil.example",
    "/\n/evil.example", "https://testserver@evil.example/", "data:text/html,x", "\x00https://evil.example", LONG,
]  # fmt: skip
PAGE_NUMBERS = [
    "page=999999999", "page=" + "9" * 4_000, "page=1&page=2&page=x", "page[]=1", "page=0x10", "page=٣", "page=1.5", "page=%00",
]  # fmt: skip
SHOWN = [
    "show=unread&show=done", "show=%00", "kind=company&kind=%00&kind=company", "tier=core&tier=core", "sort=-name%00",
    "sort=password", "order=" + "x" * 4_000, "letter=%F0%9F%A6%95", "view=table&view=x", "country=CH&country=ZZ&country=",
    "&&&===", "a" * 4_000, "q=" + "%27" * 300, "q=%2A%2A%29%28%5B", "q=P-" + "9" * 30, "q=D-2026-" + "9" * 9, "q=%E2%80%AE",
]  # fmt: skip
ALONE = ["q=P-" + "9" * 30, "q=D-2026-" + "9" * 9, "&&&===", "a" * 4_000, "show=%00", "show=unread&show=done"]


def rounds() -> list[str]:
    """All of it in few addresses: each has another odd value for every parameter."""
    of: dict[str, list[str]] = {}
    for query in [*QUERIES, *PAGE_NUMBERS, *SHOWN]:
        if query not in ALONE:
            of.setdefault(query.split("=")[0].split("[")[0], []).append(query)
    return [
        "&".join(values[n % len(values)] for values in of.values()) for n in range(max(map(len, of.values())))
    ]


ROUNDS = rounds()
LISTS = [
    "home", "organizations", "organizations_csv", "organizations_json", "people", "groups", "proposals", "reviews", "decisions",
    "decisions_csv", "decisions_feed", "projects", "ballots", "my_votes", "my_work", "inbox", "search", "rules", "help",
    "preferences", "tokens", "set_time_zone", "account_login",
]  # fmt: skip


@pytest.fixture
def cast(db) -> Cast:
    cast = raise_curtain(timezone.now())
    for user in [*cast.people.values(), cast.staff]:
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return cast


def signed_in(cast: Cast, name: str) -> Client:
    """Errors of ours are raised in the test, with their traceback."""
    client = client_for(cast, name)
    client.raise_request_exception = True
    return client


def leads_elsewhere(answer: Any) -> bool:
    """Whether a browser would leave this site."""
    target = answer.get("Location", "").strip().replace("\\", "/")
    parts = urlsplit(target)
    return (
        bool(parts.netloc and parts.netloc != "testserver") or target.startswith("//") or bool(parts.scheme)
    )


@pytest.mark.parametrize("name", LISTS)
def test_filters_of_lists(cast: Cast, name: str):
    decided(cast)
    client = signed_in(cast, "Lake")
    for query in [*ROUNDS, *ALONE]:
        answer = client.get(f"{reverse(name)}?{query}")
        assert answer.status_code in {200, 302, 404, 422}, (query, answer.status_code)
        if query in ROUNDS and name not in {"search", "inbox", "account_login"}:
            assert answer.status_code in {200, 422}, (query, answer.status_code)


def test_filters_of_lists_below_an_object(cast: Cast):
    proposal, ballot = in_vote(cast)
    client = signed_in(cast, "staff")
    paths = [
        *(
            reverse(name, args=[cast.group.slug])
            for name in ("group", "group_people", "group_proposals", "group_charter")
        ),
        *(
            reverse(name, args=[proposal.pk])
            for name in ("proposal", "proposal_discussion", "proposal_timeline")
        ),
        *(reverse(name, args=[ballot.pk]) for name in ("ballot", "ballot_roll", "cast_vote")),
        reverse("organization", args=["hill"]),
        reverse("rule", args=["simple-majority"]),
        reverse("person", args=[cast.people["Hill"].handle]),
    ]
    for path in paths:
        for query in ROUNDS:
            assert client.get(f"{path}?{query}").status_code in {200, 302, 403, 404, 409, 422}, (path, query)


def test_lists_of_the_staff_desk(cast: Cast):
    decided(cast)
    client = signed_in(cast, "staff")
    own = [
        "p=999999",
        "p=x",
        "p=-1",
        "o=99.-99.x",
        "o=%00",
        "e=1",
        "all=",
        "_facets=x",
        "q=%00",
        "q=" + "x" * 3_000,
        "q=%ED%A0%80",
    ]
    for name in ("organization", "workinggroup", "representation"):
        for query in [
            *own,
            "name__in=x",
            "id__exact=x",
            "state__exact=%00",
            "password__startswith=a",
            "kind=" + "9" * 99,
        ]:
            answer = client.get(f"{reverse(f'admin:members_{name}_changelist')}?{query}")
            assert answer.status_code in {200, 302, 400}, (name, query)
            if "%00" in query:
                assert answer.status_code == 400, query


ADDRESSES = [
    "members/{}/", "members/{}/suspend/", "people/{}/", "groups/{}/", "groups/{}/charter/", "groups/{}/join/", "proposals/{}/",
    "proposals/{}/edit/", "proposals/{}/versions/{}/", "proposals/P-1/versions/{}/", "proposals/{}/diff/1..{}/", "comments/{}/",
    "reviews/{}/", "reviews/{}/draft/", "ballots/{}/", "ballots/{}/vote/", "ballots/{}/vote/check/", "ballots/{}/roll-call.csv",
    "ballots/{}/vote/recorded/{}/", "decisions/{}/", "decisions/{}/certificate/", "decisions/{}/record.json", "projects/{}/",
    "rules/{}/", "charter-editions/{}/", "my/inbox/{}/open/", "my/inbox/{}/done/", "account/tokens/{}/revoke/", "go/{}/", "help/{}/",
    "u/{}/", "admin/members/organization/{}/change/", "admin/members/organization/{}/do/suspend/", "account/confirm-email/{}/",
    "account/password/reset/key/{}-x/",
]  # fmt: skip
FEW_KEYS = [each for each in KEYS if each not in {"0", "999", "new", "{}", "%", "a b"}]


def test_unknown_addresses(cast: Cast):
    client = signed_in(cast, "staff")
    before = Event.objects.count()
    for number, path in enumerate(ADDRESSES):
        for key in FEW_KEYS[number % 3 :: 3]:
            answer = client.get(f"/{path.replace('{}', key)}")
            assert answer.status_code in {200, 301, 302, 303, 400, 403, 404, 405, 409}, (
                path,
                key,
                answer.status_code,
            )
        answer = client.post(f"/{path.replace('{}', '999999999')}", {"reason": "x"})
        assert answer.status_code in {200, 302, 303, 403, 404, 405}, (path, answer.status_code)
    assert Event.objects.count() == before


def test_sign_in_names_the_fields_and_keeps_the_address(cast: Cast):
    path = reverse("account_login")
    for value in ODD:
        for data in (
            {"login": value, "password": "x"},
            {"login": "hill.rep@members.example", "password": value},
        ):
            answer = send(Client(), path, data)
            assert answer.status_code in {200, 422}, (value[:20], answer.status_code)
            assert answer.context["form"].errors, value[:20]
            page = Page(answer.content.decode())
            assert any(page.errors.values()) or "error-summary" in page.html, value[:20]
            assert not any(page.typed.get("password", [])), "a password is never sent back"
            if data["password"] == value:
                assert page.typed["login"] == [data["login"]]


def test_codes_and_passwords(cast: Cast):
    client = signed_in(cast, "Hill")
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    names = ["account_request_login_code", "account_reset_password"]
    for value in ODD:
        for name in names:
            assert send(Client(), reverse(name), {"email": value}).status_code in {200, 302, 422}, (
                name,
                value[:20],
            )
        sent = {"oldpassword": value, "password1": value, "password2": value + "x"}
        assert send(client, reverse("account_change_password"), sent).status_code in {200, 422}
        assert send(client, reverse("account_email"), {"action_add": "", "email": value}).status_code in {
            200,
            422,
        }
        for action in ("action_remove", "action_primary", "action_send", "nonsense"):
            assert send(client, reverse("account_email"), {action: "", "email": value}).status_code in {
                200,
                302,
                422,
            }
        assert send(client, reverse("mfa_activate_totp"), {"code": value}).status_code in {200, 302, 422}
        assert send(client, reverse("account_reauthenticate"), {"password": value}).status_code in {
            200,
            302,
            422,
        }


def test_nobody_is_led_elsewhere(cast: Cast):
    for target in ELSEWHERE:
        client = Client()
        login = send(
            client,
            reverse("account_login"),
            {"login": "hill.rep@members.example", "password": PASSWORD, "next": target},
        )
        for answer in (
            login,
            send(client, reverse("set_theme"), {"theme": "dark", "next": target}),
            send(client, reverse("set_time_zone"), {"zone": "Europe/Zurich", "next": target}),
            send(client, reverse("set_hat"), {"organization": "x", "next": target}),
            client.post(reverse("set_theme"), {"theme": "dark"}, headers={"referer": target.strip()}),
            send(client, reverse("account_logout"), {"next": target}),
        ):
            assert answer.status_code in {302, 303} or target == LONG, (target[:20], answer.status_code)
            assert not leads_elsewhere(answer), (target, answer["Location"])
        wanted = Client().get(reverse("my_work"), {"next": target[:1000]})
        assert not leads_elsewhere(wanted)
        assert parse_qs(urlsplit(wanted["Location"]).query)["next"][0].startswith("/my/")


def test_choices_kept_in_the_browser(cast: Cast):
    client = signed_in(cast, "Hill")
    for value in ODD:
        assert send(client, reverse("set_theme"), {"theme": value}).status_code == 303
        assert client.cookies["theme"].value == ""
        answer = send(client, reverse("set_time_zone"), {"zone": value})
        assert answer.status_code == 422
        assert "Choose a time zone from the list." in answer.content.decode()
        assert send(client, reverse("set_hat"), {"organization": value}).status_code == 303
        assert (
            "You do not represent that organization today." in client.get(reverse("my_work")).content.decode()
        )
        browser = Client()
        browser.cookies["theme"] = browser.cookies["time_zone"] = browser.cookies["sessionid"] = value[
            :500
        ].replace("\ud800", "")
        assert browser.get("/").status_code == 200
    other = cast.organizations["Lake"].pk
    send(client, reverse("set_hat"), {"organization": str(other)})
    assert "You do not represent that organization today." in client.get(reverse("my_work")).content.decode()


def test_tokens_and_preferences(cast: Cast):
    client = signed_in(cast, "Hill")
    fine = {"name": "export", "scope": "read", "days": "30"}
    for name in fine:
        for value in ODD:
            if (name == "name" and value in ODD[6:]) or "\ud800" in value:
                continue
            answer = send(client, reverse("tokens"), {**fine, name: value})
            assert answer.status_code == 422, (name, value[:20])
            page = Page(answer.content.decode())
            assert page.errors[f"id_{name}_error"], (name, value[:20])
            if name != "name":
                assert page.typed["name"] == ["export"]
    assert not AccessToken.objects.exists()
    theirs = signed_in(cast, "Lake")
    assert send(theirs, reverse("tokens"), fine).status_code == 201
    assert send(client, reverse("revoke_token", args=[AccessToken.objects.get().pk]), {}).status_code == 404
    assert AccessToken.objects.get().revoked_at is None
    for value in ODD:
        answer = send(
            client, reverse("preferences"), {value: value, "vote_asked": value, "proposal_settled": value}
        )
        assert answer.status_code in {200, 303, 422}
        assert send(client, reverse("inbox_read_all"), {"show": value}).status_code == 303


def test_a_draft_that_saves_itself_is_answered_in_json(cast: Cast):
    _, (review, _) = in_review(cast)
    own = draft(cast, title="Another", name="Another")
    reviewer, author = signed_in(cast, "River"), signed_in(cast, "Hill")
    json = {"accept": "application/json"}
    for client, path, field, names in (
        (reviewer, reverse("draft_review", args=[review.pk]), "remarks", "For the author"),
        (author, reverse("revise_draft", args=[own.pk]), "text", "Proposal"),
    ):
        for value in ("a\x00b", LONG, "\x1b[31m"):
            answer = client.post(path, {field: value}, headers=json)
            assert answer.status_code == 422, field
            assert answer["Content-Type"] == "application/problem+json"
            assert answer.json()["detail"].strip(), field
            if field == "remarks":
                assert answer.json()["detail"].startswith(f"{names}: ")
        for who, status in (("Lake", {403, 404}), ("Forest", {403, 404})):
            refused = signed_in(cast, who).post(path, {field: "x"}, headers=json)
            assert refused.status_code in status, (who, field)
        visitor = Client().post(path, {field: "x"}, headers=json)
        assert visitor.status_code in {302, 401, 403}
    assert Review.objects.get(pk=review.pk).remarks == ""
    kept = reviewer.post(reverse("draft_review", args=[review.pk]), {"remarks": "Half a"}, headers=json)
    assert kept.status_code == 200
    assert "saved_at" in kept.json()
