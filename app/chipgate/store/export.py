"""Export: every header field, both texts and the digests of records, for other systems and for keeping elsewhere.

Records come as they are read, one after another; no more than a group of rows is in memory.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import fields
from typing import BinaryIO

from chipgate.errors import LogDamaged

from .record import Record

COLUMNS = tuple(field.name for field in fields(Record))
_NUMBERS = {"chain", "seq"}
_ROWS_IN_A_GROUP = 500
"""At some 25 kB a record, a group is some 12 MB."""


def row_of(record: Record) -> dict[str, int | str | None]:
    """A record as plain values. The texts are as they were logged, to the byte; None where they were erased.

    Raises:
        LogDamaged: a text is not the one that was logged, or no UTF-8.
    """
    for name in record.changed_texts():
        raise LogDamaged(f"the {name} of record {record.record_id} is not what was written. Run chipgate log verify.")
    row: dict[str, int | str | None] = {name: getattr(record, name) for name in COLUMNS if name not in _TEXTS}
    return {**row, **{name: _text(record, name) for name in _TEXTS}}


_TEXTS = ("question", "answer")


def write_lines(records: Iterable[Record], write: Callable[[bytes], object]) -> int:
    """Write records as JSON Lines. How many there were."""
    count = 0
    for record in records:
        write(json.dumps(row_of(record), ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        count += 1
    return count


def write_compressed_lines(records: Iterable[Record], stream: BinaryIO) -> int:
    """Write records as JSON Lines compressed with Zstandard. How many there were."""
    import zstandard

    with zstandard.ZstdCompressor(level=6).stream_writer(stream, closefd=False) as compressed:
        return write_lines(records, compressed.write)


def write_parquet(records: Iterable[Record], stream: BinaryIO) -> int:
    """Write records as Apache Parquet. How many there were."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, pa.int64() if name in _NUMBERS else pa.string()) for name in COLUMNS])
    count = 0
    group: list[dict[str, int | str | None]] = []
    with pq.ParquetWriter(stream, schema, compression="zstd") as writer:
        for record in records:
            group.append(row_of(record))
            if len(group) == _ROWS_IN_A_GROUP:
                writer.write_table(pa.Table.from_pylist(group, schema))
                count, group = count + len(group), []
        if group:
            writer.write_table(pa.Table.from_pylist(group, schema))
    return count + len(group)


def _text(record: Record, name: str) -> str | None:
    text: bytes | None = getattr(record, name)
    try:
        return None if text is None else text.decode()
    except UnicodeDecodeError:
        raise LogDamaged(f"the {name} of record {record.record_id} is no text. Run chipgate log verify.") from None
