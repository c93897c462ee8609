# tables of cases read best unbroken
"""Standing by attendance, with the rules of CNCF, OASIS, LF AI & Data, OpenSSF, OCI, JDF and Node.js."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from alliance.charter.grammar.conditions import MissingTallyError
from alliance.charter.grammar.standing import (
    Attendance,
    Standing,
    base_numbers,
    bases_left,
    course,
    has_standing,
    may_vote,
)

MARKS: dict[str, Attendance] = {"x": "attended", "-": "missed", "e": "excused"}
CNCF: dict[str, Any] = {
    "id": "three-misses",
    "lose": {"consecutive_absences": 3},
    "regain": {"consecutive_attendances": 2, "restored_at": "last_of_them"},
    "effect": {"may_vote": False, "stays_in": ["seats"]},
}
OASIS: dict[str, Any] = {
    "id": "voting-member",
    "gain": {"consecutive_attendances": 2},
    "lose": {"consecutive_absences": 2},
    "effect": {"may_vote": False, "leaves": ["eligible"]},
}
LEAVE: dict[str, Any] = {
    "id": "leave",
    "granted": {"first_in_12_months": "automatic", "second": {"rule": "simple"}},
    "max": "P45D",
    "effect": {"may_vote": False, "leaves": ["eligible"], "absences_not_counted": True},
}
NODE: dict[str, Any] = {
    "id": "activity",
    "lose": {
        "window": "P3M",
        "where": {
            "all": [
                {"lt": ["attended", {"frac": "1/4", "of": "meetings"}]},
                {"eq": ["discussed", 0]},
                {"eq": ["voted", 0]},
            ]
        },
    },
    "effect": {"vacates_seat": True},
}
LEGAL: dict[str, Any] = {
    "id": "active-6-months",
    "hold": {"window": "P6M", "where": {"any": [{"gte": ["attended", 1]}, {"gte": ["voted", 1]}]}},
}


def held(attended: int, of: int) -> dict[str, Any]:
    return {"id": "held", "hold": {"attended": attended, "of_last_meetings": of}}


def standing(data: dict[str, Any]) -> Standing:
    return Standing.model_validate(data)


def meetings(marks: str) -> list[Attendance]:
    return [MARKS[mark] for mark in marks]


@pytest.mark.parametrize(
    ("rule", "marks", "in_meeting"),
    [
        (CNCF, "xxx", "yyy"),
        (CNCF, "--x", "yyy"),
        (CNCF, "---", "yyy"),
        (CNCF, "---x", "yyyn"),
        (CNCF, "---xx", "yyyny"),
        (CNCF, "---x-xx", "yyynnny"),
        (CNCF, "--e-x", "yyyyn"),
        (CNCF, "---xx---", "yyynyyyy"),
        (OASIS, "xx", "nn"),
        (OASIS, "xxx", "nny"),
        (OASIS, "x-xxx", "nnnny"),
        (OASIS, "xx-xx", "nnyyy"),
        (OASIS, "xx--x", "nnyyn"),
        (OASIS, "xx--xxx", "nnyynny"),
        (OASIS, "xexx", "nnny"),
        (held(3, 4), "xxxx-", "yyyyy"),
        (held(3, 4), "x-x-x", "yyyyn"),
        (held(3, 4), "--xx", "yynn"),
        (held(3, 4), "--xxxx", "yynnny"),
        (held(2, 3), "x-x-", "yyyy"),
        (held(2, 3), "--x", "yyn"),
        (held(1, 4), "---", "yyy"),
        (held(1, 4), "----x", "yyyyn"),
        (held(2, 4), "--xx", "yyyy"),
    ],
)
def test_who_has_standing_in_each_meeting(rule: dict[str, Any], marks: str, in_meeting: str) -> None:
    found = course(standing(rule), meetings(marks))
    assert "".join("y" if had else "n" for had in found.in_meeting) == in_meeting


@pytest.mark.parametrize(
    ("rule", "marks", "now"),
    [(CNCF, "---", False), (CNCF, "---xx", True), (OASIS, "xx", True), (OASIS, "", False), (CNCF, "", True)],
)
def test_standing_after_the_last_meeting(rule: dict[str, Any], marks: str, now: bool) -> None:
    assert course(standing(rule), meetings(marks)).now is now


@given(st.text(st.sampled_from("x-e"), max_size=30), st.sampled_from([CNCF, OASIS, held(3, 4)]))
def test_excused_absences_change_nothing(marks: str, rule: dict[str, Any]) -> None:
    counted = course(standing(rule), meetings(marks.replace("e", "")))
    found = course(standing(rule), meetings(marks))
    assert found.now == counted.now
    at_meetings = tuple(had for had, mark in zip(found.in_meeting, marks, strict=True) if mark != "e")
    assert at_meetings == counted.in_meeting


@given(st.text(st.sampled_from("x-"), max_size=30), st.integers(0, 29))
def test_more_attendance_never_takes_standing_away(marks: str, at: int) -> None:
    better = f"{marks[:at]}x{marks[at + 1 :]}" if at < len(marks) else marks
    for rule in (OASIS, held(2, 3)):
        assert course(standing(rule), meetings(better)).now >= course(standing(rule), meetings(marks)).now


@pytest.mark.parametrize(
    ("rule", "activity", "had", "now"),
    [
        (NODE, {"meetings": 12, "attended": 3, "discussed": 0, "voted": 0}, True, True),
        (NODE, {"meetings": 12, "attended": 2, "discussed": 0, "voted": 0}, True, False),
        (NODE, {"meetings": 12, "attended": 0, "discussed": 1, "voted": 0}, True, True),
        (LEGAL, {"attended": 0, "voted": 0}, True, False),
        (LEGAL, {"attended": 0, "voted": 1}, False, True),
    ],
)
def test_standing_by_activity(rule: dict[str, Any], activity: dict[str, int], had: bool, now: bool) -> None:
    assert has_standing(standing(rule), activity, had=had) is now


def test_what_cannot_be_told_from_what_is_given() -> None:
    with pytest.raises(ValueError, match="does not depend on meetings"):
        course(standing(LEAVE), meetings("xx"))
    with pytest.raises(ValueError, match="does not depend on meetings"):
        course(standing(NODE), meetings("xx"))
    with pytest.raises(ValueError, match="within a time"):
        has_standing(standing(CNCF), {"attended": 1})
    with pytest.raises(MissingTallyError, match="voted"):
        has_standing(standing(LEGAL), {"attended": 0})


def test_the_bases_of_oasis_17_members_of_whom_some_are_away() -> None:
    rules = [standing(OASIS), standing(LEAVE)]
    members = [{"voting-member": True}] * 17
    away = [{"voting-member": True, "leave": True}, {"voting-member": False}]
    assert base_numbers(rules, [*members, *away]) == {"seats": 19, "eligible": 17}
    assert may_vote(rules, members[0])
    assert not may_vote(rules, away[0])


def test_a_suspended_member_of_cncf_stays_in_the_quorum_base() -> None:
    rules = [standing(CNCF)]
    assert bases_left(rules, {"three-misses": False}) == {"eligible"}
    assert base_numbers(rules, [{"three-misses": True}] * 10 + [{"three-misses": False}]) == {
        "seats": 11,
        "eligible": 10,
    }


def test_a_vacated_seat_is_no_longer_counted() -> None:
    assert bases_left([standing(NODE)], {"activity": False}) == {"seats", "eligible", "present"}


@pytest.mark.parametrize(
    ("rule", "sentences"),
    [
        (
            CNCF,
            [
                (
                    "Three misses: lost after 3 consecutive missed meetings; "
                    "regained in the last of 2 consecutive attended meetings."
                ),
                "Meanwhile there is no vote.",
                "It does not lower the number of seats.",
            ],
        ),
        (
            LEAVE,
            [
                (
                    "Leave: granted the first in 12 months automatic and a second one under “simple”, "
                    "for at most 45 days."
                ),
                "Meanwhile there is no vote.",
                "It lowers the number entitled.",
                "Meetings missed meanwhile are not counted.",
            ],
        ),
        (held(3, 4), ["Held: held by attending 3 of the last 4 meetings.", "Meanwhile there is no vote."]),
    ],
)
def test_standing_is_told(rule: dict[str, Any], sentences: list[str]) -> None:
    assert standing(rule).sentences == sentences


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": "empty"}, "Say how the standing is had"),
        ({**held(5, 4)}, "more meetings than there were"),
        ({**held(2, 3), "lose": {"consecutive_absences": 2}}, "needs no gain"),
        ({**CNCF, "effect": {"leaves": ["seats"], "stays_in": ["seats"]}}, "both leave and stay"),
        ({**CNCF, "lose": {"absences": 3}}, "consecutive_absences, attended, window"),
    ],
)
def test_standing_that_makes_no_sense(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        standing(change)
