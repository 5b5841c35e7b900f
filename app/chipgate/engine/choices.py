"""Which of some things are there, and in which order, where that hangs on the figures of an item."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from .digits import end, frozen
from .polynomials import ONE, Whole, quotient
from .traced import Unordered

Choice = Callable[[Sequence[int]], list[int]]
"""The places of the things that are there for some figures, in order."""


def choice(things: Unordered, last: int) -> Choice:
    """Which things are there, and in which order: `model.exact.in_order`, on figures."""
    numbers = list(dict.fromkeys(number for those, _, _ in things.ranks for number in those))
    ends = [end(number, last) for number in numbers]
    left = [(1 << place, _left(number, things.within, last)) for place, number in enumerate(numbers)]
    ranks = []
    for those, _, thing in sorted(things.ranks, key=lambda rank: rank[1]):
        places = [numbers.index(one) for one in those]
        ranks.append((sum({1 << place for place in places}), places, thing))
    most = things.most

    def choose(figures: Sequence[int]) -> list[int]:
        near = 0
        for bit, still in left:
            if still(figures) >= 0:
                near |= bit
        if not near:
            return []
        found = [rank for rank in ranks if rank[0] & near == rank[0]]
        if len(found) > 1:
            asked = {place for _, places, _ in found for place in places}
            ratios = {place: (ends[place][0](figures), ends[place][1](figures)) for place in asked}
            common = lcm(*[below for _, below in ratios.values()])
            exact = {place: above * (common // below) for place, (above, below) in ratios.items()}
            found.sort(key=lambda rank: max([exact[place] for place in rank[1]]))
        return list(dict.fromkeys([thing for _, _, thing in found]))[:most]

    return choose


def _left(number: Any, within: Fraction, last: int) -> Whole:
    """Reckons how much is left from a number up to `within`, so many times; below zero, it is beyond."""
    terms, bottom = frozen(number)
    found = {which: -factor for which, factor in terms}
    found[bottom] = found.get(bottom, Fraction(0)) + within
    return quotient({which: factor for which, factor in found.items() if factor}, ONE, last)[0]
