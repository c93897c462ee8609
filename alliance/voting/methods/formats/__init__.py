"""Ballot files in, ballot files out. The format is known by what the file holds, then by its name."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Literal

from alliance.voting.methods.formats import (
    blt,
    cvr_cdf,
    debian_tally,
    overvotes,
    preflib,
    rank_columns,
    rank_csv,
    ward_csv,
)
from alliance.voting.methods.formats.problems import ProfileError, shown
from alliance.voting.methods.formats.rank_columns import RankRules
from alliance.voting.methods.formats.sheet import sheet
from alliance.voting.methods.formats.text import decoded
from alliance.voting.methods.profile import Profile, ScoreSheet

__all__ = ["ProfileError", "RankRules", "Reading", "read"]

_BEGINNING = 4096
_TWO_NUMBERS = re.compile(r'["\s]*\d+[\s,;]+-?\d+["\s,;]*(?:\n|#|$|\d|-)')
_LONE_ZERO = re.compile(r'^[" \t]*0[" \t,;]*(?:#.*)?$', re.MULTILINE)
_OLD_PREFLIB = re.compile(r"\s*\d+\s*\n\s*1\s*,")


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read a file, where it does not say so itself.

    `marks`: whether the numbers of a sheet are ranks or scores; `contest`: the one of a cast vote record with
    several; `ranks`: what overvotes and skipped ranks of such a record mean; `equal`: whether equal ranks of
    other files stay, or are overvotes that are skipped or end the ballot; `encoding` of the text.
    """

    marks: Literal["ranks", "scores"] = "ranks"
    contest: str = ""
    ranks: RankRules = field(default_factory=RankRules)
    encoding: str = "utf-8"
    equal: Literal["keep", "skip", "stop"] = "keep"


def read(data: bytes, name: str = "", reading: Reading | None = None) -> Profile | ScoreSheet:
    """The ballots of a file: BLT, PrefLib, tally sheets, sheets of ranks or scores, cast vote records.

    `name` is the file's name, for its extension. Raises `ProfileError` with the line and a repair.
    """
    how = reading or Reading()
    ballots = _ballots(data, PurePath(name).suffix.lower(), how)
    if how.marks == "scores" and isinstance(ballots, Profile):
        raise ProfileError(
            None, "this format holds ranks, not scores.", "Give scores as CSV, with one column per candidate."
        )
    if how.equal != "keep" and isinstance(ballots, Profile):
        ballots = overvotes.without_equals(ballots, how.equal)
    return replace(ballots, digest=hashlib.sha256(data).hexdigest())


def _ballots(data: bytes, extension: str, how: Reading) -> Profile | ScoreSheet:
    beginning = data[:_BEGINNING].decode("latin-1").removeprefix("ï»¿")
    if extension != ".blt" and ward_csv.is_ward(beginning, data):
        return ward_csv.read(decoded(data, how.encoding))
    if extension == ".blt" or (extension not in {".csv", *preflib.EXTENSIONS} and _is_blt(beginning)):
        return blt.read(data, how.encoding)
    text = decoded(data, how.encoding)
    beginning = text[:_BEGINNING].lstrip()
    if extension == ".json" or (extension != ".csv" and beginning[:1] in {"{", "["} and '"' in beginning):
        return cvr_cdf.read(text, how.contest, how.ranks)
    if extension in preflib.EXTENSIONS or re.match(r"#\s*[A-Z][A-Z ]+\d*:", beginning):
        return preflib.read(text)
    if debian_tally.is_tally(beginning):
        return debian_tally.read(text)
    if _is_blt(beginning) and _LONE_ZERO.search(text):
        return blt.read(data, how.encoding)
    if _OLD_PREFLIB.match(beginning):
        return preflib.read(text)
    first = beginning.partition("\n")[0]
    if first.startswith("<") or (extension not in {".csv", ".tsv"} and not set(first) & set(",;\t")):
        raise ProfileError(
            1, f"{shown(first)} begins no known format.", "Give BLT, PrefLib, CSV or NIST CVR JSON."
        )
    columns = sheet(text)
    if how.marks == "scores":
        return rank_csv.scores(columns)
    return (
        rank_columns.read(columns, how.ranks)
        if rank_columns.has_rank_columns(columns)
        else rank_csv.ranks(columns)
    )


def _is_blt(beginning: str) -> bool:
    lines = (
        line for line in beginning.split("\n") if line.strip() and not line.lstrip().startswith(("#", "/*"))
    )
    return bool(_TWO_NUMBERS.match(next(lines, "")))
