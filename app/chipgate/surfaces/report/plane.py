"""The plane of TPP and performance density, cut at the bounds of the rules in force, each piece with its answer.

Every answer is asked of the engine (`batch.regions`); nothing here knows a threshold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from itertools import pairwise

from chipgate import Rulebook, Shipment
from chipgate.batch.regions import Figures, answers_at, turning_points
from chipgate.model.exact import exact_text

Ends = tuple[Fraction, Fraction | None]
"""Where a stretch begins (0: at nothing) and ends (None: open-ended)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is the same all over a region; `verdict` is the outcome's word where there is none."""

    verdict: str
    certainty: str
    classification: str
    review_policy: str


@dataclass(frozen=True, slots=True)
class Rectangle:
    """Columns `left` to below `right` of the grid, rows `bottom` to below `top`."""

    left: int
    bottom: int
    right: int
    top: int


@dataclass(frozen=True, slots=True)
class Plane:
    """The grid, the answer of each of its cells (by column, then row), and whether each bound belongs to the cell
    above it, as "at least" and "below" have it."""

    tpp: tuple[Fraction, ...]
    density: tuple[Fraction, ...]
    answers: tuple[tuple[Answer, ...], ...]
    half_open: bool

    def tpp_ends(self, first: int, last: int) -> Ends:
        """Where columns `first` to below `last` begin and end."""
        return _ends(self.tpp, first, last)

    def density_ends(self, first: int, last: int) -> Ends:
        """Where rows `first` to below `last` begin and end."""
        return _ends(self.density, first, last)

    def at(self, tpp: Fraction, density: Fraction) -> Answer:
        """The answer of the cell that a place lies in, a bound belonging to the cell above it."""
        return self.answers[sum(bound <= tpp for bound in self.tpp)][sum(bound <= density for bound in self.density)]

    def borders(self) -> tuple[set[Fraction], set[Fraction]]:
        """The bounds on TPP and on density at which some answer turns."""
        columns = {self.tpp[n] for n, (one, next) in enumerate(pairwise(self.answers)) if one != next}
        rows = {bound for n, bound in enumerate(self.density) if any(col[n] != col[n + 1] for col in self.answers)}
        return columns, rows

    def regions(self) -> list[tuple[Answer, list[Rectangle]]]:
        """Cells of one answer joined to rectangles, the strictest answers first; each cell is in one rectangle."""
        found: dict[Answer, list[Rectangle]] = {}
        open_runs: dict[tuple[int, int, Answer], int] = {}
        for column in range(len(self.answers) + 1):
            runs = list(_runs(self.answers[column])) if column < len(self.answers) else []
            for bottom, top, answer in [run for run in open_runs if run not in runs]:
                left = open_runs.pop((bottom, top, answer))
                found.setdefault(answer, []).append(Rectangle(left, bottom, column, top))
            for run in runs:
                open_runs.setdefault(run, column)
        for rectangles in found.values():
            rectangles.sort(key=lambda one: (one.left, one.bottom))
        return sorted(found.items(), key=lambda item: (_STRICT.get(item[0].verdict, 3), _words(item[0])))


_STRICT = {"blocked": 0, "license-required": 1, "allowed": 2}


def plane_of(rulebook: Rulebook, base: Shipment) -> Plane:
    """Ask the engine for the answer of every piece of the plane, inside it and on its lower edges."""
    tpp, density = turning_points(rulebook, base)
    cells = [(x, y) for x in range(len(tpp) + 1) for y in range(len(density) + 1)]
    places, edges = [], []
    for x, y in cells:
        across, up = _ends(tpp, x, x + 1), _ends(density, y, y + 1)
        places.append(_inside(_middle(across), up))
        edges += [(x, y, place) for place in _on_edges(across, up)]
    told = answers_at(rulebook, base, places + [place for _, _, place in edges])
    answers = [Answer(one.verdict, one.certainty, one.classification, one.review_policy) for one in told]
    by_cell = dict(zip(cells, answers, strict=False))
    half_open = all(by_cell[x, y] == found for (x, y, _), found in zip(edges, answers[len(cells) :], strict=True))
    columns = tuple(tuple(by_cell[x, y] for y in range(len(density) + 1)) for x in range(len(tpp) + 1))
    return Plane(tuple(tpp), tuple(density), columns, half_open)


def _ends(bounds: Sequence[Fraction], first: int, last: int) -> Ends:
    return (bounds[first - 1] if first else Fraction(0)), (bounds[last - 1] if last <= len(bounds) else None)


def _middle(ends: Ends) -> Fraction:
    low, high = ends
    return (low + high) / 2 if high is not None else 2 * low or Fraction(1)


def _within(value: Fraction, ends: Ends) -> bool:
    return ends[0] < value and (ends[1] is None or value < ends[1])


def _inside(tpp: Fraction, up: Ends) -> Figures:
    """A place of this TPP whose density, by a die area of few digits, lies strictly inside a stretch."""
    for digits in range(4, 60):
        place = Figures(_decimal(tpp), _rounded(tpp / _middle(up), digits))
        if _within(place.density, up):
            return place
    raise AssertionError(f"no die area gives a density within {up}")


def _on_edges(across: Ends, up: Ends) -> Iterator[Figures]:
    """A place exactly on the left edge of a piece, and one exactly on its lower edge, each where there is one."""
    if across[0]:
        yield _inside(across[0], up)
    if up[0]:
        for digits in range(4, 60):
            area = _rounded(_middle(across) / up[0], digits)
            if _within(Fraction(area) * up[0], across):
                yield Figures(_decimal(Fraction(area) * up[0]), area)
                return


def _rounded(value: Fraction, digits: int) -> Decimal:
    context = Context(prec=digits, rounding=ROUND_HALF_EVEN)
    return context.divide(Decimal(value.numerator), Decimal(value.denominator))


def _decimal(value: Fraction) -> Decimal:
    """The value to the last digit; bounds are decimals, and so are what lies midway between two and their multiples."""
    return Decimal(exact_text(value))


def _runs(column: Sequence[Answer]) -> Iterator[tuple[int, int, Answer]]:
    """Stretches of one answer, from the bottom up."""
    start = 0
    for row in range(1, len(column) + 1):
        if row == len(column) or column[row] != column[start]:
            yield start, row, column[start]
            start = row


def _words(answer: Answer) -> tuple[str, ...]:
    return answer.classification, answer.review_policy, answer.certainty
