"""Where things lie on this machine."""

import hashlib
import os
import pwd
import re
import shutil
import tempfile
from pathlib import Path

from alliance.local.problems import Problem

ROOT = Path(__file__).resolve().parents[2]
MANAGE = ROOT / "manage.py"
REQUIREMENTS = ROOT / "requirements"
VENV = ROOT / ".venv"
LOCAL = Path(os.environ.get("ALLIANCE_LOCAL") or ROOT / ".local").absolute()

# A Unix socket's path has room for 103 bytes on macOS (107 on Linux); PostgreSQL adds 20 to its folder.
LONGEST_SOCKET_FOLDER = 80
_EASY_TO_QUOTE = re.compile(r"[A-Za-z0-9/_.-]+")


def folder(path: Path) -> Path:
    """Make ``path``, readable by its owner only, and return it.

    Raises:
        Problem: it belongs to somebody else, or cannot be made.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except PermissionError as error:
        message = f"{path} cannot be made by this user. Run the command as the owner of {ROOT}."
        raise Problem(message) from error
    if not os.access(path, os.W_OK | os.X_OK):
        message = f"{path} belongs to another user. Run the command as that user, or remove the folder."
        raise Problem(message)
    return path


def socket_folder(home: Path) -> Path:
    """A folder for the sockets of the servers in ``home``: inside it, or elsewhere when the path is long.

    Raises:
        Problem: the short folder belongs to somebody else, or is too long as well.
    """
    inside = home / "run"
    if _fits(inside):
        return folder(inside)
    short_name = f"alliance-{os.getuid()}-{hashlib.sha256(str(home).encode()).hexdigest()[:10]}"
    for parent in (Path(tempfile.gettempdir()), Path("/tmp")):  # noqa: S108 - owner and mode are checked below
        short = parent / short_name
        if _fits(short):
            folder(short)
            owners = {os.getuid(), nobody()[0]} if os.getuid() == 0 else {os.getuid()}
            if short.is_symlink() or short.stat().st_uid not in owners:
                message = (
                    f"{short} belongs to another user. Remove it, or set TMPDIR to a folder of your own."
                )
                raise Problem(message)
            short.chmod(0o700)
            return short
    message = (
        f"The path {home} is too long for the servers' sockets. Set TMPDIR to a folder with a shorter path."
    )
    raise Problem(message)


def nobody() -> tuple[int, int]:
    """The user and group without rights, as whom PostgreSQL may run for root."""
    entry = pwd.getpwnam("nobody")
    return entry.pw_uid, entry.pw_gid


def _fits(path: Path) -> bool:
    return len(os.fsencode(path)) <= LONGEST_SOCKET_FOLDER and bool(_EASY_TO_QUOTE.fullmatch(str(path)))


def need_space(place: Path, megabytes: int, purpose: str) -> None:
    """Look at the disk of ``place`` before filling it.

    Raises:
        Problem: less than ``megabytes`` are free.
    """
    free = shutil.disk_usage(place).free // 1_000_000
    if free < megabytes:
        message = f"The disk of {place} has {free} MB free; {purpose} needs {megabytes} MB. Free some space."
        raise Problem(message)
