"""Exact non-negative numbers: fractions and their square roots, without a float anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import total_ordering
from math import isqrt


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class Exact:
    """The number `radicand ** (1 / 2**roots)`.

    Charters multiply, take square roots, round up and compare; they never add or subtract. Numbers of this
    form are closed under all of that, so that Debian's quorum, 3/2 x sqrt(developers), is compared exactly.
    """

    radicand: Fraction
    roots: int = 0

    @classmethod
    def of(cls, value: int | Fraction) -> Exact:
        """The exact number of a whole number or fraction; `ValueError` below zero."""
        if value < 0:
            raise ValueError(f"{value} is below zero")
        return cls(Fraction(value))

    def times(self, factor: Fraction) -> Exact:
        return Exact(self.radicand * factor ** (2**self.roots), self.roots)

    def sqrt(self) -> Exact:
        return Exact(self.radicand, self.roots + 1)

    def floor(self) -> int:
        whole = self.radicand.numerator // self.radicand.denominator
        for _ in range(self.roots):
            whole = isqrt(whole)
        return whole

    def ceil(self) -> int:
        floor = self.floor()
        return floor if self == Exact.of(floor) else floor + 1

    def fraction(self) -> Fraction | None:
        """The value as a fraction, or None when it is irrational."""
        top, bottom = self.radicand.numerator, self.radicand.denominator
        for _ in range(self.roots):
            if isqrt(top) ** 2 != top or isqrt(bottom) ** 2 != bottom:
                return None
            top, bottom = isqrt(top), isqrt(bottom)
        return Fraction(top, bottom)

    def decimal(self, places: int) -> str:
        """The value rounded half up to so many decimals, worked out in integers: `48.30`."""
        scale = 10**places
        halves = self.times(Fraction(2 * scale)).floor()
        whole, part = divmod((halves + 1) // 2, scale)
        return f"{whole}.{part:0{places}d}" if places else str(whole)

    def _at(self, roots: int) -> Fraction:
        return Fraction(self.radicand ** (2 ** (roots - self.roots)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Exact):
            return NotImplemented
        roots = max(self.roots, other.roots)
        return self._at(roots) == other._at(roots)

    def __lt__(self, other: Exact) -> bool:
        roots = max(self.roots, other.roots)
        return self._at(roots) < other._at(roots)

    __hash__ = None  # type: ignore[assignment]  # equal numbers may be written differently
