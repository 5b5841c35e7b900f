"""Ranks in columns: each measure of every row as one small number, by exact comparison with the bounds.

The same ranks as `engine.ranks` gives for one shipment: whole numbers are held against whole numbers. A density is
compared without dividing: "TPP over area at least n/d" is "d · TPP at least n · area".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import reduce
from math import ceil, floor

import polars as pl

from chipgate.model.figures import LONGEST_OPERANDS
from chipgate.model.measures import Form, Measure, Quantity

from .exact import MOST
from .quantities import UNITS, is_open, left_out, low

_WIDEST = 2**63
_HIGHEST = 2**62
Code = tuple[pl.Expr, int]
"""A small number from 0, and how many values it has."""


def steps(bounds: Iterable[Fraction], units: int) -> list[int]:
    """The whole numbers at which the rank of a figure rises by one: at each bound, and just above it.

    >>> steps([Fraction("3.5"), Fraction(4800)], 10)
    [35, 36, 48000, 48001]
    """
    found = (step for bound in bounds for step in (ceil(bound * units), floor(bound * units) + 1))
    return [min(step, _HIGHEST) for step in found]


def rank(figure: pl.Expr, among: Sequence[int]) -> pl.Expr:
    """How many steps a figure has reached."""
    return _count(figure >= step for step in among)


def measure_code(measure: Measure, bounds: Sequence[Fraction]) -> Code:
    """A measure as its lowest rank, whether it is open above, and one value for "does not apply"."""
    opened = reduce(lambda one, other: one | other, map(is_open, measure.parts))
    none = reduce(lambda one, other: one | other, map(left_out, measure.parts))
    if measure.form is Form.QUOTIENT:
        found = _quotient_rank(measure, bounds)
    else:
        units = UNITS[measure.parts[0]]
        found = rank(pl.sum_horizontal(map(low, measure.parts)), steps(bounds, units))
    code = pl.when(none).then(0).otherwise(1 + 2 * found + opened.cast(pl.Int64))
    return code, 2 * (2 * len(bounds) + 1) + 1


def _quotient_rank(measure: Measure, bounds: Sequence[Fraction]) -> pl.Expr:
    over, under = measure.parts
    ratio = Fraction(UNITS[over], UNITS[under])
    most = MOST * UNITS[over] * (LONGEST_OPERANDS if over is Quantity.TPP else 1)
    found = []
    for bound in bounds:
        factor, other = (bound * ratio).denominator, (bound * ratio).numerator
        wide = most * factor >= _WIDEST or MOST * UNITS[under] * other >= _WIDEST
        kind = pl.Int128 if wide else pl.Int64
        left, right = low(over).cast(kind) * factor, low(under).cast(kind) * other
        found += [left >= right, left > right]
    unknown = is_open(under) | left_out(under)
    return pl.when(unknown).then(sum(not bound for bound in bounds)).otherwise(_count(found))


def span_of(code: int, bounds: Sequence[Fraction]) -> tuple[int, int] | None:
    """The lowest and the highest rank that the code of a measure stands for; None where it does not apply."""
    if not code:
        return None
    found, opened = divmod(code - 1, 2)
    return found, 2 * len(bounds) if opened else found


def open_code(code: pl.Expr, bounds: Sequence[Fraction]) -> Code:
    """The code of a measure where it is open above; where it is known, its rank tells nothing more."""
    return pl.when((code > 0) & (code % 2 == 0)).then(code // 2).otherwise(0), 2 * len(bounds) + 2


def state_code(quantity: Quantity) -> Code:
    """Whether a quantity is known, open, or does not apply."""
    code = pl.when(left_out(quantity)).then(2).otherwise(is_open(quantity).cast(pl.Int64))
    return code, 3


def _count(tests: Iterable[pl.Expr]) -> pl.Expr:
    listed = [test.cast(pl.UInt8) for test in tests]
    return reduce(lambda one, other: one + other, listed).cast(pl.Int64) if listed else pl.lit(0, pl.Int64)


def packed(codes: Sequence[Code]) -> list[pl.Expr]:
    """Several codes in as few 64-bit numbers as they need. A code of 0 values is any number, and stands alone."""
    found: list[pl.Expr] = []
    room = 0
    for code, values in codes:
        if 0 < values < room:
            found[-1] = found[-1] * values + code
            room //= values
        else:
            found.append(code.cast(pl.Int64))
            room = _HIGHEST // values if values else 0
    return found
