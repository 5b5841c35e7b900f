"""What the rows of a piece state, counted by column, and who makes what: for describing a catalog."""

from __future__ import annotations

import polars as pl

from .items import FLAGS, NAME
from .pieces import Piece

_SAYS_NOTHING = ("", "unknown")


def stated(piece: Piece, failed: frozenset[int]) -> dict[str, int]:
    """How many rows state each field; rows that could not be read state nothing."""
    frame = piece.frame
    if failed:
        frame = frame.with_row_index("@row").filter(~pl.col("@row").is_in(sorted(failed))).drop("@row")
    found = {}
    for name, kind in frame.schema.items():
        cell = pl.col(name)
        says = cell.is_not_null()
        if kind == pl.String:
            silent = _SAYS_NOTHING if name in (*FLAGS, "transistor") else ("",)
            says = says & ~cell.str.strip_chars().str.to_lowercase().is_in(silent)
        elif kind.is_float():
            says = says & cell.is_not_nan()
        found[name] = int(frame.select(says.sum()).item() or 0)
    return found


def vendors(piece: Piece) -> list[tuple[str | None, str | None]]:
    """The maker and the name of every row."""
    names = [piece.frame[column].cast(pl.String).str.strip_chars().to_list() if column in piece.frame.columns
             else [None] * piece.frame.height for column in ("manufacturer", NAME)]  # fmt: skip
    return list(zip(*names, strict=True))
