"""`manage.py count`: in a process of its own, as somebody with a file and no server runs it."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from alliance.voting import command_line
from alliance.voting.methods import METHODS

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared/data"
BURLINGTON = DATA / "elections/burlington_mayor_2009/ballots.blt"
STEERING = DATA / "kubernetes-elections/steering-2019/ballots.csv"
BALLOTS = '4 2\n4 1 2 0\n3 2 1 0\n2 3 0\n1 4 0\n0\n"Ann"\n"Bob"\n"Cy"\n"Di"\n"Vote"\n'
GROUPS = {"Ann": "Red", "Bob": "Red", "Cy": "Blue"}


def manage(*arguments: object, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run manage.py without any of the variables that the portal needs."""
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", "count", *map(str, arguments)],
        input=given,
        capture_output=True,
        check=False,
        env={"PATH": os.environ["PATH"]},
        timeout=60,
    )


def record(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, object]:
    status = command_line.main([*map(str, arguments), "--json", "-"])
    out, err = capsys.readouterr()
    assert (status, err) == (0, "")
    return json.loads(out)


def refusal(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    status = command_line.main(list(map(str, arguments)))
    out, err = capsys.readouterr()
    assert (status, out) == (1, "")
    assert err.count("\n") == 1
    return err.strip()


@pytest.fixture
def ballots(tmp_path: Path) -> Path:
    path = tmp_path / "ballots.blt"
    path.write_text(BALLOTS)
    return path


def test_counts_without_settings_database_or_servers() -> None:
    done = manage(BURLINGTON, "--method", "irv", "--json", "-")
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["elected"] == ["Kiss"]
    assert done.stdout.count(b"\n") == 1


def test_starts_without_what_counting_does_not_need() -> None:
    command = [sys.executable, "-X", "importtime", ROOT / "manage.py", "count", BURLINGTON, "--method", "irv"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert "numpy" in loaded
    assert not loaded & {"django", "pydantic", "celery", "redis", "psycopg"}


def test_reads_standard_input() -> None:
    done = manage("-", "--method", "plurality", "--json", "-", given=BURLINGTON.read_bytes())
    assert json.loads(done.stdout)["elected"] == ["Wright"]


def test_the_report_tells_rounds_and_result() -> None:
    report = manage(BURLINGTON, "--method", "irv").stdout.decode()
    assert "Instant-runoff voting (irv, version 1)" in report
    assert "Round 2. Montroll has the fewest votes, 2554, and is excluded" in report
    assert "Elected, in this order:\n  1. Kiss\n" in report
    assert "Kiss       2982  4314\n" in report


def test_the_report_of_pairs() -> None:
    report = manage(STEERING, "--method", "schulze-wv", "--seats", "4").stdout.decode()
    assert "BALLOTS THAT PREFER THE ROW TO THE COLUMN" in report
    assert "Full order:\n  1. " in report


def test_a_bad_file_is_one_sentence_and_status_1(tmp_path: Path) -> None:
    bad, kept = tmp_path / "bad.blt", tmp_path / "record.json"
    bad.write_text(BALLOTS.replace("3 2 1 0", "3 2 2 0"))
    done = manage(bad, "--method", "irv", "--json", kept)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode() == (
        "Line 3: candidate 2 stands twice on this ballot. Correct the ballot, or take out the second place.\n"
    )
    assert not kept.exists()


def test_list_explains_every_method(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["--method", "list"]) == 0
    listed = " ".join(capsys.readouterr().out.split())
    for method in METHODS.values():
        assert f"{method.name} (version {method.version}): {method.title}" in listed
        assert method.explanation in listed
        assert method.source in listed


def test_the_nearest_method_is_named(capsys: pytest.CaptureFixture[str], ballots: Path) -> None:
    assert "Use schulze-wv" in refusal(capsys, ballots, "--method", "schulz-wv")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--seats", "5"), "5 seats for 4 candidates"),
        (("--seats", "0"), "0 seats for 4 candidates"),
        (("--eligible", "0"), "At least 1"),
        (("--default", "Anne"), "“Anne” is no candidate. Did you mean “Ann”?"),
        (("--exclude-first", "Zoe"), "“Zoe” is no candidate."),
        (("--cap-limit", "2"), "needs --cap"),
        (("--cap", "nowhere.yaml"), "no file nowhere.yaml"),
        (("--export", "pdf", "x.pdf"), "no export “pdf”"),
        (("--json", "nowhere/x.json"), "nowhere/x.json cannot be written: No such file or directory"),
        (("--marks", "scores"), "ranks, not scores"),
        (("--encoding", "klingon"), "no encoding “klingon”"),
        (("--skips", "-1"), "from 0"),
    ],
)
def test_what_cannot_be_done_is_said(
    capsys: pytest.CaptureFixture[str], ballots: Path, arguments: tuple[str, ...], words: str
) -> None:
    assert words in refusal(capsys, ballots, "--method", "plurality", *arguments)


