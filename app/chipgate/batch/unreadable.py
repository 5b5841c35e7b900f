"""Which rows of a piece are no items, whatever may be asked of them: found in columns, said as the catalog says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from chipgate.errors import Problem

from .answered import nameless
from .columns import normal
from .items import FLAGS, WORDS, BadRow, item_of
from .pieces import Piece
from .quantities import ODD, read_figures
from .texts import refused_name


def unreadable(piece: Piece) -> Iterator[tuple[int, list[Problem]]]:
    """The rows of a piece that are no items: their lines and problems."""
    frame = normal(piece.frame)
    suspect = read_figures(frame)[ODD] | _badly_worded(frame) | nameless(frame)
    suspect = suspect | frame.select(pl.repeat(False, pl.len()) | refused_name(frame)).to_series()
    for place in sorted({*suspect.arg_true().to_list(), *piece.broken}):
        found = piece.broken.get(place) or piece.read(place)
        if isinstance(found, list):
            yield piece.line(place), found


def _badly_worded(frame: pl.DataFrame) -> pl.Series:
    """Rows whose words no item can have; each different row of words is tried once."""
    columns = [name for name in (*WORDS, *FLAGS) if name in frame.columns]
    if not columns:
        return pl.repeat(False, frame.height, dtype=pl.Boolean, eager=True)
    words = frame.select(columns)
    distinct = words.unique(maintain_order=True)
    bad = pl.Series("@bad", [_is_bad(row) for row in distinct.iter_rows(named=True)], dtype=pl.Boolean)
    found = words.join(distinct.with_columns(bad), on=columns, how="left", nulls_equal=True, maintain_order="left")
    return found["@bad"]


def _is_bad(row: Mapping[str, Any]) -> bool:
    try:
        item_of(row)
    except BadRow:
        return True
    return False
