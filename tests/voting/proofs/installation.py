"""An installation of its own, with everything that an attacker or a fault could get at.

PostgreSQL with its data directory, write-ahead log and log; Valkey with both kinds of its files; gunicorn;
a Celery worker with beat; a folder of mail. PostgreSQL is of the version that the other tests run on and
commits durably. All of its rows stay readable in its files: nothing is compressed, vacuumed or recycled.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
from django.conf import settings
from django.db import connection, connections

from alliance.audit import nudge
from alliance.audit.tasks import deliver
from alliance.local import postgres, processes, valkey
from alliance.local.places import LOCAL, folder
from alliance.local.processes import Child
from tests.database import database_url, ready_template
from tests.local.watching import until

EMPTY = "empty"
READABLE = (
    "autovacuum=off",
    "wal_keep_size=2GB",
    "track_commit_timestamp=on",
    "default_toast_compression=pglz",
    "log_line_prefix=%m [%p] %x ",
)
STORED_PLAIN = """
    DO $$ DECLARE found record; BEGIN
        FOR found IN SELECT c.oid::regclass AS named, a.attname FROM pg_class c
            JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0
                AND a.attstorage IN ('x', 'm') AND NOT a.attisdropped
        LOOP EXECUTE format('ALTER TABLE %s ALTER %I SET STORAGE EXTERNAL', found.named, found.attname);
        END LOOP;
    END $$
