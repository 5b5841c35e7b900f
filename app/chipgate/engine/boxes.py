"""The space of the missing figures: one axis per open measure, cut at every bound that the answer may turn on.

A place on an axis is a rank (`engine.ranks`): at a bound, or between two. A box is a stretch of ranks on each axis.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from chipgate.model.figures import Figures, Span, Value
from chipgate.model.measures import MEASURES, Measure, Quantity

from .facts import Facts
from .feasible import Row, limit, ranges, row, solvable
from .judge import Case
from .licenses import license_bounds
from .ranks import rank

Box = tuple[tuple[int, int], ...]
"""The lowest and the highest rank on each axis."""


@dataclass(frozen=True, slots=True)
class Axis:
    """An open measure: what is known of it, its cuts, and the ranks at which it may lie."""

    measure: Measure
    span: Span
    cuts: tuple[Fraction, ...]
    low: int
    high: int

    def piece(self, low: int, high: int) -> Span:
        """A span that every bound compares with as with the whole stretch of ranks, open ends included."""
        start = self.span.low if low == self.low else self._inside(low)
        end = self.span.high if high == self.high else max(start, self._inside(high))
        return Span(start, end)

    def _inside(self, rank: int) -> Fraction:
        place, at_a_cut = divmod(rank, 2)
        if at_a_cut:
            return self.cuts[place]
        before = self.cuts[place - 1] if place else Fraction(0)
        return (before + self.cuts[place]) / 2 if place < len(self.cuts) else before + 1

    def place(self, span: Span) -> tuple[int, int]:
        """The ranks at which a value lies."""
        low = rank(span.low, self.cuts)
        if span.known:
            return low, low
        return low, 2 * len(self.cuts) if span.high is None else rank(span.high, self.cuts)

    def ends(self, low: int, high: int) -> dict[str, Fraction]:
        """The stretch as comparisons with bounds; an end that is no narrower than what is known is left out."""
        found = {}
        if low > self.low:
            found["at_least" if low % 2 else "above"] = self.cuts[(low - 1) // 2]
        if high < self.high:
            found["at_most" if high % 2 else "below"] = self.cuts[high // 2]
        return found

    def ranks(self, comparison: str, bound: Fraction) -> tuple[int, int]:
        """The first and the last rank at which a comparison holds."""
        at, top = rank(bound, self.cuts), 2 * len(self.cuts)
        match comparison:
            case "at_least":
                return at, top
            case "above":
                return at + 1, top
            case "below":
                return 0, at - 1
            case _:
                return 0, at


class Space:
    """All that the missing figures of a case may be."""

    def __init__(self, case: Case) -> None:
        self._known = case.facts
        turning = license_bounds(case.shipment)
        axes = []
        for name, bounds in case.ruleset.bounds.items():
            value = case.facts.values[name]
            if value is not None and not value.known:
                cuts = tuple(sorted({*bounds, *turning[name]})) if name in turning else bounds
                axis = Axis(MEASURES[name], value, cuts, 0, 0)
                axes.append(Axis(axis.measure, value, cuts, *axis.place(value)))
        self.axes = tuple(axes)
        self.places = {axis.measure.name: place for place, axis in enumerate(axes)}
        self.whole: Box = tuple((axis.low, axis.high) for axis in axes)
        quantities = case.facts.figures.quantities
        self._quantities = {
            part: span for axis in axes for part in axis.measure.parts if (span := quantities[part]) is not None
        }
        self.missing = frozenset(part for part, span in self._quantities.items() if not span.known)
        self._groups: list[_Group] | None = None

    def stated(self, box: Box) -> frozenset[Quantity]:
        """The missing quantities that the limits of a box speak of."""
        narrower = (axis for axis, here, all in zip(self.axes, box, self.whole, strict=True) if here != all)
        return frozenset(part for axis in narrower for part in axis.measure.parts) & self.missing

    def fits(self, box: Box) -> bool:
        """Whether some figures lie in a box."""
        if self._groups is None:
            self._groups = [_Group(self, places) for places in _together(self.axes, self.missing)]
        return all(low <= high for low, high in box) and all(group.fits(box) for group in self._groups)

    def within(self, places: tuple[int, ...]) -> dict[Quantity, Span]:
        """What is known of every quantity behind some of the axes."""
        parts = {part for place in places for part in self.axes[place].measure.parts}
        return {part: span for part, span in self._quantities.items() if part in parts}

    def facts(self, box: Box) -> Facts:
        """The facts of the case with the missing figures anywhere in a box."""
        pieces: dict[str, Value] = {
            axis.measure.name: axis.piece(*ranks) for axis, ranks in zip(self.axes, box, strict=True)
        }
        known = self._known.figures
        quantities = dict(known.quantities)
        for axis in self.axes:
            if len(axis.measure.parts) == 1:
                quantities[axis.measure.parts[0]] = pieces[axis.measure.name]
        figures = _Placed(quantities, known.tpp_basis, known.tpp_format, pieces)
        return replace(self._known, figures=figures, values={**self._known.values, **pieces})


class _Group:
    """Axes that share missing quantities, so that what fits on one depends on the others, and on no axis outside."""

    def __init__(self, space: Space, places: tuple[int, ...]) -> None:
        self._axes = [(place, space.axes[place]) for place in places]
        self._quantities = space.within(places)
        self._names = [part.value for part, span in self._quantities.items() if not span.known]
        self._ranges = [row(one, self._names) for one in ranges(self._quantities)]
        self._rows: dict[tuple[int, str, Fraction], Row] = {}
        self._fits: dict[Box, bool] = {}

    def fits(self, box: Box) -> bool:
        """Whether some figures lie in a box, as far as these axes say."""
        key = tuple(box[place] for place, _ in self._axes)
        if key not in self._fits:
            self._fits[key] = solvable([*self._ranges, *self._limits(box)])
        return self._fits[key]

    def _limits(self, box: Box) -> Iterator[Row]:
        for place, axis in self._axes:
            for comparison, bound in axis.ends(*box[place]).items():
                key = place, comparison, bound
                if key not in self._rows:
                    self._rows[key] = row(limit(axis.measure.name, comparison, bound, self._quantities), self._names)
                yield self._rows[key]


@dataclass(frozen=True, slots=True)
class _Placed(Figures):
    """Figures of which some measures, but not every quantity behind them, are known to lie in a stretch."""

    pieces: dict[str, Value]

    def measure(self, measure: Measure) -> Value:
        """The stretch of a measure, or what its quantities make of it."""
        return self.pieces[measure.name] if measure.name in self.pieces else Figures.measure(self, measure)


def _together(axes: tuple[Axis, ...], missing: frozenset[Quantity]) -> Iterator[tuple[int, ...]]:
    """The axes that share a missing quantity, directly or through others. TPP and the best rate count as one."""
    linked = {Quantity.TPP, Quantity.BEST_TOPS}
    groups: list[tuple[set[Quantity], list[int]]] = []
    for place, axis in enumerate(axes):
        parts = set(axis.measure.parts) & missing
        parts |= linked if parts & linked else set()
        touching = [group for group in groups if group[0] & parts]
        groups = [group for group in groups if group not in touching]
        shared = parts.union(*(others for others, _ in touching))
        groups.append((shared, sorted([place, *(other for _, places in touching for other in places)])))
    yield from (tuple(places) for _, places in groups)
