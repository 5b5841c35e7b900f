"""Axes of logarithms for the picture: from figures to places, the decades, and labels that do not touch."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from chipgate.model.exact import shown

CHARACTER = 0.58
"""Width of a figure or letter, as a part of the size of its type; a little more than it is."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis: the figures at its ends, and the places there in units of the picture."""

    low: float
    high: float
    start: float
    end: float

    def place(self, figure: float | Fraction) -> float:
        """Where a figure lies, to a tenth of a unit; at the nearer end where it lies beyond."""
        share = math.log(float(figure) / self.low) / math.log(self.high / self.low) if figure > 0 else 0.0
        return round(self.start + min(max(share, 0.0), 1.0) * (self.end - self.start), 1)

    def ticks(self) -> list[Fraction]:
        """Figures to mark: decades, and 2 and 5 times those where there are few."""
        for steps in ((1,), (1, 2, 5)):
            found = list(self._steps(steps))
            if len(found) >= 4:
                break
        return found

    def _steps(self, steps: Sequence[int]) -> Iterator[Fraction]:
        for exponent in range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1):
            for step in steps:
                figure = Fraction(10) ** exponent * step
                if self.low <= figure <= self.high:
                    yield figure


def axis_over(figures: Iterable[float], start: float, end: float) -> Axis:
    """An axis with room for some figures and a margin on both sides; some decades where there are none."""
    listed = [figure for figure in figures if figure > 0] or [0.1, 1_000.0]
    return Axis(min(listed) / 1.6, max(listed) * 1.6, start, end)


def in_rows(labels: Sequence[tuple[float, str]], size: float, rows: int) -> list[tuple[float, str, int]]:
    """Labels centred on their places, each in the first of some rows where it touches no other; the rest are left out.

    >>> in_rows([(0, "1,600"), (20, "2,400"), (90, "4,800"), (95, "5,000")], 10, 2)
    [(0, '1,600', 0), (20, '2,400', 1), (90, '4,800', 0), (95, '5,000', 1)]
    """
    ends = [-math.inf] * rows
    found = []
    for place, text in labels:
        half = width(text, size) / 2 + 0.35 * size
        row = next((row for row in range(rows) if ends[row] <= place - half), None)
        if row is not None:
            ends[row] = place + half
            found.append((place, text, row))
    return found


def width(text: str, size: float) -> float:
    """How wide a text is, about."""
    return len(text) * CHARACTER * size


def apart(places: Sequence[tuple[float, str]], size: float) -> list[tuple[float, str]]:
    """Of labels one above the other, those that do not touch the one before."""
    found: list[tuple[float, str]] = []
    for place, text in places:
        if not found or abs(place - found[-1][0]) >= size * 1.1:
            found.append((place, text))
    return found


def figure(value: Fraction) -> str:
    """A bound as a person writes it; exact, as bounds are short decimals.

    >>> figure(Fraction(592, 100)), figure(Fraction(20800))
    ('5.92', '20,800')
    """
    return shown(value, value)
