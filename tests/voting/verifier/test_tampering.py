"""What a forger may change, digests made anew: each is found, and said in a sentence of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from alliance.charter.grammar import MotionRule
from alliance.voting import verification, verify
from alliance.voting.methods import Cap, Lot
from alliance.voting.methods.motion import count_motion
from tests.voting.verifier.folders import Files, published, summed, unpacked, with_record, with_text

COUNCIL = """5 2
7 1 2 3 0
4 1 3 0
3 2 3 0
3 3 2 0
2 4 5 3 0
2 5 4 2 0
1 0
0
"Ann"
"Bob"
"Cat"
"Dan"
"Eve"
"Council"
"""
CIRCLE = """4 1
9 1 2 3 4 0
8 2 3 1 4 0
7 3 1 2 4 0
2 4 1 0
0
"Ann"
"Bob"
"Cat"
"None of the above"
"Chair"
"""
EVEN = '3 1\n2 1 3 0\n2 2 3 0\n1 3 0\n0\n"Ann"\n"Bob"\n"Cat"\n"Chair"\n'
NAMES = ("Ann", "Bob", "Cat", "Dan", "Eve")
NORTH = Cap(1, {"Ann": "North", "Bob": "North"})


@cache
def council() -> Files:
    return published(COUNCIL, "scottish-2007", lot=Lot.drawn("spring|4711", NAMES))


@cache
def capped() -> Files:
    return published(COUNCIL, "scottish-2007", cap=NORTH)


@cache
def meek() -> Files:
    return published(COUNCIL, "meek-prf")


@cache
def schulze() -> Files:
    return published(CIRCLE, "schulze-wv")


@cache
def ranked_pairs() -> Files:
    return published(CIRCLE, "ranked-pairs-wv")


@cache
def debian() -> Files:
    return published(CIRCLE, "debian", eligible=100, ratios={"Cat": Fraction(13)})


@cache
def hybrid() -> Files:
    return published(CIRCLE, "condorcet-irv")


@cache
def even() -> Files:
    return published(EVEN, "plurality")


@cache
def drawn() -> Files:
    return published(EVEN, "plurality", lot=Lot.drawn("spring|4711", NAMES[:3]))


@cache
def scores() -> Files:
    return published("Ann,Bob,Cat\n5,3,\n4,5,1\n", "score", marks="scores")


@cache
def motion() -> Files:
    rule = MotionRule.model_validate(
        {
            "id": "two-thirds",
            "title": "Two thirds",
            "passes": {"gte": ["for", {"frac": "2/3", "of": "cast"}]},
            "quorum": {"gte": ["participated", {"frac": "1/2", "of": "eligible"}]},
        }
    )
    votes = ["for"] * 6 + ["against"] * 3 + ["abstain"]
    return verification.of_motion(count_motion(rule, votes, 18), votes, "Check it yourself.\n")


def put(*keys: Any) -> Callable[[dict[str, Any]], None]:
    """A change: walk the record along the keys but the last two, and put the last at the one before."""
    *path, key, value = keys

    def change(record: dict[str, Any]) -> None:
        at: Any = record
        for each in path:
            at = at[each]
        at[key] = value

    return change


def swap(*keys: Any) -> Callable[[dict[str, Any]], None]:
    """A change: turn round the list at the end of the keys."""

    def change(record: dict[str, Any]) -> None:
        at: Any = record
        for each in keys:
            at = at[each]
        at.reverse()

    return change


def in_text(base: Callable[[], Files], name: str) -> Callable[[str, str], Callable[[], Files]]:
    return lambda old, new: lambda: with_text(base(), name, old, new)


in_ballots = in_text(council, "ballots.blt")
in_record = in_text(council, "record.json")
in_scores = in_text(scores, "scores.json")
in_choices = in_text(motion, "choices.json")
TIE_ORDER = "5 2\n[tie 5 4 3 2 1]\n"


def move_three_votes(record: dict[str, Any]) -> None:
    """A transfer that never was, with every sum of the round made right."""
    told = record["rounds"][2]
    told["transfers"].append({"source": "Bob", "target": "Cat", "votes": "3.00000"})


def forget_the_lot(record: dict[str, Any]) -> None:
    record["ties"].clear()


def another_seed(record: dict[str, Any]) -> None:
    record["options"]["lot"]["seed"] = "autumn|4711"


def lot_of_other_seed(record: dict[str, Any]) -> None:
    """Another seed that honestly gives another order; only the count under it differs."""
    record["options"]["lot"] = Lot.drawn("summer|13", NAMES[:3]).recorded()


IN_RECORDS: dict[str, tuple[Callable[[], Files], Callable[[dict[str, Any]], Any], str]] = {
    "elected swapped": (council, swap("elected"), "The elected: the record says"),
    "another elected": (council, put("elected", 1, "Cat"), 'recount ["Ann","Bob"]'),
    "one vote more": (council, put("rounds", 0, "votes", "Bob", "4.00000"), "Round 1, the votes of Bob"),
    "one vote less": (council, put("rounds", 3, "votes", "Cat", "6.09087"), "Round 4, the votes of Cat"),
    "a candidate hidden": (council, lambda r: r["rounds"][1]["votes"].pop("Eve"), "the votes of Eve"),
    "a candidate invented": (council, put("rounds", 1, "votes", "Zoe", "1.00000"), "the votes of Zoe"),
    "a transfer changed": (
        council,
        put("rounds", 1, "transfers", 0, "votes", "1.90905"),
        "Round 2, the votes from Ann to Bob",
    ),
    "a transfer to another": (
        council,
        put("rounds", 2, "transfers", 0, "target", "Cat"),
        "Round 3, the votes from Eve to Cat",
    ),
    "a transfer invented": (council, move_three_votes, "Round 3, the votes from Bob to Cat"),
    "a transfer told twice": (
        council,
        lambda r: r["rounds"][3]["transfers"].append(r["rounds"][3]["transfers"][0]),
        "Round 4, the number of transfers",
    ),
    "another quota": (council, put("quota", "value", "7.00000"), "The quota: the record says"),
    "another formula": (council, put("quota", "formula", "as we like"), '"formula":"as we like"'),
    "another quota in a round": (council, put("rounds", 4, "quota", "7.00000"), "Round 5, the quota"),
    "another value of a ballot": (
        council,
        put("rounds", 1, "value", "0.27273"),
        "Round 2, the value of a ballot",
    ),
    "exhausted votes hidden": (
        council,
        put("rounds", 4, "exhausted", "0.09088"),
        "Round 5, the votes without a further choice",
    ),
    "loss hidden": (council, put("rounds", 1, "loss", "0.00000"), "Round 2, what rounding cut off"),
    "another event": (council, put("rounds", 1, "event", "exclusion"), "Round 2, what was done"),
    "another excluded": (council, put("rounds", 3, "excluded", ["Cat"]), "Round 4, the excluded"),
    "another subject": (council, put("rounds", 3, "subjects", ["Bob"]), "Round 4, with whom"),
    "elected a round earlier": (council, put("rounds", 3, "elected", ["Bob"]), "Round 4, the elected"),
    "a round left out": (council, lambda r: r["rounds"].pop(), "The number of rounds"),
    "rounds misnumbered": (council, put("rounds", 2, "number", 4), "Round 3, its number"),
    "a tie kept silent": (council, forget_the_lot, "The number of ties"),
    "another taken by the lot": (council, put("ties", 0, "chosen", ["Dan"]), "who is excluded: chosen"),
    "another in the tie": (council, put("ties", 0, "between", ["Cat", "Eve"]), "who is excluded: between"),
    "a lot told as a rule": (council, put("ties", 0, "is_lot", False), "Tie 1, who is excluded: is_lot"),
    "a lot said to decide": (council, put("ties", 0, "is_decisive", True), "who is excluded: is_decisive"),
    "another seed": (council, another_seed, "The lot drawn from the seed"),
    "another order of the lot": (council, swap("options", "lot", "order"), 'the recount ["Dan","Bob"'),
    "a lot without somebody": (
        council,
        lambda r: r["options"].update(lot={"order": ["Ann"], "seed": "", "source": "a hat"}),
        "The lot does not place every candidate once",
    ),
    "more seats": (council, put("options", "seats", 3), "The quota: the record says"),
    "seats for all and more": (council, put("options", "seats", 9), "Seats within 1 and the candidates"),
    "excluded first": (council, put("options", "first_excluded", ["Bob"]), "Round 3, with whom"),
    "another rule": (
        council,
        lambda r: r["method"].update(name="minneapolis-2013", title="Minneapolis multiple-seat elections"),
        '"value":"8.0000"}.',
    ),
    "another title of the rule": (council, put("method", "title", "Meek"), "The method's title"),
    "fewer ballots": (council, put("input", "ballots", "21"), "The number of ballots"),
    "fewer valid": (council, put("input", "valid", "20"), "The number of valid ballots"),
    "more blank": (council, put("input", "blank", "2"), "The number of blank ballots"),
    "another candidate named": (council, put("input", "candidates", 4, "Eva"), "The candidates: the record"),
    "somebody withdrawn": (council, put("input", "withdrawn", ["Eve"]), "The withdrawn: the record"),
    "another election": (council, put("input", "title", "Senate"), "The title: the record says Senate"),
    "a vacant seat": (council, put("vacant", 1), "Vacant seats: the record says 1"),
    "a word added": (council, put("note", "trust us"), "note is not known"),
    "a part left out": (council, lambda r: r.pop("caps"), "caps is missing"),
    "a number as text": (council, put("vacant", "0"), "vacant is not of the kind"),
    "nonsense": (council, put("rounds", 1, "transfers", 7), "rounds.1.transfers is not of the kind"),
    "another cap": (capped, put("options", "cap", "most", 2), "How many of one group may sit"),
    "another cap and limit": (
        capped,
        lambda r: r["options"]["cap"].update(limit="2", most=2),
        "Round 2: “value” is missing",
    ),
    "another group": (
        capped,
        put("options", "cap", "groups", "Bob", "South"),
        "Round 2: “value” is missing",
    ),
    "sitting members": (
        capped,
        put("options", "cap", "sitting", {"North": 1}),
        "Round 1, the elected: the record says [\"Ann\"], the recount []",
    ),
    "a skip kept silent": (capped, put("caps", []), "Candidates passed over by the cap"),
    "another share kept": (
        meek,
        put("rounds", 2, "keep", "Ann", "0.636363636"),
        "Round 3, the share kept by Ann",
    ),
    "a pair changed": (
        schulze,
        put("pairwise", "matrix", 0, 1, "19"),
        "Ballots that rank Ann above Bob: the record says 19",
    ),
    "a path changed": (schulze, put("pairwise", "paths", 1, 0, "18"), "The strongest path from Bob to Ann"),
    "another order": (schulze, swap("order"), "The order: the record says"),
    "another meaning of unranked": (
        schulze,
        put("options", "unranked", "excluded"),
        "Ballots that rank Ann above Bob: the record says 18, the recount 16",
    ),
    "a meaning there is not": (schulze, put("options", "unranked", "maybe"), "What unranked means"),
    "margins for winning votes": (
        schulze,
        lambda r: r["method"].update(name="schulze-margins", title=verify.TITLES["schulze-margins"]),
        "The strength of defeats",
    ),
    "a defeat left out unsaid": (
        ranked_pairs,
        put("pairwise", "left_out", []),
        "The number of sentences on defeats left out",
    ),
    "an option dropped": (debian, put("dropped", []), "Dropped options: the record says []"),
    "fewer entitled": (debian, put("options", "eligible", 400), "The candidates of the paths"),
    "a majority asked for": (debian, put("options", "ratios", {"Ann": "99"}), "The candidates of the paths"),
    "another default option": (
        debian,
        put("options", "default_option", "Zoe"),
        "The default option, Zoe, is no candidate who stands",
    ),
    "first preferences changed": (
        hybrid,
        put("rounds", 0, "votes", "Ann", "10"),
        "Round 1, the votes of Ann: the record says 10",
    ),
    "a tie decided in silence": (
        even,
        lambda r: r.update(elected=["Ann"], undecided=None, ties=[]),
        "The number of ties: the record says 0, the recount 1",
    ),
    "a waiting seat given": (
        even,
        lambda r: r.update(elected=["Ann"], undecided=None),
        'The elected: the record says ["Ann"], the recount []',
    ),
    "another waiting": (
        even,
        put("undecided", "between", ["Ann", "Cat"]),
        "Seats that wait for a lot",
    ),
    "a total changed": (even, put("totals", "Cat", "2"), "The total of Cat"),
    "a lot drawn until it fits": (drawn, lot_of_other_seed, "Tie 1, places 1 to 2: chosen"),
    "points changed": (scores, put("totals", "Ann", "10"), "The total of Ann: the record says 10"),
    "a vote for more": (motion, put("tally", "for", 7), "The number of for"),
    "fewer entitled to vote": (motion, put("input", "eligible", 10), "The input, eligible"),
    "another outcome": (motion, put("outcome", "not_passed"), "The outcome: the record says not_passed"),
    "another condition": (
        motion,
        put("rule", "passes", {"gt": ["for", {"frac": "2/3", "of": "cast"}]}),
        "Whether the condition of passing is met",
    ),
    "another quorum": (
        motion,
        put("rule", "quorum", {"gte": ["participated", 11]}),
        "Whether the quorum is met",
    ),
    "quorum needed changed": (motion, put("quorum", "needed", 8), "How many must take part"),
    "another threshold": (motion, put("passes", "threshold", "strict", True), "The threshold"),
    "another digest of the votes": (motion, put("input", "digest", "0" * 64), "The input, digest"),
}  # fmt: skip

IN_FILES: dict[str, tuple[Callable[[], Files], str]] = {
    "a ballot dropped": (
        in_ballots("2 5 4 2 0\n", ""),
        "The number of ballots: the record says 22, the recount 20",
    ),
    "a ballot added": (in_ballots("3 3 2 0", "4 3 2 0"), "the record says 22, the recount 23"),
    "a ballot changed": (
        in_ballots("2 4 5 3 0", "2 4 5 2 0"),
        "Round 4, the votes of Bob",
    ),
    "a candidate twice": (in_ballots("3 3 2 0", "3 3 3 0"), "ranks a candidate twice"),
    "an unknown candidate": (in_ballots("3 3 2 0", "3 3 6 0"), "Line 6 of ballots.blt"),
    "equal ranks": (in_ballots("3 3 2 0", "3 3 4=5 0"), "ranks candidates equally"),
    "ballots in another order": (
        in_ballots("3 2 3 0\n3 3 2 0", "3 3 2 0\n3 2 3 0"),
        "out of order",
    ),
    "a weight of nothing": (in_ballots("3 3 2 0", "0 3 2 0"), "has a weight of 0"),
    "names exchanged": (
        in_ballots('"Bob"\n"Cat"', '"Cat"\n"Bob"'),
        'the recount ["Ann","Cat","Bob","Dan","Eve"]',
    ),
    "a name twice": (in_ballots('"Bob"', '"Cat"'), "5 different candidates"),
    "a candidate withdrawn": (
        in_ballots("5 2\n", "5 2\n-5\n"),
        "The withdrawn: the record says []",
    ),
    "another order for ties": (
        lambda: with_text(published(COUNCIL, "scottish-2007"), "ballots.blt", "5 2\n", TIE_ORDER),
        "Round 3, with whom",
    ),
    "a file cut off": (in_ballots('"Dan"\n"Eve"\n"Council"\n', '"Dan'), "does not end"),
    "a score changed": (in_scores("[4,5,1]", "[5,5,1]"), "The total of Ann"),
    "a negative score": (in_scores("[4,5,1]", "[4,5,-1]"), "Ballot 1 of scores.json"),
    "a vote turned round": (
        in_choices('"against",', '"abstain",'),
        "The number of cast",
    ),
    "votes in another order": (
        in_choices('"abstain","against"', '"against","abstain"'),
        "choices.json is not in its canonical form",
    ),
    "a vote left out": (
        in_choices('"abstain",', ""),
        "The number of participated",
    ),
    "an option of another rule": (
        in_choices('"abstain"', '"ZZZ"'),
        "“ZZZ” is an option of the rule",
    ),
    "more votes than entitled": (
        in_choices('"eligible":18', '"eligible":9'),
        "No more votes than entitled",
    ),
    "spaces in the record": (in_record('"vacant":0', '"vacant": 0'), "canonical form"),
    "a key twice": (
        in_record('"vacant":0', '"vacant":1,"vacant":0'),
        "record.json is not in its canonical form",
    ),
    "a float": (in_record('"vacant":0', '"vacant":0.5'), "holds the number 0.5"),
    "no JSON": (in_record('"vacant":0', '"vacant":'), "record.json is no JSON"),
    "no object": (lambda: summed({**council(), "record.json": b"[]"}), "does not hold an object"),
    "another encoding": (lambda: summed({**council(), "ballots.blt": b"\xff"}), "is not UTF-8"),
    "another original": (lambda: summed({**council(), "original": b"5 2"}), "digest of the original file"),
    "an extra file": (lambda: {**council(), "extra.txt": b""}, "extra.txt is in the folder, but not listed"),
    "a listed extra file": (lambda: summed({**council(), "extra.txt": b""}), "no file of a published count"),
    "two kinds of ballots": (
        lambda: summed({**council(), "scores.json": b"{}"}),
        "scores.json has no place beside ballots.blt",
    ),
    "a missing file": (
        lambda: {name: data for name, data in council().items() if name != "ballots.blt"},
        "ballots.blt is listed in SHA256SUMS, but is missing",
    ),
    "no ballots at all": (
        lambda: summed({name: data for name, data in council().items() if name != "ballots.blt"}),
        "ballots.blt is missing.",
    ),
    "no digests": (
        lambda: {name: data for name, data in council().items() if name != "SHA256SUMS"},
        "SHA256SUMS is missing",
    ),
    "a wrong digest": (
        lambda: {**council(), "README.txt": b"Trust us."},
        "README.txt is not the file whose digest is in SHA256SUMS",
    ),
    "digests told twice": (
        lambda: {**council(), "SHA256SUMS": council()["SHA256SUMS"] * 2},
        "is no digest and name, or names a file again",
    ),
}  # fmt: skip


def forgeries() -> dict[str, tuple[Callable[[], Files], str]]:
    made = {
        name: (lambda base=base, change=change: with_record(base(), change), said)
        for name, (base, change, said) in IN_RECORDS.items()
    }
    return {**made, **IN_FILES}


BASES = (council, capped, meek, schulze, ranked_pairs, debian, hybrid, even, drawn, scores, motion)


@pytest.mark.parametrize("base", BASES, ids=lambda base: base.__name__)
def test_what_nobody_touched_agrees(base: Callable[[], Files]) -> None:
    assert verify.check(base()).startswith("Everything agrees")


@pytest.mark.parametrize("name", forgeries())
def test_a_forgery_is_found(name: str) -> None:
    forged, said = forgeries()[name]
    with pytest.raises(verify.Wrong) as found:
        verify.check(forged())
    assert said in str(found.value)
    assert str(found.value).endswith(".")


def test_each_has_a_sentence_of_its_own() -> None:
    sentences = {}
    for name, (forged, _) in forgeries().items():
        with pytest.raises(verify.Wrong) as found:
            verify.check(forged())
        sentences[name] = str(found.value)
    same = [name for name, said in sentences.items() if list(sentences.values()).count(said) > 1]
    assert len(sentences) - len(same) >= 100, same


def test_the_program_says_it_and_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, (forged, said) in forgeries().items():
        assert verify.main([str(unpacked(forged(), tmp_path / name))]) == 1
        assert said in capsys.readouterr().out


def test_a_rule_or_version_it_does_not_know() -> None:
    for change, said in (
        (put("method", "version", 2), "version 2 of “scottish-2007”"),
        (put("method", "name", "dice"), "version 1 of “dice”"),
        (put("schema", "other/1"), "records of the kind other/1"),
    ):
        with pytest.raises(verify.CannotTell, match=said):
            verify.check(with_record(council(), change))


def test_the_published_digest_names_the_record() -> None:
    record = council()["record.json"]
    honest = verification.hashlib.sha256(record).hexdigest()
    assert "agrees" in verify.check(council(), honest)
    # a whole folder that agrees with itself, of another count
    with pytest.raises(verify.Wrong, match="and not the published one"):
        verify.check(published(COUNCIL, "irv"), honest)


def test_words_are_not_compared() -> None:
    said = with_record(council(), lambda record: record.update(sentence="Ann and Bob have won."))
    assert "agrees" in verify.check(said)
    assert json.loads(said["record.json"])["sentence"] == "Ann and Bob have won."
