"""What may be done with a ballot, and what is refused with which words."""

from datetime import timedelta

import pytest
from django.db import connection

from alliance.audit.models import Event
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Forbidden, NotNow
from alliance.voting import actions, rules
from alliance.voting.models import Ballot, Result, Vote
from members import actions as members
from members.models import Role
from tests.cast import Cast, appoint, in_vote, line


@pytest.fixture
def ballot(cast: Cast) -> Ballot:
    cast.people["Lake alternate"] = appoint(cast, "Lake", "Lea Lake", Role.ALTERNATE)
    return in_vote(cast)[1]


def vote(cast: Cast, ballot: Ballot, name: str, choice: str = "for", **more) -> Vote:
    given = {"by": cast.by(name), "at": cast.now, "elector_id": line(ballot, name).pk, **more}
    return actions.cast_vote(ballot_id=ballot.pk, choice=choice, **given)


def test_no_event_says_how_anybody_voted(cast, ballot):
    vote(cast, ballot, "Lake")
    vote(cast, ballot, "Lake", "against")
    events = Event.objects.filter(kind__startswith="vote.")
    assert [event.kind for event in events] == ["vote.cast", "vote.changed"]
    assert [set(event.data) for event in events] == [{"organization", "receipt", "revision"}] * 2


def test_a_vote_at_the_deadline_is_late_and_one_just_before_is_not(cast, ballot):
    vote(cast, ballot, "Lake", at=ballot.closes_at - timedelta(microseconds=1))
    with pytest.raises(NotNow, match=r"Voting closed at .*0\.0 seconds late, and was not recorded"):
        vote(cast, ballot, "River", at=ballot.closes_at)
    with pytest.raises(NotNow, match="5 minutes late"):
        vote(cast, ballot, "River", at=ballot.closes_at + timedelta(minutes=5))
    assert Vote.objects.count() == 1


def test_nobody_votes_for_a_line_of_others(cast, ballot):
    with pytest.raises(Forbidden, match="You do not stand on the electoral roll for River"):
        vote(cast, ballot, "River", by=cast.by("Lake"))
    with pytest.raises(Forbidden, match="You do not stand on the electoral roll for River"):
        vote(cast, ballot, "River", by=cast.by("staff"))
    with pytest.raises(Forbidden, match="Sign in first"):
        vote(cast, ballot, "River", by=Actor.anonymous())


def test_an_alternate_votes_once_named_and_not_before(cast, ballot):
    alternate = cast.by("Lake alternate")
    with pytest.raises(Forbidden, match="Its primary representative can name you"):
        vote(cast, ballot, "Lake", by=alternate)
    person = line(ballot, "Lake").people.get(user=cast.people["Lake alternate"])
    with pytest.raises(Forbidden):
        actions.name_alternate(ballot_id=ballot.pk, person_id=person.pk, by=cast.by("River"), at=cast.now)
    actions.name_alternate(ballot_id=ballot.pk, person_id=person.pk, by=cast.by("Lake"), at=cast.now)
    assert vote(cast, ballot, "Lake", by=alternate).cast_by_name == "Lea Lake"


def test_recusing_takes_the_vote_out_and_off_the_entitled(cast, ballot):
    vote(cast, ballot, "River")
    given = {"ballot_id": ballot.pk, "elector_id": line(ballot, "River").pk, "reason": "supplier"}
    with pytest.raises(Forbidden):
        actions.recuse_elector(**given, by=cast.by("Stone"), at=cast.now)
    actions.recuse_elector(**given, by=cast.by("River"), at=cast.now)
    river = line(ballot, "River")
    assert (river.is_entitled, river.is_recused, river.reason) == (False, True, "Recused: supplier")
    assert not Vote.objects.exists()
    with pytest.raises(Forbidden, match="River may not vote here"):
        vote(cast, ballot, "River")


def test_the_close_moves_later_only_and_within_the_rule(cast, ballot):
    def extend(by: str, days: float) -> Ballot:
        closes_at = ballot.closes_at + timedelta(days=days)
        return actions.extend_ballot(
            ballot_id=ballot.pk, closes_at=closes_at, reason="holiday", by=cast.by(by), at=cast.now
        )

    with pytest.raises(Forbidden):
        extend("River", 1)
    with pytest.raises(NotNow, match="never shortened"):
        extend("Lake", -1)
    with pytest.raises(NotNow, match="longer than the rule allows"):
        extend("Lake", 400)
    assert extend("Lake", 1).closes_at == ballot.closes_at + timedelta(days=1)


