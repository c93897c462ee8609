"""Whatever one value in the files of a ballot is changed to: it is found, by a published digest at least."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from alliance.charter.grammar.elections import Election
from alliance.voting import verify
from alliance.voting.methods import METHODS
from alliance.voting.verification import manifest_digest
from tests.voting.verifier.folders import Files, summed, unpacked
from tests.voting.verifier.test_every_leaf import at, leaves, others
from tests.voting.verifier.test_portal_tampering import (
    BASES,
    apart,
    board,
    open_board,
    open_motion,
    secret_motion,
    with_json,
    without,
)
from tests.voting.verifier.test_tampering import put

IN_NO_OTHER_FILE = {
    *("question", "body", "label", "affiliation", "meaning", "source", "id", "title"),
    *("most", "top", "equal_ranks", "blank"),  # a form that takes more than was marked
    "default_option",  # none, where it is the last
}
"""What only the digest of the manifest vouches for: words that voters saw, and what changes nothing."""


def changes(files: Files, name: str) -> Iterator[tuple[tuple[Any, ...], Files]]:
    """The path to each value of a JSON file, and the files with another value there."""
    data = json.loads(files[name])
    for path in leaves(data):
        for other in others(at(data, path)):

            def change(changed: Any, path: tuple[Any, ...] = path, other: Any = other) -> None:
                at(changed, path[:-1])[path[-1]] = other

            yield path, with_json(files, name, change)


def is_found(files: Files, *published: str) -> bool:
    try:
        verify.check(files, *published)
    except (verify.Wrong, verify.CannotTell):
        return True
    return False


@pytest.mark.parametrize("base", BASES, ids=lambda base: base.__name__)
def test_every_value_of_the_manifest(base: Callable[[], Files]) -> None:
    digest = manifest_digest(json.loads(base()["manifest.json"]))
    missed = set()
    for path, forged in changes(base(), "manifest.json"):
        if not is_found(forged):
            missed.add(path)
            assert is_found(forged, digest)
    assert not [path for path in missed if not IN_NO_OTHER_FILE & set(path)]


@pytest.mark.parametrize("base", BASES, ids=lambda base: base.__name__)
@pytest.mark.parametrize("name", ["turnout.json", "roll-changes.json", "lot.json"])
def test_every_value_of_the_other_files(base: Callable[[], Files], name: str) -> None:
    if name not in base():
        return
    missed = {path for path, forged in changes(base(), name) if not is_found(forged)}
    assert {path[-1] for path in missed} <= {"at", "reason", "published", "affiliation", "group", "class"}
    assert not [path for path in missed if "before" in path]


@pytest.mark.parametrize("base", BASES, ids=lambda base: base.__name__)
def test_every_setting_of_the_record(base: Callable[[], Files]) -> None:
    """Also those that would leave the count as it is: they stand in the manifest."""
    parts = {"options", "input", "method", "rule"}
    missed = {
        path for path, forged in changes(base(), "record.json") if path[0] in parts and not is_found(forged)
    }
    assert not missed


SHEETS = ("box.csv", "trackers.csv", "rollcall.csv", "roll.csv", "register.csv")


@pytest.mark.parametrize("base", BASES, ids=lambda base: base.__name__)
def test_every_cell(base: Callable[[], Files]) -> None:
    for name in SHEETS:
        rows = list(csv.reader(io.StringIO(base().get(name, b"").decode())))
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                for other in {"", "0", "1", "2", "yes", "no", "x", 'Ann "x"', "=1", "\n"} - {cell}:
                    forged = io.StringIO()
                    cells = [*row[:column], other, *row[column + 1 :]]
                    csv.writer(forged, lineterminator="\n").writerows(
                        [*rows[:number], cells, *rows[number + 1 :]]
                    )
                    is_other_receipt = row[-2:-1] == ["yes"] and column == len(row) - 1 and other
                    found = is_found(summed({**base(), name: forged.getvalue().encode()}))
                    assert found or is_other_receipt, (name, number, column, other)


@pytest.mark.parametrize("base", BASES, ids=lambda base: base.__name__)
def test_every_line(base: Callable[[], Files]) -> None:
    """Dropped, doubled, or exchanged with the next."""
    for name in SHEETS:
        lines = base().get(name, b"").splitlines(keepends=True)
        for number, one in enumerate(lines):
            before, two, after = lines[:number], lines[number + 1 : number + 2], lines[number + 2 :]
            for instead in (two, [one, one, *two], [*two, one]):
                text = b"".join([*before, *instead, *after])
                assert text == base()[name] or is_found(summed({**base(), name: text})), (name, number)


@pytest.mark.parametrize("base", BASES, ids=lambda base: base.__name__)
def test_no_bytes_bring_it_down(base: Callable[[], Files]) -> None:
    chance = Random(base.__name__)
    names = [name for name in base() if name not in ("verify.py", "README.txt", "SHA256SUMS")]
    pieces = (
        b"",
        b"0",
        b"9",
        b"\\",
        b'"',
        b"\n",
        b"\r",
        b"\xff",
        b"\x00",
        b",",
        b"'=",
        b"1e9",
        b"-1",
        b"[[[",
        b"{}",
    )
    found = 0
    for _ in range(300):
        name = chance.choice(names)
        data, length = base()[name], chance.choice((1, 1, 2, 9))
        where = chance.randrange(len(data) or 1)
        new = chance.choice((*pieces, data[where : where + length] * 2))
        found += is_found(summed({**base(), name: data[:where] + new + data[where + length :]}))
    assert found > 200


@pytest.mark.parametrize("name", ["manifest.json", "turnout.json", "roll-changes.json", "lot.json", *SHEETS])
@pytest.mark.parametrize(
    "text", ["", "\n", "[" * 100_000, "9" * 5000, "null", "{}", '"\\ud800"', ",\n,\n", '"\n', "token\n"]
)
def test_odd_files(name: str, text: str) -> None:
    files = {**board(), **{each: apart()[each] for each in ("trackers.csv",) if name == each}}
    with pytest.raises(verify.Wrong) as found:
        verify.check(summed({**files, name: text.encode()}))
    assert name in str(found.value)


# What may be missing, and the digests --------------------------------------------------------------------


def test_what_is_not_shown_is_said() -> None:
    nobody = without(board(), "roll.csv", "register.csv", "roll-changes.json")
    assert verify.check(nobody).endswith(" Not in the folder, and so not checked: roll.csv and register.csv.")
    votes = without(open_motion(), "roll.csv", "register.csv", "roll-changes.json", "rollcall.csv")
    assert "not checked: rollcall.csv, roll.csv and register.csv." in verify.check(votes)


@pytest.mark.parametrize("base", [board, open_board, secret_motion])
def test_without_ballots_it_cannot_tell(base: Callable[[], Files]) -> None:
    totals = without(base(), "ballots.blt", "choices.json", "box.csv", "rollcall.csv")
    with pytest.raises(verify.CannotTell, match=r"ballots are not here to be counted"):
        verify.check(totals)
    assert is_found(with_json(totals, "turnout.json", lambda data: data.update(voted=3)))


def test_kinds_it_does_not_know() -> None:
    for key, value in (("schema", "alliance.manifest/2"), ("level", "sealed")):
        with pytest.raises(verify.CannotTell, match=value):
            verify.check(with_json(board(), "manifest.json", lambda data: data.update({key: value})))  # noqa: B023


def test_the_digest_of_either_may_be_given() -> None:
    digests = [hashlib.sha256(board()[name]).hexdigest() for name in ("record.json", "manifest.json")]
    for given in ([], digests[:1], digests[1:], digests, [digests[0].upper()], [""]):
        assert "agrees" in verify.check(board(), *given)
    with pytest.raises(
        verify.Wrong, match=r"manifest\.json has the digest .*, and not the published one, 0000"
    ):
        verify.check(board(), *digests, "0" * 64)


def test_the_program_takes_both(tmp_path: Path) -> None:
    folder = unpacked(board(), tmp_path / "folder")
    digests = [hashlib.sha256(board()[name]).hexdigest() for name in ("record.json", "manifest.json")]
    command = [sys.executable, "-I", "-S", str(folder / "verify.py"), str(folder)]
    for given, status in ((digests, 0), (digests[1:], 0), ([*digests, "0" * 64], 1)):
        done = subprocess.run(
            [*command, *given], capture_output=True, encoding="utf-8", timeout=60, check=False
        )
        assert (done.returncode, done.stderr) == (status, "")


@pytest.mark.parametrize("base", BASES, ids=lambda base: base.__name__)
def test_a_manifest_may_be_checked_before_opening(base: Callable[[], Files]) -> None:
    manifest = json.loads(base()["manifest.json"])
    verify.check_manifest(manifest)
    with pytest.raises(verify.Wrong, match=r"manifest\.json: body is missing"):
        verify.check_manifest({key: value for key, value in manifest.items() if key != "body"})


WORDS: dict[str, dict[str, Any]] = {
    "wigm-exact": {"stv": {}},
    "scottish-2007": {"stv": {"arithmetic": "5-decimals"}},
    "wigm-prf": {"stv": {"arithmetic": "4-decimals"}},
    "meek-prf": {"stv": {"surplus": "meek", "arithmetic": "9-decimals"}},
    "schulze-wv": {"condorcet": {"completion": "schulze"}},
    "schulze-margins": {"condorcet": {"completion": "schulze", "strength": "margins"}},
    "ranked-pairs-wv": {"condorcet": {"completion": "ranked_pairs"}},
    "condorcet-irv": {"condorcet": {"completion": "irv"}},
    "approval": {"approval": {"max": 2}},
    "plurality": {"plurality": {}},
    "irv": {"irv": {}},
    "score": {"score": {}},
}


@pytest.mark.parametrize("method", METHODS)
def test_the_method_follows_from_the_rule(method: str) -> None:
    for words in ({"name": method}, WORDS.get(method, method)):
        election = Election.model_validate({"method": words})
        assert election.method.rule == method
        assert verify.method_of({"election": election.model_dump(mode="json", by_alias=True)}) == method
    with pytest.raises(verify.Wrong, match=r"manifest\.json: method is not what may stand there"):
        verify.check(with_json(board(), "manifest.json", put("rule", "election", "method", {"name": "irv"})))
