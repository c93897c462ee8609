"""A secret ballot from its preparation to the end of its key, through the actions."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from alliance.kernel.actor import Actor, Interface
from alliance.kernel.verdict import Forbidden, NotNow
from alliance.voting import actions, keys
from alliance.voting.models import Ballot, Box, Envelope, Vote
from alliance.voting.roll import OptionText
from alliance.voting.secrecy.tracker import draw_tracker
from tests.cast import Cast, line

CANDIDATES = ("Ana Ruiz", "Kofi Boateng", "Mei Lin")


def prepared(cast: Cast, **given) -> Ballot:
    """A secret election of the steering committee, ready to be opened."""
    given = {
        "question": "Who sits on the steering committee?",
        "body_name": "Steering committee",
        "rule_id": "steering-election",
        "options": [OptionText(name, affiliation=f"{name.split()[0]} Labs") for name in CANDIDATES],
        "counting": {"seats": 2},
        "opens_at": cast.now,
        "closes_at": cast.now + timedelta(days=14),
        "dispute_days": 7,
        **given,
    }
    ballot = actions.build_ballot(**given, by=cast.by("staff"), at=cast.now)
    for action in (actions.rehearse_ballot, actions.freeze_ballot):
        action(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)
    ballot.refresh_from_db()
    return ballot


def opened(cast: Cast, **given) -> Ballot:
    ballot = prepared(cast, **given)
    return actions.open_ballot(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)


def rank(cast: Cast, ballot: Ballot, name: str, *ranking: str, **given) -> Vote:
    return actions.cast_vote(
        ballot_id=ballot.pk,
        elector_id=line(ballot, name).pk,
        marks=ballot.form.ranking([[each] for each in ranking]),
        by=cast.by(name),
        at=cast.now,
        **given,
    )


def counted(cast: Cast, ballot: Ballot):
    at = cast.later(days=14, seconds=1)
    actions.close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=at)
    cast.later(seconds=1)
    ballot.refresh_from_db()
    return ballot.result


def test_a_secret_election_from_the_draft_to_the_end_of_its_key(cast):
    ballot = opened(cast)
    assert (ballot.level, ballot.state, ballot.method) == ("secret", "open", "wigm-exact")
    assert ballot.manifest["public_key"] == bytes(ballot.public_key).hex()
    tracker = draw_tracker()
    rank(cast, ballot, "Hill", "Ana Ruiz", "Mei Lin", tracker=tracker)
    rank(cast, ballot, "Lake", "Ana Ruiz")
    rank(cast, ballot, "River", "Mei Lin", "Ana Ruiz")
    rank(cast, ballot, "Forest", "Kofi Boateng", "Mei Lin")
    rank(cast, ballot, "Forest", "Mei Lin")
    rank(cast, ballot, "Stone", "Mei Lin", "Kofi Boateng")
    assert {len(bytes(each.sealed)) for each in Envelope.objects.all()} == {ballot.manifest["envelope_size"]}
    assert not Vote.objects.exclude(choice="", marks=None).exists()

    result = counted(cast, ballot)
    assert result.outcome == "elected"
    assert sorted(result.elected) == ["Ana Ruiz", "Mei Lin"]
    assert result.turnout["voted"] == 5
    box = Box.objects.get()
    assert tracker.code in box.text
    assert ballot.is_provisional
    with pytest.raises(NotNow):
        actions.certify_ballot(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)
    store = keys.store()
    assert not store.is_destroyed(str(ballot.key_ref))

    at = cast.later(days=8)
    actions.certify_ballot(ballot_id=ballot.pk, by=cast.by("staff"), at=at)
    cast.later(seconds=1)
    ballot.refresh_from_db()
    assert ballot.state == "certified"
    assert ballot.key_destroyed_at is not None
    assert store.is_destroyed(str(ballot.key_ref))
    assert not Envelope.objects.exists()
    assert actions.count_ballot(ballot_id=ballot.pk, by=Actor.system(), at=at).digest == result.digest


def test_the_same_form_sent_twice_is_one_vote(cast):
    ballot = opened(cast)
    first = rank(cast, ballot, "Hill", "Ana Ruiz", submission="a" * 32, replaces=0)
    again = rank(cast, ballot, "Hill", "Ana Ruiz", submission="a" * 32, replaces=0)
    assert (again.receipt, again.revision) == (first.receipt, 1)
    with pytest.raises(NotNow, match="Hill Rep voted for Hill"):
        rank(cast, ballot, "Hill", "Mei Lin", submission="b" * 32, replaces=0)


def test_a_copied_envelope_does_not_open_in_another_slot(cast):
    ballot = opened(cast)
    rank(cast, ballot, "Hill", "Ana Ruiz")
    rank(cast, ballot, "Lake", "Mei Lin")
    rank(cast, ballot, "River", "Mei Lin")
    copied = Envelope.objects.get(elector__slug="hill").sealed
    Envelope.objects.filter(elector__slug="lake").update(sealed=copied)
    assert counted(cast, ballot).turnout["unopened"] == 1


def test_the_database_refuses_what_the_rules_refuse(cast):
    ballot = opened(cast)
    rank(cast, ballot, "Hill", "Ana Ruiz")
    for statement in (
        "UPDATE voting_ballot SET question = 'Another?'",
        "UPDATE voting_ballot SET options = '[]'",
        "UPDATE voting_ballot SET manifest = '{}'",
        "UPDATE voting_ballot SET state = 'draft'",
        "UPDATE voting_ballot SET state = 'counted', closed_at = now()",
        "UPDATE voting_vote SET choice = 'for', revision = revision + 1",
        "UPDATE voting_vote SET marks = '[1]'",
        "UPDATE voting_envelope SET sealed = 'short'",
        (
            "INSERT INTO voting_box (ballot_id, voter_class, text, digest, unopened) "
            "SELECT id, '', '', '', 0 FROM voting_ballot"
        ),
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    result = counted(cast, ballot)
    for statement in (
        "UPDATE voting_vote SET revision = revision + 1",
        "UPDATE voting_envelope SET sealed = sealed",
        "DELETE FROM voting_envelope",
        "UPDATE voting_box SET text = ''",
        "DELETE FROM voting_box",
        "DELETE FROM voting_result",
        "UPDATE voting_ballot SET key_destroyed_at = now()",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert result.outcome == "elected"


def test_a_lost_key_waits_for_its_recovery_and_loses_no_vote(cast):
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    ballot = opened(cast)
    rank(cast, ballot, "Hill", "Ana Ruiz")
    rank(cast, ballot, "Lake", "Ana Ruiz", "Mei Lin")
    store = keys.store()
    (store.keys / f"{ballot.key_ref}.key").unlink()
    at = cast.later(days=14, seconds=1)
    actions.close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=at)
    with pytest.raises(NotNow, match="recovery recipient can restore it"):
        actions.count_ballot(ballot_id=ballot.pk, by=Actor.system(), at=at)
    recipient = X25519PrivateKey.from_private_bytes(bytes.fromhex(settings.RECOVERY_PRIVATE_KEY))
    store.restore(str(ballot.key_ref), bytes(ballot.public_key), recipient)
    assert actions.count_ballot(ballot_id=ballot.pk, by=Actor.system(), at=at).turnout["voted"] == 2


def test_few_voters_are_told_and_their_ballots_kept_back(cast):
    ballot = opened(cast)
    rank(cast, ballot, "Hill", "Ana Ruiz")
    rank(cast, ballot, "Lake", "Mei Lin")
    result = counted(cast, ballot)
    assert {finding["code"] for finding in result.disclosure} >= {"few-voters"}
    assert ballot.published == "aggregates"


def test_without_recovery_no_secret_ballot_is_frozen(cast, settings):
    settings.RECOVERY_RECIPIENTS = []
    with pytest.raises(NotNow, match="RECOVERY_RECIPIENTS"):
        prepared(cast)


def test_a_cancelled_secret_ballot_ends_its_key(cast):
    ballot = opened(cast)
    rank(cast, ballot, "Hill", "Ana Ruiz")
    actions.cancel_ballot(ballot_id=ballot.pk, reason="wrong list", by=cast.by("staff"), at=cast.now)
    cast.later(seconds=1)
    assert keys.store().is_destroyed(str(ballot.key_ref))
    assert not Envelope.objects.exists()


def test_a_tie_waits_for_the_value_that_was_named_before(cast):
    ballot = opened(cast, lot_source="Closing value of the index", counting={"seats": 1})
    rank(cast, ballot, "Hill", "Ana Ruiz")
    rank(cast, ballot, "Lake", "Mei Lin")
    at = cast.later(days=14, seconds=1)
    actions.close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=at)
    assert actions.count_ballot(ballot_id=ballot.pk, by=Actor.system(), at=at) is None
    with pytest.raises(Forbidden):
        actions.draw_lot(ballot_id=ballot.pk, value="1", by=cast.by("Hill"), at=at)
    actions.draw_lot(ballot_id=ballot.pk, value="4711.08", by=cast.by("staff"), at=at)
    cast.later(seconds=1)
    ballot.refresh_from_db()
    assert ballot.result.outcome == "elected"
    assert ballot.result.record["options"]["lot"]["seed"] == f"{ballot.lot_seed}|4711.08"


def test_a_contest_in_which_nobody_is_marked_is_void_and_its_key_ends(cast):
    ballot = opened(cast)
    actions.cast_vote(
        ballot_id=ballot.pk,
        elector_id=line(ballot, "Hill").pk,
        marks=ballot.form.nothing(),
        by=cast.by("Hill"),
        at=cast.now,
    )
    at = cast.later(days=14, seconds=1)
    actions.close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=at)
    cast.later(seconds=1)
    cast.later(seconds=1)
    ballot.refresh_from_db()
    assert ballot.state == "void"
    assert keys.store().is_destroyed(str(ballot.key_ref))


@pytest.mark.parametrize("door", [Interface.API, Interface.ADMIN])
def test_a_secret_vote_is_cast_in_the_portal_alone(cast, door):
    ballot = opened(cast)
    elector = line(ballot, "Hill")
    with pytest.raises(Forbidden, match="vote in the portal"):
        actions.cast_vote(
            ballot_id=ballot.pk,
            elector_id=elector.pk,
            marks=ballot.form.nothing(),
            by=cast.by("Hill", door),
            at=cast.now,
        )
