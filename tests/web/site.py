"""Pages for a browser without a server: its requests are answered here, nothing leaves."""

import json
import mimetypes
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.template import engines
from django.test import RequestFactory
from playwright.sync_api import Page, Route

STATIC = Path(__file__).parents[2] / "static"
ORIGIN = "http://localhost:9"
POLICY = "; ".join(f"{name} {value}" for name, value in settings.CONTENT_SECURITY_POLICY.items())
DOCUMENT = """<!doctype html><html lang="en"><head><title>t</title>
<link rel="stylesheet" href="/static/css/site.css"><script type="module" src="/static/js/site.js"></script>
</head><body><main id="main"><h1>t</h1>{}</main></body></html>"""


class Site:
    """Pages by path, and what was posted to them."""

    def __init__(self) -> None:
        self.pages: dict[str, Callable[[str], str]] = {}
        self.posts: list[tuple[dict[str, list[str]], dict[str, str]]] = []
        self.post_answer = (204, "")
        self.kept: dict[str, str] = {}
        self.complaints: list[str] = []

    def serve(self, path: str, source: str, **context: object) -> None:
        html = engines["django"].from_string(source).render(context, RequestFactory().get(path))
        self.pages[path] = lambda _query: DOCUMENT.format(html)

    def answer(self, route: Route) -> None:
        address = urlsplit(route.request.url)
        if route.request.method == "POST":
            self.posts.append((parse_qs(route.request.post_data or ""), route.request.headers))
            status, detail = self.post_answer
            body = json.dumps({"detail": detail}) if detail else json.dumps(self.kept)
            return route.fulfill(status=status, body=body, content_type="application/problem+json")
        if address.path.startswith("/static/"):
            file = STATIC / address.path.removeprefix("/static/")
            return route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file)[0])
        if page := self.pages.get(address.path):
            headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}
            return route.fulfill(body=page(address.query), headers=headers)
        return route.fulfill(status=404, body="")

    def open(self, page: Page, path: str) -> None:
        page.goto(path)
        page.wait_for_function("'js' in document.documentElement.dataset")
