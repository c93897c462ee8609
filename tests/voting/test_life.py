"""The life of a ballot: notice, opening at its time, early close, objections, proxies, weights."""

from dataclasses import replace
from datetime import timedelta

import pytest

from alliance.audit.models import Event
from alliance.charter.grammar import MotionRule
from alliance.charter.grammar.openings import CloseEarly, Notice
from alliance.charter.queries import rule_in_force
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Forbidden, NotNow
from alliance.voting import actions, tasks
from alliance.voting.actions import building
from alliance.voting.models import Ballot, Elector, RollPerson, Vote
from alliance.voting.queries import ballots_visible_to, roll_changes
from alliance.voting.roll import RollEntry, RollLine
from alliance.voting.rules import blocking
from alliance.voting.states import Capacity
from tests.cast import Cast, line

SYSTEM = Actor.system()


def rule(cast: Cast, **parts) -> MotionRule:
    """The rule of simple majorities with some of its parts changed."""
    _, found = rule_in_force("simple-majority", cast.now)
    return MotionRule.model_validate({**found.model_dump(), **parts})


def built(cast: Cast, **given) -> Ballot:
    given = {
        "question": "Shall we meet in spring?",
        "meaning_for": "We meet in spring.",
        "meaning_against": "We do not meet.",
        "body_name": "All members",
        "rule_id": "simple-majority",
        "opens_at": cast.now + timedelta(days=7),
        "closes_at": cast.now + timedelta(days=21),
        **given,
    }
    return actions.build_ballot(**given, by=cast.by("staff"), at=cast.now)


def frozen(cast: Cast, **given) -> Ballot:
    ballot = built(cast, **given)
    for action in (actions.rehearse_ballot, actions.freeze_ballot):
        ballot = action(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)
    return ballot


def opened(cast: Cast, **given) -> Ballot:
    ballot = frozen(cast, opens_at=cast.now, **given)
    return actions.open_ballot(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)


def vote(cast: Cast, ballot: Ballot, who: str, choice: str, *, of: str = "") -> Vote:
    return actions.cast_vote(
        ballot_id=ballot.pk,
        elector_id=line(ballot, of or who).pk,
        choice=choice,
        by=cast.by(who),
        at=cast.now,
    )


# Preparing --------------------------------------------------------------------------------------------------
def test_what_is_frozen_was_rehearsed_as_it_stands(cast):
    ballot = built(cast)
    with pytest.raises(NotNow, match="Rehearse this text first"):
        actions.freeze_ballot(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)
    actions.rehearse_ballot(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)
    actions.revise_ballot(
        ballot_id=ballot.pk,
        question="Shall we meet in autumn?",
        meaning_for="We meet.",
        meaning_against="We do not.",
        opens_at=ballot.opens_at,
        closes_at=ballot.closes_at,
        by=cast.by("staff"),
        at=cast.now,
    )
    with pytest.raises(NotNow, match="Rehearse this text first"):
        actions.freeze_ballot(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)


def test_a_draft_is_known_to_those_who_prepare_it_only(cast):
    ballot = built(cast)
    assert ballot in ballots_visible_to(cast.by("staff"))
    assert ballot not in ballots_visible_to(cast.by("Hill"))
    assert ballot not in ballots_visible_to(Actor.anonymous())
    with pytest.raises(Forbidden):
        actions.rehearse_ballot(ballot_id=ballot.pk, by=cast.by("Hill"), at=cast.now)
    actions.cancel_ballot(ballot_id=ballot.pk, reason="not now", by=cast.by("staff"), at=cast.now)
    assert ballot not in ballots_visible_to(cast.by("Hill"))


def test_what_blocks_a_ballot_is_said_with_its_mend(cast):
    ballot = built(cast, meaning_against="")
    assert blocking(ballot, cast.now) == ["Say what a vote for and a vote against mean."]
    assert "Choose a later time." in blocking(ballot, cast.now + timedelta(days=30))[-1]


def test_an_announced_ballot_opens_at_its_time_and_not_before(cast):
    ballot = frozen(cast)
    actions.announce_ballot(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)
    with pytest.raises(NotNow, match="was announced to open"):
        actions.open_ballot(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)
    with pytest.raises(NotNow, match="announced ballot is not changed"):
        actions.revise_ballot(
            ballot_id=ballot.pk,
            question="?",
            opens_at=ballot.opens_at,
            closes_at=ballot.closes_at,
            by=cast.by("staff"),
            at=cast.now,
        )
    at = cast.later(days=7)
    actions.open_ballot(ballot_id=ballot.pk, by=SYSTEM, at=at)
    ballot.refresh_from_db()
    assert ballot.state == "open"
    assert ballot.electors.entitled().count() == 6


