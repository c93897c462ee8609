"""Kubernetes' election of 2022 with all its ballots, and the cap of one third (steering, elections.md)."""

import csv
from datetime import date
from pathlib import Path

import pytest

from alliance.elections import actions
from alliance.elections.models import Contest, Election
from alliance.elections.queries import cap_breaches_of, holders_of, runners_up_of
from alliance.elections.voters import VoterLine
from alliance.kernel.verdict import Forbidden, NotNow
from alliance.voting import actions as voting
from alliance.voting.models import Ballot, Vote
from tests.elections.stage import Stage, reason_of

DATA = Path(__file__).parents[3] / "shared" / "data" / "kubernetes-elections"
SITTING = {"Christoph": "Red Hat", "Stephen": "Cisco", "Paris": "Apple", "Tim": "VMware"}
ENDORSERS = {"Eva": "Google", "Emil": "Red Hat", "Edda": "VMware", "Egon": "Google"}


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def candidates() -> dict[str, str]:
    """Employers by the names on the ballots of 2022."""
    found = (row for row in rows("candidates.csv") if row["election"] == "steering-2022")
    return {row["ballot_column"]: row["employer_stated"] for row in found}


def places(row: dict[str, str]) -> list[list[str]]:
    """A published ballot as a ranking; “No opinion” is no rank."""
    ranks: dict[int, list[str]] = {}
    for name, mark in row.items():
        if mark.isdigit():
            ranks.setdefault(int(mark), []).append(name)
    return [ranks[rank] for rank in sorted(ranks)]


def committee(stage: Stage, sitting: dict[str, str]) -> None:
    body = stage.body("steering-committee")
    for number in range(1, 4):
        stage.seat(body, number, f"Former {number}", f"Firm {number}", terms=("2024-02-01", "2026-03-31"))
    for number, (name, employer) in enumerate(sitting.items(), start=4):
        stage.seat(body, number, name, employer, terms=("2025-02-01", "2027-03-31"))
    assert cap_breaches_of(body, stage.now.date(), stage.now) == ()


def with_candidates(stage: Stage, voters: int) -> Contest:
    """The candidates of 2022, each endorsed by three voters of three employers."""
    body = stage.person("Former 1").terms.get().seat.body
    election = stage.plan(body, "steering-election", "2026-02-20", terms_from_on=date(2026, 3, 31))
    lines = [VoterLine(f"Voter {n}", f"voter.{n}@people.example", "50 contributions.") for n in range(voters)]
    lines += [
        VoterLine(name, f"{name.lower()}@people.example", "50 contributions.", employer)
        for name, employer in ENDORSERS.items()
    ]
    for name in ENDORSERS:
        stage.person(name)
    assert actions.list_voters(election_id=election.pk, voters=lines, **stage.do()) == len(lines)
    stage.go_to(election.nominations_open_at)
    (contest,) = election.contests.all()
    assert (contest.number, contest.state) == (3, "taking")
    for name, employer in candidates().items():
        candidacy = stage.nominate(contest, name, by=name, affiliation=employer, handle=name)
        for voter in ("Eva", "Emil", "Edda"):
            actions.endorse(candidacy_id=candidacy.pk, **stage.do(voter))
    return contest


def voted(stage: Stage, election: Election) -> Ballot:
    """All 219 ballots of 2022 are cast."""
    (ballot,) = stage.announce(election)
    stage.go_to(ballot.opens_at)
    ballot.refresh_from_db()
    assert (ballot.level, ballot.method, ballot.state) == ("secret", "schulze-wv", "open")
    found = rows("steering-2022/ballots.csv")
    lines = {person.name: line for line in ballot.electors.entitled() for person in line.people.all()}
    people = {each.name: each for each in stage_users(election)}
    for number, row in enumerate(found):
        name = f"Voter {number}"
        stage.people[name] = people[name]
        voting.cast_vote(
            ballot_id=ballot.pk,
            elector_id=lines[name].pk,
            marks=ballot.form.ranking(places(row)),
            **stage.do(name),
        )
    assert Vote.objects.filter(elector__ballot=ballot).count() == len(found)
    stage.go_to(ballot.closes_at)
    ballot.refresh_from_db()
    return ballot


def stage_users(election: Election):
    return [voter.user for voter in election.voters.select_related("user")]


@pytest.mark.parametrize(
    ("sitting", "elected", "passed_over"),
    [
        (SITTING, ["mrbobbytables", "bentheelder", "palnabarun"], []),
        (
            {**SITTING, "Paris": "google"},
            ["mrbobbytables", "palnabarun", "cpanato"],
            ["bentheelder", "cici37"],
        ),
    ],
    ids=["as published, limits not invoked", "with somebody of one company on the committee already"],
)
def test_the_election_of_2022_from_nomination_to_the_roster(kubernetes, sitting, elected, passed_over):
    stage = kubernetes
    committee(stage, sitting)
    contest = with_candidates(stage, voters=230)
    election = contest.election
    stage.go_to(election.acceptance_until)
    election.refresh_from_db()
    assert election.state == "balloting"
    ballot = voted(stage, election)
    assert ballot.result.record["elected"] == ["mrbobbytables", "bentheelder", "palnabarun"]
    contest.refresh_from_db()
    assert [each["name"] for each in contest.elected] == elected
    assert [each["name"] for each in contest.outcome["passed_over"]] == passed_over
    assert contest.outcome["digest"] == ballot.result.digest
    stage.later(days=7)
    election.refresh_from_db()
    assert election.state == "certified"
    held = holders_of(election.body, date(2026, 4, 1))
    assert [each.person_name for each in held] == [*elected, *sitting]
    assert {each.until_on for each in held if each.election_id} == {date(2028, 3, 31)}
    assert cap_breaches_of(election.body, date(2026, 4, 1), stage.now) == ()


