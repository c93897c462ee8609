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
from typing import TYPE_CHECKING, Any, Final

from alliance.voting.methods.record import canonical_json
from alliance.voting.secrecy.ballot_form import BallotForm, Marks
from alliance.voting.secrecy.withheld import discreet
from alliance.voting.sheets import (
    Line,
    class_of,
    register_csv,
    roll_at_opening,
    roll_call_csv,
    roll_csv,
    roll_recorded,
    roll_row,
    roll_text,
    trackers_csv,
)

if TYPE_CHECKING:
    from alliance.voting.methods.profile import Profile, ScoreSheet
    from alliance.voting.secrecy.box import Box

__all__ = [
    "manifest_digest",
    "of_ballot",
    "of_count",
    "of_motion",
    "packed",
    "read_me",
    "roll_csv",
    "roll_recorded",
    "roll_row",
]

SUMS: Final = "SHA256SUMS"
VERIFIER: Final = Path(__file__).with_name("verify.py")
WRITTEN_AT: Final = (1980, 1, 1, 0, 0, 0)
"""The date of every file in a zip, the earliest there is: equal contents make an equal zip."""
TURNOUT: Final = "alliance.turnout/1"
MANIFEST_TOLD: Final = ",\nthe second that of manifest.json, shown since the ballot opened"
BALLOT_TOLD: Final = """manifest.json what was asked, of whom, and how it would be counted: frozen at opening
turnout.json  how many were entitled and took part
box.csv       what was voted in a secret ballot, each beside its code (trackers.csv: the codes apart)
rollcall.csv  who voted what in a recorded ballot
roll.csv      who could vote, and why, at opening (roll-changes.json: what was changed since)
register.csv  who took part
lot.json      what a lot was drawn from
              (those of them that are published)
"""


