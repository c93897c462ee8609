"""The text and the sheet drawn from a record hold what it says, for every method."""

import csv
import io
from pathlib import Path

import pytest

from alliance.voting.methods import METHODS, Lot, Options, count, formats
from alliance.voting.methods.formats import Reading
from alliance.voting.methods.report import sheet_report, text_report
from tests.voting.methods.elections import profile

ELECTIONS = Path(__file__).parents[4] / "shared/data/elections"


SHEET, STRICT = "debian_dpl_2007/ballots.csv", "scotland_glasgow_2007_govan/ballots.blt"


def counted(name: str, election: str = "", seats: int = 1) -> dict[str, object]:
    election = election or (SHEET if name in {"debian", "score"} else STRICT)
    path, method = ELECTIONS / election, METHODS[name]
    ballots = formats.read(path.read_bytes(), path.name, Reading(marks=method.marks))
    default = "None Of The Above" if name == "debian" else ""
    drawn = Lot.drawn("a public number", ballots.candidates)
    return count(ballots, name, Options(seats=seats, lot=drawn, default_option=default, eligible=1036))


@pytest.mark.parametrize("name", METHODS)
def test_every_method_can_be_told(name: str) -> None:
    record = counted(name)
    text = text_report(record)
    assert METHODS[name].title in text
    for place, elected in enumerate(record["elected"], start=1):
        assert f"  {place}. {elected}\n" in text
    words = " ".join(text.split())
    for each in [record, *record["rounds"], *record["caps"], *record["dropped"]]:
        assert " ".join(each["sentence"].split()) in words
    assert record["input"]["digest"] in text
    assert not [line for line in text.split("\n") if line != line.rstrip()]


@pytest.mark.parametrize("name", METHODS)
def test_every_method_has_a_sheet(name: str) -> None:
    record = counted(name)
    rows = list(csv.reader(io.StringIO(sheet_report(record))))
    assert {len(row) for row in rows} == {len(rows[0])}
    elected = [row[0] for row in sorted(rows[1:], key=lambda row: row[-1]) if row[-1].startswith("elected")]
    assert elected == record["elected"]


def test_the_table_of_rounds_adds_up() -> None:
    record = counted("scottish-2007", "scotland_fife_2017_ward18/ballots.blt", seats=4)
    rows = list(csv.reader(io.StringIO(sheet_report(record))))
    for column in range(1, len(record["rounds"]) + 1):
        cells = [row[column] for row in rows[1:-1] if row[column] != "–"]
        assert sum(int(cell.replace(".", "")) for cell in cells) == 5027 * 10**5
    assert "What happened" in rows[-1][0]


def test_rounds_and_ties_are_named_once():
    """The report names each round before its sentence, the sheet in its header."""
    tied = profile(("Ash", "Birch", "Cedar"), [(4, [["Ash"]]), (4, [["Birch"]]), (2, [["Cedar"]])])
    moved = count(tied, "scottish-2007")
    assert "Round 1. First preferences are counted" in text_report(moved)
    assert "Round 1." not in sheet_report(moved)
    assert "Round 3, who is excluded: Ash and Birch were tied; Ash was taken, by order" in text_report(moved)
    compared = text_report(count(tied, "condorcet-irv"))
    assert "Fewest first preferences in round 3: Ash and Birch were tied, and the tie stands." in compared
