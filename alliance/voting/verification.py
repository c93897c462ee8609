"""What anybody needs to count a published ballot again: the files of a `verification.zip`.

Their format is described in docs/verification.md; `alliance/voting/verify.py` goes with them and reads them.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from alliance.voting.methods.record import canonical_json

if TYPE_CHECKING:
    from alliance.voting.methods.profile import Profile, ScoreSheet

SUMS: Final = "SHA256SUMS"
VERIFIER: Final = Path(__file__).with_name("verify.py")
WRITTEN_AT: Final = (1980, 1, 1, 0, 0, 0)
"""The date of every file in a zip, the earliest there is: equal contents make an equal zip."""
MANIFEST: Final = "alliance.manifest/1"
ROLL_COLUMNS: Final = (
    "key",
    "name",
    "unit",
    "affiliation",
    "group",
    "class",
    "weight",
    "entitled",
    "recused",
    "reason",
)
_FORMULA: Final = ("=", "+", "-", "@", "'")


class RollRow(Protocol):
    """A line of the electoral roll: `Elector` and `RollLine` are such lines."""

    @property
    def slug(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def affiliation(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def voter_class(self) -> str: ...
    @property
    def weight(self) -> int: ...
    @property
    def is_entitled(self) -> bool: ...
    @property
    def is_recused(self) -> bool: ...
    @property
    def reason(self) -> str: ...


def manifest_digest(manifest: Mapping[str, Any]) -> str:
    """SHA-256 of the manifest's canonical JSON, in hexadecimal: what the page of a ballot shows."""
    return hashlib.sha256(canonical_json(manifest).encode()).hexdigest()


def roll_row(line: RollRow) -> dict[str, Any]:
    """A line of the roll as plain data, by the columns of `roll.csv`: one side of a change of the roll."""
    return {
        "key": line.slug,
        "name": _one_line(line.name),
        "unit": line.unit,
        "affiliation": _one_line(line.affiliation),
        "group": _one_line(line.group),
        "class": _one_line(line.voter_class),
        "weight": line.weight,
        "entitled": line.is_entitled,
        "recused": line.is_recused,
        "reason": _one_line(line.reason),
    }


def roll_csv(lines: Iterable[RollRow]) -> str:
    """The electoral roll as one text: a line per elector, in the order of the keys."""
    return _roll_text(roll_row(line) for line in lines)


def roll_recorded(lines: Iterable[RollRow]) -> dict[str, Any]:
    """The roll as the manifest has it: how many are `entitled`, how many `electors` in all, the `digest`."""
    rows = [roll_row(line) for line in lines]
    return {
        "entitled": sum(row["entitled"] for row in rows),
        "electors": len(rows),
        "digest": hashlib.sha256(_roll_text(rows).encode()).hexdigest(),
    }


def roll_at_opening(
    now: Iterable[RollRow], changes: Sequence[Mapping[str, Any]] = ()
) -> list[Mapping[str, Any]]:
    """The rows of the roll as it was when the manifest was made, from the roll as it is and its changes.

    Each change has `key`, `before` and `after`, rows of `roll_row` or None where there was no line, `reason`
    and `at`; the first change first. Raises `ValueError` when a change does not lead to the roll as it is.
    """
    rows: dict[str, Mapping[str, Any]] = {line.slug: roll_row(line) for line in now}
    for change in reversed(changes):
        key = change["key"]
        if rows.pop(key, None) != change["after"]:
            raise ValueError(f"The roll has another line for {key} than the change of it says.")
        if change["before"] is not None:
            rows[key] = change["before"]
    return list(rows.values())


def of_count(record: Mapping[str, Any], ballots: Profile | ScoreSheet, read_me: str) -> dict[str, bytes]:
    """The files of a count, by their names: record, ballots, the program, `read_me`, and their digests."""
    from alliance.voting.methods.profile import Profile  # noqa: PLC0415 -- NumPy is loaded where ballots are read

    if isinstance(ballots, Profile):
        return _complete(record, {"ballots.blt": strict_blt(ballots)}, read_me)
    return _complete(record, {"scores.json": scores_json(ballots)}, read_me)


def of_motion(record: Mapping[str, Any], choices: Sequence[str], read_me: str) -> dict[str, bytes]:
    """The files of a motion's ballot, by their names; `choices` are the votes without names, in any order."""
    given = record["input"]
    votes = {"choices": sorted(choices), "eligible": given["eligible"], "seats": given["seats"]}
    return _complete(record, {"choices.json": canonical_json(votes)}, read_me)


