"""Nominations where whole elections do not reach: prolonged, of other projects, with a register."""

from datetime import timedelta

import pytest

from alliance.elections import actions
from alliance.elections.electorates import roll_of_contest
from alliance.elections.models import Contest
from alliance.elections.voters import VoterLine
from alliance.kernel.verdict import Forbidden, NotNow
from tests.elections.stage import Stage, raise_stage, reason_of


@pytest.fixture
def maintainers(cncf: Stage) -> Contest:
    """The maintainers' seat on the TOC, with six voters of three projects."""
    election = cncf.plan(cncf.body("toc"), "maintainer-election", "2026-03-02")
    people = {
        "Ana": ("Acme", "envoy"),
        "Ben": ("Acme", "helm"),
        "Cy": ("Globex", "helm"),
        "Dee": ("Hooli", "flux"),
        "Eli": ("Globex", "flux"),
        "Fay": ("", "etcd"),
    }
    lines = [
        VoterLine(name, cncf.person(name).email, f"Maintainer of {project}.", side, project)
        for name, (side, project) in people.items()
    ]
    actions.list_voters(election_id=election.pk, voters=lines, **cncf.do())
    cncf.go_to(election.nominations_open_at)
    return election.contests.get()


def test_an_office_or_seat_without_end_of_term_takes_the_number_of_the_rule(maintainers):
    assert (maintainers.group, maintainers.number, maintainers.seats.count()) == ("maintainer-selected", 1, 1)


@pytest.mark.parametrize(
    ("endorsers", "stands"),
    [
        (("Cy", "Dee"), True),  # three companies, three projects
        (("Ben", "Dee"), False),  # Ben is of the nominee's company
        (("Cy", "Eli"), False),  # two of one company
        (("Cy", "Fay"), True),  # whoever has no employer is of a side of their own
    ],
)
def test_nominee_and_endorsers_are_of_different_companies_and_projects(cncf, maintainers, endorsers, stands):
    ana = cncf.nominate(maintainers, "Ana", by="Ana", affiliation="Acme", project="envoy")
    for name in endorsers:
        actions.endorse(candidacy_id=ana.pk, **cncf.do(name))
    cncf.go_to(maintainers.election.acceptance_until)
    maintainers.refresh_from_db()
    # otherwise nominations open again, and other voters may endorse
    assert ([each["name"] for each in maintainers.elected], maintainers.reopenings) == (
        (["Ana"], 0) if stands else ([], 1)
    )


def test_endorsements_come_from_other_projects(cncf, maintainers):
    ben = cncf.nominate(maintainers, "Ben", by="Ben", affiliation="Acme", project="helm")
    assert reason_of(Forbidden, actions.endorse, candidacy_id=ben.pk, **cncf.do("Cy")) == (
        "Endorsements come from other projects than the nominee's."
    )
    actions.endorse(candidacy_id=ben.pk, **cncf.do("Dee"))
    assert reason_of(NotNow, actions.endorse, candidacy_id=ben.pk, **cncf.do("Dee")) == (
        "You endorse Ben already."
    )
    actions.withdraw_endorsement(candidacy_id=ben.pk, **cncf.do("Dee"))
    assert not ben.endorsements.exists()


def test_who_did_not_register_has_no_vote(cncf, maintainers):
    actions.register_to_vote(election_id=maintainers.election_id, **cncf.do("Ana"))
    assert (
        reason_of(NotNow, actions.register_to_vote, election_id=maintainers.election_id, **cncf.do("Ana"))
        == "You are registered."
    )
    assert (
        reason_of(Forbidden, actions.register_to_vote, election_id=maintainers.election_id, **cncf.do("Zoe"))
        == "You are not on the list of voters."
    )
    lines = {line.name: (line.is_entitled, line.reason) for line in roll_of_contest(maintainers, cncf.now)}
    assert lines["Ana"] == (True, "Maintainer of envoy.")
    assert lines["Ben"] == (False, "No vote: did not register.")


def test_the_list_of_voters_is_kept_by_who_runs_the_election(cncf, maintainers):
    election = maintainers.election
    voter = election.voters.get(name="Fay")
    assert reason_of(Forbidden, actions.remove_voter, voter_id=voter.pk, **cncf.do("Ana"))
    actions.remove_voter(voter_id=voter.pk, **cncf.do())
    again = cncf.plan(election.body, "maintainer-election", "2026-06-02")
    assert actions.copy_voters(election_id=again.pk, from_election_id=election.pk, **cncf.do()) == 5
    changed = VoterLine("Ana Maria", cncf.person("Ana").email, affiliation="Initech", project="envoy")
    assert actions.list_voters(election_id=again.pk, voters=[changed], **cncf.do()) == 0
    assert again.voters.get(user=cncf.person("Ana")).affiliation == "Initech"
    cncf.now = again.voting_opens_at
    refused = reason_of(NotNow, actions.list_voters, election_id=again.pk, voters=[], **cncf.do())
    assert refused.startswith("The roll was fixed at")


