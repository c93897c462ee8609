"""The PostgreSQL and the Redis to use: those named in the environment, else private ones started here."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from alliance.local import postgres, processes, valkey
from alliance.local.problems import Problem
from alliance.local.processes import Child
from alliance.local.terminal import say


@dataclass(frozen=True)
class Servers:
    """Running servers: how to reach them, and those started here (empty when both were named)."""

    database_url: str
    redis_url: str
    started: tuple[Child, ...]

    def variables(self) -> dict[str, str]:
        """What a program needs in its environment to use them."""
        return {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}


@contextmanager
def running(home: Path, *, durable: bool, narrate: bool = True) -> Iterator[Servers]:
    """Servers for the time of a ``with`` block; those started here live in ``home`` and stop at its end.

    Raises:
        Problem: a named server cannot be reached or is too old, or a private one does not start.
    """
    database_url, redis_url = named("DATABASE_URL"), named("REDIS_URL")
    started: list[Child] = []
    if database_url:
        check_database(database_url)
    if redis_url:
        check_redis(redis_url)
    try:
        if not redis_url:
            started.append(valkey.start(home))
            redis_url = valkey.url(home)
        if not database_url:
            if narrate:
                say(
                    "Starting PostgreSQL."
                    if (home / "postgres").exists()
                    else "Making a PostgreSQL database."
                )
            started.append(postgres.start(home, durable=durable))
            database_url = postgres.url(home)
        yield Servers(database_url, redis_url, tuple(started))
    finally:
        processes.stop(started)


def named(variable: str, environment: Mapping[str, str] = os.environ) -> str:
    """The address in a variable or in the file that ``<variable>_FILE`` names; empty when there is none.

    Raises:
        Problem: the file cannot be read.
    """
    if path := environment.get(f"{variable}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            message = f"{variable}_FILE names {path}, which cannot be read: {error.strerror}."
            raise Problem(message) from error
    return environment.get(variable, "")


def check_database(url: str) -> None:
    """Connect once to the PostgreSQL of ``DATABASE_URL``.

    Raises:
        Problem: no PostgreSQL address, out of reach, or older than 15. Never tells the password.
    """
    import psycopg  # noqa: PLC0415 - here only once the environment is there

    if urlsplit(url).scheme not in {"postgres", "postgresql"}:
        message = "DATABASE_URL must start with postgres:// (Alliance runs on PostgreSQL only)."
        raise Problem(message)
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            number = connection.info.server_version // 10_000
    except psycopg.Error as error:
        message = f"PostgreSQL {_place(url)}, named in DATABASE_URL, cannot be used: {_reason(error, url)}"
        raise Problem(message) from None
    too_old("PostgreSQL", (number,), (postgres.OLDEST,), "DATABASE_URL")


def check_redis(url: str) -> None:
    """Ask the Redis of ``REDIS_URL`` for its version once.

    Raises:
        Problem: cannot be reached, or older than Redis 6.2. Never tells the password.
    """
    import redis  # noqa: PLC0415 - here only once the environment is there

    try:
        client = redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5)
        info = client.info("server")
    except (redis.RedisError, ValueError) as error:
        message = f"Redis {_place(url)}, named in REDIS_URL, cannot be used: {_reason(error, url)}"
        raise Problem(message) from None
    too_old("Redis", valkey.version_of(str(dict(info).get("redis_version", ""))), valkey.OLDEST, "REDIS_URL")


def too_old(product: str, have: tuple[int, ...], oldest: tuple[int, ...], variable: str) -> None:
    """Compare versions.

    Raises:
        Problem: ``have`` is older than ``oldest``.
    """
    if have < oldest:
        written = [".".join(str(part) for part in version) for version in (have, oldest)]
        message = f"The server of {variable} is {product} {written[0]}; Alliance needs {written[1]} or newer."
        raise Problem(message)


def _place(url: str) -> str:
    parts = urlsplit(url)
    if not parts.hostname:
        return f"at {parts.path}" if parts.scheme == "unix" else "on a Unix socket"
    return f"at {parts.netloc.rpartition('@')[2]}"


def _reason(error: Exception, url: str) -> str:
    first = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
    reason = first.rpartition("FATAL: ")[2].strip().removeprefix("connection failed: ")
    password = urlsplit(url).password  # never part of what is told
    return reason.replace(password, "***") if password else reason
