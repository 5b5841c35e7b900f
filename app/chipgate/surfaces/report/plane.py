"""A plane of two measures, cut at the bounds of the rules in force, each piece with its answer.

Every answer is asked of the engine (`batch.regions`); nothing here knows a threshold. Where rules bound the sum of both
measures too, its bounds cut the plane into bands, and a piece may have an answer in each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise
from typing import TypeVar

from chipgate import Rulebook, Shipment
from chipgate.batch.layouts import DENSITY, Axis, Ends, Layout, Place, middle
from chipgate.batch.regions import answers_at, turning_points

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is the same all over a region; `verdict` is the outcome's word where there is none."""

    verdict: str
    certainty: str
    classification: str
    review_policy: str


Cell = tuple[Answer, ...]
"""The answers of a piece of the grid by band; a band that does not meet the piece has the answer of the next one."""


@dataclass(frozen=True, slots=True)
class Rectangle:
    """Columns `left` to below `right` of the grid, rows `bottom` to below `top`; of it, the bands from `first` to below
    `last`."""

    left: int
    bottom: int
    right: int
    top: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Plane:
    """The grid, its cells (by column, then row), and whether each bound belongs to the cell above it, as "at least" and
    "below" have it."""

    layout: Layout
    across: tuple[Fraction, ...]
    up: tuple[Fraction, ...]
    together: tuple[Fraction, ...]
    cells: tuple[tuple[Cell, ...], ...]
    half_open: bool

    def across_ends(self, first: int, last: int) -> Ends:
        """Where columns `first` to below `last` begin and end."""
        return _ends(self.across, first, last)

    def up_ends(self, first: int, last: int) -> Ends:
        """Where rows `first` to below `last` begin and end."""
        return _ends(self.up, first, last)

    def together_ends(self, first: int, last: int) -> Ends:
        """Where bands `first` to below `last` begin and end."""
        return _ends(self.together, first, last)

    def at(self, across: Fraction, up: Fraction) -> Answer:
        """The answer at a place, a bound belonging to the cell above it."""
        column, row = sum(bound <= across for bound in self.across), sum(bound <= up for bound in self.up)
        return self.cells[column][row][sum(bound <= across + up for bound in self.together)]

    def borders(self) -> tuple[set[Fraction], set[Fraction], set[Fraction]]:
        """The bounds across, up and on the sum at which some answer turns."""
        columns = {self.across[n] for n, (one, next) in enumerate(pairwise(self.cells)) if one != next}
        rows = {bound for n, bound in enumerate(self.up) if any(col[n] != col[n + 1] for col in self.cells)}
        every = [cell for column in self.cells for cell in column]
        bands = {bound for n, bound in enumerate(self.together) if any(cell[n] != cell[n + 1] for cell in every)}
        return columns, rows, bands

    def regions(self) -> list[tuple[Answer, list[Rectangle]]]:
        """Cells of one answer joined to rectangles, the strictest answers first; each cell is in one rectangle, or in
        one for each answer of its bands."""
        found: dict[Answer, list[Rectangle]] = {}
        open_runs: dict[tuple[int, int, Cell], int] = {}
        for column in range(len(self.cells) + 1):
            runs = list(_runs(self.cells[column])) if column < len(self.cells) else []
            for bottom, top, cell in [run for run in open_runs if run not in runs]:
                left = open_runs.pop((bottom, top, cell))
                for first, last, answer in _runs(cell):
                    found.setdefault(answer, []).append(Rectangle(left, bottom, column, top, first, last))
            for run in runs:
                open_runs.setdefault(run, column)
        for rectangles in found.values():
            rectangles.sort(key=lambda one: (one.left, one.bottom))
        return sorted(found.items(), key=lambda item: (_STRICT.get(item[0].verdict, 3), _words(item[0])))


_STRICT = {"blocked": 0, "license-required": 1, "allowed": 2}