def test_nominations_are_prolonged_once_for_each_reason_of_the_rule(db):
    """LF AI & Data: without a nominee a week longer, with only one a week longer again."""
    stage = raise_stage("lfai")
    tac = stage.body("tac", premier=2, graduated_project=1)
    for number, name in enumerate(("Ana", "Ben", "Cy"), start=1):
        stage.represented(f"Member {number}")
        stage.seat(tac, number, name, f"Member {number}", terms=("2025-01-01", ""))
    election = stage.plan(tac, "tac-chair-election", "2026-03-02")
    (contest,) = election.contests.all()
    assert (contest.title, contest.number, contest.seats.count()) == ("Chair", 1, 0)
    stage.go_to(election.nominations_open_at)
    closes = election.nominations_close_at
    stage.go_to(election.acceptance_until)
    election.refresh_from_db()
    first = election.nominations_close_at
    assert (election.state, first - closes >= timedelta(days=7)) == ("nominating", True)
    stage.nominate(contest, "Ana", by="Ben", affiliation="Member 1")
    stage.go_to(election.acceptance_until)
    contest.refresh_from_db()
    assert len(contest.extensions) == 2
    election.refresh_from_db()
    stage.go_to(election.acceptance_until)
    contest.refresh_from_db()
    # nobody to choose between: elected without a vote
    assert contest.outcome["sentence"] == "Ana is elected without a vote."


def test_officers_may_prolong_nominations_but_never_shorten_them(cncf, maintainers):
    election = maintainers.election
    given = {"election_id": election.pk, "reason": "Holidays."}
    earlier = election.nominations_close_at - timedelta(days=1)
    assert reason_of(NotNow, actions.extend_nominations, closes_at=earlier, **given, **cncf.do()) == (
        "Nominations are never shortened: choose a later time."
    )
    later = election.nominations_close_at + timedelta(days=3)
    opens = election.voting_opens_at
    actions.extend_nominations(closes_at=later, **given, **cncf.do())
    election.refresh_from_db()
    assert (election.nominations_close_at, election.voting_opens_at) == (later, opens + timedelta(days=3))


def test_who_does_not_fulfil_the_conditions_is_refused_and_may_be_admitted_after_all(cncf, maintainers):
    ana = cncf.nominate(maintainers, "Ana", by="Ana", affiliation="Acme", project="envoy")
    given = {"candidacy_id": ana.pk}
    assert reason_of(Forbidden, actions.refuse_candidacy, reason="", **given, **cncf.do("Ben"))
    actions.refuse_candidacy(reason="The project is in the sandbox.", **given, **cncf.do())
    ana.refresh_from_db()
    assert (ana.state, ana.is_standing) == ("ineligible", False)
    actions.admit_candidacy(**given, **cncf.do())
    ana.refresh_from_db()
    assert (ana.state, ana.reason) == ("accepted", "")


def test_two_of_one_name_are_told_apart_on_the_ballot(cncf, maintainers):
    one = cncf.nominate(maintainers, "Ana", by="Ben", affiliation="Acme", name="Ana Ruiz")
    other = cncf.nominate(maintainers, "Cy", by="Dee", affiliation="Globex", name="Ana  Ruiz")
    assert (one.name, other.name) == ("Ana Ruiz", "Ana Ruiz (Globex)")
    assert (one.slug, other.slug) == ("ana-ruiz", "ana-ruiz-2")


def test_statements_answer_the_questions_and_stay_once_the_vote_opened(cncf, maintainers):
    election = maintainers.election
    ana = cncf.nominate(maintainers, "Ana", by="Ben", accepts=False)
    actions.set_questions(election_id=election.pk, questions=["Why?", " "], **cncf.do())
    given = {"candidacy_id": ana.pk, "disclosures": "I own shares of Acme."}
    actions.accept_nomination(answers=[" Because. ", "more"], **given, **cncf.do("Ana"))
    ana.refresh_from_db()
    assert (ana.answers, ana.disclosures) == (["Because."], "I own shares of Acme.")
    assert (
        reason_of(NotNow, actions.set_questions, election_id=election.pk, questions=["How?"], **cncf.do())
        == "A candidate has answered the questions already."
    )
    actions.revise_statement(answers=["Therefore."], **given, **cncf.do("Ana"))
    cncf.now = election.voting_opens_at
    refused = reason_of(NotNow, actions.revise_statement, answers=[""], **given, **cncf.do("Ana"))
    assert refused.startswith("Statements stay as they are since the vote opened")


def test_all_candidates_answer_the_same_question_side_by_side(cncf, maintainers):
    election = maintainers.election
    ana = cncf.nominate(maintainers, "Ana", by="Ben")
    question = actions.ask_question(election_id=election.pk, text="Why you?", **cncf.do("Dee"))
    given = {"question_id": question.pk, "candidacy_id": ana.pk, "text": "I know how."}
    assert reason_of(Forbidden, actions.answer_question, **given, **cncf.do("Ben")) == (
        "Only Ana may do that."
    )
    answer = actions.answer_question(**given, **cncf.do("Ana"))
    assert actions.answer_question(**given, **cncf.do("Ana")).revised_at is None
    cncf.later(hours=1)
    changed = actions.answer_question(**{**given, "text": "I have the time."}, **cncf.do("Ana"))
    assert (changed.pk, changed.revised_at) == (answer.pk, cncf.now)
    actions.hide_question(question_id=question.pk, reason="An insult.", **cncf.do())
    assert reason_of(NotNow, actions.answer_question, **given, **cncf.do("Ana")) == (
        "This question was hidden."
    )
    actions.show_question(question_id=question.pk, **cncf.do())
    cncf.now = election.voting_closes_at
    assert reason_of(
        NotNow, actions.ask_question, election_id=election.pk, text="?", **cncf.do("Dee")
    ).startswith("Candidates are asked from the opening of nominations to the close of the vote")
