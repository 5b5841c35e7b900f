"""Seeded random numbers in columns, by row: the same on every machine, and in every version of every library.

Each draw of each row is one number of the splitmix64 sequence, found by its place. Only 64-bit whole numbers are used,
and floats that hold them exactly.
"""

from __future__ import annotations

import zlib

import polars as pl

_GOLDEN = 0x9E3779B97F4A7C15
_FIRST, _SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
_UNIT = 2.0**-53


class Draws:
    """The draws of rows `start` to `end`. Draws of different names are independent of each other."""

    def __init__(self, seed: int, start: int, end: int) -> None:
        self._rows = pl.int_range(start, end, dtype=pl.UInt64) * _number(_GOLDEN) + _number(_mixed(seed))

    def below(self, name: str, most: int) -> pl.Series:
        """Whole numbers from 0, below `most`."""
        return self._draw(name) % most

    def between(self, name: str, low: float, high: float) -> pl.Series:
        """Floats from `low`, below `high`."""
        return (self._draw(name) // 2**11).cast(pl.Float64) * _UNIT * (high - low) + low

    def _draw(self, name: str) -> pl.Series:
        return pl.select(_mix(self._rows + _number(_mixed(zlib.crc32(name.encode()))))).to_series()


def _mix(state: pl.Expr) -> pl.Expr:
    state = (state ^ (state // 2**30)) * _number(_FIRST)
    state = (state ^ (state // 2**27)) * _number(_SECOND)
    return state ^ (state // 2**31)


def _mixed(seed: int) -> int:
    """The same of one number."""
    state = (seed + _GOLDEN) % 2**64
    state = (state ^ (state >> 30)) * _FIRST % 2**64
    state = (state ^ (state >> 27)) * _SECOND % 2**64
    return state ^ (state >> 31)


def _number(value: int) -> pl.Expr:
    return pl.lit(value, pl.UInt64)
