"""The turnout forecast: with none, one, two and many past ballots, at the ends of the time, and in words."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.voting.forecast import (
    COMPARED,
    Curve,
    Outlook,
    Progress,
    curve_of,
    forecast,
    lines,
    median,
    quantile,
    share_at,
)

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)


def ballot(entitled: int, early: int, late: int) -> Curve:
    """So many vote at a quarter of the time, so many at three quarters."""
    return curve_of(entitled, [QUARTER] * early + [3 * QUARTER] * late)


def now(**given: int | Fraction) -> Progress:
    numbers = {"entitled": 40, "voted": 12, "needed": 20, "elapsed": HALF} | given
    return Progress(**numbers)  # type: ignore[arg-type]


PAST = [ballot(100, 20, late) for late in (40, 32, 24, 16, 8)]
"""Half-way 80 had not voted; of them 40, 32, 24, 16, 8 did: a half down to a tenth."""


def test_without_past_ballots_everything_is_possible() -> None:
    found = forecast(now(), [])
    assert (found.expected, found.low, found.high, found.compared) == (None, 12, 40, 0)
    assert found.outlook is Outlook.NOT_COMPARABLE
    assert found.sentence == (
        "Quorum open: 8 short, 28 have not voted; there are no past ballots to compare with."
    )


def test_one_past_ballot_gives_one_number() -> None:
    found = forecast(now(), [ballot(100, 20, 40)])
    assert (found.expected, found.low, found.high, found.compared) == (26, 26, 26, 1)
    assert found.outlook is Outlook.LIKELY


def test_two_past_ballots_give_a_range_from_the_lower_to_the_higher() -> None:
    found = forecast(now(), PAST[1::3])
    assert (found.expected, found.low, found.high, found.compared) == (19, 14, 24, 2)
    assert found.outlook is Outlook.AT_RISK


def test_many_past_ballots_give_quartiles() -> None:
    found = forecast(now(), PAST)
    assert (found.low, found.expected, found.high) == (12 + 5, 12 + 8, 12 + 12)
    assert found.outlook is Outlook.AT_RISK
    assert found.sentence == "Quorum at risk: 8 short, 28 have not voted."


def test_only_the_latest_ballots_are_compared() -> None:
    latest = [ballot(100, 20, 40)] * COMPARED
    assert forecast(now(), [*latest, *[ballot(100, 20, 0)] * 50]) == forecast(now(), latest)


def test_likely_when_the_lower_quartile_reaches_the_quorum() -> None:
    assert forecast(now(needed=17), PAST).outlook is Outlook.LIKELY
    assert forecast(now(needed=17), PAST).sentence == "Quorum likely: 5 short, 28 have not voted."
    assert forecast(now(needed=18), PAST).outlook is Outlook.AT_RISK


@pytest.mark.parametrize("past", [[], PAST])
def test_a_quorum_that_is_there_needs_no_comparison(past: list[Curve]) -> None:
    found = forecast(now(voted=20), past)
    assert (found.outlook, found.sentence) == (Outlook.REACHED, "Quorum reached.")


@pytest.mark.parametrize("past", [[], PAST])
def test_a_rule_without_quorum(past: list[Curve]) -> None:
    found = forecast(now(needed=0), past)
    assert (found.outlook, found.sentence) == (Outlook.NO_QUORUM_NEEDED, "No quorum is needed.")


@pytest.mark.parametrize("needed", [0, 12])
def test_a_quorum_that_asks_by_class_is_open_until_the_count(needed: int) -> None:
    found = forecast(now(needed=needed, by_class=True), PAST)
    assert found.outlook is Outlook.NOT_COMPARABLE
    assert found.sentence.startswith("Quorum open: enough have voted in all; whether enough of each class")
    assert forecast(now(by_class=True), PAST) == forecast(now(), PAST)


def test_who_cannot_be_reached_is_not_expected() -> None:
    found = forecast(now(unreachable=8), PAST)
    assert (found.low, found.expected, found.high) == (12 + 4, 12 + 6, 12 + 8)
    assert found.sentence == "Quorum at risk: 8 short, 28 have not voted, 8 of them cannot be reached."


@pytest.mark.parametrize("past", [[], PAST])
def test_too_few_who_can_be_reached_are_a_risk_whatever_was_before(past: list[Curve]) -> None:
    assert forecast(now(unreachable=21), past).outlook is Outlook.AT_RISK
    assert forecast(now(entitled=19, voted=12), past).outlook is Outlook.AT_RISK


def test_one_who_has_not_voted_is_told_in_the_singular() -> None:
    found = forecast(now(entitled=20, voted=19), [ballot(10, 5, 0)])
    assert found.sentence == "Quorum at risk: 1 short, 1 has not voted."


def test_before_the_first_vote_the_whole_turnout_is_ahead() -> None:
    found = forecast(now(voted=0, elapsed=Fraction(0)), PAST)
    assert (found.low, found.expected, found.high) == (14, 18, 21)


def test_at_the_close_nobody_is_expected() -> None:
    found = forecast(now(elapsed=Fraction(1)), PAST)
    assert (found.low, found.expected, found.high) == (12, 12, 12)


def test_a_ballot_in_which_all_had_voted_says_nothing_of_those_who_have_not() -> None:
    assert forecast(now(), [ballot(10, 10, 0)]).compared == 0
    assert forecast(now(), [ballot(10, 10, 0), PAST[0]]) == forecast(now(), PAST[:1])


def test_an_empty_roll() -> None:
    found = forecast(Progress(0, 0, 0, HALF), PAST)
    assert (found.low, found.expected, found.high) == (0, 0, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"voted": 41},
        {"voted": -1},
        {"needed": -1},
        {"unreachable": 29},
        {"unreachable": -1},
        {"elapsed": Fraction(3, 2)},
        {"elapsed": Fraction(-1, 2)},
    ],
)
def test_numbers_no_ballot_has(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        now(**wrong)


# Curves
def test_a_curve_rises_at_the_moments_of_votes() -> None:
    curve = curve_of(4, [HALF, QUARTER, HALF])
    assert curve == ((QUARTER, Fraction(1, 4)), (HALF, Fraction(3, 4)))
    assert [share_at(curve, each) for each in (Fraction(0), QUARTER, Fraction(3, 8), HALF, Fraction(1))] == [
        0, Fraction(1, 4), Fraction(1, 4), Fraction(3, 4), Fraction(3, 4),
    ]  # fmt: skip


def test_votes_beyond_the_planned_time_count_at_its_ends() -> None:
    assert curve_of(2, [Fraction(-1), Fraction(7, 5)]) == ((0, HALF), (1, 1))


def test_nobody_voted() -> None:
    assert curve_of(9, []) == ()
    assert share_at((), Fraction(1)) == 0


def test_more_votes_than_entitled_are_refused() -> None:
    with pytest.raises(ValueError, match="entitled"):
        curve_of(1, [HALF, HALF])


def test_the_lines_of_a_chart() -> None:
    days = [Fraction(day, 4) for day in range(5)]
    found = lines(curve_of(10, [QUARTER, QUARTER]), Fraction(3, 8), PAST[:3], days)
    assert found.own == ((0, 0), (QUARTER, Fraction(1, 5)), (Fraction(3, 8), Fraction(1, 5)))
    assert found.median == (
        (0, 0),
        (QUARTER, Fraction(1, 5)),
        (HALF, Fraction(1, 5)),
        (3 * QUARTER, Fraction(52, 100)),
        (1, Fraction(52, 100)),
    )


def test_the_line_of_a_ballot_without_past_ones() -> None:
    found = lines((), Fraction(0), [])
    assert (found.own, found.median) == (((0, 0),), ())


@pytest.mark.parametrize(
    ("values", "part", "expected"),
    [
        ([5], QUARTER, 5),
        ([0, 1], QUARTER, QUARTER),
        ([0, 1, 2, 3, 4], QUARTER, 1),
        ([0, 1, 2, 3], 3 * QUARTER, Fraction(9, 4)),
    ],
)
def test_quantiles(values: list[int], part: Fraction, expected: Fraction) -> None:
    assert quantile(list(map(Fraction, values)), part) == expected


def test_the_median_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no values"):
        median([])


FRACTIONS = st.fractions(0, 1, max_denominator=50)
CURVES = st.integers(1, 30).flatmap(
    lambda entitled: st.lists(FRACTIONS, max_size=entitled).map(lambda moments: curve_of(entitled, moments))
)


@st.composite
def progresses(draw: st.DrawFn) -> Progress:
    entitled = draw(st.integers(0, 60))
    voted = draw(st.integers(0, entitled))
    unreachable = draw(st.integers(0, entitled - voted))
    return Progress(entitled, voted, draw(st.integers(0, 60)), draw(FRACTIONS), unreachable)


@given(progresses(), st.lists(CURVES, max_size=12))
def test_a_forecast_stays_within_what_can_happen(at: Progress, past: list[Curve]) -> None:
    found = forecast(at, past)
    assert at.voted <= found.low <= found.high <= at.entitled - at.unreachable
    assert found.expected is None or found.low <= found.expected <= found.high
    assert found.compared <= COMPARED
    if found.outlook is Outlook.LIKELY:
        assert found.low >= at.needed > at.voted


@given(progresses(), st.lists(CURVES, min_size=1, max_size=12))
def test_the_order_of_past_ballots_does_not_matter_when_all_are_compared(
    at: Progress, past: list[Curve]
) -> None:
    assert forecast(at, past[:COMPARED]) == forecast(at, past[:COMPARED][::-1])
