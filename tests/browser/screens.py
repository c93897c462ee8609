"""A person in front of a browser."""

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

from tests.cast import PASSWORD

PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


class Screen:
    """One person's browser context with one page; what the console complains of is kept."""

    def __init__(self, name: str, context: BrowserContext) -> None:
        self.name = name
        self.context = context
        self.complaints: list[str] = []
        context.set_default_timeout(PATIENCE)
        self.page: Page = context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, message: ConsoleMessage) -> None:
        """Errors and refusals of the security policy; the status of a page is asserted in ``open``."""
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def open(self, address: str, status: int = 200) -> None:
        """Go to an address, which must answer with that status."""
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status == status, (address, answer.status)

    def sign_in(self, email: str) -> None:
        """Through the sign-in page, with the password of the cast."""
        self.open("/account/login/")
        self.fill("Email", email)
        self.fill("Password", PASSWORD)
        self.press("Sign in")
        self.reads("heading", "need")

    def press(self, name: str) -> None:
        """A button of the page itself."""
        self.page.locator("main").get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        """A link of the page itself."""
        self.page.locator("main").get_by_role("link", name=name).first.click()

    def fill(self, label: str, text: str) -> None:
        self.page.locator("main").get_by_label(label).first.fill(text)

    def choose(self, label: str) -> None:
        """The first option whose label begins with these words."""
        begins = re.compile(rf"\s*{re.escape(label)}\b")
        self.page.locator("main").get_by_role("radio", name=begins).first.check()

    def pick(self, label: str, option: str) -> None:
        """The first option of a list that has these words."""
        choices = self.page.locator("main").get_by_role("combobox", name=label)
        choices.select_option(choices.locator("option", has_text=option).first.get_attribute("value"))

    def reads(self, role: str, words: str) -> None:
        """Wait until the page shows this heading, link or the like."""
        expect(self.page.locator("main").get_by_role(role, name=words).first).to_be_visible()  # type: ignore[arg-type]

    def shows(self, words: str) -> None:
        """Wait until these words stand on the page, messages included."""
        expect(self.page.get_by_text(words).first).to_be_visible()

    def as_left(self) -> str:
        """Where this person got to."""
        return f"--- {self.name}: {self.page.url}\n{self.page.locator('body').inner_text()[:800]}\n"
