"""The desk of a ballot in the portal: written, rehearsed, frozen, announced, opened, certified; practice."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alliance.audit.dispatch import deliver_due
from alliance.audit.models import Event
from alliance.charter.grammar import MotionRule
from alliance.charter.grammar.electorates import Proxies
from alliance.charter.queries import rule_in_force
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import NotNow
from alliance.voting import actions
from alliance.voting.models import Ballot, Envelope, Vote
from alliance.voting.roll import OptionText
from tests.cast import Cast, add_organization, line, raise_curtain
from tests.interfaces.doors import client_for
from tests.interfaces.forms_sent import Page, send

CANDIDATES = ("Ana Ruiz", "Kofi Boateng", "Mei Lin", "Per Olsen")


@pytest.fixture
def cast(db) -> Cast:
    """The cast on the real clock, which the pages read."""
    return raise_curtain(timezone.now())


@pytest.fixture
def sam(cast) -> Client:
    client = client_for(cast, "staff")
    client.raise_request_exception = True
    return client


def typed(cast: Cast, **given: Any) -> dict[str, Any]:
    """The form of a new ballot as it is filled in."""
    opens_at = (cast.now + timedelta(days=2)).replace(second=0, microsecond=0)
    return {
        "rule_id": "simple-majority",
        "question": "Shall we meet in spring?",
        "explanation": "The hall is free.",
        "meaning_for": "We meet in spring.",
        "meaning_against": "We do not meet.",
        "opens_at": opens_at.isoformat(),
        "closes_at": (opens_at + timedelta(days=14)).isoformat(),
        "level": "",
        "publication": "",
        "seats": "1",
        "objection_days": "3",
        "dispute_days": "7",
        **given,
    }


def contest(cast: Cast, **given: Any) -> dict[str, Any]:
    options = "Ana Ruiz | UNAM\n\nKofi Boateng\nMei Lin | NTU\nPer Olsen | NTNU"
    given = {"rule_id": "steering-election", "options": options, "seats": "2", **given}
    return typed(cast, question="Who sits on the committee?", meaning_for="", meaning_against="", **given)


def drafted(cast: Cast, **given: Any) -> Ballot:
    """A draft of a secret contest."""
    return actions.draft_ballot(
        **{
            "rule_id": "steering-election",
            "question": "Who sits on the committee?",
            "options": [OptionText(name) for name in CANDIDATES],
            "seats": 2,
            "dispute_days": 7,
            "opens_at": cast.now,
            "closes_at": cast.now + timedelta(days=14),
            **given,
        },
        by=cast.by("staff"),
        at=cast.now,
    )


def motion(cast: Cast, **given: Any) -> Ballot:
    """A draft of a motion."""
    return drafted(
        cast,
        **{
            "rule_id": "simple-majority",
            "question": "Shall we meet in spring?",
            "meaning_for": "We meet.",
            "meaning_against": "We do not.",
            "options": (),
            "seats": 1,
            **given,
        },
    )


def opened(cast: Cast, ballot: Ballot) -> Ballot:
    for action in (actions.rehearse_ballot, actions.freeze_ballot, actions.open_ballot):
        ballot = action(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)
    return ballot


def page_of(client: Client, name: str, ballot: Ballot) -> str:
    answer = client.get(reverse(name, args=[ballot.pk]))
    assert answer.status_code == 200
    return answer.content.decode().split("<main")[1]


# Writing ----------------------------------------------------------------------------------------------------
def test_the_rules_are_explained_before_one_is_chosen(cast, sam):
    page = sam.get(reverse("draft_ballot")).content.decode()
    _, rule = rule_in_force("two-thirds", cast.now)
    for said in (rule.sentence, rule.quorum_sentence, rule.abstention_sentence, rule.open.sentence):
        assert said.replace("'", "&#x27;") in page
    assert "Counted by single transferable vote" in page
    assert "committee-decision" not in page


def test_a_motion_is_written_and_leads_to_its_desk(cast, sam):
    assert "Prepare a ballot" in sam.get(reverse("ballots")).content.decode()
    assert "Prepare a ballot" not in client_for(cast, "Hill").get(reverse("ballots")).content.decode()
    answer = send(sam, reverse("draft_ballot"), typed(cast))
    ballot = Ballot.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, reverse("manage_ballot", args=[ballot.pk]))
    assert (ballot.state, ballot.level, ballot.publication, ballot.body_name) == (
        "draft",
        "recorded",
        "public",
        "The membership",
    )
    assert ballot.objections_until - ballot.opens_at == timedelta(days=3)
    page = page_of(sam, "manage_ballot", ballot)
    assert "Next step: Rehearse the ballot." in page
    assert reverse("rehearse_ballot", args=[ballot.pk]) in page


def test_a_contest_is_written_with_one_option_to_a_line(cast, sam):
    given = contest(cast, lot_source="Closing value of the index", members_only="on", publication="members")
    assert send(sam, reverse("draft_ballot"), given).status_code == 303
    ballot = Ballot.objects.get()
    assert [option["name"] for option in ballot.options] == list(CANDIDATES)
    assert [option["affiliation"] for option in ballot.options] == ["UNAM", "", "NTU", "NTNU"]
    assert (ballot.level, ballot.seats, ballot.publication) == ("secret", 2, "members")
    assert (ballot.lot_source, ballot.is_public) == ("Closing value of the index", False)
    assert ballot.counting["cap"]["groups"] == {
        "Ana Ruiz": "UNAM",
        "Mei Lin": "NTU",
        "Per Olsen": "NTNU",
    }


@pytest.mark.parametrize(
    ("wrong", "field", "told"),
    [
        ({"meaning_for": ""}, "meaning_for", "Say what this answer means"),
        ({"meaning_against": "WE MEET IN SPRING."}, "meaning_against", "Both answers mean the same"),
        ({"closes_at": "2030-01-01T00:00:00Z"}, "closes_at", "This rule does not allow that time"),
        ({"opens_at": "2020-01-01T00:00:00Z"}, "opens_at", "This time has passed"),
        ({"rule_id": ""}, "rule_id", "Choose the rule"),
        ({"rule_id": "committee-decision"}, "rule_id", "Select a valid choice"),
    ],
)
def test_what_is_wrong_with_a_motion_stands_at_its_field(cast, sam, wrong, field, told):
    answer = send(sam, reverse("draft_ballot"), typed(cast, **wrong))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert told in " ".join(answer.context["form"].errors[field])
    kept = Page(answer.content.decode()).typed
    assert kept["explanation"] == ["The hall is free."]
    assert not Ballot.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field", "told"),
    [
        ({"options": "Ana Ruiz"}, "options", "at least two options"),
        ({"options": ""}, "options", "at least two options"),
        ({"options": "Ana\nana\nMei"}, "options", "Line 2: ana stands in line 1 already"),
        ({"options": "Ana\n | UNAM\nMei"}, "options", "Line 2: The name is missing"),
        ({"options": "Ana\n" + "x" * 121}, "options", "Line 2: Shorten it"),
        ({"options": "\n".join(f"N{at}" for at in range(201))}, "options", "200 is the most"),
        ({"seats": "4"}, "seats", "There are 4 options for 4"),
        ({"level": "recorded"}, "level", "This rule asks for a secret ballot"),
        ({"publication": "aggregates"}, "publication", "This rule publishes the ballots without names"),
    ],
)
def test_what_is_wrong_with_a_contest_stands_at_its_field(cast, sam, wrong, field, told):
    answer = send(sam, reverse("draft_ballot"), contest(cast, **wrong))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert told in " ".join(answer.context["form"].errors[field])
    assert not Ballot.objects.exists()


def test_the_same_ballot_is_not_prepared_twice(cast, sam):
    send(sam, reverse("draft_ballot"), typed(cast))
    answer = send(sam, reverse("draft_ballot"), typed(cast))
    assert answer.status_code == 409
    assert f"The same ballot is in preparation: {Ballot.objects.get().ref}." in answer.content.decode()


def test_only_those_who_prepare_it_know_of_a_draft(cast):
    ballot = motion(cast)
    for who in ("Hill", "Lake"):
        client = client_for(cast, who)
        for name in ("ballot", "manage_ballot", "rehearse_ballot", "practise_ballot", "revise_ballot"):
            assert client.get(reverse(name, args=[ballot.pk])).status_code == 404
        assert ballot.ref not in client.get(reverse("ballots")).content.decode()
        assert client.get(reverse("draft_ballot")).status_code == 403
    assert ballot.question not in Client().get(reverse("ballots")).content.decode()
    staff = client_for(cast, "staff")
    assert ballot.question in staff.get(reverse("ballots")).content.decode()


def test_a_draft_is_revised_and_rehearsed_again(cast, sam):
    ballot = drafted(cast)
    actions.rehearse_ballot(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)
    path = reverse("revise_ballot", args=[ballot.pk])
    kept = {name: values[-1] for name, values in Page(sam.get(path).content.decode()).typed.items()}
    assert kept["options"] == "\n".join(CANDIDATES)
    assert "meaning_for" not in kept
    unchanged = Event.objects.count()
    assert send(sam, path, kept).status_code == 303
    kept["options"] = "Ana Ruiz\nMei Lin\nPer Olsen"
    assert send(sam, path, kept).status_code == 303
    ballot.refresh_from_db()
    assert ballot.form.options == ("Ana Ruiz", "Mei Lin", "Per Olsen")
    assert ballot.rehearsed_digest != ballot.text_digest
    assert Event.objects.count() - unchanged <= 2
    assert "Rehearse the ballot again" in page_of(sam, "manage_ballot", ballot)


def test_sending_a_draft_unchanged_changes_nothing(cast, sam):
    opens_at = (cast.now + timedelta(days=2)).replace(second=0, microsecond=0)
    ballot = motion(cast, opens_at=opens_at, closes_at=opens_at + timedelta(days=14))
    path = reverse("revise_ballot", args=[ballot.pk])
    kept = {name: values[-1] for name, values in Page(sam.get(path).content.decode()).typed.items()}
    before = Event.objects.count()
    assert send(sam, path, kept).status_code == 303
    assert Event.objects.count() == before


def test_candidates_of_an_election_are_not_edited_by_hand(cast, sam):
    ballot = drafted(cast, options=[OptionText(name, path=f"/{name}/") for name in CANDIDATES])
    page = sam.get(reverse("revise_ballot", args=[ballot.pk])).content.decode()
    assert 'name="options"' not in page
    assert 'name="question"' in page


# Rehearsing -------------------------------------------------------------------------------------------------
def test_a_contest_is_rehearsed_with_form_results_and_mails(cast, sam):
    ballot = drafted(cast, lot_source="Closing value of the index")
    page = page_of(sam, "rehearse_ballot", ballot)
    for said in (
        "Rank the candidates",
        "A usual result",
        "Kofi Boateng and Mei Lin have the same support for the last place.",
        "The count waits for the public value; here an invented one decides.",
        "There is no quorum: any turnout is enough.",
        "A ballot opens in which you vote",
        "- Ana Ruiz",
        "This ballot is secret: your vote is sealed when it arrives",
        ballot.text_digest,
    ):
        assert said in page, said
    again = [sam.get(reverse("rehearse_ballot", args=[ballot.pk])).context["cases"] for _ in range(2)]
    assert [each["case"] for each in again[0]] == [each["case"] for each in again[1]]


def test_a_motion_is_rehearsed_with_a_tie_and_a_missed_quorum(cast, sam):
    ballot = motion(cast)
    page = page_of(sam, "rehearse_ballot", ballot)
    for said in (
        "As many for as against, and everybody takes part.",
        "Not passed. 3 for, 3 against, 0 abstained.",
        "One fewer than the quorum of 2 takes part, and all of them are for.",
        "Not decided: no quorum. 1 for, 0 against, 0 abstained.",
        "For means: We meet.",
        "Recorded: your vote in",
    ):
        assert said in page, said


def test_a_rule_by_class_is_rehearsed_by_class_and_asks_for_public_votes(cast, sam):
    add_organization(cast, "Brook", kind="foundation")
    ballot = motion(cast, rule_id="balanced-majority")
    page = page_of(sam, "rehearse_ballot", ballot)
    assert "Not passed. 3 for, 3 against, 1 abstained." in page
    assert "Not decided: no quorum." in page
    for wrong in ({"level": "secret"}, {"publication": "members"}):
        answer = send(sam, reverse("draft_ballot"), typed(cast, rule_id="balanced-majority", **wrong))
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == list(wrong)


def test_what_is_tried_in_a_rehearsal_is_read_back_and_stored_nowhere(cast, sam):
    ballot = drafted(cast)
    path, before = reverse("rehearse_ballot", args=[ballot.pk]), Event.objects.count()
    answer = send(sam, path, {"try": "1", "mark_2": "1", "mark_0": "2"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert page.index("Mei Lin") < page.index("You ranked 2 of 4")
    wrong = send(sam, path, {"try": "1", "mark_2": "1", "mark_0": "1"})
    assert wrong.status_code == 422
    assert "are both 1st" in wrong.content.decode()
    assert Event.objects.count() == before
    ballot.refresh_from_db()
    assert ballot.rehearsed_digest == ""


def test_having_gone_through_it_is_noted_once(cast, sam):
    ballot = motion(cast)
    path = reverse("rehearse_ballot", args=[ballot.pk])
    assert send(sam, path, {}).status_code == 303
    assert "Next step: It is rehearsed. Freeze the text." in page_of(sam, "manage_ballot", ballot)
    before = Event.objects.count()
    assert send(sam, path, {}).status_code == 303
    assert Event.objects.count() == before
    actions.freeze_ballot(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)
    assert send(sam, path, {}).status_code == 409
    assert sam.get(path).status_code == 200


def test_a_chair_who_did_not_prepare_it_is_told_who_may(cast):
    ballot = motion(cast)
    actions.rehearse_ballot(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)
    actions.freeze_ballot(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)
    actions.open_ballot(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)
    lake = client_for(cast, "Lake")
    for name in ("manage_ballot", "rehearse_ballot"):
        answer = lake.get(reverse(name, args=[ballot.pk]))
        assert answer.status_code == 403
        assert "Only staff or a chair" in answer.content.decode()
    assert Client().get(reverse("manage_ballot", args=[ballot.pk])).status_code == 302


# Practice ---------------------------------------------------------------------------------------------------
def test_practice_has_the_same_form_and_harmless_options(cast):
    ballot = opened(cast, drafted(cast))
    client, path = Client(), reverse("practise_ballot", args=[ballot.pk])
    page = client.get(path).content.decode()
    assert "nothing you mark here is recorded" in page
    assert "Ana Ruiz" not in page
    assert "Apple" in page
    before = Event.objects.count()
    check = send(client, path, {"mark_0": "2", "mark_1": "1"}).content.decode()
    assert "it is not recorded yet" in check
    assert check.index("Banana") < check.index("Apple")
    assert send(client, path, {"mark_0": "1", "mark_1": "1"}).status_code == 422
    done = send(client, path, {"step": "cast"}).content.decode()
    assert "nothing was recorded" in done
    assert "tracker" in done
    assert Event.objects.count() == before
    assert not Vote.objects.exists()
    assert not Envelope.objects.exists()


def test_practice_for_a_motion(cast):
    ballot = opened(cast, motion(cast))
    client, path = client_for(cast, "Hill"), reverse("practise_ballot", args=[ballot.pk])
    assert "fruit" in client.get(path).content.decode()
    assert send(client, path, {}).status_code == 422
    assert "Abstain" in send(client, path, {"marks": "2"}).content.decode()


# From the frozen text to the certified result ---------------------------------------------------------------
def test_the_desk_leads_from_the_draft_to_the_open_ballot(cast, sam):
    ballot = motion(cast)
    assert send(sam, reverse("freeze_ballot", args=[ballot.pk]), {}).status_code == 409
    for name in ("rehearse_ballot", "freeze_ballot"):
        answer = send(sam, reverse(name, args=[ballot.pk]), {})
        assert answer["Location"] == reverse("manage_ballot", args=[ballot.pk])
    page = page_of(sam, "manage_ballot", ballot)
    assert "The text is frozen and its opening time has come. Open the ballot." in page
    assert send(sam, reverse("open_ballot", args=[ballot.pk]), {}).status_code == 303
    page = page_of(sam, "manage_ballot", ballot)
    assert "Nothing to do: it closes by itself" in page
    assert "Who would vote, if it opened now" not in page


def test_opened_sooner_or_later_than_planned_it_is_open_as_long_as_the_rule_asks(cast, sam):
    days = {"opens_at": cast.now + timedelta(days=50), "closes_at": cast.now + timedelta(days=64)}
    far = motion(cast, question="In spring?", objection_days=3, **days)
    for action in (actions.rehearse_ballot, actions.freeze_ballot):
        action(ballot_id=far.pk, by=cast.by("staff"), at=cast.now)
    answer = send(sam, reverse("open_ballot", args=[far.pk]), {})
    assert answer.status_code == 409
    assert "open for longer than the rule allows" in answer.content.decode()
    at = days["opens_at"] + timedelta(days=12)
    with pytest.raises(NotNow, match="less than the rule asks"):
        actions.open_ballot(ballot_id=far.pk, by=cast.by("staff"), at=at)
    at = days["opens_at"] + timedelta(days=5)
    ballot = actions.open_ballot(ballot_id=far.pk, by=cast.by("staff"), at=at)
    assert (ballot.opens_at, ballot.objections_until) == (at, at + timedelta(days=3))


def test_an_announced_ballot_waits_for_its_time(cast, sam):
    ballot = motion(cast, opens_at=cast.now + timedelta(days=2), closes_at=cast.now + timedelta(days=16))
    for name in ("rehearse_ballot", "freeze_ballot", "announce_ballot"):
        assert send(sam, reverse(name, args=[ballot.pk]), {}).status_code == 303
    page = page_of(sam, "manage_ballot", ballot)
    assert "Nothing to do: it opens by itself at" in page
    assert send(sam, reverse("open_ballot", args=[ballot.pk]), {}).status_code == 409
    assert ballot.question in Client().get(reverse("ballots")).content.decode()


def test_the_desk_shows_who_would_vote_and_what_blocks(cast, sam, settings):
    settings.RECOVERY_RECIPIENTS = []
    page = page_of(sam, "manage_ballot", drafted(cast))
    assert "This keeps it from being opened" in page
    assert "RECOVERY_RECIPIENTS" in page
    assert "Who would vote, if it opened now" in page
    assert "Core member since 1 January 2024." in page


def test_an_objection_is_raised_answered_and_shown_at_the_desk(cast, sam):
    ballot = opened(cast, motion(cast))
    hill = client_for(cast, "Hill")
    path = reverse("raise_objection", args=[ballot.pk])
    assert 'value="hill" selected' in hill.get(f"{path}?elector=hill").content.decode()
    text = "Cliff is owned by Stone & has a vote of its own."
    answer = send(hill, path, {"kind": "roll", "elector": "cliff", "text": text})
    objection = ballot.objections.get()
    assert (answer.status_code, answer["Location"]) == (303, objection.get_absolute_url())
    assert send(hill, path, {"kind": "roll", "elector": "cliff", "text": text}).status_code == 409
    page = page_of(sam, "manage_ballot", ballot)
    assert "Next step: An objection waits for an answer." in page
    assert "Stone &amp; has" in page
    path = reverse("answer_objection", args=[ballot.pk])
    given = {"objection": objection.pk, "answer": "The rule counts organizations."}
    wrong = send(sam, path, {**given, "verdict": "rejected", "effect": "strike"})
    assert wrong.status_code == 422
    assert list(wrong.context["form"].errors) == ["effect"]
    wrong = send(sam, path, {**given, "verdict": "upheld", "effect": "entitle"})
    assert "may vote already" in wrong.content.decode()
    assert send(sam, path, {**given, "verdict": "upheld", "effect": "strike"}).status_code == 303
    assert not line(ballot, "Cliff").is_entitled
    assert (
        "no objection is open" in send(sam, path, {**given, "verdict": "rejected"}).content.decode().lower()
    )


def test_a_result_is_objected_to_and_then_certified(cast, sam):
    ballot = opened(cast, motion(cast, dispute_days=7))
    actions.extend_ballot(
        ballot_id=ballot.pk,
        closes_at=ballot.closes_at + timedelta(days=1),
        reason="a holiday",
        by=cast.by("staff"),
        at=cast.now,
    )
    Ballot.objects.filter(pk=ballot.pk).update(
        opens_at=cast.now - timedelta(days=15), closes_at=cast.now - timedelta(seconds=1)
    )
    actions.close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=cast.now)
    deliver_due(at=cast.now)
    ballot.refresh_from_db()
    assert ballot.is_provisional
    page = page_of(sam, "manage_ballot", ballot)
    assert "objections may be raised until" in page
    path = reverse("raise_objection", args=[ballot.pk])
    hill = client_for(cast, "Hill")
    wrong = send(hill, path, {"kind": "result", "elector": "hill", "text": "No."})
    assert wrong.status_code == 422
    assert send(hill, path, {"kind": "roll", "text": "No."}).status_code == 422
    assert send(hill, path, {"kind": "result", "text": "No."}).status_code == 303
    objection = ballot.objections.get()
    answer = {"objection": objection.pk, "verdict": "rejected", "answer": "It was counted twice."}
    assert send(sam, reverse("answer_objection", args=[ballot.pk]), answer).status_code == 303
    assert send(sam, reverse("certify_ballot", args=[ballot.pk]), {}).status_code == 409
    Ballot.objects.filter(pk=ballot.pk).update(dispute_until=cast.now)
    assert "Certify the result." in page_of(sam, "manage_ballot", ballot)
    assert send(sam, reverse("certify_ballot", args=[ballot.pk]), {}).status_code == 303
    assert "Nothing is left to do: the result is final." in page_of(sam, "manage_ballot", ballot)


def test_a_tie_asks_for_the_value_that_was_named(cast, sam):
    ballot = opened(
        cast, drafted(cast, seats=1, lot_source="Closing value of <b>the index</b>", dispute_days=0)
    )
    for name, first in (("Hill", "Ana Ruiz"), ("Lake", "Mei Lin")):
        actions.cast_vote(
            ballot_id=ballot.pk,
            elector_id=line(ballot, name).pk,
            marks=ballot.form.ranking([[first]]),
            by=cast.by(name),
            at=timezone.now(),
        )
    Ballot.objects.filter(pk=ballot.pk).update(
        opens_at=cast.now - timedelta(days=15), closes_at=cast.now - timedelta(seconds=1)
    )
    actions.close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=timezone.now())
    deliver_due(at=timezone.now())
    assert "A tie waits for a lot." in page_of(sam, "manage_ballot", ballot)
    path = reverse("draw_lot", args=[ballot.pk])
    page = sam.get(path).content.decode()
    assert "<b>the index" not in page
    assert "&lt;b&gt;the index" in page
    assert send(sam, path, {"value": "4711.08"}).status_code == 303
    deliver_due(at=timezone.now())
    ballot.refresh_from_db()
    assert ballot.state == "counted"
    assert "4711.08" in page_of(sam, "manage_ballot", ballot)


# Proxies ----------------------------------------------------------------------------------------------------
def test_a_proxy_is_given_and_taken_back(cast):
    _, found = rule_in_force("simple-majority", cast.now)
    rule = MotionRule.model_validate({**found.model_dump(), "proxies": Proxies(allowed=True)})
    ballot = actions.build_ballot(
        rule=rule,
        question="Shall we meet?",
        meaning_for="We meet.",
        meaning_against="We do not.",
        body_name="The membership",
        opens_at=cast.now,
        closes_at=cast.now + timedelta(days=14),
        by=cast.by("staff"),
        at=cast.now,
    )
    ballot = opened(cast, ballot)
    hill = client_for(cast, "Hill")
    assert "Give a proxy" in page_of(hill, "ballot", ballot)
    path = reverse("name_proxy", args=[ballot.pk])
    assert 'value="hill"' not in hill.get(path).content.decode().split('name="holder"')[1]
    assert send(hill, path, {"holder": "nobody"}).status_code == 422
    assert send(hill, path, {"holder": "lake"}).status_code == 303
    assert send(hill, path, {"holder": "lake"}).status_code == 409
    assert "Vote for Hill" in page_of(client_for(cast, "Lake"), "ballot", ballot)
    place = line(ballot, "Hill").people.get(capacity="proxy")
    path = reverse("revoke_proxy", args=[ballot.pk])
    assert "Lake Rep, for Hill" in hill.get(path).content.decode()
    assert send(hill, path, {"person": place.pk}).status_code == 303
    assert send(hill, path, {"person": place.pk}).status_code == 422