def test_the_worker_opens_what_is_due(cast, monkeypatch):
    ballot = frozen(cast)
    actions.announce_ballot(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)
    monkeypatch.setattr(tasks.timezone, "now", lambda: cast.now + timedelta(days=7, seconds=1))
    tasks.open_due()
    tasks.open_due()
    ballot.refresh_from_db()
    assert ballot.state == "open"
    assert Event.objects.filter(kind="ballot.opened").count() == 1


def test_a_rule_with_notice_is_kept(cast):
    asked = rule(cast, notice=Notice(min="P14D"))
    ballot = frozen(cast, rule=asked)
    with pytest.raises(NotNow, match="notice of 14 days"):
        actions.announce_ballot(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)
    with pytest.raises(NotNow, match="announce it first"):
        actions.open_ballot(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)


# Closing ----------------------------------------------------------------------------------------------------
def test_a_ballot_closes_early_by_its_rule_once_nothing_can_change(cast, monkeypatch):
    early = rule(cast, close_early=CloseEarly(when="decided", not_before="P2D"))
    ballot = opened(cast, rule=early)
    for name in ("Hill", "Lake", "River"):
        vote(cast, ballot, name, "for")
    at = cast.later(days=3)
    with pytest.raises(NotNow):
        actions.close_ballot(ballot_id=ballot.pk, by=SYSTEM, at=at)
    vote(cast, ballot, "Forest", "for")
    monkeypatch.setattr(tasks.timezone, "now", lambda: at)
    tasks.close_due()
    ballot.refresh_from_db()
    assert (ballot.state, ballot.closed_at) == ("closed", at)


def test_not_before_the_time_the_rule_names(cast):
    early = rule(cast, close_early=CloseEarly(when="decided", not_before="P2D"))
    ballot = opened(cast, rule=early)
    for name in ("Hill", "Lake", "River", "Forest", "Stone"):
        vote(cast, ballot, name, "for")
    with pytest.raises(NotNow):
        actions.close_ballot(ballot_id=ballot.pk, by=SYSTEM, at=cast.now + timedelta(days=1))


def test_a_secret_ballot_never_closes_early(cast):
    early = rule(cast, close_early=CloseEarly(when="decided"))
    ballot = opened(cast, rule=early, level="secret")
    for name in ("Hill", "Lake", "River", "Forest", "Stone", "Cliff"):
        vote(cast, ballot, name, "for")
    with pytest.raises(NotNow):
        actions.close_ballot(ballot_id=ballot.pk, by=SYSTEM, at=cast.now + timedelta(days=1))


# The roll ---------------------------------------------------------------------------------------------------
def test_an_upheld_objection_entitles_a_line_and_the_roll_remembers(cast):
    ballot = opened(cast, objection_days=3)
    Elector.objects.filter(pk=line(ballot, "Hill").pk).update(is_entitled=False, reason="No vote: suspended.")
    with pytest.raises(Forbidden):
        vote(cast, ballot, "Hill", "for")
    objection = actions.raise_objection(
        ballot_id=ballot.pk,
        kind="roll",
        elector_id=line(ballot, "Hill").pk,
        text="We were reinstated on Monday.",
        by=cast.by("Hill"),
        at=cast.now,
    )
    with pytest.raises(Forbidden):
        answer(cast, objection, "Hill")
    answer(cast, objection, "staff", effect="entitle")
    assert vote(cast, ballot, "Hill", "for").revision == 1
    (change,) = roll_changes(ballot)
    assert (change["key"], change["before"]["entitled"], change["after"]["entitled"]) == ("hill", False, True)
    with pytest.raises(NotNow, match="No objection is open"):
        answer(cast, objection, "staff")


def answer(cast: Cast, objection, who: str, **given):
    return actions.answer_objection(
        ballot_id=objection.ballot_id,
        objection_id=objection.pk,
        is_upheld=given.pop("is_upheld", True),
        answer="The register agrees.",
        by=cast.by(who),
        at=cast.now,
        **given,
    )


def test_objections_end_at_their_time(cast):
    ballot = opened(cast, objection_days=3)
    cast.later(days=3)
    with pytest.raises(NotNow, match="ended at"):
        actions.raise_objection(
            ballot_id=ballot.pk, kind="roll", text="Too late.", by=cast.by("Hill"), at=cast.now
        )


