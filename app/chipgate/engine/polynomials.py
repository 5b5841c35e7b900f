"""Polynomials of the figures of an item, with exact factors: what traced numbers are, and how they are reckoned.

Figures are put in as whole numbers over one denominator, so that a value is a quotient of whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import Any

Monomial = tuple[int, ...]
"""A product of figures, by their places, in order; the empty one is 1."""
Polynomial = dict[Monomial, Fraction]
"""Factors by monomial. None of them is zero; without any, it is zero."""
Term = tuple[int, Monomial]
"""A product of figures, so many times."""
ONE: Monomial = ()
Whole = Callable[[Sequence[int]], int]
"""Reckons a whole number from the figures and, at the last place, their denominator."""
Way = tuple[int, Any, int, Any]
"""How dividend and divisor are reckoned: each a factor, and the place of a figure; or 0, and a function."""


def product(one: Mapping[Monomial, Fraction], other: Mapping[Monomial, Fraction]) -> Polynomial:
    """One polynomial times another."""
    found: Polynomial = {}
    for which, factor in one.items():
        for also, by in other.items():
            both = tuple(sorted((*which, *also)))
            found[both] = found.get(both, Fraction(0)) + factor * by
    return {which: factor for which, factor in found.items() if factor}


def constant_of(one: Mapping[Monomial, Fraction]) -> Fraction | None:
    """The number, where no figure is left."""
    if not one:
        return Fraction(0)
    return one[ONE] if len(one) == 1 and ONE in one else None


def value_of(one: Mapping[Monomial, Fraction], figures: Sequence[Fraction]) -> Fraction:
    """The value on some figures."""
    total = Fraction(0)
    for which, factor in one.items():
        for place in which:
            factor *= figures[place]
        total += factor
    return total


def quotient(top: Mapping[Monomial, Fraction], bottom: Monomial, last: int) -> tuple[Whole, Whole]:
    """How dividend and divisor are reckoned, as whole numbers, from figures over one denominator (at place `last`).

    >>> above, below = quotient({(0,): Fraction(1), (1,): Fraction(-16, 5)}, (1,), 2)  # a / b - 3.2
    >>> figures = [23685, 8140, 10]  # 2368.5, 814
    >>> Fraction(above(figures), below(figures)) == Fraction("2368.5") / 814 - Fraction("3.2")
    True
    """
    above, below = terms(top, bottom, last)
    return _sum(above), _sum(below)


def terms(top: Mapping[Monomial, Fraction], bottom: Monomial, last: int) -> tuple[list[Term], list[Term]]:
    """The products that are to be summed for the dividend, and for the divisor, which is one."""
    scale = lcm(*(factor.denominator for factor in top.values()))
    degree = max((len(which) for which in top), default=0)
    under, over = bottom, ONE
    if len(bottom) < degree:
        under = (*bottom, *[last] * (degree - len(bottom)))
    else:
        over = (last,) * (len(bottom) - degree)
    found = [
        (int(factor * scale), (*which, *[last] * (degree - len(which)), *over)) for which, factor in sorted(top.items())
    ]
    return found, [(scale, under)]


@lru_cache(maxsize=16_384)
def reckoning(terms: tuple[tuple[Monomial, Fraction], ...], bottom: Monomial, last: int) -> tuple[Whole, Whole]:
    """The same for terms in order, kept: many decisions reckon the same, and what is shared is at hand."""
    return quotient(dict(terms), bottom, last)


@lru_cache(maxsize=16_384)
def way(ordered: tuple[tuple[Monomial, Fraction], ...], bottom: Monomial, last: int) -> Way:
    """The same with no function to be called where one figure, so many times, is all there is, as mostly."""
    above, [(parts, under)] = terms(dict(ordered), bottom, last)
    if len(above) == 1 and len(above[0][1]) == len(under) == 1:
        [(factor, [figure])] = above
        return factor, figure, parts, under[0]
    dividend, divisor = reckoning(ordered, bottom, last)
    return 0, dividend, 0, divisor


def _sum(terms: list[Term]) -> Whole:
    """The sum of some products; the short ones, which most are, without a loop."""
    if len(terms) == 1:
        [(factor, which)] = terms
        if not which:
            return lambda figures: factor
        if len(which) == 1:
            [place] = which
            return (lambda figures: figures[place]) if factor == 1 else (lambda figures: factor * figures[place])
    if len(terms) == 2 and all(len(which) == 1 for _, which in terms):
        (one, [first]), (two, [second]) = terms
        if one == two == 1:
            return lambda figures: figures[first] + figures[second]
        return lambda figures: one * figures[first] + two * figures[second]
    return lambda figures: _reckoned(terms, figures)


def _reckoned(terms: list[Term], figures: Sequence[int]) -> int:
    total = 0
    for factor, which in terms:
        for place in which:
            factor *= figures[place]
        total += factor
    return total
