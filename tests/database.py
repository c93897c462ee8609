"""The test database: migrated once per set of migrations, then copied, which takes a tenth of a second.

A test that commits (``transactional_db``, ``live_server``) leaves a used database; the next gets a new copy.
Emptying the tables instead is not possible: events refuse it.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.utils import CursorWrapper
from django.test import TransactionTestCase

PREFIX = "alliance_template_"
LOCK = 0x616C6C69
MODULE = r"((?:alliance|members|projects)[\w.]*)"
OURS = rf"^\s*from {MODULE} import \(?([\w, ]+)|^\s*import {MODULE}"


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker) -> Iterator[None]:
    """In place of pytest-django's: a copy of the template, dropped at the end."""
    original = connection.settings_dict["NAME"]
    name = f"test_alliance_{os.getpid()}"
    with django_db_blocker.unblock():
        template = ready_template()
        copy(template, name)
        use(name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: copy(template, name))
        yield
    with django_db_blocker.unblock():
        with server() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        use(original)


def database_url() -> str:
    """The address of the current test database, for a program that a test starts."""
    at = connection.settings_dict
    who = quote(at["USER"]) + (f":{quote(at['PASSWORD'])}" if at["PASSWORD"] else "")
    if at["HOST"].startswith("/"):
        return f"postgres://{who}@/{at['NAME']}?host={quote(at['HOST'])}" + (
            f"&port={at['PORT']}" if at["PORT"] else ""
        )
    return f"postgres://{who}@{at['HOST'] or 'localhost'}:{at['PORT'] or 5432}/{at['NAME']}"


def use(name: str) -> None:
    """Point Django at another database of the same server."""
    connections.close_all()
    connection.settings_dict["NAME"] = name


def server():
    """A cursor beside every database, for making and dropping them."""
    connections.close_all()
    return connection._nodb_cursor()


def copy(template: str, name: str) -> None:
    """Put a fresh copy of the template in the place of ``name``."""
    with server() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def ready_template() -> str:
    """The name of a database in which exactly these migrations have run, made if there is none yet."""
    template = PREFIX + digest_of_migrations()[:16]
    with server() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if template not in templates(cursor):
            for outdated in templates(cursor):
                cursor.execute(f'DROP DATABASE "{outdated}" WITH (FORCE)')
            make(cursor, template)
    return template


def templates(cursor: CursorWrapper) -> list[str]:
    """The finished templates of this server."""
    cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [PREFIX + "%"])
    return [name for (name,) in cursor.fetchall()]


def make(cursor: CursorWrapper, template: str) -> None:
    """Migrate under another name first, so that a template is never half done."""
    unfinished = template.replace(PREFIX, "alliance_unfinished_")
    cursor.execute(f'DROP DATABASE IF EXISTS "{unfinished}" WITH (FORCE)')
    cursor.execute(f'CREATE DATABASE "{unfinished}"')
    used = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = unfinished
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        use(used)
    cursor.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{template}"')


def digest_of_migrations() -> str:
    """A digest of every migration here and of the project's own modules that they import."""
    files = {path for app in apps.get_app_configs() for path in Path(app.path, "migrations").glob("*.py")}
    files |= {module for path in files for module in modules_imported_by(path)}
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(str(path.name).encode() + path.read_bytes())
    return digest.hexdigest()


def modules_imported_by(migration: Path) -> Iterator[Path]:
    """The files of ``alliance``, ``members`` and ``projects`` that a migration names in its imports."""
    for holder, names, whole in re.findall(OURS, migration.read_text(encoding="utf-8"), re.M):
        candidates = [
            holder or whole,
            *(f"{holder}.{name.split()[0]}" for name in names.split(",") if name.strip()),
        ]
        for candidate in candidates:
            try:
                spec = find_spec(candidate)
            except ModuleNotFoundError:  # a function or class, not a module
                continue
            if spec and spec.origin:
                yield Path(spec.origin)
