"""The one place where the tests start a browser."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from alliance.local.browser import find


@contextmanager
def chromium() -> Iterator[Browser]:
    """A Chromium: named in TEST_BROWSER, found, or installed."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find() or None)
        try:
            yield browser
        finally:
            browser.close()
