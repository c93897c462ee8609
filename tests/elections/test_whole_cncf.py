"""CNCF charter 6(e) and 6(b)(iv), as whole elections."""

from datetime import date, timedelta

import pytest

from alliance.audit.models import Event
from alliance.elections import actions
from alliance.elections.models import Candidacy, Election, Term
from alliance.elections.queries import candidacies_visible_to, cap_breaches_of, holders_of
from alliance.kernel.verdict import Forbidden, NotNow
from tests.elections.stage import Stage, reason_of

BOARD = {"Bea": "Acme", "Bob": "Umbrella", "Cyd": "Globex", "Dan": "Initech", "Eve": "Hooli"}
TOC = {  # seat: name, affiliation, term (cncf/toc, seats as of 2026, in the order of the charter's groups)
    1: ("Gina", "Acme", ("2024-03-04", "2026-03-04")),
    2: ("Hans", "Umbra", ("2024-03-04", "2026-03-04")),
    3: ("Iris", "Vandelay", ("2024-03-04", "2026-03-04")),
    4: ("Jo", "Wayne", ("2025-03-04", "2027-03-04")),
    5: ("Kim", "Acme", ("2025-03-04", "2027-03-04")),
    6: ("Lou", "Xenon", ("2025-03-04", "2027-03-04")),
    7: ("Mia", "Yoyo", ("2024-03-04", "2026-03-04")),
    8: ("Ned", "Zeta", ("2025-03-04", "2027-03-04")),
    9: ("Oli", "Quark", ("2024-05-12", "2026-05-12")),
    10: ("Pia", "Rand", ("2024-03-04", "2026-03-04")),
    11: ("Quin", "Soylent", ("2025-03-04", "2027-03-04")),
}


@pytest.fixture
def stage(cncf: Stage) -> Stage:
    cncf.member("Acme")
    cncf.member("Acme Cloud", of="Acme")
    board = cncf.body("governing-board", platinum=5, gold=1, silver=1)
    toc = cncf.body("toc")
    for number, (name, affiliation) in enumerate(BOARD.items(), start=1):
        cncf.seat(board, number, name, affiliation, terms=("2025-01-01", ""))
    for number, (name, affiliation, terms) in TOC.items():
        cncf.seat(toc, number, name, affiliation, terms=terms)
    return cncf


def planned(stage: Stage, rule: str = "toc-election-by-governing-board") -> Election:
    body = holders_of_toc(stage)
    return stage.plan(body, rule, "2026-02-13", terms_from_on=date(2026, 3, 4))


def holders_of_toc(stage: Stage):
    return Term.objects.get(user=stage.person("Gina")).seat.body


def opened(stage: Stage, rule: str = "toc-election-by-governing-board") -> Election:
    election = planned(stage, rule)
    stage.go_to(election.nominations_open_at)
    election.refresh_from_db()
    return election


def test_who_fills_which_seats_follows_from_roster_and_charter(stage):
    election = planned(stage)
    (contest,) = election.contests.all()
    assert contest.title == "Governing board selected"
    assert [seat.number for seat in contest.seats.all()] == [1, 2, 3]
    assert (contest.number, contest.state, election.state) == (3, "taking", "planned")
    # nominations are open for 7 days and evaluation lasts for 14; both come before the vote of 20 February
    assert election.nominations_close_at - election.nominations_open_at == timedelta(days=7)
    assert election.evaluation_until - election.nominations_close_at == timedelta(days=14)
    assert election.voting_opens_at.date() == date(2026, 2, 13)


def test_each_elector_nominates_two_of_whom_one_of_the_own_side_and_only_electors_do(stage):
    (contest,) = opened(stage).contests.all()
    stage.nominate(contest, "Nora", by="Bea", affiliation="Acme Cloud", accepts=False)
    given = {"contest_id": contest.pk, "user_id": stage.person("Otto").pk}
    assert reason_of(Forbidden, actions.nominate, **given, affiliation=" ACME ", **stage.do("Bea")) == (
        "At most 1 of those you nominate may be of Acme."
    )
    stage.nominate(contest, "Paul", by="Bea", affiliation="Globex", accepts=False)
    assert reason_of(Forbidden, actions.nominate, **given, affiliation="Hooli", **stage.do("Bea")) == (
        "Each voter may nominate 2 at most."
    )
    assert reason_of(Forbidden, actions.nominate, **given, **stage.do("Gina")) == (
        "Only those who vote here may nominate."
    )
    assert not Candidacy.objects.filter(user=stage.person("Otto")).exists()


