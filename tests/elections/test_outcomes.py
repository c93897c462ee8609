"""From orders, caps and lots to seats and terms: the pure functions, without a database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.charter.editions import shipped
from alliance.charter.grammar import parse_charter
from alliance.charter.grammar.caps import Cap, within_cap
from alliance.charter.grammar.elections import terms_shared
from alliance.elections.outcomes import Candidate, Gone, Holder, LotDrawn, Outcome, excesses
from alliance.elections.seating import Seating, seated
from alliance.elections.tenure import Place, Tenure, are_unequal, tenures

ONE = Cap.model_validate({"per": "employer", "max": 1})
THIRD = Cap.model_validate({"per": "employer", "max": {"frac": "1/3", "of": "seats"}})
TALLY = {"seats": 7, "eligible": 7}
W3C, CNCF, OWN = (parse_charter(shipped(body)) for body in ("w3c", "cncf", "ai-alliance"))


# Seats ------------------------------------------------------------------------------------------------------
@given(
    ranked=st.permutations(range(8)),
    sides=st.dictionaries(st.integers(0, 7), st.sampled_from("abc")),
    seats=st.integers(0, 8),
    sitting=st.lists(st.sampled_from("abc"), max_size=3),
)
def test_an_order_without_equals_is_seated_as_the_grammar_walks_it(ranked, sides, seats, sitting):
    found = seated([[each] for each in ranked], sides, cap=THIRD, seats=seats, tally=TALLY, sitting=sitting)
    taken, skipped = within_cap(THIRD, ranked, sides, seats=seats, tally=TALLY, sitting=sitting)
    assert (list(found.taken), list(found.skipped), found.waiting) == (taken, skipped, 0)


@pytest.mark.parametrize(
    ("order", "seats", "expected"),
    [
        ([[1, 2], [3]], 2, Seating((1, 2), ())),
        ([[1], [2, 3]], 2, Seating((1,), (), 1, (2, 3))),
        # 2 is of the side of 1, so that 3 has the seat without a lot
        ([[1], [3, 4], [5]], 3, Seating((1, 4, 5), (3,))),
        # equals of one side with room for one of them
        ([[3, 5, 6]], 3, Seating((), (), 2, (3, 5, 6))),
    ],
)
def test_equals_wait_for_a_lot_only_where_it_decides_a_seat(order, seats, expected):
    sides = {1: "a", 3: "a", 5: "b"} if len(order) == 3 else {3: "a", 5: "a", 6: "b"}
    assert seated(order, sides, cap=ONE, seats=seats, tally=TALLY) == expected


def test_a_lot_breaks_every_tie_of_the_walk():
    found = seated([[1], [2, 3], [4]], {}, cap=None, seats=2, tally={}, lot=[3, 2, 1, 4])
    assert found == Seating((1, 3), ())


@given(st.permutations(range(6)), st.integers(1, 6))
def test_who_is_seated_by_lot_never_exceeds_a_cap(lot, seats):
    sides = {0: "a", 1: "a", 2: "a", 3: "b", 4: "b"}
    found = seated([[0, 1, 2, 3, 4, 5]], sides, cap=ONE, seats=seats, tally=TALLY, lot=lot)
    held = [sides[each] for each in found.taken if each in sides]
    assert len(held) == len(set(held))
    assert len(found.taken) == min(seats, 3)


# Outcomes ---------------------------------------------------------------------------------------------------
NAMES = {
    name: Candidate(number, name, side)
    for number, (name, side) in enumerate(zip("ABCD", "xxyz", strict=True))
}


def record(**found):
    return {
        "elected": [],
        "order": None,
        "rounds": [],
        "caps": [],
        "undecided": None,
        "options": {},
        **found,
    }


def test_an_outcome_is_the_same_after_it_was_written_down():
    outcome = Outcome(2).with_count(record(elected=["A"], order=["A", ["B", "C"], "D"]), NAMES)
    outcome = outcome.without(Gone("A", "Agreed.", "agreement", candidacy=0), next_up=NAMES["B"])
    outcome = outcome.with_lot(LotDrawn("order", "seed", "7", ("B",)), [NAMES["B"]])
    assert Outcome.of(outcome.recorded(), seats=2) == outcome
    assert Outcome.of({}, seats=3) == Outcome(3)


def test_runners_up_follow_the_order_of_the_count():
    ranked = record(elected=["C"], order=["C", ["A", "D"], "B"])
    assert Outcome(1).with_count(ranked, NAMES).runners_up == [0, 3, 1]


def test_a_count_by_rounds_ranks_the_others_by_when_they_were_excluded():
    rounds = [{"excluded": ["D"]}, {"excluded": ["B"]}]
    outcome = Outcome(1).with_count(record(elected=["A"], rounds=rounds), NAMES)
    assert outcome.order == ((0,), (2,), (1,), (3,))


def test_seats_that_wait_for_a_lot_are_not_open():
    undecided = {"seats": 1, "between": ["B", "C"]}
    outcome = Outcome(3).with_count(record(elected=["A"], undecided=undecided), NAMES)
    assert outcome.sentence == "A is elected. One seat waits for a lot. One seat stays open."
    assert (outcome.open_seats, outcome.is_settled) == (1, False)


def test_the_walk_skips_whoever_is_of_a_full_side():
    ranked = record(elected=["A", "B"], order=["A", "B", "C", "D"])
    outcome = Outcome(2).with_walk(ranked, NAMES, cap=ONE, tally=TALLY, sitting=["z"])
    assert [each.name for each in outcome.elected] == ["A", "C"]
    assert [each.sentence for each in outcome.passed_over] == [
        "B is passed over: x holds as many seats as it may."
    ]


def test_excess_counts_only_the_groups_a_cap_is_about():
    scoped = Cap.model_validate({"per": "employer", "max": 1, "scope": ["gold"]})
    holders = [Holder("A", "gold", candidacy=1), Holder("B", "gold", term=2), Holder("C", "silver", term=3)]
    (found,) = excesses([scoped], holders, lambda _holder, _cap: "x", lambda _cap: TALLY)
    assert (found.held, found.allowed, found.candidacies, found.terms) == (2, 1, (1,), (2,))


# Terms ------------------------------------------------------------------------------------------------------
DAY = date(2026, 4, 1)
TAG = W3C.bodies["tag"], W3C.rules["tag-election"].elections[0]


def full(seat: int) -> Place:
    return Place(seat, "elected", was_held=True, planned=DAY, over=DAY)


def left_early(seat: int, end: date) -> Place:
    return Place(seat, "elected", was_held=True, planned=end, over=date(2026, 1, 1))


def test_the_rest_of_a_term_goes_to_whoever_was_elected_last():
    constitution, rule = TAG
    places = [left_early(1, date(2027, 2, 1)), full(2), full(3)]
    found = tenures([7, 8, 9], places, rule=rule, constitution=constitution, day=DAY)
    assert found == [
        Tenure(7, 2, DAY, date(2028, 4, 1)),
        Tenure(8, 3, DAY, date(2028, 4, 1)),
        Tenure(9, 1, DAY, date(2027, 2, 1)),
    ]
    assert are_unequal(places, rule=rule, constitution=constitution, day=DAY)


@given(
    st.permutations([1, 2, 3, 4]),
    st.lists(st.dates(date(2026, 5, 1), date(2030, 1, 1)), min_size=4, max_size=4),
)
def test_terms_are_shared_as_the_grammar_shares_them(elected, dates):
    constitution, rule = TAG
    places = [left_early(number, end) for number, end in enumerate(dates)]
    found = tenures(elected, places, rule=rule, constitution=constitution, day=DAY)
    assert {each.person: each.until_on for each in found} == terms_shared(elected, dates)


def test_a_term_begins_when_the_one_before_it_ends():
    constitution, rule = TAG
    later = Place(1, "elected", was_held=True, planned=date(2026, 6, 1), over=date(2026, 6, 1))
    (found,) = tenures([7], [later], rule=rule, constitution=constitution, day=DAY)
    assert (found.from_on, found.until_on) == (date(2026, 6, 1), date(2028, 6, 1))


def test_the_first_terms_of_a_new_body_are_those_of_the_cohorts():
    constitution, rule = OWN.bodies["steering-committee"], OWN.rules["steering-election"].elections[0]
    places = [Place(number, "enterprise", cohort=number) for number in (1, 2)]
    found = tenures([7, 8], places, rule=rule, constitution=constitution, day=DAY)
    assert [(each.seat, each.until_on) for each in found] == [(2, date(2028, 4, 1)), (1, date(2027, 4, 1))]


def test_the_first_three_serve_and_the_next_three_are_alternates():
    """CNCF code of conduct committee charter: ranks 1 to 3 and 4 to 6."""
    constitution = CNCF.bodies["code-of-conduct-committee"]
    rule = CNCF.rules["conduct-committee-election"].elections[0]
    places = [Place(number, "community-alternates", is_voting=False) for number in (1, 2, 3)]
    places += [Place(number, "community") for number in (4, 5, 6)]
    found = tenures(range(10, 16), places, rule=rule, constitution=constitution, day=DAY)
    assert [each.seat for each in found] == [4, 5, 6, 1, 2, 3]
    assert {each.until_on for each in found} == {date(2028, 4, 1)}
