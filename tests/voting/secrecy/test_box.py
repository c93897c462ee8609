"""The box: the order of trackers and no other, one text, nothing twice and nothing missing."""

import hashlib
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance.voting.methods import formats
from alliance.voting.methods.profile import Profile, ScoreSheet
from alliance.voting.secrecy.ballot_form import Ballot, BallotForm, BallotRefusedError, Kind
from alliance.voting.secrecy.box import Box, BoxError, make_box, read_box
from alliance.voting.secrecy.envelope import OpenedBallot
from alliance.voting.secrecy.tracker import Tracker
from alliance.voting.secrecy.withheld import SecrecyError
from tests.voting.secrecy.forms import MOTION, RANKED, ballots, forms


def opened(number: int, ballot: Ballot) -> OpenedBallot:
    return OpenedBallot(Tracker(number.to_bytes(10)), ballot)


ROWS = [
    opened(2, RANKED.ranking([["Cleo"], ["Ada", "Dan"]])),
    opened(1, RANKED.nothing()),
    opened(3, RANKED.ranking([["Ben"]])),
]
TEXT = (
    "token,Ada,Ben,Cleo,Dan\n0000-0000-0000-0001,,,,\n0000-0000-0000-0002,2,,1,2\n0000-0000-0000-0003,,1,,\n"
)


def box() -> Box:
    return make_box(ROWS, RANKED, envelopes=3)


@st.composite
def boxes(draw: st.DrawFn) -> tuple[BallotForm, list[OpenedBallot]]:
    form = draw(forms())
    numbers = draw(st.lists(st.integers(0, 2**80 - 1), max_size=8, unique=True))
    return form, [opened(number, draw(ballots(form))) for number in numbers]


def test_text_and_digest() -> None:
    assert box().text == TEXT
    assert box().digest == hashlib.sha256(TEXT.encode()).hexdigest()


def test_codes_and_ballots_apart() -> None:
    assert box().codes == ("0000-0000-0000-0001", "0000-0000-0000-0002", "0000-0000-0000-0003")
    assert box().text_without_codes == "Ada,Ben,Cleo,Dan\n,,,\n,1,,\n2,,1,2\n"


@settings(deadline=None)
@given(boxes(), st.randoms(use_true_random=False))
def test_the_box_is_the_same_for_whatever_order_ballots_come_in(
    filled: tuple[BallotForm, list[OpenedBallot]], chance: random.Random
) -> None:
    form, rows = filled
    first = make_box(rows, form, envelopes=len(rows))
    chance.shuffle(rows)
    assert make_box(iter(rows), form, envelopes=len(rows)) == first
    assert list(first.codes) == sorted(first.codes)


@settings(deadline=None)
@given(boxes(), st.randoms(use_true_random=False))
def test_the_list_without_codes_is_the_same_whoever_has_which_code(
    filled: tuple[BallotForm, list[OpenedBallot]], chance: random.Random
) -> None:
    form, rows = filled
    trackers = [row.tracker for row in rows]
    chance.shuffle(trackers)
    exchanged = [OpenedBallot(tracker, row.ballot) for tracker, row in zip(trackers, rows, strict=True)]
    one, other = (make_box(each, form, envelopes=len(rows)) for each in (rows, exchanged))
    assert one.text_without_codes == other.text_without_codes


@settings(deadline=None)
@given(boxes())
def test_the_text_gives_the_box_back(filled: tuple[BallotForm, list[OpenedBallot]]) -> None:
    form, rows = filled
    made = make_box(rows, form, envelopes=len(rows) + 1, unopened=1)
    assert read_box(made.text, form, unopened=1) == made


@pytest.mark.parametrize(
    "text",
    [
        "",
        TEXT.removesuffix("\n"),
        TEXT + "\n",
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("0003", "0002"),
        TEXT.replace("0001,", "0009,"),
        TEXT.replace("0002,2,,1,2", "0002,2,,1,02"),
        TEXT.replace("0002,2,,1,2", "0002,2,,1,3").replace("0001,,,,", "0001,,,,4"),
        TEXT.replace("0002,2,,1,2", "0002,2,,1,x"),
        TEXT.replace("0002,2,,1,2", "0002,3,,1,3"),
        TEXT.replace("0002,2,,1,2", "0002,2,,1"),
        TEXT.replace("0002,2,,1,2", "0002,2,,1,٢"),
        TEXT.replace("0002,2,,1,2", f"0002,2,,1,{'2' * 5000}"),
        TEXT.replace("0002,", "OOO2,"),
        TEXT.replace("Cleo", '"Cleo"'),
        TEXT.replace("Cleo", "Kleo"),
        TEXT.replace("token", "code"),
        TEXT + "\0",
        "\ufeff" + TEXT,
    ],
)
def test_any_other_text_is_refused(text: str) -> None:
    assert text != TEXT
    with pytest.raises(SecrecyError):
        read_box(text, RANKED)


@pytest.mark.parametrize(("envelopes", "unopened"), [(2, 0), (4, 0), (3, 1), (5, 1), (2, -1)])
def test_a_wrong_number_is_refused(envelopes: int, unopened: int) -> None:
    with pytest.raises(BoxError, match="do not make"):
        make_box(ROWS, RANKED, envelopes=envelopes, unopened=unopened)


def test_the_same_tracker_twice_is_refused() -> None:
    with pytest.raises(BoxError, match="same tracker"):
        make_box([*ROWS, opened(2, RANKED.nothing())], RANKED, envelopes=4)


def test_a_ballot_of_another_form_is_refused() -> None:
    with pytest.raises(BallotRefusedError):
        make_box([*ROWS, opened(4, MOTION.choice("for"))], RANKED, envelopes=4)


def test_a_voter_finds_the_own_ballot() -> None:
    assert box().ballot_of(ROWS[2].tracker) == ROWS[2].ballot
    assert box().ballot_of(Tracker(bytes(10))) is None


def test_a_name_is_no_formula() -> None:
    form = BallotForm(Kind.APPROVALS, ("=1+1", "'x", 'a,"b'))
    assert make_box([], form, envelopes=0).text == 'token,\'=1+1,\'\'x,"a,""b"\n'


def test_the_counting_engine_reads_a_box_of_rankings() -> None:
    ballots = formats.read(TEXT.encode(), "box.csv")
    assert isinstance(ballots, Profile)
    assert ballots.candidates == RANKED.options
    assert (ballots.voters // ballots.scale, ballots.level is not None) == (3, True)
    assert ballots.places.T.tolist() == [[-1, -1, -1], [2, 0, 3], [1, -1, -1]]


def test_the_counting_engine_reads_a_box_of_scores() -> None:
    form = BallotForm(Kind.SCORES, ("=x", "y"), top=5)
    rows = [opened(1, form.scores({"=x": 0, "y": 5})), opened(2, form.scores({"y": 2}))]
    text = make_box(rows, form, envelopes=2).text
    read = formats.read(text.encode(), "box.csv", formats.Reading(marks="scores"))
    assert isinstance(read, ScoreSheet)
    assert (read.candidates, read.scores.T.tolist()) == (("=x", "y"), [[0, 5], [-1, 2]])
