"""A Chromium for the browser tests: named, found, or installed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from alliance.local.problems import Problem
from alliance.local.terminal import say

VARIABLE = "TEST_BROWSER"
_ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
_ON_MACOS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
_PLAYWRIGHT_FOLDERS = ("~/.cache/ms-playwright", "~/Library/Caches/ms-playwright")
_LAUNCH = "from playwright.sync_api import sync_playwright as p\nwith p() as q: q.chromium.launch().close()"


def find() -> str:
    """The path of a Chromium, or nothing for Playwright's own; installs one as the last resort.

    Raises:
        Problem: there is none and none could be installed.
    """
    if named := os.environ.get(VARIABLE):
        if found := shutil.which(named):
            return found
        message = f"{VARIABLE} names {named}, which is not a program on this machine."
        raise Problem(message)
    if _playwrights_own():
        return ""
    return _installed() or _install()


def _installed() -> str:
    for name in (*_ON_PATH, *_ON_MACOS):
        if found := shutil.which(name):
            return found
    return ""


def _playwrights_own() -> bool:
    places = [
        os.environ.get("PLAYWRIGHT_BROWSERS_PATH", ""),
        "~/.cache/ms-playwright",
        "~/Library/Caches/ms-playwright",
    ]
    folders = [Path(place).expanduser() for place in places if place]
    if not any(any(folder.glob("chromium*")) for folder in folders):
        return False
    return _quietly([sys.executable, "-c", _LAUNCH])


def _install() -> str:
    say("No browser here; installing a Chromium for the tests.")
    if (
        _quietly([sys.executable, "-m", "playwright", "install", "chromium", "--only-shell"])
        and _playwrights_own()
    ):
        return ""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        install = ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]
        if _quietly(install) or (_quietly(["apt-get", "update"]) and _quietly(install)):
            return _installed()
    message = (
        "The browser tests need Chromium, Chrome or Edge. Install one, or name its program in TEST_BROWSER, "
        "and run the command again."
    )
    raise Problem(message)


def _quietly(command: list[str]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command, check=False, capture_output=True, stdin=subprocess.DEVNULL, env=environment
    )
    return done.returncode == 0
