"""Takes the pictures of the README from a running demonstration: ``python -m docs.pictures.take [address]``.

Start one with ``python3 manage.py demo``. Each picture is one screen, 1280 pixels wide.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from alliance.local.browser import find

HERE = Path(__file__).parent
SCREEN = {"width": 1280, "height": 860}


def proposal(page: Page) -> None:
    """One that waits for its chair to call the vote, as the chair sees it."""
    page.goto("/my/")
    page.locator("main a[href^='/proposals/P-']").first.click()


def result(page: Page) -> None:
    """The latest ballot that passed."""
    page.goto("/ballots/?outcome=passed")
    page.locator("main a[href^='/ballots/B-']").first.click()
    page.get_by_role("link", name="See the result").click()


def my_work(page: Page) -> None:
    """What waits for a representative with several roles."""
    page.goto("/my/")


def members(page: Page) -> None:
    """The directory."""
    page.goto("/members/")


PICTURES: list[tuple[str, str, str, Callable[[Page], None]]] = [
    ("proposal.png", "light", "Chair", proposal),
    ("result.png", "dark", "", result),
    ("my-work.png", "light", "Voter and author", my_work),
    ("members.png", "light", "", members),
]


def take(browser: Browser, address: str) -> None:
    """All pictures, into the folder of this file."""
    for name, theme, role, go in PICTURES:
        with browser.new_context(
            base_url=address, viewport=SCREEN, color_scheme=theme, timezone_id="UTC"
        ) as context:
            page = context.new_page()
            if role:
                sign_in(page, role)
            go(page)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=HERE / name, animations="disabled")
            sys.stdout.write(f"{name}: {(HERE / name).stat().st_size // 1000} kB\n")


def sign_in(page: Page, role: str) -> None:
    """As the person whom the sign-in page of a demonstration offers for that role."""
    page.goto("/account/login/")
    offered = page.locator(".demo-sign-ins")
    person = offered.locator("dl > div").filter(has=page.locator(f"b:text-is('{role}')"))
    page.locator("#id_login").fill(person.locator("code").inner_text())
    page.locator("#id_password").fill(offered.locator("code").first.inner_text())
    page.locator(".entrance-form button").click()
    page.wait_for_url("**/my/")


if __name__ == "__main__":
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find() or None)
        take(chromium, sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000")
        chromium.close()
