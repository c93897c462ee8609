"""Bodies, seats and terms: who holds which seat on a day, and who is not there to vote."""

from datetime import date

import pytest

from alliance.audit.models import Event
from alliance.elections import actions
from alliance.elections.checks import hints_on
from alliance.elections.electorates import roll_of_contest
from alliance.elections.models import BodySeat, Term
from alliance.elections.queries import (
    cap_breaches_of,
    holders_of,
    members_in_good_standing,
    roster_of,
    seats_ending,
)
from alliance.kernel.verdict import Forbidden, NotNow
from tests.elections.stage import Stage, raise_stage, reason_of

DAY = date(2026, 1, 5)


@pytest.fixture
def stage(cncf: Stage) -> Stage:
    return cncf


def test_a_body_has_the_seats_of_its_charter(stage):
    toc = stage.body("toc")
    assert (toc.name, toc.slug, toc.seats.count()) == ("Technical Oversight Committee", "toc", 11)
    assert [seat.cohort for seat in toc.seats.filter(group="governing-board-selected")] == [1, 1, 1, 2, 2, 2]
    assert str(toc.seats.get(number=9)) == "maintainer selected seat 1 of Technical Oversight Committee"
    again = {"charter_body": "cncf", "charter_id": "toc"}
    assert reason_of(NotNow, actions.register_body, **again, **stage.do()) == (
        "The Technical Oversight Committee is registered already."
    )
    assert (
        reason_of(Forbidden, actions.register_body, **again, **stage.do("Ana")) == "Only staff may do that."
    )


def test_how_many_seats_depend_on_members_is_said(stage):
    given = {"charter_body": "cncf", "charter_id": "governing-board"}
    assert reason_of(NotNow, actions.register_body, **given, **stage.do()) == (
        "How many platinum seats there are depends on the members: say it."
    )
    board = stage.body("governing-board", platinum=2, gold=1, silver=0)
    assert [seat.group for seat in board.seats.all()] == [
        "platinum", "platinum", "gold", "toc-chair", "end-user-tab-chair", "committers", "committers",
    ]  # fmt: skip


def test_seats_are_added_and_empty_ones_end(stage):
    board = stage.body("governing-board", platinum=1, gold=1, silver=0)
    actions.resize_group(body_id=board.pk, group="gold", number=3, **stage.do())
    assert [seat.title for seat in board.seats.filter(group="gold")] == [f"gold seat {n}" for n in (1, 2, 3)]
    stage.seat(board, 2, "Ana", "Acme", terms=("2025-01-01", ""))
    actions.resize_group(body_id=board.pk, group="gold", number=1, **stage.do())
    held = [(seat.title, term and term.person_name) for seat, term in roster_of(board, DAY)]
    assert [each for each in held if each[0].startswith("gold")] == [("gold seat 1", "Ana")]
    assert (
        reason_of(NotNow, actions.resize_group, body_id=board.pk, group="gold", number=0, **stage.do())
        == "1 seats are held: end the terms first."
    )


def test_who_holds_a_seat_follows_the_days_of_the_terms(stage):
    toc = stage.body("toc")
    ana = stage.seat(toc, 1, "Ana", terms=("2025-01-01", "2026-06-01"))
    stage.seat(toc, 1, "Ben", terms=("2026-06-01", "2028-06-01"))
    days = (date(2024, 12, 31), date(2025, 1, 1), date(2026, 5, 31), date(2026, 6, 1))
    held = [[term.person_name for term in holders_of(toc, day)] for day in days]
    assert held == [[], ["Ana"], ["Ana"], ["Ben"]]
    overlap = {"seat_id": ana.seat_id, "person_name": "Cy", "from_on": date(2026, 1, 1)}
    assert reason_of(NotNow, actions.seat_person, **overlap, **stage.do()) == (
        "Ana holds governing board selected seat 1 of Technical Oversight Committee from 1 January 2025 "
        "until 1 June 2026."
    )
    given = {"term_id": ana.pk, "ended_on": date(2026, 1, 20), "reason": "A new job."}
    assert reason_of(Forbidden, actions.end_term, **given, **stage.do("Ben"))
    actions.end_term(**given, **stage.do("Ana"))
    assert not holders_of(toc, date(2026, 1, 20)).exists()
    seats = seats_ending(toc, date(2026, 6, 1))
    assert ana.seat not in seats  # Ben's term has begun by then
    assert len(seats) == 10
    stage.now = stage.now.replace(month=2)
    assert reason_of(NotNow, actions.end_term, **given, **stage.do("Ana")) == "The term of Ana is over."


