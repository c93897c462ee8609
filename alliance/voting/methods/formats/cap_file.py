"""Seat caps from a file: YAML or JSON with `limit`, `size`, `least`, `sitting` and `groups`, or a sheet of
candidates and their groups.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from fractions import Fraction
from pathlib import PurePath
from typing import Any, Final

import yaml

from alliance.voting.methods.formats.problems import ProfileError, shown
from alliance.voting.methods.formats.sheet import Sheet, sheet
from alliance.voting.methods.formats.text import decoded
from alliance.voting.methods.options import Cap

_CANDIDATE: Final = ("ballot_column", "candidate", "name")
_GROUP: Final = ("group", "company", "employer", "affiliation", "organization", "employer_stated")
_ALONE: Final = frozenset({"", "-", "none", "independent", "unaffiliated"})
_KEYS: Final = frozenset({"limit", "size", "least", "sitting", "groups"})
_REPAIR: Final = "Use limit, size, least, sitting and groups, as docs/formats.md shows."
_LIMIT = re.compile(r"(\d{1,6})(?:/(\d{1,6}))?", re.ASCII)


def read(data: bytes, name: str, candidates: Sequence[str], limit: str = "") -> Cap:
    """The cap of a file, for these candidates; `limit` ("2" or "1/3") overrides or supplies its limit.

    In a sheet, "Independent" and an empty cell are no group; with a column `election`, rows of people who are
    not among the candidates are passed over. Raises `ProfileError`.
    """
    text = decoded(data)
    suffix = PurePath(name).suffix.lower()
    is_sheet = suffix in {".csv", ".tsv"} or (
        suffix not in {".yaml", ".yml", ".json"} and ":" not in text[:200]
    )
    facts: dict[str, Any] = {"groups": _of_sheet(sheet(text), candidates)} if is_sheet else _of_yaml(text)
    groups = _by_candidate(facts["groups"])
    for each in groups:
        _known(each, candidates, None)
    stated = limit or facts.get("limit")
    if stated is None:
        raise ProfileError(None, "the cap has no limit.", "Add limit to the file, or --cap-limit 2.")
    most = limit_of(str(stated))
    size = _whole(facts, "size")
    if isinstance(most, Fraction) and not size:
        raise ProfileError(
            None, "a cap that is a fraction needs the size of the body.", "Add size to the file."
        )
    sitting = facts.get("sitting") or {}
    if not isinstance(sitting, Mapping):
        raise ProfileError(None, "sitting does not name groups with numbers.", _REPAIR)
    return Cap(most, groups, size, _whole(facts, "least"), _sitting(sitting))


def _sitting(sitting: Mapping[object, Any]) -> dict[str, int]:
    named = {str(group): number for group, number in sitting.items()}
    return {group: _whole(named, group) for group in named}


def limit_of(text: str) -> int | Fraction:
    """A number of members, or a fraction of a body, from text. Raises `ProfileError`."""
    found = _LIMIT.fullmatch(text.strip())
    if found is None or (found[2] is not None and int(found[2]) == 0):
        raise ProfileError(
            None, f"{shown(text)} is not a limit.", "Write a whole number, or a fraction as 1/3."
        )
    return int(found[1]) if found[2] is None else Fraction(int(found[1]), int(found[2]))


def _of_yaml(text: str) -> dict[str, Any]:
    try:
        facts = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "it is no YAML"
        raise ProfileError(mark and mark.line + 1, f"the cap cannot be read: {what}.", _REPAIR) from None
    except (RecursionError, ValueError):
        raise ProfileError(None, "the cap cannot be read.", _REPAIR) from None
    if not isinstance(facts, dict) or not isinstance(facts.get("groups"), Mapping):
        raise ProfileError(None, "the cap has no groups.", _REPAIR)
    for key in facts:
        if key not in _KEYS:
            raise ProfileError(None, f"{shown(str(key))} is not understood in a cap.", _REPAIR)
    return facts


def _by_candidate(groups: Mapping[object, object]) -> dict[str, str]:
    """`{group: [names]}` or `{name: group}` as the latter; nobody may be in two groups."""
    found: dict[str, str] = {}
    for key, value in groups.items():
        pairs = (
            [(str(each), str(key)) for each in value] if isinstance(value, list) else [(str(key), str(value))]
        )
        for candidate, group in pairs:
            if found.setdefault(candidate, group) != group:
                raise ProfileError(
                    None,
                    f"{shown(candidate)} is in {shown(found[candidate])} and in {shown(group)}.",
                    "Keep one group for each candidate.",
                )
    return found


def _of_sheet(rows: Sheet, candidates: Sequence[str]) -> dict[str, str]:
    heading = {each.lower(): at for at, each in enumerate(rows.header)}
    who = next((heading[each] for each in _CANDIDATE if each in heading), None)
    what = next((heading[each] for each in _GROUP if each in heading), None)
    if who is None or what is None:
        raise ProfileError(1, "the sheet lacks the columns candidate and group.", "Name two columns so.")
    groups: dict[str, str] = {}
    for line, cells in rows.rows():
        candidate, group = " ".join(cells[who].split()), " ".join(cells[what].split())
        if "election" in heading and candidate not in candidates:
            continue
        _known(candidate, candidates, line)
        if group.lower() in _ALONE:
            continue
        if groups.setdefault(candidate, group) != group:
            raise ProfileError(
                line,
                f"{shown(candidate)} is in {shown(groups[candidate])} and in {shown(group)}.",
                "Keep one row for each candidate.",
            )
    return groups


def _known(candidate: str, candidates: Sequence[str], line: int | None) -> None:
    if candidate not in candidates:
        near = get_close_matches(candidate, candidates, n=1)
        repair = f"Did you mean {shown(near[0])}?" if near else "Write names as the ballots do."
        raise ProfileError(line, f"the cap names {shown(candidate)}, who is no candidate.", repair)


def _whole(facts: Mapping[str, Any], key: str) -> int:
    value = facts.get(key, 0)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 10**6:
        raise ProfileError(None, f"{shown(str(key))} is not a whole number from 0.", _REPAIR)
    return value
