"""Cast vote records in the common data format of NIST SP 1500-103 (version 1.0), as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from alliance.voting.methods.formats.problems import ProfileError, shown
from alliance.voting.methods.formats.rank_columns import OVERVOTE, RankRules, profile_of
from alliance.voting.methods.formats.text import MOST_SEATS, UNIT
from alliance.voting.methods.profile import Profile

_SHAPE = "It should be a CastVoteRecordReport of NIST SP 1500-103."
_WRITE_IN = "Undeclared write-ins"


def read(text: str, contest: str = "", rules: RankRules | None = None) -> Profile:
    """The ballots of one contest, named by its id or name; a file with a single contest needs none.

    Raises `ProfileError`.
    """
    report = _parsed(text)
    try:
        chosen = _contest(report, contest)
        names = _names(report, chosen)
        ballots = list(_ballots(report, chosen["@id"], names, rules or RankRules()))
        seats = chosen.get("NumberElected") or 1
        title = str(chosen.get("Name", ""))
    except (KeyError, TypeError, AttributeError, IndexError):
        raise ProfileError(None, "the JSON has another shape than a cast vote record.", _SHAPE) from None
    if not isinstance(seats, int) or not 1 <= seats <= MOST_SEATS:
        raise ProfileError(None, f"{shown(str(seats))} is not a number of seats.", _SHAPE)
    if not ballots:
        raise ProfileError(
            None, f"there are no ballots for the contest {shown(title)}.", "Choose another contest."
        )
    standing = list(dict.fromkeys(names.values()))
    if len(standing) != len(names):
        raise ProfileError(
            None, "two selections of the contest have the same name.", "Give each its own name."
        )
    return replace(profile_of(standing, iter(ballots)), seats=seats, title=title)


def _parsed(text: str) -> dict[str, Any]:
    try:
        report = json.loads(text)
    except json.JSONDecodeError as error:
        raise ProfileError(
            error.lineno, f"this is not valid JSON: {error.msg}.", "Get the whole file."
        ) from None
    except (RecursionError, ValueError):
        raise ProfileError(None, "the JSON is too deep or has absurd numbers.", _SHAPE) from None
    if not isinstance(report, dict) or "CVR" not in report or "Election" not in report:
        raise ProfileError(1, "the JSON is no cast vote record.", _SHAPE)
    return report


def _contest(report: dict[str, Any], wanted: str) -> dict[str, Any]:
    contests: list[dict[str, Any]] = [each for election in report["Election"] for each in election["Contest"]]
    found = [each for each in contests if wanted in {each["@id"], each.get("Name")}] if wanted else contests
    if len(found) == 1:
        return found[0]
    choice = ", ".join(f"{each['@id']} ({each.get('Name', '')})" for each in contests[:20])
    what = f"there is no contest {shown(wanted)}." if wanted else f"there are {len(contests)} contests."
    raise ProfileError(None, what, f"Name one with --contest: {choice}.")


def _names(report: dict[str, Any], contest: dict[str, Any]) -> dict[str, str]:
    """The name of each selection of the contest, by the selection's id."""
    people = {
        person["@id"]: " ".join(str(person.get("Name", person["@id"])).split())
        for election in report["Election"]
        for person in election.get("Candidate", [])
    }
    return {
        each["@id"]: " and ".join(people[who] for who in each.get("CandidateIds", [])) or _WRITE_IN
        for each in contest["ContestSelection"]
    }


def _ballots(
    report: dict[str, Any], contest: str, names: dict[str, str], rules: RankRules
) -> Iterator[tuple[list[str], int]]:
    for record in report["CVR"]:
        snapshot = next(each for each in record["CVRSnapshot"] if each["@id"] == record["CurrentSnapshotId"])
        for voted in snapshot.get("CVRContest", []):
            if voted["ContestId"] == contest:
                yield list(rules.usable(_cells(voted, names))), UNIT


def _cells(voted: dict[str, Any], names: dict[str, str]) -> list[str]:
    """What each rank holds: a name, nothing, or an overvote."""
    marked: dict[int, set[str]] = {}
    for selection in voted.get("CVRContestSelection", []):
        for position in selection.get("SelectionPosition", []):
            if position["HasIndication"] == "yes" and position.get("IsAllocable") != "no":
                identifier = selection["ContestSelectionId"]
                if identifier not in names:
                    raise ProfileError(
                        None, f"a ballot marks {shown(identifier)}, which is no selection.", _SHAPE
                    )
                marked.setdefault(int(position.get("Rank", 1)), set()).add(names[identifier])
    if any(not 1 <= rank <= 1000 for rank in marked):
        raise ProfileError(None, "a ballot has a rank outside 1 to 1000.", _SHAPE)
    held = [marked.get(rank, set()) for rank in range(1, max(marked, default=0) + 1)]
    return [next(iter(each), "") if len(each) < 2 else OVERVOTE for each in held]
