"""The virtual environment ``.venv``, made from the hash-pinned requirements."""

import fcntl
import hashlib
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alliance.local.places import LOCAL, MANAGE, REQUIREMENTS, ROOT, VENV, folder, need_space
from alliance.local.problems import DISK_FULL, Problem
from alliance.local.terminal import say

KINDS = ("base", "local", "test")  # each holds those before it
SPACE_NEEDED_MB = {"base": 400, "local": 600, "test": 900}
COUNTING = {"numpy": (2,), "pyyaml": (6,), "tqdm": (4,)}
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "alliance-requirements"
_AGAIN = "ALLIANCE_ENVIRONMENT_ENTERED"

NO_NETWORK = (
    "The packages could not be downloaded. Does this machine reach the network (or your package mirror)? "
    "What the installer said:\n{said}"
)
HASH_MISMATCH = (
    "A downloaded package is not the one that requirements/{kind}.txt pins, so nothing was installed. "
    "A proxy or mirror may have altered it. What the installer said:\n{said}"
)
UNKNOWN = "The environment could not be set up. What the installer said:\n{said}"
_NOISE = re.compile(
    r"\s*(WARNING|Ignoring|Looking in|Collecting|Downloading|Processing|Using cached|Obtaining)\b"
)
_CAUSES = (
    (re.compile(r"no space left on device|disk quota exceeded|os error 28", re.I), DISK_FULL),
    (re.compile(r"do not match the hashes|hash mismatch", re.I), HASH_MISMATCH),
    (
        re.compile(
            r"name resolution|failed to establish a new connection|network is unreachable|failed to fetch"
            r"|dns error|error sending request|connection (refused|reset|timed out)|proxyerror"
            r"|could not find a version|no matching distribution|not found in the package registry",
            re.I,
        ),
        NO_NETWORK,
    ),
)


def enter(kind: str) -> None:
    """Return when this interpreter has what ``requirements/<kind>.txt`` asks for; else go on in ``.venv``.

    ``.venv`` is made or completed if need be. An environment of the user's own that has the packages will do.

    Raises:
        Problem: the environment cannot be made; the sentence says why.
    """
    inside = Path(sys.prefix).resolve() == VENV.resolve()
    if _stamped(kind) if inside else _satisfied(kind):
        os.environ.pop(_AGAIN, None)
        return
    if os.environ.pop(_AGAIN, ""):
        message = f"The environment in {VENV} does not work. Remove that folder and run the command again."
        raise Problem(message)
    with _one_at_a_time():
        if not (_stamped(kind) and _works()):
            _make(kind)
    os.environ[_AGAIN] = "1"
    sys.stdout.flush()
    os.execv(PYTHON, [str(PYTHON), str(MANAGE), *sys.argv[1:]])  # noqa: S606 - the same command, in .venv


def can_count() -> bool:
    """Whether this interpreter has the packages that counting ballots takes, in the releases it takes."""
    try:
        return all(_release(importlib.metadata.version(name)) >= least for name, least in COUNTING.items())
    except importlib.metadata.PackageNotFoundError:
        return False


def _digest(kind: str) -> str:
    python = ".".join(str(part) for part in sys.version_info[:2])
    return hashlib.sha256(python.encode() + (REQUIREMENTS / f"{kind}.txt").read_bytes()).hexdigest()


def _stamped(kind: str) -> bool:
    return STAMPS.is_file() and f"{kind} {_digest(kind)}" in STAMPS.read_text(encoding="utf-8").splitlines()


def _works() -> bool:
    return (
        PYTHON.exists()
        and subprocess.run([PYTHON, "-c", ""], check=False, capture_output=True).returncode == 0
    )


def _satisfied(kind: str) -> bool:
    """Whether every package named in the .in files is here, of the pinned major release and not older."""
    pinned_lines = re.findall(r"^([a-z0-9-]+)==([^ \\;]+)", (REQUIREMENTS / f"{kind}.txt").read_text(), re.M)
    pins = dict(
        sorted(pinned_lines, key=lambda pin: _release(pin[1]), reverse=True)
    )  # the oldest for any Python
    for holder in KINDS[: KINDS.index(kind) + 1]:
        for name in re.findall(r"^[a-zA-Z][\w-]*", (REQUIREMENTS / f"{holder}.in").read_text(), re.M):
            try:
                installed = _release(importlib.metadata.version(name))
            except importlib.metadata.PackageNotFoundError:
                return False
            pinned = _release(pins[name.lower()])
            if installed[0] != pinned[0] or installed < pinned:
                return False
    return True


