"""The one next step of those who run an election, where it stands in a sentence, and what waits for whom."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone

from alliance.elections import actions
from alliance.elections.duties import (
    elections_to_run,
    nominations_to_answer,
    statements_to_write,
    waiting_for_officers,
)
from alliance.elections.models import Election
from alliance.elections.runbook import next_step, other_messages, runbook_of
from alliance.elections.standing import standing_of
from alliance.portal.work import count_of_duties, duties
from tests.cast import Cast, raise_curtain
from tests.elections import polls
from tests.interfaces.election_scenes import asked_to_vote, to_qualify

Scene = Callable[[Cast], Election]


@pytest.fixture
def cast(db) -> Cast:
    return raise_curtain(timezone.now())


# scene, what the desk says first, the operation, the sentence of the status line, whether officers must act
STEPS: list[tuple[str, Scene, str, str, str, bool]] = [
    (
        "without officers",
        lambda cast: polls.planned(cast, officers=()),
        "Appoint three officers",
        "appoint_officer",
        "Nominations have not opened yet.",
        False,
    ),
    (
        "without voters",
        lambda cast: polls.planned(cast, voters=()),
        "Put the voters on the list",
        "list_voters",
        "Nominations have not opened yet.",
        False,
    ),
    ("planned", polls.planned, "Nothing waits for you.", "", "Nominations have not opened yet.", False),
    (
        "due to open",
        lambda cast: polls.planned(cast, opens_in=10),
        "Open nominations.",
        "open_nominations",
        "Nominations should be open.",
        False,
    ),
    (
        "too late to open",
        lambda cast: polls.planned(cast, opens_in=-3),
        "The time for nominations has passed.",
        "reschedule_election",
        "Nominations should be open.",
        False,
    ),
    ("nominating", polls.nominating, "Nothing waits for you", "", "Nominations are open.", False),
    (
        "with a request",
        lambda cast: asked_to_vote(cast).election,
        "Answer one request to vote.",
        "",
        "Nominations are open.",
        True,
    ),
    (
        "accepting",
        polls.waiting,
        "Settle who stands.",
        "close_nominations",
        "It is being settled who stands.",
        False,
    ),
    (
        "again",
        lambda cast: polls.settled(cast, "Lake"),
        "Nothing waits for you",
        "",
        "Nominations are open again.",
        False,
    ),
    (
        "to qualify",
        to_qualify,
        "Call the vote on each nominee.",
        "call_qualification",
        "It is voted on each nominee.",
        True,
    ),
    (
        "settled",
        polls.settled,
        "Prepare the ballots.",
        "prepare_vote",
        "It is known who stands. The ballots are being prepared.",
        True,
    ),
    (
        "prepared",
        lambda cast: polls.prepared(cast, rehearse=False),
        "Rehearse B-",
        "",
        "It is known who stands. The ballots are being prepared.",
        True,
    ),
    (
        "rehearsed",
        polls.prepared,
        "Announce the vote.",
        "announce_vote",
        "It is known who stands. The ballots are being prepared.",
        True,
    ),
    ("open", polls.voting_open, "Nothing waits for you", "", "The vote is open.", False),
    (
        "a lot",
        lambda cast: polls.settled(cast, "Lake", "Hill", "Cliff", number=3),
        "Draw the lot of “Members”.",
        "draw_contest_lot",
        "The votes are counted. A lot is to be drawn.",
        True,
    ),
    (
        "acclaimed",
        lambda cast: polls.settled(cast, "Lake", "Hill"),
        "Certify the election.",
        "certify_election",
        "The result is provisional.",
        True,
    ),
    (
        "provisional",
        lambda cast: polls.counted(cast, days_ago=15),
        "Nothing waits for you",
        "",
        "The result is provisional.",
        False,
    ),
    (
        "certified",
        polls.certified,
        "Nothing is left to do",
        "",
        "Elected: ",
        False,
    ),
]


@pytest.mark.parametrize(
    ("scene", "first", "operation", "sentence", "is_owed"),
    [step[1:] for step in STEPS],
    ids=[step[0] for step in STEPS],
)
def test_the_desk_says_the_one_next_step(
    cast: Cast, scene: Scene, first: str, operation: str, sentence: str, is_owed: bool
):
    election = scene(cast)
    step = next_step(election, cast.now)
    assert step.sentence.startswith(first), step
    assert step.operation == operation
    assert standing_of(election, cast.now).sentence.startswith(sentence)
    waiting = waiting_for_officers(Election.objects.filter(pk=election.pk), cast.now)
    assert waiting.exists() == is_owed


def test_every_standing_says_who_has_the_ball(cast: Cast):
    balls = {
        polls.planned: "nobody",
        polls.nominating: "those who may nominate",
        polls.settled: "the officers of the election",
        polls.voting_open: "the voters",
    }
    for scene, ball in balls.items():
        assert standing_of(scene(cast, title=ball), cast.now).ball == ball
    over = actions.cancel_election(
        election_id=polls.planned(cast, opens_in=70).pk, reason="no seats", by=cast.by("staff"), at=cast.now
    )
    assert standing_of(over, cast.now).sentence == "This election was cancelled: no seats"


def test_the_runbook_has_a_message_for_every_step_that_needs_one(cast: Cast):
    election = polls.nominating(cast)
    polls.standing(cast, election)
    steps = {each.step.key: each for each in runbook_of(election, cast.now)}
    (call,) = steps["nominations_open"].messages
    assert call.to == "members"
    assert f"/elections/{election.ref}/nominate/" in call.body
    assert steps["nominations_open"].state == "done"
    assert steps["voting_open"].state == "todo"
    (nominated,) = steps["acceptance"].messages
    assert nominated.body.startswith("[who nominated] nominates you")
    everything = [each for step in steps.values() for each in step.messages] + other_messages(
        election, cast.now
    )
    assert all("{{" not in each.body + each.subject and each.subject for each in everything)


def test_a_nomination_and_an_empty_statement_are_duties_of_the_person(cast: Cast):
    election = polls.nominating(cast)
    lake = cast.people["Lake"]
    before = count_of_duties(lake.pk, cast.now)
    candidacy = polls.nominated(cast, election, "Lake")
    assert list(nominations_to_answer(lake.pk, cast.now)) == [candidacy]
    (duty,) = [each for each in duties(lake.pk, cast.now) if each.ref == election.ref]
    assert (duty.verb, duty.due) == ("Accept or decline", election.acceptance_until)
    assert count_of_duties(lake.pk, cast.now) == before + 1
    actions.accept_nomination(
        candidacy_id=candidacy.pk, answers=["", "", "", ""], by=cast.by("Lake"), at=cast.now
    )
    assert not nominations_to_answer(lake.pk, cast.now).exists()
    assert list(statements_to_write(lake.pk, cast.now)) == [candidacy]
    (duty,) = [each for each in duties(lake.pk, cast.now) if each.ref == election.ref]
    assert duty.button_href == reverse("revise_statement", args=[candidacy.pk])
    actions.revise_statement(
        candidacy_id=candidacy.pk, answers=["", "Two years."], by=cast.by("Lake"), at=cast.now
    )
    assert count_of_duties(lake.pk, cast.now) == before


def test_the_next_step_is_a_duty_of_the_officers(cast: Cast):
    election = polls.settled(cast)
    river = cast.people["River"]
    assert list(elections_to_run(river.pk, cast.now)) == [election]
    (duty,) = [each for each in duties(river.pk, cast.now) if each.ref == election.ref]
    assert (duty.verb, duty.note) == ("Run", "Prepare the ballots.")
    assert not elections_to_run(cast.people["Hill"].pk, cast.now).exists()
