"""Settings from the environment: typed, and loud when something is missing or malformed.

``NAME_FILE`` may name a file that holds the value of ``NAME`` (for secrets).
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """The value of ``name``.

    Raises:
        ImproperlyConfigured: it is not set and has no default, or its file cannot be read.
    """
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            message = f"{name}_FILE names {path}, which cannot be read: {error.strerror}."
            raise ImproperlyConfigured(message) from error
    value = os.environ.get(name, default)
    if value is None:
        message = f"Set {name} (see .env.example)."
        raise ImproperlyConfigured(message)
    return value


def flag(name: str, *, default: bool) -> bool:
    """``name`` as a truth value: 1/0, true/false, yes/no, on/off.

    Raises:
        ImproperlyConfigured: it is something else.
    """
    value = text(name, "1" if default else "0").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    message = f"{name} must be 1 or 0, not {value!r}."
    raise ImproperlyConfigured(message)


def number(name: str, default: int) -> int:
    """``name`` as a whole number.

    Raises:
        ImproperlyConfigured: it is not one.
    """
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        message = f"{name} must be a whole number, not {value!r}."
        raise ImproperlyConfigured(message) from None


def words(name: str, default: str = "") -> list[str]:
    """``name`` as a list separated by commas."""
    return [word for part in text(name, default).split(",") if (word := part.strip())]


def database(name: str = "DATABASE_URL") -> dict[str, Any]:
    """A PostgreSQL address as Django's database settings.

    ``postgres://user:password@host:5432/name`` or, for a Unix socket, ``postgres://user@/name?host=/run/folder``.

    Raises:
        ImproperlyConfigured: it is missing or not a PostgreSQL address.
    """
    url = _address(name, text(name))
    if url.scheme not in {"postgres", "postgresql"}:
        message = f"{name} must start with postgres:// (Alliance runs on PostgreSQL only), not {url.scheme or 'nothing'}://."
        raise ImproperlyConfigured(message)
    database_name = unquote(url.path.lstrip("/"))
    if not database_name:
        message = f"{name} names no database: write postgres://user@host/NAME."
        raise ImproperlyConfigured(message)
    options = dict(parse_qsl(url.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database_name,
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": options.pop("host", unquote(url.hostname or "")),
        "PORT": options.pop("port", str(url.port or "")),
        "OPTIONS": options,
    }


def redis(name: str, default: str, *, database: int, for_celery: bool = False) -> str:
    """The address of one database of a Redis, counted from the one that ``name`` ends in (0 if in none).

    ``redis://:password@host:6379/0``, ``rediss://`` for TLS, or ``unix:///run/redis.sock?db=0``; Celery has a
    spelling of its own for sockets.

    Raises:
        ImproperlyConfigured: it is none of these.
    """
    url = _address(name, text(name, default))
    options = dict(parse_qsl(url.query))
    given = options.pop("db", "0") if url.scheme == "unix" else url.path.strip("/") or "0"
    if url.scheme not in {"redis", "rediss", "unix"} or not given.isdecimal():
        message = f"{name} must look like redis://host:6379/0, rediss://host:6379/0 or unix:///path?db=0."
        raise ImproperlyConfigured(message)
    number = str(int(given) + database)
    if url.scheme != "unix":
        return urlunsplit(url._replace(path=f"/{number}"))
    scheme, word = ("redis+socket", "virtual_host") if for_celery else ("unix", "db")
    return f"{scheme}://{url.netloc}{url.path}?{urlencode({**options, word: number})}"


def _address(name: str, value: str) -> SplitResult:
    """The parts of an address, with a port that is one."""
    try:
        url = urlsplit(value)
        _ = url.port
    except ValueError as error:
        message = f"{name} is not an address: {error}."
        raise ImproperlyConfigured(message) from None
    return url
