"""Bad input: one sentence with the line and a repair, at once, and never another exception."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance.voting.methods import formats
from alliance.voting.methods.formats import ProfileError, Reading

NAMES = '"Ann"\n"Bob"\n"Cy"\n"Vote"\n'
ALTERNATIVES = "# ALTERNATIVE NAME 1: Ann\n# ALTERNATIVE NAME 2: Bob\n"


def blt(ballots: str, head: str = "3 1\n", names: str = NAMES) -> str:
    return f"{head}{ballots}0\n{names}"


WARD = '2,1,\n2,1,\n{}"Candidate 1","Ann",\n{}'
TALLY = "  Option 1--->: Ann\n / Option 2-->: Bob\n"

REFUSED = [
    ("", "", 1, "empty"),
    ("\n \n", "", 1, "empty"),
    (blt("1 1 0\n2 2 1 2 0\n"), "", 3, "candidate 2 stands twice"),
    (blt("1 1=1 0\n"), "", 2, "candidate 1 stands twice"),
    (blt("1 1 0\n1 4 0\n"), "", 3, "no candidate “4”"),
    (blt("1 1.5 0\n"), "", 2, "no candidate “1.5”"),
    (blt("1 -2 0\n"), "", 2, "“-2” is negative"),
    (blt("1 1 0\n-3 1 0\n"), "", 3, "weight “-3” is negative"),
    (blt("-3 1 0\n"), "", 2, "weight “-3” is negative"),
    (blt("1 1 0\n0 2 0\n"), "", 3, "weight is 0"),
    (blt("00 1 0\n"), "", 2, "out of range"),
    (blt("1.1234567 1 0\n"), "", 2, "six decimals"),
    (blt("9" * 400 + " 1 0\n"), "", 2, "number of ballots"),
    (blt("99999999999999 1 0\n"), "", 2, "out of range"),
    (blt("900000000000 1 0\n" * 2), "", None, "more than 10^12 votes"),
    (blt("inf 1 0\n"), "", 2, "where a ballot should begin"),
    (blt("1e3 1 0\n"), "", 2, "not a number of ballots"),
    (blt("\u0661 1 0\n"), "", 2, "not a number of ballots"),
    (blt("1 1 2\n1 2 0\n"), "", 3, "does not end with 0"),
    (blt(""), "", 2, "no ballots"),
    ("3 1\n1 1 0\n" + NAMES, "", 3, "where a ballot should begin"),
    ("3 1\n1 1 0\n", "x.blt", 2, "seems cut off"),
    (blt("1 1 0\n", names='"Ann"\n'), "", 4, "names 1 of its 3"),
    (blt("1 1 0\n", names=NAMES * 3), "", 7, "more names than the 3"),
    (blt("1 1 0\n0\n1 2 0\n"), "", 4, "after the 0 that ends"),
    (blt("1 1 0\n", names='"Ann"\n"Ann"\n"Cy"\n'), "", 5, "both called “Ann”"),
    (blt("1 1 0\n", names='"Ann"\n""\n"Cy"\n'), "", 5, "has no name"),
    (blt("1 1 0\n", names='"Ann"\n"B\x07b"\n"Cy"\n'), "", 5, "cannot be shown"),
    (blt("1 1 0\n", head="1000000 1\n"), "", 1, "not a number of candidates"),
    (blt("1 1 0\n", head="3 0\n"), "", 1, "not a number of seats"),
    (blt("1 1 0\n", head="3 -1\n"), "", 1, "not a number of seats"),
    ("3", "x.blt", 1, "candidates and seats"),
    (blt("[nick a b]\n1 a 0\n"), "", 2, "2 nicks for 3"),
    (blt("[nick a b c]\n1 d 0\n"), "", 3, "no candidate “d”"),
    (blt("[tie 1 2]\n1 1 0\n"), "", 2, "tie order"),
    (blt("[seats 3]\n1 1 0\n"), "", 2, "not understood"),
    (blt("[nick a b c\n1 1 0\n"), "", 2, "not closed"),
    (WARD.format("1,3,\n", '"Candidate 2","Bob",\n'), "", 3, "no candidate “3”"),
    (WARD.format("1,2,2,\n", '"Candidate 2","Bob",\n'), "", 3, "stands twice"),
    (WARD.format("", '"Candidate 2","Bob"x\n'), "", 4, "Check its quotes"),
    (WARD.format("", '"Candidate 2","Ann"\n'), "", 4, "both called “Ann”"),
    (WARD.format("", '"Candidate 2"\n'), "", 4, "has no name"),
    (WARD.format("", '"Ward 1",\n'), "", 3, "rows for 1 of 2 candidates"),
    (TALLY, "", None, "no ballots"),
    (f"{TALLY}V: 123\n", "", 3, "not a ballot"),
    (f"{TALLY}V: 12\nV: 1? \n", "", 4, "not a ballot"),
    (f"{TALLY}Option 3-->: Ann\nV: 123\n", "", 3, "both called “Ann”"),
    ("Ann,Bob\n1,x\n", "", 2, "“x” in the column “Bob”"),
    ("Ann,Bob\n1,-2\n", "", 2, "not a rank"),
    ("Ann,Bob\n1,1.5\n", "", 2, "not a rank"),
    ("Ann,Bob\n1,99999999999\n", "", 2, "not a rank"),
    ("Ann,Bob\n1,2\n0,2\n", "", 3, "0 is not a rank"),
    ("Ann,Bob,Cy\n1,2\n", "", 2, "2 cells for 3 columns"),
    ("Ann,Bob\n1,2,3\n", "", 2, "3 cells for 2 columns"),
    ("Ann,Ann\n1,2\n", "", 1, "both called “Ann”"),
    ("Ann,,Bob\n1,2,3\n", "", 1, "has no name"),
    ("Ann,Bob\n", "", 2, "no ballots"),
    ("Ann,Bob,weight\n1,2,-1\n", "", 2, "negative"),
    (",".join(f"c{each}" for each in range(10**6)) + "\n", "x.csv", 1, "1000000 columns"),
    ("rank1,rank2\nundervote,\n", "", None, "ballot names a candidate"),
    ("Dear members, hello\nthe vote\n", "x.txt", 2, "1 cells"),
    ("Dear members\nthe vote\n", "x.txt", 1, "no known format"),
    ("<html><p>1, 2</html>", "", 1, "no known format"),
    ('{"a": 1}', "", 1, "no cast vote record"),
    ('{"CVR": [\n{"a', "", 2, "not valid JSON"),
    ('{"CVR": 1, "Election": [{}]}', "", None, "another shape"),
    ('{"CVR": ' + "9" * 5000 + "}", "", None, "absurd"),
    ("[" * 10**5, "x.json", None, "too deep"),
    (f"{ALTERNATIVES}1: 1,1\n", "", 3, "stands twice"),
    (f"{ALTERNATIVES}1: 1,9\n", "", 3, "“9” is not"),
    (f"{ALTERNATIVES}1: {{1,2\n", "", 3, "not an order"),
    (f"{ALTERNATIVES}-1: 1,2\n", "", 3, "negative"),
    (f"# NUMBER ALTERNATIVES: 3\n{ALTERNATIVES}1: 1,2\n", "", None, "2 of 3"),
    ("3\n1,Ann\n2,Bob\n", "x.soi", 3, "candidate 3 should be named"),
]


@pytest.mark.parametrize(("text", "name", "line", "words"), REFUSED)
def test_refused_with_the_line(text: str, name: str, line: int | None, words: str) -> None:
    with pytest.raises(ProfileError, match=r"^[^\n]+$") as refusal:
        formats.read(text.encode(), name)
    assert refusal.value.line == line
    assert words in str(refusal.value)
    assert refusal.value.repair
    assert len(str(refusal.value)) < 300


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (blt("1 1 0\n").encode("utf-16"), 1, "UTF-16"),
        (blt("1 1 0\n").encode("utf-16-be"), 1, "UTF-16"),
        (blt("1 1 0\n", names='"Ann"\n"Zo\u00eb"\n"Cy"\n').encode("latin-1"), 5, "0xeb is not UTF-8"),
        (b"\x7fELF\x02\x01\x01\0\0\0\xff\xfe" * 40, 1, "no text file"),
        (b"Ann,Bob\n1,\x002\n", 2, "no text file"),
    ],
)
def test_no_text_or_another_encoding(data: bytes, line: int, words: str) -> None:
    with pytest.raises(ProfileError, match=words) as refusal:
        formats.read(data, "x.blt" if b"3 1" in data else "")
    assert refusal.value.line == line


def test_scores_need_a_sheet() -> None:
    with pytest.raises(ProfileError, match="ranks, not scores"):
        formats.read(blt("1 1 0\n").encode(), "", Reading(marks="scores"))


def test_several_contests_ask_for_one() -> None:
    contests = '[{"@id": "a", "Name": "Chair"}, {"@id": "b", "Name": "Board"}]'
    report = f'{{"CVR": [], "Election": [{{"Contest": {contests}}}]}}'.encode()
    with pytest.raises(ProfileError, match=r"2 contests.*--contest: a \(Chair\), b \(Board\)"):
        formats.read(report)
    with pytest.raises(ProfileError, match="no contest “c”"):
        formats.read(report, "", Reading(contest="c"))


SIGNS = [
    "3",
    "1",
    "2",
    "0",
    " ",
    "\n",
    ",",
    ";",
    "=",
    "-",
    '"',
    "#",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ":",
    "\t",
    "'",
]
WORDS = ["[nick", "Ann", "rank1", "overvote", "# ALTERNATIVE NAME 1:", "999999999999999999", "é", "\0", "/*"]
PIECES = st.sampled_from([*SIGNS, *WORDS])


@given(
    pieces=st.lists(PIECES, max_size=40),
    extension=st.sampled_from(["", ".blt", ".csv", ".soi", ".json"]),
    is_score=st.booleans(),
)
@settings(max_examples=1500, deadline=None)
def test_nothing_but_a_refusal_comes_of_junk(pieces: list[str], extension: str, *, is_score: bool) -> None:
    reading = Reading(marks="scores" if is_score else "ranks")
    try:
        ballots = formats.read("".join(pieces).encode(), f"x{extension}", reading)
    except ProfileError:
        return
    assert int(ballots.weights.min()) > 0


@given(st.binary(max_size=200), st.sampled_from(["", ".blt", ".csv", ".toc", ".json"]))
@settings(max_examples=500, deadline=None)
def test_nothing_but_a_refusal_comes_of_bytes(data: bytes, extension: str) -> None:
    with suppress(ProfileError):
        formats.read(data, f"x{extension}")
