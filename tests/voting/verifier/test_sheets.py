"""The sheets of a ballot have one text each, which the verifier reads the same, and tell what is asked."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance.voting import sheets, verification, verify
from alliance.voting.secrecy.ballot_form import Ballot, BallotForm, Kind
from alliance.voting.secrecy.box import Box, make_box
from alliance.voting.secrecy.envelope import OpenedBallot
from alliance.voting.secrecy.tracker import draw_tracker
from alliance.voting.secrecy.withheld import SecrecyError
from tests.voting.secrecy.forms import filled_forms
from tests.voting.verifier.portal import Held, changed, line
from tests.voting.verifier.test_portal_tampering import board, open_board

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=12)
ACME = line('ACME, "Inc."', affiliation="=1+1", reason="Member\r\nsince 2021")
FORM = BallotForm(Kind.CHOICE, ("=Ann", "Bob"))


def test_the_roll_has_one_text() -> None:
    lines = [line("Lake", weight=3, voter_class="gold"), replace(ACME, slug="acme", is_entitled=False)]
    text = (
        "key,name,unit,affiliation,group,class,weight,entitled,recused,reason\n"
        'acme,"ACME, ""Inc.""",organization,\'=1+1,,,1,no,no,Member since 2021\n'
        "lake,Lake,organization,,,gold,3,yes,no,Member in good standing\n"
    )
    assert verification.roll_csv(lines) == verification.roll_csv(reversed(lines)) == text
    found = verification.roll_recorded(lines)
    assert (found["entitled"], found["electors"]) == (1, 2)
    assert found["digest"] == verification.hashlib.sha256(text.encode()).hexdigest()


@settings(deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS, st.integers(1, 9), st.booleans()), max_size=5))
def test_the_verifier_reads_what_was_written(rows: list[tuple[Any, ...]]) -> None:
    lines = [
        line("x", affiliation=a, group=b, voter_class=c, weight=weight, is_entitled=entitled)
        for a, b, c, weight, entitled in rows
    ]
    lines = [replace(each, slug=f"k{number}", name=each.group) for number, each in enumerate(lines)]
    found = verify.read_table({"roll.csv": verification.roll_csv(lines).encode()}, "roll.csv")
    written = [sheets.roll_row(each) for each in lines]
    assert found[0] == list(sheets.ROLL)
    assert [row[1] for row in found[1:]] == [row["name"] for row in written]
    assert [row[3:6] for row in found[1:]] == [
        [row["affiliation"], row["group"], row["class"]] for row in written
    ]
    # and so does any other reader, but for the apostrophes
    other = list(csv.reader(io.StringIO(verification.roll_csv(lines), newline="")))
    assert [[cell.removeprefix("'") for cell in row] for row in other] == found


@settings(deadline=None)
@given(filled_forms())
def test_the_verifier_reads_every_box(filled: tuple[BallotForm, Ballot]) -> None:
    form, ballot = filled
    box = make_box([OpenedBallot(draw_tracker(), ballot)], form, envelopes=1)
    marks = ["" if mark is None else str(mark) for mark in ballot.marks]
    for text, columns, row in (
        (box.text, ["token", *form.options], [*box.codes, *marks]),
        (box.text_without_codes, list(form.options), marks),
    ):
        assert verify.read_table({"box.csv": text.encode()}, "box.csv") == [columns, row]


def test_the_roll_as_it_was() -> None:
    before = line("Lake")
    after, change = changed(before, is_entitled=False, reason="Merged")
    later, second = changed(after, reason="Merged on 3 May")
    assert sheets.roll_at_opening([later], [change, second]) == [sheets.roll_row(before)]
    new = {**change, "key": "moor", "before": None, "after": sheets.roll_row(line("Moor"))}
    assert sheets.roll_at_opening([line("Moor"), before], [new]) == [sheets.roll_row(before)]
    gone = {**change, "after": None}
    assert sheets.roll_at_opening([], [gone]) == [sheets.roll_row(before)]
    with pytest.raises(ValueError, match="does not have the line of lake"):
        sheets.roll_at_opening([before], [change])


def test_who_took_part_is_told_of_those_entitled() -> None:
    lines = [line("Moor"), line("Lake", weight=2), line("Reef", is_entitled=False)]
    assert sheets.register_csv(lines, {"moor": "K7QM-2F9D-XRTA"}) == (
        "key,name,weight,voted,receipt\nlake,Lake,2,no,\nmoor,Moor,1,yes,K7QM-2F9D-XRTA\n"
    )


def test_who_voted_what() -> None:
    lines = [line("Moor"), line("=Lake", weight=2), line("Reef")]
    assert sheets.roll_call_csv(FORM, lines, {"=lake": (None, 1), "moor": (1, None)}) == (
        "key,name,weight,'=Ann,Bob\n'=lake,'=Lake,2,,1\nmoor,Moor,1,1,\n"
    )


def test_nothing_is_in_the_folder_that_is_not_shown() -> None:
    held = Held(
        "plurality",
        FORM,
        {"moor": (1, None), "lake": (None, 1)},
        [line("Moor"), line("Lake")],
        level="recorded",
        counting={"seats": 1},
    )
    all_files = held.files()
    assert {"roll.csv", "register.csv", "rollcall.csv", "ballots.blt"} <= set(all_files)
    nameless = held.files(names=False)
    assert set(all_files) - set(nameless) == {"roll.csv", "register.csv", "rollcall.csv"}
    told = b"".join(data for name, data in nameless.items() if name not in ("verify.py", "README.txt"))
    assert b"Moor" not in told
    assert b"moor" not in told
    totals = held.files(votes=None)
    assert set(all_files) - set(totals) == {"rollcall.csv", "ballots.blt"}


def test_trackers_apart_are_joined_to_nothing() -> None:
    files = Held(
        "plurality",
        FORM,
        {"moor": (1, None), "lake": (None, 1)},
        [line("Moor"), line("Lake")],
        counting={"seats": 1},
        chance=Random(3),
    ).files(codes=False)
    assert files["box.csv"] == b"'=Ann,Bob\n,1\n1,\n"
    assert files["trackers.csv"].decode().splitlines()[0] == "token"
    assert (
        sorted(files["trackers.csv"].decode().splitlines()[1:])
        == files["trackers.csv"].decode().splitlines()[1:]
    )


def test_an_error_tells_no_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    held = Held(
        "plurality", FORM, {"moor": (None, 1)}, [line("Moor")], level="recorded", counting={"seats": 1}
    )
    with pytest.raises(SecrecyError) as refused:
        held.files(votes={"nobody": (None, 1)})
    assert refused.value.__cause__ is None
    assert "nobody" not in str(refused.value)
    secret = replace(held, level="secret")
    box = secret.box

    def broken(box: Box) -> str:
        raise RuntimeError(f"{box.ballots[0].marks}")

    monkeypatch.setattr(Box, "text", property(broken))
    with pytest.raises(SecrecyError) as hidden:
        secret.written(box, secret.record(box))
    assert "None" not in str(hidden.value)


def test_equal_ballots_make_equal_folders() -> None:
    """Whatever the order in which the database gives lines and votes."""
    for base in (board, open_board):
        assert base.__wrapped__() == base()
