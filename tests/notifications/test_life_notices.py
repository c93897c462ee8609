"""Who is told of the steps of a ballot's life, in which words: also in secret ballots and to people."""

from datetime import timedelta
from typing import Any

import pytest

from alliance.charter.grammar import MotionRule
from alliance.charter.grammar.openings import CloseEarly
from alliance.charter.queries import rule_in_force
from alliance.kernel.actor import Actor
from alliance.notifications.models import Notice
from alliance.voting import actions
from alliance.voting.models import Ballot
from alliance.voting.roll import OptionText, RollEntry, RollLine
from alliance.voting.states import Capacity
from tests.cast import NAMES, Cast, line
from tests.interfaces.ballot_scenes import contest, drafted, opened, with_proxies
from tests.notifications.telling import mails_to, send_all, told, told_now

VOTERS = {f"{name} Rep" for name in NAMES}


def body(kind: str, who: str | None = None) -> str:
    found = Notice.objects.filter(kind=kind)
    return found.get(recipient__name=who).body if who else found.first().body


def rank(cast: Cast, ballot: Ballot, name: str, *ranking: str) -> Any:
    return actions.cast_vote(
        ballot_id=ballot.pk,
        elector_id=line(ballot, name).pk,
        marks=ballot.form.ranking([[each] for each in ranking]),
        by=cast.by(name),
        at=cast.now,
    )


def closed(cast: Cast, ballot: Ballot) -> Ballot:
    at = cast.later(days=14, seconds=1)
    actions.close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=at)
    cast.later(seconds=1)
    cast.later(seconds=1)
    ballot.refresh_from_db()
    return ballot


def announced(cast: Cast, **given: Any) -> Ballot:
    opens_at = cast.now + timedelta(days=7)
    given = {"opens_at": opens_at, "closes_at": opens_at + timedelta(days=14), **given}
    ballot = drafted(cast, **given)
    for action in (actions.rehearse_ballot, actions.freeze_ballot, actions.announce_ballot):
        ballot = action(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)
    return ballot


def test_those_who_will_vote_learn_what_is_announced(cast):
    ballot = announced(cast)
    subject = f"{ballot.ref} opens Mon 9 Mar, 12:00 UTC: Shall we meet?"
    assert told_now(cast, "ballot_announced") == dict.fromkeys(VOTERS, subject)
    text = body("ballot_announced", "Hill Rep")
    assert "in which you will vote for Hill" in text
    assert "closes at Mon 23 Mar 2026, 12:00 UTC" in text
    assert "For means: We meet." in text
    assert "practice ballot" in text


def test_nobody_is_mailed_an_announcement_after_the_opening(cast):
    ballot = announced(cast)
    cast.later(seconds=1)
    cast.later(days=7)
    actions.open_ballot(ballot_id=ballot.pk, by=Actor.system(), at=cast.now)
    cast.later(seconds=1)
    send_all(cast.now)
    kinds = {mail.extra_headers["X-Alliance-Reason"] for mail in mails_to(cast.people["Hill"])}
    assert "ballot_opened" in kinds
    assert "ballot_announced" not in kinds


def test_nothing_is_told_of_a_ballot_in_preparation(cast):
    ballot = drafted(cast)
    actions.rehearse_ballot(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)
    actions.cancel_ballot(ballot_id=ballot.pk, reason="not needed", by=cast.by("staff"), at=cast.now)
    cast.later(seconds=1)
    assert not Notice.objects.filter(about=ballot.ref).exists()


