"""Whether it will be enough: for those who run a ballot, in counts that tell of nobody that they voted."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from alliance.kernel.actor import Actor
from alliance.notifications.models import MailState, Notice
from alliance.portal.queries import needs_staff
from alliance.voting import actions
from alliance.voting.forecast import Outlook
from alliance.voting.models import Ballot
from alliance.voting.states import Capacity
from alliance.voting.turnout import moment_of, pace_of, unreachable_lines
from tests.cast import Cast, in_vote, line
from tests.voting.staging import cast_since, choose, counted, motion, opened, page_of, reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return cast_since(1)


def test_who_may_watch(cast):
    ballot = motion(cast)
    address = reverse("ballot_quorum", args=[ballot.pk])
    assert [reader(cast, who).get(address).status_code for who in (None, "Hill", "staff")] == [302, 403, 200]
    board = reverse("quorum_board")
    assert [reader(cast, who).get(board).status_code for who in (None, "Hill", "staff")] == [302, 403, 200]
    chaired = in_vote(cast)[1]
    page = page_of(reader(cast, "Lake"), "ballot_quorum", chaired)
    assert "Will it be enough?" in page
    assert "Turnout in detail, and reminders" in page_of(reader(cast, "Lake"), "ballot", chaired)
    assert "Turnout in detail" not in page_of(reader(cast, "River"), "ballot", chaired)


def test_needed_in_delegated_and_who_is_reminded(cast):
    ballot = motion(cast)
    choose(cast, ballot, Lake="for")
    hill = line(ballot, "Hill")
    actions.name_alternate(
        ballot_id=ballot.pk,
        person_id=hill.people.get(capacity=Capacity.ALTERNATE).pk,
        by=cast.by("Hill"),
        at=cast.now,
    )
    page = page_of(reader(cast, "staff"), "ballot_quorum", ballot)
    assert "2 needed 1 in 1 short 6 may vote 1 handed to an alternate or proxy 0 cannot be reached" in page
    assert "5 lines of the roll have no vote." in page
    assert "Send reminder to 5 who have not voted" in page
    assert "Shall we meet in Nairobi?" in page.split("How it reads", 1)[1]
    assert "Lake" not in page


def test_the_reminder_is_sent_from_there_once(cast):
    ballot = motion(cast)
    choose(cast, ballot, Lake="for")
    cast.later(seconds=1)
    client = reader(cast, "staff")
    answer = client.post(reverse("remind_voters", args=[ballot.pk]))
    assert answer.status_code == 303
    cast.now += timedelta(days=1, seconds=5)
    cast.later(seconds=1)
    told = set(Notice.objects.filter(kind="vote_reminder").values_list("recipient__name", flat=True))
    assert "Lake Rep" not in told
    assert {"Hill Rep", "River Rep", "Cliff Rep"} <= told
    assert "The last one went out" in page_of(client, "ballot_quorum", ballot)


def test_who_cannot_be_reached_is_named_whether_or_not_they_voted(cast):
    ballot = motion(cast)
    cast.later(seconds=1)
    choose(cast, ballot, River="for")
    for name in ("River", "Forest"):
        actions.strike_voter(
            organization_id=cast.organizations[name].pk,
            user_id=cast.people[name].pk,
            by=Actor.system(),
            at=cast.now,
        )
    cast.people["Stone"].is_active = False
    cast.people["Stone"].save()
    Notice.objects.filter(kind="ballot_opened", recipient=cast.people["Cliff"]).update(
        mail_state=MailState.FAILED
    )
    page = page_of(reader(cast, "staff"), "ballot_quorum", ballot)
    for words in (
        "4 cannot be reached",
        "Cliff The mail about this ballot could not be delivered.",
        "Forest Nobody is appointed to vote for it.",
        "River Nobody is appointed to vote for it.",
        "Stone The account of whoever votes for it is not active.",
        "Whether a vote is in for them is not asked here.",
    ):
        assert words in page, words


def test_a_failed_reminder_does_not_tell_whose_vote_is_missing(cast):
    ballot = motion(cast)
    actions.remind_voters(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)
    cast.later(seconds=1)
    Notice.objects.filter(kind="vote_reminder").update(mail_state=MailState.FAILED)
    assert unreachable_lines([ballot])[ballot.pk] == []


def test_a_quorum_beyond_those_who_can_be_reached_is_told(cast):
    ballot = motion(cast, rule_id="two-thirds-of-entitled")
    needed = pace_of(ballot, cast.now).turnout.needed
    for name in ("Hill", "Lake", "River", "Forest", "Stone"):
        ballot.electors.get(name=name).people.update(struck_at=cast.now)
    page = page_of(reader(cast, "staff"), "ballot_quorum", ballot)
    assert ("Without those who cannot be reached there is no quorum." in page) == (needed > 1)


def test_the_page_is_the_same_whoever_has_voted(cast):
    """Two ballots in which others have voted, as many, read alike."""
    ballot = motion(cast)
    choose(cast, ballot, Hill="for", River="against")
    client = reader(cast, "staff")
    pages = ("ballot_quorum", "quorum_board")
    first = [page_of(client, name, ballot if name == "ballot_quorum" else None) for name in pages]
    for name in ("Hill", "River"):
        line(ballot, name).vote.delete()
    choose(cast, ballot, Cliff="abstain", Stone="for")
    assert [page_of(client, name, ballot if name == "ballot_quorum" else None) for name in pages] == first


def test_the_board_lists_open_ballots_with_a_quorum(cast):
    first = motion(cast)
    opened(cast)
    last = motion(cast, question="Later?", closes_at=cast.now + timedelta(days=20))
    page = page_of(reader(cast, "staff"), "quorum_board")
    assert page.index(first.ref) < page.index(last.ref)
    assert "0 of 6 2 – 0 0 Remind 6" in page
    assert "1 open ballot needs no quorum." in page


def test_the_board_costs_the_same_for_one_ballot_and_for_many(django_assert_max_num_queries):
    cast = cast_since(40)
    counted(cast, motion(cast))
    cast.later(days=20)
    motion(cast)
    client = reader(cast, "staff")
    client.get(reverse("quorum_board"))
    with django_assert_max_num_queries(15) as few:
        client.get(reverse("quorum_board"))
    for number in range(8):
        motion(cast, question=f"And {number}?", body_name=f"Body {number % 3}")
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("quorum_board"))


def test_a_ballot_at_risk_that_closes_soon_needs_staff():
    cast = cast_since(50)
    past = motion(cast)
    choose(cast, past, Hill="for")
    counted(cast, past)
    cast.later(days=22)
    ballot = motion(cast)
    soon = ballot.closes_at - timedelta(days=1)
    cast.later(seconds=1)
    (need,) = [each for each in needs_staff(at=soon) if ballot.ref in each.label]
    assert need.why == "Quorum at risk: 2 short, 6 have not voted."
    assert need.href == reverse("ballot_quorum", args=[ballot.pk])
    assert not [each for each in needs_staff(at=ballot.opens_at) if ballot.ref in each.label]


def test_the_forecast_rests_on_ballots_of_the_body_under_the_rule():
    cast = cast_since(80)
    same = motion(cast)
    cast.later(days=3)
    choose(cast, same, Hill="for", Lake="for", River="for")
    counted(cast, same)
    other = motion(cast, question="Elsewhere?", body_name="Another body")
    choose(cast, other, Hill="for")
    counted(cast, other)
    ruled = motion(cast, question="Otherwise?", rule_id="two-thirds")
    counted(cast, ruled)
    pace = pace_of(motion(cast, question="And now?"), cast.now)
    assert pace.compared == 1
    assert pace.forecast.outlook is Outlook.LIKELY
    assert [row.median for row in pace.rows] == [0, 0, 0, *[3] * 8]


def test_moments_are_parts_of_the_time_that_was_really_open(cast):
    ballot = Ballot(opens_at=cast.now, closes_at=cast.now + timedelta(days=10))
    assert moment_of(ballot, cast.now + timedelta(days=5)) == moment_of(ballot, cast.now) + 1 / 2
    ballot.closed_at = cast.now + timedelta(days=5)
    assert moment_of(ballot, cast.now + timedelta(days=5)) == 1
    assert moment_of(ballot, cast.now - timedelta(days=1)) == 0
    assert re.fullmatch("1/5", str(moment_of(ballot, cast.now + timedelta(days=1))))


def test_a_closed_ballot_is_watched_no_more():
    cast = cast_since(20)
    ballot = counted(cast, motion(cast))
    assert reader(cast, "staff").get(reverse("ballot_quorum", args=[ballot.pk])).status_code == 409
    assert Client().get(reverse("api-ballot_forecast", args=[ballot.pk])).status_code == 409
