"""The file as it is downloaded: one program, standard library only, on its own."""

from __future__ import annotations

import ast
import hashlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from alliance.voting import verification, verify
from tests.voting.verifier.folders import Files, unpacked, with_record
from tests.voting.verifier.test_portal_tampering import BASES as BALLOTS
from tests.voting.verifier.test_tampering import BASES, council, put

SOURCE = Path(verify.__file__).read_text(encoding="utf-8")


def run(*arguments: str, cwd: Path, utf8: bool = True) -> subprocess.CompletedProcess[str]:
    """The command as in README.txt, without site packages and without the environment."""
    settings = {"PYTHONIOENCODING": "utf-8" if utf8 else "ascii"}
    command = [sys.executable, "-S", "-s", "verify.py", *arguments]
    return subprocess.run(
        command, cwd=cwd, env=settings, capture_output=True, encoding="utf-8", timeout=60, check=False
    )


def isolated(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", str(folder / "verify.py"), str(folder)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)


def test_it_imports_the_standard_library_only() -> None:
    tree = ast.parse(SOURCE, feature_version=(3, 9))
    imported = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names]
        )
    }
    assert imported <= set(sys.stdlib_module_names)
    assert "float" not in {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert not [
        node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, float)
    ]


@pytest.mark.parametrize("base", [*BASES, *BALLOTS], ids=lambda base: base.__name__)
def test_it_runs_alone(base, tmp_path: Path) -> None:
    done = isolated(unpacked(base(), tmp_path / "folder"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Everything agrees")


def test_it_ends_with_1_and_one_sentence(tmp_path: Path) -> None:
    forged = with_record(council(), put("rounds", 1, "votes", "Bob", "5.00000"))
    done = isolated(unpacked(forged, tmp_path / "folder"))
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == "Round 2, the votes of Bob: the record says 5.00000, the recount 4.90904.\n"


def test_it_ends_with_2_when_it_cannot_tell(tmp_path: Path) -> None:
    folder = unpacked(with_record(council(), put("method", "version", 2)), tmp_path / "folder")
    assert isolated(folder).returncode == 2
    for arguments in ((), ("nowhere",), ("a", "b", "c")):
        done = run(*arguments, cwd=folder)
        assert (done.returncode, done.stderr) == (2, "")
        assert "python3 verify.py FOLDER" in done.stdout


def test_the_digest_of_the_page_may_be_given(tmp_path: Path) -> None:
    folder = unpacked(council(), tmp_path / "folder")
    digest = hashlib.sha256(council()["record.json"]).hexdigest()
    assert run(".", digest, cwd=folder).returncode == 0
    assert run(".", "0" * 64, cwd=folder).returncode == 1


def test_a_folder_within_the_folder_is_found(tmp_path: Path) -> None:
    folder = unpacked(council(), tmp_path / "folder")
    (folder / "more").mkdir()
    done = isolated(folder)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("more is no file")


def test_a_terminal_without_the_letters_is_no_fault(tmp_path: Path) -> None:
    folder = unpacked(with_record(council(), put("rounds", 1, "votes", "Łódź", "1")), tmp_path / "folder")
    done = run(".", cwd=folder, utf8=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert "\\u0141\\xf3d\\u017a" in done.stdout


def test_equal_files_make_an_equal_zip(tmp_path: Path) -> None:
    files: Files = council()
    assert verification.packed(files, "C-1") == verification.packed(dict(files), "C-1")


def test_the_format_is_documented() -> None:
    text = (Path(__file__).parents[3] / "docs" / "verification.md").read_text(encoding="utf-8")
    names = {*verify.TITLES, *verify.NAMES, *verify.SHAPES}
    shapes = (verify.COUNT, verify.MOTION, verify.MANIFEST, verify.TURNOUT, verify.CHANGES, verify.LOT)
    names |= {key.rstrip("?") for shape in shapes for key in keys_of(shape)} - {"*"}
    names |= {*verify.REGISTER, *verify.CALL, *verify.READERS, *verify.UNITS}
    names |= {kind for manifest in verify.LEVELS for kind in manifest}
    assert not [name for name in names if f"`{name}`" not in text and f"**{name}**" not in text]


def keys_of(shape: object) -> Iterator[str]:
    """Every key of a shape, at any depth."""
    if isinstance(shape, dict):
        for key, inner in shape.items():
            yield key
            yield from keys_of(inner)
    elif isinstance(shape, list | tuple):
        for inner in shape:
            yield from keys_of(inner)


def test_the_read_me_names_both_digests_and_every_file() -> None:
    text = verification.read_me("B-14 Board", "/ballots/B-14/", "1" * 64, "2" * 64)
    assert f"python3 verify.py . {'1' * 64} {'2' * 64}\n" in text
    assert not [name for name in verify.NAMES if name not in text and name not in ("original", "README.txt")]
    assert "manifest" not in verification.read_me("C-7 Board", "/counts/C-7/", "1" * 64)


def test_the_documented_example_is_read() -> None:
    text = (Path(__file__).parents[3] / "docs" / "verification.md").read_text(encoding="utf-8")
    block = text.split("### ballots.blt")[1].split("```")[1].strip("\n")
    lines = [line.split("   ")[0] for line in block.split("\n")]
    written = "\n".join(lines).replace("…", '"Bob"\n"Cat"\n"Dan"\n"Eve"') + "\n"
    election = verify.read_blt(written)
    assert election.ballots == [(50, [["Ann"], ["Bob", "Dan"], ["Cat"]])]
    assert (election.total, election.withdrawn, election.title) == (250, ["Eve"], "Council")