def read_me(title: str, address: str, digest: str) -> str:
    """The text that explains the files; `address` is the page of the result, `digest` that of the record."""
    return f"""{title}
{address}

Count the ballots again yourself, with Python 3.9 or later and nothing else:

    python3 verify.py . {digest}

It prints one sentence, and ends with 0 when everything agrees, with 1 when something is wrong.
The long number is the SHA-256 of record.json. Compare it with the one on the page above, or with
a copy of it that you trust: what is written here came with the files.

record.json   the result record: how it was counted, and what came out
ballots.blt   the ballots, equal ones joined (or scores.json: points; choices.json: votes on a motion)
verify.py     the program; read it, or write your own
SHA256SUMS    the digests of all files; sha256sum --check SHA256SUMS

The format of the files is described in docs/verification.md of the source of this site.
"""


def packed(files: Mapping[str, bytes], folder: str) -> bytes:
    """The files as a zip that unpacks into a folder of that name; equal files make equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(f"{folder}/{name}", WRITTEN_AT), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def strict_blt(profile: Profile) -> str:
    """The ballots as BLT, equal ones joined and sorted, every weight with the decimals of the finest."""
    from alliance.voting.methods.formats.writing import rankings  # noqa: PLC0415 -- as above
    from alliance.voting.methods.joining import joined  # noqa: PLC0415
    from alliance.voting.methods.record import decimal  # noqa: PLC0415

    lines = [f"{len(profile.candidates)} {profile.seats}"]
    if profile.withdrawn:
        lines.append(" ".join(f"-{each + 1}" for each in sorted(profile.withdrawn)))
    if profile.tie_order is not None:
        lines.append(f"[tie {' '.join(str(each + 1) for each in profile.tie_order)}]")
    found = Counter[tuple[tuple[int, ...], ...]]()
    for weight, ranking in rankings(joined(profile)):
        found[tuple(tuple(sorted(each + 1 for each in equals)) for equals in ranking)] += weight
    digits = len(str(profile.scale)) - 1
    for places, weight in sorted(found.items()):
        groups = ["=".join(map(str, place)) for place in places]
        lines.append(" ".join([decimal(weight, profile.scale, digits), *groups, "0"]))
    return "\n".join([*lines, "0", *map(_quoted, (*profile.candidates, profile.title)), ""])


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def scores_json(sheet: ScoreSheet) -> str:
    """The ballots with points as canonical JSON: equal ones joined and sorted, None where there are none."""
    from alliance.voting.methods.profile import NOBODY  # noqa: PLC0415 -- as above

    found = Counter[tuple[int, ...]]()
    for points, weight in zip(sheet.scores.T.tolist(), sheet.weights.tolist(), strict=True):
        found[tuple(points)] += weight
    ballots = [
        [weight, [None if each == NOBODY else each for each in points]]
        for points, weight in sorted(found.items())
    ]
    election = {
        "title": sheet.title,
        "candidates": list(sheet.candidates),
        "withdrawn": sheet.names(sorted(sheet.withdrawn)),
        "decimals": len(str(sheet.scale)) - 1,
        "ballots": ballots,
    }
    return canonical_json(election)


def _roll_text(rows: Iterable[Mapping[str, Any]]) -> str:
    cells = [
        [row[name] if name != "weight" else str(row[name]) for name in ROLL_COLUMNS]
        for row in sorted(rows, key=lambda row: str(row["key"]))
    ]
    return _csv(ROLL_COLUMNS, [[_yes(cell) for cell in row] for row in cells])


def _yes(cell: str | bool) -> str:  # noqa: FBT001 -- a cell
    return cell if isinstance(cell, str) else "yes" if cell else "no"


def _one_line(text: str) -> str:
    """The text without control characters and with single spaces, as a cell of one line."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """CSV as docs/verification.md has it; in every cell an apostrophe stands before what begins a formula."""
    lines = [",".join(map(_cell, row)) for row in (header, *rows)]
    return "".join(f"{line}\n" for line in lines)


def _cell(text: str) -> str:
    guarded = f"'{text}" if text.startswith(_FORMULA) else text
    if any(each in guarded for each in ',"\n\r'):
        return '"' + guarded.replace('"', '""') + '"'
    return guarded


def _complete(record: Mapping[str, Any], ballots: Mapping[str, str], read_me: str) -> dict[str, bytes]:
    texts = {"record.json": canonical_json(record), **ballots, "README.txt": read_me}
    files = {name: text.encode() for name, text in texts.items()}
    files["verify.py"] = VERIFIER.read_bytes()
    sums = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items())]
    return files | {SUMS: "".join(sums).encode()}
