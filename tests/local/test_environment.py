"""The environment and its pins, and that the launcher itself needs none."""

import ast
import re
import subprocess
import sys

import pytest

from alliance.local import environment
from alliance.local.places import MANAGE, REQUIREMENTS, ROOT
from alliance.local.problems import DISK_FULL

PIN = re.compile(r"^([a-z0-9-]+)==(\S+)", re.M)


def test_the_launcher_imports_only_the_standard_library():
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from alliance.local import browser, demo, environment, testing\n"
        "foreign = {name.split('.')[0] for name in sys.modules} - sys.stdlib_module_names\n"
        "print(sorted(foreign))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "['__main__', 'alliance']"


def test_an_old_python_can_read_manage_py_and_says_which_one_is_needed(monkeypatch, capsys):
    ast.parse(MANAGE.read_text(encoding="utf-8").replace("-> int", ""), feature_version=(3, 4))
    import manage

    monkeypatch.setattr(sys, "version_info", (3, 9, 18))
    monkeypatch.setenv("PATH", "")
    assert manage.main() == 1
    assert capsys.readouterr().err == "Alliance needs Python 3.11 or newer; this is Python 3.9.18.\n"


@pytest.mark.parametrize("kind", environment.KINDS)
def test_every_requirement_is_pinned_with_hashes(kind):
    text = (REQUIREMENTS / f"{kind}.txt").read_text(encoding="utf-8")
    pinned = {name for name, _version in PIN.findall(text)}
    wanted = {
        name.lower()
        for holder in environment.KINDS[: environment.KINDS.index(kind) + 1]
        for name in re.findall(r"^[a-zA-Z][\w-]*", (REQUIREMENTS / f"{holder}.in").read_text("utf-8"), re.M)
    }
    assert wanted <= pinned
    entries = re.split(r"\n(?=[a-z])", text.strip())
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text


def test_this_environment_has_what_the_tests_need_and_a_bare_python_has_not(monkeypatch):
    assert environment._satisfied("test")

    def nothing_installed(name):
        raise environment.importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(environment.importlib.metadata, "version", nothing_installed)
    assert not environment._satisfied("base")


@pytest.mark.parametrize("version", ["0.1", "999.0"])
def test_another_release_series_is_not_good_enough(monkeypatch, version):
    monkeypatch.setattr(environment.importlib.metadata, "version", lambda _name: version)
    assert not environment._satisfied("base")


def test_changed_requirements_make_the_stamp_old(monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "REQUIREMENTS", tmp_path)
    monkeypatch.setattr(environment, "STAMPS", tmp_path / "stamps")
    pins = tmp_path / "base.txt"
    pins.write_text("django==5.2.1\n", encoding="utf-8")
    environment.STAMPS.write_text(f"base {environment._digest('base')}\n", encoding="utf-8")
    assert environment._stamped("base")
    pins.write_text("django==5.2.2\n", encoding="utf-8")
    assert not environment._stamped("base")


# What uv and pip really said on a machine without a network, with a changed hash, and on a full disk.
UV_OFFLINE = """Using Python 3.11.7 environment at: .venv
error: Request failed after 3 retries in 4.1s
  cause: error sending request for url
  cause: client error (Connect)
  cause: dns error
  cause: failed to lookup address information: Temporary failure in name resolution
"""
PIP_OFFLINE = """WARNING: Retrying (Retry(total=0, connect=None)) after connection broken
ERROR: Could not find a version that satisfies the requirement amqp==5.4.2 (from versions: none)
ERROR: No matching distribution found for amqp==5.4.2
"""
UV_ALTERED = "  cause: Hash mismatch for `vine==5.1.0`\n\n         Expected:\n           sha256:00\n"
PIP_ALTERED = """ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.
    vine==5.1.0:
        Expected sha256 00
"""
PIP_FULL = "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device\n"


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        (UV_OFFLINE, "The packages could not be downloaded."),
        (PIP_OFFLINE, "The packages could not be downloaded."),
        (UV_ALTERED, "A downloaded package is not the one that requirements/local.txt pins"),
        (PIP_ALTERED, "A downloaded package is not the one that requirements/local.txt pins"),
        (PIP_FULL, DISK_FULL),
        ("something new", "The environment could not be set up."),
    ],
)
def test_a_failed_installation_is_explained(said, begins):
    assert environment.explained(said, "local").startswith(begins)


def test_an_explanation_leaves_the_retries_out():
    assert "Retrying" not in environment.explained(PIP_OFFLINE, "local")
    assert "No matching distribution" in environment.explained(PIP_OFFLINE, "local")


def test_a_folder_that_is_no_environment_is_left_alone(monkeypatch, tmp_path):
    (tmp_path / "work.txt").write_text("mine", encoding="utf-8")
    monkeypatch.setattr(environment, "VENV", tmp_path)
    with pytest.raises(environment.Problem, match="is in the way"):
        environment._make_venv(None)
    assert (tmp_path / "work.txt").read_text(encoding="utf-8") == "mine"
