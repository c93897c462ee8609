"""The charters of other bodies are entered once, are there to compare with, and bind nobody here."""

from datetime import UTC, datetime, timedelta
from html import unescape
from http import HTTPStatus

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from alliance.audit.models import Event
from alliance.charter.actions import adopt_edition, adopt_library
from alliance.charter.editions import shipped, shipped_bodies
from alliance.charter.models import CharterEdition
from alliance.charter.queries import charters_in_force, rules_in_force
from alliance.kernel.actor import Actor, Interface
from alliance.kernel.verdict import Forbidden, NotNow

pytestmark = pytest.mark.django_db

AT = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
SYSTEM = Actor.system()
OTHERS = [body for body in shipped_bodies() if body != "ai-alliance"]


def test_the_library_is_entered_once() -> None:
    assert [edition.body for edition in adopt_library(by=SYSTEM, at=AT)] == OTHERS
    assert adopt_library(by=SYSTEM, at=AT + timedelta(days=1)) == []
    assert CharterEdition.objects.count() == len(OTHERS) == Event.objects.count()


def test_the_library_decides_nothing_here() -> None:
    adopt_library(by=SYSTEM, at=AT)
    assert {edition.body for edition in charters_in_force(AT)} == set(OTHERS)
    assert rules_in_force(AT) == {}


def test_only_staff_may_enter_it() -> None:
    with pytest.raises(Forbidden):
        adopt_library(by=Actor(Interface.PORTAL, 1, "Somebody"), at=AT)
    assert not CharterEdition.objects.exists()


def test_our_own_charter_is_not_in_our_library(settings: pytest.FixtureRequest) -> None:
    settings.CHARTER_BODY = "debian"  # type: ignore[attr-defined]
    bodies = {edition.body for edition in adopt_library(by=SYSTEM, at=AT)}
    assert "ai-alliance" in bodies
    assert "debian" not in bodies


def test_a_later_edition_of_another_body_may_be_in_force_already() -> None:
    adopt_library(by=SYSTEM, at=AT)
    text = shipped("debian").replace("edition: Constitution 1.9", "edition: Constitution 1.10")
    later = text.replace("in_force_since: 2022-03-26", "in_force_since: 2025-11-01")
    edition = adopt_edition(source=later, by=SYSTEM, at=AT)
    assert edition in charters_in_force(AT)
    earlier = text.replace("1.10", "1.8").replace("in_force_since: 2022-03-26", "in_force_since: 2022-01-28")
    with pytest.raises(NotNow, match="comes into force on 2025-11-01, after 2022-01-28"):
        adopt_edition(source=earlier, by=SYSTEM, at=AT)


def test_the_command_tells_what_it_entered(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("adopt_charter", library=True)
    told = capsys.readouterr().out.splitlines()
    assert len(told) == len(OTHERS)
    debian = "Adopted: Debian developers, general resolutions, edition Constitution 1.9"
    assert f"{debian}, in force since 2022-03-26." in told
    call_command("adopt_charter", "--library")
    assert capsys.readouterr().out == "Every shipped charter is known already.\n"


def test_every_charter_has_its_pages(client: Client) -> None:
    adopt_library(by=SYSTEM, at=AT)
    assert client.get(reverse("rules")).status_code == HTTPStatus.OK
    for edition in charters_in_force(AT):
        for address in (reverse("charter", args=[edition.body]), edition.get_absolute_url()):
            assert edition.title in unescape(client.get(address).content.decode())
        for slug, rule in edition.charter.rules.items():
            page = client.get(reverse("charter_rule", args=[edition.body, slug]))
            assert rule.title in unescape(page.content.decode()), slug
