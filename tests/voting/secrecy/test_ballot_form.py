"""The form of a ballot: what it takes, and exactly one encoding of equal length for each ballot."""

import itertools
import struct
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance.voting.secrecy.ballot_form import (
    HIGHEST_SCORE,
    MOST_OPTIONS,
    Ballot,
    BallotForm,
    BallotRefusedError,
    FormError,
    Kind,
)
from tests.voting.secrecy.forms import MOTION, RANKED, ballots, filled_forms, forms

ABC = ("A", "B", "C")
STRICT = BallotForm(Kind.RANKING, ABC)
WEAK = BallotForm(Kind.RANKING, ABC, equal_ranks=True)
TWO_RANKS = BallotForm(Kind.RANKING, ABC, most=2)
APPROVALS = BallotForm(Kind.APPROVALS, ABC)
TWO_AT_MOST = BallotForm(Kind.APPROVALS, ABC, most=2, blank=False)
SCORES = BallotForm(Kind.SCORES, ABC, top=2)
CHOICE = BallotForm(Kind.CHOICE, ABC)


@pytest.mark.parametrize(
    ("form", "ballot", "encoded"),
    [
        (STRICT, STRICT.ranking([["B"], ["A"], ["C"]]), (2, 1, 3)),
        (STRICT, STRICT.ranking([["C"]]), (0, 0, 1)),
        (WEAK, WEAK.ranking([["C"], ["A", "B"]]), (2, 2, 1)),
        (STRICT, STRICT.nothing(), (0, 0, 0)),
        (APPROVALS, APPROVALS.approvals({"C", "A"}), (1, 0, 1)),
        (APPROVALS, APPROVALS.approvals(()), (0, 0, 0)),
        (SCORES, SCORES.scores({"A": 0, "C": 2}), (1, 0, 3)),
        (CHOICE, CHOICE.choice("B"), (0, 1, 0)),
    ],
)
def test_encoding(form: BallotForm, ballot: Ballot, encoded: tuple[int, int, int]) -> None:
    assert form.encode(ballot) == struct.pack(">3H", *encoded)
    assert form.decode(form.encode(ballot)) == ballot


@pytest.mark.parametrize(
    ("form", "number"),
    [
        (STRICT, 1 + 3 + 6 + 6),
        (WEAK, 1 + 3 * 1 + 3 * 3 + 13),  # subsets times the weak orders of 1, 2 and 3 options
        (TWO_RANKS, 1 + 3 + 6),
        (APPROVALS, 2**3),
        (TWO_AT_MOST, 2**3 - 2),
        (SCORES, 4**3),
        (CHOICE, 1 + 3),
        (MOTION, 3),
    ],
)
def test_of_all_encodings_as_many_are_taken_as_there_are_ballots(form: BallotForm, number: int) -> None:
    taken = set()
    for numbers in itertools.product(range(6), repeat=3):
        try:
            taken.add(form.decode(struct.pack(">3H", *numbers)))
        except BallotRefusedError:
            continue
    assert len(taken) == number


@settings(deadline=None)
@given(filled_forms())
def test_every_ballot_comes_back(filled: tuple[BallotForm, Ballot]) -> None:
    form, ballot = filled
    assert form.decode(form.encode(ballot)) == ballot


@settings(deadline=None)
@given(st.data())
def test_one_length_for_all_ballots_of_a_form(data: st.DataObject) -> None:
    form = data.draw(forms())
    lengths = {len(form.encode(data.draw(ballots(form)))) for _ in range(5)}
    assert lengths == {form.size}


@settings(deadline=None)
@given(filled_forms(), st.data())
def test_bytes_are_refused_or_are_the_one_encoding(
    filled: tuple[BallotForm, Ballot], data: st.DataObject
) -> None:
    form, ballot = filled
    encoded = bytearray(form.encode(ballot))
    encoded[data.draw(st.integers(0, form.size - 1))] = data.draw(st.integers(0, 255))
    try:
        assert form.encode(form.decode(bytes(encoded))) == encoded
    except BallotRefusedError:
        assert bytes(encoded) != form.encode(ballot)


@pytest.mark.parametrize("change", [lambda b: b[:-1], lambda b: b + b"\0", lambda b: b"", lambda b: b * 2])
def test_another_length_is_refused(change: Callable[[bytes], bytes]) -> None:
    with pytest.raises(BallotRefusedError, match="has 8 bytes"):
        RANKED.decode(change(RANKED.encode(RANKED.nothing())))


@pytest.mark.parametrize(
    "fill",
    [
        lambda: STRICT.ranking([["A", "B"]]),
        lambda: STRICT.ranking([["A"], ["A"]]),
        lambda: STRICT.ranking([["A"], []]),
        lambda: STRICT.ranking([["D"]]),
        lambda: STRICT.approvals(["A"]),
        lambda: STRICT.choice("A"),
        lambda: TWO_RANKS.ranking([["A"], ["B"], ["C"]]),
        lambda: APPROVALS.approvals(["D"]),
        lambda: TWO_AT_MOST.approvals(ABC),
        lambda: TWO_AT_MOST.approvals([]),
        TWO_AT_MOST.nothing,
        lambda: SCORES.scores({"A": 3}),
        lambda: SCORES.scores({"A": -1}),
        lambda: SCORES.scores({"A": True}),
        lambda: SCORES.scores({"A": 1.0}),  # type: ignore[dict-item]
        lambda: CHOICE.choice("D"),
        lambda: CHOICE.encode(Ballot((1, 1, None))),
        lambda: CHOICE.encode(Ballot((2, None, None))),
        lambda: STRICT.encode(Ballot((1, None))),
        lambda: STRICT.encode(Ballot((1, 3, None))),
        lambda: STRICT.encode(Ballot((0, 1, None))),
        MOTION.nothing,
    ],
)
def test_what_is_no_ballot_of_the_form_is_refused(fill: Callable[[], object]) -> None:
    with pytest.raises(BallotRefusedError):
        fill()


def test_blank_is_a_ballot() -> None:
    assert STRICT.nothing().is_blank
    assert not SCORES.scores({"A": 0}).is_blank


@pytest.mark.parametrize(
    "form",
    [
        lambda: BallotForm(Kind.RANKING, ()),
        lambda: BallotForm(Kind.RANKING, ("A", "A")),
        lambda: BallotForm(Kind.RANKING, ("A", "")),
        lambda: BallotForm(Kind.RANKING, ("A", " B")),
        lambda: BallotForm(Kind.RANKING, ("A", "B\n")),
        lambda: BallotForm(Kind.RANKING, tuple(map(str, range(MOST_OPTIONS + 1)))),
        lambda: BallotForm(Kind.RANKING, ABC, most=0),
        lambda: BallotForm(Kind.RANKING, ABC, most=4),
        lambda: BallotForm(Kind.RANKING, ABC, top=5),
        lambda: BallotForm(Kind.SCORES, ABC),
        lambda: BallotForm(Kind.SCORES, ABC, top=0),
        lambda: BallotForm(Kind.SCORES, ABC, top=HIGHEST_SCORE + 1),
        lambda: BallotForm(Kind.APPROVALS, ABC, equal_ranks=True),
        lambda: BallotForm.from_record({"kind": "ranking"}),
        lambda: BallotForm.from_record(STRICT.recorded() | {"kind": "guess"}),
        lambda: BallotForm.from_record(STRICT.recorded() | {"more": 1}),
    ],
)
def test_a_form_that_cannot_be_used_is_refused(form: Callable[[], object]) -> None:
    with pytest.raises(FormError):
        form()


@settings(deadline=None)
@given(forms())
def test_the_record_of_a_form_gives_it_back(form: BallotForm) -> None:
    assert BallotForm.from_record(form.recorded()) == form
