"""Transactions of what keeps the log, beside its writer: one to read one moment by, one to change something in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from .database import Database, reaching


@contextmanager
def snapshot(database: Database) -> Iterator[Connection]:
    """Read as the log is at one moment, however long that takes and whatever is written meanwhile.

    Raises:
        LogUnavailable: it cannot be reached or read.
    """
    with reaching(database.engine), database.engine.connect() as connection:
        if database.is_sqlite:
            yield connection
            return
        connection.execution_options(isolation_level="REPEATABLE READ")
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        yield connection


@contextmanager
def change(database: Database) -> Iterator[Connection]:
    """Change something, whole or not at all; in SQLite nobody else writes meanwhile.

    Raises:
        LogUnavailable: it cannot be reached or written.
    """
    with reaching(database.engine), database.engine.connect() as connection:
        connection.execution_options(chipgate_writes=True)
        with connection.begin():
            yield connection