def test_more_seats_than_candidates_in_the_file(capsys: pytest.CaptureFixture[str], ballots: Path) -> None:
    ballots.write_text(BALLOTS.replace("4 2\n", "4 5\n"))
    said = "Line 1: there are 5 seats for 4 candidates. Correct this line, or say how many with --seats."
    assert refusal(capsys, ballots, "--method", "irv") == said
    assert record(capsys, ballots, "--method", "plurality", "--seats", 1)["elected"] == ["Ann"]


def test_no_file_and_no_such_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "No file of ballots is named" in refusal(capsys, "--method", "irv")
    assert "There is no file" in refusal(capsys, tmp_path / "x", "--method", "irv")
    assert "cannot be read: Is a directory" in refusal(capsys, tmp_path, "--method", "irv")


def test_the_record_is_written_whole(
    capsys: pytest.CaptureFixture[str], ballots: Path, tmp_path: Path
) -> None:
    path = tmp_path / "record.json"
    assert command_line.main([str(ballots), "--method", "plurality", "--json", str(path)]) == 0
    assert "Elected, in this order:" in capsys.readouterr().out
    assert json.loads(path.read_text())["elected"] == ["Ann", "Bob"]
    assert [each.name for each in tmp_path.iterdir() if each != ballots] == ["record.json"]


@pytest.mark.parametrize("form", ["blt", "preflib", "csv"])
def test_exports_count_the_same(
    capsys: pytest.CaptureFixture[str], ballots: Path, tmp_path: Path, form: str
) -> None:
    path = tmp_path / f"again.{ {'blt': 'blt', 'preflib': 'soi', 'csv': 'csv'}[form] }"
    first = record(capsys, ballots, "--method", "irv", "--seats", 1, "--export", form, path)
    again = record(capsys, path, "--method", "irv", "--seats", 1)
    assert first["rounds"] == again["rounds"]
    assert first["elected"] == again["elected"] == ["Ann"]


def test_the_sheet_of_rounds(capsys: pytest.CaptureFixture[str], ballots: Path, tmp_path: Path) -> None:
    ballots.write_text(BALLOTS.replace('"Cy"', '"=cmd()"'))
    path = tmp_path / "rounds.csv"
    record(capsys, ballots, "--method", "irv", "--seats", 1, "--export", "rounds", path)
    rows = list(csv.reader(io.StringIO(path.read_text())))
    assert rows[0][:2] == ["Candidate", "Round 1"]
    assert rows[1][:2] == ["Ann", "4"]
    assert rows[1][-1] == "elected 1"
    assert rows[3][0] == "'=cmd()"
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_a_seed_draws_the_lot(capsys: pytest.CaptureFixture[str], ballots: Path) -> None:
    ballots.write_text('2 1\n1 1 0\n1 2 0\n0\n"Ann"\n"Bob"\n')
    undrawn = record(capsys, ballots, "--method", "plurality")
    assert undrawn["elected"] == []
    assert undrawn["undecided"] == {"seats": 1, "between": ["Ann", "Bob"]}
    drawn = [
        record(capsys, ballots, "--method", "plurality", "--seed", each)["elected"] for each in "abcdefgh"
    ]
    assert {tuple(each) for each in drawn} == {("Ann",), ("Bob",)}
    assert drawn[0] == record(capsys, ballots, "--method", "plurality", "--seed", "a")["elected"]


CAPS = {
    "cap.yaml": "limit: 1\ngroups:\n  Red: [Ann, Bob]\n  Blue: [Cy]\n",
    "names.yaml": "limit: 1\ngroups: {Ann: Red, Bob: Red, Cy: Blue}\n",
    "share.yaml": "limit: 1/3\nsize: 5\ngroups: {Ann: Red, Bob: Red, Cy: Blue}\n",
    "cap.json": json.dumps({"limit": 1, "groups": GROUPS}),
    "sitting.json": json.dumps({"limit": "2", "sitting": {"Red": 1}, "groups": GROUPS}),
}