def test_a_secret_contest_is_told_without_a_word_of_any_vote(cast):
    ballot = opened(cast, contest(cast, dispute_days=7))
    assert set(told_now(cast, "ballot_opened")) == VOTERS
    text = body("ballot_opened", "Lake Rep")
    assert "Vote for Lake by Mon 16 Mar 2026, 12:00 UTC" in text
    assert "Chosen: 1 of 3\n- Ana Ruiz\n- Kofi Boateng\n- Mei Lin" in text
    assert "This ballot is secret: your vote is sealed when it arrives" in text
    vote = rank(cast, ballot, "Hill", "Mei Lin", "Ana Ruiz")
    assert told_now(cast, "vote_recorded") == {
        "Hill Rep": f"Recorded: your vote in {ballot.ref} (code {vote.receipt})"
    }
    receipt = body("vote_recorded")
    assert "Your vote for Hill is recorded" in receipt
    assert "not how you voted" in receipt
    assert "tracker was shown to you once" in receipt
    assert "Mei Lin" not in receipt
    for name in ("Lake", "River", "Forest", "Stone", "Cliff"):
        rank(cast, ballot, name, "Mei Lin")
    closed(cast, ballot)
    counted = told("ballot_counted")["Lake Rep"]
    assert counted.startswith(f"{ballot.ref} is counted: Mei Lin is elected")
    text = body("ballot_counted", "Lake Rep")
    assert "Nobody is told how anybody voted." in text
    assert "The result is provisional" in text
    assert "votes of all organizations" not in text


def test_the_result_becomes_final_and_the_officers_learn_of_the_key(cast):
    ballot = opened(cast, contest(cast, dispute_days=7))
    rank(cast, ballot, "Hill", "Mei Lin")
    closed(cast, ballot)
    at = cast.later(days=8)
    actions.certify_ballot(ballot_id=ballot.pk, by=Actor.system(), at=at)
    cast.later(seconds=1)
    cast.later(seconds=1)
    assert set(told("ballot_certified")) == VOTERS | {"Sam Staff"}
    assert "The key of this secret ballot is destroyed now" in body("ballot_certified", "Hill Rep")
    assert told("key_destroyed") == {"Sam Staff": f"{ballot.ref}: the key is destroyed"}


def test_without_a_time_for_objections_one_mail_tells_the_result(cast):
    ballot = opened(cast, drafted(cast))
    closed(cast, ballot)
    actions.certify_ballot(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)
    cast.later(seconds=1)
    assert told("ballot_certified") == {}


def test_those_who_run_a_ballot_are_asked_for_the_value_of_a_lot(cast):
    ballot = opened(cast, contest(cast, lot_source="Closing value of the index"))
    rank(cast, ballot, "Hill", "Ana Ruiz")
    rank(cast, ballot, "Lake", "Mei Lin")
    closed(cast, ballot)
    subject = f"{ballot.ref} is tied: enter the public value for the lot"
    assert told("ballot_tied") == {"Sam Staff": subject}
    assert "Closing value of the index" in body("ballot_tied")
    assert told("ballot_counted") == {}


def test_an_objection_reaches_those_who_answer_and_the_answer_whoever_raised_it(cast):
    ballot = opened(cast, drafted(cast))
    objection = actions.raise_objection(
        ballot_id=ballot.pk,
        kind="roll",
        elector_id=line(ballot, "Cliff").pk,
        text="Cliff belongs to Stone.",
        by=cast.by("Hill"),
        at=cast.now,
    )
    subject = f"Hill Rep objects to the electoral roll in {ballot.ref}"
    assert told_now(cast, "objection_raised") == {"Sam Staff": subject}
    assert "to the line of Cliff:" in body("objection_raised")
    assert Notice.objects.get(kind="objection_raised").path.endswith(f"?objection={objection.pk}")
    actions.answer_objection(
        ballot_id=ballot.pk,
        objection_id=objection.pk,
        is_upheld=False,
        answer="The rule counts organizations.",
        by=cast.by("staff"),
        at=cast.now,
    )
    assert told_now(cast, "objection_answered") == {"Hill Rep": f"Your objection in {ballot.ref} is rejected"}
    assert "The rule counts organizations." in body("objection_answered")


