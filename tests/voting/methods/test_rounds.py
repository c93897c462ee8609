"""The rounds as a table: order of fate, changes, marks and sums."""

from fractions import Fraction
from typing import Any

from alliance.voting.methods import count
from alliance.voting.methods.numbers import plain, shown
from alliance.voting.methods.rounds import round_table
from tests.voting.methods.test_following import drawn, profile


def test_rows_are_in_the_order_in_which_candidates_came_out():
    record: Any = count(profile([[0]] * 5 + [[1]] * 4 + [[2, 1]] * 2), "irv")
    table = round_table(record)
    assert table is not None
    assert [row.name for row in table.candidates[:3]] == ["Birch", "Ash", "Cedar"]
    last = table.candidates[0].cells[-1]
    assert (last.votes, last.change, last.mark) == ("6", "+2", "elected")
    assert any(cell.mark == "excluded" and not cell.votes for cell in table.candidates[2].cells)


def test_every_column_adds_up():
    record: Any = count(profile(drawn(3), seats=3), "scottish-2007")
    for each in record["rounds"]:
        total = (
            sum(map(Fraction, each["votes"].values())) + Fraction(each["exhausted"]) + Fraction(each["loss"])
        )
        assert total == 60
    table = round_table(record)
    assert table is not None
    assert next(row.name for row in table.sums) == "No further choice"
    assert table.sums[-1].name == "Quota"


def test_methods_without_rounds_have_no_table():
    assert round_table(count(profile(drawn(1)), "plurality")) is None  # type: ignore[arg-type]


def test_numbers_for_readers():
    assert plain(Fraction(25, 2)) == "12.5"
    assert shown(Fraction(-1234567, 1000), 2) == "\N{MINUS SIGN}1\N{NARROW NO-BREAK SPACE}234.56"
    assert plain(Fraction(-1, 10**9)) == "0"
