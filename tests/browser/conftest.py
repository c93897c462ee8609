"""The running product for a browser: the web server, a folder for its mail, people at their screens."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from playwright.sync_api import Browser

from alliance.accounts.models import User
from tests.browser.post import Post
from tests.browser.screens import Screen
from tests.browser.worker import running_worker
from tests.cast import Cast, raise_curtain
from tests.chromium import chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Playwright keeps an event loop in this thread, which Django would take for asynchronous code."""
    with pytest.MonkeyPatch.context() as patch, chromium() as found:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield found


@pytest.fixture
def post(settings, tmp_path: Path, live_server) -> Post:
    """The mail that web server and worker send, in one folder."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    settings.SITE_URL = live_server.url
    return Post(tmp_path / "mail")


@pytest.fixture
def cast(browser: Browser, transactional_db: None, post: Post) -> Cast:
    """The cast, on stage for a month, everyone's e-mail address confirmed."""
    cast = raise_curtain(timezone.now() - timedelta(days=30))
    cast.now = timezone.now()
    confirm_addresses()
    return cast


def confirm_addresses() -> None:
    EmailAddress.objects.bulk_create(
        [
            EmailAddress(user=user, email=user.email, verified=True, primary=True)
            for user in User.objects.filter(emailaddress=None)
        ]
    )


@pytest.fixture
def worker(cast: Cast, post: Post, live_server, tmp_path: Path) -> Iterator[None]:
    """A real Celery worker with its beat, on the test's database and mail folder."""
    with running_worker(tmp_path, post.folder, live_server.url):
        yield


@pytest.fixture
def sit_down(browser: Browser, live_server) -> Iterator[Callable[..., Screen]]:
    """Opens a browser of its own for a person; its options are those of a Playwright context."""
    screens: list[Screen] = []

    def sit_down(name: str, **options: object) -> Screen:
        options = {"viewport": {"width": 1280, "height": 900}, "timezone_id": "UTC", **options}
        screen = Screen(name, browser.new_context(base_url=live_server.url, **options))
        screens.append(screen)
        return screen

    yield sit_down
    for screen in screens:
        print(screen.as_left())  # pytest shows it when the test failed
        screen.context.close()
    complaints = {screen.name: screen.complaints for screen in screens if screen.complaints}
    assert complaints == {}