def _release(version: str) -> tuple[int, ...]:
    numbers = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(int(part) for part in numbers[0].split(".")) if numbers else (0,)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with (folder(LOCAL) / "environment.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another command is setting up the environment; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(kind: str) -> None:
    need_space(ROOT, SPACE_NEEDED_MB[kind], "setting up")
    began = time.monotonic()
    uv = _uv()
    if not _works():
        say("Making a virtual environment in .venv (once).")
        _make_venv(uv)
    say(f"Installing the packages of requirements/{kind}.txt with {'uv' if uv else 'pip'}.")
    if not (uv and _installed_by_uv(kind, uv)):
        failure = _install(kind, [*_pip(), "install", "--progress-bar", "off"])
        if failure:
            raise Problem(explained(failure, kind))
    held = KINDS[: KINDS.index(kind) + 1]
    STAMPS.write_text("".join(f"{name} {_digest(name)}\n" for name in held), encoding="utf-8")
    say(f"The environment is ready after {time.monotonic() - began:.0f} s.")


def _uv() -> str | None:
    uv = shutil.which("uv")
    return uv if uv and _quietly([uv, "--version"]) else None


def _make_venv(uv: str | None) -> None:
    if VENV.exists() and not VENV.is_symlink():
        if any(VENV.iterdir()) and not (VENV / "pyvenv.cfg").exists():
            message = (
                f"{VENV} is in the way: it is not a virtual environment. Move it and run the command again."
            )
            raise Problem(message)
        shutil.rmtree(VENV)
    ways = [[uv, "venv", "--quiet", "--python", sys.executable, str(VENV)]] if uv else []
    ways.append([sys.executable, "-m", "venv", str(VENV)])
    ways.append(
        [sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV)]
    )  # Debian without python3-venv
    said = ""
    for way in ways:
        done = subprocess.run(way, check=False, capture_output=True, text=True)
        if done.returncode == 0 and _works():
            return
        said = done.stderr or done.stdout
    raise Problem(explained(said, "venv"))


def _pip() -> list[str]:
    """How to run pip for ``.venv``: its own, made if possible, or this interpreter's."""
    own = [str(PYTHON), "-m", "pip"]
    if _quietly([*own, "--version"]) or _quietly([PYTHON, "-m", "ensurepip"]):
        return own
    outer = [sys.executable, "-m", "pip"]
    if _quietly([*outer, "--version"]):
        return [*outer, "--python", str(PYTHON)]
    message = (
        "This Python has neither pip nor venv. Install them (Debian and Ubuntu: apt install python3-venv) "
        "or uv, and run the command again."
    )
    raise Problem(message)


def _quietly(command: list[str | Path]) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def _installed_by_uv(kind: str, uv: str) -> bool:
    """Whether uv did it; where it cannot, pip may be set up for a mirror that uv does not know."""
    failure = _install(kind, [uv, "pip", "install", "--python", str(PYTHON)])
    if failure and _cause(failure) in {DISK_FULL, HASH_MISMATCH}:
        raise Problem(explained(failure, kind))
    if failure:
        say("uv could not install them; trying pip.")
    return not failure


def _install(kind: str, installer: list[str]) -> str:
    """Install with one installer; what it said when it failed, else nothing."""
    requirements = REQUIREMENTS / f"{kind}.txt"
    command = [*installer, "--require-hashes", "-r", str(requirements)]
    variables = {**os.environ, "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "NO_COLOR": "1"}
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout  # noqa: S101 - asked for just above
        said = list(_narrated(process.stdout))
    return "".join(said) if process.returncode else ""


def _narrated(output: Iterator[str]) -> Iterator[str]:
    """The installer's lines; now and then one is shown: a package every two seconds, and each summary."""
    count, shown = 0, time.monotonic()
    for line in output:
        yield line
        if line.startswith("Collecting "):
            count += 1
            if time.monotonic() - shown > 2:
                shown = time.monotonic()
                say(f"  {count} packages so far, now {line.split()[1]}")
        elif re.match(r"Resolved|Prepared|Installed \d|Installing collected", line):
            say("  " + line.split(":")[0].strip())


def explained(said: str, kind: str) -> str:
    """A sentence for what an installer said when it failed, with the lines that matter."""
    cause = _cause(said)
    lines = [line for line in said.strip().splitlines() if not _NOISE.match(line)]
    return cause.format(kind=kind, said="\n".join(lines[-8:]))


def _cause(said: str) -> str:
    return next((sentence for pattern, sentence in _CAUSES if pattern.search(said)), UNKNOWN)
