"""The demonstration: whole, on record through and through, and made once."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.db.models import Count

from alliance.accounts.models import User
from alliance.audit.models import Delivery, Event
from alliance.demo import loading, sign_ins
from alliance.demo.crowd import PEOPLE_PER_ORGANIZATION
from alliance.elections.models import Candidacy, Election, Term
from alliance.notifications.models import Notice
from alliance.voting.models import Ballot, Elector, Vote
from alliance.voting.queries import votes_owed_by
from members.models import Organization, Representation, Role, WorkingGroup
from projects.models import Decision, Project, Proposal, Review
from projects.states import PROPOSAL

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
SIZE = 100


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """A demonstration of a hundred organizations, made once for this module and taken back at its end."""
    from django.db import transaction

    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        lines: list[str] = []
        loading.load(now=NOW, size=SIZE, say=lines.append)
        yield lines
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)


def test_the_alliance_is_there(loaded):
    assert Organization.objects.count() == SIZE
    assert Project.objects.exclude(source="").count() == 35
    assert WorkingGroup.objects.filter(source__contains="The-AI-Alliance").count() == 15
    assert User.objects.count() == SIZE * PEOPLE_PER_ORGANIZATION + 1  # and the alliance's staff


def test_every_organization_has_a_representative_and_an_alternate(loaded):
    today = Representation.objects.current(NOW.date())
    for role in Role:
        assert today.filter(role=role).values("organization").distinct().count() == SIZE, role


def test_there_is_a_proposal_in_every_state(loaded):
    found = set(Proposal.objects.order_by().values_list("state", flat=True))
    assert found == {state.name for state in PROPOSAL.states}


def test_ballots_are_open_counted_cancelled_without_quorum_and_called_again(loaded):
    states = set(Ballot.objects.order_by().values_list("state", flat=True))
    assert states == {"open", "counted", "certified", "void"}
    assert Ballot.objects.taking_votes(NOW).filter(closes_at__lt=NOW + timedelta(days=1)).exists()
    outcomes = dict(Decision.objects.order_by().values_list("outcome").annotate(Count("pk")))
    assert outcomes.keys() == {"accepted", "declined", "no_quorum"}
    again = Proposal.objects.annotate(times=Count("decisions")).filter(times=2)
    assert [proposal.state for proposal in again] == ["accepted"]


def test_an_election_is_certified_one_is_voted_on_and_one_takes_nominations(loaded):
    certified, voted_on, nominating = Election.objects.order_by("pk")
    assert (certified.state, voted_on.state, nominating.state) == ("certified", "balloting", "nominating")
    assert Term.objects.filter(election=certified).count() == 10
    ballot = voted_on.contests.get().ballot
    assert (ballot.state, ballot.is_secret) == ("open", True)
    accepted = Candidacy.objects.filter(contest__election=nominating).exclude(state="nominated")
    assert accepted.count() == 7


def test_a_nomination_waits_and_nobody_is_told_but_the_nominee(loaded):
    nominee = User.objects.get(email="representative@ibm.demo.example")
    waiting = Candidacy.objects.get(state="nominated")
    assert waiting.user == nominee
    told = Notice.objects.filter(body__contains=nominee.name, about="E-3").exclude(recipient=nominee)
    assert not told.exists()


def test_nothing_happens_in_the_future_and_every_decision_after_its_ballot(loaded):
    assert not Event.objects.filter(at__gt=NOW).exists()
    for decision in Decision.objects.select_related("ballot"):
        assert decision.decided_at >= decision.ballot.closes_at


def test_every_consequence_was_drawn(loaded):
    assert not Delivery.objects.filter(done_at=None).exists()
    failed = Delivery.objects.exclude(error="").exclude(error="Made as history: nobody was told.")
    assert list(failed) == []


def test_old_news_was_told_to_nobody(loaded):
    assert Notice.objects.exists()
    assert not Notice.objects.filter(created_at__lt=NOW - timedelta(days=15)).exists()


def test_every_governed_row_has_its_events(loaded):
    for model in (Organization, WorkingGroup, Proposal, Review, Ballot, Project, Decision, Election):
        noted = set(
            Event.objects.filter(subject_type=model._meta.label_lower).values_list("subject_id", flat=True)
        )
        assert set(model.objects.values_list("pk", flat=True)) <= noted, model


def test_every_vote_is_on_record_with_its_receipt(loaded):
    receipts = set(
        Event.objects.filter(kind__in=["vote.cast", "vote.changed"]).values_list("data__receipt", flat=True)
    )
    kept = Vote.objects.filter(elector__is_entitled=True)
    assert set(kept.values_list("receipt", flat=True)) <= receipts
    assert not kept.exclude(elector__ballot__opens_at__lte=NOW).exists()


def test_the_open_ballots_leave_votes_to_those_who_can_sign_in(loaded):
    person = User.objects.get(email="representative@ibm.demo.example")
    assert votes_owed_by(person.pk, NOW).count() >= 4
    alternate = User.objects.get(email="alternate@cern.demo.example")
    assert votes_owed_by(alternate.pk, NOW).count() == 1
    assert Elector.objects.filter(is_recused=True, name="Red Hat").exists()


def test_everyone_of_the_table_can_sign_in(loaded):
    for email, _, _ in sign_ins.PEOPLE:
        person = User.objects.get(email=email)
        assert check_password(sign_ins.PASSWORD, person.password)
        assert person.emailaddress_set.filter(verified=True, primary=True).count() == 1
        assert email in sign_ins.table()


def test_a_second_load_changes_nothing_and_writes_the_sign_ins(loaded, tmp_path: Path):
    before = Event.objects.count()
    out = io.StringIO()
    call_command("load_demo", "--sign-ins-file", str(tmp_path / "sign-ins.txt"), stdout=out)
    assert Event.objects.count() == before
    assert "nothing was changed" in out.getvalue()
    assert sign_ins.PASSWORD not in out.getvalue()
    assert (tmp_path / "sign-ins.txt").read_text() == sign_ins.table() + "\n"


def test_a_size_below_one_is_refused():
    with pytest.raises(CommandError, match="number of organizations"):
        call_command("load_demo", "--size", "0")
