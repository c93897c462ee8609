"""What a forger may change in the files of a ballot of the portal, digests made anew: each is found."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from alliance.voting import verify
from alliance.voting.methods.record import canonical_json
from alliance.voting.secrecy.ballot_form import BallotForm, Kind
from tests.voting.verifier.folders import Files, summed, unpacked, with_text
from tests.voting.verifier.portal import Held, changed, line, rule_of
from tests.voting.verifier.test_tampering import put

NAMES = ("Ann", "Bob", "=Cat", "Dan")
MOTION = BallotForm(Kind.CHOICE, ("for", "against", "abstain"), blank=False)
TWO_THIRDS = {
    "id": "two-thirds",
    "title": "Two thirds",
    "passes": {"gte": ["for", {"frac": "2/3", "of": "cast"}]},
    "quorum": {"gte": ["participated", {"frac": "1/2", "of": "eligible"}]},
}
BALANCED = {
    "id": "balanced",
    "title": "Balanced",
    "passes": {
        "all": [
            {"gt": ["for", {"frac": "1/2", "of": "cast"}]},
            {"gte": [{"classes": {"by": "member_class", "where": {"gt": ["for", "against"]}}}, 2]},
        ]
    },
    "quorum": {
        "all": [
            {"gte": ["participated", {"frac": "1/3", "of": "eligible"}]},
            {"gte": [{"in_class": {"member_class": "=school"}, "tally": "participated"}, 2]},
        ]
    },
}
LOTTERY = ("Numbers of the state lottery, 8 March", "4 8 15 16 23 42")
MEMBERS = ("Brook", "Cliff", "Dune", "Elm", "Fjord", "Glade", "Hill", "Isle", "Lake", "Moor")

# Ballots that were held -------------------------------------------------------------------------------------


def roll(**differs: Any) -> tuple[list[Any], list[dict[str, Any]]]:
    """Ten who may vote, one of them by an objection, one recused and one without standing."""
    late, change = changed(
        line("Moor", is_entitled=False, reason="Dues are open"), is_entitled=True, reason="Dues were paid"
    )
    apart = [
        line("Quay", is_entitled=False, is_recused=True, reason="Recused"),
        line("Reef", is_entitled=False, reason="Observer"),
    ]
    return [*(line(name, **differs) for name in MEMBERS[:-1]), late, *apart], [change]


def voters(marks: list[Any]) -> dict[str, Any]:
    return {name.lower(): each for name, each in zip(MEMBERS, marks, strict=False)}


def held(method: str, form: BallotForm, marks: list[Any], **differs: Any) -> Held:
    lines, changes = roll()
    given: dict[str, Any] = {"lines": lines, "changes": changes, **differs}
    return Held(method, form, voters(marks), **given)


@cache
def board() -> Files:
    """A secret election with a lot that decides, and an envelope that did not open."""
    form = BallotForm(Kind.RANKING, NAMES)
    marks = [(1, 2, None, None)] * 3 + [(2, 1, 3, None)] * 2 + [(None, 1, 2, 3), (2, None, 1, None)]
    marks += [(None, None, None, None), (None, None, 2, 1)]
    settings = {"seats": 2, "cap": {"limit": "2", "groups": {"Ann": "North", "Bob": "North"}}}
    return held(
        "scottish-2007", form, marks, counting=settings, lot=LOTTERY, lost=frozenset(["isle"])
    ).files()


@cache
def apart() -> Files:
    """The same kind of election; trackers and ballots are two lists."""
    form = BallotForm(Kind.RANKING, NAMES, equal_ranks=True)
    marks = [(1, 2, 2, None)] * 3 + [(2, 1, 3, None)] * 2 + [(None, 1, 2, 3)]
    return held("schulze-wv", form, marks, counting={"seats": 1}).files(codes=False)


@cache
def open_board() -> Files:
    """A recorded election in which one member has three votes."""
    form = BallotForm(Kind.RANKING, NAMES, most=3)
    marks = [(1, 2, None, None)] * 3 + [(2, 1, 3, None)] * 2 + [(None, 1, 2, 3), (3, None, 1, 2)]
    lines, changes = roll()
    lines[0] = line("Brook", weight=3)
    return held(
        "schulze-wv", form, marks, level="recorded", lines=lines, changes=changes, counting={"seats": 1}
    ).files()


@cache
def points() -> Files:
    form = BallotForm(Kind.SCORES, NAMES, top=5)
    marks = [(5, 4, None, 0)] * 3 + [(1, 5, 5, None)] * 2
    return held("score", form, marks, counting={"seats": 1}, lot=("", "")).files()


@cache
def with_default() -> Files:
    form = BallotForm(Kind.RANKING, ("Ann", "Bob", "Neither"), equal_ranks=True)
    marks = [(1, 2, 3)] * 6 + [(3, 1, 2)] * 2
    settings = {"seats": 1, "default_option": "Neither", "ratios": {"Bob": "3/2"}}
    return held("debian", form, marks, counting=settings).files()


@cache
def secret_motion() -> Files:
    marks = [(1, None, None)] * 5 + [(None, 1, None)] * 2 + [(None, None, 1)]
    return held("motion", MOTION, marks, rule=rule()).files()


@cache
def open_motion() -> Files:
    marks = [(1, None, None)] * 5 + [(None, 1, None)] * 2 + [(None, None, 1)]
    return held("motion", MOTION, marks, rule=rule(), level="recorded").files()


@cache
def by_class() -> Files:
    """A recorded motion that two classes carry against half of the third, one member with two votes."""
    lines = [replace(each, voter_class=CLASSES[each.slug[0]]) for each in roll()[0]]
    lines[1] = replace(lines[1], weight=2)
    late = replace(lines[9], is_entitled=False, reason="Dues are open")
    lines[9], change = changed(late, is_entitled=True, reason="Dues were paid")
    answers = "FFFAFFNFA"  # of Brook and those who follow
    marks = [tuple(1 if each == word else None for word in "FAN") for each in answers]
    return held(
        "motion", MOTION, marks, level="recorded", rule=rule(BALANCED), lines=lines, changes=[change]
    ).files()


CLASSES = {
    **dict.fromkeys("bcde", "company"),
    **dict.fromkeys("fgq", "=school"),
    **dict.fromkeys("hilmr", "state"),
}
"""The class of a member by the first letter of its name."""


def rule(given: Mapping[str, Any] = TWO_THIRDS) -> dict[str, Any]:
    from alliance.charter.grammar import MotionRule

    return MotionRule.model_validate(given).model_dump(mode="json")


BASES = (board, apart, open_board, points, with_default, secret_motion, open_motion, by_class)

# Forgeries --------------------------------------------------------------------------------------------------


def with_json(files: Files, name: str, change: Callable[[Any], object]) -> Files:
    """The files after a JSON file was changed; a manifest's digest is put right in turnout.json."""
    data = json.loads(files[name])
    change(data)
    files = {**files, name: canonical_json(data).encode()}
    if name == "manifest.json":
        turnout = json.loads(files["turnout.json"])
        turnout["manifest"] = hashlib.sha256(files[name]).hexdigest()
        files["turnout.json"] = canonical_json(turnout).encode()
    return summed(files)


