"""What a person sees of elections and bodies, page by page."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alliance.elections import actions
from alliance.elections.models import Election, Question
from tests.cast import Cast, raise_curtain
from tests.elections import polls
from tests.interfaces.doors import client_for
from tests.interfaces.election_scenes import exceptions, too_many


@pytest.fixture
def cast(db) -> Cast:
    """On the real clock, which the pages read."""
    return raise_curtain(timezone.now())


def read(cast: Cast, name: str, address: str, status: int = 200) -> str:
    """The text of a page as somebody reads it."""
    client = Client() if name == "visitor" else client_for(cast, name)
    client.raise_request_exception = True
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return " ".join(answer.content.decode().split())


def page(election: Election, name: str = "election", *more: Any) -> str:
    return reverse(name, args=[election.pk, *more])


# The list and the election ----------------------------------------------------------------------------------
def test_the_list_says_what_runs_what_is_planned_and_what_is_over(cast):
    polls.planned(cast, title="Later one")
    polls.nominating(cast, title="Running one")
    over = polls.planned(cast, title="Dropped one")
    actions.cancel_election(election_id=over.pk, reason="no seats", by=cast.by("staff"), at=cast.now)
    text = read(cast, "visitor", reverse("elections"))
    running, rest = text.split('id="upcoming"')
    upcoming, past = rest.split('id="past"')
    assert ("Running one" in running, "Later one" in upcoming, "Dropped one" in past) == (True,) * 3
    assert "Nominate by" in running
    assert "2 seats of the Technical oversight committee. Nominations are open." in running
    assert "They open" in upcoming
    assert "What you have to do" not in text


def test_the_list_begins_with_what_the_reader_has_to_do(cast):
    polls.nominated(cast, polls.nominating(cast, title="One"), "Lake")
    polls.voting_open(cast, title="Two")
    text = read(cast, "Lake", reverse("elections"))
    yours = text.split('id="running"')[0]
    assert "You are nominated for the Technical oversight committee." in yours
    assert "for Lake Rep" in yours
    assert "What you have to do" not in read(cast, "nobody", reverse("elections"))
    polls.settled(cast, title="Three")
    assert "Prepare the ballots." in read(cast, "River", reverse("elections"))


def test_a_planned_election_says_when_it_begins_and_by_which_rule(cast):
    election = polls.planned(cast, explanation="Two seats for **members**.")
    text = read(cast, "visitor", page(election))
    assert "Nominations have not opened yet. They open" in text
    assert "Waiting on nobody until then." in text
    assert "<strong>members</strong>" in text
    assert "Nominations are open for 14 days." in text
    assert "Once a side is full" in text or "once a side is full" in text
    assert "A corporate group" in text or "corporate group" in text
    assert "Members seat 1" in text
    assert "Members seat 2" in text
    assert all(f"{name} Rep" in text for name in polls.OFFICERS)
    assert "(clause 2.5)" in text or "Clause 2.5" in text


def test_who_may_nominate_is_offered_it_and_others_are_told_why_not(cast):
    election = polls.nominating(cast)
    assert reverse("nominate", args=[election.pk]) in read(cast, "Hill", page(election))
    assert "Sign in to nominate" in read(cast, "visitor", page(election))
    assert "Only those who vote here may nominate." in read(cast, "nobody", page(election))
    assert "An officer of this election may not nominate anybody." in read(cast, "River", page(election))


def test_whoever_is_nominated_is_asked_on_the_page(cast):
    election = polls.nominating(cast)
    candidacy = polls.nominated(cast, election, "Lake")
    text = read(cast, "Lake", page(election))
    assert "You are nominated for <b>Members</b>." in text
    assert reverse("accept_nomination", args=[candidacy.pk]) in text


def test_candidates_stand_on_the_page_with_their_employers(cast):
    election = polls.nominating(cast)
    polls.standing(cast, election)
    text = read(cast, "visitor", page(election))
    cards = text.split('id="candidates"')[1].split("</section>")[0]
    assert [name for name in ("Lake Rep", "Hill Rep", "Cliff Rep") if name not in cards] == []
    assert "Lake" in cards
    actions.withdraw_candidacy(
        candidacy_id=election.candidacies.get(name="Lake Rep").pk,
        reason="ill",
        by=cast.by("Lake"),
        at=cast.now,
    )
    text = read(cast, "visitor", page(election))
    assert "withdrawn. ill" in text


def test_an_election_that_is_not_public_is_nobodys_but_its_officers(cast):
    election = polls.nominating(cast, is_public=False)
    for name in ("visitor", "Hill"):
        read(cast, name, page(election), status=404)
        assert election.title not in read(cast, name, reverse("elections"))
    assert election.title in read(cast, "River", page(election))


# Nominating -------------------------------------------------------------------------------------------------
def test_nobody_has_to_type_the_own_name(cast):
    election = polls.nominating(cast)
    text = read(cast, "Hill", f"{reverse('nominate', args=[election.pk])}?myself=1")
    assert 'value="Hill Rep"' in text
    assert 'value="hill.rep@members.example"' in text


def test_a_name_that_only_one_has_needs_no_address(cast):
    election = polls.nominating(cast)
    client = client_for(cast, "Hill")
    answer = client.post(reverse("nominate", args=[election.pk]), {"name": "lake rep"})
    candidacy = election.candidacies.get()
    assert (answer.status_code, answer["Location"]) == (303, candidacy.get_absolute_url())
    assert candidacy.user == cast.people["Lake"]
    answer = client.post(reverse("nominate", args=[election.pk]), {"name": "Nia New"})
    assert answer.status_code == 422
    assert "Nobody is called “Nia New” here: give the e-mail address." in answer.content.decode()


def test_a_statement_has_the_questions_of_the_election_as_its_fields(cast):
    election = polls.nominating(cast, questions=["Why you?", "Why now?"])
    candidacy = polls.nominated(cast, election, "Lake")
    text = read(cast, "Lake", reverse("accept_nomination", args=[candidacy.pk]))
    assert "Why you?" in text
    assert "Why now?" in text
    assert "answer_3" not in text
    answer = client_for(cast, "Lake").post(
        reverse("api-accept_nomination", args=[candidacy.pk]),
        {"answer_1": "Because.", "answer_7": "More."},
        content_type="application/json",
    )
    assert answer.status_code == 422
    assert "This election asks 2 questions." in answer.content.decode()


# Candidates -------------------------------------------------------------------------------------------------
def test_a_candidate_has_a_page_with_statement_answers_and_who_nominated(cast):
    election = polls.nominating(cast)
    (lake,) = polls.standing(cast, election, "Lake")
    asked = actions.ask_question(election_id=election.pk, text="How often?", by=cast.by("Hill"), at=cast.now)
    actions.answer_question(
        question_id=asked.pk, candidacy_id=lake.pk, text="Weekly.", by=cast.by("Lake"), at=cast.now
    )
    text = read(cast, "visitor", lake.get_absolute_url())
    assert "Why do you stand for this seat?" in text
    assert "To make reviews faster." in text
    assert "How often?" in text
    assert "Weekly." in text
    assert "Hill Rep" in text.split('id="nominated"')[1]
    assert "Edit your statement" in read(cast, "Lake", lake.get_absolute_url())
    assert "Find not eligible" in read(cast, "River", lake.get_absolute_url())


def test_two_to_four_candidates_stand_side_by_side(cast):
    election = polls.nominating(cast)
    lake, hill, cliff = polls.standing(cast, election)
    address = page(election, "compare_candidates")
    assert "Choose two to four" in read(cast, "visitor", address)
    text = read(cast, "visitor", f"{address}?c={lake.slug}&c={cliff.slug}")
    table = text.split("<table")[1].split("</table>")[0]
    assert ("Lake Rep" in table, "Cliff Rep" in table, "Hill Rep" in table) == (True, True, False)
    assert "Choose two at least." in read(cast, "visitor", f"{address}?c={hill.slug}&c=nobody")


def test_questions_stand_with_the_answers_of_all_and_hidden_ones_for_officers(cast):
    election = polls.nominating(cast)
    lake, *_ = polls.standing(cast, election)
    asked = actions.ask_question(election_id=election.pk, text="How often?", by=cast.by("Hill"), at=cast.now)
    actions.answer_question(
        question_id=asked.pk, candidacy_id=lake.pk, text="Weekly.", by=cast.by("Lake"), at=cast.now
    )
    address = page(election, "election_questions")
    text = read(cast, "visitor", address)
    assert "Weekly." in text
    assert "No answer yet from <bdi>Cliff Rep</bdi>, <bdi>Hill Rep</bdi>." in text
    assert "Sign in to ask" in text
    actions.hide_question(question_id=asked.pk, reason="rude", by=cast.by("staff"), at=cast.now)
    assert "How often?" not in read(cast, "Hill", address)
    assert "How often?" in read(cast, "River", address)
    assert Question.objects.count() == 1


# The vote and the result ------------------------------------------------------------------------------------
def test_the_ballots_of_an_election_are_cast_in_turn(cast):
    election = polls.voting_open(cast)
    (ballot,) = polls.ballots(election)
    address = page(election, "vote_in_election")
    text = read(cast, "Hill", address)
    assert "Your vote is missing" in text
    assert reverse("cast_vote", args=[ballot.pk]) in text
    polls.rank(cast, ballot, "Hill", "Lake Rep", at=cast.now)
    assert "All your votes in this election are in" in read(cast, "Hill", address)
    assert "You are not on the" in read(cast, "nobody", address)
    assert "Sign in to vote" in read(cast, "visitor", address)


def test_nothing_of_a_prepared_ballot_is_seen_before_it_is_announced(cast):
    election = polls.prepared(cast)
    (ballot,) = polls.ballots(election)
    for name in ("visitor", "Hill"):
        assert f"/ballots/{ballot.ref}/" not in read(cast, name, page(election))
        assert ballot.ref not in read(cast, name, page(election, "vote_in_election"))
        answer = client_for(cast, "Hill").get(reverse("api-election", args=[election.pk])).json()
        assert answer["contests"][0]["ballot"] is None


def test_the_result_says_who_is_elected_how_and_who_is_next(cast):
    election = polls.counted(cast)
    text = read(cast, "visitor", page(election, "election_result"))
    assert "Provisional result" in text
    assert "By the count" in text
    assert "Lake Rep" in text
    assert "Next, should a seat fall vacant" in text
    assert reverse("ballot_result", args=[polls.ballots(election)[0].pk]) in text
    read(cast, "visitor", page(election, "election_certificate"), status=404)


def test_a_certified_election_has_terms_and_a_certificate_to_print(cast):
    election = polls.certified(cast)
    text = read(cast, "visitor", page(election, "election_result"))
    assert "Members seat 1" in text
    sheet = read(cast, "visitor", page(election, "election_certificate"))
    assert election.digest in sheet
    assert "Lake Rep" in sheet
    assert "<svg" in sheet
    record = Client().get(page(election, "election_record"))
    assert record.json()["schema"] == "alliance.election/1"


def test_whoever_is_elected_without_a_vote_is_shown_so(cast):
    election = polls.settled(cast, "Lake", "Hill")
    text = read(cast, "visitor", page(election, "election_result"))
    assert "Hill Rep and Lake Rep are elected without a vote." in text
    assert "No vote was held" in text


# The desk ---------------------------------------------------------------------------------------------------
def test_the_desk_is_for_those_who_run_the_election(cast):
    election = polls.nominating(cast)
    read(cast, "Hill", page(election, "manage_election"), status=403)
    assert Client().get(page(election, "manage_election")).status_code == 302
    text = read(cast, "River", page(election, "manage_election"))
    assert "Next step" in text
    assert "Nothing waits for you: nominations are open." in text
    assert "List of voters (6)" in text
    assert "lake.rep@members.example" in text


def test_the_desk_shows_the_messages_with_their_gaps_filled(cast):
    election = polls.nominating(cast)
    polls.standing(cast, election)
    text = read(cast, "River", page(election, "manage_election"))
    assert "Message to members: Nominate by" in text
    assert "2 seats of the Technical oversight committee" in text
    assert "Candidates: Cliff Rep, Hill Rep, Lake Rep." in text
    assert "{{" not in text


def test_hints_and_hidden_nominees_stand_on_the_desk(cast):
    election = polls.nominating(cast)
    polls.nominated(cast, election, "Lake")
    text = read(cast, "River", page(election, "manage_election"))
    assert "The nomination is not accepted." in text


def test_requests_to_vote_wait_on_the_desk(cast):
    election = exceptions(cast)
    actions.ask_to_vote(election_id=election.pk, text="I wrote it.", by=cast.by("Lake"), at=cast.now)
    text = read(cast, "River", page(election, "manage_election"))
    assert "Answer one request to vote." in text
    assert "I wrote it." in text


def test_whoever_runs_it_goes_on_at_the_desk(cast):
    election = polls.planned(cast)
    answer = client_for(cast, "River").post(
        reverse("set_questions", args=[election.pk]), {"questions": "Why?\nHow?"}
    )
    assert answer["Location"] == page(election, "manage_election")
    text = read(cast, "River", reverse("reschedule_election", args=[election.pk]))
    assert "Desk" in text


# Planning ---------------------------------------------------------------------------------------------------
def test_an_election_is_planned_from_a_body_a_rule_and_a_day_and_its_dates_are_seen_before(cast):
    body = polls.body(cast)
    client = client_for(cast, "staff")
    text = read(cast, "staff", reverse("plan_election"))
    assert f"?body={body.slug}&amp;rule_id=technical-election" in text
    day = (cast.now + timedelta(days=60)).date()
    given = {
        "body": body.slug,
        "rule_id": "technical-election",
        "title": "Oversight",
        "anchor_on": str(day),
        "anchor": "closes",
        "groups": ["members"],
    }
    seen = client.post(reverse("plan_election"), {**given, "step": "preview"})
    assert seen.status_code == 200
    assert "Nothing is planned yet." in seen.content.decode()
    assert "Nominations are open for 14 days." in seen.content.decode()
    assert not Election.objects.exists()
    assert 'value="Oversight"' in seen.content.decode()
    done = client.post(reverse("plan_election"), given)
    election = Election.objects.get()
    assert done["Location"] == election.get_absolute_url()
    again = client.post(reverse("plan_election"), given)
    assert again.status_code == 409
    assert f"{election.ref} is this election: it is planned already." in again.content.decode()


# Bodies -----------------------------------------------------------------------------------------------------
def test_a_body_shows_seats_holders_terms_and_limits(cast):
    election = polls.certified(cast)
    body = election.body
    text = read(cast, "visitor", reverse("bodies"))
    assert body.name in text
    text = read(cast, "visitor", reverse("body", args=[body.slug]))
    assert "2 of 11 seats are held." in text
    assert "Lake Rep" in text
    assert election.ref in text
    assert "vacant" in text
    assert "Fill the vacancy" in read(cast, "staff", reverse("body", args=[body.slug]))
    assert "End the term" in read(cast, "Lake", reverse("body", args=[body.slug]))


def test_a_side_that_holds_too_much_is_named(cast):
    body = too_many(cast)
    text = read(cast, "visitor", reverse("body", args=[body.slug]))
    assert "Limit exceeded" in text
    assert "Draw who leaves" in read(cast, "staff", reverse("body", args=[body.slug]))
