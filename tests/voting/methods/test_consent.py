"""Silence, vetoes and approvals: the published rules of Apache, OpenSSF and W3C with numbers put in."""

from __future__ import annotations

import subprocess
import sys

import pytest

from alliance.voting.methods.consent import count_approvals, count_consent, count_veto

OVERRULED = (
    "Approved by silence: no objection stands. 2 objections were not sustained. "
    "2 of 9 answered, 7 kept silent."
)


@pytest.mark.parametrize(
    ("votes_for", "against", "vetoes", "standing", "outcome", "sentence"),
    [
        (3, 0, 0, 0, "passed", "Passed: 3 for, at least 3 needed; no veto stands."),
        (2, 0, 0, 0, "not_passed", "Not passed: 2 for, at least 3 needed; no veto stands."),
        (9, 1, 1, 1, "not_passed", "Vetoed: 9 for, at least 3 needed; 1 veto stands."),
        (
            9,
            2,
            2,
            0,
            "passed",
            "Passed: 9 for, at least 3 needed; no veto stands; 2 vetoes were withdrawn or not valid.",
        ),
        (3, 4, 0, 0, "passed", "Passed: 3 for, at least 3 needed; no veto stands."),
        (
            5,
            3,
            3,
            2,
            "not_passed",
            "Vetoed: 5 for, at least 3 needed; 2 vetoes stand; 1 veto was withdrawn or not valid.",
        ),
    ],
)
def test_a_veto_stops_while_it_stands(votes_for, against, vetoes, standing, outcome, sentence):
    record = count_veto(
        eligible=20, votes_for=votes_for, against=against, abstain=1, vetoes=vetoes, standing=standing
    )
    assert (record["outcome"], record["sentence"]) == (outcome, sentence)
    assert record["passes"]["rule"] == "At least 3 votes for, and no veto that stands."


@pytest.mark.parametrize(
    ("objections", "sustained", "outcome", "sentence"),
    [
        (0, None, "passed", "Approved by silence: no objection was raised. 2 of 9 answered, 7 kept silent."),
        (1, None, "not_passed", "Stopped: 1 objection stands. It goes to a vote."),
        (
            2,
            0,
            "passed",
            OVERRULED,
        ),
        (
            2,
            1,
            "not_passed",
            "Stopped: 1 objection stands. 1 objection was not sustained. It goes to a vote.",
        ),
    ],
)
def test_silence_approves(objections, sustained, outcome, sentence):
    record = count_consent(
        eligible=9, answered=2, objections=objections, sustained=sustained, otherwise="It goes to a vote."
    )
    assert (record["outcome"], record["sentence"]) == (outcome, sentence)


@pytest.mark.parametrize(
    ("approvals", "needed", "objections", "no_objection", "outcome", "sentence"),
    [
        (7, 7, 2, False, "passed", "Approved: 7 of 9 approve, at least 7 needed; 2 object."),
        (6, 7, 0, False, "not_passed", "Not approved: 6 of 9 approve, at least 7 needed."),
        (2, 2, 0, True, "passed", "Approved: 2 of 9 approve, at least 2 needed; nobody objects."),
        (2, 2, 1, True, "not_passed", "Not approved: 2 of 9 approve, at least 2 needed; 1 objects."),
    ],
)
def test_approvals(approvals, needed, objections, no_objection, outcome, sentence):
    record = count_approvals(
        seats=9, approvals=approvals, needed=needed, objections=objections, no_objection=no_objection
    )
    assert (record["outcome"], record["sentence"]) == (outcome, sentence)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: count_consent(eligible=3, answered=4, objections=0), "Answers: 4, but only 3 entitled"),
        (lambda: count_consent(eligible=3, answered=2, objections=3), "Objections: 3, but only 2 answers"),
        (lambda: count_consent(eligible=-1, answered=0, objections=0), "eligible is -1"),
        (lambda: count_approvals(seats=9, approvals=5, needed=10), "Approvals needed: 10, but only 9 seats"),
        (lambda: count_approvals(seats=9, approvals=8, objections=2, needed=7), "Answers: 10, but only 9"),
        (
            lambda: count_veto(eligible=9, votes_for=3, against=0, abstain=0, vetoes=1, standing=1),
            "Vetoes: 1, but only 0 votes against",
        ),
        (
            lambda: count_veto(eligible=9, votes_for=3, against=2, abstain=0, vetoes=1, standing=2),
            "Standing vetoes: 2, but only 1 vetoes",
        ),
    ],
)
def test_impossible_numbers(call, told):
    with pytest.raises(ValueError, match=told):
        call()


def test_equal_numbers_give_an_equal_record():
    again = [count_consent(eligible=9, answered=2, objections=0) for _ in range(2)]
    assert again[0] == again[1]
    other = count_consent(eligible=9, answered=3, objections=0)
    assert again[0]["input"]["digest"] != other["input"]["digest"]


def test_no_framework_is_loaded():
    told = (
        "import sys, alliance.voting.methods.consent as _; print({'django', 'pydantic'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
