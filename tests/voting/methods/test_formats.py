"""Reading ballots in every format, as it is found in use."""

import hashlib
import re
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from alliance.voting.methods import CountError, Options, count, formats
from alliance.voting.methods.formats import RankRules, Reading, cap_file
from alliance.voting.methods.formats.writing import rankings
from alliance.voting.methods.profile import Profile, ScoreSheet

ELECTIONS = Path(__file__).parents[4] / "shared/data/elections"
DOCUMENTATION = Path(__file__).parents[3] / "docs/formats.md"
NAMES = '"Ann"\n"Bob"\n"Cy"\n"Vote"\n'


def read(text: str | bytes, name: str = "", **reading: object) -> Profile:
    data = text.encode() if isinstance(text, str) else text
    profile = formats.read(data, name, Reading(**reading))
    assert isinstance(profile, Profile)
    return profile


def votes(profile: Profile) -> Counter[str]:
    """How many ballots there are of each kind, by name: `Ann > Bob=Cy`."""
    counted: Counter[str] = Counter()
    for weight, ranking in rankings(profile):
        kind = " > ".join("=".join(sorted(profile.names(equals))) for equals in ranking)
        counted[kind] += Fraction(weight, profile.scale)
    return counted


def blt(ballots: str, head: str = "3 1\n", names: str = NAMES) -> str:
    return f"{head}{ballots}0\n{names}"


def test_a_blt_file() -> None:
    profile = read(blt("3 1 2 0\n2 3 0\n1 0\n", head="3 2\n-2\n"))
    assert profile.candidates == ("Ann", "Bob", "Cy")
    assert (profile.seats, profile.title, profile.withdrawn) == (2, "Vote", frozenset({1}))
    assert votes(profile) == {"Ann > Bob": 3, "Cy": 2, "": 1}
    assert profile.level is None
    assert profile.scale == 1


@pytest.mark.parametrize(
    ("ballots", "expected"),
    [
        ("2 1=2 3 0\n", {"Ann=Bob > Cy": 2}),
        ("2 1 = 2 3 0\n", {"Ann=Bob > Cy": 2}),
        ("2 1 - 3 0\n", {"Ann > Cy": 2}),
        ("(a b) 1 1 0\n(c) 1 2 1 0\n", {"Ann": 1, "Bob > Ann": 1}),
        ("0.5 1 0\n1.25 2 0\n", {"Ann": Fraction(1, 2), "Bob": Fraction(5, 4)}),
        ("2,1,3,0,,,\n1,0\n", {"Ann > Cy": 2, "": 1}),
        ('"2 1 3 0"\n', {"Ann > Cy": 2}),
        ("2\t1  3 0 # a comment\n\n", {"Ann > Cy": 2}),
        ("2 1 0 3 2 0\n", {"Ann": 2, "Bob": 3}),
        ("2 1 3\n1 2\n", {"Ann > Cy": 2, "Bob": 1}),
        ("[nick a b c]\n2 a=c b 0\n", {"Ann=Cy > Bob": 2}),
        ("/* two\nlines */ 2 1 0\n", {"Ann": 2}),
    ],
)
def test_extensions_of_blt(ballots: str, expected: dict[str, int]) -> None:
    assert votes(read(blt(ballots))) == expected


def test_instructions_before_the_ballots() -> None:
    profile = read(blt("[nick a b c]\n[tie c a b]\n[withdrawn b]\n[droop dump]\n1 a 0\n"))
    assert profile.tie_order == (2, 0, 1)
    assert profile.withdrawn == frozenset({1})


def test_the_stream_of_the_paper() -> None:
    text = '3 2 -2 3 1 3 0 4 1 3 2 0 1 2 0 0 "Ann" "Bob" "Cy" "Vote"'
    profile = read(text)
    assert votes(profile) == {"Ann > Cy": 3, "Ann > Cy > Bob": 4, "Bob": 1}
    assert (profile.candidates, profile.title) == (("Ann", "Bob", "Cy"), "Vote")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Ann LEE (Lab)", "Ann LEE (Lab)"),
        ('"Ann LEE" "Labour"', "Ann LEE Labour"),
        ('"Ann LEE","Labour",,', "Ann LEE Labour"),
        ('"""Ann LEE"" ""Labour"" "', "Ann LEE Labour"),
        ('"Ann LEE ""Labour"""', "Ann LEE Labour"),
        ('"Ann ""Nan"" LEE"', 'Ann "Nan" LEE'),
        ('"Ann \\"Nan\\""', 'Ann "Nan"'),
        ('"LEE, Ann, Jr."', "LEE, Ann, Jr."),
        ('"  Ann   LEE "', "Ann LEE"),
        ('"Ann # 1"', "Ann # 1"),
        ("Ann # 1", "Ann # 1"),
        ('"Ann /* Lee */"', "Ann /* Lee */"),
        ('"Ann" # the first', "Ann"),
    ],
)
def test_names_as_councils_write_them(line: str, name: str) -> None:
    assert read(blt("1 1 0\n", names=f"{line}\nBob\nCy\nWard 4\n")).candidates == (name, "Bob", "Cy")