def test_both_sides_learn_of_a_proxy_and_of_its_end(cast):
    ballot, _ = with_proxies(cast)
    hill = line(ballot, "Hill")
    proxy = actions.name_proxy(
        ballot_id=ballot.pk, elector_id=hill.pk, holder="lake", by=cast.by("Hill"), at=cast.now
    )
    assert told_now(cast, "proxy_named") == {
        "Lake Rep": f"You vote for Hill in {ballot.ref} until Mon 16 Mar, 12:00 UTC (proxy)",
        "Hill Rep": f"Lake Rep holds the proxy of Hill in {ballot.ref}",
    }
    assert "You can also give somebody else on the roll your proxy." in body("ballot_opened", "River Rep")
    actions.cast_vote(ballot_id=ballot.pk, elector_id=hill.pk, choice="for", by=cast.by("Lake"), at=cast.now)
    assert told_now(cast, "vote_by_colleague") == {"Hill Rep": f"Lake Rep voted for Hill in {ballot.ref}"}
    actions.revoke_proxy(ballot_id=ballot.pk, person_id=proxy.pk, by=cast.by("Hill"), at=cast.now)
    assert told_now(cast, "proxy_revoked") == {
        "Lake Rep": f"You no longer vote for Hill in {ballot.ref}",
        "Hill Rep": f"Lake Rep no longer holds the proxy of Hill in {ballot.ref}",
    }


def test_voters_learn_when_a_rule_closes_their_ballot_early(cast):
    _, found = rule_in_force("simple-majority", cast.now)
    rule = MotionRule.model_validate({**found.model_dump(), "close_early": CloseEarly(when="decided")})
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
    for name in ("Hill", "Lake", "River", "Forest"):
        actions.cast_vote(
            ballot_id=ballot.pk,
            elector_id=line(ballot, name).pk,
            choice="for",
            by=cast.by(name),
            at=cast.now,
        )
    at = cast.later(days=1)
    actions.close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=at)
    subject = f"{ballot.ref} is closed: its outcome can no longer change"
    assert told_now(cast, "ballot_closed_early") == dict.fromkeys(VOTERS, subject)


def test_a_ballot_that_closes_at_its_time_has_no_mail_of_that(cast):
    closed(cast, opened(cast, drafted(cast)))
    assert told("ballot_closed_early") == {}
    assert told("ballot_counted")


@pytest.fixture
def of_people(cast, monkeypatch) -> Ballot:
    """A ballot in which people vote for themselves; Lake's holds the proxy of Hill's."""
    people = {name: cast.people[name] for name in ("Hill", "Lake")}
    lines = [
        RollLine(
            name=str(user),
            slug=name.lower(),
            is_entitled=True,
            reason="Holds a seat.",
            unit="person",
            people=(
                RollEntry(user.pk, str(user), Capacity.PRIMARY),
                *([RollEntry(people["Lake"].pk, "Lake Rep", Capacity.PROXY)] if name == "Hill" else []),
            ),
        )
        for name, user in people.items()
    ]
    monkeypatch.setattr("alliance.voting.actions.building.electorate_of", lambda *_: lines)
    options = [OptionText(name) for name in ("Ana Ruiz", "Mei Lin")]
    ballot = opened(cast, contest(cast, options=options))
    ballot.electors.get(slug="hill").people.filter(capacity="proxy").update(named_at=cast.now)
    return ballot


def test_people_are_addressed_as_themselves(cast, of_people):
    cast.later(seconds=1)
    hill, lake = body("ballot_opened", "Hill Rep"), body("ballot_opened", "Lake Rep")
    assert hill.startswith("Vote by Mon 16 Mar 2026")
    assert lake.startswith("Vote for yourself and Hill Rep by Mon 16 Mar 2026")
    for text in (hill, lake):
        assert "alternate" not in text
        assert "organization" not in text
    assert Notice.objects.get(kind="ballot_opened", recipient__name="Hill Rep").reason == (
        "you stand on the electoral roll"
    )
    actions.remind_voters(ballot_id=of_people.pk, by=Actor.system(), at=cast.now)
    cast.later(seconds=1)
    assert "No vote of yours is on record yet." in body("vote_reminder", "Hill Rep")
    assert "No vote for yourself and Hill Rep is on record yet." in body("vote_reminder", "Lake Rep")
    elector = of_people.electors.get(slug="hill")
    for who in ("Lake", "Hill"):
        actions.cast_vote(
            ballot_id=of_people.pk,
            elector_id=elector.pk,
            marks=of_people.form.ranking([["Mei Lin"]]),
            by=cast.by(who),
            at=cast.now,
        )
    cast.later(seconds=1)
    assert body("vote_recorded", "Lake Rep").startswith("Your vote for Hill Rep is recorded")
    assert body("vote_recorded", "Hill Rep").startswith("Your vote is recorded in place of the earlier one")
