"""Servers named in the environment, and private ones."""

import os
import re
import signal
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from alliance.local import browser, postgres, processes, servers, valkey
from alliance.local.places import MANAGE, ROOT
from alliance.local.problems import Problem
from tests.local.watching import children_of, running_in, until

SECRET = "hunter2hunter2"


@pytest.mark.parametrize(
    ("said", "major"),
    [
        ("postgres (PostgreSQL) 18.6", 18),
        ("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", 15),
        ("postgres (PostgreSQL) 14.2 (Ubuntu 14.2-1.pgdg20.04+1)", 14),
        ("postgres (PostgreSQL) 19beta1", 19),
        ("command not found", 0),
        ("", 0),
    ],
)
def test_major_version_of_postgres(said, major):
    assert postgres.major_version(said) == major


@pytest.mark.parametrize(
    ("said", "version"), [("7.0.15", (7, 0)), ("6.2.14", (6, 2)), ("255.255.255", (255, 255)), ("", (0, 0))]
)
def test_version_of_redis(said, version):
    assert valkey.version_of(said) == version


def test_too_old_names_both_versions_and_the_variable():
    with pytest.raises(
        Problem, match=r"The server of REDIS_URL is Redis 6\.0; Alliance needs 6\.2 or newer\."
    ):
        servers.too_old("Redis", (6, 0), (6, 2), "REDIS_URL")
    with pytest.raises(Problem, match="The server of DATABASE_URL is PostgreSQL 14; Alliance needs 15"):
        servers.too_old("PostgreSQL", (14,), (15,), "DATABASE_URL")
    servers.too_old("Redis", (6, 2), (6, 2), "REDIS_URL")


def test_the_servers_of_this_run_are_good_enough():
    servers.check_database(os.environ["DATABASE_URL"])
    servers.check_redis(os.environ["REDIS_URL"])


@pytest.mark.parametrize(
    ("check", "url", "tells"),
    [
        (
            servers.check_database,
            f"postgres://me:{SECRET}@127.0.0.1:1/alliance",
            "PostgreSQL at 127.0.0.1:1, named in",
        ),
        (servers.check_database, f"mysql://me:{SECRET}@127.0.0.1/alliance", "must start with postgres://"),
        (
            servers.check_database,
            f"postgres://me:{SECRET}@/x?host=/nowhere",
            "PostgreSQL on a Unix socket, named in",
        ),
        (servers.check_redis, f"redis://:{SECRET}@127.0.0.1:1", "Redis at 127.0.0.1:1, named in REDIS_URL"),
        (servers.check_database, f"postgres://me:{SECRET}@db:many/x", "PostgreSQL at db:many, named in"),
        (servers.check_redis, f"redis://:{SECRET}@db:many", "Redis at db:many, named in REDIS_URL"),
        (
            servers.check_redis,
            "unix:///nowhere/redis.sock",
            "Redis at /nowhere/redis.sock, named in REDIS_URL",
        ),
        (servers.check_redis, f"http://:{SECRET}@127.0.0.1", "named in REDIS_URL, cannot be used"),
    ],
)
def test_a_server_out_of_reach_is_told_without_the_password(check, url, tells):
    with pytest.raises(Problem) as caught:
        check(url)
    assert tells in str(caught.value)
    assert SECRET not in str(caught.value)


def test_a_database_that_does_not_exist_is_told():
    with pytest.raises(Problem, match=r"cannot be used: database \"nowhere\" does not exist$"):
        servers.check_database(urlsplit(os.environ["DATABASE_URL"])._replace(path="/nowhere").geturl())


def test_an_address_may_lie_in_a_file(tmp_path):
    (tmp_path / "url").write_text("redis://elsewhere\n", encoding="utf-8")
    assert servers.named("REDIS_URL", {"REDIS_URL_FILE": str(tmp_path / "url")}) == "redis://elsewhere"
    with pytest.raises(Problem, match="REDIS_URL_FILE names /nowhere, which cannot be read"):
        servers.named("REDIS_URL", {"REDIS_URL_FILE": "/nowhere"})


