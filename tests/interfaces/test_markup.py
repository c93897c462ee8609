"""What people write is shown as text: on every page, in mails and in the feed; and no file holds a
formula."""

import csv
import io
import re
from collections import deque
from datetime import timedelta
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from django.core import mail
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from alliance.voting.models import Ballot
from tests.cast import Cast, raise_curtain
from tests.interfaces.doors import client_for
from tests.interfaces.markup import FORMULAS, TEXT, told_everywhere
from tests.notifications.telling import send_all

SAFE = re.compile(r"(https?:|mailto:|/|#|\?|\.|$)", re.IGNORECASE)
ADDRESSES = {"href", "src", "action", "formaction", "xlink:href", "data", "poster", "srcdoc", "background"}
NEVER = {"iframe", "object", "embed", "base", "math", "frame", "applet"}
OUR_SCRIPTS = ("/static/", "/admin/jsi18n/")
MOST = 120
START = [
    "home",
    "organizations",
    "people",
    "groups",
    "proposals",
    "decisions",
    "projects",
    "ballots",
    "my_work",
    "inbox",
    "reviews",
]
SKIP = ("/account/logout", "/api/", "/admin/jsi18n", "/static/", "/help/", "/rules/", "/styleguide")


class Scanner(HTMLParser):
    """Finds whatever a browser could run."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.in_style = False
        self.links: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: (value or "").strip() for name, value in attrs}
        script = tag == "script" and not given.get("src", "").startswith(OUR_SCRIPTS)
        self.in_style = tag == "style"
        if tag in NEVER or (script and given.get("type") != "application/json"):
            self.found.append(f"<{tag} {given}>")
        for name, value in given.items():
            if (
                name.startswith("on")
                or name == "srcdoc"
                or (name in ADDRESSES and not self.is_safe(name, value))
            ):
                self.found.append(f"<{tag} {name}={value!r}>")
        if tag == "a":
            self.links.append(given.get("href", ""))

    def handle_data(self, data: str) -> None:
        if self.in_style and "fire" in data:
            self.found.append(data)

    @staticmethod
    def is_safe(name: str, value: str) -> bool:
        bare = re.sub(r"[\x00-\x20]", "", value)
        scheme = re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", bare)
        return (
            scheme is None
            or bool(SAFE.match(bare))
            or (name == "src" and bare.startswith("data:image/png;base64,"))
        )


def test_the_scanner_sees_what_runs():
    for each in (
        "<script>x</script>",
        "<img src=x onerror=x>",
        "<a href='java\tscript:x'>",
        "<iframe src=/>",
        "<a href=data:x>",
        "<style>fire</style>",
    ):
        assert Scanner(each).found, each
    assert not Scanner("<a href='/x'>&lt;script&gt;</a><a href='https://x.example'>x</a>").found


@pytest.fixture
def cast(db) -> Cast:
    cast = raise_curtain(timezone.now() - timedelta(days=16))
    told_everywhere(cast)
    return cast


def crawl(client: Client, start: list[str]) -> dict[str, str]:
    """The pages reached by links from there, one address of each shape first."""
    waiting, seen, read = deque(start), set(start), {}
    shapes: dict[str, int] = {}
    while waiting and len(read) < MOST:
        path = waiting.popleft()
        answer = client.get(path)
        if answer.status_code != 200 or not answer.get("Content-Type", "").startswith("text/html"):
            continue
        read[path] = answer.content.decode()
        for link in Scanner(read[path]).links:
            target = link.split("#")[0]
            shape = re.sub(r"\d+", "1", target.split("?")[0])
            if (
                not target.startswith("/")
                or target.startswith(SKIP)
                or target in seen
                or "?" in target
                or shapes.get(shape, 0) >= 3
            ):
                continue
            shapes[shape] = shapes.get(shape, 0) + 1
            seen.add(target)
            waiting.append(target)
    return read


def test_no_page_runs_what_was_written(cast: Cast):
    start = [reverse(name) for name in START] + [
        reverse("search") + "?q=script",
        reverse("search") + "?q=%3Cscript%3E",
    ]
    read = crawl(client_for(cast, "staff"), start)
    read |= {f"Hill: {path}": html for path, html in crawl(client_for(cast, "Hill"), start[-6:]).items()}
    found = {path: bad for path, html in read.items() if (bad := Scanner(html).found)}
    assert not found
    shown = [path for path, html in read.items() if "&lt;script&gt;" in html or "&lt;img src=x" in html]
    for part in (
        "/members/",
        "/people/",
        "/groups/",
        "/proposals/",
        "/decisions/",
        "/projects/",
        "/ballots/",
        "/reviews/",
    ):
        assert any(part in path for path in shown), part


def test_no_page_of_the_staff_desk_runs_what_was_written(cast: Cast):
    client = client_for(cast, "staff")
    start = [
        link for link in Scanner(client.get("/admin/").content.decode()).links if link.startswith("/admin/")
    ]
    read = crawl(client, start)
    assert len(read) > 20
    assert not {path: bad for path, html in read.items() if (bad := Scanner(html).found)}
    assert sum("&lt;script&gt;" in html for html in read.values()) > 5


def test_a_refused_form_shows_what_was_typed_as_text(cast: Cast):
    client = client_for(cast, "staff")
    for path in (reverse("found_group"), reverse("admin:do_found_group")):
        answer = client.post(path, {"name": TEXT, "mandate": TEXT, "founded_on": '"><script>fire()</script>'})
        assert answer.status_code == 422
        assert not Scanner(answer.content.decode()).found


def test_no_mail_runs_what_was_written(cast: Cast):
    mail.outbox.clear()
    send_all(cast.now)
    assert len(mail.outbox) > 5
    letters = [part[0] for message in mail.outbox for part in message.alternatives]
    assert any("&lt;script&gt;" in html for html in letters)
    assert not [bad for html in letters if (bad := Scanner(html).found)]
    for message in mail.outbox:
        assert "\n" not in message.subject
        assert "\r" not in message.subject


def test_the_feed_holds_text(cast: Cast):
    answer = Client().get(reverse("decisions_feed"))
    feed = ET.fromstring(answer.content)
    assert not [each.tag for each in feed.iter() if each.tag.endswith("script")]
    texts = [each for element in feed.iter() for each in (element.text or "", *element.attrib.values())]
    assert any("script" in each for each in texts)
    for element in feed.iter():
        kind = element.attrib.get(
            "type", "html" if element.tag.endswith(("summary", "content", "description")) else "text"
        )
        if kind in {"html", "xhtml"} and not element.attrib.get("href"):
            assert not Scanner(element.text or "").found, element.tag


def files() -> list[str]:
    """The names of all routes that give a CSV file."""
    return sorted(
        str(name) for name in get_resolver().reverse_dict if isinstance(name, str) and name.endswith("_csv")
    )


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_file_holds_a_formula(db, formula: str):
    cast = raise_curtain(timezone.now() - timedelta(days=16))
    told_everywhere(cast, line=formula, text=formula)
    ballot = Ballot.objects.latest("pk")
    arguments = {"roll_call_csv": [ballot.pk], "roll_csv": [ballot.pk]}
    client = client_for(cast, "staff")
    assert files() == ["decisions_csv", "organizations_csv", "roll_call_csv", "roll_csv"]
    for name in files():
        answer = client.get(reverse(name, args=arguments.get(name, [])))
        assert answer.status_code == 200, name
        assert answer["Content-Disposition"].startswith("attachment"), name
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert len(rows) > 1, name
        cells = [cell for row in rows for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))], name
        assert [cell for cell in cells if cell.startswith(("'=", "'+", "'-", "'@"))], name
