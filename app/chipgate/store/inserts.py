"""Many records into the table at once, the quickest way that each driver has. This is on the path of every answer."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection

from .record import Record
from .tables import HEADER, records
from .texts import Compressor

_COLUMNS = tuple(column.name for column in records.columns)
_NAMES = ", ".join(f'"{name}"' for name in _COLUMNS)
_HEADER = attrgetter(*(column.name for column in HEADER))
_MOST_AT_ONCE = 64
"""Rows in one statement of SQLite."""


def insert_records(connection: Connection, written: Sequence[Record], compressor: Compressor) -> None:
    """Insert records, in order. The driver's own errors come out as they are (`database.reaching`)."""
    texts = compressor.all([text or b"" for record in written for text in (record.question, record.answer)])
    rows = [
        (*_HEADER(record), question, answer)
        for record, question, answer in zip(written, texts[::2], texts[1::2], strict=True)
    ]
    driver: Any = connection.connection.dbapi_connection
    if isinstance(driver, sqlite3.Connection):
        _by_statement(connection, rows)
    else:
        _by_copy(driver, rows)


def _by_statement(connection: Connection, rows: list[tuple[Any, ...]]) -> None:
    """One statement for many rows holds up other threads once; few lengths of it, so that SQLite knows each already."""
    start = 0
    while start < len(rows):
        length = min(_MOST_AT_ONCE, 1 << (len(rows) - start).bit_length() - 1)
        values = [value for row in rows[start : start + length] for value in row]
        connection.exec_driver_sql(_STATEMENTS[length], tuple(values))
        start += length


def _statement(rows: int) -> str:
    row = f"({', '.join('?' * len(_COLUMNS))})"
    return f"INSERT INTO records ({_NAMES}) VALUES {', '.join([row] * rows)}"


_STATEMENTS = {1 << power: _statement(1 << power) for power in range(_MOST_AT_ONCE.bit_length())}


def _by_copy(driver: Any, rows: list[tuple[Any, ...]]) -> None:
    with driver.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.set_types(_TYPES)
        for row in rows:
            copy.write_row(row)


_COPY = f"COPY records ({_NAMES}) FROM STDIN (FORMAT BINARY)"
_TYPES = ["int4" if name == "chain" else "int8" if name == "seq" else "bytea" if name in ("question", "answer")
          else "text" for name in _COLUMNS]  # fmt: skip
