"""``manage.py demo``: the whole product on this machine, under one supervisor."""

import argparse
import errno
import fcntl
import json
import os
import platform
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import TextIO

from alliance.local import environment, servers
from alliance.local.places import folder, need_space
from alliance.local.problems import Problem
from alliance.local.supervisor import HOME, LENT, Demo
from alliance.local.terminal import say

SPACE_NEEDED_MB = 200
HIGHEST_PORT = 65_535
MOST_ORGANIZATIONS = 10_000


def main(arguments: Sequence[str]) -> int:
    """Set up and run the demo until Ctrl-C; returns the exit status.

    Raises:
        Problem: something on this machine is in the way; the sentence says what to do.
    """
    options = _parse(arguments)
    _need_port(options.port)
    environment.enter("local")
    with _stop_signals() as stop, _only_one(options.port):
        if options.fresh:
            _forget()
        need_space(HOME, SPACE_NEEDED_MB, "the demo")
        return Demo(options.port, options.size, stop).run()


def lend_servers(variables: MutableMapping[str, str]) -> None:
    """Let another command use the servers of the running demo, unless it has been given its own."""
    if servers.named("DATABASE_URL", variables) or not LENT.exists():
        return
    with (HOME / "lock").open() as lock:
        if not _locked(lock):
            LENT.unlink()  # left by a demo that was killed
            return
    lent = json.loads(LENT.read_text(encoding="utf-8"))
    variables.update({name: value for name, value in lent.items() if name not in variables})


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="manage.py demo",
        description="Set up all that Alliance needs in this folder and run the demo alliance until Ctrl-C.",
        epilog="DATABASE_URL and REDIS_URL name servers of your own. All that the demo keeps is in .local/.",
    )
    parser.add_argument("--port", type=_port, default=8000, help="where the portal answers (default: 8000)")
    parser.add_argument("--size", type=_size, metavar="N", help="how many member organizations (default: 85)")
    parser.add_argument("--fresh", action="store_true", help="first forget all that the demo kept")
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    return _whole_number(text, HIGHEST_PORT)


def _size(text: str) -> int:
    return _whole_number(text, MOST_ORGANIZATIONS)


def _whole_number(text: str, highest: int) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= highest):
        message = f"must be a whole number from 1 to {highest}, not {text!r}"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def _need_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise
            why = "is in use" if error.errno == errno.EADDRINUSE else "may be opened by root only"
            another = 8001 if port == 8000 else 8000
            message = f"Port {port} {why}. Choose another: python3 manage.py demo --port {another}"
            raise Problem(message) from None


@contextmanager
def _only_one(port: int) -> Iterator[None]:
    """Hold the demo's folder; the lock goes with this process, however it ends."""
    with (folder(HOME) / "lock").open("a+") as lock:
        if _locked(lock):
            lock.seek(0)
            message = f"This folder's demo is already running ({lock.read().strip()}). Stop that one first."
            raise Problem(message)
        lock.truncate(0)
        lock.write(f"process {os.getpid()}, port {port}")
        lock.flush()
        _end_orphans()
        yield


def _locked(lock: TextIO) -> bool:
    """Whether another process holds the lock; if not, this one does from now on."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def _end_orphans() -> None:
    """Where the kernel does not end children with their parent (macOS), end what a killed demo left."""
    if platform.system() == "Linux":
        return
    listing = subprocess.run(
        ["ps", "-axo", "pid=,ppid=,command="], check=False, capture_output=True, text=True
    )
    for line in listing.stdout.splitlines():
        pid, parent, command = line.split(None, 2)
        if parent == "1" and str(HOME) in command:
            os.kill(int(pid), signal.SIGINT)
            time.sleep(1)


def _forget() -> None:
    if servers.named("DATABASE_URL"):
        message = "--fresh forgets the demo's own database only. Empty the one of DATABASE_URL yourself."
        raise Problem(message)
    say("Forgetting what the demo kept.")
    for kept in HOME.iterdir():
        if kept.is_dir():
            shutil.rmtree(kept)
        elif kept.name != "lock":
            kept.unlink()


@contextmanager
def _stop_signals() -> Iterator[threading.Event]:
    """An event that Ctrl-C, SIGTERM and a closed terminal set, once the environment is there."""
    stop = threading.Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, ask) for number in numbers}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