def manifest_digest(manifest: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal: what the page of a ballot shows from opening on."""
    return hashlib.sha256(canonical_json(manifest).encode()).hexdigest()


def of_count(record: Mapping[str, Any], ballots: Profile | ScoreSheet, read_me: str) -> dict[str, bytes]:
    """The files of a count, by their names: record, ballots, the program, `read_me`, and their digests."""
    return _complete({"record.json": canonical_json(record), **_ballots(ballots)}, read_me)


def of_motion(record: Mapping[str, Any], choices: Sequence[str], read_me: str) -> dict[str, bytes]:
    """The files of a motion's ballot, by their names; `choices` are the votes without names, in any order."""
    return _complete({"record.json": canonical_json(record), **_choices(record, choices)}, read_me)


def of_ballot(
    manifest: Mapping[str, Any],
    record: Mapping[str, Any],
    read_me: str,
    *,
    published: str,
    turnout: Mapping[str, int],
    lines: Iterable[Line],
    changes: Sequence[Mapping[str, Any]] = (),
    receipts: Mapping[str, str],
    box: Box | None = None,
    votes: Mapping[str, Marks] | None = None,
    lot: Mapping[str, str] | None = None,
    names: bool = True,
    codes: bool = True,
) -> dict[str, bytes]:
    """The files of a counted ballot of the portal, by their names.

    Args:
        manifest: as it was frozen at opening.
        record: the result record.
        read_me: the text of README.txt.
        published: to whom the ballots are shown after the disclosure check, `Ballot.published`.
        turnout: `entitled`, `voted` and `unopened`, as the page of the result shows them.
        lines: the electoral roll as it is now.
        changes: what became of the roll since opening, see `roll_at_opening`.
        receipts: the receipt of each line that took part, by its key.
        box: the ballots of a secret ballot; without it they are not in the folder.
        votes: the marks of a recorded ballot by the key of each line that took part; without them as well.
        lot: `seed` and `value`, written down when the record has a lot.
        names: whether the roll, the register and the roll call are in the folder.
        codes: whether trackers stand beside the ballots, and not in a list of their own.

    Raises `ValueError` when the changes do not lead to the roll, `SecrecyError` when the ballots are none of
    the form, or belong to nobody on the roll.
    """
    roll = list(lines)
    texts = {
        "record.json": canonical_json(record),
        "manifest.json": canonical_json(manifest),
        "turnout.json": canonical_json(_turnout(manifest, published, turnout)),
    }
    if names:
        texts["roll.csv"] = roll_text(roll_at_opening(roll, changes))
        texts["register.csv"] = register_csv(roll, receipts)
        texts |= {"roll-changes.json": canonical_json({"changes": list(changes)})} if changes else {}
    if lot is not None and "lot" in record["options"]:
        texts["lot.json"] = canonical_json({"seed": lot["seed"], "value": lot["value"]})
    if box is not None:
        texts |= _secret(manifest, record, box, codes=codes)
    elif votes is not None:
        texts |= _recorded(manifest, record, roll, votes, names=names)
    return _complete(texts, read_me)


def _turnout(manifest: Mapping[str, Any], published: str, turnout: Mapping[str, int]) -> dict[str, Any]:
    return {
        "schema": TURNOUT,
        "ballot": manifest["ballot"],
        "manifest": manifest_digest(manifest),
        "published": published,
        **{name: turnout[name] for name in ("entitled", "voted", "unopened")},
    }


@discreet
def _secret(
    manifest: Mapping[str, Any], record: Mapping[str, Any], box: Box, *, codes: bool
) -> dict[str, str]:
    """The box, and its ballots as they were counted."""
    sheets = {"box.csv": box.text}
    if not codes:
        sheets = {"box.csv": box.text_without_codes, "trackers.csv": trackers_csv(box.codes)}
    return sheets | _counted(manifest, record, [ballot.marks for ballot in box.ballots], [1] * len(box.rows))


@discreet
def _recorded(
    manifest: Mapping[str, Any],
    record: Mapping[str, Any],
    roll: Sequence[Line],
    votes: Mapping[str, Marks],
    *,
    names: bool,
) -> dict[str, str]:
    """The roll call, when names are shown, and its ballots as they were counted."""
    line_of = {line.slug: line for line in roll}
    called = roll_call_csv(BallotForm.from_record(manifest["form"]), roll, votes)
    cast = [line_of[key] for key in votes]
    weights, classes = [line.weight for line in cast], [class_of(line) for line in cast]
    counted = _counted(manifest, record, list(votes.values()), weights, classes)
    return counted | ({"rollcall.csv": called} if names else {})


def _counted(
    manifest: Mapping[str, Any],
    record: Mapping[str, Any],
    marks: Sequence[Marks],
    weights: Sequence[int],
    classes: Sequence[str] = (),
) -> dict[str, str]:
    """The file of the ballots as they were counted, with those of each class where the record has classes."""
    from alliance.voting.profiles import choices_of, profile_of  # noqa: PLC0415 -- NumPy, as below

    form = BallotForm.from_record(manifest["form"])
    if manifest["method"] == "motion":
        chosen = choices_of(form, marks)
        choices = [choice for choice, times in zip(chosen, weights, strict=True) for _ in range(times)]
        if "classes" not in record:
            return _choices(record, choices)
        each_of = [name for name, times in zip(classes, weights, strict=True) for _ in range(times)]
        return _choices(record, choices, each_of)
    seats, title = record["options"]["seats"], manifest["question"]
    return _ballots(profile_of(form, marks, seats=seats, title=title, weights=weights))


def _ballots(ballots: Profile | ScoreSheet) -> dict[str, str]:
    from alliance.voting.methods.profile import Profile  # noqa: PLC0415 -- NumPy is loaded where ballots are read

    if isinstance(ballots, Profile):
        return {"ballots.blt": strict_blt(ballots)}
    return {"scores.json": scores_json(ballots)}


def _choices(
    record: Mapping[str, Any], choices: Sequence[str], classes: Sequence[str] | None = None
) -> dict[str, str]:
    """The file of the votes on a motion; `classes` has the class of each vote where they are counted so."""
    votes = _told(record["input"], choices)
    if classes is not None:
        own = {
            name: [vote for vote, of in zip(choices, classes, strict=True) if of == name]
            for name in record["classes"]
        }
        votes["classes"] = {name: _told(record["classes"][name], own[name]) for name in own}
    return {"choices.json": canonical_json(votes)}


def _told(given: Mapping[str, Any], choices: Sequence[str]) -> dict[str, Any]:
    return {"choices": sorted(choices), "eligible": given["eligible"], "seats": given["seats"]}


def read_me(title: str, address: str, digest: str, manifest: str = "") -> str:
    """The text that explains the files.

    `address` is the page of the result, `digest` that of the record, `manifest` that of the manifest where
    there is one.
    """
    digests = " ".join(filter(None, [digest, manifest]))
    also = MANIFEST_TOLD if manifest else ""
    return f"""{title}
{address}

Count the ballots again yourself, with Python 3.9 or later and nothing else:

    python3 verify.py . {digests}

It prints one sentence, and ends with 0 when everything agrees, with 1 when something is wrong.
The first long number is the SHA-256 of record.json{also}. Compare with the page above, or with
a copy of it that you trust: what is written here came with the files.

record.json   the result record: how it was counted, and what came out
ballots.blt   the ballots, equal ones joined (or scores.json: points; choices.json: votes on a motion)
{BALLOT_TOLD if manifest else ""}verify.py     the program; read it, or write your own
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


def _complete(texts: Mapping[str, str], read_me: str) -> dict[str, bytes]:
    files = {name: text.encode() for name, text in {**texts, "README.txt": read_me}.items()}
    files["verify.py"] = VERIFIER.read_bytes()
    sums = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items())]
    return files | {SUMS: "".join(sums).encode()}
