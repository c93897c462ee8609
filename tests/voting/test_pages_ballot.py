"""The page of a ballot of any kind: before, while it is open, and after, to each of its readers."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from alliance.charter.grammar.openings import CloseEarly
from alliance.charter.queries import ballot_rule_in_force
from alliance.kernel.actor import Actor
from alliance.voting import actions
from alliance.voting.models import RollPerson
from alliance.voting.states import Capacity
from members.models import Role
from tests.cast import Cast, add_organization, appoint, line
from tests.voting.staging import (
    ANA,
    announced,
    cast_since,
    certified,
    choose,
    counted,
    motion,
    opened,
    page_of,
    prepared,
    rank,
    rank_all,
    reader,
    vote_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return cast_since(1)


# Before -----------------------------------------------------------------------------------------------------
def test_a_ballot_in_preparation_is_seen_by_who_prepares_it(cast):
    ballot = prepared(cast)
    assert "Text frozen" in page_of(reader(cast, "staff"), "ballot", ballot)
    for name in ("Hill", None):
        assert reader(cast, name).get(reverse("ballot", args=[ballot.pk])).status_code == 404
    assert "In preparation" in page_of(reader(cast, "staff"), "ballots")
    assert ballot.ref not in page_of(reader(cast, "Hill"), "ballots")


def test_an_announced_ballot_says_when_it_opens_and_who_would_vote(cast):
    ballot = announced(cast)
    page = page_of(reader(cast, "Hill"), "ballot", ballot)
    assert "Scheduled Secret Opens " in page
    assert "If it opened now, you would vote for Hill. Because Core member since 1 January 2024." in page
    assert "Also on this line Hal Hill alternate" in page
    assert "6 organizations, if it opened now." in page
    assert "How the turnout" not in page
    assert "If it opened now, you would be an alternate of Hill" in page_of(
        reader(cast, "Hill alternate"), "ballot", ballot
    )
    assert "you would not stand on the electoral roll" in page_of(reader(cast, "staff"), "ballot", ballot)
    assert "If it opened now, you" not in page_of(Client(), "ballot", ballot)


def test_what_is_promised_is_read_before_voting(cast):
    for ballot in (announced(cast), opened(cast)):
        answer = Client().get(reverse("ballot", args=[ballot.pk])).content.decode()
        assert '<details class="disclosure" open>' in answer
        page = page_of(Client(), "ballot", ballot)
        assert "Where your vote is encrypted On the server, when it arrives" in page
        assert "Can you prove how you voted Yes: after the count, by showing your tracker." in page


def test_the_promise_follows_the_settings(cast):
    ballot = opened(cast, level="recorded", publication="members")
    page = page_of(Client(), "ballot", ballot)
    assert "This ballot is recorded" in page
    assert "After the count members can read who voted how." in page
    totals = page_of(Client(), "ballot", motion(cast, level="secret", publication="aggregates"))
    assert "After the count only totals are published." in totals


# While it is open -------------------------------------------------------------------------------------------
def test_the_options_of_a_contest_have_their_affiliation_and_page(cast):
    ballot = opened(cast)
    answer = Client().get(ballot.get_absolute_url()).content.decode()
    assert '<a href="/people/ana/">Ana Ruiz</a>' in answer
    page = page_of(Client(), "ballot", ballot)
    assert "2 of these 3 are chosen Ana Ruiz Ana Labs Kofi Boateng Kofi Labs Mei Lin Mei Labs" in page
    assert "Counted by single transferable vote" in page


def test_the_manifest_and_what_its_number_is_for(cast):
    ballot = opened(cast)
    page = page_of(Client(), "ballot", ballot)
    assert ballot.manifest_digest in page
    assert "If it is the same after the count, nobody has exchanged the question" in page


def test_a_secret_vote_is_told_as_cast_and_not_as_what(cast):
    ballot = opened(cast)
    rank(cast, ballot, "Hill", *ANA)
    page = page_of(reader(cast, "Hill"), "ballot", ballot)
    assert "Hill: you voted." in page
    assert "What it says is sealed: nobody can show it, to you neither." in page
    assert "Change the vote of Hill" in page


def test_a_recorded_ranking_is_told_to_who_stands_on_its_line(cast):
    ballot = opened(cast, level="recorded")
    rank(cast, ballot, "Hill", *ANA)
    told = "Hill: you voted 1 Ana Ruiz, 2 Mei Lin."
    assert told in page_of(reader(cast, "Hill"), "ballot", ballot)
    assert "Hill: Hill Rep voted 1 Ana Ruiz, 2 Mei Lin." in page_of(
        reader(cast, "Hill alternate"), "ballot", ballot
    )
    assert "voted 1 Ana" not in page_of(reader(cast, "Lake"), "ballot", ballot)


def test_each_side_of_a_proxy_and_of_a_named_alternate_sees_it(cast):
    ballot = motion(cast)
    hill = line(ballot, "Hill")
    actions.name_alternate(
        ballot_id=ballot.pk,
        person_id=hill.people.get(capacity=Capacity.ALTERNATE).pk,
        by=cast.by("Hill"),
        at=cast.now,
    )
    RollPerson.objects.create(
        elector=hill, user=cast.people["Lake"], name="Lake Rep", capacity=Capacity.PROXY, named_at=cast.now
    )
    given = page_of(reader(cast, "Hill"), "ballot", ballot)
    assert "Hal Hill alternate, named to vote " in given
    assert "Lake Rep holds the proxy, given " in given
    named = page_of(reader(cast, "Hill alternate"), "ballot", ballot)
    assert "You stand here as alternate, named to vote " in named
    assert "Vote for Hill" in named
    received = page_of(reader(cast, "Lake"), "ballot", ballot)
    assert "You stand here with its proxy, given " in received
    assert "Vote for Hill" in received
    assert "Vote for Lake" in received


def test_who_stands_on_no_line_reads_why(cast):
    ballot = motion(cast)
    add_organization(cast, "Brook")
    assert "Brook is not on this roll: it was not among those who vote here" in page_of(
        reader(cast, "Brook"), "ballot", ballot
    )
    cast.people["River alternate"] = appoint(cast, "River", "Rae River", Role.ALTERNATE)
    page = page_of(reader(cast, "River alternate"), "ballot", motion(cast, question="Another?"))
    assert "you do not vote here. You are the alternate of River." in page


def test_who_was_taken_off_a_line_reads_when(cast):
    ballot = motion(cast)
    actions.strike_voter(
        organization_id=cast.organizations["River"].pk,
        user_id=cast.people["River"].pk,
        by=Actor.system(),
        at=cast.now,
    )
    page = page_of(reader(cast, "River"), "ballot", ballot)
    assert "You stood on the line of River until " in page
    assert "River stands on the roll. Core member since 1 January 2024." in page


def test_the_turnout_is_a_count_beside_past_ballots():
    cast = cast_since(40)
    past = motion(cast, question="Last time?")
    choose(cast, past, Hill="for", Lake="for", River="against")
    counted(cast, past)
    cast.later(days=20)
    ballot = motion(cast)
    choose(cast, ballot, Hill="for")
    page = page_of(Client(), "ballot", ballot)
    assert "1 of 6 have voted; at this point of the last ballot it was 50" in page
    assert "Quorum at risk: 1 short, 5 have not voted." in page
    assert "2 needed" in page
    assert "The turnout of the last ballot, for 6" in page


def test_a_ballot_that_is_not_public_is_no_yardstick_for_one_that_is():
    cast = cast_since(40)
    hidden = motion(cast, question="Behind doors?", is_public=False)
    choose(cast, hidden, Hill="for", Lake="for")
    counted(cast, hidden)
    cast.later(days=20)
    assert "the last ballot" not in page_of(Client(), "ballot", motion(cast))
    assert "the last ballot" in page_of(
        reader(cast, "Hill"), "ballot", motion(cast, question="Again behind doors?", is_public=False)
    )


def test_another_ballot_about_the_same_is_offered_next(cast):
    one = opened(cast, document_ref="E-3", question="Two seats?")
    other = opened(cast, document_ref="E-3", question="Who chairs?", counting={"seats": 1})
    assert f"Next: vote in {other.ref}, Who chairs?" in page_of(reader(cast, "Hill"), "ballot", one)
    rank(cast, other, "Hill", *ANA)
    assert "Next: vote in" not in page_of(reader(cast, "Hill"), "ballot", one)
    assert "Next: vote in" not in page_of(Client(), "ballot", one)


def test_the_close_within_the_day_is_urgent():
    cast = cast_since(13.9)
    ballot = motion(cast)
    for client in (Client(), reader(cast, "Hill")):
        assert ("Closes today" in page_of(client, "ballot", ballot)) == (
            "Closes today" in page_of(client, "ballots")
        )


def test_objections_have_their_deadline_and_are_counted(cast):
    ballot = opened(cast, objection_days=5)
    assert "can say so until " in page_of(Client(), "ballot", ballot)
    actions.raise_objection(
        ballot_id=ballot.pk,
        kind="roll",
        text="Cliff belongs to Stone.",
        elector_id=line(ballot, "Cliff").pk,
        by=cast.by("Lake"),
        at=cast.now,
    )
    assert "1 objection, 1 not answered yet" in page_of(Client(), "ballot", ballot)
    full = page_of(reader(cast, "Hill"), "ballot_objections", ballot)
    assert "To the electoral roll: Cliff Lake Rep (Lake)" in full
    assert "Cliff belongs to Stone." in full
    bare = page_of(Client(), "ballot_objections", ballot)
    assert "Objections and their answers are shown to members." in bare
    assert "Cliff" not in bare
    assert "Lake" not in bare
    actions.answer_objection(
        ballot_id=ballot.pk,
        objection_id=ballot.objections.get().pk,
        is_upheld=False,
        answer="It has a tier of its own.",
        by=cast.by("staff"),
        at=cast.now,
    )
    assert "1 objection, all answered" in page_of(Client(), "ballot", ballot)
    answered = page_of(reader(cast, "Hill"), "ballot_objections", ballot)
    assert "Rejected Sam Staff" in answered
    assert "It has a tier of its own." in answered


# After ------------------------------------------------------------------------------------------------------
def test_a_provisional_result_says_until_when_and_a_certified_one_that_it_is():
    cast = cast_since(30)
    ballot = opened(cast)
    rank_all(cast, ballot)
    ballot = counted(cast, ballot)
    page = page_of(Client(), "ballot", ballot)
    assert "Elected Secret Provisional Ana Ruiz and Mei Lin are elected." in page
    assert "5 of 6 took part." in page
    assert "Provisional: objections to the result may be raised until " in page
    page = page_of(Client(), "ballot", certified(cast, ballot))
    assert "Elected Secret Certified Ana Ruiz and Mei Lin are elected." in page
    assert "Provisional" not in page
    assert "Key destroyed" in page


def test_an_extension_and_a_cancellation_are_told_with_their_reasons(cast):
    ballot = opened(cast)
    later = ballot.closes_at + timedelta(days=2)
    actions.extend_ballot(
        ballot_id=ballot.pk, closes_at=later, reason="a holiday", by=cast.by("staff"), at=cast.now
    )
    assert "by Sam Staff: a holiday" in page_of(Client(), "ballot", ballot)
    rank(cast, ballot, "Hill", *ANA)
    actions.cancel_ballot(ballot_id=ballot.pk, reason="wrong list", by=cast.by("staff"), at=cast.now)
    page = page_of(Client(), "ballot", ballot)
    assert "This ballot was cancelled: wrong list" in page
    assert "How the turnout" not in page


def test_an_early_close_by_rule_is_explained_before_and_after(cast):
    rule = ballot_rule_in_force("simple-majority", cast.now)[1]
    ballot = motion(cast, rule=rule.model_copy(update={"close_early": CloseEarly(when="decided")}))
    told = "It closes early once no vote still to come can change the outcome."
    assert told in page_of(Client(), "ballot", ballot)
    choose(cast, ballot, Hill="for", Lake="for", River="for", Forest="for")
    actions.close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=cast.now + timedelta(hours=1))
    cast.later(hours=1, seconds=1)
    page = page_of(Client(), "ballot", ballot)
    assert "It was closed early, " in page
    assert "by then no vote still to come could change the outcome." in page
    secret = motion(
        cast,
        question="Secretly?",
        level="secret",
        rule=rule.model_copy(update={"close_early": CloseEarly(when="decided")}),
    )
    assert "The rule knows an early close, but not for a secret ballot" in page_of(Client(), "ballot", secret)


def test_a_tie_that_waits_for_a_lot_is_told_to_who_can_enter_its_value():
    cast = cast_since(15)
    ballot = opened(cast, lot_source="Closing value of the index", counting={"seats": 1})
    rank(cast, ballot, "Hill", "Ana Ruiz")
    rank(cast, ballot, "Lake", "Mei Lin")
    at = cast.later(days=14, seconds=1)
    actions.close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=at)
    cast.later(seconds=1)
    page = page_of(reader(cast, "staff"), "ballot", ballot)
    assert "It waits for: Closing value of the index." in page
    for who in ("Hill", None):
        page = page_of(reader(cast, who), "ballot", ballot)
        assert "The votes are being counted." in page
        assert "found a tie" not in page


# At all times -----------------------------------------------------------------------------------------------
def test_my_votes_tells_how_where_it_is_on_record_and_that_where_it_is_secret(cast):
    secret, recorded, asked = opened(cast), opened(cast, level="recorded"), motion(cast)
    rank(cast, secret, "Hill", *ANA)
    rank(cast, recorded, "Hill", *ANA)
    choose(cast, asked, Hill="against")
    page = page_of(reader(cast, "Hill"), "my_votes")
    for words in (
        f"{secret.ref} Hill Voted {vote_of(secret, 'Hill').receipt} Open Secret",
        f"{recorded.ref} Hill 1 Ana Ruiz, 2 Mei Lin {vote_of(recorded, 'Hill').receipt} Open",
        f"{asked.ref} Hill Against {vote_of(asked, 'Hill').receipt} Open",
    ):
        assert words in page


def test_a_ballot_costs_the_same_for_more_members_and_more_past_ballots(django_assert_max_num_queries):
    cast = cast_since(60)
    ballot = opened(cast)
    rank_all(cast, ballot)
    client = reader(cast, "Lake")
    address = reverse("ballot", args=[ballot.pk])
    client.get(address)
    with django_assert_max_num_queries(40) as few:
        client.get(address)
    counted(cast, ballot)
    for number in range(10):
        add_organization(cast, f"Member {number}")
    bigger = opened(cast, question="And now?")
    for name in ("Hill", "Lake", "Member 1", "Member 2", "Member 3"):
        rank(cast, bigger, name, *ANA)
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("ballot", args=[bigger.pk]))
