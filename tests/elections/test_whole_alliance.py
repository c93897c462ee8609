"""The alliance's own steering committee: each class of members elects its seats, one for each group."""

from datetime import date

import pytest

from alliance.elections import actions
from alliance.elections.models import Contest, Election
from alliance.elections.queries import holders_of
from alliance.kernel.verdict import Forbidden, NotNow
from tests.elections.stage import Stage, reason_of

COMPANIES = tuple(f"Company {letter}" for letter in "ABCDEFG")
UNIVERSITIES = tuple(f"University {letter}" for letter in "ABCDE")


@pytest.fixture
def stage(own: Stage) -> Stage:
    for name in COMPANIES:
        own.represented(name)
    own.represented("Subsidiary", of="Company A")
    for name in UNIVERSITIES:
        own.represented(name, kind="university")
    own.represented("Charity", kind="nonprofit")
    return own


@pytest.fixture
def election(stage: Stage) -> Election:
    body = stage.body("steering-committee")
    election = stage.plan(body, "steering-election", "2026-03-02", terms_from_on=date(2026, 4, 1))
    stage.go_to(election.nominations_open_at)
    election.refresh_from_db()
    return election


def contest_of(election: Election, group: str) -> Contest:
    return election.contests.get(group=group)


def stand(stage: Stage, contest: Contest, *members: str) -> None:
    """The representative of each member stands, endorsed by three members of different groups."""
    endorsers = [name for name in stage.members if name != "Subsidiary" and name not in members]
    own = COMPANIES if contest.group == "enterprise" else UNIVERSITIES
    for name in members:
        candidacy = stage.nominate(contest, f"{name} Rep", by=f"{name} Rep", affiliation=name)
        for endorser in [name, *(each for each in own if each != name)][:3]:
            actions.endorse(candidacy_id=candidacy.pk, **stage.do(f"{endorser} Rep"))
    assert endorsers


def test_each_class_has_a_contest_and_terms_of_a_new_body_are_staggered(stage, election):
    found = {each.group: (each.number, each.voter_class) for each in election.contests.all()}
    assert found == {
        "enterprise": (4, "enterprise"),
        "academia": (4, "academia"),
        "public-interest": (2, "public-interest"),
    }
    contest = contest_of(election, "academia")
    assert [seat.cohort for seat in contest.seats.order_by("number")] == [1, 1, 2, 2]


def test_only_members_of_the_class_nominate_endorse_and_vote(stage, election):
    contest = contest_of(election, "enterprise")
    given = {"contest_id": contest.pk, "user_id": stage.person("Ina").pk}
    assert reason_of(Forbidden, actions.nominate, **given, **stage.do("University A Rep")) == (
        "Only those who vote here may nominate."
    )
    stand(stage, contest, *COMPANIES[:6])
    stand(stage, contest_of(election, "academia"), *UNIVERSITIES)
    stage.go_to(election.acceptance_until)
    election.refresh_from_db()
    # nobody stands for the third class: nominations open again for it alone, and the others wait
    states = {each.group: each.state for each in election.contests.all()}
    assert states == {"enterprise": "ready", "academia": "ready", "public-interest": "taking"}
    assert election.state == "nominating"
    given = {"contest_id": contest.pk, "user_id": stage.person("Ina").pk}
    assert reason_of(NotNow, actions.nominate, **given, **stage.do("Company A Rep")) == (
        "Who stands for “Enterprise” is settled."
    )
    third = contest_of(election, "public-interest")
    actions.leave_seats_open(contest_id=third.pk, reason="One member of the class.", **stage.do())
    enterprise, academia = stage.announce(election)
    stage.go_to(enterprise.opens_at)
    reasons = {line.name: line.reason for line in enterprise.electors.filter(is_entitled=False)}
    assert set(reasons) == {*UNIVERSITIES, "Charity"}
    assert set(reasons.values()) == {"No vote here: members of the class enterprise elect these seats."}
    assert academia.electors.entitled().count() == 5


def test_one_corporate_group_holds_one_seat_over_all_contests(stage, election):
    """Two contests are counted apart; those of one group who are elected in both agree, or a lot decides."""
    uni = stage.represented("Campus", of="Company A", kind="university")
    stand(stage, contest_of(election, "enterprise"), *COMPANIES[:5])
    stand(stage, contest_of(election, "academia"), *UNIVERSITIES[:4], "Campus")
    stage.go_to(election.acceptance_until)
    actions.leave_seats_open(
        contest_id=contest_of(election, "public-interest").pk, reason="One member.", **stage.do()
    )
    enterprise, academia = stage.announce(election)
    stage.go_to(enterprise.opens_at)
    for name in COMPANIES:
        stage.rank(enterprise, f"{name} Rep", "Company A Rep", *(f"{each} Rep" for each in COMPANIES[1:5]))
    for name in (*UNIVERSITIES, uni.name):
        stage.rank(academia, f"{name} Rep", "Campus Rep", *(f"{each} Rep" for each in UNIVERSITIES[:4]))
    stage.go_to(enterprise.closes_at)
    first, second = contest_of(election, "enterprise"), contest_of(election, "academia")
    assert sorted([first.state, second.state]) == ["counted", "decided"]
    open_one = first if first.state == "counted" else second
    (excess,) = open_one.outcome["to_settle"]
    assert (excess["side"], excess["held"], excess["allowed"]) == ("Company A", 2, 1)
    campus = election.candidacies.get(name="Campus Rep")
    actions.step_down(
        contest_id=second.pk, candidacy_id=campus.pk, reason="Agreed.", **stage.do("Campus Rep")
    )
    election.refresh_from_db()
    assert {each.state for each in election.contests.all()} == {"decided"}
    assert [each["name"] for each in contest_of(election, "academia").elected] == [
        f"{name} Rep" for name in UNIVERSITIES[:4]
    ]  # the next ranked moves up: the charter fills a vacancy so within a year
    stage.later(days=7)
    election.refresh_from_db()
    assert election.state == "certified"
    held = holders_of(election.body, stage.now.date())
    assert held.count() == 8
    lasting = {
        each.rank: each.until_on.year - each.from_on.year for each in held.filter(seat__group="academia")
    }
    assert lasting == {1: 2, 2: 2, 3: 1, 4: 1}


def test_officers_neither_stand_nor_nominate_nor_endorse(stage, election):
    contest = contest_of(election, "enterprise")
    officer = stage.person("Officer 1")
    given = {"contest_id": contest.pk, "user_id": officer.pk}
    assert reason_of(NotNow, actions.nominate, **given, **stage.do("Company A Rep")) == (
        "An officer of this election may not stand in it."
    )
    candidacy = stage.nominate(contest, "Company A Rep", by="Company A Rep", affiliation="Company A")
    rep = stage.person("Company A Rep")
    refused = reason_of(
        NotNow, actions.appoint_officer, election_id=election.pk, user_id=rep.pk, **stage.do()
    )
    assert refused == "Whoever stands in this election may not run it."
    assert candidacy.state == "accepted"
