"""The supervisor of the demo: starts every part, watches them, and stops them all together."""

import json
import os
import secrets
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import NoReturn, TextIO

from alliance.local import processes, servers
from alliance.local.places import LOCAL, MANAGE, ROOT, folder
from alliance.local.problems import DISK_FULL, Problem
from alliance.local.processes import Child
from alliance.local.terminal import say

HOME = LOCAL / "demo"
LENT = HOME / "servers.json"


class Stopped(Exception):  # noqa: N818 - not an error
    """Somebody asked the demo to stop."""


class Demo:
    """The demo while it runs: its servers, its own processes, and what they are told."""

    def __init__(self, port: int, size: int | None, stop: threading.Event) -> None:
        self.port = port
        self.size = size
        self.address = f"http://localhost:{port}"
        self.stop = stop
        self.children: list[Child] = []
        self.variables: dict[str, str] = {}

    def run(self) -> int:
        """Start everything, wait until somebody stops it, stop everything.

        Raises:
            Problem: a part did not start, or ended by itself.
        """
        began = time.monotonic()
        try:
            with servers.running(HOME, durable=True) as found:
                self.children += found.started
                ours = _variables(found, self.address)
                self.variables = {**os.environ, **ours}
                ours |= self._recovery()
                _write_secret(LENT, json.dumps(ours))
                try:
                    self._prepare()
                    self._start()
                    self._wait_for_page()
                    self._greet(time.monotonic() - began)
                    self._watch()
                finally:
                    self._stop_own()
        except Stopped:
            say("Stopped.")
            return 0
        finally:
            LENT.unlink(missing_ok=True)

    def _recovery(self) -> dict[str, str]:
        """Who can restore a lost key of a secret ballot: here the demo itself."""
        own, public = HOME / "recovery.key", HOME / "recovery.public"
        if not (own.exists() and public.exists()):
            own.unlink(missing_ok=True)
            self._step("recovery", "new", str(own))
            said = self._log("recovery").read_text(encoding="utf-8").split()
            public.write_text(said[-1], encoding="utf-8")
        self.variables["RECOVERY_RECIPIENTS"] = public.read_text(encoding="utf-8")
        return {"RECOVERY_RECIPIENTS": self.variables["RECOVERY_RECIPIENTS"]}

    def _prepare(self) -> None:
        say("Preparing the tables.")
        self._step("migrate", "--no-input", "--verbosity", "0")
        say("Loading the demo alliance; the first time this takes a little.")
        sign_ins = str(HOME / "sign-ins.txt")
        size = ["--size", str(self.size)] if self.size else []
        self._step("load_demo", *size, "--sign-ins-file", sign_ins, narrate=True)

    def _step(self, command: str, *arguments: str, narrate: bool = False) -> None:
        """Run one management command to its end, showing what it says if asked to."""
        child = processes.spawn(
            command,
            [sys.executable, MANAGE, command, *arguments],
            log=self._log(command),
            environment=self.variables,
        )
        self.children.append(child)
        with child.log.open(encoding="utf-8", errors="replace") as output:
            while child.alive:
                self._look(but=child)
                if narrate:
                    _show_new_lines(output)
                self.stop.wait(0.05)
            if narrate:
                _show_new_lines(output)
        self.children.remove(child)
        if child.process.returncode:
            self._refuse(child, "failed")

    def _start(self) -> None:
        python = sys.executable
        say("Starting the portal, the worker and its clock.")
        web = (
            *(python, "-m", "gunicorn", "alliance.wsgi:application", "--bind", f"127.0.0.1:{self.port}"),
            *("--worker-class", "gthread", "--workers", "1", "--threads", "8", "--no-control-socket"),
            *("--log-level", "warning", "--graceful-timeout", "5"),
        )
        celery = (python, "-m", "celery", "-A", "alliance", "--quiet")
        alone = ("--without-gossip", "--without-mingle")
        worker = (*celery, "worker", "--pool", "threads", "--concurrency", "4", "--loglevel", "info", *alone)
        beat = (
            *celery,
            "beat",
            "--loglevel",
            "info",
            "--pidfile",
            "",
            "--schedule",
            str(HOME / "beat-schedule"),
        )
        for name, command in (("portal", web), ("worker", worker), ("beat", beat)):
            child = processes.spawn(name, command, log=self._log(name), environment=self.variables)
            self.children.append(child)

    def _log(self, name: str) -> Path:
        return HOME / "log" / f"{name}.log"

    def _wait_for_page(self, within: float = 90.0) -> None:
        deadline = time.monotonic() + within
        while not _answers(self.port):
            self._look()
            if time.monotonic() > deadline:
                portal = next(child for child in self.children if child.name == "portal")
                self._refuse(portal, f"did not answer within {within:.0f} s")
            self.stop.wait(0.1)

    def _greet(self, seconds: float) -> None:
        say()
        say(f"Alliance runs at {self.address}/  (ready after {seconds:.0f} s)")
        sign_ins = HOME / "sign-ins.txt"
        if sign_ins.exists():
            say()
            say(sign_ins.read_text(encoding="utf-8").rstrip())
        say()
        kept = HOME.relative_to(ROOT) if HOME.is_relative_to(ROOT) else HOME
        say(f"Mails are in {kept}/mail, logs in {kept}/log. Ctrl-C stops everything.")

    def _watch(self) -> NoReturn:
        while True:
            self._look()
            self.stop.wait(0.5)

    def _look(self, *, but: Child | None = None) -> None:
        """Leave when somebody wants to stop or a part has ended."""
        if self.stop.is_set():
            say("Stopping.")
            raise Stopped
        for child in self.children:
            if child is not but and not child.alive:
                code = child.process.returncode
                self._refuse(
                    child,
                    f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}",
                )

    def _refuse(self, child: Child, what: str) -> NoReturn:
        said = child.last_words()
        if "No space left on device" in said:
            raise Problem(DISK_FULL)
        message = f"{child.name} {what}, so the demo stops." + (
            f" The end of {child.log}:\n{said}" if said else ""
        )
        raise Problem(message)

    def _stop_own(self) -> None:
        """Stop what runs on the servers; the servers themselves stop where they were started."""
        processes.stop([child for child in self.children if child.name not in {"PostgreSQL", "Valkey"}])


def _variables(found: servers.Servers, address: str) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "alliance.settings",
        "ALLIANCE_DEMO": "1",
        "SECRET_KEY": _secret_key(),
        "SITE_URL": address,
        "INSECURE_HTTP": "1",
        "STATIC_FROM_SOURCE": "1",
        "KEY_DIRECTORY": str(folder(HOME / "keys")),
        "RECOVERY_DIRECTORY": str(folder(HOME / "recovery")),
        "MAIL_DIR": str(folder(HOME / "mail")),
        "PYTHONUNBUFFERED": "1",
        **found.variables(),
    }


def _secret_key() -> str:
    path = HOME / "secret_key"
    if not path.exists():
        _write_secret(path, secrets.token_urlsafe(50))
    return path.read_text(encoding="utf-8")


def _write_secret(path: Path, content: str) -> None:
    path.touch(mode=0o600)
    path.write_text(content, encoding="utf-8")


def _show_new_lines(output: TextIO) -> None:
    while True:
        start = output.tell()
        line = output.readline()
        if not line.endswith("\n"):
            output.seek(start)
            return
        say(f"  {line.rstrip()}")


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as page:
            return bool(page.status == 200)
    except urllib.error.HTTPError as answer:
        message = f"The portal answers with status {answer.code}; see {HOME / 'log' / 'portal.log'}."
        raise Problem(message) from None
    except OSError:
        return False
