"""A proposal under a rule that asks by class of members: voted on, counted class by class, shown, checked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from alliance.charter.grammar import MotionRule
from alliance.charter.grammar.openings import CloseEarly
from alliance.charter.queries import rule_in_force
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import NotNow
from alliance.voting import actions, verify
from alliance.voting.actions import building
from alliance.voting.forecast import Outlook
from alliance.voting.models import Ballot, Result
from alliance.voting.published import files_of
from alliance.voting.queries import turnout_of
from alliance.voting.rules import blocking, is_settled
from alliance.voting.turnout import pace_of
from projects.models import Decision
from tests.cast import Cast, add_organization, in_vote, line
from tests.projects.conftest import words_of

SYSTEM = Actor.system()
PASSING = {
    "Lake": "for", "River": "against",  # universities; Hill proposes and is recused
    "Forest": "for", "Stone": "abstain",
    "Dune": "for", "Elm": "against",
}  # fmt: skip


@pytest.fixture
def cast(cast: Cast) -> Cast:
    """The cast with members of the third class: a foundation and a government."""
    add_organization(cast, "Dune", kind="foundation")
    add_organization(cast, "Elm", kind="government")
    return cast


def voted(cast: Cast, votes: dict[str, str], **fields) -> Ballot:
    """A proposal under the class-balanced rule, and these votes."""
    _, ballot = in_vote(cast, rule_id="balanced-majority", **fields)
    return with_votes(cast, ballot, votes)


def with_votes(cast: Cast, ballot: Ballot, votes: dict[str, str]) -> Ballot:
    for name, choice in votes.items():
        elector = line(ballot, name)
        actions.cast_vote(
            ballot_id=ballot.pk, elector_id=elector.pk, choice=choice, by=cast.by(name), at=cast.now
        )
    return ballot


def counted(cast: Cast, ballot: Ballot) -> Result:
    at = cast.later(days=14, seconds=1)
    actions.close_ballot(ballot_id=ballot.pk, by=SYSTEM, at=at)
    cast.later(seconds=1)
    ballot.refresh_from_db()
    return ballot.result


def test_it_passes_and_every_page_tells_the_classes(cast, client):
    ballot = voted(cast, PASSING)
    result = counted(cast, ballot)
    assert result.outcome == "passed"
    assert {name: (each["for"], each["against"], each["eligible"], each["seats"])
            for name, each in result.record["classes"].items()} == {
        "academia": (1, 1, 2, 3), "enterprise": (1, 0, 3, 3), "public-interest": (1, 1, 2, 2)
    }  # fmt: skip
    decision = Decision.objects.get()
    assert decision.outcome == "accepted"
    row = "Public interest 1 1 0 2 of 2 Yes Yes"
    pages = (decision.get_absolute_url(), f"{ballot.get_absolute_url()}result/")
    for address in (*pages, f"{pages[0]}certificate/", f"{ballot.get_absolute_url()}certificate/"):
        page = words_of(client.get(address))
        assert "Votes by member class Class For Against Abstained Took part Quorum Passing" in page
        assert "Passing: whether at least one third of the votes for and against are for." in page
        assert row in page


@pytest.mark.parametrize(
    ("changes", "outcome", "reason"),
    [
        ({"Dune": "against"}, "not_passed", "2 member classes where at least one third of the votes for"),
        ({"River": "for", "Dune": "abstain"}, "not_passed", "2 member classes where"),
        ({"Forest": "against"}, "not_passed", "at least 3 needed: not met"),
    ],
)
def test_a_class_that_does_not_agree_stops_it(cast, changes, outcome, reason):
    result = counted(cast, voted(cast, PASSING | changes))
    assert result.outcome == outcome
    assert reason in result.record["passes"]["sentence"]


def test_without_any_vote_of_a_class_there_is_no_quorum(cast):
    ballot = voted(cast, {name: choice for name, choice in PASSING.items() if name not in {"Dune", "Elm"}})
    result = counted(cast, ballot)
    assert (result.outcome, result.record["quorum"]["needed"]) == ("no_quorum", None)
    assert result.record["classes"]["public-interest"]["participated"] == 0
    assert Decision.objects.get().outcome == "no_quorum"


def test_what_is_published_is_counted_again_with_and_without_names(cast):
    ballot = voted(cast, PASSING)
    result = counted(cast, ballot)
    digests = [result.digest, ballot.manifest_digest]
    files = files_of(ballot, result, names=True, ballots=True)
    assert verify.check(files, *digests).startswith("Everything agrees: 3 for, 2 against, 1 abstained")
    nameless = files_of(ballot, result, names=False, ballots=True)
    assert "roll.csv" not in nameless
    assert "Everything agrees" in verify.check(nameless, *digests)
    again = actions.count_ballot(ballot_id=ballot.pk, by=SYSTEM, at=cast.now)
    assert again.digest == result.digest


def test_a_recusal_and_a_weight_count_in_their_class(cast, monkeypatch):
    roll_of = building.electorate_of

    def weighted(ballot, at):
        lines = roll_of(ballot, at)
        return [replace(each, weight=3) if each.name == "Forest" else each for each in lines]

    monkeypatch.setattr(building, "electorate_of", weighted)
    ballot = with_votes(cast, opened(cast, rule=balanced(cast)), PASSING)
    actions.recuse_elector(
        ballot_id=ballot.pk,
        elector_id=line(ballot, "Elm").pk,
        reason="it would pay",
        by=cast.by("Elm"),
        at=cast.now,
    )
    classes = counted(cast, ballot).record["classes"]
    assert (classes["enterprise"]["for"], classes["enterprise"]["eligible"]) == (3, 5)
    assert [classes["public-interest"][name] for name in ("against", "eligible", "seats")] == [0, 1, 2]


def test_whether_the_quorum_is_there_is_told_with_the_result(cast):
    _, ballot = in_vote(cast, rule_id="balanced-majority")
    assert (turnout_of(ballot).needed, turnout_of(ballot).short) == (3, 3)
    with_votes(cast, ballot, {"Lake": "for", "River": "for", "Forest": "for"})
    turnout = turnout_of(ballot)
    assert (turnout.short, turnout.is_quorate) == (0, False)
    found = pace_of(ballot, cast.now).forecast
    assert (found.outlook, found.sentence) == (
        Outlook.NOT_COMPARABLE,
        "Quorum open: enough have voted in all; whether enough of each class did is told at the count.",
    )


# Prepared by hand ----------------------------------------------------------------------------------------
def balanced(cast: Cast, **parts) -> MotionRule:
    _, found = rule_in_force("balanced-majority", cast.now)
    return MotionRule.model_validate({**found.model_dump(), **parts})


def built(cast: Cast, **given) -> Ballot:
    given = {
        "question": "Shall we speak up?",
        "meaning_for": "We speak up.",
        "meaning_against": "We do not.",
        "body_name": "All members",
        "opens_at": cast.now,
        "closes_at": cast.now + timedelta(days=14),
        **given,
    }
    return actions.build_ballot(**given, by=cast.by("staff"), at=cast.now)


def frozen(cast: Cast, **given) -> Ballot:
    ballot = built(cast, **given)
    for action in (actions.rehearse_ballot, actions.freeze_ballot):
        action(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)
    return ballot


def opened(cast: Cast, **given) -> Ballot:
    ballot = frozen(cast, **given)
    return actions.open_ballot(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)


@pytest.mark.parametrize(
    "given", [{"level": "secret"}, {"publication": "aggregates"}, {"publication": "members"}]
)
def test_a_ballot_that_hides_its_votes_is_not_frozen(cast, given):
    ballot = built(cast, rule_id="balanced-majority", **given)
    (sentence,) = blocking(ballot, cast.now)
    assert sentence == (
        "The rule counts votes by class of members, and the figures of a small class nearly tell each vote. "
        "Hold a recorded ballot whose votes are public."
    )
    with pytest.raises(NotNow, match="Hold a recorded ballot whose votes are public"):
        frozen(cast, rule_id="balanced-majority", **given)


def test_nobody_votes_who_is_of_no_class(cast, monkeypatch):
    roll_of = building.electorate_of

    def unsorted(ballot, at):
        lines = roll_of(ballot, at)
        return [replace(each, voter_class="") if each.name == "Lake" else each for each in lines]

    monkeypatch.setattr(building, "electorate_of", unsorted)
    with pytest.raises(NotNow, match="and Lake is of none"):
        opened(cast, rule_id="balanced-majority")


def test_it_is_never_closed_early(cast):
    ballot = opened(cast, rule=balanced(cast, close_early=CloseEarly(when="decided")))
    with_votes(cast, ballot, {**PASSING, "Hill": "for", "Cliff": "for"})
    assert not is_settled(ballot, cast.now + timedelta(days=13))
    with pytest.raises(NotNow, match="Voting is open until"):
        actions.close_ballot(ballot_id=ballot.pk, by=SYSTEM, at=cast.now + timedelta(days=13))
