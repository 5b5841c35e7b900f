"""How the digits of a number that was traced are written, and which things hang on such numbers.

Everything is reckoned in whole numbers: figures over one denominator, which comes last.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from chipgate.model.exact import decimals, exact_ratio, shown_ratio

from .polynomials import Monomial, Polynomial, Whole, quotient, reckoning
from .traced import Text, Unordered

Made = Mapping[int, Any]
"""What was made so far, by the number of the step that made it."""
Writer = Callable[[Sequence[int], Made], Any]
Choice = Callable[[Sequence[int]], list[int]]
"""The places of the things that are there for some figures, in order."""


def parted(text: Text) -> tuple[Polynomial, Monomial, Fraction]:
    """A number as one that others share, which is how far it is from zero or from any bound, and a constant."""
    top, bottom = text.number.top, text.number.bottom
    return {which: factor for which, factor in top.items() if which != bottom}, bottom, top.get(bottom, Fraction(0))


def base(top: Polynomial, bottom: Monomial, last: int) -> Writer:
    """Reckons a number that several texts are written from: dividend, divisor, whole part, rest, and decimals."""
    above, below = quotient(top, bottom, last)

    def reckon(figures: Sequence[int], made: Made) -> tuple[int, int, int, int, str | None]:
        over, under = above(figures), below(figures)
        if under == 1:
            return over, 1, over, 0, ""
        whole, rest = divmod(over, under)
        return over, under, whole, rest, decimals(rest, under)

    return reckon


def writer(text: Text, source: int, constant: Fraction, last: int) -> Writer:
    """How one text is written, from the number that step `source` reckons and a constant."""
    if text.kind == "exact":
        return _exact(source, *constant.as_integer_ratio())
    above, below = quotient(text.number.top, text.number.bottom, last)
    if any(isinstance(bound, tuple) for bound in text.against):
        ends = [_end(bound, last) for bound in text.against]
        return lambda figures, made: shown_ratio(
            above(figures), below(figures), [(over(figures), under(figures)) for over, under in ends]
        )
    bounds = [bound.as_integer_ratio() for bound in text.against]
    if constant:
        return lambda figures, made: shown_ratio(above(figures), below(figures), bounds)
    return _shown(source, bounds)


def _exact(source: int, more: int, parts: int) -> Writer:
    """Writes a number and a constant; where that is whole, the decimals stay."""
    if parts != 1:
        def write(figures: Sequence[int], made: Made) -> str:
            over, under, _, _, _ = made[source]
            return exact_ratio(over * parts + more * under, under * parts)

        return write

    def write_whole(figures: Sequence[int], made: Made) -> str:
        over, under, whole, rest, after = made[source]
        whole += more
        if after is None or (whole < 0 and rest):
            return exact_ratio(over + more * under, under)
        return f"{whole}{after}"

    return write_whole


def _end(number: Any, last: int) -> tuple[Whole, Whole]:
    """A number as it is reckoned: itself one, or made of figures."""
    return reckoning(*(number if isinstance(number, tuple) else ((((), Fraction(number)),), ())), last)


def _shown(source: int, bounds: list[tuple[int, int]]) -> Writer:
    """Writes a number for a person; only where a bound lies within the same hundredth, or the next, is it held against
    each."""
    near = frozenset(over * 100 // under for over, under in bounds)

    def write(figures: Sequence[int], made: Made) -> str:
        over, under, whole, rest, _ = made[source]
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
