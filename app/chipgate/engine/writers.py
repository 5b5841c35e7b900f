"""How the digits of a number that was traced are written, and which things hang on such numbers.

Everything is reckoned in whole numbers: figures over one denominator, which comes last.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from chipgate.model.exact import exact_ratio, shown_ratio

from .polynomials import ONE, Monomial, Polynomial, Whole, quotient, reckoning
from .traced import Text, Unordered

Writer = Callable[[Sequence[int]], str]
Choice = Callable[[Sequence[int]], list[int]]
"""The places of the things that are there for some figures, in order."""


def writer(text: Text, last: int) -> Writer:
    """How one text is written."""
    top, bottom = text.number.top, text.number.bottom
    above, below = quotient(top, bottom, last)
    if text.kind == "exact":
        return _figure_beside(top, last) if _of_one(top, bottom) else (
            lambda figures: exact_ratio(above(figures), below(figures)))  # fmt: skip
    if any(isinstance(bound, tuple) for bound in text.against):
        ends = [_end(bound, last) for bound in text.against]
        return lambda figures: shown_ratio(
            above(figures), below(figures), [(over(figures), under(figures)) for over, under in ends]
        )
    return _shown_beside(above, below, [bound.as_integer_ratio() for bound in text.against])


def _of_one(top: Polynomial, bottom: Monomial) -> bool:
    """Whether a number is one figure, or that and a constant."""
    return bottom == ONE and all(len(which) <= 1 for which in top) and len(top) == 1 + (ONE in top)


def _figure_beside(top: Polynomial, last: int) -> Writer:
    """Writes a figure, or how far it is from a bound, without a detour."""
    [(place,)] = (which for which in top if which != ONE)
    scale = lcm(*(factor.denominator for factor in top.values()))
    factor, constant = int(top[place,] * scale), int(top.get(ONE, Fraction(0)) * scale)
    if factor == scale == 1 and not constant:
        return lambda figures: exact_ratio(figures[place], figures[last])
    return lambda figures: exact_ratio(factor * figures[place] + constant * figures[last], scale * figures[last])


def _end(number: Any, last: int) -> tuple[Whole, Whole]:
    """A number as it is reckoned: itself one, or made of figures."""
    return reckoning(*(number if isinstance(number, tuple) else ((((), Fraction(number)),), ())), last)


def _shown_beside(above: Whole, below: Whole, bounds: list[tuple[int, int]]) -> Writer:
    """Writes a number for a person; only where a bound lies within the same hundredth, or the next, is it held against
    each."""
    near = frozenset(over * 100 // under for over, under in bounds)

    def write(figures: Sequence[int]) -> str:
        over, under = above(figures), below(figures)
        whole, rest = divmod(over, under)
        if not rest:
            return f"{whole:,}"
        part, left = divmod(rest * 100, under)
        hundredths = whole * 100 + part
        if whole < 0 or hundredths in near or hundredths + 1 in near:
            return shown_ratio(over, under, bounds)
        whole, part = divmod(hundredths + (2 * left >= under), 100)
        if not part:
            return f"{whole:,}" if whole else shown_ratio(over, under, bounds)
        return f"{whole:,}.{part:02d}" if part % 10 else f"{whole:,}.{part // 10}"

    return write


def choice(things: Unordered, last: int) -> Choice:
    """Which things are there, and in which order: `model.exact.in_order`, on figures."""
    numbers = list(dict.fromkeys(number for those, _, _ in things.ranks for number in those))
    ends = [(place, *_end(number, last)) for place, number in enumerate(numbers)]
    ranks = [
        (frozenset(map(numbers.index, those)), thing)
        for those, _, thing in sorted(things.ranks, key=lambda rank: rank[1])
    ]
    times, over = things.within.denominator, things.within.numerator
    most = things.most

    def choose(figures: Sequence[int]) -> list[int]:
        near = {
            place: (dividend, divisor)
            for place, above, below in ends
            if (dividend := above(figures)) * times <= (divisor := below(figures)) * over
        }
        if not near:
            return []
        found = [rank for rank in ranks if rank[0] <= near.keys()]
        if len(found) > 1:
            exact = {place: Fraction(*ratio) for place, ratio in near.items()}
            found.sort(key=lambda rank: max(exact[place] for place in rank[0]))
        return list(dict.fromkeys(thing for _, thing in found))[:most]

    return choose
