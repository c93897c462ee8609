"""Who is told about representation, membership and groups."""

from datetime import date

from alliance.notifications.models import Notice
from members import actions as members
from members.models import Representation, Role
from tests.cast import appoint
from tests.notifications.telling import told, told_now


def test_a_person_learns_of_an_appointment(cast):
    appoint(cast, "River", "Rita River", Role.ALTERNATE)
    assert told_now(cast, "representative_appointed")["Rita River"] == "You are alternate of River"


def test_and_of_its_end(cast):
    mandate = Representation.objects.get(user=cast.people["Hill alternate"])
    members.end_representation(
        organization_id=mandate.organization_id,
        representation_id=mandate.pk,
        by=cast.by("Hill"),
        at=cast.now,
    )
    assert told_now(cast, "representation_ended") == {
        "Hal Hill": "You no longer represent Hill from 2 Mar 2026"
    }


def test_representatives_learn_that_their_membership_is_suspended_and_why(cast):
    hill = cast.organizations["Hill"]
    members.suspend_membership(
        organization_id=hill.pk, reason="dues are open", by=cast.by("staff"), at=cast.now
    )
    assert told_now(cast, "membership_changed") == dict.fromkeys(
        ["Hill Rep", "Hal Hill"], "The membership of Hill is suspended"
    )


def test_the_chairs_learn_who_joins_and_leaves(cast):
    members.join_group(group_id=cast.group.pk, by=cast.by("Hill"), at=cast.now)
    assert told_now(cast, "group_joined")["Lake Rep"] == "Hill Rep joined Data"
    members.leave_group(group_id=cast.group.pk, by=cast.by("Hill"), at=cast.now)
    assert told_now(cast, "group_joined")["Lake Rep"].endswith("left Data")


def test_a_person_learns_of_becoming_chair_and_of_ceasing_to_be(cast):
    assert told("chair_changed") == {"Lake Rep": "You are now a chair of Data"}
    seat = cast.group.seats.get(user=cast.people["Lake"])
    members.relieve_chair(group_id=cast.group.pk, seat_id=seat.pk, by=cast.by("staff"), at=cast.now)
    assert told_now(cast, "chair_changed") == {"Lake Rep": "You are no longer a chair of Data"}


def test_a_group_learns_of_its_charter_and_of_its_end(cast):
    members.revise_charter(
        group_id=cast.group.pk, text="# New", note="shorter", by=cast.by("Lake"), at=cast.now
    )
    members.close_group(group_id=cast.group.pk, reason="done", by=cast.by("staff"), at=cast.now)
    others = {f"{name} Rep" for name in ("River", "Forest", "Stone", "Cliff")}
    told_now(cast, "group_chartered")
    second = Notice.objects.filter(subject="Data has charter version 2")
    assert {str(notice.recipient) for notice in second} == others
    assert told("group_closed") == dict.fromkeys([*others, "Lake Rep"], "Data is closed: done")


def test_a_mandate_that_begins_later_says_when(cast):
    members.appoint_representative(
        organization_id=cast.organizations["River"].pk,
        name="Later Rep",
        email="later@members.example",
        role=Role.ALTERNATE,
        from_on=date(2026, 5, 1),
        by=cast.by("River"),
        at=cast.now,
    )
    told_now(cast, "representative_appointed")
    notice = Notice.objects.get(recipient__email="later@members.example")
    assert notice.body.startswith("You are appointed alternate of River from 1 May 2026:")
