"""Child processes that never outlive this one."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from alliance.local.places import ROOT, folder, nobody
from alliance.local.problems import Problem

_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER = 0x10000000
_UNPRIVILEGED = 1000
_libc = ctypes.CDLL(None, use_errno=True)
Becoming = Callable[[], None] | None


@dataclass(frozen=True)
class Child:
    """A running program, the signal that stops it cleanly, and the file that holds what it says."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None

    def last_words(self, lines: int = 15) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


def spawn(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    environment: Mapping[str, str] | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
    become: Becoming = None,
) -> Child:
    """Start a program in a session of its own, so that Ctrl-C reaches this process only.

    On Linux the kernel sends it ``stop_signal`` should this process die; ``become`` runs in the child first.
    """
    parent = os.getpid()

    def prepare() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a job started with & ignores it, and passes that on
        if become:
            become()
        if sys.platform == "linux":
            _libc.prctl(_PR_SET_PDEATHSIG, int(stop_signal), 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    folder(log.parent)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [os.fspath(part) for part in command],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(environment) if environment is not None else None,
            start_new_session=True,
            preexec_fn=prepare,  # noqa: PLW1509 - this process has one thread
        )
    return Child(name, process, log, stop_signal)


def stop(children: Sequence[Child], *, within: float = 15.0) -> None:
    """Ask every child to stop, wait for all of them, and end by force what is left of their sessions."""
    for child in children:
        if child.alive:
            child.process.send_signal(child.stop_signal)
    deadline = time.monotonic() + within
    for child in children:
        try:
            child.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.process.kill()
        _end_session(child.process.pid)
        child.process.wait()


def _end_session(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def runs(program: Path, become: Becoming = None) -> bool:
    """Whether this machine can run ``program --version``."""
    try:
        done = subprocess.run([program, "--version"], check=False, capture_output=True, preexec_fn=become)
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def user_for_postgres(program: Path, data: Path) -> Becoming:
    """What a child must do before PostgreSQL lets it run: nothing for a plain user; as root, give root up.

    A user namespace in which root is somebody else needs no other user and no changed owner; where the kernel
    forbids it (Docker's default), or when ``nobody`` owns the data already, the child becomes ``nobody``.

    Raises:
        Problem: neither works.
    """
    if os.geteuid() != 0:
        return None
    ways = [_enter_user_namespace, _become_nobody]
    if data.exists() and data.stat().st_uid == nobody()[0]:
        ways.reverse()
    for become in ways:
        if runs(program, become):
            return become
    message = (
        "PostgreSQL refuses to run as root, this machine allows no user namespace, and the user nobody may "
        f"not enter {program.parent}. Run the command as a plain user, or from a folder everybody may read."
    )
    raise Problem(message)


def is_nobody(become: Becoming) -> bool:
    """Whether the child's files must belong to ``nobody``."""
    return become is _become_nobody


def _enter_user_namespace() -> None:
    if sys.platform != "linux" or _libc.unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "no user namespace")
    for name, content in (
        ("setgroups", "deny"),
        ("uid_map", f"{_UNPRIVILEGED} 0 1"),
        ("gid_map", f"{_UNPRIVILEGED} 0 1"),
    ):
        Path("/proc/self", name).write_text(content, encoding="ascii")


def _become_nobody() -> None:
    user, group = nobody()
    os.setgroups([])
    os.setgid(group)
    os.setuid(user)
