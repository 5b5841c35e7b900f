"""What is kept for questions that differ in figures alone: each decision with the limits under which it holds.

Limits are stretches of scales (`engine.limits`). No two sets of limits meet, so at most one holds for an item. To find
it, every scale says which may hold where the item lies on it, as the bits of a whole number, and all must agree.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Generic, TypeVar

from .limits import Scale, Stretch
from .polynomials import Way, way

Thing = TypeVar("Thing")


def _near(above: int, below: int) -> float:
    """The number that is nearest to a quotient, of those that a float can be. It never turns two quotients around: they
    are in the order of their floats, or their floats are one, and then they are compared exactly."""
    try:
        return above / below
    except OverflowError:
        return math.inf if above > 0 else -math.inf


class _Ruler:
    """A scale with the bounds of all stretches on it, and at each bound and between two, which of them hold there."""

    __slots__ = ("between", "bounds", "free", "holding", "near", "way")

    def __init__(self, way: Way, bounds: tuple[Fraction, ...], holding: tuple[int, ...], free: int) -> None:
        self.way, self.bounds, self.holding = way, bounds, holding
        self.free = free
        """Those that have no stretch on it: what divides by nothing lies on no stretch."""
        self.near = [_near(*bound.as_integer_ratio()) for bound in bounds]
        self.between = holding[::2]

    def beside(self, above: int, below: int, near: float, place: int) -> int:
        """What holds at a quotient that is near some bounds, the first of them at `place`."""
        while place < len(self.near) and self.near[place] == near:
            left, right = above * self.bounds[place].denominator, self.bounds[place].numerator * below
            if left <= right:
                return self.holding[2 * place + (left == right)]
            place += 1
        return self.between[place]

    def with_stretch(self, stretch: Stretch | None, bit: int) -> _Ruler:
        """The same with one more that holds on a stretch, or anywhere."""
        if stretch is None:
            everywhere = tuple(one | bit for one in self.holding)
            return _Ruler(self.way, self.bounds, everywhere, self.free | bit)
        bounds, holding = list(self.bounds), list(self.holding)
        for bound in (stretch.low, stretch.high):
            if bound is not None:
                place = bisect_left(bounds, bound)
                if place == len(bounds) or bounds[place] != bound:
                    bounds.insert(place, bound)
                    holding[2 * place : 2 * place + 1] = [holding[2 * place]] * 3
        first, last = 0, 2 * len(bounds)
        if stretch.low is not None:
            first = 2 * bounds.index(stretch.low) + (1 if stretch.low_in else 2)
        if stretch.high is not None:
            last = 2 * bounds.index(stretch.high) + (1 if stretch.high_in else 0)
        for rank in range(first, last + 1):
            holding[rank] |= bit
        return _Ruler(self.way, tuple(bounds), tuple(holding), self.free)


class Kept(Generic[Thing]):
    """Things with the limits under which they hold. It does not change: adding gives another."""

    __slots__ = ("_at_hand", "_rulers", "_scales", "things")

    def __init__(
        self,
        things: tuple[Thing, ...] = (),
        scales: tuple[Scale, ...] = (),
        rulers: tuple[_Ruler, ...] = (),
    ) -> None:
        self.things, self._scales, self._rulers = things, scales, rulers
        self._at_hand = tuple((*ruler.way, ruler.near, ruler.between, ruler) for ruler in rulers)

    def find(self, figures: Sequence[int]) -> Thing | None:
        """The thing that holds for some figures, given as whole numbers over one denominator, which comes last."""
        holding = -1 if self.things else 0
        for factor, dividend, parts, divisor, bounds, between, ruler in self._at_hand:
            if factor:
                above, below = factor * figures[dividend], parts * figures[divisor]
            else:
                above, below = dividend(figures), divisor(figures)
            if not below:
                holding &= ruler.free
                continue
            try:
                near = above / below
            except OverflowError:
                near = _near(above, below)
            place = bisect_left(bounds, near)
            if place < len(bounds) and bounds[place] == near:
                holding &= ruler.beside(above, below, near, place)
            else:
                holding &= between[place]
            if not holding:
                return None
        if holding < 0:
            return self.things[0]  # without limits, one holds for all
        return self.things[holding.bit_length() - 1] if holding else None

    def with_(self, thing: Thing, stretches: Mapping[Scale, Stretch], last: int) -> Kept[Thing]:
        """The same with one more, under its limits. `last` is the place of the denominator among the figures."""
        bit, all_before = 1 << len(self.things), (1 << len(self.things)) - 1
        rulers = dict(zip(self._scales, self._rulers, strict=True))
        for scale in stretches:
            if scale not in rulers:
                rulers[scale] = _Ruler(way(*scale, last), (), (all_before,), all_before)
        found = {scale: ruler.with_stretch(stretches.get(scale), bit) for scale, ruler in rulers.items()}
        return Kept((*self.things, thing), tuple(found), tuple(found.values()))
