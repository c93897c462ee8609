"""``manage.py demo`` as somebody at a terminal meets it."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import contextmanager

import pytest

from alliance.local.places import MANAGE, ROOT
from tests.local.watching import running_in, until

ENDS_WITH = "Ctrl-C stops everything."


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """The environment of a machine that names no servers, with one folder for all tests here."""
    given = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "INSECURE_HTTP"}
    given |= {"STATIC_FROM_SOURCE", "DJANGO_ALLOW_ASYNC_UNSAFE"}
    kept = {name: value for name, value in os.environ.items() if name not in given}
    return {**kept, "ALLIANCE_LOCAL": str(tmp_path_factory.mktemp("demo"))}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def demo(environment, *arguments) -> subprocess.CompletedProcess[str]:
    """Run a demo that is expected to refuse."""
    command = [sys.executable, MANAGE, "demo", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


@contextmanager
def running_demo(environment, tmp_path):
    """A demo whose page answers: its process, port and everything it has said so far."""
    port, said = free_port(), tmp_path / "said"
    with said.open("w") as output:
        command = [sys.executable, str(MANAGE), "demo", "--port", str(port)]
        process = subprocess.Popen(
            command, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        until(lambda: ENDS_WITH in said.read_text() or process.poll() is not None, within=300)
        assert process.poll() is None, said.read_text()
        yield process, port, said
    finally:
        process.kill()
        process.wait()


def test_a_port_in_use_is_told_before_anything_starts(bare):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = demo(bare, "--port", str(port))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"\nPort {port} is in use. Choose another: python3 manage.py demo --port 8000\n"


@pytest.mark.parametrize(
    ("arguments", "tells"),
    [
        (["--port", "0"], "argument --port: must be a whole number from 1 to 65535, not '0'"),
        (["--port", "http"], "argument --port: must be a whole number from 1 to 65535, not 'http'"),
        (["--size", "-1"], "argument --size: must be a whole number from 1 to 10000, not '-1'"),
        (["--colour"], "unrecognized arguments: --colour"),
    ],
)
def test_a_wrong_option_is_told(bare, arguments, tells):
    done = demo(bare, *arguments)
    assert done.returncode == 2
    assert tells in done.stderr
    assert "Traceback" not in done.stderr


def test_a_server_out_of_reach_is_told_without_the_password(bare):
    address = "postgres://me:hunter2hunter2@127.0.0.1:1/alliance"
    done = demo({**bare, "DATABASE_URL": address}, "--port", str(free_port()))
    assert done.returncode == 1
    assert (
        "PostgreSQL at 127.0.0.1:1, named in DATABASE_URL, cannot be used: connection to server"
        in done.stderr
    )
    assert "hunter2" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_fresh_leaves_a_named_database_alone(bare):
    done = demo({**bare, "DATABASE_URL": os.environ["DATABASE_URL"]}, "--fresh", "--port", str(free_port()))
    assert done.returncode == 1
    assert "Empty the one of DATABASE_URL yourself." in done.stderr


def test_the_demo_from_start_to_ctrl_c(bare, tmp_path):
    with running_demo(bare, tmp_path) as (process, port, said):
        assert f"Alliance runs at http://localhost:{port}/" in said.read_text()
        sign_ins = re.findall(r"\S+@\S+", said.read_text().split("Alliance runs at")[1])
        assert sign_ins, "the sign-ins are printed below the address"
        with urllib.request.urlopen(f"http://localhost:{port}/", timeout=30) as page:
            assert "Demonstration" in page.read().decode()

        log = ROOT.joinpath(bare["ALLIANCE_LOCAL"], "demo", "log", "worker.log")
        until(lambda: "ready" in log.read_text(), within=60)

        second = demo(bare, "--port", str(free_port()))
        assert second.returncode == 1
        assert f"already running (process {process.pid}, port {port})" in second.stderr

        shell = [sys.executable, str(MANAGE), "showmigrations", "--plan"]
        lent = subprocess.run(shell, env=bare, capture_output=True, text=True, timeout=60, check=False)
        assert (lent.returncode, lent.stderr) == (0, "")
        assert "[X]" in lent.stdout
        assert "[ ]" not in lent.stdout

        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
    assert said.read_text().endswith("Stopping.\nStopped.\n")
    assert "Traceback" not in said.read_text()
    assert running_in(bare["ALLIANCE_LOCAL"]) == []


def test_a_killed_demo_leaves_nothing_and_the_next_one_starts(bare, tmp_path):
    with running_demo(bare, tmp_path) as (process, _port, _said):
        assert running_in(bare["ALLIANCE_LOCAL"]) != []
        process.kill()
        process.wait()
        until(lambda: running_in(bare["ALLIANCE_LOCAL"]) == [])
    with running_demo(bare, tmp_path) as (process, _port, said):
        process.terminate()
        assert process.wait(timeout=30) == 0
    assert "Traceback" not in said.read_text()
    assert running_in(bare["ALLIANCE_LOCAL"]) == []


def test_when_a_part_ends_everything_ends_and_says_why(bare, tmp_path):
    with running_demo(bare, tmp_path) as (process, _port, said):
        beat = subprocess.run(
            ["pgrep", "-f", f"beat.*{bare['ALLIANCE_LOCAL']}"], capture_output=True, check=True
        )
        os.kill(int(beat.stdout.split()[0]), signal.SIGKILL)
        assert process.wait(timeout=30) == 1
    assert "beat was ended by SIGKILL, so the demo stops." in said.read_text()
    assert running_in(bare["ALLIANCE_LOCAL"]) == []
