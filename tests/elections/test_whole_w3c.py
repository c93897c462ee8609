"""W3C Process: the Technical Architecture Group and the Advisory Board, with lot and short terms."""

from datetime import date

import pytest

from alliance.elections import actions
from alliance.elections.models import Contest
from alliance.elections.queries import holders_of
from alliance.kernel.verdict import Forbidden, NotNow
from alliance.voting import actions as voting
from alliance.voting.models import Ballot
from tests.elections.stage import Stage, reason_of

MEMBERS = ("Alpha", "Beta", "Gamma", "Delta", "Epsilon")


@pytest.fixture
def stage(w3c: Stage) -> Stage:
    """Five members with a representative each; one more is owned by Alpha."""
    body = w3c.body("ac", member=6)
    w3c.member("Alpha")
    w3c.member("Alpha Labs", of="Alpha")
    for number, name in enumerate((*MEMBERS, "Alpha Labs"), start=1):
        w3c.member(name)
        w3c.seat(body, number, f"{name} Rep", name, terms=("2025-01-01", ""))
    tag = w3c.body("tag")
    for number in range(1, 5):
        w3c.seat(tag, number, f"Sits {number}", f"Employer {number}", terms=("2025-02-01", "2027-02-01"))
    for number in range(5, 9):
        w3c.seat(tag, number, f"Goes {number}", f"Firm {number}", terms=("2024-02-01", "2026-04-01"))
    return w3c


def opened(stage: Stage, body: str = "tag", rule: str = "tag-election", **given) -> Contest:
    sitting = stage.person("Goes 5").terms.get().seat.body if body == "tag" else None
    election = stage.plan(
        sitting or stage.body(body), rule, "2026-02-20", terms_from_on=date(2026, 4, 1), **given
    )
    stage.go_to(election.nominations_open_at)
    return election.contests.first()


def nominated(stage: Stage, contest: Contest, **employers: str) -> None:
    for (name, employer), member in zip(employers.items(), MEMBERS, strict=False):
        stage.nominate(contest, name, by=f"{member} Rep", affiliation=employer)


def voting_on(stage: Stage, contest: Contest, **given) -> Ballot:
    stage.go_to(contest.election.acceptance_until)
    (ballot,) = stage.announce(contest.election, **given)
    stage.go_to(ballot.opens_at)
    return ballot


def test_one_ballot_and_one_nomination_for_a_group_of_related_members(stage):
    contest = opened(stage)
    stage.nominate(contest, "Ann", by="Alpha Rep")
    given = {"contest_id": contest.pk, "user_id": stage.person("Bob").pk}
    assert reason_of(Forbidden, actions.nominate, **given, **stage.do("Alpha Labs Rep")) == (
        "Each voter may nominate 1 at most."
    )
    for name, member in zip(("Bob", "Cat", "Dov", "Eli"), MEMBERS[1:], strict=True):
        stage.nominate(contest, name, by=f"{member} Rep")
    ballot = voting_on(stage, contest)
    assert [line.name for line in ballot.electors.entitled()] == [
        "Alpha",
        "Beta",
        "Delta",
        "Epsilon",
        "Gamma",
    ]
    alpha = ballot.electors.get(name="Alpha")
    assert sorted(each.name for each in alpha.people.all()) == ["Alpha Labs Rep", "Alpha Rep"]


def test_a_tie_is_decided_by_a_lot_that_anybody_can_draw_again(stage):
    """Five candidates for four seats, and nobody is preferred: the lot of RFC 3797 decides who stays out."""
    contest = opened(stage)
    election = contest.election
    nominated(stage, contest, Ann="One", Bob="Two", Cat="Three", Dov="Four", Eli="Five")
    ballot = voting_on(stage, contest)
    assert (ballot.method, ballot.lot_source) == ("meek-prf", "RFC 3797")
    for member, name in zip(MEMBERS, ("Ann", "Bob", "Cat", "Dov", "Eli"), strict=True):
        stage.rank(ballot, f"{member} Rep", name)
    stage.go_to(ballot.closes_at)
    ballot.refresh_from_db()
    contest.refresh_from_db()
    assert (ballot.state, contest.state) == ("closed", "voting")  # it waits for the public value
    given = {"contest_id": contest.pk, "value": "9 18 26 34 41 45"}
    assert reason_of(Forbidden, actions.draw_lot, **given, **stage.do("Alpha Rep"))
    actions.draw_lot(**given, **stage.do())
    stage.later(minutes=1)
    ballot.refresh_from_db()
    contest.refresh_from_db()
    lot = ballot.result.record["options"]["lot"]["order"]
    assert {each["name"] for each in contest.elected} == set(lot[:4])
    assert any(tie["is_lot"] for tie in ballot.result.record["ties"])
    assert reason_of(NotNow, actions.draw_lot, **given, **stage.do()) == "Nothing waits for a lot."
    stage.later(days=7)
    election.refresh_from_db()
    assert election.state == "certified"
    assert holders_of(election.body, date(2026, 4, 2)).count() == 8


