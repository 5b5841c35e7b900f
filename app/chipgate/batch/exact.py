"""Figures in columns, exactly: whole millionths in 64-bit integers, and a mark where a figure is none.

A figure of up to six decimal places below a thousand million has at most fifteen digits. Two numbers of fifteen digits
never share a float, so a float stands for such a figure exactly if it equals the quotient that the figure is; any
other cell (more digits, larger, negative, not a number at all) is odd, and its row takes the row path.
"""

from __future__ import annotations

import polars as pl

SCALE = 1_000_000
"""Units in one: a figure is kept as a whole number of millionths."""
MOST = 10**9
"""Figures from here on are odd. Below it, a rate times 64 bits times 25 (a bound's denominator) fits into 64 bits."""
_LONGEST = 16
"""Characters of a text that cannot have more than fifteen digits beside its point."""


def scaled(name: str, dtype: pl.DataType) -> pl.Expr:
    """The figure of a column in millionths; null where nothing is stated, or where the cell is odd."""
    return _exactly(_numbers(name, dtype)) if not dtype.is_integer() else _whole(pl.col(name))


def odd(name: str, dtype: pl.DataType, found: str) -> pl.Expr:
    """Whether a cell states something that `scaled`, given as the column `found`, has not read."""
    cell = pl.col(name)
    if dtype == pl.String:
        says = cell.str.strip_chars().str.len_bytes() > 0
    elif dtype == pl.Float64 or dtype == pl.Float32:
        says = cell.is_not_nan()
    else:
        says = cell.is_not_null()
    return says.fill_null(False) & pl.col(found).is_null()


def _numbers(name: str, dtype: pl.DataType) -> pl.Expr:
    cell = pl.col(name)
    if dtype == pl.Float64:
        return cell
    if dtype == pl.Null or dtype == pl.Boolean or dtype.is_nested() or dtype.is_temporal():
        return pl.lit(None, pl.Float64)
    text = cell.cast(pl.String).str.strip_chars()
    if dtype.is_decimal():
        text = text.str.replace(r"(\.\d*?)0+$", "$1")
    short = text.str.len_bytes() <= _LONGEST
    return pl.when(short).then(text).cast(pl.Float64, strict=False)


def _whole(cell: pl.Expr) -> pl.Expr:
    near = cell.cast(pl.Int64, strict=False)
    return pl.when((near >= 0) & (near < MOST)).then(near * SCALE)


def _exactly(number: pl.Expr) -> pl.Expr:
    near = (number * SCALE + 0.5).floor()
    divisor = near * 0 + SCALE  # a column: by one number Polars multiplies with its inverse, which rounds twice
    same = (near / divisor == number) & (number >= 0) & (number < MOST)
    return pl.when(same).then(near).cast(pl.Int64, strict=False)