def test_a_vacancy_goes_to_the_next_of_the_last_election_whose_company_has_room(kubernetes):
    stage = kubernetes
    committee(stage, SITTING)
    contest = with_candidates(stage, voters=220)
    stage.go_to(contest.election.acceptance_until)
    voted(stage, contest.election)
    stage.later(days=7)
    contest.refresh_from_db()
    names = [each.name for each in runners_up_of(contest)]
    assert names == ["cici37", "cpanato", "lavalamp", "deads2k", "qedrakmar"]
    palnabarun = holders_of(contest.election.body, date(2026, 5, 1)).get(person_name="palnabarun")
    actions.end_term(term_id=palnabarun.pk, ended_on=date(2026, 5, 1), reason="Resigned.", **stage.do())
    vacancy = {"seat_id": palnabarun.seat_id, "from_on": date(2026, 5, 1)}
    assert reason_of(Forbidden, actions.fill_vacancy, **vacancy, **stage.do("Eva"))
    term = actions.fill_vacancy(**vacancy, **stage.do())
    assert (term.person_name, term.until_on) == ("cpanato", palnabarun.until_on)  # two of Google sit already


def test_a_candidate_needs_three_voters_of_three_employers_of_whom_the_candidate_may_be_one(kubernetes):
    stage = kubernetes
    committee(stage, SITTING)
    body = stage.person("Former 1").terms.get().seat.body
    election = stage.plan(body, "steering-election", "2026-02-20")
    people = {**ENDORSERS, "Cora": "Acme", "Cord": "Acme", "Curt": "Acme"}
    lines = [VoterLine(name, stage.person(name).email, affiliation=side) for name, side in people.items()]
    actions.list_voters(election_id=election.pk, voters=lines, **stage.do())
    stage.go_to(election.nominations_open_at)
    (contest,) = election.contests.all()
    cora, cord, curt = (
        stage.nominate(contest, name, by=name, affiliation="Acme") for name in ("Cora", "Cord", "Curt")
    )
    given = {
        cora: ("Cora", "Eva", "Emil"),  # oneself and two others
        cord: ("Eva", "Egon", "Emil"),  # two of one employer
        curt: ("Eva", "Emil"),
    }
    for candidacy, voters in given.items():
        for name in voters:
            actions.endorse(candidacy_id=candidacy.pk, **stage.do(name))
    refused = reason_of(Forbidden, actions.endorse, candidacy_id=curt.pk, **stage.do("Officer 1"))
    assert refused == "An officer of this election may not endorse anybody."
    assert reason_of(Forbidden, actions.endorse, candidacy_id=curt.pk, **stage.do("Stranger")) == (
        "Only those who vote here may endorse."
    )
    refused = reason_of(
        Forbidden,
        actions.nominate,
        contest_id=contest.pk,
        user_id=stage.person("X").pk,
        **stage.do("Officer 2"),
    )
    assert refused == "An officer of this election may not nominate anybody."
    stage.go_to(election.acceptance_until)
    states = {each.name: (each.state, each.reason) for each in contest.candidacies.all()}
    assert states == {
        "Cora": ("accepted", ""),
        "Cord": ("unqualified", "Too few endorsements."),
        "Curt": ("unqualified", "Too few endorsements."),
    }
    # one candidate for three seats: the rule knows no reopening, and there is nobody to choose between
    contest.refresh_from_db()
    assert contest.outcome["sentence"] == "Cora is elected without a vote. Two seats stay open."


def test_who_is_not_on_the_list_may_ask_and_the_officers_decide(kubernetes):
    stage = kubernetes
    committee(stage, SITTING)
    body = stage.person("Former 1").terms.get().seat.body
    election = stage.plan(body, "steering-election", "2026-02-20")
    request = actions.ask_to_vote(election_id=election.pk, text="I wrote the docs.", **stage.do("Dora"))
    given = {"request_id": request.pk, "is_granted": True, "answer": "Documentation counts."}
    assert reason_of(Forbidden, actions.decide_request, **given, **stage.do("Dora"))
    actions.decide_request(**given, **stage.do("Officer 1"))
    voter = election.voters.get(user=stage.person("Dora"))
    assert voter.reason == "Exception granted by the officers: Documentation counts."
    assert reason_of(NotNow, actions.ask_to_vote, election_id=election.pk, text="", **stage.do("Dora")) == (
        "You are on the list of voters."
    )
    stage.now = election.voting_opens_at
    assert reason_of(
        NotNow, actions.ask_to_vote, election_id=election.pk, text="", **stage.do("Eva")
    ).startswith("The roll was fixed at")


def test_nominations_wait_for_the_officers_whom_the_rule_asks_for(kubernetes):
    stage = kubernetes
    committee(stage, SITTING)
    body = stage.person("Former 1").terms.get().seat.body
    election = stage.plan(body, "steering-election", "2026-02-20")
    actions.relieve_officer(election_id=election.pk, user_id=stage.person("Officer 1").pk, **stage.do())
    stage.now = election.nominations_open_at
    assert reason_of(NotNow, actions.open_nominations, election_id=election.pk, **stage.do()) == (
        "The rule asks for 3 election officers; 2 are appointed."
    )
