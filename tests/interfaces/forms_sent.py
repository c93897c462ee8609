"""A form as a browser sends it, and a page as a browser reads it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from django.core.files import File
from django.test import Client

FORM = "application/x-www-form-urlencoded"
TEXT_INPUTS = {"text", "email", "url", "number", "date", "datetime-local", "hidden", "search", "password"}


def send(client: Client, path: str, data: dict[str, Any]) -> Any:
    """POST as a browser does. Half a surrogate pair is sent as the bytes that a careless program would
    send."""
    if any(isinstance(each, File) for each in data.values()):
        for each in data.values():
            if isinstance(each, File):
                each.seek(0)
        return client.post(path, data)
    body = urlencode(data, doseq=True, encoding="utf-8", errors="surrogatepass")
    return client.post(path, body, content_type=FORM)


@dataclass
class Page(HTMLParser):
    """What stands in the controls of a page (by name), and the texts of its errors (by the id of their
    list)."""

    html: str
    typed: dict[str, list[str]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    html_text: str = ""
    _area: str | None = None
    _select: str | None = None
    _list: str | None = None

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        name = found.get("name", "")
        match tag:
            case "input" if found.get("type", "text") in TEXT_INPUTS or "checked" in found:
                self.typed.setdefault(name, []).append(found.get("value", ""))
            case "textarea":
                self._area = name
                self.typed.setdefault(name, []).append("")
            case "select":
                self._select = name
            case "option" if "selected" in found and self._select is not None:
                self.typed.setdefault(self._select, []).append(found.get("value", ""))
            case "ul" if "errorlist" in found.get("class", ""):
                self._list = found.get("id", "")
                self.errors.setdefault(self._list, "")
            case "a":
                self.links.append(found.get("href", ""))

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "textarea" if self._area is not None:
                text = self.typed[self._area][-1]
                self.typed[self._area][-1] = text.removeprefix("\n")
                self._area = None
            case "select":
                self._select = None
            case "ul":
                self._list = None

    def handle_data(self, data: str) -> None:
        self.html_text += data
        if self._area is not None:
            self.typed[self._area][-1] += data
        elif self._list is not None:
            self.errors[self._list] += data
