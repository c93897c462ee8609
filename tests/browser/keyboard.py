"""A person who uses the keyboard alone, and sees at every step where they are."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.screens import Screen
from tests.cast import PASSWORD

MOST_TABS = 160
FOCUSED = """async () => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
    const label = at.labels?.[0]?.innerText || at.innerText || at.getAttribute("aria-label");
    return {
        words: (label || at.value || "").trim(),
        name: (at.getAttribute("aria-label") || label || at.value || "").trim(),
        isSomewhere: at !== document.body,
        // the parts of a date are ringed by the browser itself
        hasRing: at.matches("[type=date]:not(:focus-visible)")
            || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0),
        isInView: box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight && box.right > 0,
    };
}"""


def tab_to(page: Page, words: str, *, around: bool = False) -> None:
    """Press Tab until what has the focus begins with these words; on the way it must always be seen.

    With ``around``, once past the end of the page to its start.
    """
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if around and not focused["isSomewhere"]:
            around = False
            continue
        assert focused["isSomewhere"], f"the page ended before {words}"
        assert (focused["hasRing"], focused["isInView"]) == (True, True), focused["words"]
        if focused["words"].startswith(words) or focused["name"].startswith(words):
            return
    pytest.fail(f"no way to {words} by Tab")


def skip_to_content(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["words"] == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


class Hands:
    """Somebody's hands on the keyboard; addresses are opened as from a mail."""

    def __init__(self, screen: Screen) -> None:
        self.screen, self.page = screen, screen.page

    def open(self, address: str) -> None:
        self.page.goto("about:blank")
        self.screen.open(address)
        self.arrive()

    def arrive(self) -> None:
        """Go past the navigation, unless the address leads past it: a form is sent to the page it is on."""
        if not urlsplit(self.page.url).fragment:
            skip_to_content(self.page)

    def go_to(self, words: str) -> None:
        """Follow the link, or press the button, whose words begin so."""
        tab_to(self.page, words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.arrive()

    def press(self, words: str) -> None:
        """Press a button that stays on the page, wherever on it."""
        tab_to(self.page, words, around=True)
        self.page.keyboard.press("Enter")

    def tick(self, words: str) -> None:
        tab_to(self.page, words)
        self.page.keyboard.press("Space")

    def type(self, label: str, text: str) -> None:
        tab_to(self.page, label)
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.type(text)

    def sign_in(self, email: str) -> None:
        self.open("/account/login/")
        self.type("Email", email)
        self.type("Password", PASSWORD)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.reads("heading", "need")

    def reads(self, role: str, words: str) -> None:
        self.screen.reads(role, words)

    def shows(self, words: str) -> None:
        self.screen.shows(words)
