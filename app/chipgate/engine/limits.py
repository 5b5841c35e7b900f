"""The limits under which one decision holds: stretches of sums and ratios of an item's figures.

Every comparison is one of a polynomial with zero. Those that differ by a number only, as "TPP below 4,800" and "TPP at
least 1,600", are stretches of one sum; "TPP at least 5.92 times the area" is one of the ratio of two figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .polynomials import ONE, Monomial, Polynomial, value_of

Scale = tuple[tuple[tuple[Monomial, Fraction], ...], Monomial]
"""What is held against bounds: a sum of products, over one product (1 for a sum, a figure for a ratio)."""


@dataclass(slots=True)
class Stretch:
    """Part of a scale: from `low` to `high`, None without end. The flags say whether the ends belong to it."""

    low: Fraction | None = None
    low_in: bool = False
    high: Fraction | None = None
    high_in: bool = False

    def from_(self, bound: Fraction, included: bool) -> None:
        """Cut off what is below."""
        if self.low is None or bound > self.low or (bound == self.low and not included):
            self.low, self.low_in = bound, included

    def to(self, bound: Fraction, included: bool) -> None:
        """Cut off what is above."""
        if self.high is None or bound < self.high or (bound == self.high and not included):
            self.high, self.high_in = bound, included


class Limits:
    """What is asked of some figures, none of them negative, and the stretches in which they answer so."""

    def __init__(self, figures: Sequence[Fraction]) -> None:
        self._figures = figures
        self.stretches: dict[Scale, Stretch] = {}

    def ask(self, one: Polynomial, comparison: str) -> bool:
        """Whether a polynomial compares so with zero; the limit is kept."""
        one = self._reduced(one)
        if not one or (len(one) == 1 and ONE in one):
            return _holds(one.get(ONE, Fraction(0)), comparison)
        scale, bound, turned = _scaled(one)
        there = value_of(one, self._figures)
        if turned:
            comparison, there = _TURNED.get(comparison, comparison), -there
        self._keep(scale, bound, comparison, there)
        return _holds(there, comparison)

    def _keep(self, scale: Scale, bound: Fraction, comparison: str, there: Fraction) -> None:
        stretch = self.stretches.setdefault(scale, Stretch())
        if there == 0 and comparison == "==":
            stretch.from_(bound, True)
            stretch.to(bound, True)
        elif there > 0 or (there == 0 and comparison in (">=", "<")):
            stretch.from_(bound, comparison in (">=", "<"))
        else:
            stretch.to(bound, comparison in ("<=", ">"))

    def _reduced(self, one: Polynomial) -> Polynomial:
        """The polynomial without the terms and the factors that do not move its sign: figures that are zero, and
        figures above it that every term has. Where two terms are left to be a ratio, all their figures are above it."""
        zero = {place for which in one for place in which if not self._figures[place]}
        for place in sorted(zero):
            self._keep(_of_figure(place), Fraction(0), "==", Fraction(0))
        one = {which: factor for which, factor in one.items() if zero.isdisjoint(which)}
        if not one or ONE in one:
            return one
        if len(one) == 1:
            [(which, factor)] = one.items()
            if len(which) == 1:
                return one
            for place in which:
                self._above_zero(place)
            return {ONE: factor}
        for place in sorted(set(next(iter(one)))):
            while all(place in which for which in one):
                self._above_zero(place)
                one = {_without(which, place): factor for which, factor in one.items()}
        if len(one) == 2 and ONE not in one:
            for which in one:
                for place in which:
                    self._above_zero(place)
        return one

    def _above_zero(self, place: int) -> None:
        """Keep that a figure, which is not zero, is above it."""
        self._keep(_of_figure(place), Fraction(0), ">", self._figures[place])


def _of_figure(place: int) -> Scale:
    """The scale of one figure."""
    return (((place,), Fraction(1)),), ONE


_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


def _holds(there: Fraction, comparison: str) -> bool:
    match comparison:
        case "<":
            return there < 0
        case "<=":
            return there <= 0
        case ">":
            return there > 0
        case ">=":
            return there >= 0
        case _:
            return there == 0


def _scaled(one: Mapping[Monomial, Fraction]) -> tuple[Scale, Fraction, bool]:
    """The scale on which a polynomial says something, the bound, and whether the comparison is turned round."""
    terms = sorted((which, factor) for which, factor in one.items() if which != ONE)
    first = terms[0][1]
    if len(terms) == 2 and ONE not in one and (first < 0) != (terms[1][1] < 0):
        return (((terms[0][0], Fraction(1)),), terms[1][0]), -terms[1][1] / first, first < 0
    alike = tuple((which, factor / first) for which, factor in terms)
    return (alike, ONE), -one.get(ONE, Fraction(0)) / first, first < 0


def _without(which: Monomial, figure: int) -> Monomial:
    place = which.index(figure)
    return (*which[:place], *which[place + 1 :])
