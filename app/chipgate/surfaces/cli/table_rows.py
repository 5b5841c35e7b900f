"""Tables of answers row by row, for writers that look at each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from chipgate.surfaces.render.flat import COLUMNS, Flat

if TYPE_CHECKING:
    import pyarrow as pa

ANSWERS = "Answers"
"""The sheet of a workbook that has the rows."""


def rows_of(table: pa.Table) -> Iterator[dict[str, str]]:
    """The rows of a table as words by column."""
    columns = [table.column(name).to_pylist() for name in table.column_names]
    for cells in zip(*columns, strict=True):
        yield dict(zip(table.column_names, cells, strict=True))


def flat_rows(table: pa.Table) -> Iterator[Flat]:
    """The rows of a table that has every column of the flat form."""
    return (Flat(**row) for row in rows_of(table.select(COLUMNS)))
