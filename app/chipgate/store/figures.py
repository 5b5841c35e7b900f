"""What a log holds, counted: for whoever runs it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Table, func, select, text

from .chains import Head, heads
from .database import Database
from .reading import Selection, condition
from .schema import revision_of
from .tables import api_keys, bundles, checkpoints, holds, log, metadata, records
from .transactions import snapshot


@dataclass(frozen=True, slots=True)
class Figures:
    """Which log it is, and how much is in it. Times are RFC 3339 in UTC, None where there is nothing; `size` is bytes
    on disk, of all its tables and indexes; `chains` has the newest record of each writer's chain."""

    log_id: str
    created_at: str
    revision: str
    records: int
    first_at: str | None
    last_at: str | None
    chains: tuple[Head, ...]
    checkpoints: int
    last_checkpoint: str | None
    rulebooks: int
    holds: int
    api_keys: int
    size: int


def figures_of(database: Database) -> Figures:
    """Count, at one moment.

    Raises:
        LogUnavailable: the log cannot be read.
    """
    with snapshot(database) as connection:
        name = connection.execute(select(log)).one()
        span = connection.execute(select(func.min(records.c.at), func.max(records.c.at))).one()
        return Figures(
            name.log_id, name.created_at, revision_of(connection) or "", _count(connection, records), *span,
            tuple(heads(connection)), _count(connection, checkpoints),
            connection.execute(select(func.max(checkpoints.c.at))).scalar(), _count(connection, bundles),
            _open(connection, holds, "released_at"), _open(connection, api_keys, "revoked_at"),
            _size(connection, database),
        )  # fmt: skip


def count(database: Database, selection: Selection) -> int:
    """How many records are selected.

    Raises:
        LogUnavailable: the log cannot be read.
    """
    with snapshot(database) as connection:
        query = select(func.count()).select_from(records).where(condition(selection))
        return connection.execute(query).scalar_one()


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _open(connection: Connection, table: Table, ended: str) -> int:
    query = select(func.count()).select_from(table).where(table.c[ended].is_(None))
    return connection.execute(query).scalar_one()


def _size(connection: Connection, database: Database) -> int:
    if database.is_sqlite:
        files = (Path(f"{database.path}{ending}") for ending in ("", "-wal"))
        return sum(file.stat().st_size for file in files if file.exists())
    query = text("SELECT pg_total_relation_size(to_regclass(quote_ident(:name)))")
    sizes = [connection.execute(query, {"name": name}).scalar() for name in metadata.tables]
    return sum(size or 0 for size in sizes)
