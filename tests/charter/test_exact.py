from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.charter.grammar.exact import Exact

fractions = st.fractions(min_value=0, max_value=10**6, max_denominator=10**6)
exacts = st.builds(Exact, fractions, st.integers(0, 2))


def approximately(number: Exact) -> Decimal:
    with localcontext(prec=80):
        value = Decimal(number.radicand.numerator) / Decimal(number.radicand.denominator)
        for _ in range(number.roots):
            value = value.sqrt()
        return value


@given(exacts, exacts)
def test_order_is_that_of_eighty_digits(a: Exact, b: Exact) -> None:
    difference = approximately(a) - approximately(b)
    if abs(difference) > Decimal(10) ** -60:
        assert (a < b) == (difference < 0)
        assert a != b
    else:
        assert a == b
        assert not a < b
        assert not b < a


@given(exacts, fractions)
def test_multiplying_is_exact(a: Exact, factor: Fraction) -> None:
    difference = approximately(a.times(factor)) - approximately(a) * factor.numerator / Decimal(
        factor.denominator
    )
    assert abs(difference) < Decimal(10) ** -15


@given(exacts)
def test_floor_and_ceil_enclose(a: Exact) -> None:
    assert Exact.of(a.floor()) <= a < Exact.of(a.floor() + 1)
    assert a.ceil() - a.floor() == (0 if a == Exact.of(a.floor()) else 1)


@given(exacts)
def test_the_fraction_of_a_root_is_its_value(a: Exact) -> None:
    fraction = a.fraction()
    if fraction is not None:
        assert Exact.of(fraction) == a
        assert a.sqrt() == Exact(fraction, 1)


@given(fractions)
def test_a_square_root_squared_is_the_number(number: Fraction) -> None:
    assert Exact.of(number * number).sqrt() == Exact.of(number)
    assert Exact.of(number * number).sqrt().fraction() == number


@pytest.mark.parametrize(
    ("number", "places", "text"),
    [
        (Exact.of(0), 2, "0.00"),
        (Exact.of(Fraction(2, 3)), 1, "0.7"),
        (Exact.of(Fraction(1, 2)), 0, "1"),
        (Exact.of(Fraction(5, 1000)), 2, "0.01"),
        (Exact.of(1037).sqrt().times(Fraction(3, 2)), 2, "48.30"),
        (Exact.of(2).sqrt(), 6, "1.414214"),
    ],
)
def test_decimals_are_rounded_half_up(number: Exact, places: int, text: str) -> None:
    assert number.decimal(places) == text


def test_numbers_below_zero_are_refused() -> None:
    with pytest.raises(ValueError, match="below zero"):
        Exact.of(-1)
