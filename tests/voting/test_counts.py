"""Counts of ballot files: written once, by staff only, and never half."""

import hashlib
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from alliance.audit.models import Event
from alliance.kernel.verdict import Forbidden, NotNow
from alliance.voting.counting import Choices, counted
from alliance.voting.methods import CountError
from alliance.voting.methods.record import digest
from alliance.voting.models import Count
from tests.cast import Cast
from tests.interfaces.doors import client_for
from tests.interfaces.scenes import BLT, election
from tests.interfaces.scenes import counted as a_count


def test_a_count_keeps_file_choices_and_record(cast: Cast):
    found = a_count(cast, seed="spring 4711")
    kept = Count.objects.get(pk=found.pk)
    assert kept.ballots == BLT.encode()
    assert kept.found["input"]["digest"] == hashlib.sha256(BLT.encode()).hexdigest()
    assert kept.digest == digest(kept.record)
    assert kept.found["elected"] == ["Hill", "Lake"]
    again = counted(kept.ballots, kept.file_name, Choices.of(kept.options))
    assert digest(again) == kept.digest
    event = Event.objects.get(kind="count.recorded")
    assert (event.subject_ref, event.data["digest"]) == (kept.ref, kept.digest)


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_a_count(cast: Cast, change: str):
    found = Count.objects.filter(pk=a_count(cast).pk)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        found.update(title="Another") if change == "update" else found.delete()
    assert found.get().title == "Steering committee"


@pytest.mark.parametrize("ballots", [b"", b"3 1\n1 1 2 0\n", b"\x00\xff\x00", b'2 5\n1 1 0\n0\n"A"\n"B"\n'])
def test_bad_files_leave_nothing(cast: Cast, ballots: bytes):
    with pytest.raises(CountError):
        a_count(cast, ballots=ballots)
    assert not Count.objects.exists()
    assert not Event.objects.filter(kind="count.recorded").exists()


def test_only_staff_count(cast: Cast):
    from alliance.voting.actions import count_ballots

    with pytest.raises(Forbidden, match="Only staff"):
        count_ballots(
            title="Mine",
            body_name="Mine",
            file_name="a.blt",
            ballots=BLT.encode(),
            choices=Choices("irv", seats=1),
            by=cast.by("Lake"),
            at=cast.now,
        )


def test_a_second_count_is_another_row_and_the_same_one_is_told(cast: Cast):
    first = a_count(cast)
    assert a_count(cast, method="meek-prf").pk != first.pk
    assert a_count(cast, title="Steering committee, for the minutes").digest == first.digest
    with pytest.raises(NotNow, match=first.ref):
        a_count(cast)
    assert Count.objects.count() == 3


def test_a_cap_and_a_lot_are_part_of_the_count(cast: Cast):
    cap = "limit: 1\ngroups:\n  Heights: [Hill, Lake]\n"
    found = a_count(cast, cap=cap, seed="spring 4711").found
    assert found["elected"] == ["Hill", "River"]
    assert found["caps"][0]["group"] == "Heights"
    assert found["options"]["lot"]["seed"] == "spring 4711"
    with pytest.raises(CountError, match="Hil"):
        a_count(cast, cap="limit: 1\ngroups:\n  Heights: [Hil]\n")


@pytest.mark.parametrize(
    ("given", "choice", "told"),
    [
        ({"first_excluded": "Hll"}, "first_excluded", "Did you mean “Hill”?"),
        ({"default_option": "Nobody"}, "default_option", "“Nobody” is no candidate."),
        ({"majorities": "Hill"}, "majorities", "“Hill” is no majority."),
        ({"majorities": "Hill = 1/0"}, "majorities", "is no majority"),
        ({"majorities": "Dale = 3"}, "majorities", "“Dale” is no candidate."),
        ({"seats": 9}, "seats", "There are 9 seats for 4 candidates."),
        ({"method": "debian"}, "default_option", "Debian's method needs a default option."),
    ],
)
def test_choices_that_do_not_fit_the_ballots(given: dict[str, Any], choice: str, told: str):
    with pytest.raises(CountError, match=told[:30].replace("?", r"\?")) as raised:
        counted(BLT.encode(), "a.blt", Choices(**{"method": "irv", "seats": 1, **given}))
    assert raised.value.choice == choice
    assert told in str(raised.value)


def test_who_is_excluded_first(cast: Cast):
    found = a_count(cast, method="irv", seats=1, first_excluded="Hill\n").found
    assert found["elected"] != ["Hill"]
    assert found["options"]["first_excluded"] == ["Hill"]


def test_a_request_too_large_is_refused_before_it_is_read(cast: Cast, monkeypatch):
    monkeypatch.setattr("alliance.web.uploads.LARGEST_REQUEST", 100)
    staff = client_for(cast, "staff")
    assert staff.post("/counts/count/", election()).status_code == 400
    assert staff.post("/api/v1/counts/count/", election()).status_code == 413
    assert not Count.objects.exists()
