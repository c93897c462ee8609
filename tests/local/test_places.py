"""Folders, sockets and free space."""

import os
import shutil
import stat
from types import SimpleNamespace

import pytest

from alliance.local import places, terminal
from alliance.local.problems import DISK_FULL, Problem


def test_sockets_lie_beside_the_data_when_the_path_is_short(monkeypatch, tmp_path):
    monkeypatch.setattr(places, "LONGEST_SOCKET_FOLDER", len(str(tmp_path)) + 10)
    assert places.socket_folder(tmp_path / "demo") == tmp_path / "demo" / "run"


@pytest.mark.parametrize("name", ["a" * 90, "with a space", "höhe"])
def test_sockets_lie_in_a_short_private_folder_otherwise(tmp_path, name):
    found = places.socket_folder(tmp_path / name)
    try:
        assert len(os.fsencode(found)) <= places.LONGEST_SOCKET_FOLDER
        assert stat.S_IMODE(found.stat().st_mode) == 0o700
        assert found == places.socket_folder(tmp_path / name)
        assert found != places.socket_folder(tmp_path / f"{name}2")
    finally:
        shutil.rmtree(found)
        shutil.rmtree(places.socket_folder(tmp_path / f"{name}2"))


def test_no_folder_is_short_enough(monkeypatch, tmp_path):
    monkeypatch.setattr(places, "LONGEST_SOCKET_FOLDER", 5)
    with pytest.raises(Problem, match="too long for the servers' sockets"):
        places.socket_folder(tmp_path)


def test_a_disk_with_too_little_space_is_told_before_it_is_filled(monkeypatch):
    monkeypatch.setattr(places.shutil, "disk_usage", lambda _path: SimpleNamespace(free=120_400_000))
    with pytest.raises(Problem, match=r"has 120 MB free; setting up needs 600 MB\. Free some space\."):
        places.need_space(places.ROOT, 600, "setting up")
    places.need_space(places.ROOT, 120, "setting up")


def test_a_disk_that_fills_up_later_is_told_too(capsys):
    def work():
        raise OSError(28, "No space left on device")

    assert terminal.guarded(work) == 1
    assert capsys.readouterr().err.strip() == DISK_FULL


def test_ctrl_c_while_setting_up_is_no_traceback(capsys):
    def work():
        raise KeyboardInterrupt

    assert terminal.guarded(work) == 130
    assert capsys.readouterr().err.strip() == "Stopped."


def test_other_errors_are_not_hidden():
    def work():
        raise OSError(5, "Input/output error")

    with pytest.raises(OSError, match="Input/output error"):
        terminal.guarded(work)
