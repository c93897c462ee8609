"""Voters at real web pages: they read the forms that they are sent and answer them."""

import html
import http.client
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from alliance.voting.secrecy.ballot_form import Ballot as Marked
from alliance.voting.secrecy.ballot_form import BallotForm
from alliance.voting.secrecy.tracker import Tracker, draw_tracker, read_code

INPUT = re.compile(r"<input\b[^>]*>")
ATTRIBUTE = re.compile(r'\b(name|value)="([^"]*)"')
CODE = re.compile(r'class="tracker-code">([0-9A-Z-]{19})<')
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and how long the whole request was that asked for it."""

    status: int
    body: str
    headers: dict[str, str]
    sent: int


@dataclass
class Browser:
    """One signed-in person; the connection is kept while it lives."""

    port: int
    session: str
    csrf: str = "c" * 32
    connection: http.client.HTTPConnection | None = field(default=None, repr=False)

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = FORM) -> Answer:
        """One request.

        Raises:
            OSError, http.client.HTTPException: no whole answer came.
        """
        headers = {"Cookie": f"sessionid={self.session}; csrftoken={self.csrf}", "X-CSRFToken": self.csrf}
        headers |= {"Content-Type": kind} if body else {}
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
            said = response.read().decode()
        except (OSError, http.client.HTTPException):
            self.leave()
            raise
        return Answer(response.status, said, dict(response.getheaders()), len(path) + len(body))

    def leave(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """The connection ends with the block."""
        try:
            yield
        finally:
            self.leave()

    def looks(self, path: str) -> Answer:
        """Read one page and leave."""
        with self.leaving():
            return self.ask("GET", path)

    # Voting ------------------------------------------------------------------------------------------------
    def marks(self, ballot: str, marked: Marked) -> Answer:
        """Choose and send the form: the page on which the vote is checked."""
        page = self.ask("GET", f"/ballots/{ballot}/vote/")
        assert page.status == 200, page.body
        fields = hidden(page.body) | {
            f"mark_{at}": "" if mark is None else str(mark) for at, mark in enumerate(marked.marks)
        }
        return self.ask("POST", f"/ballots/{ballot}/vote/check/", urlencode(fields).encode())

    def casts(self, ballot: str, check: Answer) -> Answer:
        """Cast what the check page shows."""
        fields = {**hidden(check.body), "step": "cast"}
        return self.ask("POST", f"/ballots/{ballot}/vote/", urlencode(fields).encode())

    def votes(self, ballot: str, marked: Marked) -> Tracker:
        """Vote on the pages; the tracker that is shown."""
        recorded = self.casts(ballot, self.marks(ballot, marked))
        assert recorded.status == 200, recorded.body
        found = CODE.search(recorded.body)
        assert found, recorded.body
        return read_code(found[1])

    def sends(self, ballot: str, marked: Marked, form: BallotForm) -> Tracker:
        """Vote through the API, with a tracker of the own."""
        tracker = draw_tracker()
        named = {name: mark for name, mark in zip(form.options, marked.marks, strict=True) if mark}
        body = json.dumps({"marks": named, "tracker": tracker.code}).encode()
        answer = self.ask("POST", f"/api/v1/ballots/{ballot}/vote/", body, "application/json")
        assert answer.status == 200, answer.body
        return tracker


def hidden(page: str) -> dict[str, str]:
    """The names and values of a page's inputs."""
    found = (dict(ATTRIBUTE.findall(each)) for each in INPUT.findall(page))
    return {each["name"]: html.unescape(each.get("value", "")) for each in found if "name" in each}