def with_rows(files: Files, name: str, change: Callable[[list[str]], object]) -> Files:
    """The files after the lines of a sheet were changed; a roll's digest is put right in the manifest."""
    rows = files[name].decode().splitlines()
    change(rows)
    text = "".join(f"{row}\n" for row in rows)
    files = {**files, name: text.encode()}
    if name == "roll.csv":
        put_right = put("roll", "digest", hashlib.sha256(text.encode()).hexdigest())
        return with_json(files, "manifest.json", put_right)
    return summed(files)


def without(files: Files, *names: str) -> Files:
    return summed({name: data for name, data in files.items() if name not in names})


def in_json(base: Callable[[], Files], name: str, *keys: Any) -> Callable[[], Files]:
    return lambda: with_json(base(), name, put(*keys))


def in_rows(
    base: Callable[[], Files], name: str, change: Callable[[list[str]], object]
) -> Callable[[], Files]:
    return lambda: with_rows(base(), name, change)


def in_cell(base: Callable[[], Files], name: str, old: str, new: str) -> Callable[[], Files]:
    """A piece of a sheet replaced; a roll's digest is put right."""

    def change(rows: list[str]) -> None:
        number = next(number for number, row in enumerate(rows) if old in row)
        rows[number] = rows[number].replace(old, new, 1)

    return in_rows(base, name, change)