@pytest.mark.parametrize("change", [("\n", "\r\n"), ("\n", "\r"), ("3 1\n", "\ufeff3 1\n")])
def test_line_ends_and_byte_order_marks(change: tuple[str, str]) -> None:
    assert votes(read(blt("3 1 2 0\n").replace(*change, 100))) == {"Ann > Bob": 3}


def test_a_title_may_be_missing_and_notes_may_follow() -> None:
    assert read(blt("1 1 0\n", names="Ann\nBob\nCy\n")).title == ""
    assert read(blt("1 1 0\n", names='Ann\nBob\nCy\nVote\n"Source"\n"Note"\n')).title == "Vote"


def test_notes_after_the_title() -> None:
    votes_by_hand = "\nAnn: 12 votes\nBob: 7 votes\nBob, Ann: 3 votes\nCy: 1 vote\n"
    profile = read(blt("2 1 0\n", names=NAMES + votes_by_hand))
    assert (profile.candidates, profile.title) == (("Ann", "Bob", "Cy"), "Vote")


def test_names_in_comments_after_the_ballots() -> None:
    names = "# ALTERNATIVE NAME 1: Ann O'Lee (Con)\n# ALTERNATIVE NAME 2: Bob (Bo) Fox (Ind)\nWard 7\n"
    profile = read(blt("2 1 0\n", head="# a comment\n2 1\n", names=names))
    assert (profile.candidates, profile.title) == (("Ann O'Lee (Con)", "Bob (Bo) Fox (Ind)"), "Ward 7")


@pytest.mark.parametrize(
    ("equal", "expected"),
    [
        ("skip", {"Cy": 3, "Ann": 5, "": 9}),
        ("stop", {"": 12, "Ann": 5}),
        ("keep", {"Ann=Bob > Cy": 3, "Ann > Bob=Cy": 5, "Ann=Bob=Cy": 7, "": 2}),
    ],
)
def test_equal_ranks_as_overvotes(equal: str, expected: dict[str, int]) -> None:
    ballots = blt("3 1=2 3 0\n5 1 2=3 0\n7 1=2=3 0\n2 0\n")
    assert votes(read(ballots, equal=equal)) == expected


WARD = """3,2,
4,1,3,
7,2,
1,3,2,1,
"Candidate 1","Ann Lee","Labour (Lab)",
"Candidate 2","Bob ""Bo"" Fox","Independent (Ind)",
"Candidate 3","Cy Hay","No, Thanks (No)",
\"\"\"Ward 5 - Southside\"\" \"\"\",
"""


@pytest.mark.parametrize("name", ["ward.csv", ""])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_ward_in_csv(name: str, line_end: str) -> None:
    profile = read(WARD.replace("\n", line_end), name)
    assert profile.candidates == ("Ann Lee", 'Bob "Bo" Fox', "Cy Hay")
    assert (profile.seats, profile.title) == (2, "Ward 5 - Southside")
    assert votes(profile) == {"Ann Lee > Cy Hay": 4, 'Bob "Bo" Fox': 7, 'Cy Hay > Bob "Bo" Fox > Ann Lee': 1}


def test_namesakes_in_a_ward_are_told_by_party() -> None:
    profile = read(WARD.replace("Cy Hay", "Ann Lee"), "ward.csv")
    assert profile.candidates == ("Ann Lee (Labour (Lab))", 'Bob "Bo" Fox', "Ann Lee (No, Thanks (No))")


TALLY = """
\t\t       Tally Sheet for the votes cast.

   The format is:
       "V: vote \t\tMD5SUM"

     Option 1--------->: Ann Lee
   /  Option 2-------->: Bob Fox
   |/  Option 3------->: None Of The Above
   ||/
V: 213 \t\t1d7ba886e62a2cf6
V: 12- \t\t5983810b34693310
V: 2A1 \t\t1ccb15e79dc5734b
V: 112
V: ---
"""