def plane_of(rulebook: Rulebook, base: Shipment, layout: Layout = DENSITY) -> Plane:
    """Ask the engine for the answer of every piece of the plane, inside it and on its lower edges."""
    bounds = turning_points(rulebook, base, layout)
    across, up, together = (bounds[axis] for axis in Axis)
    inner: list[tuple[int, int, int]] = []
    places: list[Place] = []
    edges: list[tuple[tuple[int, int, int], Place]] = []
    for x in range(len(across) + 1):
        for y in range(len(up) + 1):
            for band in range(len(together) + 1):
                piece = _Piece(layout, _ends(across, x, x + 1), _ends(up, y, y + 1), _ends(together, band, band + 1))
                place = piece.inside()
                if place is not None:
                    inner.append((x, y, band))
                    places.append(place)
                    edges += [((x, y, band), edge) for edge in piece.on_edges()]
    told = answers_at(rulebook, base, layout, places + [edge for _, edge in edges])
    answers = [Answer(one.verdict, one.certainty, one.classification, one.review_policy) for one in told]
    known = dict(zip(inner, answers, strict=False))
    half_open = all(known[key] == found for (key, _), found in zip(edges, answers[len(inner) :], strict=True))
    cells = tuple(
        tuple(_cell([known.get((x, y, band)) for band in range(len(together) + 1)]) for y in range(len(up) + 1))
        for x in range(len(across) + 1)
    )
    return Plane(layout, tuple(across), tuple(up), tuple(together), cells, half_open)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of a plane, and the places in it that are asked about. Where there are bands, both axes state what they
    measure, so that every place can be had exactly."""

    layout: Layout
    across: Ends
    up: Ends
    band: Ends

    def inside(self) -> Place | None:
        """A place strictly inside; None where the band does not meet the piece."""
        across = _common(self.across, _less(self.band, self.up))
        return None if across is None else self._at(middle(across))

    def on_edges(self) -> Iterator[Place]:
        """A place exactly on the left edge, one exactly on the lower edge, and one exactly where the band begins, each
        where there is one."""
        low, bottom, least = self.across[0], self.up[0], self.band[0]
        if low and (place := self._at(low)) is not None:
            yield place
        if bottom and (across := _common(self.across, _less(self.band, (bottom, bottom)))) is not None:
            yield self.layout.on(across, bottom)
        if least and (across := _common(self.across, _less((least, least), self.up))) is not None:
            yield self.layout.at(middle(across), least - middle(across))

    def _at(self, across: Fraction) -> Place | None:
        up = _common(self.up, _less(self.band, (across, across)))
        return None if up is None else self.layout.inside(across, up)


def _less(total: Ends, part: Ends) -> Ends:
    """What the other part of a sum may be: strictly within the ends that are given, where the sum is within its own."""
    low = Fraction(0) if part[1] is None else total[0] - part[1]
    return max(low, Fraction(0)), None if total[1] is None else total[1] - part[0]


def _common(one: Ends, other: Ends) -> Ends | None:
    """Where two stretches meet; None where they do not."""
    highs = [high for high in (one[1], other[1]) if high is not None]
    low, high = max(one[0], other[0]), min(highs, default=None)
    return (low, high) if high is None or low < high else None


def _cell(found: Sequence[Answer | None]) -> Cell:
    """The answers of a piece, those of the bands that meet it repeated over the others."""
    first = next(n for n, answer in enumerate(found) if answer is not None)
    answers: list[Answer] = []
    for answer in found:
        known = answer if answer is not None else answers[-1] if answers else found[first]
        assert known is not None
        answers.append(known)
    return tuple(answers)


def _ends(bounds: Sequence[Fraction], first: int, last: int) -> Ends:
    return (bounds[first - 1] if first else Fraction(0)), (bounds[last - 1] if last <= len(bounds) else None)


def _runs(row: Sequence[T]) -> Iterator[tuple[int, int, T]]:
    """Stretches of what is the same, from the start."""
    start = 0
    for value, some in groupby(row):
        end = start + len(list(some))
        yield start, end, value
        start = end


def _words(answer: Answer) -> tuple[str, ...]:
    return answer.classification, answer.review_policy, answer.certainty