def swap_rows(rows: list[str]) -> None:
    rows[1], rows[2] = rows[2], rows[1]


def swap_marks(rows: list[str]) -> None:
    """The first two marks of a row that has two different ones exchanged."""
    for number, row in enumerate(rows[1:], start=1):
        code, one, two, *rest = row.split(",")
        if one != two:
            rows[number] = ",".join([code, two, one, *rest])
            return


def of_another(rows: list[str]) -> None:
    rows[1] = rows[1].split(",")[0] + "," + rows[-1].partition(",")[2]


def last_first(rows: list[str]) -> None:
    rows.insert(1, rows.pop())


def tracker_twice(rows: list[str]) -> None:
    rows[2] = rows[1].split(",")[0] + "," + rows[2].partition(",")[2]


def other_signs(rows: list[str]) -> None:
    rows[1] = "ULIO" + rows[1][4:]


MORE = [{"name": name, "affiliation": "", "meaning": ""} for name in (*NAMES, "Eve")]
FORGERIES: dict[str, tuple[Callable[[], Files], str]] = {
    # the box
    "two marks exchanged": (in_rows(board, "box.csv", swap_marks), "was voted: box.csv says"),
    "a ballot dropped from the box": (
        in_rows(board, "box.csv", lambda rows: rows.pop(3)),
        "The ballots, without the unopened: turnout.json says 8, box.csv 7",
    ),
    "a ballot put in": (
        in_rows(board, "box.csv", lambda rows: rows.append("ZZZZ-ZZZZ-ZZZZ-ZZZZ,1,,,")),
        "The ballots, without the unopened: turnout.json says 8, box.csv 9",
    ),
    "a ballot instead of another": (in_rows(points, "box.csv", of_another), "was voted: box.csv says"),
    "a tracker twice": (
        in_rows(board, "box.csv", tracker_twice),
        "Line 3 of box.csv has",
    ),
    "a tracker of other signs": (
        in_rows(board, "box.csv", other_signs),
        "Line 2 of box.csv has no tracker",
    ),
    "trackers in another order": (in_rows(board, "box.csv", swap_rows), "a second time, or out of order"),
    "a mark that is none": (
        in_cell(points, "box.csv", ",5,4,,0", ",5,x,,0"),
        "has the mark x, which is no number",
    ),
    "more points than there are": (
        in_cell(points, "box.csv", ",5,4,,0", ",6,4,,0"),
        "has marks that the form does not take",
    ),
    "a gap between ranks": (
        in_cell(board, "box.csv", ",1,2,,", ",1,3,,"),
        "has marks that the form does not take",
    ),
    "two choices": (
        in_cell(secret_motion, "box.csv", ",1,,", ",1,1,"),
        "marks 2 options, which the form does not take",
    ),
    "no choice": (in_cell(secret_motion, "box.csv", ",1,,", ",,,"), "marks 0 options, which the form"),
    "options exchanged in the box": (
        in_cell(board, "box.csv", "Ann,Bob", "Bob,Ann"),
        "box.csv has the columns",
    ),
    "a formula in the box": (in_cell(board, "box.csv", "'=Cat", "=Cat"), "Line 1 of box.csv has not"),
    "a cell too many": (in_cell(board, "box.csv", ",1,2,,", ",1,2,,,"), "has not the cells of the header"),
    "a box without its last line end": (
        lambda: summed({**board(), "box.csv": board()["box.csv"][:-1]}),
        "box.csv does not end with a line end",
    ),
    "ballots of a box put off the order": (
        in_rows(apart, "box.csv", last_first),
        "box.csv has no trackers, and its rows are not sorted",
    ),
    "a tracker dropped from its list": (
        in_rows(apart, "trackers.csv", lambda rows: rows.pop()),
        "How many there are: trackers.csv says 5, box.csv 6",
    ),
    "trackers in two places": (
        lambda: summed({**board(), "trackers.csv": apart()["trackers.csv"]}),
        "trackers.csv has no place beside a box with trackers",
    ),
    "trackers without a box": (
        lambda: without(apart(), "box.csv"),
        "trackers.csv has no place in this ballot",
    ),
    "a roll call in a secret ballot": (
        lambda: summed({**secret_motion(), "rollcall.csv": open_motion()["rollcall.csv"]}),
        "rollcall.csv has no place in this ballot: the level is secret",
    ),
    "other ballots than in the box": (
        lambda: with_text(board(), "ballots.blt", "3 1 2 0", "2 1 2 0"),
        "The digest: the record says",
    ),
    "no ballots beside the box": (lambda: without(board(), "ballots.blt"), "ballots.blt is missing"),
    # the roll call
    "a vote turned round in the roll call": (
        in_cell(open_motion, "rollcall.csv", "1,,", ",1,"),
        'How often "against" was voted: rollcall.csv says 3, choices.json 2',
    ),
    "a vote dropped from the roll call": (
        in_rows(open_motion, "rollcall.csv", lambda rows: rows.pop(2)),
        "Who voted: rollcall.csv says",
    ),
    "votes under each other's name": (
        in_rows(open_board, "rollcall.csv", lambda rows: rows.__setitem__(1, "brook,Cliff,3,1,2,,")),
        "Line 2 of rollcall.csv, the name: it says Cliff, roll.csv Brook",
    ),
    "more weight in the roll call": (
        in_cell(open_board, "rollcall.csv", "cliff,Cliff,1,", "cliff,Cliff,2,"),
        "Line 3 of rollcall.csv, the weight: it says 2, roll.csv 1",
    ),
    "no weight in the roll call": (
        in_cell(open_board, "rollcall.csv", "cliff,Cliff,1,", "cliff,Cliff,0,"),
        "Line 3 of rollcall.csv has no weight",
    ),
    "a vote of somebody without one": (
        in_cell(open_board, "rollcall.csv", "hill,Hill", "reef,Reef"),
        "Line 8 of rollcall.csv: reef is not entitled by roll.csv",
    ),
    "a roll call in another order": (in_rows(open_motion, "rollcall.csv", swap_rows), "out of order"),
    "a voter twice": (
        in_rows(open_motion, "rollcall.csv", lambda rows: rows.insert(2, rows[1])),
        "Line 3 of rollcall.csv has brook a second time",
    ),
    "more marked than the form takes": (
        in_cell(open_board, "rollcall.csv", ",2,1,3,", ",2,1,3,4"),
        "marks 4 options, which the form does not take",
    ),
    "a box in a recorded ballot": (
        lambda: summed({**open_motion(), "box.csv": secret_motion()["box.csv"]}),
        "box.csv has no place in this ballot: the level is recorded",
    ),
    # the register
    "a voter who did not vote": (
        in_cell(board, "register.csv", "moor,Moor,1,no,", "moor,Moor,1,yes,K7QM-2F9D-9999"),
        "Those who voted: turnout.json says 9, register.csv 10",
    ),
    "a voter hidden": (
        in_cell(board, "register.csv", "hill,Hill,1,yes,K7QM-2F9D-0006", "hill,Hill,1,no,"),
        "Those who voted: turnout.json says 9, register.csv 8",
    ),
    "a vote without a receipt": (
        in_cell(board, "register.csv", "yes,K7QM-2F9D-0006", "yes,"),
        "does not say yes with a receipt",
    ),
    "a receipt twice": (
        in_cell(board, "register.csv", "K7QM-2F9D-0006", "K7QM-2F9D-0005"),
        "has the receipt K7QM-2F9D-0005 a second time",
    ),
    "an elector left out of the register": (
        in_rows(board, "register.csv", lambda rows: rows.pop()),
        "Those entitled: register.csv says",
    ),
    "somebody else in the register": (
        in_cell(board, "register.csv", "moor,Moor", "quay,Quay"),
        "Line 11 of register.csv: quay is not entitled by roll.csv",
    ),
    "a name changed in the register": (
        in_cell(board, "register.csv", "hill,Hill", "hill,Hull"),
        "the name: it says Hull, roll.csv Hill",
    ),
    "a weight changed in the register": (
        in_cell(board, "register.csv", "hill,Hill,1", "hill,Hill,2"),
        "the weight: it says 2, roll.csv 1",
    ),
    "a register in another order": (in_rows(board, "register.csv", swap_rows), "out of order"),
    "other columns of the register": (
        in_cell(board, "register.csv", "voted,receipt", "receipt,voted"),
        "register.csv has the columns",
    ),
    # the roll
    "an elector dropped": (
        in_rows(board, "roll.csv", lambda rows: rows.pop(1)),
        "The electors: manifest.json says 12, roll.csv 11",
    ),
    "an elector entitled": (
        in_cell(board, "roll.csv", "1,no,no,Observer", "1,yes,no,Observer"),
        "The entitled: manifest.json says 9, roll.csv 10",
    ),
    "a name changed on the roll": (
        in_cell(board, "roll.csv", "hill,Hill", "hill,Hull"),
        "it says Hill, roll.csv Hull",
    ),
    "a weight changed on the roll": (
        in_cell(open_board, "roll.csv", "brook,Brook,organization,,,,3", "brook,Brook,organization,,,,1"),
        "the weight: it says 3, roll.csv 1",
    ),
    "a weight in a secret ballot": (
        in_cell(board, "roll.csv", "brook,Brook,organization,,,,1", "brook,Brook,organization,,,,2"),
        "brook on the roll has the weight 2; in a secret ballot it is 1",
    ),
    "a reason changed, digest and all": (
        lambda: summed({**board(), "roll.csv": board()["roll.csv"].replace(b"Observer", b"Unheard of")}),
        "The digest of the roll: manifest.json says",
    ),
    "a recusal undone": (
        in_cell(open_motion, "roll.csv", "1,no,yes,Recused", "1,no,no,Recused"),
        "The votes with those recused: the record says 11, roll.csv 10",
    ),
    "entitled and recused at once": (
        in_cell(board, "roll.csv", "1,no,yes,Recused", "1,yes,yes,Recused"),
        "Line 12 of roll.csv is entitled and recused",
    ),
    "neither organization nor person": (
        in_cell(board, "roll.csv", "organization", "committee"),
        "or is neither organization nor person",
    ),
    "a roll in another order": (in_rows(board, "roll.csv", swap_rows), "Line 3 of roll.csv has brook"),
    "a change of the roll left out": (
        lambda: without(board(), "roll-changes.json"),
        "Line 11 of register.csv: moor is not entitled",
    ),
    "a change from what never was": (
        in_json(board, "roll-changes.json", "changes", 0, "before", "reason", "Never paid"),
        "Change 1 in roll-changes.json, the line of moor before: it says",
    ),
    "a change to another line": (
        in_json(board, "roll-changes.json", "changes", 0, "after", "key", "reef"),
        "Change 1 in roll-changes.json, the key: the line says reef, the change moor",
    ),
    "a change made twice": (
        lambda: with_json(
            board(), "roll-changes.json", lambda data: data["changes"].append(data["changes"][0])
        ),
        "Change 2 in roll-changes.json, the line of moor before",
    ),
    "changes without a roll": (
        lambda: without(board(), "roll.csv", "register.csv"),
        "roll-changes.json has no place without roll.csv",
    ),
    # the figures
    "another number entitled": (
        in_json(board, "turnout.json", "entitled", 11),
        "Those entitled: turnout.json says 11, roll.csv 10",
    ),
    "another number of voters": (
        in_json(board, "turnout.json", "voted", 8),
        "Those who voted: turnout.json says 8, register.csv 9",
    ),
    "an unopened envelope hidden": (
        in_json(board, "turnout.json", "unopened", 0),
        "The votes: the record says 8, register.csv, without the unopened 9",
    ),
    "an unopened envelope invented": (
        in_json(secret_motion, "turnout.json", "unopened", 1),
        "The votes: the record says 8, register.csv, without the unopened 7",
    ),
    "more unopened than votes": (
        in_json(board, "turnout.json", "unopened", 10),
        "turnout.json: entitled, voted and unopened are no such numbers",
    ),
    "unopened in a recorded ballot": (
        in_json(open_motion, "turnout.json", "unopened", 1),
        "turnout.json: entitled, voted and unopened",
    ),
    "the turnout of another ballot": (
        in_json(board, "turnout.json", "ballot", "B-15"),
        "The ballot: turnout.json says B-15, manifest.json B-14",
    ),
    "another manifest": (
        in_json(board, "turnout.json", "manifest", "0" * 64),
        "The digest of the manifest: turnout.json says",
    ),
    "shown to more than the rule says": (
        lambda: with_json(board(), "manifest.json", put("publication", "scrutineers")),
        "turnout.json: published is none of scrutineers and aggregates",
    ),
    "no turnout": (lambda: without(board(), "turnout.json"), "turnout.json is missing"),
    # the manifest
    "another question": (
        in_json(board, "manifest.json", "question", "Who shall not?"),
        "The title: the record says Who shall sit on the board?",
    ),
    "another method": (
        lambda: with_json(board(), "manifest.json", lambda m: m.update(method="irv", rule=rule_of("irv"))),
        "The method: the record says scottish-2007, manifest.json irv",
    ),
    "a method that the rule does not name": (
        in_json(board, "manifest.json", "method", "irv"),
        "manifest.json: method is not",
    ),
    "another number of seats": (
        in_json(board, "manifest.json", "counting", "seats", 3),
        "The seats: the record says 2, manifest.json 3",
    ),
    "no cap": (in_json(board, "manifest.json", "counting", "cap", None), "The cap: the record says"),
    "another cap": (
        in_json(board, "manifest.json", "counting", "cap", "limit", "2/1"),
        "The cap: the record says",
    ),
    "somebody to be excluded first": (
        in_json(board, "manifest.json", "counting", "first_excluded", ["Bob"]),
        "First excluded: the record says []",
    ),
    "another meaning of unranked": (
        in_json(open_board, "manifest.json", "counting", "unranked", "excluded"),
        "What unranked means: the record says last, manifest.json excluded",
    ),
    "another default option": (
        in_json(with_default, "manifest.json", "counting", "default_option", "Ann"),
        "The default option: the record says Neither",
    ),
    "another majority": (
        in_json(with_default, "manifest.json", "counting", "ratios", {"Bob": "2"}),
        "The majorities: the record says",
    ),
    "a candidate more": (
        lambda: with_json(
            board(), "manifest.json", lambda m: (m.update(options=MORE), m["form"]["options"].append("Eve"))
        ),
        "manifest.json: envelope_size is not",
    ),
    "candidates named otherwise": (
        in_json(board, "manifest.json", "options", 0, "name", "Anna"),
        "The options: manifest.json says",
    ),
    "another rule": (
        in_json(secret_motion, "manifest.json", "rule", "passes", {"gt": ["for", "against"]}),
        "The rule: the record says",
    ),
    "another roll": (
        in_json(board, "manifest.json", "roll", "digest", "0" * 64),
        "The digest of the roll: manifest.json says",
    ),
    "more entitled at opening": (
        in_json(board, "manifest.json", "roll", "entitled", 10),
        "The entitled: manifest.json says 10, roll.csv 9",
    ),
    "a form with blank votes on a motion": (
        in_json(secret_motion, "manifest.json", "form", "blank", True),
        "manifest.json: form.blank is not",
    ),
    "a form of another kind": (
        in_json(points, "manifest.json", "form", "kind", "ranking"),
        "manifest.json: form.kind is not",
    ),
    "a form without equal ranks": (
        in_json(apart, "manifest.json", "form", "equal_ranks", False),
        "has marks that the form does not take",
    ),
    "a secret ballot without a key": (
        in_json(board, "manifest.json", "public_key", None),
        "manifest.json: public_key is not",
    ),
    "a recorded ballot with a key": (
        in_json(open_motion, "manifest.json", "public_key", "ab" * 32),
        "manifest.json: public_key is not",
    ),
    "envelopes of another size": (
        in_json(board, "manifest.json", "envelope_size", 68),
        "manifest.json: envelope_size is not",
    ),
    "a field more": (in_json(board, "manifest.json", "note", "x"), "manifest.json: note is not known"),
    "a field missing": (
        lambda: with_json(board(), "manifest.json", lambda m: m.pop("body")),
        "manifest.json: body is missing",
    ),
    "no manifest": (
        lambda: without(board(), "manifest.json"),
        "turnout.json has no place without manifest.json",
    ),
    "spaces in the manifest": (
        lambda: with_text(board(), "manifest.json", '"level":', '"level": '),
        "manifest.json is not in its canonical form",
    ),
    # the lot
    "another seed": (
        in_json(board, "lot.json", "seed", "5eed"),
        "The digest of the seed: manifest.json says",
    ),
    "another public value": (
        in_json(board, "lot.json", "value", "4 8 15 16 23 43"),
        "The seed of the lot: the record says",
    ),
    "another commitment": (
        in_json(board, "manifest.json", "lot", "commitment", "0" * 64),
        "The digest of the seed: manifest.json says",
    ),
    "no source of the value": (
        in_json(board, "manifest.json", "lot", "source", ""),
        "lot.json has a public value, but manifest.json no source",
    ),
    "no lot announced": (in_json(board, "manifest.json", "lot", None), "lot.json has no place where"),
    "the lot not shown": (
        lambda: without(board(), "lot.json"),
        "lot.json is missing, and the record has a lot",
    ),
    "a lot announced and not drawn": (
        in_json(apart, "manifest.json", "lot", {"commitment": "0" * 64, "source": ""}),
        "The lot of manifest.json was not drawn",
    ),
    "a lot for a motion": (
        lambda: summed({**secret_motion(), "lot.json": board()["lot.json"]}),
        "lot.json has no place where",
    ),
    # the record
    "fewer entitled in the record": (
        in_json(secret_motion, "record.json", "input", "eligible", 9),
        "The votes of those entitled: the record says 9, turnout.json 10",
    ),
    "fewer entitled for a quorum": (
        in_json(with_default, "record.json", "options", "eligible", 4),
        "The votes of those entitled: the record says 4, turnout.json 10",
    ),
    "no quorum asked": (
        lambda: with_json(with_default(), "record.json", lambda r: r["options"].pop("eligible")),
        "The votes of those entitled: the record says 0, turnout.json 10",
    ),
    "another digest of the ballots": (
        in_json(board, "record.json", "input", "digest", ""),
        "The digest: the record says",
    ),
    "another elected": (in_json(board, "record.json", "elected", ["Dan"]), "The elected: the record says"),
    "another seed in the record": (
        in_json(board, "record.json", "options", "lot", "seed", "x|y"),
        "The seed of the lot: the record says x|y",
    ),
}  # fmt: skip


@pytest.mark.parametrize("base", BASES, ids=lambda base: base.__name__)
def test_what_nobody_touched_agrees(base: Callable[[], Files]) -> None:
    assert verify.check(base()).startswith("Everything agrees")


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_found(name: str) -> None:
    forged, said = FORGERIES[name]
    with pytest.raises(verify.Wrong) as found:
        verify.check(forged())
    assert said in str(found.value)
    assert str(found.value).endswith(".")


def test_each_has_a_sentence_of_its_own() -> None:
    sentences = set()
    for forged, _ in FORGERIES.values():
        with pytest.raises(verify.Wrong) as found:
            verify.check(forged())
        sentences.add(str(found.value))
    assert len(sentences) >= 90


def test_the_program_says_it_and_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, (forged, said) in FORGERIES.items():
        assert verify.main([str(unpacked(forged(), tmp_path / name))]) == 1
        assert said in capsys.readouterr().out
