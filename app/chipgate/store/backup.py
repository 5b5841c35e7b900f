"""Backup: the whole log in one portable file, taken in one snapshot while it is written to, for either database.

The file is JSON Lines compressed with Zstandard: a title, each table's name and columns followed by its rows as arrays
(bytes in base64), and last how many rows there were and the SHA-256 of every line before. A file that was cut off or
changed is refused (`restore`). The private signing key is not in it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import zstandard
from sqlalchemy import Connection, Table, select

from .database import Database
from .tables import log, metadata
from .transactions import snapshot

FORM = "chipgate-backup-1"
_ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: of which log, when, and how many rows of each table."""

    log_id: str
    at: str
    engine: str
    rows: dict[str, int]


def back_up(
    database: Database, stream: BinaryIO, at: str, engine: str, progress: Callable[[], None] = lambda: None
) -> Backup:
    """Write all tables as they are at one moment. `progress` is called after each row.

    Raises:
        LogUnavailable: the database cannot be read.
    """
    digest = hashlib.sha256()
    counts: dict[str, int] = {}
    with zstandard.ZstdCompressor(level=3).stream_writer(stream, closefd=False) as compressed:

        def write(content: object) -> None:
            line = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            digest.update(line)
            compressed.write(line)

        with snapshot(database) as connection:
            log_id = connection.execute(select(log.c.log_id)).scalar_one()
            write({"form": FORM, "log": log_id, "at": at, "engine": engine})
            for table in metadata.tables.values():
                write({"table": table.name, "columns": [column.name for column in table.c]})
                counts[table.name] = 0
                for row in _rows(connection, table):
                    write(row)
                    counts[table.name] += 1
                    progress()
        write({"rows": counts})
        compressed.write(json.dumps({"sha256": digest.hexdigest()}).encode() + b"\n")
    return Backup(log_id, at, engine, counts)


def _rows(connection: Connection, table: Table) -> Iterator[list[Any]]:
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_ROWS_AT_ONCE)
    for row in connection.execute(query):
        yield [base64.b64encode(value).decode() if isinstance(value, bytes) else value for value in row]