def test_nobody_sees_a_nomination_before_it_is_accepted_and_whoever_declines_is_never_seen(stage):
    election = opened(stage)
    (contest,) = election.contests.all()
    nora = stage.nominate(contest, "Nora", by="Bea", accepts=False)

    def seen(name: str) -> list[str]:
        return [each.name for each in candidacies_visible_to(stage.by(name), election)]

    assert [seen(name) for name in ("Bea", "Nora", "Sam", "Cyd")] == [["Nora"], ["Nora"], ["Nora"], []]
    actions.decline_nomination(candidacy_id=nora.pk, **stage.do("Nora"))
    assert (seen("Cyd"), seen("Bea")) == ([], ["Nora"])
    paul = stage.nominate(contest, "Paul", by="Bea")
    assert seen("Cyd") == ["Paul"]
    assert paul.answers == ["Because.", "", "", ""]
    stage.go_to(election.acceptance_until)
    assert reason_of(NotNow, actions.accept_nomination, candidacy_id=nora.pk, **stage.do("Nora")).startswith(
        "The time to accept ended at"
    )


NOMINEES = {
    "Nora": ("Bea", "Acme"),
    "Otto": ("Bea", "Globex"),
    "Paul": ("Cyd", "Hooli"),
    "Rosa": ("Dan", "Tyrell"),
}


def evaluated(stage: Stage, election: Election, **nominees: tuple[str, str]) -> list[Candidacy]:
    """Nominees who accepted, with the vote on each open."""
    (contest,) = election.contests.all()
    for name, (by, affiliation) in nominees.items():
        stage.nominate(contest, name, by=by, affiliation=affiliation)
    stage.go_to(election.acceptance_until)
    election.refresh_from_db()
    assert (election.state, election.evaluation_until > stage.now) == ("qualifying", True)
    refused = reason_of(NotNow, actions.call_qualification, election_id=election.pk, **stage.do())
    assert refused.startswith("Nominees are evaluated until")
    stage.go_to(election.evaluation_until)
    actions.call_qualification(election_id=election.pk, **stage.do())
    return list(contest.candidacies.select_related("ballot").order_by("name"))


def judge(stage: Stage, candidacy: Candidacy, *, yes: int, no: int = 0, abstain: int = 0) -> None:
    """So many of board and TOC find the nominee qualified, or not."""
    people = [*BOARD, *(name for name, _, _ in TOC.values())]
    answers = ["for"] * yes + ["against"] * no + ["abstain"] * abstain
    for name, answer in zip(people, answers, strict=False):
        stage.answer(candidacy.ballot, name, answer)


def test_an_election_with_evaluation_qualification_and_condorcet_irv(stage):
    election = opened(stage)
    nora, otto, paul, rosa = evaluated(stage, election, **NOMINEES)
    uma = stage.person("Uma")
    assert nora.ballot.electors.entitled().count() == 16
    assert stage.line(nora.ballot, "Gina").is_entitled  # the holder of a seat that is up qualifies
    assert not nora.ballot.electors.of_person(uma.pk).exists()
    judge(stage, nora, yes=5, no=3)  # 8 of 16 is half
    judge(stage, otto, yes=5, no=2, abstain=2)
    judge(stage, paul, yes=9)
    judge(stage, rosa, yes=9, no=1)
    stage.go_to(max(each.ballot.closes_at for each in (nora, otto, paul, rosa)))
    election.refresh_from_db()
    (contest,) = election.contests.all()
    assert [each.state for each in contest.candidacies.order_by("name")] == ["qualified"] * 4
    assert (contest.state, election.state) == ("ready", "balloting")
    (ballot,) = stage.announce(election)
    assert (ballot.method, ballot.seats) == ("condorcet-irv", 3)
    assert [option["name"] for option in ballot.options] == ["Nora", "Otto", "Paul", "Rosa"]
    stage.go_to(ballot.opens_at)
    assert ballot.electors.entitled().count() == 5
    for name in BOARD:
        stage.rank(ballot, name, "Paul", "Rosa", "Otto", "Nora")
    stage.go_to(ballot.closes_at)
    contest.refresh_from_db()
    assert [each["name"] for each in contest.elected] == ["Paul", "Rosa", "Otto"]
    assert contest.outcome["runners_up"] == [nora.pk]
    election.refresh_from_db()
    assert (contest.state, election.state) == ("decided", "provisional")
    stage.later(days=7)
    election.refresh_from_db()
    assert (election.state, election.record["schema"]) == ("certified", "alliance.election/1")
    seated = holders_of(election.body, date(2026, 3, 4)).filter(seat__number__lte=3)
    assert [(each.person_name, each.from_on, each.until_on) for each in seated] == [
        (name, date(2026, 3, 4), date(2028, 3, 4)) for name in ("Paul", "Rosa", "Otto")
    ]