def test_an_open_objection_holds_the_certificate_up(cast):
    ballot = opened(cast, dispute_days=7)
    vote(cast, ballot, "Hill", "for")
    at = cast.later(days=21)
    actions.close_ballot(ballot_id=ballot.pk, by=SYSTEM, at=at)
    cast.later(seconds=1)
    objection = actions.raise_objection(
        ballot_id=ballot.pk, kind="result", text="Count again.", by=cast.by("Lake"), at=cast.now
    )
    cast.later(days=8)
    with pytest.raises(NotNow, match="waits for its answer"):
        actions.certify_ballot(ballot_id=ballot.pk, by=SYSTEM, at=cast.now)
    answer(cast, objection, "staff", is_upheld=False)
    tasks.count_due()
    ballot.refresh_from_db()
    assert ballot.state == "certified"


def test_a_proxy_votes_until_it_is_taken_back(cast):
    with_proxies = rule(cast, proxies={"allowed": True, "most_per_holder": 1})
    ballot = opened(cast, rule=with_proxies)
    give = {"ballot_id": ballot.pk, "holder": "lake", "at": cast.now}
    proxy = actions.name_proxy(elector_id=line(ballot, "Hill").pk, by=cast.by("Hill"), **give)
    assert (proxy.name, proxy.capacity) == ("Lake Rep", Capacity.PROXY)
    assert vote(cast, ballot, "Lake", "for", of="Hill").cast_by == cast.people["Lake"]
    with pytest.raises(NotNow, match="may hold 1 here"):
        actions.name_proxy(elector_id=line(ballot, "River").pk, by=cast.by("River"), **give)
    actions.revoke_proxy(ballot_id=ballot.pk, person_id=proxy.pk, by=cast.by("Hill"), at=cast.now)
    with pytest.raises(Forbidden):
        vote(cast, ballot, "Lake", "against", of="Hill")
    assert vote(cast, ballot, "Hill", "against").revision == 2


def test_without_proxies_in_the_rule_there_are_none(cast):
    ballot = opened(cast)
    with pytest.raises(NotNow, match="no proxies"):
        actions.name_proxy(
            ballot_id=ballot.pk,
            elector_id=line(ballot, "Hill").pk,
            holder="lake",
            by=cast.by("Hill"),
            at=cast.now,
        )


def weighted(cast: Cast) -> list[RollLine]:
    people = {
        name: RollEntry(cast.people[name].pk, f"{name} Rep", Capacity.PRIMARY) for name in ("Hill", "Lake")
    }
    lines = [
        RollLine(
            name, name.lower(), True, "Member.", organization_id=cast.organizations[name].pk, people=(who,)
        )
        for name, who in people.items()
    ]
    return [replace(lines[0], weight=3), lines[1]]


def test_weights_count_in_votes_and_in_quorum(cast, monkeypatch):
    monkeypatch.setattr(building, "electorate_of", lambda *_: weighted(cast))
    ballot = opened(cast)
    vote(cast, ballot, "Hill", "for")
    vote(cast, ballot, "Lake", "against")
    at = cast.later(days=21)
    actions.close_ballot(ballot_id=ballot.pk, by=SYSTEM, at=at)
    cast.later(seconds=1)
    ballot.refresh_from_db()
    tally = ballot.result.tally
    assert (tally["for"], tally["against"], tally["eligible"], ballot.result.outcome) == (3, 1, 4, "passed")


def test_weights_and_secrecy_do_not_go_together(cast, monkeypatch):
    monkeypatch.setattr(building, "electorate_of", lambda *_: weighted(cast))
    with pytest.raises(NotNow, match="name tag"):
        opened(cast, level="secret")


def test_people_vote_in_their_own_name(cast, monkeypatch):
    def seats(*_):
        return [
            RollLine(
                f"{name} Rep",
                cast.people[name].handle,
                name != "Cliff",
                "Seat of the committee.",
                unit="person",
                organization_id=cast.organizations[name].pk,
                affiliation=name,
                people=(RollEntry(cast.people[name].pk, f"{name} Rep", Capacity.PRIMARY),),
            )
            for name in ("Stone", "Cliff", "Hill")
        ]

    monkeypatch.setattr(building, "electorate_of", seats)
    ballot = opened(cast, rule=rule(cast, vote_unit="person"))
    elector = ballot.electors.get(name="Stone Rep")
    by = cast.by("Stone")
    actions.cast_vote(ballot_id=ballot.pk, elector_id=elector.pk, choice="for", by=by, at=cast.now)
    actions.strike_voter(
        organization_id=cast.organizations["Stone"].pk, user_id=by.user_id, by=SYSTEM, at=cast.now
    )
    assert RollPerson.objects.get(elector=elector).struck_at is None
