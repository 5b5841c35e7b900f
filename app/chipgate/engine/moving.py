"""One quantity moved through all that it may be: its cuts, and where each open measure lies at each of them.

The bounds of every rule in force, turned into bounds on that quantity, cut its axis. At a cut, and between two, the
measures that it sets have a rank each, which follows from the order of the cuts alone.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from fractions import Fraction

from chipgate.model.figures import Span
from chipgate.model.measures import MEASURES, Form, Measure, Quantity

from .boxes import Space
from .facts import Facts
from .judge import Case
from .licenses import license_bounds

Ranks = tuple[int, int]
"""The lowest and the highest rank of a measure on its axis."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A cut, or what lies between two: its ends, whether they belong to it, and the axes that have moved since.

    `high` None: no top. `inside` is some value of it.
    """

    low: Fraction
    low_in: bool
    high: Fraction | None
    moved: dict[int, Ranks]

    @property
    def high_in(self) -> bool:
        """Whether the upper end belongs to it: of a cut alone."""
        return self.low_in and self.low is self.high

    @property
    def inside(self) -> Fraction:
        """A value of the quantity there."""
        if self.high is None:
            return self.low * 2 + 1
        return self.low if self.high_in else (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where a bound of a measure is reached: the axis and the bound's place on it. None: no rule asks for it."""

    value: Fraction
    axis: int | None
    place: int
    rising: bool


def stops(
    case: Case, space: Space, quantity: Quantity, low: Fraction, turning: Container[tuple[int, int]] | None = None
) -> list[Stop]:
    """Every stop from `low` upwards, lowest first; none where no bound can be turned into one on this quantity.

    `case` has the quantity open, and `space` is its space. The first stop says where every axis that moves lies. With
    `turning`, the places on axes at which something turns, there is no stop at any other cut.
    """
    quantities = case.facts.figures.quantities
    known = {
        part: span.low
        for part, span in quantities.items()
        if part is not quantity and span is not None and span.known
    }
    start: dict[int, Ranks] = {}
    cuts: list[_Cut] = []
    for axis, measure, bounds in _cut_by(case, space, quantity):
        rising = measure.form is not Form.QUOTIENT or quantity is measure.parts[0]
        found = [
            _Cut(value, axis, place, rising)
            for place, bound in enumerate(bounds)
            if (value := measure.solve(bound, quantity, known)) is not None
        ]
        left = [cut for cut in found if cut.value > low or (cut.value == low and low)]
        if axis is not None:
            # Bounds on a sum that the others alone exceed have no cut, nor has a bound of zero on a quotient.
            first = len(bounds) - len(left) if rising else len(bounds) - (len(found) - len(left))
            start[axis] = (2 * first, 2 * first)
        cuts += left
    if not cuts:
        return []
    if turning is not None:
        cuts = [cut for cut in cuts if (cut.axis, 2 * cut.place) in turning or (cut.axis, 2 * cut.place + 1) in turning]
        if not cuts:
            return [Stop(low, bool(low), None, start)]
    cuts.sort(key=lambda cut: cut.value)
    groups: list[list[_Cut]] = []
    for cut in cuts:
        if groups and groups[-1][0].value == cut.value:
            groups[-1].append(cut)
        else:
            groups.append([cut])
    return list(_walked(groups, low, start))


def _walked(groups: list[list[_Cut]], low: Fraction, start: dict[int, Ranks]) -> Iterator[Stop]:
    at = start
    if groups[0][0].value != low:
        yield Stop(low, bool(low), groups[0][0].value, start)
        at = {}
    for group, after in zip(groups, [*groups[1:], None], strict=True):
        value = group[0].value
        on = {cut.axis: (2 * cut.place + 1,) * 2 for cut in group if cut.axis is not None}
        past = {cut.axis: (2 * cut.place + 2 * cut.rising,) * 2 for cut in group if cut.axis is not None}
        yield Stop(value, True, value, at | on)
        at = {}
        yield Stop(value, False, after[0].value if after else None, past)


def _cut_by(
    case: Case, space: Space, quantity: Quantity
) -> Iterator[tuple[int | None, Measure, tuple[Fraction, ...]]]:
    """The measures that a quantity alone sets, the others being known, with its bounds of rules and licenses."""
    turning = license_bounds(case.shipment)
    apart = {space.axes[place].measure.name for place in half_open(case, space, quantity)}
    for name in {**case.ruleset.bounds, **turning}:
        measure, place = MEASURES[name], space.places.get(name)
        if name in apart or quantity not in measure.parts or not _others_known(case, measure, quantity):
            continue
        yield place, measure, tuple(sorted(turning[name])) if place is None else space.axes[place].cuts


def _others_known(case: Case, measure: Measure, quantity: Quantity) -> bool:
    spans = (case.facts.figures.quantities[part] for part in measure.parts if part is not quantity)
    return all(span is not None and span.known for span in spans)


def half_open(case: Case, space: Space, quantity: Quantity) -> tuple[int, ...]:
    """The axes on which a quantity has a part and does not cut: another part is missing too, or nothing is divided."""
    return tuple(
        place
        for place, axis in enumerate(space.axes)
        if quantity in axis.measure.parts
        and (not _others_known(case, axis.measure, quantity) or _of_nothing(case, axis.measure, quantity))
    )


def _of_nothing(case: Case, measure: Measure, quantity: Quantity) -> bool:
    """Whether a quantity divides zero."""
    if measure.form is not Form.QUOTIENT or quantity is measure.parts[0]:
        return False
    dividend = case.facts.figures.quantities[measure.parts[0]]
    return dividend is not None and not dividend.low


def placed(facts: Facts, space: Space, axes: tuple[int, ...]) -> dict[int, Ranks]:
    """Where measures lie on some facts."""
    found = {}
    for place in axes:
        value = facts.values[space.axes[place].measure.name]
        assert value is not None
        found[place] = space.axes[place].place(value)
    return found


def at(case: Case, quantity: Quantity, value: Fraction) -> Facts:
    """The facts, were the quantity so much."""
    return case.facts.with_quantity(quantity, Span(value, value), case.ruleset)