@pytest.fixture
def bare(tmp_path):
    """The environment of a machine that names no servers, with a folder of its own."""
    without = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"}
    kept = {name: value for name, value in os.environ.items() if name not in without}
    return {**kept, "ALLIANCE_LOCAL": str(tmp_path / "local")}


def run_on_servers(environment, *command):
    return subprocess.run(
        [sys.executable, MANAGE, "test", "--run", *command],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_private_servers_live_as_long_as_the_command(bare, tmp_path):
    program = (
        "import os, psycopg, redis\n"
        "connection = psycopg.connect(os.environ['DATABASE_URL'])\n"
        "print(connection.execute('SHOW listen_addresses').fetchone())\n"
        "connection.close()\n"
        "print(redis.Redis.from_url(os.environ['REDIS_URL']).config_get('port'))"
    )
    done = run_on_servers(bare, sys.executable, "-c", program)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "('',)\n{'port': '0'}\n"  # reachable through their sockets only
    assert running_in(tmp_path) == []


def test_the_status_of_the_command_is_kept(bare):
    assert run_on_servers(bare, sys.executable, "-c", "raise SystemExit(7)").returncode == 7


def test_two_runs_at_once_have_servers_of_their_own(bare):
    again = [sys.executable, str(MANAGE), "test", "--run", "sh", "-c", "echo $DATABASE_URL"]
    program = f"import os, subprocess; print(os.environ.pop('DATABASE_URL')); subprocess.run({again!r})"
    done = run_on_servers(bare, sys.executable, "-u", "-c", program)
    first, second = done.stdout.split()
    assert "/test-1/" in first
    assert "/test-2/" in second


def test_a_run_that_was_cut_off_leaves_nothing_and_its_data_are_not_trusted(bare, tmp_path):
    command = [sys.executable, str(MANAGE), "test", "--run", "sleep", "60"]
    with subprocess.Popen(command, env=bare, start_new_session=True) as process:
        until(lambda: [line for line in running_in(tmp_path) if "postgres -D" in line])
        sleep = until(lambda: children_of(process.pid, "sleep"))
        process.kill()
    os.kill(int(sleep), signal.SIGTERM)
    until(lambda: not running_in(tmp_path))
    done = run_on_servers(bare, "true")
    assert done.returncode == 0
    assert "The last test run was cut off; making its database anew." in done.stdout


def test_a_child_that_ignores_the_signal_is_ended_by_force(tmp_path):
    program = (
        "import signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print('deaf', flush=True)\n"
        "time.sleep(60)"
    )
    child = processes.spawn("deaf", [sys.executable, "-c", program], log=tmp_path / "log")
    until(lambda: child.last_words() == "deaf")
    processes.stop([child], within=0.3)
    assert not child.alive


def test_a_named_browser_that_is_none_is_told(monkeypatch):
    monkeypatch.setenv("TEST_BROWSER", "/nowhere/chromium")
    with pytest.raises(Problem, match="TEST_BROWSER names /nowhere/chromium, which is not a program"):
        browser.find()


def test_without_any_browser_the_sentence_names_the_remedy(monkeypatch):
    monkeypatch.delenv("TEST_BROWSER", raising=False)
    monkeypatch.setattr(browser.shutil, "which", lambda _name: None)
    monkeypatch.setattr(browser, "_quietly", lambda _command: False)
    with pytest.raises(Problem, match="need Chromium, Chrome or Edge"):
        browser.find()


def test_every_variable_is_in_the_example():
    read = set()
    for path in [ROOT / "alliance" / "settings.py", *(ROOT / "alliance" / "local").glob("*.py")]:
        text = path.read_text(encoding="utf-8")
        read |= set(re.findall(r"env\.(?:text|flag|number|words|redis)\(\s*\"([A-Z_]+)\"", text))
        read |= set(re.findall(r"environ\.get\(\"([A-Z_]+)\"", text))
    read |= {"DATABASE_URL", browser.VARIABLE}
    read -= {"PATH", "PLAYWRIGHT_BROWSERS_PATH"}  # the system's and Playwright's own
    listed = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.M)
    assert sorted(listed) == sorted(read)
