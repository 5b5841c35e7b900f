"""The items as points of the plane, thinned so that a million make a picture that a hundred would recognize.

Each point stands for the items of one look in one small square of the plane, and lies exactly where the first of them
lies. Squares double in size until there are few enough. The figures are floats and serve for drawing alone.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from .counts import NOT_READ, Question

FINEST = 128
"""Squares to a decade of either axis, before any are joined: less than a pixel or two."""
_NOWHERE = -(2**30)


@dataclass(frozen=True, slots=True)
class Point:
    """An item, and how many others of the same look it stands for with itself. `density` None: unknown, or none."""

    item: str
    verdict: str
    conservative: bool
    tpp: float
    density: float | None
    items: int


_Square = tuple[str, bool, int, int | None]


class Points:
    """The points of some questions, at most so many for each."""

    def __init__(self, questions: Collection[Question], most: int) -> None:
        self._most = most
        self._squares: dict[Question, dict[_Square, Point]] = {question: {} for question in questions}
        self._joined = dict.fromkeys(questions, 0)
        self.undrawn = dict.fromkeys(questions, 0)

    def add(self, table: pa.Table) -> None:
        """Take in the rows of a table; those without a TPP, or not read, are counted as not drawn."""
        keys = ["destination", "date", "verdict", "certainty"]
        tpp, density = (_drawable(table.column(name)) for name in ("@tpp", "@performance_density"))
        tpp = pc.if_else(pc.equal(table.column("verdict"), NOT_READ), None, tpp)
        placed = table.select([*keys, "item"]).append_column("tpp", tpp).append_column("density", density)
        joined = min(self._joined.values(), default=0)
        placed = placed.append_column("x", _square(tpp, joined)).append_column("y", _square(density, joined))
        placed = placed.append_column("n", pa.array(range(table.num_rows), pa.int64()))
        wanted = [("n", "min"), ("item", "first"), ("tpp", "first"), ("density", "first"), ([], "count_all")]
        squares = placed.group_by([*keys, "x", "y"], use_threads=False).aggregate(wanted)
        for row in squares.sort_by("n_min").to_pylist():  # The first item of a square must stay the first.
            question = row["destination"], row["date"]
            if question not in self._squares:
                continue
            if row["x"] == _NOWHERE:
                self.undrawn[question] += row["count_all"]
                continue
            open = row["certainty"] == "conservative"
            place = row["tpp_first"], row["density_first"]
            point = Point(row["item_first"], row["verdict"], open, *place, row["count_all"])
            square = row["verdict"], open, row["x"], None if row["y"] == _NOWHERE else row["y"]
            self._put(question, _coarser(square, self._joined[question] - joined), point)

    def of(self, question: Question) -> list[Point]:
        """The points of a question, from low to high."""
        return sorted(
            self._squares[question].values(),
            key=lambda point: (point.tpp, point.density or 0, point.verdict, point.conservative, point.item),
        )

    def _put(self, question: Question, square: _Square, point: Point) -> None:
        squares = self._squares[question]
        _add(squares, square, point)
        while len(squares) > self._most and self._joined[question] < 30:
            self._joined[question] += 1
            before, squares = squares, {}
            for finer, kept in before.items():
                _add(squares, _coarser(finer, 1), kept)
            self._squares[question] = squares


def _add(squares: dict[_Square, Point], square: _Square, point: Point) -> None:
    known = squares.get(square)
    squares[square] = point if known is None else replace(known, items=known.items + point.items)


def _coarser(square: _Square, times: int) -> _Square:
    verdict, open, x, y = square
    return verdict, open, x >> times, None if y is None else y >> times


def _drawable(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The figures above nothing and below infinity; on axes of logarithms there are no others."""
    return pc.if_else(pc.and_(pc.is_finite(column), pc.greater(column, 0)), column, None)


def _square(column: pa.ChunkedArray, joined: int) -> pa.ChunkedArray:
    """The number of the square that each figure lies in, once squares were joined so many times."""
    place = pc.cast(pc.floor(pc.multiply(pc.log10(column), FINEST)), pa.int64())
    return pc.fill_null(pc.shift_right(place, joined), _NOWHERE)