def test_who_lost_the_chair_is_no_returning_officer_and_the_present_chairs_are(cast, ballot):
    rights = (rules.may_extend, rules.may_cancel, rules.may_remind)

    def allowed(name: str) -> set[bool]:
        present = Ballot.objects.get(pk=ballot.pk)
        return {bool(may(cast.by(name), present, cast.now)) for may in rights}

    assert ballot.opened_by == cast.people["Lake"]
    assert [allowed(name) for name in ("Lake", "River", "staff")] == [{True}, {False}, {True}]
    seats = {name: cast.group.seats.get(user=cast.people[name]) for name in ("Lake", "River")}
    given = {"group_id": cast.group.pk, "by": cast.by("staff"), "at": cast.now}
    members.relieve_chair(seat_id=seats["Lake"].pk, **given)
    members.appoint_chair(seat_id=seats["River"].pk, **given)
    assert [allowed(name) for name in ("Lake", "River", "staff")] == [{False}, {True}, {True}]
    with pytest.raises(Forbidden, match="Only staff or a chair of the group"):
        actions.cancel_ballot(ballot_id=ballot.pk, reason="mine", by=cast.by("Lake"), at=cast.now)


def test_each_reminder_goes_once(cast, ballot):
    given = {"ballot_id": ballot.pk, "milestone": "2 days", "by": Actor.system(), "at": cast.now}
    actions.remind_voters(**given)
    with pytest.raises(NotNow, match="reminded already"):
        actions.remind_voters(**given)
    assert Event.objects.filter(kind="ballot.reminded").count() == 1


def test_nobody_closes_early_and_nothing_is_closed_twice(cast, ballot):
    with pytest.raises(NotNow, match="Voting is open until"):
        actions.close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=cast.now)
    at = cast.later(days=14)
    with pytest.raises(Forbidden):
        actions.close_ballot(ballot_id=ballot.pk, by=cast.by("Lake"), at=at)
    actions.close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=at)
    with pytest.raises(NotNow):
        actions.close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=at)


def test_a_second_count_agrees_and_changes_nothing(cast, ballot):
    vote(cast, ballot, "Lake")
    with pytest.raises(NotNow, match="after it has closed"):
        actions.count_ballot(ballot_id=ballot.pk, by=Actor.system(), at=cast.now)
    at = cast.later(days=14)
    actions.close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=at)
    first, second = (actions.count_ballot(ballot_id=ballot.pk, by=Actor.system(), at=at) for _ in range(2))
    assert (first.pk, first.digest) == (second.pk, second.digest)
    assert Result.objects.count() == 1
    assert Event.objects.filter(kind="ballot.counted").count() == 1


def test_a_second_count_that_differs_raises_the_alarm_and_the_result_stands(cast, ballot):
    vote(cast, ballot, "Lake")
    at = cast.later(days=14)
    actions.close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=at)
    published = actions.count_ballot(ballot_id=ballot.pk, by=Actor.system(), at=at)
    with connection.cursor() as cursor:  # as somebody with the database's own key could
        cursor.execute("SET session_replication_role = replica")
        Vote.objects.update(choice="against")
        cursor.execute("SET session_replication_role = origin")
    again = actions.count_ballot(ballot_id=ballot.pk, by=Actor.system(), at=at)
    assert again.digest == published.digest
    assert Event.objects.get(kind="ballot.count_disagreed").data["published"] == published.digest


def test_a_cancelled_ballot_is_never_counted(cast, ballot):
    vote(cast, ballot, "Lake")
    with pytest.raises(Forbidden):
        actions.cancel_ballot(ballot_id=ballot.pk, reason="error", by=cast.by("River"), at=cast.now)
    actions.cancel_ballot(ballot_id=ballot.pk, reason="error", by=cast.by("Lake"), at=cast.now)
    for action in (actions.close_ballot, actions.count_ballot):
        with pytest.raises(NotNow):
            action(ballot_id=ballot.pk, by=Actor.system(), at=ballot.closes_at)
    assert not Result.objects.exists()