"""


class Installation:
    """Servers and programs in a folder of their own; `in_use` points this process at them."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        self.database = postgres.DATABASE
        self.programs = programs_like_the_server()
        self.postgres: Child | None = None
        self.valkey: Child | None = None
        self.children: list[Child] = []

    # Servers -----------------------------------------------------------------------------------------------
    def start_postgres(self) -> None:
        """Start or restart PostgreSQL; the log of the time before is kept."""
        if self.postgres is not None:
            self.log_of("postgres").rename(self.log_of(f"postgres-until-{time.time():.0f}"))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(postgres, "_candidates", lambda: [self.programs])
            patch.setattr(postgres, "_DURABLE", (*postgres._DURABLE, *READABLE))
            self.postgres = postgres.start(self.home, durable=True)

    def stop_postgres_at_once(self) -> None:
        """What ``pg_ctl stop -m immediate`` does: every process is gone, nothing was written out."""
        assert self.postgres is not None
        self.postgres.process.send_signal(signal.SIGQUIT)
        self.postgres.process.wait(30)

    def start_valkey(self) -> None:
        """Start it, or start it anew when it was killed."""
        if self.valkey is not None:
            self.valkey.process.wait(10)
        self.valkey = valkey.start(self.home)

    def keep_on_disk(self) -> None:
        """Have Valkey write both of its kinds of files, as a broker that loses nothing does."""
        self.redis.config_set("rdbcompression", "no")
        self.redis.config_set("appendonly", "yes")

    @property
    def redis(self) -> "redis.Redis":
        return redis.Redis.from_url(valkey.url(self.home))

    @property
    def data(self) -> Path:
        return self.home / "postgres"

    def log_of(self, name: str) -> Path:
        return self.home / "log" / f"{name}.log"

    def load_tables(self, template: str) -> None:
        """The tables as the migrations leave them, each column stored as it is."""
        here = connection.settings_dict["NAME"]
        dump = self.program("pg_dump", "--no-owner", database_url().replace(f"/{here}?", f"/{template}?"))
        self.program("psql", "--quiet", "--set", "ON_ERROR_STOP=1", self.url(), given=dump)
        with self.superuser() as owner:
            owner.execute(STORED_PLAIN)
        with self.superuser("postgres") as owner:
            owner.execute(f"CREATE DATABASE {EMPTY} TEMPLATE {self.database}")

    @contextmanager
    def fresh(self) -> Iterator[None]:
        """A database of its own with empty tables, in the place of the first one."""
        first, self.database = self.database, f"site_{uuid.uuid4().hex[:8]}"
        with self.superuser("postgres") as owner:
            owner.execute(f"CREATE DATABASE {self.database} TEMPLATE {EMPTY}")
        try:
            with self.in_use():
                yield
        finally:
            self.stop_programs()
            used, self.database = self.database, first
            with self.superuser("postgres") as owner:
                owner.execute(f"DROP DATABASE {used} WITH (FORCE)")

    def superuser(self, database: str = "") -> "psycopg.Connection[Any]":
        return psycopg.connect(self.url(database), autocommit=True)

    def url(self, database: str = "") -> str:
        return postgres.url(self.home, database or self.database)

    def program(self, name: str, *arguments: str | Path, given: bytes = b"", may_fail: bool = False) -> bytes:
        """What one of PostgreSQL's own programs prints; one that reads a growing log ends in a failure."""
        done = subprocess.run(
            [self.programs / name, *arguments], input=given, capture_output=True, check=False
        )
        assert may_fail or done.returncode == 0, done.stderr.decode()
        return done.stdout

    # Programs ----------------------------------------------------------------------------------------------
    @property
    def mail(self) -> Path:
        return folder(self.home / "mail")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def variables(self) -> dict[str, str]:
        """What a program needs to belong to this installation."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "alliance.settings",
            "DATABASE_URL": self.url(),
            "REDIS_URL": valkey.url(self.home),
            "SECRET_KEY": settings.SECRET_KEY,
            "SITE_URL": self.address,
            "INSECURE_HTTP": "1",
            "STATIC_FROM_SOURCE": "1",
            "MAIL_DIR": str(self.mail),
            "KEY_DIRECTORY": settings.KEY_DIRECTORY,
            "RECOVERY_DIRECTORY": settings.RECOVERY_DIRECTORY,
            "RECOVERY_RECIPIENTS": ",".join(settings.RECOVERY_RECIPIENTS),
            "BROKER_PREFIX": settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"],
            "API_RATE_SIGNED_IN": "100000/min",
            "LOG_LEVEL": "DEBUG",
            "PYTHONUNBUFFERED": "1",
        }

    def serve(self) -> Child:
        """Start gunicorn: two processes of four threads, every request in its log."""
        command = [
            *(
                sys.executable,
                "-m",
                "gunicorn",
                "alliance.wsgi:application",
                "--bind",
                f"127.0.0.1:{self.port}",
            ),
            *("--workers", "2", "--worker-class", "gthread", "--threads", "4", "--no-control-socket"),
            *("--access-logfile", "-", "--log-level", "debug", "--graceful-timeout", "5"),
        ]
        return self._start("gunicorn", command)

    def work(self) -> Child:
        """Start a Celery worker with beat."""
        command = [
            *(sys.executable, "-m", "celery", "-A", "alliance", "worker", "--beat", "--pool", "threads"),
            *("--concurrency", "2", "--schedule", str(self.home / "beat"), "--loglevel", "DEBUG"),
            *("--without-gossip", "--without-mingle"),
        ]
        return self._start("worker", command)

    def _start(self, name: str, command: list[str]) -> Child:
        child = processes.spawn(name, command, log=self.log_of(name), environment=self.variables())
        self.children.append(child)
        return child

    def wait_until_up(self) -> None:
        """Until web server and worker answer."""

        def is_up() -> bool:
            assert all(child.alive for child in self.children), [each.last_words() for each in self.children]
            return answers(self.port) and " ready." in self.log_of("worker").read_text()

        until(is_up, within=120)

    def stop_programs(self) -> None:
        processes.stop(self.children)
        self.children = []

    def stop(self) -> None:
        self.stop_programs()
        processes.stop([each for each in (self.valkey, self.postgres) if each is not None])
        shutil.rmtree(self.home, ignore_errors=True)

    # This process ------------------------------------------------------------------------------------------
    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Django in this process reads and writes here, and nudges the worker here."""
        there = {
            "NAME": self.database,
            "USER": postgres.USER,
            "PASSWORD": "",
            "HOST": str(valkey.socket_path(self.home).parent),
            "PORT": "",
        }
        before = {name: connection.settings_dict[name] for name in there}
        broker = f"redis+socket://{valkey.socket_path(self.home)}?virtual_host=0"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(deliver.app.conf, "broker_url", broker)
            patch.setattr(deliver.app.conf, "broker_write_url", broker)
            patch.setattr(nudge, "_silent_until", 0.0)
            deliver.app._after_fork()
            connections.close_all()
            connection.settings_dict.update(there)
            try:
                yield
            finally:
                connections.close_all()
                connection.settings_dict.update(before)
        deliver.app._after_fork()


def programs_like_the_server() -> Path:
    """The folder of PostgreSQL's programs of the version that the other tests run on, else the newest."""
    major = connection.pg_version // 10_000
    found = [each for each in postgres._candidates() if (each / "initdb").is_file()]
    return next((each for each in found if postgres._major(each) == major), found[0])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def installed() -> Iterator[Installation]:
    """A new installation with its servers and tables; its programs are not started yet."""
    template = ready_template()
    forget_runs_cut_off()
    installation = Installation(folder(LOCAL / f"proofs-{os.getpid()}"))
    try:
        installation.start_postgres()
        installation.start_valkey()
        installation.load_tables(template)
        yield installation
    finally:
        connections.close_all()
        installation.stop()


def forget_runs_cut_off() -> None:
    """Remove the folders of runs that were killed."""
    for left in LOCAL.glob("proofs-*"):
        try:
            os.kill(int(left.name.partition("-")[2]), 0)
        except ProcessLookupError:
            shutil.rmtree(left, ignore_errors=True)
        except PermissionError:
            continue
