"""Who is told about a ballot, in which words; and what is in none of them."""

from datetime import timedelta

from django.db import transaction

from alliance.audit.recording import record
from alliance.kernel.actor import Actor
from alliance.notifications.models import Notice
from alliance.voting import actions as voting
from alliance.voting import events
from alliance.voting.models import RollPerson
from tests.cast import in_vote, line
from tests.notifications.telling import told, told_now


def vote(cast, ballot, name, choice="for"):
    return voting.cast_vote(
        ballot_id=ballot.pk,
        elector_id=line(ballot, name).pk,
        choice=choice,
        by=cast.by(name),
        at=cast.now,
    )


def test_voters_are_asked_when_a_ballot_opens_but_not_who_opened_it(cast):
    _, ballot = in_vote(cast)
    subject = f"Vote by Mon 16 Mar, 12:00 UTC: Shall the alliance set up the register? ({ballot.ref})"
    voters = {f"{elector.name} Rep" for elector in ballot.electors.entitled()}
    assert {"Lake Rep", "River Rep", "Forest Rep", "Stone Rep"} <= voters
    assert told_now(cast, "ballot_opened") == dict.fromkeys(voters - {"Lake Rep"}, subject)


def test_only_those_without_a_vote_are_reminded(cast):
    _, ballot = in_vote(cast)
    vote(cast, ballot, "River")
    cast.later(days=12)
    voting.remind_voters(ballot_id=ballot.pk, milestone="2 days", by=Actor.system(), at=cast.now)
    reminded = told_now(cast, "vote_reminder")
    assert "River Rep" not in reminded
    assert set(reminded) == {
        f"{elector.name} Rep" for elector in ballot.electors.entitled().filter(vote=None)
    }
    assert set(reminded.values()) == {
        f"2 days left to vote: Shall the alliance set up the register? ({ballot.ref})"
    }


def test_a_vote_has_a_receipt_that_does_not_repeat_it(cast):
    _, ballot = in_vote(cast)
    cast_vote = vote(cast, ballot, "River", "against")
    assert told_now(cast, "vote_recorded") == {
        "River Rep": f"Recorded: your vote in {ballot.ref} (code {cast_vote.receipt})"
    }
    notice = Notice.objects.get(kind="vote_recorded")
    assert "against" not in notice.body.lower().replace("against means", "")
    assert told("vote_by_colleague") == {}


def test_the_other_people_of_an_organization_learn_of_its_vote_but_not_the_choice(cast):
    _, ballot = in_vote(cast, author="Stone")
    alternate = RollPerson.objects.get(elector=line(ballot, "Hill"), capacity="alternate")
    voting.name_alternate(ballot_id=ballot.pk, person_id=alternate.pk, by=cast.by("Hill"), at=cast.now)
    assert told_now(cast, "alternate_named") == {
        "Hal Hill": f"You vote for Hill in {ballot.ref} until Mon 16 Mar, 12:00 UTC"
    }
    cast.people["Hill"], hill = cast.people["Hill alternate"], cast.people["Hill"]
    vote(cast, ballot, "Hill", "abstain")
    cast.people["Hill"] = hill
    assert told_now(cast, "vote_by_colleague") == {"Hill Rep": f"Hal Hill voted for Hill in {ballot.ref}"}
    vote(cast, ballot, "Hill", "against")
    assert told_now(cast, "vote_by_colleague") == {
        "Hill Rep": f"Hal Hill voted for Hill in {ballot.ref}",
        "Hal Hill": f"Hill Rep changed Hill's vote in {ballot.ref}",
    }
    for notice in Notice.objects.filter(kind="vote_by_colleague"):
        assert "abstain" not in notice.body + notice.subject
        assert "against" not in notice.body + notice.subject


def test_everybody_with_a_vote_learns_of_a_new_close_and_of_a_cancellation(cast):
    _, ballot = in_vote(cast)
    closes_at = ballot.closes_at + timedelta(days=2)
    by = cast.by("staff")
    voting.extend_ballot(ballot_id=ballot.pk, closes_at=closes_at, reason="a holiday", by=by, at=cast.now)
    voting.cancel_ballot(ballot_id=ballot.pk, reason="wrong text", by=by, at=cast.now)
    voters = {f"{elector.name} Rep" for elector in ballot.electors.entitled()}
    extended = told_now(cast, "ballot_extended")
    assert set(extended) == set(told("ballot_cancelled")) == voters
    assert extended["River Rep"] == f"{ballot.ref} now closes Wed 18 Mar, 12:00 UTC: a holiday"
    assert told("ballot_cancelled")["River Rep"] == f"{ballot.ref} is cancelled: wrong text"


def test_an_organization_that_is_recused_is_told(cast):
    _, ballot = in_vote(cast)
    voting.recuse_elector(
        ballot_id=ballot.pk,
        elector_id=line(ballot, "River").pk,
        reason="it supplies the data",
        by=cast.by("staff"),
        at=cast.now,
    )
    assert told_now(cast, "elector_recused") == {"River Rep": f"River is recused from {ballot.ref}"}
    assert "it supplies the data" in Notice.objects.get(kind="elector_recused").body


def test_the_result_goes_to_the_voters_once_it_is_published(cast):
    _, ballot = in_vote(cast)
    for name, choice in {"Lake": "for", "Stone": "for", "River": "against", "Forest": "abstain"}.items():
        vote(cast, ballot, name, choice)
    at = cast.later(days=14)
    assert told("ballot_counted") == {}
    voting.close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=at)
    result = told_now(cast, "ballot_counted")
    voters = {f"{elector.name} Rep" for elector in ballot.electors.entitled()}
    assert set(result) == voters | {"Lake Rep"}
    assert set(result.values()) == {f"{ballot.ref} passed: 2 for, 1 against, 1 abstained"}


def test_staff_are_alarmed_when_a_second_count_differs(cast):
    _, ballot = in_vote(cast)
    with transaction.atomic():
        data = {"published": "a" * 64, "found": "b" * 64}
        record(events.COUNT_DISAGREED, subject=ballot, by=Actor.system(), at=cast.now, data=data)
    assert told_now(cast, "count_disagreed") == {
        "Sam Staff": f"Alarm: a second count of {ballot.ref} differs from the published result"
    }