def test_a_tally_sheet_of_debian() -> None:
    profile = read(TALLY, "tally.txt")
    assert profile.candidates == ("Ann Lee", "Bob Fox", "None Of The Above")
    assert profile.unranked == "last"
    assert votes(profile) == {
        "Bob Fox > Ann Lee > None Of The Above": 1,
        "Ann Lee > Bob Fox": 1,
        "None Of The Above > Ann Lee > Bob Fox": 1,
        "Ann Lee=Bob Fox > None Of The Above": 1,
        "": 1,
    }


def test_more_than_128_candidates() -> None:
    names = "".join(f'"c{each}"\n' for each in range(300))
    profile = read(blt("2 300 1 129 0\n1 128 0\n", head="300 2\n", names=names))
    assert votes(profile) == {"c299 > c0 > c128": 2, "c127": 1}
    assert profile.places.dtype == "int16"


def test_another_encoding_must_be_named() -> None:
    data = blt("1 1 0\n", names='"Zoë"\n"Bob"\n"Cy"\n').encode("windows-1252")
    assert read(data, encoding="windows-1252").candidates[0] == "Zoë"


PREFLIB = "# ALTERNATIVE NAME 1: Ann\n# ALTERNATIVE NAME 2: Bob\n# ALTERNATIVE NAME 3: Cy\n"


def test_preflib() -> None:
    profile = read(
        f"# FILE NAME: x.toi\n# TITLE: Vote\n# NUMBER ALTERNATIVES: 3\n{PREFLIB}4: 1,{{2,3}}\n2: 3\n"
    )
    assert votes(profile) == {"Ann > Bob=Cy": 4, "Cy": 2}
    assert profile.title == "Vote"


def test_preflib_before_2022() -> None:
    profile = read("3\n1,Ann\n2,Bob\n3,Cy, Jr.\n6,6,2\n4,1,{2,3}\n2,{3}\n", "ED-1.toi")
    assert votes(profile) == {"Ann > Bob=Cy, Jr.": 4, "Cy, Jr.": 2}


def test_names_in_preflib_may_be_in_quotes() -> None:
    head = '# ALTERNATIVE NAME 1: "Ann  Lee"\n# ALTERNATIVE NAME 2: Bob "Bo" Fox\u00a0Jr.\n'
    assert read(head + "1: 1,2\n").candidates == ("Ann Lee", 'Bob "Bo" Fox Jr.')
    assert read('2\n1,"Ann"\n2,Bob \n1,1,1\n1,1,2\n', "x.soi").candidates == ("Ann", "Bob")


def test_what_tabulators_write_beside_the_ranks() -> None:
    columns = (
        "Source Filepath,CVR Provider,Contest Id,Tabulator Id,Batch Id,Record Id,Precinct,Precinct Portion"
    )
    rows = "a.json,cdf,,4,1,7,P 1,,Ann,Ann,Bob\na.json,cdf,,4,1,8,P 1,,undervote,Cy,overvote\n"
    profile = read(f"{columns},Rank 1,Rank 2,Rank 3\n{rows}", "cvr.csv")
    assert votes(profile) == {"Ann > Bob": 1, "Cy": 1}


def test_a_sheet_of_ranks() -> None:
    profile = read("Ann,Bob,Cy\n1,2,3\n2,No opinion,2\n5,,1\n,,\n", "x.csv")
    assert votes(profile) == {"Ann > Bob > Cy": 1, "Ann=Cy": 1, "Cy > Ann": 1, "": 1}


def test_columns_that_are_no_candidates() -> None:
    profile = read("Timestamp,Voter ID,Ann,Bob,Weight\n2026-01-02,x1,1,2,3\n2026-01-02,x2,,1,0.5\n")
    assert profile.candidates == ("Ann", "Bob")
    assert votes(profile) == {"Ann > Bob": 3, "Bob": Fraction(1, 2)}


def test_a_candidate_may_be_called_date() -> None:
    assert read("Date,Fig\n1,2\n").candidates == ("Date", "Fig")
    assert read("Date,Fig,Ann\n2026-01-02,2,1\n").candidates == ("Fig", "Ann")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators(separator: str) -> None:
    assert votes(read(separator.join(["Ann", "Bob\n1", "2\n"]))) == {"Ann > Bob": 1}


def test_a_sheet_of_approvals() -> None:
    assert votes(read("Ann,Bob\n1,0\n1,1\n0,0\n")) == {"Ann": 1, "Ann=Bob": 1, "": 1}


def test_a_sheet_of_scores() -> None:
    sheet = formats.read(b"Ann,Bob,count\n0,9,2\n,3,1\n", "x.csv", Reading(marks="scores"))
    assert isinstance(sheet, ScoreSheet)
    assert sheet.scores.tolist() == [[0, -1], [9, 3]]
    assert (sheet.weights.tolist(), sheet.top) == ([2, 1], 9)


