"""A fingerprint of what each row states: equal for equal figures and words, however they are written.

64 bits, to tell a changed figure from an unchanged one between two runs; it protects nothing. The name is left out, as
rows are compared by name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import polars as pl

from chipgate.model.exact import NotAFigure, exact_text, parse_figure

from .exact import MOST, SCALE, odd, scaled
from .items import FIGURES, FLAGS, TRUTHS, WORDS, stated

_NOTHING = 0


def _number(text: str) -> int:
    """64 bits of a text, always the same."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


_FACTORS: Mapping[str, int] = {name: _number(f"figure {name}") | 1 for name in FIGURES}


def prints(frame: pl.DataFrame) -> pl.Series:
    """The fingerprint of every row of a frame of items, a number of up to 20 digits."""
    figures = [name for name in FIGURES if name in frame.columns]
    words = [name for name in (*WORDS, *FLAGS) if name in frame.columns]
    read = frame.select(scaled(name, frame.schema[name]).alias(name) for name in figures)
    marks = pl.concat([frame.select(figures), read.rename({name: f"={name}" for name in figures})], how="horizontal")
    strange = [odd(name, frame.schema[name], f"={name}") for name in figures]
    # A figure counts as its millionths and one, times a number of its column, all modulo 2**64.
    parts = [
        ((pl.col(f"={name}") + 1).cast(pl.UInt64) * pl.lit(_FACTORS[name], pl.UInt64)).fill_null(_NOTHING)
        for name in figures
    ]
    found = marks.select(
        pl.fold(pl.lit(_NOTHING, pl.UInt64), lambda one, other: one + other, parts).alias("sum"),
        pl.any_horizontal(pl.lit(False), *strange).alias("odd"),
    ) if figures else frame.select(pl.repeat(_NOTHING, frame.height, dtype=pl.UInt64).alias("sum"),
                                   pl.repeat(False, frame.height, dtype=pl.Boolean).alias("odd"))  # fmt: skip
    total = found["sum"]
    if words:
        total = total + _of_words(frame.select(words))
    places = found["odd"].arg_true()
    if len(places):
        told = [_alone(row, figures, words) for row in frame[places].iter_rows(named=True)]
        total = total.scatter(places, pl.Series(told, dtype=pl.UInt64))
    return total.cast(pl.String)


def _of_words(words: pl.DataFrame) -> pl.Series:
    """The part of the words: worked out once for each distinct row of them."""
    distinct = words.unique(maintain_order=True)
    numbers = [_words(row, distinct.columns) for row in distinct.iter_rows()]
    table = distinct.with_columns(pl.Series("@print", numbers, dtype=pl.UInt64))
    return words.join(table, on=words.columns, how="left", nulls_equal=True, maintain_order="left")["@print"]


def _words(row: Sequence[Any], columns: Sequence[str]) -> int:
    total = 0
    for column, cell in zip(columns, row, strict=True):
        text = stated(cell)
        if isinstance(text, str) and column in FLAGS:
            text = TRUTHS.get(text.casefold(), text)
        if text is not None:
            total += _number(f"word {column}={str(text).casefold()}")
    return total % 2**64


def _alone(row: Mapping[str, Any], figures: Sequence[str], words: Sequence[str]) -> int:
    """A row with a figure that the columns cannot hold; what they can hold counts as they count it."""
    total = _words([row[name] for name in words], words)
    for name in figures:
        cell = stated(row[name])
        if cell is None:
            continue
        try:
            exact = Fraction(parse_figure(cell))
        except NotAFigure:
            total += _number(f"figure {name}: {cell}")
            continue
        whole = exact * SCALE
        if whole.denominator == 1 and exact < MOST:
            total += (whole.numerator + 1) * _FACTORS[name]
        else:
            total += _number(f"figure {name}={exact_text(exact)}")
    return total % 2**64