@pytest.mark.parametrize("name", CAPS)
def test_caps(capsys: pytest.CaptureFixture[str], ballots: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(CAPS[name])
    counted = record(capsys, ballots, "--method", "plurality", "--cap", tmp_path / name)
    assert counted["elected"] == ["Ann", "Cy"]
    assert [each["candidate"] for each in counted["caps"]] == ["Bob"]


def test_a_cap_as_a_sheet(capsys: pytest.CaptureFixture[str], ballots: Path, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("name,employer\nAnn,Red\nBob,Red\nCy,Independent\nDi,Independent\n")
    counted = record(capsys, ballots, "--method", "plurality", "--cap", path, "--cap-limit", 1)
    assert counted["elected"] == ["Ann", "Cy"]
    assert counted["options"]["cap"]["groups"] == {"Ann": "Red", "Bob": "Red"}


def test_the_candidates_of_several_elections_in_a_sheet(capsys: pytest.CaptureFixture[str]) -> None:
    sheet = DATA / "kubernetes-elections/candidates.csv"
    arguments = (STEERING, "--method", "schulze-wv", "--seats", 4, "--cap", sheet, "--cap-limit", 2)
    counted = record(capsys, *arguments)
    groups = counted["options"]["cap"]["groups"]
    assert len(groups) == sum(
        row["election"] == "steering-2019" and row["employer_stated"] not in {"", "Independent"}
        for row in csv.DictReader(io.StringIO(sheet.read_text()))
    )
    assert set(groups) <= set(counted["input"]["candidates"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("groups: {Ann: Red}\n", "no limit"),
        ("limit: 2\n", "no groups"),
        ("limit: many\ngroups: {Ann: Red}\n", "“many” is not a limit"),
        ("limit: 1/3\ngroups: {Ann: Red}\n", "needs the size"),
        ("limit: 2\ngroups: {Anna: Red}\n", "names “Anna”, who is no candidate. Did you mean “Ann”?"),
        ("limit: 2\ngroups: {Red: [Ann], Blue: [Ann]}\n", "“Ann” is in “Red” and in “Blue”"),
        ("limit: 2\nsitting: {Red: -1}\ngroups: {Ann: Red}\n", "“Red” is not a whole number"),
        ("limit: 2\nlimits: 3\ngroups: {Ann: Red}\n", "“limits” is not understood"),
        ("limit: [\n", "Line 2: the cap cannot be read"),
    ],
)
def test_a_bad_cap(
    capsys: pytest.CaptureFixture[str], ballots: Path, tmp_path: Path, text: str, words: str
) -> None:
    path = tmp_path / "cap.yaml"
    path.write_text(text)
    said = refusal(capsys, ballots, "--method", "plurality", "--cap", path)
    assert words in said
    assert said.startswith(str(path))


def test_scores(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    path.write_text("Ann,Bob\n3,9\n8,0\n8,1\n")
    assert record(capsys, path, "--method", "score")["totals"] == {"Ann": "19", "Bob": "10"}


def test_the_default_option(capsys: pytest.CaptureFixture[str]) -> None:
    sheet = DATA / "elections/debian_dpl_2007/ballots.csv"
    arguments = ("--method", "debian", "--default", "None Of The Above", "--eligible", 1036)
    counted = record(capsys, sheet, *arguments)
    assert counted["elected"] == ["Sam Hocevar"]
    assert {each["candidate"] for each in counted["dropped"]} == {"Aigars Mahinovs", "Simon Richter"}


def test_within_django(ballots: Path) -> None:
    out = io.StringIO()
    call_command("count", str(ballots), "--method", "plurality", stdout=out)
    assert "1. Ann" in out.getvalue()
    with pytest.raises(CommandError, match="no method"):
        call_command("count", str(ballots), "--method", "x")


MORE_THAN_A_PIPE_HOLDS = 2**16


@pytest.fixture
def waiting() -> subprocess.Popen[bytes]:
    """A count that waits for more ballots on standard input."""
    process = subprocess.Popen(
        [sys.executable, ROOT / "manage.py", "count", "-", "--method", "irv"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin
    process.stdin.write(
        b"3 1\n" + b"1 1 0\n" * MORE_THAN_A_PIPE_HOLDS
    )  # ends when the count has begun to read
    process.stdin.flush()
    return process


def test_ctrl_c_is_quiet(waiting: subprocess.Popen[bytes]) -> None:
    waiting.send_signal(signal.SIGINT)
    out, err = waiting.communicate(timeout=20)
    assert waiting.returncode == 130
    assert b"Traceback" not in out + err


def test_a_reader_who_leaves_is_no_error() -> None:
    command = f"{sys.executable} {ROOT}/manage.py count {STEERING} --method schulze-wv | head -c 10"
    done = subprocess.run(command, shell=True, capture_output=True, check=False, timeout=60)
    assert done.stderr == b""


def test_no_bar_for_short_work_at_a_terminal() -> None:
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", "count", BURLINGTON, "--method", "irv"],
        stdout=subprocess.PIPE,
        stderr=theirs,
        check=False,
        timeout=60,
    )
    shown = os.read(ours, 1000) if select.select([ours], [], [], 0.2)[0] else b""
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 0
    assert b"Counting" not in shown