def test_whoever_is_on_leave_does_not_vote_and_is_not_counted(stage):
    toc = stage.body("toc")
    term = stage.seat(toc, 10, "Ana", terms=("2025-01-01", "2027-01-01"))
    stage.seat(toc, 11, "Ben", terms=("2025-01-01", "2027-01-01"))
    given = {"term_id": term.pk, "leave_from": DAY, "leave_until": date(2026, 4, 1)}
    actions.grant_leave(**given, **stage.do())
    assert [each.person_name for each in members_in_good_standing(toc, DAY)] == ["Ben"]
    election = stage.plan(toc, "toc-election-by-toc", "2026-03-02", terms_from_on=date(2027, 1, 1))
    (contest,) = election.contests.all()
    contest.seats.clear()
    lines = {line.name: line for line in roll_of_contest(contest, stage.now)}
    assert (lines["Ana"].is_entitled, lines["Ana"].is_recused) == (False, False)
    assert lines["Ana"].reason == "No vote: on leave until 1 April 2026."
    assert lines["Ben"].reason == (
        "TOC selected seat 2 of the Technical Oversight Committee since 1 January 2025. "
        "Attendance is not kept here, and was not asked."
    )
    actions.end_leave(term_id=term.pk, **stage.do("Ana"))
    assert len(members_in_good_standing(toc, DAY)) == 2
    assert reason_of(NotNow, actions.end_leave, term_id=term.pk, **stage.do("Ana")) == "Ana is not on leave."


def test_a_leave_lasts_no_longer_than_its_charter_grants(db):
    """OASIS TC Process 1.6: 45 days."""
    stage = raise_stage("oasis")
    body = stage.body("tc")
    BodySeat.objects.create(body=body, group="voting-member", number=1, title="Voting Member")
    term = stage.seat(body, 1, "Ana", terms=("2025-01-01", ""))
    given = {"term_id": term.pk, "leave_from": DAY}
    for until in (None, date(2026, 2, 20)):
        refused = reason_of(NotNow, actions.grant_leave, leave_until=until, **given, **stage.do())
        assert refused == "A leave lasts 45 days at most."
    assert actions.grant_leave(leave_until=date(2026, 2, 19), **given, **stage.do()).is_on_leave(DAY)


def test_sides_are_members_with_their_owners_or_employers_however_they_are_spelt(stage):
    stage.member("Acme")
    stage.member("Acme Cloud", of="Acme")
    toc = stage.body("toc")
    stage.seat(toc, 1, "Ana", "Acme Cloud", terms=("2025-01-01", "2027-01-01"))
    for number, employer in enumerate(("acme", " ACME ", "Initech", "initech", "Independent", "-"), start=2):
        stage.seat(toc, number, f"P{number}", employer, terms=("2025-01-01", "2027-01-01"))
    (breach,) = cap_breaches_of(toc, DAY, stage.now)
    assert (breach.side, breach.held) == ("Acme", 3)
    found = Event.objects.get(kind="body.cap_exceeded").data
    assert found["term_ids"] == list(breach.terms)
    assert Term.objects.filter(pk__in=breach.terms).count() == 3


def test_a_lot_decides_who_of_a_side_leaves_in_the_middle_of_a_term(stage):
    """CNCF charter 6(b)(iv), after a change of employer: those concerned decide, or else a lot."""
    toc = stage.body("toc")
    for number, name in enumerate(("Ana", "Ben", "Cy"), start=1):
        stage.seat(toc, number, name, "Acme" if name != "Cy" else "Hooli", terms=("2025-01-01", "2027-01-01"))
    given = {"body_id": toc.pk, "side": "Acme", "value": "3 14 15", "ended_on": date(2026, 2, 1)}
    assert reason_of(NotNow, actions.draw_for_excess, **given, **stage.do()) == (
        "Acme holds no more seats of the Technical Oversight Committee than it may."
    )
    cy = stage.person("Cy").terms.get()
    actions.change_affiliation(term_id=cy.pk, affiliation="Acme", **stage.do("Cy"))
    assert reason_of(Forbidden, actions.draw_for_excess, **given, **stage.do("Ana"))
    (gone,) = actions.draw_for_excess(**given, **stage.do())
    drawn = Event.objects.get(kind="body.excess_drawn").data
    assert (gone.person_name, gone.ended_on) == (drawn["order"][-1], date(2026, 2, 1))
    assert cap_breaches_of(toc, date(2026, 2, 1), stage.now) == ()


def test_officers_are_told_what_speaks_against_a_candidate(kubernetes):
    """Two terms in a row and four in all; two of seven seats for one employer; three endorsements."""
    stage = kubernetes
    body = stage.body("steering-committee")
    for number, (name, employer) in enumerate((("Ana", "Acme"), ("Ben", "Acme"), ("Cy", "Hooli")), start=4):
        stage.seat(body, number, name, employer, terms=("2025-04-01", "2027-04-01"))
    for years in (("2022-04-01", "2024-04-01"), ("2024-04-01", "2026-04-01")):
        stage.seat(body, 1, "Dee", "Initech", terms=years)
    election = stage.plan(body, "steering-election", "2026-02-20")
    stage.go_to(election.nominations_open_at)
    contest = election.contests.get()
    dee = stage.nominate(contest, "Dee", by="Dee", affiliation="acme")
    assert hints_on(dee, stage.now) == [
        "Has served two terms in a row; at most 2 are allowed.",
        "Acme holds two seats already, and may hold no more.",
        "Has no endorsements of 3.",
    ]
    eli = stage.nominate(contest, "Eli", by="Dee", accepts=False)
    assert hints_on(eli, stage.now) == ["The nomination is not accepted."]
