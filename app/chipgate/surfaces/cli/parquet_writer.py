"""A catalog's answers in Parquet: the columns of the CSV form, the date as a date, written as they come."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, suppress

import pyarrow as pa
import pyarrow.parquet as pq

from .output import Output

_WORDS = pa.dictionary(pa.int32(), pa.string())
"""Columns of which few words differ travel as numbers of words."""
_UNIQUE = frozenset({"item", "figures"})


class ParquetWriter:
    """One row per item, destination and date. Read back, every column but the date is text."""

    def __init__(self, sink: Output, columns: Sequence[str], stack: ExitStack) -> None:
        self._sink, self._stack = sink, stack
        self._schema = pa.schema([pa.field(name, _kind(name), nullable=False) for name in columns])

    def start(self) -> None:
        words = [name for name in self._schema.names if name not in _UNIQUE]
        self._file = pq.ParquetWriter(self._sink.opened(), self._schema, compression="zstd", use_dictionary=words,
                                      write_statistics=False, store_schema=False)  # fmt: skip
        self._stack.callback(self._clear)

    def add(self, table: pa.Table) -> None:
        self._file.write_table(pa.table([
            table.column(field.name).combine_chunks().cast(field.type) if field.name != "date"
            else table.column(field.name).cast(pa.string()).cast(field.type)
            for field in self._schema
        ], schema=self._schema))  # fmt: skip

    def end(self) -> None:
        self._file.close()

    def _clear(self) -> None:
        """Let go of the file where it was not ended; what stands in it is thrown away."""
        with suppress(OSError):
            self._file.close()


def _kind(column: str) -> pa.DataType:
    if column == "date":
        return pa.date32()
    return pa.string() if column in _UNIQUE else _WORDS
