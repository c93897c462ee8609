"""A browser, and the site that answers it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.chromium import chromium
from tests.web.site import ORIGIN, Site


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=ORIGIN)
    page = context.new_page()
    page.route("**/*", site.answer)
    page.on("console", lambda message: message.type == "error" and site.complaints.append(message.text))
    page.on("pageerror", lambda error: site.complaints.append(str(error)))
    yield page
    context.close()