def test_half_must_take_part_and_more_than_half_find_the_nominee_qualified(stage):
    election = opened(stage)
    nora, otto, paul, rosa = evaluated(stage, election, **NOMINEES)
    judge(stage, nora, yes=7)  # 7 of 16 is less than half
    judge(stage, otto, yes=4, no=3, abstain=1)  # 4 of 8 is not more than half
    judge(stage, paul, yes=8)
    judge(stage, rosa, yes=5, no=3)
    stage.go_to(nora.ballot.closes_at)
    states = {each.name: (each.state, each.reason) for each in election.candidacies.all()}
    assert states == {
        "Nora": ("unqualified", f"{nora.ballot.ref}: no quorum."),
        "Otto": ("unqualified", f"{otto.ballot.ref}: not passed."),
        "Paul": ("qualified", ""),
        "Rosa": ("qualified", ""),
    }
    # two are qualified for three seats: they are elected, and nominations open again for the third
    election.refresh_from_db()
    (contest,) = election.contests.all()
    assert (election.state, contest.state, contest.reopenings) == ("nominating", "taking", 1)
    assert [(each["name"], each["by"]) for each in contest.elected] == [
        ("Paul", "acclamation"),
        ("Rosa", "acclamation"),
    ]
    assert election.nominations_close_at == stage.now + timedelta(days=7)


def test_with_no_more_qualified_nominees_than_seats_there_is_no_vote(stage):
    election = opened(stage)
    nominees = evaluated(stage, election, **{name: NOMINEES[name] for name in ("Nora", "Otto", "Paul")})
    for nominee in nominees:
        judge(stage, nominee, yes=9)
    stage.go_to(nominees[0].ballot.closes_at)
    election.refresh_from_db()
    (contest,) = election.contests.all()
    assert (election.state, contest.state, contest.ballot) == ("provisional", "decided", None)
    assert contest.outcome["sentence"] == "Nora, Otto and Paul are elected without a vote."
    actions.certify_election(election_id=election.pk, **stage.do())
    held = holders_of(election.body, date(2026, 3, 5)).filter(seat__number__lte=3)
    assert sorted(each.person_name for each in held) == ["Nora", "Otto", "Paul"]


def test_whoever_is_up_for_a_toc_selected_seat_nominates_and_qualifies_but_does_not_vote(stage):
    """CNCF charter 6(e)(iv): the seat of Pia is up for election."""
    election = opened(stage, "toc-election-by-toc")
    (contest,) = election.contests.all()
    assert [seat.number for seat in contest.seats.all()] == [10]
    stage.nominate(contest, "Pia", by="Pia", affiliation="Rand")
    nominees = evaluated(stage, election, Nora=("Jo", "Acme"))
    for nominee in nominees:
        judge(stage, nominee, yes=9)
        assert stage.line(nominee.ballot, "Pia").is_entitled
    stage.go_to(nominees[0].ballot.closes_at)
    (ballot,) = stage.announce(election)
    stage.go_to(ballot.opens_at)
    pia = stage.line(ballot, "Pia")
    assert (pia.is_entitled, pia.is_recused) == (False, True)
    assert pia.reason == "Recused: holds TOC selected seat 1, which is up for election."
    assert ballot.electors.entitled().count() == 10
    refused = reason_of(Forbidden, stage.rank, ballot=ballot, name="Pia")
    assert refused.startswith("Pia may not vote here.")


def elected_with_too_many(stage: Stage) -> tuple[Election, Candidacy]:
    """Kim of Acme sits on; Nora of Acme Cloud and Otto of Acme are elected: three, where two may sit."""
    election = opened(stage)
    nominees = {
        "Nora": ("Bea", "Acme Cloud"),
        "Otto": ("Cyd", "Acme"),
        "Paul": ("Cyd", "Hooli"),
        "Rosa": ("Dan", "Tyrell"),
    }
    for nominee in evaluated(stage, election, **nominees):
        judge(stage, nominee, yes=9)
    stage.go_to(election.candidacies.first().ballot.closes_at)
    (ballot,) = stage.announce(election)
    stage.go_to(ballot.opens_at)
    for name in BOARD:
        stage.rank(ballot, name, "Nora", "Otto", "Paul", "Rosa")
    stage.go_to(ballot.closes_at)
    election.refresh_from_db()
    return election, election.candidacies.get(name="Otto")


