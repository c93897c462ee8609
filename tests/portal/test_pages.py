"""The front page, help, what machines ask, and the pages for what went wrong."""

from html import unescape

import pytest
from django.test import Client
from django.utils.html import strip_tags

from alliance.portal.views.help import NOTICES, TOPICS
from alliance.voting.queries import turnout_of
from tests.cast import Cast, draft, in_vote, submitted
from tests.portal.test_work import today

__all__ = ["today"]


def text_of(answer) -> str:
    main = answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(unescape(strip_tags(main.replace("<", " <"))).split())


@pytest.mark.django_db
def test_a_new_installation_says_that_it_is_empty(client: Client) -> None:
    text = text_of(client.get("/"))
    assert "Nothing is open right now." in text
    assert "No decision recorded yet." in text


def test_the_front_page_shows_what_is_open(client: Client, today: Cast) -> None:
    _, ballot = in_vote(today)
    proposal = submitted(today, title="Another register", name="Another")
    secret = draft(today, title="A secret plan")
    text = text_of(client.get("/"))
    assert f"Vote {ballot.ref} {ballot.question}" in text
    turnout = turnout_of(ballot)
    assert f"{turnout.voted} of {turnout.entitled} have voted" in text
    assert f"Comment {proposal.ref} Another register" in text
    assert secret.title not in text
    assert "6 members" in text
    assert "1 country" in text
    assert "Needs you" not in text


def test_who_signed_in_sees_what_needs_them_first(client: Client, today: Cast) -> None:
    _, ballot = in_vote(today)
    client.force_login(today.people["River"])
    text = text_of(client.get("/"))
    assert "Needs you (1)" in text
    assert text.index("Needs you") < text.index("Also open")
    assert ballot.ref in text


def test_the_front_page_asks_no_more_when_there_is_more(client: Client, today: Cast) -> None:
    in_vote(today)
    few = _queries(client)
    for number in range(3):
        in_vote(today, title=f"Register {number}", name=f"Register {number}")
        submitted(today, title=f"Open {number}", name=f"Open {number}")
    assert _queries(client) <= few + 1


def _queries(client: Client) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        assert client.get("/").status_code == 200
    return len(seen)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/help/", *[f"/help/{topic}/" for topic in TOPICS], *[f"/{name}/" for name in NOTICES]]
)
def test_help_is_complete_and_its_links_lead_somewhere(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    page = answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    for part in page.split('href="/')[1:]:
        target = "/" + part.split('"', 1)[0]
        assert client.get(target.split("#")[0]).status_code in {200, 302}, target


@pytest.mark.django_db
def test_an_unknown_topic_is_not_there(client: Client) -> None:
    assert client.get("/help/nothing/").status_code == 404
    assert client.get("/help/accessibility/").status_code == 404


@pytest.mark.django_db
def test_health_tells_database_and_broker(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.json()["database"] == "ok"
    assert answer.status_code == 200


@pytest.mark.django_db
def test_without_a_broker_the_portal_is_still_healthy(client: Client, monkeypatch) -> None:
    # The write address falls back on the general one: patched first, it is put back to what it was.
    for name in ("broker_write_url", "broker_url"):
        monkeypatch.setattr(f"alliance.portal.views.machine.app.conf.{name}", "redis://localhost:1/0")
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "broker": "away"})


def test_without_a_database_it_is_not(client: Client, monkeypatch) -> None:
    from django.db import OperationalError

    def gone(*_: object, **__: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr("alliance.portal.views.machine.connection.cursor", gone)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["database"]) == (503, "away")


@pytest.mark.django_db
def test_robots_leave_private_pages_alone(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    assert "Disallow: /my/" in answer.content.decode()


def test_what_is_not_found_offers_a_search_with_its_words(client: Client, cast: Cast) -> None:
    answer = client.get("/members/new-river-institute/")
    assert answer.status_code == 404
    assert 'value="new river institute"' in answer.content.decode()


def test_a_refusal_says_why_and_who_is_asking(client: Client, cast: Cast) -> None:
    client.force_login(cast.people["River"])
    answer = client.get("/members/hill/suspend/")
    assert answer.status_code == 403
    text = text_of(answer)
    assert "Only staff may do that." in text
    assert "You are signed in as River Rep, acting for River." in text
    assert "Nothing was changed." in text


def test_a_missing_form_token_is_a_403_page(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.people["River"])
    assert client.post("/my/hat/", {}).status_code == 403


@pytest.mark.django_db
def test_a_failure_is_told_without_the_database(client: Client, monkeypatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("alliance.portal.views.help.article", fail)
    client.raise_request_exception = False
    answer = client.get("/help/")
    assert answer.status_code == 500
    assert "What you sent was not recorded" in answer.content.decode()
    assert "ZeroDivisionError" not in answer.content.decode()


@pytest.mark.django_db
def test_the_time_zone_is_chosen_from_a_list(client: Client) -> None:
    assert "Europe/Zurich" in client.get("/preferences/time-zone/").content.decode()
    answer = client.post("/preferences/time-zone/", {"zone": "Europe/Zurich", "next": "/groups/"})
    assert (answer.status_code, answer["Location"]) == (303, "/groups/")
    assert "<b>Europe/Zurich</b>" in client.get("/").content.decode()
    wrong = client.post("/preferences/time-zone/", {"zone": "Mars/Olympus"})
    assert wrong.status_code == 422
    assert "Choose a time zone from the list." in wrong.content.decode()