@pytest.mark.parametrize(
    ("election", "rules"),
    [
        ("minneapolis_mayor_2013", RankRules(overvote="stop", skips=1)),
        ("minneapolis_park_2013", RankRules()),
    ],
)
def test_a_cast_vote_record_reads_as_the_city_counted_it(election: str, rules: RankRules) -> None:
    record = read((ELECTIONS / election / "cvr_aggregated.csv").read_bytes(), "cvr.csv", ranks=rules)
    counted = read((ELECTIONS / election / "ballots.blt").read_bytes())
    expected = votes(record)
    assert sum(expected.values()) == 80101
    del expected[""]
    assert expected == votes(counted)


def test_the_common_data_format() -> None:
    data = (ELECTIONS / "format_sample_cvr_cdf/cdf_json_file1_cvr.json").read_bytes()
    profile = read(data, "cvr.json", contest="contest-001")
    assert profile.title == "aliases file 1"
    assert profile.candidates == tuple(f"Candidate {each} Name File 1" for each in "ABCD")
    first = next(rankings(profile))
    assert first == (1, [[3], [0]])  # the record gives D at ranks 1 and 2, A at 3
    assert profile.voters == 15


def test_the_digest_is_of_the_bytes() -> None:
    data = b"Ann,Bob\n1,2\n"
    assert read(data).digest == hashlib.sha256(data).hexdigest()


def test_the_examples_of_the_documentation() -> None:
    blocks = re.findall(r"^```(?:yaml)?\n(.*?)^```$", DOCUMENTATION.read_text(), re.MULTILINE | re.DOTALL)
    profile = read(blocks[0])
    assert profile.candidates == ("Ann Lee", "Bob Fox Labour", 'Cy "Dee" Hay', "Di Dale (Ind)")
    assert (profile.title, profile.withdrawn, profile.scale) == ("Ward 4", frozenset({2}), 100)
    assert votes(profile)["Ann Lee=Di Dale (Ind) > Bob Fox Labour"] == 2
    cap = cap_file.read(blocks[1].encode(), "cap.yaml", profile.candidates)
    assert (cap.most, cap.room("Ann Lee"), cap.room("Di Dale (Ind)")) == (2, 1, 2)


def test_no_opinion_leaves_a_candidate_out_of_comparisons():
    """What a sheet says of the unranked holds unless the count is asked for another reading."""
    said = read(b"Ash,Birch\n1,No opinion\n1,No opinion\n2,1\n", "x.csv")
    silent = read(b"Ash,Birch\n1,\n1,\n2,1\n", "x.csv")
    assert count(said, "schulze-wv")["elected"] == ["Birch"]
    assert count(silent, "schulze-wv")["elected"] == ["Ash"]
    assert count(said, "schulze-wv", Options(unranked="last"))["elected"] == ["Ash"]
    assert count(said, "schulze-wv")["options"]["unranked"] == "excluded"


BLT_WITH_EQUALS = '3 1 # a comment\n\n1 1 2 0\n(b=1) 2 1=2 0\n0\n"Ann=Bob"\n"Bob"\n"Cy"\n"Vote"\n'
TALLY_WITH_EQUALS = "  Option 1--->: Ann\n / Option 2-->: Bob\nV: 12\nV: 11\n"
ORDERS_WITH_EQUALS = "# ALTERNATIVE NAME 1: Ann\n# ALTERNATIVE NAME 2: Bob\n1: 1,2\n1: {1},{2}\n1: {1,2}\n"


@pytest.mark.parametrize(
    ("text", "name", "line"),
    [
        (f"3 1\n1 1 2 0\n5 3 0\n1 1 2=3 0\n2 1=2 0\n0\n{NAMES}", "", 4),
        (BLT_WITH_EQUALS, "", 4),
        (TALLY_WITH_EQUALS, "", 4),
        (ORDERS_WITH_EQUALS, "", 5),
        ('Ann,"Bob"\n1,2\n\n2,1\n1,1\n1,1\n', "", 5),
    ],
)
def test_equal_ranks_are_refused_with_their_line(text: str, name: str, line: int) -> None:
    ballots = read(text, name)
    assert ballots.equals_line == line
    with pytest.raises(
        CountError, match=f"^Line {line}: this ballot ranks candidates equally, which irv has"
    ):
        count(ballots, "irv")


def test_strict_ballots_have_no_line_of_equal_ranks() -> None:
    assert read(f"3 1\n1 1 2 0\n0\n{NAMES}").equals_line is None
    assert read("Ann,Bob\n1,2\n").equals_line is None