def test_too_many_of_one_group_agree_who_steps_down(stage):
    """CNCF charter 6(b)(iv)."""
    election, otto = elected_with_too_many(stage)
    (contest,) = election.contests.all()
    kim = Term.objects.get(user=stage.person("Kim"))
    (excess,) = contest.outcome["to_settle"]
    assert (excess["side"], excess["held"], excess["allowed"]) == ("Acme", 3, 2)
    assert excess["terms"] == [kim.pk]
    assert excess["sentence"] == (
        "Acme would hold three seats, and may hold 2: those affected agree who steps down; if that is not "
        "enough, a lot is drawn."
    )
    assert (election.state, contest.state) == ("provisional", "counted")
    stage.later(days=7)
    refused = reason_of(NotNow, actions.certify_election, election_id=election.pk, **stage.do())
    assert refused == "“Governing board selected” is not decided."
    given = {"contest_id": contest.pk, "reason": "Agreed among the three."}
    assert reason_of(Forbidden, actions.step_down, candidacy_id=otto.pk, **given, **stage.do("Nora"))
    actions.step_down(candidacy_id=otto.pk, **given, **stage.do("Otto"))
    contest.refresh_from_db()
    assert contest.state == "decided"
    # only an alternate or a shadow may move up, so that the seat stays open
    assert contest.outcome["sentence"] == "Nora and Paul are elected. One seat stays open."
    actions.certify_election(election_id=election.pk, **stage.do())
    body = election.body
    assert holders_of(body, date(2026, 3, 10)).count() == 8  # two more seats end on 4 March
    empty = contest.seats.exclude(terms__from_on__gte=date(2026, 3, 4)).get()
    vacancy = {"seat_id": empty.pk, "from_on": date(2026, 4, 1)}
    refused = reason_of(NotNow, actions.fill_vacancy, **vacancy, **stage.do())
    assert refused == "Nobody moves up. The charter says: the seat is filled in the way it was filled before."
    rosa = election.candidacies.get(name="Rosa")
    term = actions.fill_vacancy(**vacancy, candidacy_id=rosa.pk, role="shadow", **stage.do())
    assert (term.person_name, term.until_on) == ("Rosa", date(2028, 4, 1))


def test_a_member_who_sits_may_step_down_instead_and_leaves_when_the_new_terms_begin(stage):
    election, _ = elected_with_too_many(stage)
    (contest,) = election.contests.all()
    kim = Term.objects.get(user=stage.person("Kim"))
    actions.step_down(contest_id=contest.pk, term_id=kim.pk, reason="Agreed.", **stage.do("Kim"))
    contest.refresh_from_db()
    assert (contest.state, [each["name"] for each in contest.elected]) == (
        "decided",
        ["Nora", "Otto", "Paul"],
    )
    stage.later(days=7)
    election.refresh_from_db()
    kim.refresh_from_db()
    assert (election.state, kim.ended_on, kim.end_reason) == ("certified", date(2026, 3, 4), "Agreed.")


def test_without_an_agreement_a_lot_decides_who_of_them_leaves(stage):
    election, _ = elected_with_too_many(stage)
    (contest,) = election.contests.all()
    actions.draw_lot(contest_id=contest.pk, value="5 12 23 31 44", **stage.do())
    contest.refresh_from_db()
    (lot,) = contest.outcome["lots"]
    (gone,) = contest.outcome["gone"]
    assert sorted(lot["order"]) == ["Kim", "Nora", "Otto"]
    assert (gone["name"], gone["by"]) == (lot["order"][-1], "lot")
    assert (contest.state, contest.outcome["to_settle"]) == ("decided", [])


def test_a_new_employer_in_the_middle_of_a_term_that_exceeds_the_cap_is_found(stage):
    jo = Term.objects.get(user=stage.person("Jo"))
    cloud = stage.members["Acme Cloud"]
    actions.change_affiliation(term_id=jo.pk, organization_id=cloud.pk, **stage.do("Jo"))
    (breach,) = cap_breaches_of(jo.seat.body, stage.now.date(), stage.now)
    assert (breach.side, breach.held, breach.allowed) == ("Acme", 3, 2)
    assert Event.objects.get(kind="body.cap_exceeded").data["side"] == "Acme"