def test_nobody_is_seated_beside_another_of_the_same_primary_affiliation(stage):
    """The cap is kept during the count; the affiliations of sitting members count (#AB-TAG-constraints)."""
    contest = opened(stage)
    nominated(stage, contest, Ann="Employer 1", Bob="Two", Cat="Two", Dov="Four", Eli="Five")
    ballot = voting_on(stage, contest)
    cap = ballot.counting["cap"]
    assert (cap["limit"], cap["sitting"]) == (1, {"Employer 1": 1})
    for member in MEMBERS:
        stage.rank(ballot, f"{member} Rep", "Ann", "Bob", "Cat", "Dov", "Eli")
    stage.go_to(ballot.closes_at)
    contest.refresh_from_db()
    assert [each["name"] for each in contest.elected] == ["Bob", "Dov", "Eli"]
    assert {each["name"] for each in contest.outcome["passed_over"]} == {"Ann", "Cat"}
    assert contest.outcome["vacant"] == 1


def test_the_shortest_terms_go_to_those_elected_last(stage):
    """One of the four seats was left early, so that the rest of its term is up as well (#short-term)."""
    body = stage.person("Goes 5").terms.get().seat.body
    seat = stage.person("Sits 1").terms.get()
    actions.end_term(term_id=seat.pk, ended_on=stage.now.date(), reason="Resigned.", **stage.do())
    contest = opened(stage)
    assert (contest.number, contest.seats.count()) == (5, 5)
    names = ("Ann", "Bob", "Cat", "Dov", "Eli", "Fay")
    for name, member in zip(names, (*MEMBERS, "Alpha"), strict=True):
        if name != "Fay":
            stage.nominate(contest, name, by=f"{member} Rep")
    stage.go_to(contest.election.acceptance_until)
    contest.refresh_from_db()
    # five candidates for five seats: elected without a vote, and a lot says who serves the short term
    assert (contest.state, contest.outcome["undecided"]["what"]) == ("counted", "order")
    actions.draw_lot(contest_id=contest.pk, value="17 30", **stage.do())
    actions.certify_election(election_id=contest.election_id, **stage.do())
    terms = holders_of(body, date(2026, 4, 1)).filter(election=contest.election)
    ends = {each.person_name: each.until_on for each in terms}
    contest.refresh_from_db()
    last = contest.elected[-1]["name"]
    assert ends[last] == date(2027, 2, 1)
    assert {end for name, end in ends.items() if name != last} == {date(2028, 4, 1)}


def test_with_fewer_nominees_than_the_least_number_of_seats_nominations_open_again(stage):
    """The Advisory Board has nine to eleven seats: two more may stay open, not three (#AB-TAG-elections)."""
    contest = opened(stage, "ab", "ab-election")
    assert (contest.number, contest.least) == (11, 9)
    nominated(stage, contest, Ann="One", Bob="Two")
    stage.go_to(contest.election.acceptance_until)
    contest.refresh_from_db()
    assert (contest.state, contest.reopenings, contest.elected) == ("taking", 1, [])
    actions.leave_seats_open(contest_id=contest.pk, reason="Nobody else is found.", **stage.do())
    contest.refresh_from_db()
    assert contest.outcome["sentence"] == "Ann and Bob are elected without a vote. Nine seats stay open."


def test_a_candidate_may_withdraw_until_the_ballot_is_frozen(stage):
    contest = opened(stage)
    nominated(stage, contest, Ann="One", Bob="Two", Cat="Three", Dov="Four", Eli="Five")
    stage.go_to(contest.election.acceptance_until)
    contest.refresh_from_db()
    assert contest.state == "ready"
    ann = contest.candidacies.get(name="Ann")
    actions.withdraw_candidacy(candidacy_id=ann.pk, reason="New job.", **stage.do("Ann"))
    # four are left for four seats: they are elected without a vote
    assert stage.announce(contest.election) == []
    contest.refresh_from_db()
    assert contest.outcome["sentence"] == "Bob, Cat, Dov and Eli are elected without a vote."


def test_a_cancelled_ballot_gives_the_contest_back(stage):

    contest = opened(stage)
    election = contest.election
    nominated(stage, contest, Ann="One", Bob="Two", Cat="Three", Dov="Four", Eli="Five")
    ballot = voting_on(stage, contest)
    for member in MEMBERS:
        stage.rank(ballot, f"{member} Rep", "Ann", "Bob", "Cat", "Dov", "Eli")
    stage.go_to(ballot.closes_at)
    election.refresh_from_db()
    assert election.state == "provisional"
    voting.cancel_ballot(ballot_id=ballot.pk, reason="A candidate was left out.", **stage.do())
    stage.later(minutes=1)
    contest.refresh_from_db()
    election.refresh_from_db()
    assert (contest.state, contest.ballot, contest.outcome, election.state) == (
        "ready",
        None,
        {},
        "balloting",
    )
    (again,) = stage.announce(election)
    assert again.pk != ballot.pk


def test_cancelling_an_election_cancels_its_ballots(stage):
    contest = opened(stage)
    nominated(stage, contest, Ann="One", Bob="Two", Cat="Three", Dov="Four", Eli="Five")
    ballot = voting_on(stage, contest)
    refused = reason_of(
        Forbidden, actions.cancel_election, election_id=contest.election_id, reason="", **stage.do("Ann")
    )
    assert refused == "Only staff may do that."
    actions.cancel_election(election_id=contest.election_id, reason="No quorum of officers.", **stage.do())
    stage.later(minutes=1)
    ballot.refresh_from_db()
    contest.refresh_from_db()
    assert (ballot.state, contest.election.state, contest.state) == ("void", "cancelled", "voting")
