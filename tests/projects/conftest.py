"""Readers of pages."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.html import strip_tags

from tests.cast import Cast

Reader = Callable[..., Client]


def words_of(response: HttpResponse) -> str:
    """What a person reads on the page."""
    text = " ".join(unescape(strip_tags(response.content.decode().replace("<", " <"))).split())
    return re.sub(r" ([.,:;])", r"\1", text)


@pytest.fixture
def reader(cast: Cast) -> Reader:
    """A browser in which the named representative (or ``staff``) is signed in; without a name, nobody."""

    def make(name: str = "") -> Client:
        client = Client()
        if name:
            client.force_login(cast.staff if name == "staff" else cast.people[name])
        return client

    return make


@pytest.fixture(autouse=True)
def today(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The edge reads the clock of the cast."""
    for module in ("alliance.web.edge", "alliance.web.portal", "alliance.web.context"):
        monkeypatch.setattr(f"{module}.now", lambda: cast.now)
    for page in ("proposals", "reviews", "projects"):
        monkeypatch.setattr(f"projects.views.{page}.now", lambda: cast.now)
