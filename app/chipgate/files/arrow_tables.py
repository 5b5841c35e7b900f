"""Parquet and Arrow IPC as a table: read batch by batch, each column turned into texts at once.

A float is the shortest decimal that reads back as the same float (of its own width: a 32-bit 0.1 is 0.1). A column of
structs is flattened: tops{fp8} is column tops.fp8.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from .csv_lines import Record
from .sources import Source, TableFormat, Unreadable

BATCH = 8192
"""Rows that are held at once as texts."""
AT_ONCE = 65_536
"""Rows that are held at once as columns."""
_AGAIN = "Write it anew, or copy it anew. Nothing of it was used."


class ArrowTable:
    """The reader of Parquet and Arrow IPC (files, and streams of record batches)."""

    unit = ""

    def __init__(self, source: Source, format: TableFormat) -> None:
        self._source, self._format = source, format
        self.bytes_read = self._rows = 0
        self._size = source.path.stat().st_size

    def records(self) -> Iterator[Record]:
        """The header (number 0), then rows numbered from 1. See `Reader`."""
        number = 0
        for place, table in enumerate(self._tables(None, BATCH)):
            if not place:
                yield 0, list(table.column_names)
            for cells in zip(*map(texts, table.columns), strict=True):
                number += 1
                yield number, list(cells)

    def tables(self, columns: Collection[str], sizes: Iterator[int]) -> Iterator[pa.Table]:
        """These columns, flattened, in tables of these sizes (the last is smaller).

        Raises:
            Unreadable: the rest of the file cannot be read.
        """
        held: list[pa.Table] = []
        room, some, given = next(sizes), False, 0
        for table in self._tables(columns, AT_ONCE):
            table = table.select([name for name in table.column_names if name in columns])
            while table.num_rows >= room:
                given += sum(one.num_rows for one in held) + room
                self._reached(given)
                yield pa.concat_tables([*held, table.slice(0, room)])
                held, table, room, some = [], table.slice(room), next(sizes), False
            held.append(table)
            room -= table.num_rows
            some = some or table.num_rows > 0
        if some:
            yield pa.concat_tables(held)

    def _reached(self, rows: int) -> None:
        """Say how far in the file so many rows are, where it is known how many there are in all."""
        if self._rows:
            self.bytes_read = self._size * rows // self._rows

    def _tables(self, columns: Collection[str] | None, rows: int) -> Iterator[pa.Table]:
        """An empty table with every column, then all rows in some pieces, structs flattened."""
        what = "Parquet" if self._format is TableFormat.PARQUET else "Arrow IPC"
        number = 0
        with self._source.seekable() as stream:
            try:
                parquet = self._format is TableFormat.PARQUET
                for batch in self._parquet(stream, columns, rows) if parquet else self._ipc(stream):
                    batch.validate(full=True)  # a text that is not UTF-8 ends here
                    yield _flat(pa.Table.from_batches([batch]))
                    number += batch.num_rows
            except (pa.ArrowException, OSError, EOFError, UnicodeDecodeError) as error:
                after = f" (after row {number})" if number else ""
                said = str(error).split("\n")[0].rstrip(".")[:200]
                raise Unreadable(f"not a whole {what} file{after}: {said}.", _AGAIN) from None

    def _parquet(self, stream: Any, columns: Collection[str] | None, rows: int) -> Iterator[pa.RecordBatch]:
        with pq.ParquetFile(stream, pre_buffer=False) as file:  # else it holds what was read of the file
            yield _empty(file.schema_arrow)
            wanted = None if columns is None else [
                field.name for field in file.schema_arrow
                if field.name in columns or any(name.startswith(f"{field.name}.") for name in columns)
            ]  # fmt: skip
            done, self._rows = 0, file.metadata.num_rows
            for batch in file.iter_batches(batch_size=rows, columns=wanted):
                done += batch.num_rows
                self._reached(done)
                yield batch

    def _ipc(self, stream: Any) -> Iterator[pa.RecordBatch]:
        first = stream.read(6)
        stream.seek(0)
        if first == b"ARROW1":
            with pa.ipc.open_file(stream) as file:
                yield _empty(file.schema)
                for index in range(file.num_record_batches):
                    batch = file.get_batch(index)
                    self.bytes_read = self._size * (index + 1) // file.num_record_batches
                    yield from _pieces(batch)
        else:
            with pa.ipc.open_stream(stream) as reader:
                yield _empty(reader.schema)
                for batch in reader:
                    self.bytes_read = stream.tell()
                    yield from _pieces(batch)


def _pieces(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    for start in range(0, batch.num_rows, BATCH):
        yield batch.slice(start, BATCH)


def _empty(schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.nulls(0, field.type) for field in schema], schema=schema)


def _flat(table: pa.Table) -> pa.Table:
    return table.flatten() if any(pa.types.is_struct(field.type) for field in table.schema) else table


def texts(column: pa.ChunkedArray) -> list[str]:
    """Every value of a column as text; null is the empty text. What has no text of its own is shown as it is, and is
    refused where a figure is expected."""
    type = column.type
    if pa.types.is_dictionary(type):
        column, type = column.cast(type.value_type), type.value_type
    if pa.types.is_boolean(type):
        return ["" if one is None else "true" if one else "false" for one in column.to_pylist()]
    if pa.types.is_decimal(type) or pa.types.is_nested(type) or pa.types.is_binary(type):
        return ["" if one is None else str(one) for one in column.to_pylist()]
    if pa.types.is_floating(type):  # not a number is how tables mark what is missing
        column = pc.if_else(pc.is_nan(column), pa.scalar(None, type), column)
    if not pa.types.is_string(type):
        column = column.cast(pa.string())
    return ["" if one is None else one for one in column.to_pylist()]
