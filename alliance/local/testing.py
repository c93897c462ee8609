"""``manage.py test``: every test, on servers and in a browser of its own."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from alliance.local import browser, environment, servers
from alliance.local.places import LOCAL, ROOT, folder, need_space
from alliance.local.terminal import say

SPACE_NEEDED_MB = 300


def main(arguments: Sequence[str]) -> int:
    """Set up, start servers, run pytest with ``arguments``, stop the servers; returns pytest's exit status.

    ``--run PROGRAM ...`` runs another program on the servers instead of pytest.

    Raises:
        Problem: something on this machine is in the way; the sentence says what to do.
    """
    environment.enter("test")
    need_space(folder(LOCAL), SPACE_NEEDED_MB, "running the tests")
    command = [sys.executable, "-m", "pytest", *arguments]
    variables = {"PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])}
    if arguments[:1] == ["--run"]:
        command = list(arguments[1:])
    elif path := browser.find():
        variables[browser.VARIABLE] = path
    with _own_folder() as home, servers.running(home, durable=False, narrate=False) as found:
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)  # pyproject.toml names those of the tests
        return _in_foreground(command, {**os.environ, **_settings(), **variables, **found.variables()})


def _settings() -> dict[str, str]:
    return {
        "SECRET_KEY": "only for tests, where nothing is secret",
        "INSECURE_HTTP": "1",
        "STATIC_FROM_SOURCE": "1",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright keeps an event loop in the thread of the tests
    }


def _in_foreground(command: list[str], variables: dict[str, str]) -> int:
    """Run a program that keeps the terminal: Ctrl-C reaches it, and it says the last word."""
    before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGQUIT)}
    try:
        with subprocess.Popen(command, cwd=ROOT, env=variables, preexec_fn=_heed_signals) as process:  # noqa: PLW1509
            signal.signal(signal.SIGTERM, lambda _number, _frame: process.terminate())
            signal.signal(signal.SIGHUP, lambda _number, _frame: process.terminate())
            return process.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _heed_signals() -> None:
    for number in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)


@contextmanager
def _own_folder() -> Iterator[Path]:
    """A folder for this run's servers that no other run uses; kept, so that the next one starts faster."""
    number = 1
    while True:
        home = folder(LOCAL / f"test-{number}")
        with (home / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                number += 1
                continue
            _forget_broken(home)
            unfinished = home / "unfinished"
            unfinished.touch()
            yield home
            unfinished.unlink()
            return


def _forget_broken(home: Path) -> None:
    """Without fsync, data that were not shut down in order are made anew rather than trusted."""
    if (home / "unfinished").exists() and (home / "postgres").exists():
        say("The last test run was cut off; making its database anew.")
        shutil.rmtree(home / "postgres")
