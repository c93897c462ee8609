"""Folders as the product publishes them, and the same after somebody changed them with care."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from alliance.voting import verification
from alliance.voting.methods import Options, count
from alliance.voting.methods.formats import Reading, read
from alliance.voting.methods.record import canonical_json

Files = dict[str, bytes]
Change = Callable[[dict[str, Any]], object]


def published(ballots: str, method: str, *, marks: str = "ranks", **options: Any) -> Files:
    """The files of a count of these ballots."""
    name = "ballots.csv" if marks == "scores" else "ballots.blt"
    found = read(ballots.encode(), name, Reading(marks=marks))
    return verification.of_count(count(found, method, Options(**options)), found, "Check it yourself.\n")


def summed(files: Mapping[str, bytes]) -> Files:
    """The files with SHA256SUMS made anew, as by a forger who thinks of it."""
    kept = {name: data for name, data in files.items() if name != "SHA256SUMS"}
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in kept.items())
    return {**kept, "SHA256SUMS": sums.encode()}


def with_record(files: Files, change: Change) -> Files:
    """The files after the record was changed."""
    record = json.loads(files["record.json"])
    change(record)
    return summed({**files, "record.json": canonical_json(record).encode()})


def with_text(files: Files, name: str, old: str, new: str) -> Files:
    """The files after a piece of one was replaced, which must be there."""
    text = files[name].decode()
    assert old in text, f"{name} has no {old!r}"
    return summed({**files, name: text.replace(old, new, 1).encode()})


def unpacked(files: Files, folder: Path) -> Path:
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder
