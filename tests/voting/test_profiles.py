"""What is counted is what was marked: nothing lost, nothing added, and no error that tells it."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance.voting.methods import METHODS, Cap, CountError, Lot, Options, count
from alliance.voting.methods.formats.writing import rankings
from alliance.voting.methods.profile import NOBODY, Profile, ScoreSheet
from alliance.voting.profiles import ProfileError, choices_of, options_for, profile_of
from alliance.voting.secrecy.ballot_form import BallotForm, BallotRefusedError, Kind, Marks
from alliance.voting.verification import scores_json, strict_blt
from tests.voting.secrecy.forms import MOTION, RANKED, ballots, forms

STRICT = BallotForm(Kind.RANKING, ("Ada", "Ben", "Cleo"))
ONE = BallotForm(Kind.CHOICE, ("Ada", "Ben", "Cleo"))
APPROVED = BallotForm(Kind.APPROVALS, ("Ada", "Ben", "Cleo"), most=2)
NEED_A_BALLOT = ("irv", "scottish-2007", "wigm-prf", "wigm-exact", "minneapolis-2013", "meek-prf")
SCORED = BallotForm(Kind.SCORES, ("Ada", "Ben"), top=5)


@st.composite
def filled(draw: st.DrawFn) -> tuple[BallotForm, list[Marks]]:
    form = draw(forms())
    return form, [draw(ballots(form)).marks for _ in range(draw(st.integers(0, 6)))]


def marks_again(form: BallotForm, found: Profile | ScoreSheet) -> list[Marks]:
    """The marks from which this was made."""
    if isinstance(found, ScoreSheet):
        return [tuple(None if each == NOBODY else each for each in column) for column in found.scores.T]
    return [
        tuple(
            next((rank for rank, place in enumerate(places, start=1) if at in place), None)
            for at in range(len(form.options))
        )
        for _, places in rankings(found)
    ]


@settings(deadline=None)
@given(filled(), st.integers(1, 3))
def test_every_mark_is_there_and_no_other(given_marks: tuple[BallotForm, list[Marks]], weight: int) -> None:
    form, marks = given_marks
    found = profile_of(form, marks, seats=1, title="Board", weights=[weight] * len(marks))
    assert marks_again(form, found) == marks
    assert found.candidates == form.options
    assert (found.seats, found.title, found.scale) == (1, "Board", 1)
    assert found.weights.tolist() == [weight] * len(marks)


@settings(deadline=None)
@given(filled(), st.randoms(use_true_random=False))
def test_the_digest_is_that_of_the_published_file(
    given_marks: tuple[BallotForm, list[Marks]], chance: Random
) -> None:
    form, marks = given_marks
    found = profile_of(form, marks, seats=1)
    text = scores_json(found) if isinstance(found, ScoreSheet) else strict_blt(found)
    assert found.digest == hashlib.sha256(text.encode()).hexdigest()
    chance.shuffle(marks)
    assert profile_of(form, marks, seats=1).digest == found.digest


def test_a_ranking_with_equals_and_a_blank_one() -> None:
    found = profile_of(RANKED, [(2, 1, 2, None), (None,) * 4], seats=2)
    assert isinstance(found, Profile)
    assert found.places.tolist() == [[1, NOBODY], [0, NOBODY], [2, NOBODY]]
    assert found.level is not None
    assert found.level.tolist() == [[False, False], [False, False], [True, False]]
    assert found.places.dtype == np.int8


def test_without_equals_there_is_no_level() -> None:
    found = profile_of(STRICT, [(1, None, 2)], seats=1)
    assert isinstance(found, Profile)
    assert found.level is None


def test_the_smallest_number_that_holds_every_candidate() -> None:
    for size, kind in ((128, np.int8), (129, np.int16)):
        form = BallotForm(Kind.CHOICE, tuple(f"C{each}" for each in range(size)))
        found = profile_of(form, [(*[None] * (size - 1), 1)], seats=1)
        assert isinstance(found, Profile)
        assert found.places.dtype == kind
        assert found.places.tolist() == [[size - 1]]


def test_a_choice_counts_for_one_and_approvals_for_each() -> None:
    chosen = profile_of(ONE, [(None, 1, None), (None, 1, None), (1, None, None)], seats=1)
    assert count(chosen, "plurality")["totals"] == {"Ada": "1", "Ben": "2", "Cleo": "0"}
    approved = profile_of(APPROVED, [(1, 1, None), (None, 1, None)], seats=1, weights=[3, 2])
    assert count(approved, "approval")["totals"] == {"Ada": "3", "Ben": "5", "Cleo": "0"}
    scored = profile_of(SCORED, [(5, 0), (None, 3)], seats=1)
    assert count(scored, "score")["totals"] == {"Ada": "5", "Ben": "3"}


@pytest.mark.parametrize("method", METHODS)
def test_nobody_voted(method: str) -> None:
    """No ballot is a count without votes, or one that the method refuses in words."""
    found = profile_of(SCORED if method == "score" else STRICT, [], seats=1)
    assert found.weights.shape == (0,)
    if method in NEED_A_BALLOT:
        with pytest.raises(CountError, match="No ballot ranks a candidate"):
            count(found, method)
    else:
        default = found.candidates[0] if method == "debian" else ""
        assert count(found, method, Options(default_option=default))["input"]["ballots"] == "0"


def test_the_choices_of_a_motion() -> None:
    assert choices_of(MOTION, [(1, None, None), (None, None, 1), (1, None, None)]) == [
        "for",
        "abstain",
        "for",
    ]
    with pytest.raises(BallotRefusedError):
        choices_of(MOTION, [(None, None, None)])
    with pytest.raises(ProfileError, match="no choice"):
        choices_of(ONE, [(None, None, None)])
    with pytest.raises(ProfileError, match="not for one choice"):
        choices_of(STRICT, [(1, None, None)])


@pytest.mark.parametrize("marks", [(1, 1, None), (2, None, None), (1,), (1, 2, 3, 4), (0, None, None)])
def test_marks_of_another_form_are_refused(marks: Marks) -> None:
    with pytest.raises(BallotRefusedError) as refused:
        profile_of(STRICT, [marks], seats=1)
    assert refused.value.__cause__ is None
    names = {
        name
        for frame in _frames(refused.value.__traceback__)
        for name, value in frame.items()
        if value == marks and name != "marks"
    }
    assert not names


def _frames(traceback: object) -> list[dict[str, object]]:
    found = []
    while traceback is not None:
        found.append(traceback.tb_frame.f_locals)
        traceback = traceback.tb_next
    return found


@pytest.mark.parametrize("weights", [[0], [-1], [1, 1], []])
def test_weights_that_are_none(weights: list[int]) -> None:
    with pytest.raises(ProfileError, match="weight"):
        profile_of(STRICT, [(1, None, None)], seats=1, weights=weights)


def test_settings_of_a_manifest() -> None:
    assert options_for("irv", {"seats": 1}, eligible=40) == Options(seats=1)
    empty = {
        "seats": 2,
        "unranked": "",
        "cap": None,
        "default_option": "",
        "first_excluded": [],
        "ratios": {},
    }
    assert options_for("debian", empty) == Options(seats=2)
    cap = Cap(Fraction(1, 3), {"Ada": "North"}, size=9, least=2, sitting={"North": 1})
    lot = Lot.drawn("seed|value", ["Ada", "Ben"])
    found = options_for(
        "debian",
        {
            "seats": 2,
            "unranked": "last",
            "cap": cap.recorded(),
            "default_option": "Ben",
            "first_excluded": ["Ada"],
            "ratios": {"Ada": "3/2"},
        },
        eligible=40,
        lot=lot,
    )
    assert found == Options(
        seats=2,
        unranked="last",
        lot=lot,
        cap=cap,
        default_option="Ben",
        first_excluded=("Ada",),
        eligible=40,
        ratios={"Ada": Fraction(3, 2)},
    )


@pytest.mark.parametrize("limit", [2, "2"])
def test_a_limit_without_a_bar_is_a_number_of_seats(limit: object) -> None:
    assert options_for("irv", {"seats": 1, "cap": {"limit": limit, "groups": {}}}).cap == Cap(2, {})
